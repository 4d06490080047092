"""Clocks of child protection in England: which event starts one, how long it runs, and what meets it.

The day of the event itself does not count ("within 15 working days of"), except where the law counts from it
("beginning with the day on which the application was issued"). A clock runs only where what makes it run is recorded
too: a strategy discussion alone needs no conference, and a conference without a plan no core group.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal

from queries.context import Terms, months_before
from queries.rules import Parameter, Rule
from queries.working_days import working_day_after

KEEPER = "children_social_care"
"""The kind of agency whose clocks these are, and whose records say whether they are met."""

_SINCE = "2023-12-15"
_LOCAL = "Working Together 2023; the time limits of the 2026 edition were not read, taken to be the same; a partnership"

State = Literal["met", "late", "running", "past", "not_recorded", "not_known"]
"""`met` in time; `late`, met after it; `running`; `past`, and what would meet it is not recorded; `not_recorded`, where
records do not always say when it was met; `not_known`, for no delivery covers the day on which it was due."""

Unit = Literal["working days", "months", "weeks"]

DERIVED: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("court_order", "application_issued"): "proceedings_issued",
        ("court_order", "care_order"): "proceedings_ended",
        ("court_order", "supervision_order"): "proceedings_ended",
        ("court_order", "no_order"): "proceedings_ended",
        ("court_order", "application_withdrawn"): "proceedings_ended",
    }
)
"""Events that mean something to a clock by their kind and category: how an agency records care proceedings, which the
extract has no kind for. An interim order neither starts nor ends them."""

ASSESSED = "assessed"
"""The end of an assessment, an event's `until`. Of an assessment that has none, nobody knows when it ended: its one day
may be the first or the last."""


@dataclass(frozen=True)
class Clock:
    """By kinds of event: what starts it, what on that day or later shows that it runs, what meets it, and after what
    nothing is due.

    `confirmed_by` is empty where its start is enough. `within_plan`: it runs where a plan had started before.
    `tells_late`: a later event that meets it shows that it was late. `tells_missed`: it is past where nothing meets it.
    """

    rule: Rule
    starts: frozenset[str]
    confirmed_by: str
    met_by: frozenset[str]
    ended_by: frozenset[str]
    length: Parameter
    unit: Unit = "working days"
    within_plan: bool = False
    tells_late: bool = True
    tells_missed: bool = True

    def due(self, day: date, terms: Terms) -> date:
        """The last day on which it is met in time."""
        length = self.length.of(terms)
        if self.unit == "weeks":
            return day + timedelta(weeks=length, days=-1)  # the first day counts
        return months_before(day, -length) if self.unit == "months" else working_day_after(day, length)

    def allows(self, terms: Terms) -> str:
        """How long it runs, in words."""
        length = self.length.of(terms)
        return f"{length} {self.unit.removesuffix('s') if length == 1 else self.unit}"


CLOCKS = (
    Clock(
        Rule(
            "REFERRAL_DECISION",
            "Decision on a referral",
            "{working_together 3}, referral: a social worker decides within one working day of a referral; seed row 32",
            _SINCE,
        ),
        frozenset({"referral"}),
        "",
        frozenset({"assessment", "strategy_meeting", "section47", "handover", "closure"}),
        frozenset(),
        Parameter("REFERRAL_DECISION.working_days", 1, f"{_LOCAL} may rate contacts and agree hours"),
        tells_late=False,  # what followed shows that it was decided by then, not when
        tells_missed=False,
    ),
    Clock(
        Rule(
            "ASSESSMENT",
            "Assessment",
            "{working_together 3}, assessment under the Children Act 1989: no longer than 45 working days from the "
            "referral; seed row 34",
            _SINCE,
        ),
        frozenset({"referral"}),
        "assessment",
        frozenset({ASSESSED}),
        frozenset({"closure"}),
        Parameter("ASSESSMENT.working_days", 45, f"{_LOCAL} may agree fewer"),
        tells_missed=False,
    ),
    Clock(
        Rule(
            "INITIAL_CONFERENCE",
            "Initial conference",
            "{working_together 3}, initial child protection conferences: within 15 working days of the strategy "
            "discussion at which section 47 enquiries were initiated; seed rows 35 and 43",
            _SINCE,
        ),
        frozenset({"strategy_meeting"}),
        "section47",
        frozenset({"conference"}),
        frozenset({"closure"}),
        Parameter("INITIAL_CONFERENCE.working_days", 15, f"{_LOCAL} may agree fewer"),
    ),
    Clock(
        Rule(
            "CORE_GROUP",
            "First core group",
            "{working_together 3}, the child protection plan: within 10 working days of the initial conference; seed "
            "row 43",
            _SINCE,
        ),
        frozenset({"conference"}),
        "plan_start",
        frozenset({"core_group"}),
        frozenset({"plan_end", "closure"}),
        Parameter("CORE_GROUP.working_days", 10, f"{_LOCAL} may agree fewer"),
    ),
    Clock(
        Rule(
            "FIRST_REVIEW",
            "First review",
            "{working_together 3}, child protection review conferences: within three months of the initial "
            "conference; seed row 43",
            _SINCE,
        ),
        frozenset({"conference"}),
        "plan_start",
        frozenset({"review", "conference"}),
        frozenset({"plan_end", "closure"}),
        Parameter("FIRST_REVIEW.months", 3, f"{_LOCAL} may agree fewer"),
        "months",
    ),
    Clock(
        Rule(
            "NEXT_REVIEW",
            "Next review",
            "{working_together 3}, child protection review conferences: further reviews at intervals of no more than "
            "six months; seed row 43",
            _SINCE,
        ),
        frozenset({"review", "conference"}),
        "",
        frozenset({"review", "conference"}),
        frozenset({"plan_end", "closure"}),
        Parameter("NEXT_REVIEW.months", 6, f"{_LOCAL} may agree fewer"),
        "months",
        within_plan=True,
    ),
    Clock(
        Rule(
            "CARE_PROCEEDINGS",
            "Care proceedings",
            "Children Act 1989 s.32(1)(a)(ii): within twenty-six weeks beginning with the day on which the application "
            "was issued; the court may extend it (s.32(5)); seed row 46",
            "2014-04-22",
        ),
        frozenset({"proceedings_issued"}),
        "",
        frozenset({"proceedings_ended"}),
        frozenset(),
        Parameter("CARE_PROCEEDINGS.weeks", 26, "Statute; only a court extends it, in the case before it"),
        "weeks",
        tells_missed=False,
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
    events = sorted(
        (event for event in events if event.first <= on), key=lambda event: (event.first, event.last, event.id)
    )
    started = list(_started(clock, events))
    for start, until in _until_next(started):
        later = [event for event in events if event is not start and start.first <= event.last and event.first <= until]
        run = _run(clock, start, later, on, known, terms)
        if run is not None:
            yield run


def _started(clock: Clock, events: Sequence[Occurrence]) -> Iterator[Occurrence]:
    """The events that start the clock: their day is known, and what shows that it runs comes before another of them."""
    starts = [event for event in events if event.kind in clock.starts and event.first == event.last]
    for start, until in _until_next(starts):
        runs_on = (not clock.confirmed_by or _confirmed(clock, start, until, events)) and (
            not clock.within_plan or _has_plan(start, events)
        )
        if runs_on and start.first.isoformat() >= (clock.rule.valid_from or ""):
            yield start


def _confirmed(clock: Clock, start: Occurrence, until: date, events: Sequence[Occurrence]) -> bool:
    return any(
        event.kind == clock.confirmed_by and start.first <= event.last and event.first < until for event in events
    )


def _has_plan(start: Occurrence, events: Sequence[Occurrence]) -> bool:
    """Whether a plan started before the day of an event, and had not ended by it."""
    plans = [event for event in events if event.kind in ("plan_start", "plan_end") and event.first <= start.first]
    return bool(plans) and plans[-1].kind == "plan_start" and plans[-1].last < start.first


def _until_next(starts: Sequence[Occurrence]) -> Iterator[tuple[Occurrence, date]]:
    """Each of some events in order, and the day of the next."""
    return zip(starts, [*(other.first for other in starts[1:]), date.max], strict=False)


def _run(
    clock: Clock, start: Occurrence, later: Sequence[Occurrence], on: date, known: date, terms: Terms
) -> Run | None:
    due = clock.due(start.first, terms)
    met = next((event for event in later if event.kind in clock.met_by), None)
    if met is not None and (met.first <= due or clock.tells_late):
        return Run(clock, start, due, "met" if met.first <= due else "late", met)
    if any(event.kind in clock.ended_by and event.first <= due for event in later):
        return None
    return Run(clock, start, due, _without_record(clock, due, on, known))


def _without_record(clock: Clock, due: date, on: date, known: date) -> State:
    """How a clock stands that no record meets."""
    if on <= due:
        return "running"
    if known < due:
        return "not_known"
    return "past" if clock.tells_missed else "not_recorded"
