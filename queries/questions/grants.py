"""Break-glass access read later: one grant by its reference, and the notices of an agency."""

from __future__ import annotations

from dataclasses import dataclass

from queries.access.grants import Grant, Notice
from queries.case import Case


@dataclass(frozen=True)
class NoticePage:
    """A page of notices, the newest first. A page goes on after the `key` of its last."""

    notices: tuple[Notice, ...]
    has_next: bool


async def grant(case: Case, reference: str) -> Grant | None:
    """A grant of the viewer's own, or of the agency whose use of records the viewer answers for; None for any other."""
    return (await case.grants([reference])).get(reference)


async def people_of(case: Case, grant: Grant) -> tuple[str, ...]:
    """The persons of a grant, of those whom the viewer knows."""
    return tuple((await case.known_by(grant.people))[: case.bound])


async def notices(case: Case, agency: str, after: str = "", take: int = 50) -> NoticePage:
    """A page of the notices of an agency, after the key of one.

    Raises `MayNotSee` for who does not answer for that agency's use of records.
    """
    found = await case.notices(agency, after, take + 1)
    return NoticePage(tuple(found[:take]), len(found) > take)
