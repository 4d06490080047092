"""`python -m bench [--people N]`: load a borough, ask the questions, write docs/bench.md.

Everything runs on a private store of its own below a temporary folder; ratios are to a floor that is
measured in the same run, in alternating rounds, for the machine is never quiet.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from command import COMMAND, run

from api.signin.principal import OPEN
from bench.access import Bench, costs
from bench.bounded import bounded
from bench.demonstration import demonstration
from bench.driving import MOST_CLIENTS, ROUNDS, WARM, Target, compared, warmed
from bench.fairness import fairness
from bench.family_of_nine import asserted_by
from bench.first import after_restarts, first_answers
from bench.floor import marked
from bench.questions import Measured, measured, of_depths
from bench.recorder import Sent
from bench.running import free_port, home_at, is_idle, is_up, lasting_store, load, megabytes, store_memory
from bench.writing import bare_writes
from graph.connection import StoreSettings, connect

FEWEST = 1000
"""The smallest borough that there is."""
PAGE = Path("docs/bench.md")


def main() -> None:
    """Measure and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=100)
    asked = parser.parse_args()
    few = max(asked.people // 10, FEWEST)
    lines = [
        f"# Speed\n\nWritten by `make bench` for a borough of {asked.people:,} people. Ratios are to a floor measured "
        "in the same run, in turns: the same statements by hand behind bare Starlette and orjson; bare "
        "`UNWIND … MERGE` writes of the same final rows. The service records each request on disk before it answers. "
        "The floor does not; the recording floor writes an entry to an audit log likewise. The store runs as a lasting "
        "one does (`THINKFAMILY_STORE_COMPILER=full`), but for the demonstration.\n"
    ]
    with tempfile.TemporaryDirectory() as folder, lasting_store():
        with home_at(Path(folder) / "few"):
            load(Path(folder) / "few" / "borough", few)
            _, fewer_hits = asyncio.run(_recorded(measured(Path(folder) / "few" / "borough")))
        with home_at(Path(folder) / "many"):
            lines += asyncio.run(_measure(Path(folder) / "many" / "borough", asked, fewer_hits))
        _write(lines)  # what took an hour is not lost to what fails after it
    with tempfile.TemporaryDirectory() as folder:
        _write([*lines, *demonstration(Path(folder) / "demo")])
    print(PAGE.read_text(encoding="utf-8"))


def _write(lines: list[str]) -> None:
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


async def _measure(borough: Path, asked: argparse.Namespace, fewer_hits: list[int]) -> list[str]:
    reports, load_memory = load(borough, asked.people)
    recorded, hits = await _recorded(measured(borough))
    by_depth, _ = await _recorded(of_depths(borough))
    file = borough / "statements.json"
    file.write_text(json.dumps(recorded), encoding="utf-8")
    lines = [
        "\n## Questions\n",
        f"Of each target {WARM:,} requests to warm up, then {ROUNDS} rounds of {asked.requests} in turns: medians, a "
        f"ratio that of the ratios of the rounds. dbHits at {max(asked.people // 10, FEWEST):,} and at "
        f"{asked.people:,} people.\n",
        "| question | clients | service req/s | floor | ratio | recording floor | ratio | service CPU ms | floor | "
        "ratio | recording floor | ratio | p50 ms | floor | recording floor | statements | dbHits, few | dbHits |",
        "|" + "---|" * 18,
    ]
    service_port, floor_port = free_port(), free_port()
    service = subprocess.Popen([*COMMAND, "serve", "--open", "--port", str(service_port)], stderr=subprocess.DEVNULL)
    floor = subprocess.Popen([sys.executable, "-m", "bench.floor", str(floor_port), str(file), str(borough)])
    try:
        await is_up(f"http://127.0.0.1:{service_port}/ready")
        await is_up(f"http://127.0.0.1:{floor_port}/none")
        await is_idle(borough.parent)
        for number, question in enumerate(measured(borough)):
            read = f"{len(recorded[str(number)])} | {fewer_hits[number]} | {hits[number]}"
            targets = [
                Target(service, service_port, "/graphql"),
                Target(floor, floor_port, f"/{number}"),
                Target(floor, floor_port, f"/recorded/{number}"),
            ]
            warmed(question, targets)
            for clients in (1, MOST_CLIENTS):
                row = compared(question, clients, asked.requests, targets)
                lines.append(f"| {question.name} | {clients} | {row} | {read} |")
        memory, store = megabytes(service), store_memory(borough.parent)
    finally:
        for process in (service, floor):
            process.terminate()
            process.wait(30)
    lines.append(f"\nStatements sent at depth 2, 4 and 6: {', '.join(str(len(sent)) for sent in by_depth.values())}.")
    lines.append(f"Memory at the end: service {memory} MB, store {store} MB.\n")
    lines += await costs(borough)
    lines += await first_answers(borough)
    lines += [*after_restarts(borough.parent), *bounded(borough.parent), *fairness(borough.parent)]
    lines += await _agencies(borough)
    return [*await _loading(reports, load_memory), *lines]


async def _loading(reports: list[Any], memory: int) -> list[str]:
    """The load beside bare writes of what is in the store, which are left there."""
    rows, quarantined = (sum(t[key] for r in reports for t in r["tables"]) for key in ("read", "quarantined"))
    validating, writing = (sum(r[key] for r in reports) for key in ("validating_seconds", "writing_seconds"))
    driver = await connect(StoreSettings.from_environment())
    try:
        bare = await bare_writes(driver)
    finally:
        await driver.close()
    return [
        "## Loading\n",
        "| rows | quarantined | validating s | writing s | bare writes of the same rows s | ratio | most memory MB |",
        "|---|---|---|---|---|---|---|",
        f"| {rows:,} | {quarantined} | {validating:.1f} | {writing:.1f} | {bare:.1f} | {writing / bare:.2f} |"
        f" {memory} |",
    ]


async def _agencies(folder: Path) -> list[str]:
    """dbHits where one agency, and where ten, assert every tie of a family of nine."""
    lines = ["\n## Ten agencies asserting every tie\n", "| question | one agency | ten | ratio |", "|---|---|---|---|"]
    once, tenfold = (asserted_by(count, folder) for count in (1, 10))
    run("load", *map(str, (*once.folders, *tenfold.folders)))
    hits = [(await _recorded(list(questions.asked)))[1] for questions in (once, tenfold)]
    for question, one, ten in zip(once.asked, *hits, strict=True):
        lines.append(f"| {question.name} | {one} | {ten} | {ten / one:.2f} |")
    return lines


async def _recorded(questions: list[Measured]) -> tuple[dict[str, Any], list[int]]:
    """The statements that the service sends for each question, and their dbHits."""
    driver = await connect(StoreSettings.from_environment())
    bench = Bench(driver)

    async def ask(question: Measured) -> tuple[Sent, int]:
        await bench.ask(question, OPEN)
        sent = list(bench.store.kept_texts)
        return sent, await bench.hits()

    try:
        asked = [await ask(question) for question in questions]
    finally:
        await driver.close()
    statements = {str(i): [(text, marked(given)) for text, given in sent] for i, (sent, _) in enumerate(asked)}
    return statements, [hits for _, hits in asked]


if __name__ == "__main__":
    main()
