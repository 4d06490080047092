"""Typing errors, as they come into records. How often they do is invented: see `records`."""

from datetime import date

from loaders.borough.days import YEAR, Day, iso


def mistyped(born: Day) -> str:
    """A date of birth with day and month exchanged, or else a year too early.

    Always earlier than the true one: nobody is then in a place, or a parent, before being born.
    """
    true = date.fromordinal(born)
    if true.day < true.month:
        return true.replace(month=true.day, day=true.month).isoformat()
    return iso(born - int(YEAR) - 1)


def with_letters_swapped(name: str) -> str:
    """The name with its second and third letters exchanged: Smith becomes Simth."""
    return name if len(name) < 4 else name[0] + name[2] + name[1] + name[3:]
