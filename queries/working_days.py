"""Working days in England: Monday to Friday, but for bank holidays (Banking and Financial Dealings Act 1971)."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from holidays import country_holidays


def working_days_after(day: date, on: date, limit: int) -> int:
    """Working days after a day, up to and including `on`; counted no further than `limit`.

    The day itself does not count, as it does not where a period is "within one working day of".

    >>> working_days_after(date(2026, 4, 2), date(2026, 4, 7), 9)  # Good Friday, a weekend, Easter Monday
    1
    """
    counted = 0
    while day < on and counted < limit:
        day += timedelta(days=1)
        counted += _is_worked(day)
    return counted


def working_day_after(day: date, working_days: int) -> date:
    """The last day that is within so many working days of a day.

    >>> working_day_after(date(2026, 4, 2), 1)
    datetime.date(2026, 4, 7)
    """
    for _ in range(working_days):
        day += timedelta(days=1)
        while not _is_worked(day):
            day += timedelta(days=1)
    return day


def is_past(day: date, on: date, working_days: int) -> bool:
    """Whether more than so many working days after a day have passed."""
    return working_days_after(day, on, working_days + 1) > working_days


def _is_worked(day: date) -> bool:
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


@cache
def _bank_holidays(year: int) -> frozenset[date]:
    return frozenset(country_holidays("GB", subdiv="ENG", years=year))
