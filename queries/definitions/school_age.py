"""Compulsory school age in England, by date of birth.

It begins on the prescribed day on or after the fifth birthday, the last before a term (Education Act 1996 s.8(2);
Education (Start of Compulsory School Age) Order 1998), and ends on the school leaving date, the last Friday in June, of
the school year in which a child turns sixteen (s.8(3); Education (School Leaving Date) Order 1997).
"""

from __future__ import annotations

from datetime import date, timedelta

from queries.context import years_before

_PRESCRIBED = ((3, 31), (8, 31), (12, 31))
_SCHOOL_YEAR = (9, 1)
_FRIDAY = 4


def begins(born: date, years: int) -> date:
    """The first day of compulsory school age of a child born on a day, where that age begins at so many years.

    >>> begins(date(2020, 9, 2), 5)
    datetime.date(2025, 12, 31)
    """
    birthday = years_before(born, -years)
    return next(day for month, last in _PRESCRIBED if (day := date(birthday.year, month, last)) >= birthday)


def ends(born: date, years: int) -> date:
    """The last day of compulsory school age of a child born on a day, in the school year of the birthday.

    >>> ends(date(2009, 9, 2), 16)
    datetime.date(2026, 6, 26)
    """
    birthday = years_before(born, -years)
    year = birthday.year + ((birthday.month, birthday.day) >= _SCHOOL_YEAR)
    last = date(year, 6, 30)
    return last - timedelta(days=(last.weekday() - _FRIDAY) % 7)
