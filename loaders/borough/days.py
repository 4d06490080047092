"""Days as ordinals: quick to add and compare, turned into ISO text only when a row is written."""

from datetime import date
from functools import lru_cache

Day = int

TODAY: Day = date(2026, 3, 31).toordinal()
COVERS_FROM: Day = date(2024, 4, 1).toordinal()
SCHOOL_YEAR: Day = date(2025, 9, 1).toordinal()
YEAR = 365.25


@lru_cache(maxsize=65_536)
def iso(day: Day) -> str:
    """The day as YYYY-MM-DD."""
    return date.fromordinal(day).isoformat()


def iso_or_empty(day: Day | None) -> str:
    """The day as YYYY-MM-DD, or an empty cell."""
    return "" if day is None else iso(day)


def day(year: int, month: int, day_of_month: int) -> Day:
    """A calendar date as a day."""
    return date(year, month, day_of_month).toordinal()


def age(born: Day, on: Day = TODAY) -> int:
    """Whole years lived by a day, to within a day of a birthday."""
    return int((on - born) / YEAR)
