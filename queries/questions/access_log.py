"""Who looked at a person, when and why: for those who answer for the use of records.

The store gives the ids by which the person was asked about or answered with, the audit log's index the looks. Who has
signed in answers for the own agency's use: its workers' looks alone.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from queries.access.grants import Grant
from queries.access.permissions import answering_subjects
from queries.access.subject import Lookups
from queries.audit.looked import MOST, MOST_IDS, AccessLog, Looked
from queries.case import Case


@dataclass(frozen=True)
class Look:
    """One look at a person; `grant` is the break-glass access by which, or that was taken then."""

    looked: Looked
    grant: Grant | None

    @property
    def key(self) -> str:
        """Where a page goes on after it: its number in the log."""
        return str(self.looked.seq)


@dataclass(frozen=True)
class LookPage:
    """A page of looks, the newest first."""

    looks: tuple[Look, ...]
    has_next: bool


async def looks(case: Case, log: AccessLog, person: str, after: str = "", take: int = 50) -> LookPage | None:
    """A page of looks at a person, after the key of one; None where nobody is known by the id.

    Raises `MayNotSee` for a role that does not answer for the use of records, AccessLogUnreadable as the log does,
    ValueError for what is no key.
    """
    by = await lookups(case, person)
    if by is None:
        return None
    before = int(after) if after else None
    found = await asyncio.to_thread(_read, log, by, case.own_agency, before, take + 1)
    grants = await case.grants(one.glass for one in found[:take] if one.glass is not None)
    made = (Look(one, grants.get(one.glass) if one.glass is not None else None) for one in found[:take])
    return LookPage(tuple(made), len(found) > take)


async def lookups(case: Case, person: str) -> Lookups | None:
    """The ids by which a person may have been asked about; None where nobody is known by the id, or only to others.

    Raises `MayNotSee` likewise, whoever is asked about.
    """
    answering_subjects(case.context.viewer)
    who = await case.person(person)
    return await case.lookups(who.id, MOST_IDS) if who is not None else None


def _read(log: AccessLog, by: Lookups, agency: str | None, before: int | None, wanted: int) -> list[Looked]:
    """So many looks, newest first, in as many readings as the log's bound needs."""
    found: list[Looked] = []
    while len(found) < wanted:
        some = log.looked_at(by.ids, min(MOST, wanted - len(found)), before, agency, by.others)
        if not some:
            break
        found += some
        before = some[-1].seq
    return found
