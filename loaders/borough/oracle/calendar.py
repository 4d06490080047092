"""The days that the rules count from, as of the day of the extracts."""

from loaders.borough.days import TODAY, Day, day

WINDOW_FROM: Day = day(2025, 3, 31)  # twelve months before the day of the extracts
BORN_AFTER: Day = day(2008, 3, 31)  # whoever was born later is under 18 on the day
UNDER_FIVE_AFTER: Day = day(2021, 3, 31)  # likewise under five
OF_SCHOOL_AGE = (day(2010, 4, 1), day(2021, 3, 31))  # born so, somebody is five to fifteen, and the term has begun
_MONDAY = 1  # the ordinal 1 was a Monday


def in_window(on: Day) -> bool:
    """Whether a day lies in the twelve months up to the day of the extracts."""
    return WINDOW_FROM <= on <= TODAY


def working_days_since(on: Day, limit: int) -> int:
    """Working days after a day, up to the day of the extracts; counted no further than `limit`.

    England had no bank holiday between 1 January and 3 April 2026 (GOV.UK, "Bank holidays"), so
    that over the few days that a limit asks about only weekends are out.
    """
    counted = 0
    for later in range(TODAY, on, -1):
        counted += (later - _MONDAY) % 7 < 5
        if counted == limit:
            break
    return counted
