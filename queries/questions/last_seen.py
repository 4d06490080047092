"""When a worker last saw a child, agency by agency, and who has tried since and failed (seed row 42).

Only events that the viewer may see count. An agency is said to record no sight only where its events may be seen and a
delivery of it covers the date: of any other agency that is involved, nothing says whether it saw the child.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from queries.access.visible import Event, Involvement
from queries.case import Case
from queries.definitions.involvements import involvements
from queries.definitions.sight import When, failed, may_follow, recency, saw, when
from queries.questions.coverage import covered


@dataclass(frozen=True)
class Sighting:
    """One event in which a worker saw a child: whose record it is, and how the child was seen.

    `uncertain`: the day is not recorded, or of reduced precision.
    """

    event: str
    agency: str
    service: str | None
    on: str | None
    how: str | None
    alone: bool
    uncertain: bool


@dataclass(frozen=True)
class LastSeen:
    """A child's last sight, the last by each agency, newest first, and the attempts that failed since, oldest first.

    Of the agencies with a live involvement with the child, `agencies_without` record no sight; of `agencies_unknown`
    nothing says whether they do. Both by id.
    """

    child: str
    last: Sighting | None
    by_agency: tuple[Sighting, ...]
    failed_since: tuple[str, ...]
    agencies_without: tuple[str, ...]
    agencies_unknown: tuple[str, ...]


async def last_seen(case: Case, child: str) -> LastSeen | None:
    """When a child was last seen by the date, by any id they have or had; None where nobody is known."""
    who = await case.person(child, their=("involvements",))
    if who is None:
        return None
    await case.read(involvements=[who.id], ever=[who.id], sights=[who.id])
    return last_seen_of(case, who.id)


def last_seen_of(case: Case, child: str) -> LastSeen:
    """The same of a child whose `sights`, `involvements` and `ever` have been read."""
    times = {event.id: when(case, event) for event in (*case.sights_of[child], *case.events_of[child])}
    past = [event for event in case.sights_of[child] if times[event.id].first <= case.dates.on]
    newest = sorted(past, key=lambda event: recency(times[event.id], event.seen_how, event.id), reverse=True)
    by_agency: dict[str, Event] = {}
    for event in newest:
        by_agency.setdefault(event.agency, event)
    without, unknown = _without(case, child, by_agency.keys())
    return LastSeen(
        child,
        _sighting(newest[0], child) if newest else None,
        tuple(_sighting(event, child) for event in by_agency.values())[: case.bound],
        tuple(_failed_since(case, child, times, times[newest[0].id] if newest else None))[-case.bound :],
        tuple(without)[: case.bound],
        tuple(unknown)[: case.bound],
    )


def _sighting(event: Event, child: str) -> Sighting:
    uncertain = event.on_first is None or event.on_first != event.on_last
    return Sighting(
        event.id, event.agency, event.service, event.on, event.seen_how, child in event.spoken_to, uncertain
    )


def _failed_since(case: Case, child: str, times: dict[str, When], sight: When | None) -> list[str]:
    """The attempts by the date that may have been after a sight, or all where there is none; undated ones first."""
    attempts = [
        (times[event.id], event.id) for event in case.events_of[child]
        if failed(event.kind, event.people, saw(event), child) and times[event.id].first <= case.dates.on
    ]
    return [id for at, id in sorted(attempts) if sight is None or may_follow(at, sight)]


def _without(case: Case, child: str, seeing: Collection[str]) -> tuple[list[str], list[str]]:
    """Of the agencies live with a child that record no sight: those whose events may be seen, and the others."""
    works: dict[str, list[Involvement]] = {}
    for one in involvements(case, child, case.dates.live):
        works.setdefault(one.provider, []).append(one)
    without, unknown = list[str](), list[str]()
    for agency in sorted(works.keys() - seeing):
        (without if _may_be_seen(case, agency, works[agency]) else unknown).append(agency)
    return without, unknown


def _may_be_seen(case: Case, agency: str, works: Iterable[Involvement]) -> bool:
    """Whether events of an agency about a child may be seen, and a delivery that covers the date would hold them."""
    return covered(case, agency).covers_date and any(case.shows_events(agency, one) for one in works)
