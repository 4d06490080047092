"""Broken glass as it is kept: by whom, for which persons, why, until when, and whose officers have notice of it.

The glass and its notices are one transaction with the entry that breaks it: nobody breaks it unnoticed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from neo4j import AsyncManagedTransaction

from graph import ids, planned
from graph.entries import Entry, Work, number
from graph.ledger import Catalogue

DAY = timedelta(days=1)
"""Within which it is counted how often somebody breaks glass."""


class TooOften(Exception):
    """Glass was broken too often in a day; `seconds` until the first of these no longer counts."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class NoSuchGlass(LookupError):
    """No glass of this professional is in force by this reference."""


@dataclass(frozen=True)
class Breaking:
    """What is to be broken: for which persons (as named), why, how long, and whose records it opens."""

    people: Sequence[str]
    reason: str
    lasts: timedelta
    role: str
    purpose: str
    basis: str | None
    agencies: Sequence[str]
    """The agencies whose privacy officers have notice, the entering one among them."""


_LATELY = """
MATCH (g:Glass {professional: $professional}) WHERE g.agency = $agency AND g.broken_at > datetime($since)
RETURN count(g) AS times, toString(min(g.broken_at)) AS first
"""
_BREAK = """
CREATE (g:Glass {id: $id})
SET g += $facts, g.broken_at = datetime($at), g.until = datetime($until)
WITH g UNWIND $agencies AS agency
MERGE (o:Organisation {id: agency})
CREATE (g)-[:NOTIFIES]->(o)
"""
_CLOSE = f"""
{planned.by_id('g', 'Glass', '$id')}
WHERE g.agency = $agency AND (g.professional = $professional OR $answers)
  AND g.closed_at IS NULL AND g.until > datetime($at)
SET g.closed_at = datetime($at)
RETURN g.id AS id
"""


def reference(agency: str, key: str) -> str:
    """The reference of the glass that an agency's entry with this key breaks."""
    return ids.global_id("Glass", agency, key)


def broken(breaking: Breaking, most_a_day: int) -> Work:
    """Break it, unless the professional has done so `most_a_day` times within a day; raises TooOften."""

    async def work(tx: AsyncManagedTransaction, entry: Entry, catalogue: Catalogue) -> dict[str, Any]:
        await number(tx, f"breaking/{entry.agency}/{entry.professional}")  # held, so that two at once are counted
        await _not_too_often(tx, entry, most_a_day)
        facts = {
            "agency": entry.agency, "professional": entry.professional, "role": breaking.role,
            "purpose": breaking.purpose, "basis": breaking.basis, "people": list(breaking.people),
            "reason": breaking.reason,
        }
        id = reference(entry.agency, entry.key)
        times = {"at": entry.at.isoformat(), "until": (entry.at + breaking.lasts).isoformat()}
        asked = {"id": id, "facts": facts, "agencies": list(breaking.agencies), **times}
        await (await planned.run(tx, _BREAK, asked)).consume()
        return {"glass": id}

    return work


async def _not_too_often(tx: AsyncManagedTransaction, entry: Entry, most: int) -> None:
    since = (entry.at - DAY).isoformat()
    asked = {"professional": entry.professional, "agency": entry.agency, "since": since}
    lately = await (await planned.run(tx, _LATELY, asked)).single(strict=True)
    if lately["times"] >= most:
        raise TooOften((datetime.fromisoformat(lately["first"]) + DAY - entry.at).total_seconds())


def closed(id: str, answers: bool) -> Work:
    """Close it before its time: by whom it was broken, or who answers for the agency's use of records."""

    async def work(tx: AsyncManagedTransaction, entry: Entry, catalogue: Catalogue) -> dict[str, Any]:
        asked = {"id": id, "agency": entry.agency, "professional": entry.professional, "answers": answers}
        if await (await planned.run(tx, _CLOSE, {**asked, "at": entry.at.isoformat()})).single() is None:
            raise NoSuchGlass
        return {"glass": id}

    return work
