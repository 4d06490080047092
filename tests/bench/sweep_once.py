"""`python -m bench.sweep_once HOME ON [--since | --derive]`: one sweep, in a process of its own; prints it as JSON.

With `--derive` the home's snapshot is swept as it is, and nothing is written.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from graph.connection import StoreSettings, connect
from queries.analysis.borough.asof import Borough
from queries.analysis.borough.derive import Engine
from queries.analysis.borough.files import Files
from queries.analysis.rule import rules_asked
from queries.analysis.sweep import sweep
from queries.context import Context
from queries.facts.store import FactStore


class Stages:
    """When each stage was last heard of, in seconds from the start."""

    def __init__(self) -> None:
        self.begun = time.perf_counter()
        self.last: dict[str, float] = {}

    def told(self, what: str, done: int) -> None:
        """A stage has come on."""
        self.last[what.split(" of ")[0]] = time.perf_counter() - self.begun


async def swept(home: Path, on: date, since: bool) -> dict[str, Any]:
    """Sweep the home."""
    driver = await connect(StoreSettings.from_environment())
    try:
        stages = Stages()
        found = await sweep(FactStore(driver), home, Context.as_of(on), since=since, told=stages.told)
        whole = time.perf_counter() - stages.begun
    finally:
        await driver.close()
    said = {"stages": stages.last, "seconds": whole, "children": found.children, "why": found.whole}
    return {**said, **asdict(found.counts)}


def derived(home: Path, on: date) -> dict[str, Any]:
    """Derive every flag of the home's snapshot."""
    stages = Stages()
    with Files.of(home) as files:
        snapshot = files.last()
    assert snapshot is not None
    borough = Borough.of(snapshot, Context.as_of(on))
    found = Engine(borough, rules_asked(None)).derived()
    stages.told("parts", len(found))
    return {"stages": stages.last, "children": borough.children.height, "new": len(found), "unchanged": 0}


def main(home: Path, on: date, how: str) -> None:
    """Sweep as asked, and say what it took."""
    said = derived(home, on) if how == "--derive" else asyncio.run(swept(home, on, how == "--since"))
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({**said, "cpu": sum(each.ru_utime + each.ru_stime for each in used)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "")
