"""First answers: selections never asked before, beside the best of the next three times.

`python -m bench.first` prints the tables for `THINKFAMILY_HOME/borough`, which is loaded in the store of that home.
"""

from __future__ import annotations

import asyncio
import statistics
import time
import tomllib
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from api.signin.principal import Principal
from api.types.query import schema
from bench.access import Bench, viewers
from bench.driving import Target, asked, body_of
from bench.manager import manager_of, permit
from bench.questions import Measured
from bench.running import free_port, is_ready, service_on, stop_store
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


RESTARTED = [
    "\n## First answers after a restart\n",
    "As many, over HTTP, from the moment that `/ready` says yes after a restart of the store and of the service: one "
    f"at a time, and after another restart {AT_ONCE} at once. Seconds are those from the start of both until then.\n",
    f"| viewer | ready after s | ratio p95 | p99 | first ms p50 | p95 | most of the first {AT_ONCE} | ready after s "
    f"| p95 of {AT_ONCE} at once | most of the first {AT_ONCE} |",
    "|---|---|---|---|---|---|---|---|---|---|",
]


async def first_answers(borough: Path) -> list[str]:
    """The table."""
    return [*HEAD, *await first_rows(borough)]


async def first_rows(borough: Path) -> list[str]:
    """Its rows, of each viewer."""
    demo = tomllib.loads((borough / "demo.toml").read_text(encoding="utf-8"))
    ago = (datetime.fromisoformat(f"{demo['on']}T22:00:00+00:00") - timedelta(days=365)).isoformat()
    driver = await connect(StoreSettings.from_environment())
    try:
        bench, lines = Bench(driver), list[str]()
        await plan(bench.store)
        for number, (name, principal) in enumerate(viewers(demo["child"]["agency"]).items()):
            for shift, known_at in enumerate((None, ago)):
                made = Selections(schema(), Family.of(borough), seed=100 * number + 10 * shift)
                lines.append(await _row(bench, name, principal, made, known_at))
        return lines
    finally:
        await driver.close()


def after_restarts(home: Path) -> list[str]:
    """The table over HTTP."""
    return [*RESTARTED, *restarted_rows(home)]


def restarted_rows(home: Path) -> list[str]:
    """Its rows, for which store and service of the home are restarted."""
    permit(home)
    family, lines = Family.of(home / "borough"), list[str]()
    for number, (viewer, headers) in enumerate({"all": {}, "all content": manager_of(family.asking)}.items()):
        made = [Selections(schema(), family, seed=1000 + 10 * number + half) for half in range(2)]
        alone = _after_restart(home, headers, partial(_alone, made=made[0]))
        together = _after_restart(home, headers, partial(_at_once, made=made[1]))
        lines.append(f"| {viewer} | {alone} | {together} |")
    return lines


def _after_restart(home: Path, headers: Mapping[str, str], measured: Callable[[Target], str]) -> str:
    """Columns: seconds until the service is ready after a restart of the store and of itself, and what is measured."""
    stop_store(home)
    port, begun = free_port(), time.perf_counter()
    with service_on(port, *([] if headers else ["--open"])) as service:
        is_ready(port)
        return f"{time.perf_counter() - begun:.0f} | {measured(Target(service, port, headers=headers))}"


def _alone(target: Target, made: Selections) -> str:
    ratios, firsts = [], []
    for question in made.made(MANY):
        first, *later = _milliseconds(target, question, 4)
        ratios.append(first / max(LEAST, min(later)))
        firsts.append(first)
    return (
        f"{_part(ratios, 95):.1f} | {_part(ratios, 99):.1f} | {statistics.median(firsts):.0f} | {_part(firsts, 95):.0f}"
        f" | {max(firsts[:AT_ONCE]):.0f}"
    )


def _at_once(target: Target, made: Selections) -> str:
    questions, took = list(made.made(MANY)), list[float]()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for start in range(0, MANY, AT_ONCE):
            each = pool.map(lambda one: _milliseconds(target, one, 1), questions[start : start + AT_ONCE])
            took += [first for (first,) in each]
    return f"{_part(took, 95):.0f} | {max(took[:AT_ONCE]):.0f}"


def _milliseconds(target: Target, question: Measured, times: int) -> list[float]:
    return list(asked(target, iter([body_of(question.document, question.variables)] * times)))


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
    here = StoreSettings.from_environment().home
    print("\n".join([*asyncio.run(first_answers(here / "borough")), *after_restarts(here)]))
