"""The clocks below the lanes of a timeline: the time allowed as a bar, the time taken as a line within it or beyond."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from queries.pictures import text
from queries.pictures.happenings import Clocked, Timeline
from queries.pictures.svg import ALARM, INK, PAPER, SOFT, element, path, titled, words

ROW, BAR, TINY, LINE, LEFT, WIDE = 28.0, 10.0, 9.0, 10.0, 28.0, 150.0
"""The least height of a row, that of a bar; letters and their lines; where a name begins and how wide it may be."""

UNKNOWN = ("not_recorded", "not_known")
"""States of which nobody knows how long it took."""

Numbers = Mapping[str, int]
Place = Callable[[date], float]


def standing(clock: Clocked, on: date, numbers: Numbers) -> str:
    """How a clock stands, in words."""
    due = f"due {clock.due}"
    if clock.state == "running":
        return f"{due}, running on {on}"
    if clock.state == "past":
        return f"{due}, no record of it here: late, or it was not needed"
    if clock.state == "not_recorded":
        return f"{due}, when it was met is not recorded"
    if clock.state == "not_known":
        return f"{due}, not known: no delivery covers that day"
    late = " (late)" if clock.state == "late" else ""
    return f"{due}, met by {numbers[clock.met]} on {clock.day}{late}"


def told(clock: Clocked, on: date, numbers: Numbers) -> str:
    """A clock in a sentence."""
    return (f"{clock.title} for {clock.child}, within {clock.allows} of {numbers[clock.start]} on {clock.begun}: "
            f"{standing(clock, on, numbers)}")


def _named(clock: Clocked, numbers: Numbers) -> list[str]:
    """What stands left of a clock."""
    which = f"within {clock.allows} of {numbers[clock.start]}"
    return [*text.wrapped(f"{clock.title}, {clock.child}", TINY, WIDE), *text.wrapped(which, TINY, WIDE)]


def _tall(clock: Clocked, numbers: Numbers) -> float:
    return max(ROW, LINE * len(_named(clock, numbers)) + 8)


def height(line: Timeline, numbers: Numbers) -> float:
    """The height of all clocks."""
    return sum(_tall(clock, numbers) for clock in line.clocks)


def rows(line: Timeline, top: float, place: Place, numbers: Numbers) -> Iterator[str]:
    """The clocks from `top` downwards, one below the other."""
    for clock in line.clocks:
        named, tall = _named(clock, numbers), _tall(clock, numbers)
        y, top = top + tall / 2, top + tall
        names = [words(each, LEFT, y + 3 + LINE * (at - (len(named) - 1) / 2), TINY) for at, each in enumerate(named)]
        start, due, taken = place(clock.begun), place(clock.due), place(_until(clock, line.on))
        after = max(due, taken) + 8
        said = standing(clock, line.on, numbers)
        alarm = clock.state in ("late", "past")
        parts = [*names, *_gauge(start, due, taken, y, known=clock.state not in UNKNOWN),
                 words(said, after, y + 3, TINY, fill=ALARM if alarm else SOFT)]
        yield titled(f"{told(clock, line.on, numbers)} ({clock.authority})", *parts)


def right(line: Timeline, place: Place, numbers: Numbers) -> float:
    """How far to the right the clocks reach."""
    return max((max(place(clock.due), place(_until(clock, line.on))) + 8
                + text.width(standing(clock, line.on, numbers), TINY) for clock in line.clocks), default=0.0)


def days(line: Timeline) -> Iterator[date]:
    """The days on which something of a clock is drawn."""
    for clock in line.clocks:
        yield from (clock.begun, clock.due, _until(clock, line.on))


def _until(clock: Clocked, on: date) -> date:
    """When the time taken ends: when it was met, else on the date; where that is not known, when it was due."""
    return clock.due if clock.state in UNKNOWN else clock.day or on


def _gauge(start: float, due: float, taken: float, y: float, *, known: bool) -> list[str]:
    """The bar, the line within it, and what goes beyond."""
    half = BAR / 2
    dashes = None if known else "3 2"
    bar = [(start, y - half), (due, y - half), (due, y + half), (start, y + half)]
    parts = [element("path", d=path([bar]) + " Z", fill=PAPER, stroke=INK, stroke_width=1.2, stroke_dasharray=dashes)]
    if known:
        within = path([[(start, y), (min(due, taken), y)]])
        parts.append(element("path", d=within, fill="none", stroke=INK, stroke_width=3.2))
    if taken > due:
        parts.append(element("path", d=path([[(due, y), (taken, y)], [(taken, y - half), (taken, y + half)]]),
                             fill="none", stroke=ALARM, stroke_width=2.4, stroke_dasharray="5 2"))
    return parts


def sample(*, beyond: bool) -> str:
    """A clock as the legend shows it."""
    return "".join(_gauge(0.0, 16.0 if beyond else 26.0, 26.0 if beyond else 14.0, 0.0, known=True))
