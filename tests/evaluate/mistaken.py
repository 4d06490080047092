"""Rows on what became of mistakes that were made in a borough on purpose, kind by kind."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from wrong_records.compared import compared
from wrong_records.judged import Judged

from graph.connection import StoreSettings, connect
from graph.private_store import ensure_running, stop
from graph.schema import ensure


def mistaken(home: Path, people: int, each: int, seed: int) -> list[str]:
    """The rows of a table: a borough with so many mistakes of each kind, in a private store of its own."""
    address = ensure_running(home)
    try:
        asyncio.run(_prepared(home))
        return list(_rows(compared(address, home, people, each, seed)))
    finally:
        stop(home)


async def _prepared(home: Path) -> None:
    driver = await connect(StoreSettings(home))
    await ensure(driver)
    await driver.close()


def _rows(mistakes: Sequence[Judged]) -> Iterator[str]:
    kinds: dict[str, list[Judged]] = defaultdict(list)
    for one in mistakes:
        kinds[one.mistake.kind].append(one)
    for kind, some in kinds.items():
        counts = (
            len(some), *(sum(getattr(one, name) for one in some) for name in ("reported", "found", "shown", "apart")),
            sum(bool(one.lost) for one in some), sum(one.wrongly for one in some),
        )
        yield f"| {kind} | {' | '.join(map(str, counts))} |"
