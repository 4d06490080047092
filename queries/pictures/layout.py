"""The layout of a genogram: where every symbol, label, line and boundary goes. Units are CSS pixels."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from queries.pictures.channels import Bar, tracks
from queries.pictures.family import Family, Link, Person
from queries.pictures.generations import generations
from queries.pictures.homes import Home, outlined
from queries.pictures.line_texts import SLASHES, room_for, union_text
from queries.pictures.order import Kin, Rows, ordered
from queries.pictures.placed import HALF, SYMBOL, Box, Placed, Text, label_lines, reach
from queries.pictures.places import spread
from queries.pictures.wires import PORTS, Point, Wire, Wiring

GUTTER = 32.0
"""Between a label and the next symbol: room for a line, and for the boundaries of two homes."""
EDGE = 28.0
ABOVE, BELOW = 12.0, 20.0
"""Between a row and the first track below it, and the last above it."""


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
    layout.homes = list(outlined(family, rows, placed))
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
