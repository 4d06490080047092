"""`python -m bench.sweep_once HOME ON [--since]`: one sweep, in a process of its own; prints its stages as JSON."""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from dataclasses import asdict
from datetime import date
from pathlib import Path

from graph.connection import StoreSettings, connect
from queries.analysis.sweep import sweep
from queries.context import Context
from queries.read import Reader


class Stages:
    """When each stage was last heard of, in seconds from the start."""

    def __init__(self) -> None:
        self.begun = time.perf_counter()
        self.last: dict[str, float] = {}

    def told(self, what: str, done: int) -> None:
        """A stage has come on."""
        self.last[what.split(" of ")[0]] = time.perf_counter() - self.begun


async def main(home: Path, on: date, since: bool) -> None:
    """Sweep the home."""
    driver = await connect(StoreSettings.from_environment())
    try:
        stages = Stages()
        swept = await sweep(Reader(driver), home, Context.as_of(on), since=since, told=stages.told)
        whole = time.perf_counter() - stages.begun
    finally:
        await driver.close()
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cpu = sum(each.ru_utime + each.ru_stime for each in used)
    said = {"stages": stages.last, "seconds": whole, "cpu": cpu, "children": swept.children, "why": swept.whole}
    print(json.dumps({**said, **asdict(swept.counts)}))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]), "--since" in sys.argv))
