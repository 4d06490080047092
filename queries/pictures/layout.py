"""The layout of a genogram: where every symbol, label, line and boundary goes. Units are CSS pixels."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from queries.pictures import text
from queries.pictures.channels import Bar, tracks
from queries.pictures.family import Family, Link, Person
from queries.pictures.generations import generations
from queries.pictures.order import Kin, Rows, ordered
from queries.pictures.places import spread
from queries.pictures.wires import PORTS, SLASHES, SMALL, Point, Wire, Wiring, room_for, union_text

SYMBOL = 40.0
HALF = SYMBOL / 2
NAME = 12.0
LABEL = 98.0
"""The most that a line of a label is wide."""
LINE, SMALL_LINE = 14.0, 12.0
GUTTER = 32.0
"""Between a label and the next symbol: room for a line, and for the boundaries of two homes."""
EDGE = 28.0
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
ABOVE, BELOW = 12.0, 20.0
"""Between a row and the first track below it, and the last above it."""


@dataclass(frozen=True)
class Box:
    """A rectangle that belongs to something drawn."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether they overlap."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass
class Placed:
    """A person in their place: the middle of the symbol, and the lines of the label to its right."""

    person: Person
    x: float
    y: float
    name: list[str]
    dates: list[str]
    index: bool

    @property
    def symbol(self) -> Box:
        """The symbol's box."""
        return Box(self.x - HALF, self.y - HALF, self.x + HALF, self.y + HALF)

    @property
    def label(self) -> Box:
        """The label's box."""
        height = LINE * len(self.name) + SMALL_LINE * len(self.dates)
        left, top = self.x + HALF + 6, self.y - height / 2
        return Box(left, top, left + label_width(self.name, self.dates, bold=self.index), top + height)


@dataclass
class Text:
    """A line's text: its left end and base line."""

    words: str
    x: float
    y: float

    @property
    def box(self) -> Box:
        """The text's box."""
        return Box(self.x, self.y - 9, self.x + text.width(self.words, SMALL), self.y + 2)


@dataclass(frozen=True)
class Home:
    """The outline of a household, or of a part of one; `name` is the same on each part, '' where there is one."""

    number: int
    outline: list[tuple[float, float]]
    name: Text


@dataclass
class Layout:
    """Everything in its place."""

    family: Family
    width: float
    height: float
    people: dict[str, Placed]
    wires: list[Wire]
    texts: dict[int, Text] = field(default_factory=dict)
    homes: list[Home] = field(default_factory=list)

    def point(self, at: Point) -> tuple[float, float]:
        """A point of a wire on the page."""
        x, end = at
        if isinstance(end, Bar):
            return x, end.y
        placed = self.people[end.person]
        return x, placed.y + reach(placed.person, x - placed.x) * (-1 if end.side == "top" else 1)


def reach(person: Person, dx: float) -> float:
    """How far the outline of a symbol is from its middle, so far from the middle to the side."""
    inside = max(HALF - abs(dx), 0.0)
    if person.unborn or person.sex == "male":
        return HALF
    if person.sex == "female":
        return (HALF**2 - dx**2) ** 0.5 if abs(dx) < HALF else 0.0
    return inside


def label_lines(person: Person) -> tuple[list[str], list[str]]:
    """The name, and the dates below it."""
    if person.unknown:
        return text.wrapped("Not recorded", NAME, LABEL), []
    dates = []
    if person.unborn:
        dates.append(f"due {person.due}" if person.due else "unborn")
    elif person.born or person.died:
        dates.append(f"b. {person.born}" if person.born else "")
        dates.append(f"d. {person.died}" if person.died else "")
    return text.wrapped(person.called, NAME, LABEL), [line for line in dates if line]


def label_width(name: list[str], dates: list[str], *, bold: bool) -> float:
    """The width of a label."""
    widths = [text.width(line, NAME, bold=bold) for line in name] + [text.width(line, SMALL) for line in dates]
    return max(widths, default=0.0)


def laid_out(family: Family) -> Layout:
    """The layout of a family."""
    row = generations(family)
    family = _sound(family, row)
    rows = ordered(family, row)
    kin = Kin(family, row)
    placed = {person.id: _unplaced(family, person) for person in family.people}
    left = dict.fromkeys(placed, HALF)
    right = {id: max(each.label.right - each.x, HALF) + GUTTER for id, each in placed.items()}
    _make_room(kin, right)
    x = spread(kin, rows, left, right)
    shift = EDGE + HALF - min(x.values())
    x = {person: at + shift for person, at in x.items()}
    for person, each in placed.items():
        each.x = x[person]
    wiring = Wiring(family, row, x, [_gutters(each, placed) for each in rows])
    levels = [tracks([bar for bar in wiring.bars if bar.channel == number]) for number in range(len(rows) + 1)]
    height = _stack(rows, levels, placed)
    width = max(max(each.label.right, each.symbol.right) for each in placed.values()) + EDGE
    width = max([width, *(bar.end + EDGE for bar in wiring.bars)])
    layout = Layout(family, width, height, placed, wiring.wires)
    layout.texts = dict(_texts(layout))
    layout.width = max([width, *(each.box.right + EDGE for each in layout.texts.values())])
    layout.homes = list(_homes(layout, rows))
    return layout


def _sound(family: Family, row: Mapping[str, int]) -> Family:
    """A family in which every child stands below its parents: what does not is drawn as a link."""
    wrong = [child for child in family.children
             if any(row[parent] >= row[child.child] for parent in family.unions[child.union].partners)]
    links = [Link(parent, child.child, f"{child.kind} parent", child.said, child.until)
             for child in wrong for parent in family.unions[child.union].partners]
    kept = tuple(child for child in family.children if child not in wrong)
    return replace(family, children=kept, links=(*family.links, *links))


def _unplaced(family: Family, person: Person) -> Placed:
    name, dates = label_lines(person)
    return Placed(person, 0.0, 0.0, name, dates, person.id == family.index)


def _make_room(kin: Kin, right: dict[str, float]) -> None:
    """Partners stand far enough apart for what is written on their line."""
    for union in kin.family.unions:
        for partner in union.partners:
            needed = room_for(union_text(union), union.ended) + 2 * PORTS
            right[partner] = max(right[partner], needed - HALF)


def _gutters(row: list[str], placed: Mapping[str, Placed]) -> list[float]:
    """Where lines can pass between the persons of a row."""
    first = placed[row[0]].symbol.left - GUTTER / 2
    return [first, *(max(placed[person].label.right, placed[person].symbol.right) + GUTTER / 2 for person in row)]


def _stack(rows: Rows, levels: list[list[list[Bar]]], placed: Mapping[str, Placed]) -> float:
    """Give every row and track its height; the height of all."""
    y = 8.0
    for number, channel in enumerate(levels):
        y += ABOVE if channel else 0
        for track in channel:
            y += max(bar.room for bar in track)
            for bar in track:
                bar.y = y
        y += BELOW + (10 if channel else 0)
        if number < len(rows):
            tall = max(max(SYMBOL, placed[person].label.bottom - placed[person].label.top) for person in rows[number])
            for person in rows[number]:
                placed[person].y = y + tall / 2
            y += tall
    return y + 8


def _texts(layout: Layout) -> Iterator[tuple[int, Text]]:
    """Where each line's text stands: on its bar, where no line crosses it."""
    placed: list[Text] = []
    falls = [sorted((layout.point(a), layout.point(b)), key=lambda at: at[1])
             for wire in layout.wires for stroke in wire.strokes for a, b in itertools.pairwise(stroke)
             if a[1] is not b[1]]
    for number, wire in enumerate(layout.wires):
        if wire.text and wire.bar is not None:
            placed.append(_text(wire, wire.bar, falls, placed, layout))
            yield number, placed[-1]


def _text(
    wire: Wire, bar: Bar, falls: list[list[tuple[float, float]]], placed: list[Text], layout: Layout
) -> Text:
    y, wide = bar.y - 3, room_for(wire.text, wire.ended) - 12
    crossing = [at for (at, top), (_, bottom) in falls if top < y + 2 and bottom > y - 9]
    level = [other for each in layout.wires if (other := each.bar) is not None and other is not bar
             and y - 9 < other.y < y + 3]

    def at(x: float) -> Text:
        return Text(wire.text, x + (SLASHES if wire.ended and x < bar.right else 0), y)

    def free(x: float) -> bool:
        box = Box(x - 2, y - 9, x + wide + 2, y + 2)
        clear = x >= EDGE and all(not box.left - 1 < at < box.right + 1 for at in crossing)
        if wire.ended and next(struck(at(x), bar), None) is None:
            return False
        return clear and not any(box.meets(one.box) for one in placed) and all(
            bar.right < box.left or box.right < bar.left for bar in level)

    middle = (bar.left + bar.right - wide) / 2
    on_it = [bar.left + 4 + step for step in range(0, int(bar.right - bar.left - wide) - 7, 2)]
    beside = [bar.left - wide - 4 + step for step in range(0, int(bar.right - bar.left + wide) + 14, 2)]
    places = [*sorted(on_it, key=lambda x: abs(x - middle)), *sorted(beside, key=lambda x: abs(x - middle))]
    return at(next((x for x in places if free(x)), max(places[0], EDGE)))


def struck(written: Text, bar: Bar) -> Iterator[float]:
    """Where slashes can go through a line without its text: before that, else at an end."""
    for x in (written.x - 11, bar.right - 6, bar.left + 6):
        if bar.left < x < bar.right and not written.x - 5 < x < written.box.right + 4:
            yield x


def _homes(layout: Layout, rows: Rows) -> Iterator[Home]:
    """The outlines of the households: in each row the members who stand together, joined with those below them."""
    tags: list[Text] = []
    for number, home in enumerate(layout.family.households):
        members = [person for person in home.members if person in layout.people]
        if len(members) < 2:
            continue
        inset = 7 + 4 * (number % 3)
        boxes = [
            (place, _around([layout.people[person] for person in run], inset))
            for place, row in enumerate(rows) for run in _runs(row, set(members))
        ]
        parts = _stacked(boxes)
        name = f"home {_LETTERS[number % len(_LETTERS)]}" if len(parts) > 1 else ""
        for part in parts:
            raised = [replace(part[0], top=part[0].top - 10), *part[1:]] if name else part
            tags.append(_beside(Text(name, part[0].left + inset + SYMBOL + 4, part[0].top), tags))
            yield Home(number, _outline(raised), tags[-1])


def _beside(text: Text, others: list[Text]) -> Text:
    """The text to the right of all that it would meet."""
    while text.words and (met := [other for other in others if other.words and other.box.meets(text.box)]):
        text = replace(text, x=met[0].box.right + 4)
    return text


def _runs(row: list[str], members: set[str]) -> Iterator[list[str]]:
    run: list[str] = []
    for person in row:
        if person in members:
            run.append(person)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _around(people: list[Placed], inset: float) -> Box:
    return Box(
        min(each.symbol.left for each in people) - inset,
        min(min(each.symbol.top, each.label.top) for each in people) - inset,
        max(max(each.symbol.right, each.label.right) for each in people) + inset,
        max(max(each.symbol.bottom, each.label.bottom) for each in people) + inset,
    )


def _stacked(boxes: list[tuple[int, Box]]) -> list[list[Box]]:
    """Boxes of neighbouring rows that share some width, together; each box once."""
    groups: list[tuple[int, list[Box]]] = []
    for place, box in boxes:
        for number, (row, group) in enumerate(groups):
            if row == place - 1 and min(group[-1].right, box.right) - max(group[-1].left, box.left) > SYMBOL:
                groups[number] = (place, [*group, box])
                break
        else:
            groups.append((place, [box]))
    return [group for _, group in groups]


def _outline(boxes: list[Box]) -> list[tuple[float, float]]:
    """One outline around boxes that stand below one another: the way down on the right, the way up on the left."""
    right: list[tuple[float, float]] = [(boxes[0].left, boxes[0].top), (boxes[0].right, boxes[0].top)]
    left: list[tuple[float, float]] = []
    for upper, lower in itertools.pairwise(boxes):
        high, low = min(upper.right, lower.right), max(upper.left, lower.left)
        right += [(upper.right, upper.bottom), (high, upper.bottom), (high, lower.top), (lower.right, lower.top)]
        left = [(lower.left, lower.top), (low, lower.top), (low, upper.bottom), (upper.left, upper.bottom), *left]
    last = boxes[-1]
    return [*right, (last.right, last.bottom), (last.left, last.bottom), *left]
