"""Pictures by the persons they are of: read over cases, then drawn in a thread beside the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date

from queries.case import Cases
from queries.context import Context
from queries.pictures import ecomap as ecomaps
from queries.pictures import genogram as genograms
from queries.pictures import happenings, reading
from queries.pictures import timeline as timelines
from queries.pictures.genogram import PERSON
from queries.pictures.surroundings import surroundings
from queries.pictures.svg import Picture

__all__ = ["PERSON", "ecomap", "genogram", "timeline"]


async def genogram(cases: Cases, person: str, context: Context, address: str = "") -> Picture | None:
    """The genogram of a person (any id they have or had); None where nobody is known by it."""
    family = await reading.family(cases, person, context)
    return None if family is None else await asyncio.to_thread(genograms.genogram, family, address)


async def ecomap(cases: Cases, person: str, context: Context, address: str = "") -> Picture | None:
    """The ecomap of a person's household; None where nobody is known by the id."""
    around = await surroundings(cases, person, context)
    return None if around is None else await asyncio.to_thread(ecomaps.ecomap, around, address)


async def timeline(
    cases: Cases, people: Sequence[str], context: Context, start: date | None = None, end: date | None = None
) -> Picture | None:
    """The timeline of persons, by default of the months in which a contact links; None where none is known."""
    line = await happenings.timeline(cases, people, context, start, end)
    return None if line is None else await asyncio.to_thread(timelines.timeline, line)
