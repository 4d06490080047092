"""What each agency has delivered: an answer rests on no more than this. Unknown is not none."""

from __future__ import annotations

from dataclasses import dataclass

from queries.case import Case
from queries.facts.rows import ExtractRow


@dataclass(frozen=True)
class Coverage:
    """One agency's deliveries: the last complete one, whether any covers the date, whether one is being loaded."""

    agency: str
    last: ExtractRow | None
    covers_date: bool
    loading: bool


def coverage(case: Case) -> list[Coverage]:
    """The coverage of every agency that delivers, by id, as known at the time."""
    delivering = sorted(one.id for one in case.directory.organisations.values() if one.delivers)
    return [_of(case, agency) for agency in delivering][: case.bound]


def _of(case: Case, agency: str) -> Coverage:
    known = [
        one for one in case.directory.extracts.get(agency, ()) if case.extracted(one) <= case.context.known_at
    ]
    complete = [one for one in known if one.state == "complete"]
    return Coverage(
        agency,
        complete[0] if complete else None,
        any(_covers(one, case.dates.on) for one in complete),
        any(one.state == "loading" for one in known),
    )


def _covers(extract: ExtractRow, day: str) -> bool:
    begun = extract.covers_from is None or extract.covers_from <= day
    return begun and (extract.covers_to is None or day <= extract.covers_to)
