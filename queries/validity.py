"""Valid time: what holds on the date asked, and what that date makes of a person. Dates are ISO text throughout.

Source: DOMAIN, 'What the words mean'. A fact holds from its first day up to the day on which it no longer does; one of
reduced precision may hold over a longer time than it surely does.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

from queries.access.visible import Stated
from queries.context import Context, years_before

LONDON = ZoneInfo("Europe/London")
FIRST, LAST = "0001-01-01", "9999-12-31"


class Spans(Protocol):
    """What has a time over which it may hold."""

    @property
    def maybe_from(self) -> str: ...
    @property
    def maybe_to(self) -> str: ...


class Surely(Spans, Protocol):
    """What has, within that, a time over which it surely holds."""

    @property
    def surely_from(self) -> str: ...
    @property
    def surely_to(self) -> str: ...


class Status(Spans, Protocol):
    """What has a status besides, as involvements have."""

    @property
    def status(self) -> str: ...
    @property
    def valid_to(self) -> str | None: ...


class Dates:
    """The date of one question, and the days that follow from it by the practice's parameters (`context.Terms`).

    `since` opens the window that ends with the date: the date itself, or some months before it.
    """

    def __init__(self, context: Context, since: date | None = None, closed_within: int = 0) -> None:
        terms = context.terms
        self.day = context.on
        self.on = context.on.isoformat()
        self.since = (since or context.on).isoformat()
        self.linked_from = context.linked_from.isoformat()
        self.closed_since = (context.on - timedelta(days=closed_within)).isoformat()
        self.born_after = years_before(context.on, terms.adulthood_years).isoformat()
        self.school_born_to = years_before(context.on, terms.school_from_years).isoformat()
        self.school_born_after = years_before(context.on, terms.school_to_years).isoformat()
        self.very_young_after = years_before(context.on, terms.very_young_years).isoformat()
        self.conceived = (context.on + timedelta(days=terms.gestation_days)).isoformat()
        self.due_before = (context.on - timedelta(days=terms.overdue_days)).isoformat()

    def holds(self, fact: Spans) -> bool:
        """Whether a fact may hold on the date."""
        return fact.maybe_from <= self.on < fact.maybe_to

    def surely(self, fact: Surely) -> bool:
        """Whether a fact surely holds on the date."""
        return fact.surely_from <= self.on < fact.surely_to

    def uncertain(self, fact: Surely) -> bool:
        """Whether the date lies within the window of a date of reduced precision."""
        return self.holds(fact) and not self.surely(fact)

    def during(self, fact: Spans) -> bool:
        """Whether a fact may hold on some day of the window."""
        return fact.maybe_from <= self.on and self.since < fact.maybe_to

    def live(self, involvement: Status) -> bool:
        """Whether an involvement is live on the date: open, or closed after it."""
        return self.ever_live(involvement) and self.holds(involvement)

    def ran(self, involvement: Status) -> bool:
        """Whether an involvement was live on some day of the months in which a contact links services."""
        within = involvement.maybe_from <= self.on and self.linked_from < involvement.maybe_to
        return self.ever_live(involvement) and within

    def counted(self, involvement: Status) -> bool:
        """Whether an involvement is live, or was closed within the stated days before the date."""
        if self.live(involvement):
            return True
        closed = involvement.status in ("open", "closed") and involvement.valid_to is not None
        return closed and self.closed_since <= involvement.maybe_to <= self.on and self.closed_since < self.on

    def shown(self, involvement: Status) -> bool:
        """Whether an involvement stands among a person's services: counted, or referred or waiting on the date."""
        if involvement.status in ("referred", "waiting"):
            return self.holds(involvement)
        return self.counted(involvement)

    @staticmethod
    def ever_live(involvement: Status) -> bool:
        """Whether an involvement is or was live on the days that it says: open, or closed on a day that is recorded."""
        return involvement.status == "open" or (involvement.status == "closed" and involvement.valid_to is not None)

    def living(self, who: Stated) -> bool:
        """Whether somebody is neither dead by the date nor still to be conceived.

        The dead whose date of death is not known are dead on any date.
        """
        if who.deceased_on_last is not None and who.deceased_on_last <= self.on:
            return False
        if who.deceased == "yes" and who.deceased_on is None:
            return False
        return (who.date_of_birth_first or who.expected_date_of_birth_first or self.on) <= self.conceived

    def child_by_date(self, who: Stated) -> bool | None:
        """Whether the dates recorded make somebody a child on the date; None where they do not say."""
        if who.date_of_birth_last is not None:
            return who.date_of_birth_last > self.born_after
        return True if who.expected_date_of_birth is not None else None

    def unborn(self, who: Stated) -> bool:
        """Whether somebody is a child not yet born on the date (seed row 7)."""
        if who.date_of_birth_first is not None:
            return who.date_of_birth_first > self.on
        return who.expected_date_of_birth is not None

    def very_young(self, who: Stated) -> bool:
        """Whether somebody is a child who is born and may be of the age at which children have a health visitor."""
        if who.date_of_birth_first is None or who.date_of_birth_last is None:
            return False
        return who.date_of_birth_first <= self.on and who.date_of_birth_last > self.very_young_after

    def age(self, who: Stated) -> int | None:
        """Age in years on the date; None where the date of birth does not say."""
        first, last = who.date_of_birth_first, who.date_of_birth_last
        if first is None or last is None or first > self.on:
            return None
        oldest, youngest = _years(first, self.on), max(_years(last, self.on), 0)
        return oldest if oldest == youngest else None

    def days_since(self, day: str) -> int:
        """Days from a day to the date."""
        return (self.day - date.fromisoformat(day)).days


def _years(start: str, end: str) -> int:
    """Whole years from one day to another; somebody born on 29 February is a year older on 1 March."""
    return int(end[:4]) - int(start[:4]) - (end[5:] < start[5:])


@lru_cache(1 << 14)
def london_day(instant: str) -> str:
    """The day of an instant in this country."""
    return datetime.fromisoformat(instant.replace("Z", "+00:00")).astimezone(LONDON).date().isoformat()
