"""Clocks of child protection in England: which event starts one, how long it runs, and what meets it.

The day of the event itself does not count ("within 15 working days of"). A clock runs only where what makes it run is
recorded too: a strategy discussion alone needs no conference, and a conference without a plan no core group.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from queries.context import Terms, months_before
from queries.rules import Parameter, Rule
from queries.working_days import working_day_after

KEEPER = "children_social_care"
"""The kind of agency whose clocks these are, and whose records say whether they are met."""

_SINCE = "2023-12-15"

State = Literal["met", "late", "running", "past", "not_known"]
"""`met` in time; `late`, met after it; `running`; `past`, and what would meet it is not recorded; `not_known`, for no
delivery covers the day on which it was due."""


@dataclass(frozen=True)
class Clock:
    """By kinds of event: what starts it, what on that day or later shows that it runs, what meets it, and after what
    nothing is due."""

    rule: Rule
    starts: str
    confirmed_by: str
    met_by: frozenset[str]
    ended_by: frozenset[str]
    length: Parameter
    months: bool = False

    def due(self, day: date, terms: Terms) -> date:
        """The last day on which it is met in time."""
        length = self.length.of(terms)
        return months_before(day, -length) if self.months else working_day_after(day, length)

    def allows(self, terms: Terms) -> str:
        """How long it runs, in words."""
        return f"{self.length.of(terms)} {'months' if self.months else 'working days'}"


CLOCKS = (
    Clock(
        Rule(
            "INITIAL_CONFERENCE",
            "Initial conference",
            "Working Together to Safeguard Children 2023, chapter 3, initial child protection conferences: within 15 "
            "working days of the strategy discussion at which section 47 enquiries were initiated; seed rows 35 and 43",
            _SINCE,
        ),
        "strategy_meeting",
        "section47",
        frozenset({"conference"}),
        frozenset({"closure"}),
        Parameter("INITIAL_CONFERENCE.working_days", 15, "Working Together 2023; a partnership may agree fewer"),
    ),
    Clock(
        Rule(
            "CORE_GROUP",
            "First core group",
            "Working Together to Safeguard Children 2023, chapter 3, the child protection plan: within 10 working "
            "days of the initial conference; seed row 43",
            _SINCE,
        ),
        "conference",
        "plan_start",
        frozenset({"core_group"}),
        frozenset({"plan_end", "closure"}),
        Parameter("CORE_GROUP.working_days", 10, "Working Together 2023; a partnership may agree fewer"),
    ),
    Clock(
        Rule(
            "FIRST_REVIEW",
            "First review",
            "Working Together to Safeguard Children 2023, chapter 3, child protection review conferences: within three "
            "months of the initial conference; seed row 43",
            _SINCE,
        ),
        "conference",
        "plan_start",
        frozenset({"review", "conference"}),
        frozenset({"plan_end", "closure"}),
        Parameter("FIRST_REVIEW.months", 3, "Working Together 2023; a partnership may agree fewer"),
        months=True,
    ),
)
"""All clocks that events carry; what else has a time limit is not recorded closely enough (docs/pictures.md)."""


@dataclass(frozen=True)
class Occurrence:
    """An event about a child in the records of one agency; it was on a day from `first` to `last`."""

    id: str
    kind: str
    first: date
    last: date


@dataclass(frozen=True)
class Run:
    """A clock that was started: by which event and when, until when it runs, and by what it is met, if anything."""

    clock: Clock
    start: Occurrence
    due: date
    state: State
    met: Occurrence | None = None


def runs(clock: Clock, events: Sequence[Occurrence], on: date, known: date, terms: Terms) -> Iterator[Run]:
    """The runs of a clock on a date, of one child and agency; `known` is the last day that its deliveries cover.

    A start counts only if its day is known; what meets the clock may have been on any day that its date can mean.
    """
    events = sorted(events, key=lambda event: (event.first, event.last, event.id))
    started = list(_started(clock, events))
    for start, until in _until_next(started):
        later = [event for event in events if event is not start and start.first <= event.last and event.first <= until]
        run = _run(clock, start, later, on, known, terms)
        if run is not None:
            yield run


def _started(clock: Clock, events: Sequence[Occurrence]) -> Iterator[Occurrence]:
    """The events that start the clock: their day is known, and what shows that it runs comes before another of them."""
    starts = [event for event in events if event.kind == clock.starts and event.first == event.last]
    for start, until in _until_next(starts):
        confirmed = any(event.kind == clock.confirmed_by and start.first <= event.last and event.first < until
                        for event in events)
        if confirmed and start.first.isoformat() >= (clock.rule.valid_from or ""):
            yield start


def _until_next(starts: Sequence[Occurrence]) -> Iterator[tuple[Occurrence, date]]:
    """Each of some events in order, and the day of the next."""
    return zip(starts, [*(other.first for other in starts[1:]), date.max], strict=False)


def _run(
    clock: Clock, start: Occurrence, later: Sequence[Occurrence], on: date, known: date, terms: Terms
) -> Run | None:
    due = clock.due(start.first, terms)
    met = next((event for event in later if event.kind in clock.met_by), None)
    if met is not None:
        return Run(clock, start, due, "met" if met.first <= due else "late", met)
    if any(event.kind in clock.ended_by and event.first <= due for event in later):
        return None
    if on <= due:
        return Run(clock, start, due, "running")
    return Run(clock, start, due, "past" if known >= due else "not_known")
