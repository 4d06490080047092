"""The lines of an ecomap from persons to agencies, and from children to what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from queries.pictures.placed import Box
from queries.pictures.polar import Point, along, difference, orbit, point, swing
from queries.pictures.rails import beyond
from queries.pictures.rings import HALF, ORBIT, Rings
from queries.pictures.surroundings import Strength, Surroundings
from queries.pictures.svg import ALARM, INK, element, path, titled

LOOKS: dict[Strength, dict[str, object]] = {
    "strong": {"stroke_width": 3.6},
    "tenuous": {"stroke_width": 1.5, "stroke_dasharray": "5 4"},
    "stressful": {"stroke_width": 1.5},
    "one_way": {"stroke_width": 1.5, "stroke_dasharray": "2 3"},
}
MEANINGS: dict[Strength, str] = {
    "strong": "works with, contact in the months before",
    "tenuous": "works with, no contact recorded lately",
    "stressful": "works with; missed appointment or complaint lately",
    "one_way": "referred or waiting",
}
_BESIDE = 8.0
"""Between the ends of two lines at one place."""

Courses = dict[tuple[str, str], list[Point]]
"""By the person and the agency, or what is missing, the points of the line between them."""


def courses(around: Surroundings, rings: Rings) -> Courses:
    """Where every line runs."""
    ends = [(tie.person, tie.agency) for tie in around.ties] + [(gap.person, gap.text) for gap in around.gaps]
    return {end: _between(rings, ends, end) for end in ends}


def extent(rings: Rings, courses: Courses) -> Box:
    """The box around all that is drawn."""
    outer = rings.ring + rings.node + 7.5
    found = [(0.0, 0.0, rings.household), *((*at, 4.0) for course in courses.values() for at in course)]
    found += [(*point(rings.ring, node.angle), rings.node) for node in rings.nodes.values()]
    found += [(*point(rings.ring, at), 20.0) for at in rings.apart]
    found += [(*at, 2.0) for _, start, end in rings.bands for at in along(outer, start, end)]
    found += [(*at, 8.0) for rail in rings.rails
              for at in along(beyond(rings.ring, rings.node, rail.level), min(rail.stems.values()),
                                 max(rail.stems.values()))]
    return Box(min(x - half for x, _, half in found), min(y - half for _, y, half in found),
               max(x + half for x, _, half in found), max(y + half for _, y, half in found))


def drawn(around: Surroundings, courses: Courses) -> Iterator[str]:
    """From persons to agencies, and from children to what is missing."""
    agencies = {agency.id: agency.name for agency in around.agencies}
    names = {person.id: person.called for person in (*around.home, *(person for person, _ in around.elsewhere))}
    for tie in around.ties:
        points = courses[tie.person, tie.agency]
        said = f"{names[tie.person]} with {agencies[tie.agency]}: {MEANINGS[tie.strength]}; {tie.said}"
        yield titled(said, *line(points, tie.strength))
    for gap in around.gaps:
        points = courses[gap.person, gap.text]
        look = {"stroke": ALARM, "stroke_width": 1.5, "stroke_dasharray": "2 6", "fill": "none"}
        yield titled(f"{names[gap.person]}: {gap.text}", element("path", d=path([points]), **look))


def _between(rings: Rings, ends: list[tuple[str, str]], end: tuple[str, str]) -> list[Point]:
    """A line's points; lines that end in one place end beside one another."""
    person, other = end
    node = rings.nodes[other]
    at = node.angle + _beside(rings, ends, end, 1) / rings.ring
    target = (rings.ring - rings.node, at)
    member = next((member for member in rings.members if member.person.id == person), None)
    if member is not None:
        if not rings.inner:
            return swing((rings.household, at), target)
        leaving = member.angle + _beside(rings, ends, end, 0) / rings.household
        return [point(rings.inner + HALF, member.angle), *swing((rings.household, leaving), target)]
    own = rings.nodes[person].angle + _beside(rings, ends, end, 0) / rings.ring
    within = rings.ring - rings.node - 12 - ORBIT * rings.orbits[end]
    return [point(rings.ring - rings.node, own), *orbit(within, own, at), point(*target)]


def _beside(rings: Rings, ends: list[tuple[str, str]], end: tuple[str, str], part: int) -> float:
    """Lines leave a place in the order in which they turn, so that they do not cross there."""
    angle, here = rings.angle, end[part]
    same = [each for each in ends if each[part] == here]
    same.sort(key=lambda each: (round(difference(angle[here], angle[each[1 - part]]), 6), each))
    return _BESIDE * (same.index(end) - (len(same) - 1) / 2)


def line(points: list[Point], strength: Strength) -> list[str]:
    look: dict[str, object] = {"fill": "none", "stroke": INK, "stroke_linejoin": "round", **LOOKS[strength]}
    drawn = _jagged(points) if strength == "stressful" else points
    parts = [element("path", d=path([drawn]), **look)]
    if strength == "one_way":
        parts.append(_head(points[-2], points[-1]))
    return parts


def _jagged(points: list[Point]) -> list[Point]:
    """The same line with teeth."""
    made = points[:1]
    for place, ((a, b), (c, d)) in enumerate(pairwise(points[1:])):
        long = ((c - a) ** 2 + (d - b) ** 2) ** 0.5 or 1.0
        side = 4.5 if place % 2 else -4.5
        made.append((a - (d - b) / long * side, b + (c - a) / long * side))
    return [*made, points[-1]]


def _head(before: Point, tip: Point) -> str:
    (a, b), (x, y) = before, tip
    long = ((x - a) ** 2 + (y - b) ** 2) ** 0.5 or 1.0
    dx, dy = (x - a) / long, (y - b) / long
    corners = [(x, y), (x - 9 * dx - 4 * dy, y - 9 * dy + 4 * dx), (x - 9 * dx + 4 * dy, y - 9 * dy - 4 * dx)]
    return element("path", d=path([corners]) + " Z", fill=INK)
