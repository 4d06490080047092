"""Throughput of the service and of the peer once both are warm, in rounds that take turns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from random import Random
from statistics import median

from bench.driving import MOST_CLIENTS, Round, one_round
from bench.peer.people import Pool
from bench.peer.servers import SERVERS, Server
from bench.peer.shapes import MEASURED, documents
from bench.running import store_seconds

ROUNDS = 8
GOALS = {"person": 2.0, "children": 2.0, "list of 50": 1.5}
"""Least throughput beside the peer's."""


@dataclass(frozen=True)
class Cell:
    """One round of one server, with the milliseconds of the store's processor for each request."""

    round: Round
    store: float


def warm(home: Path, servers: Sequence[Server], pool: Pool, requests: int, before: int) -> list[str]:
    """The table: rounds of so many requests, after so many of each question before."""
    lines = [
        "\n## Both warm\n",
        f"Of each question {before:,} requests to warm up, then {ROUNDS} rounds of {requests}, in which the "
        "servers take turns in random order: medians, a ratio that of the ratios of the rounds. Goals are the least "
        "ratios of requests a second. CPU ms are those of a request, of the server and of the store.\n",
        "| question | clients | viewer | service req/s | peer | ratio (rounds) | goal | p50 ms | peer | service CPU ms "
        "+ store's | peer's + store's | ratio |",
        "|" + "---|" * 12,
    ]
    random = Random(3)
    for question, chosen in MEASURED.items():
        what = documents(question, chosen)
        bodies = {one.name: [pool.body(one, what, n) for n in range(len(pool.about[question]))] for one in servers}
        for one in servers:
            one_round(one.target, bodies[one.name], MOST_CLIENTS // 2, before)
        for clients in (1, MOST_CLIENTS):
            rounds: list[dict[str, Cell]] = []
            for turn in range(ROUNDS):
                turns, first = random.sample(list(servers), len(servers)), turn * requests
                rounds.append({one.name: _cell(home, one, bodies[one.name], clients, requests, first) for one in turns})
            for name in SERVERS[:2]:
                lines.append(f"| {question} | {clients} | {name} | {_beside(rounds, name, question)} |")
    return lines


def _cell(home: Path, server: Server, bodies: list[bytes], clients: int, requests: int, first: int) -> Cell:
    """Ask a round of requests, from a place in their list on."""
    before = store_seconds(home)
    took = one_round(server.target, islice(cycle(bodies), first, first + requests), clients, requests)
    return Cell(took, (store_seconds(home) - before) * 1000 / requests)


def _beside(rounds: list[dict[str, Cell]], name: str, question: str) -> str:
    """Columns of the service beside the peer."""
    ours, theirs = ([one[which] for one in rounds] for which in (name, "peer"))
    both = list(zip(ours, theirs, strict=True))
    ratios = [own.round.rate / peer.round.rate for own, peer in both]
    used = [(own.round.cpu + own.store) / (peer.round.cpu + peer.store) for own, peer in both]
    ratio = f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) | ≥ {GOALS[question]:g}"
    columns = zip(_told(ours), _told(theirs), strict=True)
    rate, wait, cpu = (f"{own} | {peer}" for own, peer in columns)
    return f"{rate} | {ratio} | {wait} | {cpu} | {median(used):.2f}"


def _told(cells: list[Cell]) -> tuple[str, str, str]:
    """Medians of what one server did: requests a second, milliseconds, milliseconds of processors."""
    return (
        f"{median(one.round.rate for one in cells):.0f}",
        f"{median(took for one in cells for took in one.round.took):.1f}",
        f"{median(one.round.cpu for one in cells):.1f} + {median(one.store for one in cells):.1f}",
    )
