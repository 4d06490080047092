"""From the ties of a family to wires: which line leaves which person where, and through which channels it runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from queries.pictures.channels import APART, Bar
from queries.pictures.family import Child, Family, Link, Said, Union
from queries.pictures.line_texts import link_text, room_for, union_text
from queries.pictures.order import by_union

PORTS = 14.0
"""How far from the middle of a symbol its outermost line leaves."""
STRIDE = 3.0
"""How far a line to children moves at a time, to where it is free."""
UNION, LINK, SIBSHIP = 0, 1, 2

Side = Literal["top", "bottom"]


@dataclass(frozen=True)
class Port:
    """The top or bottom of a person's symbol."""

    person: str
    side: Side


Point = tuple[float, Bar | Port]


@dataclass
class Wire:
    """One tie's lines: strokes of points, each at a place from the left and at the height of a bar or symbol.

    `text` stands above `bar`. `ends` are the persons whom it ties.
    """

    kind: str
    ends: tuple[str, ...]
    said: Said
    strokes: list[list[Point]]
    bar: Bar | None = None
    text: str = ""
    ended: str = ""
    arrow: bool = False


@dataclass
class _Plug:
    """One end of a tie at a symbol; `towards` is where the tie leads, `rank` orders those that lead to one side."""

    net: object
    person: str
    side: Side
    towards: float
    distance: float
    birth: bool = False
    x: float = 0.0


class Wiring:
    """The wires of a family whose persons have their rows and places."""

    def __init__(self, family: Family, row: Mapping[str, int], x: Mapping[str, float], gutters: list[list[float]]):
        self.family, self.row, self.x = family, row, x
        self._gutters = gutters
        self._taken: dict[int, list[tuple[float, object]]] = {}
        self._plugs: dict[tuple[object, str, Side], _Plug] = {}
        self.wires: list[Wire] = []
        self.bars: list[Bar] = []
        self._sibships = by_union(family)
        self._plug_all()
        self._spread()
        for plug in self._plugs.values():
            self._take(self.row[plug.person] + (plug.side == "bottom"), plug.x, _tie_of(plug.net))
        for number, union in enumerate(family.unions):
            self._union(number, union)
        for link in family.links:
            self._link(link)

    # Where lines leave the symbols.

    def _plug_all(self) -> None:
        for number, union in enumerate(self.family.unions):
            middle = self._middle(union, number)
            for partner in union.partners:
                others = [other for other in union.partners if other != partner] or [partner]
                towards = self.x[others[0]] if others[0] != partner else middle
                self._plug(number, partner, "bottom", towards)
            for child in self._sibships.get(number, []):
                self._plug((number, child.child), child.child, "top", middle, birth=child.kind == "birth")
        for link in self.family.links:
            upper, lower = sorted((link.start, link.end), key=lambda person: self.row[person])
            self._plug(link, upper, "top" if self.row[upper] == self.row[lower] else "bottom", self.x[lower])
            self._plug(link, lower, "top", self.x[upper])

    def _plug(self, net: object, person: str, side: Side, towards: float, *, birth: bool = False) -> None:
        self._plugs[net, person, side] = _Plug(net, person, side, towards, towards - self.x[person], birth)

    def _middle(self, union: Union, number: int) -> float:
        persons = union.partners or tuple(child.child for child in self._sibships.get(number, []))
        places = [self.x[person] for person in persons]
        return (min(places) + max(places)) / 2 if places else 0.0

    def _spread(self) -> None:
        """The nearest partner's line leaves outermost, so that lines of one person do not cross."""
        sides: dict[tuple[str, Side], list[_Plug]] = {}
        for plug in self._plugs.values():
            sides.setdefault((plug.person, plug.side), []).append(plug)
        for (person, side), plugs in sides.items():
            steps = _tops(plugs, self.x[person]) if side == "top" else _bottoms(plugs)
            for plug, step in steps:
                plug.x = self.x[person] + step
        self._unmix()

    def _unmix(self) -> None:
        """Move a line that would run on another, of a symbol right above or below."""
        for low in sorted((plug for plug in self._plugs.values() if plug.side == "top"), key=lambda plug: plug.x):
            row = self.row[low.person]
            others = [
                plug.x for plug in self._plugs.values()
                if plug is not low and plug.net != low.net
                and (self.row[plug.person], plug.side) in ((row - 1, "bottom"), (row, "top"))
            ]
            steps = sorted(range(-14, 15, 2), key=lambda step: (abs(step), step))
            within = [s for s in steps if abs(low.x + s - self.x[low.person]) <= PORTS + 2]
            room = {step: min((abs(low.x + step - other) for other in others), default=APART) for step in within}
            low.x += next((step for step in within if room[step] >= APART), max(within, key=room.__getitem__))

    def _take(self, channel: int, x: float, net: object) -> None:
        """Note that a line of a tie runs up or down there."""
        self._taken.setdefault(channel, []).append((x, net))

    def _is_free(self, channel: int, x: float, net: object) -> bool:
        return all(abs(x - at) >= APART or other == net for at, other in self._taken.get(channel, []))

    def _at(self, net: object, person: str, side: Side) -> float:
        return self._plugs[net, person, side].x

    # Bars and what joins them.

    def _bar(self, channel: int, zone: int, room: float = 12.0, wide: float = 0.0) -> Bar:
        bar = Bar(channel, zone, room, wide)
        self.bars.append(bar)
        return bar

    def _descend(
        self, x: float, start: Bar | Port, channel: int, end: Bar, towards: float, net: object
    ) -> list[Point]:
        """A line down into `end`, by the gutters of the rows between `channel` and its own."""
        points: list[Point] = [(x, start)]
        if isinstance(start, Bar):
            start.downs.append(x)
        for row in range(channel, end.channel):
            bar = self._bar(row, LINK)
            bar.ups.append(x)
            points.append((x, bar))
            x = self._gutter(row, x, towards, net)
            bar.downs.append(x)
            points.append((x, bar))
        end.ups.append(x)
        return [*points, (x, end)]

    def _gutter(self, row: int, x: float, towards: float, net: object) -> float:
        """A place between two persons of a row where a line can pass, and where none does."""
        gutters = sorted(self._gutters[row], key=lambda at: abs(at - x) + abs(at - towards))
        places = [gutter + step * APART for gutter in gutters for step in (0, 1, -1, 2, -2)]
        free = (at for at in places if self._is_free(row, at, net) and self._is_free(row + 1, at, net))
        best = next(free, places[0])
        self._take(row, best, net)
        self._take(row + 1, best, net)
        return best

    # Unions and children.

    def _union(self, number: int, union: Union) -> None:
        children = sorted(self._sibships.get(number, []), key=lambda child: self.x[child.child])
        start = self._couple(number, union, children) if len(union.partners) == 2 else None
        rows = sorted({self.row[child.child] for child in children})
        for row in rows:
            here = [child for child in children if self.row[child.child] == row]
            self._sibship(number, union, here, start)

    def _couple(self, number: int, union: Union, children: list[Child]) -> Bar:
        channel = max(self.row[partner] for partner in union.partners) + 1
        words = union_text(union)
        bar = self._bar(channel, UNION, 17.0 if words else 13.0, room_for(words, union.ended))
        strokes = []
        for partner in union.partners:
            x, port = self._at(number, partner, "bottom"), Port(partner, "bottom")
            strokes.append(self._descend(x, port, self.row[partner] + 1, bar, x, number))
        xs = [stroke[-1][0] for stroke in strokes]
        strokes.append([(min(xs), bar), (max(xs), bar)])
        self.wires.append(Wire(union.kind, union.partners, union.said, strokes, bar, words, union.ended))
        return bar

    def _sibship(self, number: int, union: Union, children: list[Child], start: Bar | None) -> None:
        channel = self.row[children[0].child]
        kinds = {child.kind for child in children}
        kind = kinds.pop() if len(kinds) == 1 else "birth"
        ports = {child.child: self._at((number, child.child), child.child, "top") for child in children}
        bar = self._bar(channel, SIBSHIP)
        strokes: list[list[Point]] = []
        if start is not None:
            x = self._drop(start, list(ports.values()), number)
            strokes.append(self._descend(x, start, start.channel, bar, x, number))
        elif union.partners and start is None:
            parent = union.partners[0]
            port, x = Port(parent, "bottom"), self._at(number, parent, "bottom")
            towards = _mean(list(ports.values()))
            strokes.append(self._descend(x, port, self.row[parent] + 1, bar, towards, number))
        for twins in _twins(self.family, children):
            self._stubs(bar, twins, ports, number)
        bar_stroke: list[Point] = [(bar.left, bar), (bar.right, bar)]
        everybody = (*union.partners, *(child.child for child in children))
        unsure = Said(uncertain=all(child.said.uncertain for child in children))
        self.wires.append(Wire(f"{kind}-bar", everybody, unsure, [*strokes, bar_stroke]))

    def _drop(self, start: Bar, ports: list[float], number: int) -> float:
        """Where the line to the children leaves the parents': straight down to them where it can."""
        low, high = start.left + APART, start.right - APART
        wanted = (min(ports) + max(ports)) / 2
        near = min(ports, key=lambda x: abs(x - wanted))
        aim = near if low <= near <= high and len(ports) == 1 else min(max(wanted, low), high)
        most = int((high - low) / STRIDE)
        steps = sorted((STRIDE * step for step in range(-most, most + 1)), key=lambda step: (abs(step), step))
        within = [aim + step for step in steps if low <= aim + step <= high]
        best = next((x for x in within if self._is_free(start.channel, x, number)), aim)
        self._take(start.channel, best, number)
        return best

    def _stubs(self, bar: Bar, children: list[Child], ports: Mapping[str, float], number: int) -> None:
        """The last line to each child, each its own wire; twins' meet in one place."""
        apex = _mean([ports[child.child] for child in children])
        bar.downs.append(apex)
        for child in children:
            stroke: list[Point] = [(apex, bar), (ports[child.child], Port(child.child, "top"))]
            ends = (*self.family.unions[number].partners, child.child)
            self.wires.append(Wire(child.kind, ends, child.said, [stroke], ended="over" if child.until else ""))

    # Everything else.

    def _link(self, link: Link) -> None:
        upper, lower = sorted((link.start, link.end), key=lambda person: self.row[person])
        ended = "over" if link.until else ""
        words = link_text(link)
        level = self.row[upper] == self.row[lower]
        bar = self._bar(self.row[lower], LINK, 17.0 if ended else 15.0, room_for(words, ended))
        high = Port(upper, "top" if level else "bottom")
        x = self._at(link, upper, high.side)
        to = self._at(link, lower, "top")
        down = self._descend(x, high, self.row[upper] + 1, bar, to, link) if not level else self._rise(x, high, bar)
        points = [*down, *self._rise(to, Port(lower, "top"), bar)[::-1]]
        if link.end == upper:
            points.reverse()
        kind = "cares" if link.cares else "kin"
        self.wires.append(Wire(kind, (link.start, link.end), link.said, [points], bar, words, ended, arrow=link.cares))

    def _rise(self, x: float, port: Port, bar: Bar) -> list[Point]:
        bar.downs.append(x)
        return [(x, port), (x, bar)]


def _tie_of(net: object) -> object:
    """The tie of a plug: children's plugs are of their parents' union."""
    return net[0] if isinstance(net, tuple) else net


def _bottoms(plugs: list[_Plug]) -> Iterator[tuple[_Plug, float]]:
    """The nearest partner's line leaves outermost, so that lines of one person do not cross."""
    ordered = sorted(plugs, key=lambda plug: 1 / plug.distance if plug.distance else 0.0)
    for place, plug in enumerate(ordered):
        yield plug, 0.0 if len(plugs) == 1 else 2 * PORTS * place / (len(plugs) - 1) - PORTS


def _tops(plugs: list[_Plug], x: float) -> Iterator[tuple[_Plug, float]]:
    """The line of birth in the middle, all others to its side, by where they come from."""
    births = [plug for plug in plugs if plug.birth][:1] or (plugs if len(plugs) == 1 else [])
    yield from ((plug, 0.0) for plug in births)
    rest = sorted((plug for plug in plugs if plug not in births), key=lambda plug: plug.towards)
    left = [plug for plug in rest if plug.towards < x]
    right = [plug for plug in rest if plug.towards >= x]
    yield from ((plug, -PORTS + (PORTS - 6) * place / len(left)) for place, plug in enumerate(left))
    yield from ((plug, PORTS - (PORTS - 6) * place / len(right)) for place, plug in enumerate(reversed(right)))


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _twins(family: Family, children: list[Child]) -> Iterator[list[Child]]:
    """The children, those born to the same parents on one day together."""
    together: dict[str, list[Child]] = {}
    for child in children:
        born = family.by_id[child.child].born
        whole = child.kind == "birth" and len(born) == 10
        together.setdefault(born if whole else child.child, []).append(child)
    yield from together.values()
