"""The published cases of `replays`, drawn from what is loaded: read as any family is, from a store of their own."""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path

from deliver import opened
from replays import Replay, load_replays

from graph.private_store import StoreAddress, ensure_running, stop
from queries.case import Cases
from queries.context import Context
from queries.pictures import drawn
from queries.pictures.svg import Picture

ASKED = {"peter_2007": ("peter", date(2007, 8, 1)), "star_2020": ("star", date(2020, 9, 7)),
         "control_synthetic_b": ("kid2", date(2017, 11, 16))}  # fmt: skip
"""Of each case the child, and a day shortly before its end."""


def pictures(home: Path) -> dict[str, Picture]:
    """Genogram, ecomap and timeline of each case, by a private store in this home."""
    store = ensure_running(home)
    try:
        return asyncio.run(_pictures(store, home))
    finally:
        stop(home)


async def _pictures(store: StoreAddress, home: Path) -> dict[str, Picture]:
    await load_replays(store, home)
    found: dict[str, Picture | None] = {}
    async with opened(store) as driver:
        cases = Cases.on(driver, timeout=170.0)
        for case, (child, on) in ASKED.items():
            person, context = Replay(case).person(child), Context.as_of(on)
            found[f"{case} genogram"] = await drawn.genogram(cases, person, context)
            found[f"{case} ecomap"] = await drawn.ecomap(cases, person, context)
            found[f"{case} timeline"] = await drawn.timeline(cases, [person], context)
    return {name: picture for name, picture in found.items() if picture is not None}
