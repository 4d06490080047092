"""The timeline: a lane for each agency, its events by number, arrows to those who were told, and clocks below."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import count, pairwise

from queries.pictures import clock_rows, text
from queries.pictures.happenings import Happening, Knowledge, Sight, State, Timeline
from queries.pictures.legend import Entry, legend
from queries.pictures.listing import listing
from queries.pictures.places import apart
from queries.pictures.svg import (
    ALARM,
    CARE,
    INK,
    PAPER,
    SOFT,
    TINTS,
    Picture,
    document,
    element,
    number,
    path,
    titled,
    words,
)

LEFT, RIGHT, TOP, LANE, ROUND = 190.0, 40.0, 74.0, 46.0, 9.0
COLUMN, TRUNK, WIDEST_YEAR = 24.0, 9.0, 760.0
NAME, SMALL, TINY = 11.0, 10.0, 9.0
STATES: dict[State, str] = {
    "told": "told", "pending": "to be told, not done", "withheld": "lawfully not told", "not_told": "not told",
}

SIGHTS: dict[Sight, str] = {
    "seen": "a worker saw a child", "from_afar": "saw a child by video or at the doorstep",
    "failed": "a visit that saw no child", "partly": "a visit that saw one child and not another",
}


class _Scale:
    """Days as places from the left: true to time, but that no two days with something on them run together."""

    def __init__(self, line: Timeline) -> None:
        days: dict[date, float] = {}
        telling: dict[date, int] = {}
        for event in line.events:
            for day in (event.day, event.recorded, *(knows.day for knows in event.known)):
                if day is not None:
                    days.setdefault(day, COLUMN)
            for day in {knows.day for knows in event.known if knows.state == "told" and knows.day is not None}:
                telling[day] = telling.get(day, 0) + 1
                days[day] = max(days[day], 2 * ROUND + TRUNK * telling[day])
        for day in clock_rows.days(line):
            days.setdefault(day, 0.0)
        columns = _columns(line.events)
        for event in line.events:
            if event.day is not None:
                days[event.day] = max(days[event.day], COLUMN * (columns[event.id] + 1))
        self.days = sorted(days)
        first, last = (self.days[0], self.days[-1]) if self.days else (line.on, line.on)
        total = max((last - first).days, 1)
        wide = WIDEST_YEAR * min(1.0, total / 365) if total > 60 else 420.0
        steps, at = [], 0.0
        for day in self.days:
            steps.append(at)
            at += days[day] + 6
        wanted = [((day - first).days / total * wide, 1.0) for day in self.days]
        places = apart(wanted, steps)
        low = min(places, default=0.0)
        self.at = {day: LEFT + 24 + place - low for day, place in zip(self.days, places, strict=True)}
        self.end = max(self.at.values(), default=LEFT) + (days[self.days[-1]] if self.days else 0.0)

    def of(self, day: date) -> float:
        """The place of any day within."""
        for one, other in pairwise(self.days):
            if one <= day <= other:
                part = (day - one).days / ((other - one).days or 1)
                return self.at[one] + part * (self.at[other] - self.at[one])
        return self.at[self.days[0]] if day < self.days[0] else self.end


def _columns(events: Iterable[Happening]) -> dict[str, int]:
    """By event, how many columns right of its day it stands: there, no other has a mark on one of its lanes."""
    found: dict[str, int] = {}
    taken: dict[tuple[date, int], set[str]] = {}
    for event in events:
        if event.day is not None:
            lanes = {event.agency, *(knows.agency for knows in event.known if knows.state != "told")}
            column = next(at for at in count() if lanes.isdisjoint(taken.get((event.day, at), ())))
            taken.setdefault((event.day, column), set()).update(lanes)
            found[event.id] = column
    return found


@lru_cache(maxsize=256)
def timeline(line: Timeline) -> Picture:
    """The picture of a timeline."""
    scale = _Scale(line)
    dated = [event for event in line.events if event.day is not None]
    undated = [event for event in line.events if event.day is None]
    place = _places(dated, scale)
    end = scale.end + 20
    for event in undated:
        place[event.id] = end
        end += COLUMN
    title = heading(line)
    numbers = {event.id: row + 1 for row, event in enumerate(line.events)}
    end = max(end, clock_rows.right(line, scale.at.__getitem__, numbers))
    width = max(end + RIGHT, text.width(title, 16, bold=True) + 56, 640.0)
    lanes = {id: TOP + LANE * (row + 0.5) for row, (id, _) in enumerate(line.agencies)}
    under = TOP + LANE * len(line.agencies) + 10
    below = under + clock_rows.height(line, numbers) + 16
    names = dict(line.agencies)
    listed, list_height = listing([_said(event, names) for event in line.events], width, below)
    key, key_height = legend(list(_entries(line)), width)
    total = below + list_height + key_height + 10
    body = [
        words(title, 28.0, 30.0, 16.0, font_weight="bold"),
        *_ground(line, lanes, scale, width),
        *_told(line, lanes, place, scale),
        *(_marker(event, row + 1, place[event.id], lanes[event.agency]) for row, event in enumerate(line.events)),
        *clock_rows.rows(line, under, scale.at.__getitem__, numbers),
        *listed,
        element("g", key, transform=f"translate(0 {number(below + list_height + 10)})"),
    ]
    alternative = in_words(line)
    svg = document(title, alternative, width, total, *body)
    shown = tuple(event.id for event in line.events)
    return Picture(svg, round(width), round(total), alternative, line.named, shown)


def heading(line: Timeline) -> str:
    """What the picture is of."""
    names = [name for _, name in line.people if name]
    if len(names) > 3:
        names = [*names[:3], f"{len(names) - 3} more"]
    return f"Events about {', '.join(names) or 'nobody with a recorded event'} until {line.on}"


def in_words(line: Timeline) -> str:
    """The same as the picture, to be read."""
    names = dict(line.agencies)
    lines = [f"{heading(line)}: {len(line.events)} events."]
    lines += [f"{row + 1}. {_said(event, names)}" for row, event in enumerate(line.events)]
    numbers = {event.id: row + 1 for row, event in enumerate(line.events)}
    lines += [f"{clock_rows.told(clock, line.on, numbers)}." for clock in line.clocks]
    return "\n".join([*lines, "Earlier events are not drawn."] if line.more else lines)


def _said(event: Happening, names: dict[str, str]) -> str:
    recorded = f" on {event.recorded}" if _is_late(event) else ""
    when = event.on or "date not recorded"
    parts = [f"{when}: {event.kind}, {', '.join(event.people)}; recorded by {names[event.agency]}{recorded}"]
    parts += [", ".join(event.sights)] if event.sights else []
    for state, meaning in STATES.items():
        those = [names[knows.agency] + _when(knows) for knows in event.known if knows.state == state]
        if those:
            parts.append(f"{meaning}: {', '.join(those)}")
    return "; ".join(parts) + "."


def _when(knows: Knowledge) -> str:
    late = " (late)" if knows.late and knows.state == "told" else ""
    return f" on {knows.day}{late}" if knows.day and knows.state == "told" else ""


def _places(events: list[Happening], scale: _Scale) -> dict[str, float]:
    """Where each event stands."""
    columns = _columns(events)
    return {event.id: scale.at[event.day] + COLUMN * columns[event.id] for event in events if event.day is not None}


def _ground(line: Timeline, lanes: dict[str, float], scale: _Scale, width: float) -> Iterator[str]:
    for row, (id, name) in enumerate(line.agencies):
        y = lanes[id]
        if row % 2 == 0:
            yield element("rect", x=20.0, y=y - LANE / 2, width=width - 40, height=LANE, fill=TINTS[0])
        yield element("line", x1=LEFT, y1=y, x2=width - 28, y2=y, stroke=SOFT, stroke_width=0.8)
        lines, size, step = text.wrapped(name, NAME, LEFT - 50), NAME, 12
        if len(lines) * step > LANE - 8:
            lines, size, step = text.wrapped(name, TINY, LEFT - 50), TINY, 10
        for at, each in enumerate(lines):
            yield words(each, 28.0, y + 4 + step * (at - (len(lines) - 1) / 2), size)
    yield from _ticks(scale)


def _ticks(scale: _Scale) -> Iterator[str]:
    """The first of each month, where there is room for its name."""
    if not scale.days:
        return
    written = 0.0
    day = scale.days[0].replace(day=1)
    while day <= scale.days[-1]:
        if day >= scale.days[0]:
            x = scale.of(day)
            yield element("line", x1=x, y1=TOP - 6, x2=x, y2=TOP, stroke=SOFT, stroke_width=1.0)
            label = day.isoformat()[:7]
            if x - written > text.width(label, SMALL) + 12:
                yield words(label, x - text.width(label, SMALL) / 2, TOP - 10, SMALL, fill=SOFT)
                written = x
        day = (day + timedelta(days=32)).replace(day=1)


def _told(line: Timeline, lanes: dict[str, float], place: dict[str, float], scale: _Scale) -> Iterator[str]:
    """Who could know: an arrow to each who was told, a mark with the event's number for who was not."""
    names = dict(line.agencies)
    trunks = _Trunks(scale)
    for row, event in enumerate(line.events):
        x, y = place[event.id], lanes[event.agency]
        if _is_late(event):
            assert event.recorded is not None
            late = scale.at[event.recorded]
            yield titled(f"Recorded on {event.recorded}", _until(x, y, late))
        for knows in (each for each in event.known if each.agency != event.agency):
            said = f"{row + 1}: {names[knows.agency]}, {STATES[knows.state]}{_when(knows)}"
            to = lanes[knows.agency]
            if knows.state != "told":
                yield titled(said, _not_told(x, to, str(row + 1), knows.state))
                continue
            yield titled(said, *_arrow(x, y, trunks.of(event, knows.day, x), to, late=knows.late))


class _Trunks:
    """Where arrows run from lane to lane: those of an event that tell on one day in one line, others beside it."""

    def __init__(self, scale: _Scale) -> None:
        self._scale = scale
        self._there: dict[float, list[str]] = {}

    def of(self, event: Happening, day: date | None, x: float) -> float:
        """The place of the line of an event at `x` that tells on a day."""
        at = max(self._scale.at[day], x) if day else x
        there = self._there.setdefault(at, [])
        if event.id not in there:
            there.append(event.id)
        return at + ROUND + 2 + TRUNK * there.index(event.id)


def _is_late(event: Happening) -> bool:
    """Whether the agency recorded the event on a later day."""
    return event.recorded is not None and event.day is not None and event.recorded > event.day


def _until(x: float, y: float, to: float) -> str:
    return element("path", d=path([[(x, y), (to, y), (to, y - 6)]]), fill="none", stroke=INK, stroke_width=2.4)


def _not_told(x: float, y: float, label: str, state: State) -> str:
    """A diamond; dashed where it is still to be done, a square where it was lawfully withheld."""
    half = 11.0 if state != "withheld" else 8.0
    corners = [(x, y - half), (x + half, y), (x, y + half), (x - half, y)]
    if state == "withheld":
        corners = [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]
    ink, dashes = (ALARM, None) if state == "not_told" else (SOFT, "3 2" if state == "pending" else None)
    shape = element("path", d=path([corners]) + " Z", fill=PAPER, stroke=ink, stroke_width=1.5, stroke_dasharray=dashes)
    return shape + (words(label, x - text.width(label, TINY) / 2, y + 3, TINY, fill=ink) if label else "")


def _arrow(x: float, y: float, beside: float, to: float, *, late: bool) -> list[str]:
    down = 1 if to > y else -1
    head = [(beside, to - 1 * down), (beside - 4, to - 9 * down), (beside + 4, to - 9 * down)]
    line = element("path", d=path([[(x, y), (beside, y), (beside, to - 6 * down)]]), stroke=CARE, stroke_width=1.4,
                   fill="none", stroke_dasharray="6 3" if late else None)
    return [line, element("path", d=path([head]) + " Z", fill=CARE)]


def _marker(event: Happening, number_of: int, x: float, y: float) -> str:
    label = str(number_of)
    said = f"{number_of}: {event.kind}, {event.on or 'date not recorded'}"
    dashes = None if len(event.on) == 10 else "3 2"
    sights = f"; {', '.join(event.sights)}" if event.sights else ""
    return titled(
        said + sights,
        element("circle", cx=x, cy=y, r=ROUND, fill=PAPER, stroke=INK, stroke_width=1.5, stroke_dasharray=dashes),
        words(label, x - text.width(label, SMALL) / 2, y + 3.5, SMALL),
        _sight(event.sight, x, y - ROUND - 5) if event.sight else "",
    )


def _sight(sight: Sight, x: float, y: float) -> str:
    """An eye above the event: without a pupil where nobody was seen but from afar, struck through where a child was
    not seen."""
    is_missed = sight in ("failed", "partly")
    ink = ALARM if is_missed else INK
    lids = f"M{number(x - 6)},{number(y)} Q{number(x)},{number(y - 6)} {number(x + 6)},{number(y)}"
    lids += f" Q{number(x)},{number(y + 6)} {number(x - 6)},{number(y)} Z"
    parts = [element("path", d=lids, fill=PAPER, stroke=ink, stroke_width=1.2)]
    if sight in ("seen", "partly"):
        parts.append(element("circle", cx=x, cy=y, r=1.9, fill=ink))
    if is_missed:
        parts.append(element("line", x1=x - 6, y1=y + 4, x2=x + 6, y2=y - 4, stroke=ink, stroke_width=1.4))
    return "".join(parts)


def _entries(line: Timeline) -> Iterator[Entry]:
    circle: dict[str, object] = {"cx": 12.0, "cy": 0.0, "r": 8.0, "fill": PAPER, "stroke": INK, "stroke_width": 1.5}
    yield Entry("event, on its agency's lane", element("circle", **circle))
    if any(len(event.on) != 10 for event in line.events):
        yield Entry("date not known to the day", element("circle", **circle, stroke_dasharray="3 2"))
    for sight, meaning in SIGHTS.items():
        if any(event.sight == sight for event in line.events):
            yield Entry(meaning, _sight(sight, 12.0, 0.0))
    if any(map(_is_late, line.events)):
        yield Entry("until it was recorded", _until(0.0, 2.0, 24.0))
    if line.clocks:
        yield Entry("a clock: time allowed, and taken", clock_rows.sample(beyond=False))
    if any(clock.state in ("late", "past") for clock in line.clocks):
        yield Entry("taken beyond it", clock_rows.sample(beyond=True))
    known = [knows for event in line.events for knows in event.known if knows.agency != event.agency]
    for late, meaning in ((False, "told"), (True, "told later than the rule allows")):
        if any(knows.state == "told" and knows.late == late for knows in known):
            yield Entry(meaning, "".join(_arrow(0.0, -8.0, 12.0, 8.0, late=late)))
    for state, meaning in STATES.items():
        if state != "told" and any(knows.state == state for knows in known):
            yield Entry(f"{meaning}, of the event by number", _not_told(12.0, 0.0, "", state))
