"""Dates of reduced precision, and the two half-open intervals in which a fact holds.

A fact from `2019-05` to `2020` *may* hold from 1 May 2019 and *surely* holds from 1 June 2019; it
surely holds until 1 January 2020 and may hold until 1 January 2021. Within the window of a reduced
date the fact is listed and marked uncertain. What is recorded is kept as it was written.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

FIRST_DAY = date(1, 1, 1)
LAST_DAY = date(9999, 12, 31)
FOR_EVER = datetime(9999, 12, 31, tzinfo=UTC)
"""The end of what has not been superseded."""
YEARS = range(1900, 2200)
"""Of which years may be asked, and entered by hand: any other is a slip, and some are beyond reckoning with.

A delivered row may say any year: what is recorded is kept as it was written.
"""

_SHAPE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@dataclass(frozen=True)
class PartialDate:
    """A date as recorded (`text`) and the first and last day that it can mean, both included."""

    text: str
    first: date
    last: date

    @property
    def whole(self) -> bool:
        """Whether the day itself is known."""
        return self.first == self.last

    @property
    def after(self) -> date:
        """The first day that surely lies behind the window."""
        return day_after(self.last)


def day_after(day: date) -> date:
    """The next day; the last day of the calendar, which many systems write for `open`, has none and is its own."""
    return day + timedelta(days=1) if day < LAST_DAY else LAST_DAY


def partial_date(text: str) -> PartialDate:
    """Read YYYY, YYYY-MM or YYYY-MM-DD; ValueError where it is no such date."""
    match = _SHAPE.fullmatch(text)
    if match is None:
        raise ValueError("not a date (YYYY, YYYY-MM or YYYY-MM-DD)")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    first = date(year, month or 1, day or 1)
    last_month = month or 12
    last = date(year, last_month, day or calendar.monthrange(year, last_month)[1])
    return PartialDate(text, first, last)


def in_years(text: str) -> PartialDate:
    """As `partial_date`; ValueError also where it is not of `YEARS`."""
    read = partial_date(text)
    if read.first.year not in YEARS:
        raise ValueError(f"not of the years {YEARS[0]} to {YEARS[-1]}")
    return read


def day(text: str) -> date:
    """A day of which may be asked, YYYY-MM-DD; ValueError for anything else."""
    asked = in_years(text)
    if not asked.whole:
        raise ValueError("not a day (YYYY-MM-DD)")
    return asked.first


@dataclass(frozen=True)
class Validity:
    """When a fact may hold (`maybe_*`) and when it surely does (`surely_*`); half-open intervals."""

    maybe_from: date
    surely_from: date
    surely_to: date
    maybe_to: date


def validity(start: str | None, end: str | None) -> Validity:
    """The intervals of a fact recorded from `start` to `end`; a missing end is open."""
    first = partial_date(start) if start else None
    last = partial_date(end) if end else None
    return Validity(
        maybe_from=first.first if first else FIRST_DAY,
        surely_from=(first.first if first.whole else first.after) if first else FIRST_DAY,
        surely_to=last.first if last else LAST_DAY,
        maybe_to=(last.first if last.whole else last.after) if last else LAST_DAY,
    )


def moment(text: str) -> datetime:
    """The earliest instant that a recorded time can mean, in UTC: a time with offset, or a date.

    A date, of whatever precision, counts from its first midnight UTC, so that what was recorded in a
    month is known from the start of it. ValueError for anything else.
    """
    if "T" not in text and " " not in text:
        day = partial_date(text).first
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("a time without an offset (write 2026-03-31T22:00:00Z)")
    try:
        return instant.astimezone(UTC)
    except OverflowError as error:  # within a day of year 1 or 9999
        raise ValueError("a time that cannot be told in UTC") from error
