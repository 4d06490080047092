"""Pictures by the persons they are of: read through the planned questions, then drawn beside the event loop."""

from __future__ import annotations

import asyncio

from queries.context import Context
from queries.pictures import genogram as genograms
from queries.pictures import reading
from queries.pictures.genogram import PERSON
from queries.pictures.svg import Picture
from queries.read import Reader

__all__ = ["PERSON", "genogram"]


async def genogram(reader: Reader, person: str, context: Context, address: str = "") -> Picture | None:
    """The genogram of a person (any id they have or had); None where nobody is known by it."""
    family = await reading.family(reader, person, context)
    return None if family is None else await asyncio.to_thread(genograms.genogram, family, address)
