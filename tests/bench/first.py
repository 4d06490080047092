"""First answers: selections never asked before, beside the best of the next three times.

`python -m bench.first BOROUGH` prints the table for a borough that is loaded in the store that the environment names.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tomllib
from datetime import datetime, timedelta
from pathlib import Path

from api.signin.principal import Principal
from api.types.query import schema
from bench.access import Bench, viewers
from bench.questions import Measured
from bench.selections import Family, Selections
from graph.connection import StoreSettings, connect
from queries.facts.ready import plan

MANY = 200
LEAST = 4.0
"""Milliseconds: what is faster is not told apart."""
AT_ONCE = 8
HEAD = [
    "\n## First answers\n",
    f"{MANY} selections made at random from the schema, of every root field, 2 to 6 levels deep, that nobody has asked"
    " before; within the process, on a store that has planned its fixed statements. A ratio is that of the first answer"
    f" to the best of the next three, but at least {LEAST:g} ms.\n",
    f"| viewer | known at | ratio p95 | p99 | first ms p50 | p95 | p95 of {AT_ONCE} at once | different statements |",
    "|---|---|---|---|---|---|---|---|",
]


async def first_answers(borough: Path) -> list[str]:
    """The table."""
    demo = tomllib.loads((borough / "demo.toml").read_text(encoding="utf-8"))
    ago = (datetime.fromisoformat(f"{demo['on']}T22:00:00+00:00") - timedelta(days=365)).isoformat()
    driver = await connect(StoreSettings.from_environment())
    try:
        bench, lines = Bench(driver), list(HEAD)
        await plan(bench.store)
        for number, (name, principal) in enumerate(viewers(demo["child"]["agency"]).items()):
            for shift, known_at in enumerate((None, ago)):
                made = Selections(schema(), Family.of(borough), seed=100 * number + 10 * shift)
                lines.append(await _row(bench, name, principal, made, known_at))
        return lines
    finally:
        await driver.close()


async def _row(bench: Bench, viewer: str, principal: Principal, made: Selections, known_at: str | None) -> str:
    texts: set[str] = set()
    ratios, firsts = [], []
    for question in made.made(MANY, known_at):
        first, *later = [await bench.ask(question, principal) for _ in range(4)]
        texts.update(text for text, _ in bench.store.kept_texts)
        ratios.append(first / max(LEAST, min(later)))
        firsts.append(first)
    together = await _together(bench, principal, list(made.made(MANY, known_at)))
    known = "a year ago" if known_at else "now"
    return (
        f"| {viewer} | {known} | {_part(ratios, 95):.1f} | {_part(ratios, 99):.1f} | {statistics.median(firsts):.0f}"
        f" | {_part(firsts, 95):.0f} | {_part(together, 95):.0f} | {len(texts)} |"
    )


async def _together(bench: Bench, principal: Principal, questions: list[Measured]) -> list[float]:
    took: list[float] = []
    for start in range(0, len(questions), AT_ONCE):
        took += await asyncio.gather(*(bench.ask(one, principal) for one in questions[start : start + AT_ONCE]))
    return took


def _part(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


if __name__ == "__main__":
    print("\n".join(asyncio.run(first_answers(Path(sys.argv[1])))))
