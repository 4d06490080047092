"""Break-glass access: which grant is in force, which records it opens, and what of a grant a viewer may see.

A record is opened where its agency keeps something of the person that is not sealed: that an agency knows somebody by
sealed rows alone is not to be learnt. Of the other end of an opened tie it is shown who that is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from queries.access.permissions import MayNotSee, Permissions, answering_subjects
from queries.access.persons import visible_groups
from queries.context import Context, Glass, Viewer
from queries.facts.rows import GrantRow, NoticeRow, OpenableRow

_UNSEALED = frozenset({"ordinary", "sensitive"})
Read = Callable[..., Awaitable[dict[str, Any]]]
"""Reads the columns of a statement by its name."""


class GrantNotInForce(Exception):
    """No grant of the viewer's own is in force by the reference: unknown, another's, closed and expired are one."""


@dataclass(frozen=True)
class Opened:
    """What break-glass access opens: records, those at the other end of their ties, and whose records they are."""

    records: tuple[str, ...]
    met: tuple[str, ...]
    agencies: tuple[str, ...]


@dataclass(frozen=True)
class Grant:
    """A grant of break-glass access: what is kept of some persons is opened to one professional for a time.

    `reason` and `agencies` (whose officers have notice) are for those alone who answer for the agency's use of records.
    """

    reference: str
    people: tuple[str, ...]
    """As they were named; `Case.known_by` gives those whom the viewer knows."""
    broken_at: str
    until: str
    closed_at: str | None
    professional: str
    role: str
    purpose: str
    basis: str | None
    reason: str | None
    agencies: tuple[str, ...]


@dataclass(frozen=True)
class Notice:
    """A notice to those who answer for an agency's use of records; `agency` is whose worker took the access."""

    at: str
    reference: str
    agency: str

    @property
    def key(self) -> str:
        """Where a page goes on after it."""
        return f"{self.at}|{self.reference}"


def opened_by(named: Collection[str], rows: Iterable[OpenableRow], allowed: Permissions, most: int) -> Opened:
    """What break-glass access opens of the persons of some records; at most so many others met of each person.

    Of their records those are opened that are of one person with the record named, by what the viewer then sees: what
    only a hidden record holds together stays shut.
    """
    stored: dict[str, dict[str, OpenableRow]] = {}
    for row in rows:
        stored.setdefault(row.record.person, {})[row.record.id] = row
    opened: list[OpenableRow] = []
    others: list[str] = []
    for _, held in sorted(stored.items()):
        shown = replace(allowed, identified=tuple(id for id, row in held.items() if _opens(row)))
        people = visible_groups([row.record for row in held.values()], shown)
        found = [
            held[record.id] for group in people if any(one.id in named for one in group)
            for record in group if _opens(held[record.id])
        ]
        opened += found
        others += sorted({record for row in found for record in row.met})[:most]
    return Opened(
        tuple(sorted({row.record.id for row in opened})), tuple(dict.fromkeys(others)),
        tuple(sorted({row.record.agency for row in opened})),
    )


def _opens(row: OpenableRow) -> bool:
    return row.noticed and any(_UNSEALED.issuperset(marks) for marks in row.marks)


def in_force(rows: Iterable[GrantRow], context: Context) -> Glass:
    """The viewer's own grant among some, while it is in force. Raises `GrantNotInForce`."""
    viewer = context.viewer
    for row in rows:
        until = datetime.fromisoformat(row.until)
        own = row.agency == viewer.agency and row.professional == viewer.professional
        if own and row.closed_at is None and context.asked_at is not None and context.asked_at < until:
            return Glass(row.reference, tuple(row.people), until, tuple(sorted(row.agencies)))
    raise GrantNotInForce


def visible_grant(row: GrantRow, viewer: Viewer) -> Grant | None:
    """A grant as a viewer may see it: their own, or one of the agency whose use of records they answer for."""
    answers = viewer.answers_for_use
    own = row.agency == viewer.agency and (answers or row.professional == viewer.professional)
    if not (viewer.sees_all or own):
        return None
    return Grant(
        row.reference, tuple(row.people), row.broken_at, row.until, row.closed_at, row.professional, row.role,
        row.purpose, row.basis, row.reason if answers else None, tuple(sorted(row.agencies)) if answers else (),
    )


async def notices_after(read: Read, viewer: Viewer, agency: str, after: str, take: int) -> list[Notice]:
    """At most so many notices of an agency, newest first, beyond one of them by its key.

    Raises `MayNotSee` for who does not answer for that agency's use of records.
    """
    answering_subjects(viewer)
    if not viewer.sees_all and agency != viewer.agency:
        raise MayNotSee("agency is not the one that you have signed in for; leave it out")
    at, _, reference = after.partition("|")
    columns = await read("notices", agency=agency, after_at=at or None, after_id=reference, take=take)
    rows: list[NoticeRow] = columns["notices"]
    return [Notice(row.at, row.reference, row.agency) for row in rows]
