"""What each agency has delivered: an answer rests on no more than this (DOMAIN, 'Unknown is not none').

It names the agencies within the viewer's scope alone, so that none reads as covered whose rows the viewer does not see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from queries.case import Case
from queries.definitions.scope import scope_of
from queries.facts.rows import ExtractRow


@dataclass(frozen=True)
class AgencyCoverage:
    """An agency that delivers: its last complete delivery, if any, and whether one covers the date.

    `loading`: a delivery is being loaded, and does not count yet.
    """

    agency: str
    last: ExtractRow | None
    covers_date: bool
    loading: bool


async def coverage(case: Case) -> tuple[AgencyCoverage, ...]:
    """What each agency in scope has delivered by the time of knowledge, by agency."""
    await case.begin()
    return coverage_of(case)


def coverage_of(case: Case) -> tuple[AgencyCoverage, ...]:
    """The same, of a case that has read something: the coverage of its answer."""
    return tuple(covered(case, agency) for agency in sorted(scope_of(case).agencies)[: case.bound])


def covered(case: Case, agency: str) -> AgencyCoverage:
    """What one agency has delivered."""
    extracts = [
        one for one in case.directory.extracts.get(agency, ()) if case.extracted(one) <= case.context.known_at
    ]
    complete = [one for one in extracts if one.state == "complete"]
    return AgencyCoverage(
        agency, max(complete, key=case.extracted, default=None), _covers(complete, case.dates.on),
        any(one.state == "loading" for one in extracts),
    )


def _covers(extracts: Sequence[ExtractRow], day: str) -> bool:
    return any(
        (one.covers_from is None or one.covers_from <= day) and (one.covers_to is None or day <= one.covers_to)
        for one in extracts
    )
