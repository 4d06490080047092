"""How long a light question waits beside a heavy one: the 99th percentile alone, and while the heavy one is answered.

`python -m bench.fairness` prints the table for the borough that is loaded in the store of THINKFAMILY_HOME.
"""

from __future__ import annotations

import asyncio
import statistics
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import httpx

from bench.bounded import PATIENCE, heavy_questions, some_people
from bench.questions import Measured, measured
from bench.running import free_port, is_ready, service_on
from graph.connection import StoreSettings

LIGHT = 400
"""Times that the light question is asked alone; beside a heavy one as often as that lasts, at least a quarter."""
HEAD = [
    "\n## A light question beside a heavy one\n",
    "`children affected` by one client, alone and while one other client asks the heavy question again and again. The "
    "goal is a ratio of at most 3. Client, service and store share two processors here.\n",
    "| heavy question | p50 alone ms | p50 beside | p99 alone | p99 beside | ratio |",
    "|---|---|---|---|---|---|",
]


def fairness(home: Path) -> list[str]:
    """The table, of a service that is started for it on the store of a home."""
    borough = home / "borough"
    on = tomllib.loads((borough / "demo.toml").read_text(encoding="utf-8"))["on"]
    light, port, lines = measured(borough)[0], free_port(), list(HEAD)
    with service_on(port, "--open"):
        is_ready(port)
        list(_waits(port, light, LIGHT))
        for heavy in heavy_questions(asyncio.run(some_people()), {"on": on}):
            alone = list(_waits(port, light, LIGHT))
            with _asked_on_and_on(port, heavy):
                beside = list(_waits(port, light, LIGHT // 4))
            lines.append(f"| {heavy.name} | {_row(alone, beside)} |")
    return lines


def _row(alone: list[float], beside: list[float]) -> str:
    last = _last_of_100(alone), _last_of_100(beside)
    figures = (statistics.median(alone), statistics.median(beside), *last)
    return " | ".join([*(f"{each:.1f}" for each in figures), f"{last[1] / last[0]:.1f}"])


def _last_of_100(waits: list[float]) -> float:
    return statistics.quantiles(waits, n=100)[-1]


def _waits(port: int, question: Measured, times: int) -> Iterator[float]:
    """Milliseconds of each answer, one after another."""
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as http:
        for _ in range(times):
            begun = time.perf_counter()
            said = http.post("/graphql", json={"query": question.document, "variables": question.variables}).json()
            assert "errors" not in said, said["errors"][0]["extensions"]
            yield (time.perf_counter() - begun) * 1000


@contextmanager
def _asked_on_and_on(port: int, question: Measured) -> Iterator[None]:
    """Meanwhile another client asks a question again and again; what it is answered, or refused, does not count."""
    over = Event()

    def ask() -> None:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as http:
            while not over.is_set():
                http.post("/graphql", json={"query": question.document, "variables": question.variables})

    asking = Thread(target=ask)
    asking.start()
    try:
        yield
    finally:
        over.set()
        asking.join()


if __name__ == "__main__":
    print("\n".join(fairness(StoreSettings.from_environment().home)))
