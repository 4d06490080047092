"""What happened to some persons, in order, a page at a time.

Events stand by their first possible day, of one day by their last, then by agency and its own id of them. An undated
event stands after the events of the day of the dated one that it followed. Those that nothing dates stand last, by
agency and own id, but each after the one that it followed; where more than `MOST_CHAINED` of them may be seen, by
agency and own id alone.

A page goes on after a place, not after a number of rows, so that what is written meanwhile moves no page. The store
says which events come next; those that the viewer may not see fall out, and the page is filled up with the next ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.ids import own_record
from queries.access.visible import Event
from queries.case import Case
from queries.definitions.events import dated, in_chains, know_dates
from queries.facts.rows import Listed
from queries.facts.store import ReadTimedOut

MOST_PASSED = 50_000
"""The most events that one page passes over because the viewer may not see them."""
MOST_AT_ONCE = 2_000
"""The most events that one statement lists."""
MOST_CHAINED = 2_000
"""The most visible undated events that are put in the order of their chains: all are read for each page of them."""
MOST_COUNTED = 500
"""The most events of which it is told how many there are."""


@dataclass(frozen=True)
class Place:
    """Where an event stands, or where the next page begins: `day` is None for what nothing dates."""

    day: str | None
    steps: int
    last: str | None
    event: str

    def __str__(self) -> str:
        """The text in a cursor; it holds no more than the event's answer does."""
        return "/".join((self.day or "", str(self.steps), self.last or "", self.event))

    @classmethod
    def of(cls, text: str) -> Place:
        """The place that a text in a cursor means; ValueError where it is none."""
        day, steps, last, event = text.split("/")
        for given in filter(None, (day, last)):
            date.fromisoformat(given)
        if not steps.isascii() or not steps.isdecimal() or len(steps) > 2:
            raise ValueError("steps is no small number")
        return cls(day or None, int(steps), last or None, event)


@dataclass(frozen=True)
class Chronology:
    """One page. `places` are those of its events; `total` is of all pages, where this one alone holds everything."""

    events: tuple[Event, ...]
    places: tuple[Place, ...]
    has_next: bool
    has_previous: bool
    total: int | None
    count: CountEvents
    """Counts those of all pages, where `total` is None."""
    beyond: tuple[Event, ...] = ()
    """The first event of the next page: of an empty page, that there is one tells of whom it concerns."""


async def chronology(
    case: Case,
    people: Sequence[str],
    start: date | None = None,
    end: date | None = None,
    *,
    first: int = 50,
    after: Place | None = None,
) -> Chronology:
    """The next events that concern any of some persons, by ids they have or had, oldest first.

    `start` and `end` are days, both included: an event is in if its window meets them, and an undated one always.
    Raises `ReadTimedOut` where more events than `MOST_PASSED` stand between and may not be seen.
    """
    cursor = [] if after is None else [after.event]
    await case.read(records=[own_record(id) for id in people], events=cursor)
    asked = _Asked(frozenset(person.id for person in (await case.people(people)).values()), start, end)
    if after is not None and after.event not in case.events:
        after = Place(after.day, after.steps, after.last, "")
    found = await _next(case, asked, after, first + 1)
    shown, has_next = found[:first], len(found) > first
    whole = after is None and not has_next
    return Chronology(
        tuple(event for event, _ in shown), tuple(place for _, place in shown), has_next, after is not None,
        len(shown) if whole else None, CountEvents(asked), tuple(event for event, _ in found[first:]),
    )


@dataclass(frozen=True)
class _Asked:
    """Whose events are asked for, and of which days."""

    people: frozenset[str]
    start: date | None
    end: date | None


@dataclass(frozen=True)
class CountEvents:
    """Count the events of a chronology, on all pages."""

    asked: _Asked

    async def count(self, case: Case) -> int | None:
        """How many there are; None where they are more than `MOST_COUNTED`, or too many may not be seen."""
        try:
            found = await _next(case, self.asked, None, MOST_COUNTED + 1)
        except ReadTimedOut:
            return None
        return len(found) if len(found) <= MOST_COUNTED else None


async def _next(case: Case, asked: _Asked, after: Place | None, most: int) -> list[tuple[Event, Place]]:
    """The visible events after a place, in order: those that something dates, then the others."""
    found: list[tuple[Event, Place]] = []
    if not asked.people:
        return found
    if after is None or after.day is not None:
        found += await _listed(case, asked, after, most, undated=False)
        after = None
    if len(found) < most:
        found += await _undated(case, asked, after, most - len(found))
    return found


async def _undated(case: Case, asked: _Asked, after: Place | None, most: int) -> list[tuple[Event, Place]]:
    """The visible events that nothing dates, after a place: from the first, where its event is none of them."""
    every = await _listed(case, asked, None, MOST_CHAINED + 1, undated=True)
    if len(every) > MOST_CHAINED:
        return await _listed(case, asked, after, most, undated=True)
    ordered = in_chains(case, [event for event, _ in every])
    ids = [event.id for event in ordered]
    start = ids.index(after.event) + 1 if after is not None and after.event in ids else 0
    return [(event, _place(case, event)) for event in ordered[start : start + most]]


async def _listed(
    case: Case, asked: _Asked, after: Place | None, most: int, *, undated: bool
) -> list[tuple[Event, Place]]:
    found: list[tuple[Event, Place]] = []
    passed, take = 0, most
    while passed < MOST_PASSED:
        rows = await case.listed(asked.people, _wanted(case, asked, after, take, undated=undated))
        ids = [row.event for row in rows]
        await case.read(events=ids)
        await know_dates(case, ids)
        found += [one for one in _visible(case, asked, ids) if (one[1].day is None) == undated]
        if len(found) >= most or len(rows) < take:
            return found[:most]
        passed += len(rows)
        after, take = _reached(rows[-1], undated=undated), min(2 * take, MOST_AT_ONCE)
    raise ReadTimedOut("The chronology is too long to be read at once. Ask for fewer days with `from` and `to`.")


def _visible(case: Case, asked: _Asked, ids: Sequence[str]) -> Iterator[tuple[Event, Place]]:
    for event in (case.events[id] for id in ids if id in case.events):
        if not asked.people.isdisjoint(event.people):
            yield event, _place(case, event)


def _wanted(case: Case, asked: _Asked, after: Place | None, take: int, *, undated: bool) -> dict[str, Any]:
    """What the statement `chronology` is asked."""
    on = case.context.on
    return {
        "start": asked.start, "until": min(asked.end or on, on), "undated": undated, "take": take,
        "after": _given(after, on if undated else date.min),
    }


def _given(after: Place | None, first: date) -> dict[str, Any]:
    if after is None:
        return {"day": first, "steps": -1, "last": None, "event": ""}
    day = first if after.day is None else date.fromisoformat(after.day)
    last = None if after.last is None else date.fromisoformat(after.last)
    return {"day": day, "steps": after.steps, "last": last, "event": after.event}


def _reached(row: Listed, *, undated: bool) -> Place:
    """The place of a row that was listed, to list on from; it never leaves this module."""
    return Place(None if undated else row.day, row.steps, row.last, row.event)


def _place(case: Case, event: Event) -> Place:
    by = dated(case, event)
    if by is None:
        return Place(None, 0, None, event.id)
    return Place(by.day, by.steps, event.on_last, event.id)
