"""First answers of the service and of the peer: to new selections, without plans, and after a restart."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median

from bench.peer.people import Pool
from bench.peer.servers import SERVERS, Server, server
from bench.peer.shapes import MEASURED, QUESTIONS, Documents, documents, made_at_random
from bench.running import stop_store
from graph.connection import StoreSettings, connect

CLEARED, RESTARTS = 4, 3
GOAL = 0.2
"""Most time of a first answer beside the peer's."""


HEAD = [
    "\n## First answers\n",
    "**Selections**: made at random, the same for all, that nobody has asked before, on a warm store. **Plans "
    "cleared**: each question after the store has dropped all plans under the running servers, those of the service's "
    f"fixed statements among them, {CLEARED} times. **Restarted**: the three questions from the moment a server is "
    f"ready after a restart of the store and of the server, {RESTARTS} times, so that each is once the first; the "
    "service is ready when `/ready` says so, the peer when it answers. Milliseconds: the median, the range, and the "
    "median of the second answer to the same. The goal is the most that the ratio of the medians of first answers may "
    "be.\n",
    "| store | question | n | open: first ms (range) | second | signed in: first ms (range) | second | peer: first ms "
    "(range) | second | open ÷ peer | signed in ÷ peer | goal |",
    "|" + "---|" * 12,
]


@dataclass(frozen=True)
class First:
    """Milliseconds of a first answer of one server, and of the second."""

    question: str
    server: str
    first: float
    second: float


def _rows(store: str, found: list[First]) -> list[str]:
    rows = []
    for question in QUESTIONS:
        of = {name: [one for one in found if (one.question, one.server) == (question, name)] for name in SERVERS}
        firsts = {name: [each.first for each in those] for name, those in of.items()}
        told = " | ".join(
            f"{median(firsts[name]):.0f} ({min(firsts[name]):.0f} to {max(firsts[name]):.0f})"
            f" | {median(each.second for each in of[name]):.0f}"
            for name in SERVERS
        )
        ratios = " | ".join(f"{median(firsts[name]) / median(firsts['peer']):.2f}" for name in SERVERS[:2])
        rows.append(f"| {store} | {question} | {len(of['peer'])} | {told} | {ratios} | ≤ {GOAL:g} |")
    return rows


def hot(servers: Sequence[Server], pool: Pool, selections: int) -> list[str]:
    """Rows for servers that are running: of so many selections, and after the store has dropped its plans."""
    return [
        *_rows("selections", _selections(servers, pool, selections)),
        *_rows("plans cleared", _cleared(servers, pool)),
    ]


def restarted(home: Path, pool: Pool) -> list[str]:
    """Rows for each server from the start of the store and of itself, and the seconds until it was ready."""
    random, found, ready = Random(9), list[First](), dict[str, list[float]]()
    for turn in range(RESTARTS):
        for name in random.sample(SERVERS, len(SERVERS)):
            stop_store(home)
            with server(name, home) as one:
                ready.setdefault(name, []).append(one.ready)
                for question in (*QUESTIONS[turn:], *QUESTIONS[:turn]):
                    found.append(_first(one, pool, documents(question, MEASURED[question]), turn))
    waits = ", ".join(f"{name} {median(ready[name]):.0f}" for name in SERVERS)
    return [*_rows("restarted", found), f"\nSeconds until ready, from the start of the store: {waits}."]


def _selections(servers: Sequence[Server], pool: Pool, many: int) -> list[First]:
    random, found = Random(5), []
    for number, what in enumerate(made_at_random(many, seed=5)):
        for one in random.sample(list(servers), len(servers)):
            found.append(_first(one, pool, what, number))
    return found


def _cleared(servers: Sequence[Server], pool: Pool) -> list[First]:
    random, found = Random(7), []
    for turn in range(CLEARED):
        for question, chosen in MEASURED.items():
            for one in random.sample(list(servers), len(servers)):
                asyncio.run(_clear_plans())
                found.append(_first(one, pool, documents(question, chosen), turn))
    return found


async def _clear_plans() -> None:
    driver = await connect(StoreSettings.from_environment())
    try:
        await driver.execute_query("CALL db.clearQueryCaches()")
    finally:
        await driver.close()


def _first(server: Server, pool: Pool, what: Documents, number: int) -> First:
    first, second = server.milliseconds(pool.body(server, what, number), 2)
    return First(what.question, server.name, first, second)
