"""`python -m bench.million [--people N] [--beside N] [--home FOLDER]`: does a question cost more in a larger borough?

Two boroughs, each in a store of its own, are asked the same questions in turns; docs/bench-million.md says what grew.
Loading a million people takes hours: what was loaded stays in the folder, delivery by delivery, and an interrupted run
goes on there.
"""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from api.signin.principal import OPEN
from bench.access import Bench
from bench.driving import MOST_CLIENTS, ROUNDS, Target, body_of, one_round, warmed
from bench.first import HEAD, RESTARTED, first_rows, restarted_rows
from bench.questions import measured
from bench.running import (
    Loaded,
    free_port,
    home_at,
    is_ready,
    lasting_store,
    load_once,
    megabytes,
    service_on,
    store_memory,
)
from graph.connection import StoreSettings, connect

PAGE = Path("docs/bench-million.md")


@dataclass(frozen=True)
class Borough:
    """One of the two, with the home of its store, its deliveries as they were loaded, and dbHits by question."""

    people: int
    home: Path
    loaded: list[Loaded]
    hits: list[int]

    @property
    def folder(self) -> Path:
        """Where its deliveries lie."""
        return self.home / "borough"


def main() -> None:
    """Load, measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--beside", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=100, help="requests of one round")
    parser.add_argument("--home", type=Path, default=Path(".million"), help="the folder that is kept")
    asked = parser.parse_args()
    with lasting_store():
        few, many = (_borough(asked.home.absolute() / str(people), people) for people in (asked.beside, asked.people))
        for page in _measured(few, many, asked.requests):
            PAGE.write_text("\n".join(page) + "\n", encoding="utf-8")  # what took hours is not lost to what fails
    print(PAGE.read_text(encoding="utf-8"))


def _borough(home: Path, people: int) -> Borough:
    home.mkdir(parents=True, exist_ok=True)
    with home_at(home):
        return Borough(people, home, load_once(home, people), asyncio.run(_hits(home / "borough")))


async def _hits(folder: Path) -> list[int]:
    driver = await connect(StoreSettings.from_environment())
    try:
        bench, hits = Bench(driver), []
        for question in measured(folder):
            await bench.ask(question, OPEN)
            hits.append(await bench.hits())
        return hits
    finally:
        await driver.close()


def _measured(few: Borough, many: Borough, requests: int) -> Iterator[list[str]]:
    """The page, as far as it goes."""
    lines = [*_head(few, many), *(_loading(one) for one in (few, many))]
    yield lines
    lines += _questions(few, many, requests)
    yield lines
    title, said, *table = HEAD
    lines += [title, said, *_with_people(table)]
    for one in (few, many):
        with home_at(one.home):
            lines += [f"| {one.people:,} {row}" for row in asyncio.run(first_rows(one.folder))]
        yield lines
    title, said, *table = RESTARTED
    lines += [title, said, *_with_people(table)]
    for one in (few, many):
        with home_at(one.home):
            lines += [f"| {one.people:,} {row}" for row in restarted_rows(one.home)]
        yield lines


def _with_people(table: list[str]) -> list[str]:
    head, rule = table
    return [f"| people {head}", f"|---{rule}"]


def _head(few: Borough, many: Borough) -> list[str]:
    load = " ".join(f"{each:.1f}" for each in os.getloadavg())
    heap, cache = (os.environ.get(f"THINKFAMILY_STORE_{name}", default) for name, default in _MEMORY.items())
    return [
        f"# Speed in a borough of {many.people:,} people\n\nWritten by `make bench-million`, beside a borough of "
        f"{few.people:,}, each in a store of its own with a heap of {heap} and a page cache of {cache}, which runs as "
        f"a lasting one does. {os.cpu_count()} processors (load average {load}).\n",
        "## Loading\n",
        "| people | rows | quarantined | validating s | writing s | rows/s | most memory MB | store on disk MB |",
        "|---|---|---|---|---|---|---|---|",
    ]


_MEMORY = {"HEAP": "1g", "PAGECACHE": "512m"}
"""What a store has where the environment says nothing else."""


def _loading(one: Borough) -> str:
    rows, quarantined = sum(each.rows for each in one.loaded), sum(each.quarantined for each in one.loaded)
    validating, writing = sum(each.validating for each in one.loaded), sum(each.writing for each in one.loaded)
    memory = max(each.memory for each in one.loaded)
    disk = sum(path.stat().st_size for path in (one.home / "store").rglob("*") if path.is_file()) / 2**20
    return (
        f"| {one.people:,} | {rows:,} | {quarantined} | {validating:.0f} | {writing:.0f} | "
        f"{rows / (validating + writing):,.0f} | {memory} | {disk:,.0f} |"
    )


def _questions(few: Borough, many: Borough, requests: int) -> list[str]:
    """The table of questions to both services, which run side by side and are asked in turns."""
    lines = [
        "\n## Questions\n",
        f"About the demonstration family of each borough, in {ROUNDS} rounds of {requests} in turns: medians, a ratio "
        "that of the ratios of the rounds. Nothing may grow but by as much as these families and "
        "lists differ: ratios are of the larger borough to the smaller.\n",
        f"| question | clients | req/s of {few.people:,} | of {many.people:,} | ratio | p50 ms | p50 ms | dbHits | "
        "dbHits | ratio |",
        "|" + "---|" * 10,
    ]
    with ExitStack() as stack:
        targets = [_served(stack, one) for one in (few, many)]
        asked = zip(measured(few.folder), measured(many.folder), few.hits, many.hits, strict=True)
        for *questions, less, more in asked:
            for question, target in zip(questions, targets, strict=True):
                warmed(question, [target])
            bodies = [body_of(question.document, question.variables) for question in questions]
            for clients in (1, MOST_CLIENTS):
                row = _beside(targets, bodies, clients, requests)
                lines.append(f"| {questions[0].name} | {clients} | {row} | {less:,} | {more:,} | {more / less:.2f} |")
        services = " and ".join(str(megabytes(target.process)) for target in targets)
        stores = " and ".join(str(store_memory(one.home)) for one in (few, many))
    return [*lines, f"\nMemory at the end: services {services} MB, stores {stores} MB."]


def _served(stack: ExitStack, one: Borough) -> Target:
    stack.enter_context(home_at(one.home))
    port = free_port()
    service = stack.enter_context(service_on(port, "--open"))
    is_ready(port)
    return Target(service, port)


def _beside(targets: list[Target], bodies: list[bytes], clients: int, requests: int) -> str:
    both = list(zip(targets, bodies, strict=True))
    rounds = [[one_round(target, [body], clients, requests) for target, body in both] for _ in range(ROUNDS)]
    few, many = (median(one[which].rate for one in rounds) for which in (0, 1))
    waits = [median(took for one in rounds for took in one[which].took) for which in (0, 1)]
    ratio = median(large.rate / small.rate for small, large in rounds)
    return f"{few:.0f} | {many:.0f} | {ratio:.2f} | {waits[0]:.1f} | {waits[1]:.1f}"


if __name__ == "__main__":
    main()
