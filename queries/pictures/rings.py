"""The layout of an ecomap: the household in the middle, a ring around it, and lines from one to the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise
from math import ceil, pi

from queries.pictures import text
from queries.pictures.bundles import bundled
from queries.pictures.family import Person
from queries.pictures.placed import Box
from queries.pictures.polar import difference, point
from queries.pictures.rails import Rail, railed, room_for
from queries.pictures.seating import reseated
from queries.pictures.surroundings import Agency, Surroundings

HALF = 16.0
"""Half of a person's symbol."""
NAME, LINE, WIDE = 11.0, 13.0, 84.0
"""Letters, line height and greatest width of a name."""
SMALL, ROOMY = 9.0, 50.0
"""The letters of a long name; the radius of a circle from which on a name is long."""
BETWEEN, APART, SWING, ORBIT = 18.0, 44.0, 96.0, 10.0
"""Between nodes; between groups; the room for lines to swing; between two lines within the ring."""
HOME, FAMILY, GAPS = "home", "family", "gaps"

@dataclass
class Node:
    """Something on the ring: an agency, a person elsewhere, or a service that is missing."""

    id: str
    group: str
    lines: list[str]
    size: float = NAME
    angle: float = 0.0

    @property
    def tall(self) -> float:
        """The height of the lines."""
        return (self.size + 2) * len(self.lines)

    @property
    def radius(self) -> float:
        """Of a circle around the lines, with room for a symbol above them."""
        wide = max((text.width(line, self.size) for line in self.lines), default=0.0) / 2
        return float(ceil((wide**2 + (self.tall / 2 + 6) ** 2) ** 0.5 + 4))


@dataclass
class Member:
    """Somebody of the household in their place; the label is towards the middle."""

    person: Person
    lines: list[str]
    angle: float
    x: float = 0.0
    y: float = 0.0

    @property
    def label(self) -> Box:
        """The name's box: below the symbol, above it in the lower half."""
        wide = max((text.width(line, NAME, bold=True) for line in self.lines), default=0.0)
        tall = LINE * len(self.lines)
        top = self.y - HALF - 4 - tall if self.y > 20 else self.y + HALF + 3
        return Box(self.x - wide / 2, top, self.x + wide / 2, top + tall)

    @property
    def symbol(self) -> Box:
        """The symbol's box."""
        return Box(self.x - HALF, self.y - HALF, self.x + HALF, self.y + HALF)


@dataclass
class Rings:
    """Everything in its place. `rails` are the links beyond the ring; `orbits` is how far within it the line of
    somebody on the ring runs to an agency."""

    members: list[Member]
    nodes: dict[str, Node]
    inner: float
    household: float
    ring: float
    node: float
    bands: list[tuple[str, float, float]]
    rails: list[Rail]
    orbits: dict[tuple[str, str], int]

    @cached_property
    def angle(self) -> dict[str, float]:
        """By id, where everybody is: of the household and on the ring."""
        return {**{id: node.angle for id, node in self.nodes.items()},
                **{member.person.id: member.angle for member in self.members}}

    @property
    def groups(self) -> list[tuple[str, float, float]]:
        """The bands of agencies."""
        return [band for band in self.bands if band[0] not in (FAMILY, GAPS)]

    @property
    def apart(self) -> list[float]:
        """In the middle between two groups of agencies, where a mark says that they have no link."""
        return [(end + start) / 2 for (_, _, end), (_, start, _) in pairwise(self.groups)]


def ringed(around: Surroundings) -> Rings:
    """The layout of what is around a household."""
    nodes = list(_nodes(around))
    bundles = bundled((link.one, link.other) for link in around.links)
    node = max([44.0, room_for(bundles), *(each.radius for each in nodes)])
    round_it = _seat(nodes, 2 * node + BETWEEN)
    members = [Member(person, _lines(person.called), 0.0) for person in around.home]
    _seat_members(members)
    _shorten(around, nodes, members)
    angle = {each.id: each.angle for each in nodes}
    inner = _settled(members)
    household = max([inner + 58.0, *(_far(member.label) + 10 for member in members)])
    orbits = _orbits([(tie.person, tie.agency) for tie in around.ties if tie.person in angle], angle)
    ring = max(household + SWING + node + ORBIT * len(set(orbits.values())), round_it / (2 * pi))
    bands = list(_bands(nodes, (node + 5) / ring))
    rails = railed(bundles, angle, ring)
    return Rings(members, {each.id: each for each in nodes}, inner, household, ring, node, bands, rails, orbits)


def _nodes(around: Surroundings) -> Iterable[Node]:
    for agency in around.agencies:
        yield _agency(agency)
    for missing in dict.fromkeys(gap.text for gap in around.gaps):
        yield Node(missing, GAPS, text.wrapped(missing, NAME, WIDE - 24))
    for person, _ in around.elsewhere:
        yield Node(person.id, FAMILY, _lines(person.called))


def _agency(agency: Agency) -> Node:
    """An agency, a long name in smaller letters: one name should not make all circles large."""
    sizes = (Node(agency.id, f"group {agency.group}", text.wrapped(agency.name, size, WIDE - 8), size)
             for size in (NAME, SMALL))
    whole, smaller = sizes
    return whole if whole.radius <= ROOMY else smaller


def _lines(name: str) -> list[str]:
    return text.wrapped(name, NAME, WIDE)


def _far(box: Box) -> float:
    return float(max((x**2 + y**2) ** 0.5 for x in (box.left, box.right) for y in (box.top, box.bottom)))


def _settled(members: list[Member]) -> float:
    """The radius at which the members stand, evenly, with no name on another; each is put there."""
    inner = 0.0 if len(members) == 1 else 56.0
    while True:
        for member in members:
            member.x, member.y = point(inner, member.angle)
        boxes = [box for member in members for box in (member.label, member.symbol)]
        if not any(one.meets(other) for one, other in combinations(boxes, 2)):
            return inner
        inner += 8.0


def _seat(nodes: list[Node], width: float) -> float:
    """Give each node its place on the ring, clockwise from the top, groups apart; the way round it, in pixels."""
    groups = len({node.group for node in nodes})
    round_it = len(nodes) * width + groups * APART
    at, group = 0.0, ""
    for node in nodes:
        at += 0.0 if node.group == group else APART if group else APART / 2
        group = node.group
        node.angle = 2 * pi * (at + width / 2) / round_it - pi / 2
        at += width
    return round_it


def _seat_members(members: list[Member]) -> None:
    """Give each of the household a place, evenly."""
    base = -pi / 2 if len(members) != 2 else pi
    for place, member in enumerate(members):
        member.angle = base + 2 * pi * place / len(members)


def _shorten(around: Surroundings, nodes: list[Node], members: list[Member]) -> None:
    """Let each sit near to where their lines lead."""
    group = {**{node.id: node.group for node in nodes}, **{member.person.id: HOME for member in members}}
    seats = {**{node.id: node.angle for node in nodes}, **{member.person.id: member.angle for member in members}}
    lines = [(tie.person, tie.agency) for tie in around.ties] + [(gap.person, gap.text) for gap in around.gaps]
    seats = reseated(seats, group, lines)
    for node in nodes:
        node.angle = seats[node.id]
    for member in members:
        member.angle = seats[member.person.id]


def _bands(nodes: list[Node], half: float) -> Iterable[tuple[str, float, float]]:
    """The ground of each group: from which angle to which."""
    for group in dict.fromkeys(node.group for node in nodes):
        angles = [node.angle for node in nodes if node.group == group]
        yield group, min(angles) - half, max(angles) + half


def _orbits(ties: list[tuple[str, str]], angle: Mapping[str, float]) -> dict[tuple[str, str], int]:
    """How far within the ring each line runs round it, the short ones nearest, so that none lies on another."""
    ways = {tie: _degrees(angle[tie[0]], angle[tie[1]]) for tie in ties}
    orbits: dict[tuple[str, str], int] = {}
    for tie in sorted(ways, key=lambda tie: (len(ways[tie]), tie)):
        met = {orbits[other] for other in orbits if ways[other] & ways[tie]}
        orbits[tie] = next(orbit for orbit in range(len(met) + 1) if orbit not in met)
    return orbits


def _degrees(one: float, other: float) -> set[int]:
    """The degrees that a line passes on the shorter way, and one more on each side."""
    turn = difference(one, other)
    count = int(abs(turn) * 180 / pi) + 2
    start = round(min(0.0, turn) * 180 / pi + one * 180 / pi) - 1
    return {(start + step) % 360 for step in range(count + 2)}
