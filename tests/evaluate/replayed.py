"""The replays: of each finding of a published review, whether it comes out, or why it cannot."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

from deliver import Ask, Service
from replays import CASES, FINDINGS, NOT_EXPRESSED, Finding, Replay, load_replays

from graph.connection import StoreSettings, connect
from graph.private_store import StoreAddress, ensure_running, stop
from graph.schema import ensure


def replayed(home: Path) -> list[str]:
    """The rows of a table: the replays loaded into a private store of their own, and every finding asked for."""
    address = ensure_running(home)
    try:
        return asyncio.run(_rows(address, home))
    finally:
        stop(home)


async def _rows(address: StoreAddress, home: Path) -> list[str]:
    driver = await connect(StoreSettings(home))
    await ensure(driver)
    await driver.close()
    await load_replays(address, home)
    async with Service().asked(address) as ask:
        return [
            f"| {case.case} | {finding['id']} | {finding['as_of']} | {await _outcome(ask, case, finding)} |"
            for case, finding in _all()
        ]


def _all() -> Iterator[tuple[Replay, Finding]]:
    for case in map(Replay, CASES):
        for finding in sorted(case.findings, key=lambda one: str(one["id"])):
            yield case, finding


async def _outcome(ask: Ask, case: Replay, finding: Finding) -> str:
    key = case.case, finding["id"]
    if key in NOT_EXPRESSED:
        return NOT_EXPRESSED[key]
    try:
        await FINDINGS[key](ask, case, finding)
    except AssertionError:
        return "**Does not come out.**"
    return "Nothing is raised, as it should be." if finding in case.said.get("must_not_flag", ()) else "Comes out."
