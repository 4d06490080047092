"""The ecomap: a household among its family and the agencies around it, and which of these have a link."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from urllib.parse import quote
from xml.sax.saxutils import escape

from queries.pictures import rails, text
from queries.pictures.family import Person
from queries.pictures.genogram import PERSON, described
from queries.pictures.legend import Entry, legend
from queries.pictures.listing import listing
from queries.pictures.polar import Point, arc, difference, orbit, point, swing
from queries.pictures.rings import FAMILY, GAPS, HALF, LINE, NAME, ORBIT, Node, Rings, ringed
from queries.pictures.surroundings import Strength, Surroundings
from queries.pictures.svg import (
    ALARM,
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
from queries.pictures.symbols import symbol

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
HEAD, MARGIN = 46.0, 24.0
_BESIDE = 8.0
"""Between the ends of two lines at one place."""


@lru_cache(maxsize=256)
def ecomap(around: Surroundings, address: str = "") -> Picture:
    """The picture of what is around a household; `address` is where a click on a person leads."""
    rings = ringed(around)
    title = heading(around)
    width = max(2 * (rings.reach + MARGIN), text.width(title, 16, bold=True) + 56, 480.0)
    height = 2 * (rings.reach + MARGIN)
    linked, list_height = listing(_linked_words(around, rings), width, HEAD + height)
    alternative = _in_words(around, rings)
    key, key_height = legend(list(_entries(around, rings)), width)
    body = [
        words(title, 28.0, 30.0, 16.0, font_weight="bold"),
        element("g", *_body(around, rings, address),
                transform=f"translate({number(width / 2)} {number(HEAD + height / 2)})"),
        *linked,
        element("g", key, transform=f"translate(0 {number(HEAD + height + list_height)})"),
    ]
    total = HEAD + height + list_height + key_height
    drawn = tuple(person.id for person in (*around.home, *(person for person, _ in around.elsewhere)))
    return Picture(document(title, alternative, width, total, *body), round(width), round(total), alternative, drawn)


def heading(around: Surroundings) -> str:
    """What the picture is of."""
    name = next(person.called for person in around.home if person.id == around.index)
    return f"Around the household of {name} on {around.on}"


def _in_words(around: Surroundings, rings: Rings) -> str:
    """The same as the picture, to be read."""
    people = {person.id: person for person in (*around.home, *(person for person, _ in around.elsewhere))}
    agencies = {agency.id: agency.name for agency in around.agencies}
    lines = [f"{heading(around)}.", "In the household: " + ", ".join(person.called for person in around.home) + "."]
    lines += [f"Elsewhere: {way}." for _, way in around.elsewhere]
    lines += [f"{people[tie.person].called}, {MEANINGS[tie.strength]}: {tie.said}, {agencies[tie.agency]}."
              for tie in around.ties]
    lines += _linked_words(around, rings)
    numbers = sorted({agency.group for agency in around.agencies})
    groups = [[agency.name for agency in around.agencies if agency.group == group] for group in numbers]
    if len(groups) > 1:
        lines.append(f"No link is recorded between these {len(groups)} groups: "
                     + "; ".join(" and ".join(group) for group in groups) + ".")
    lines += [f"{people[gap.person].called}: {gap.text[0].lower()}{gap.text[1:]}." for gap in around.gaps]
    lines += [f"{around.more} more persons or agencies are not drawn."] if around.more else []
    return "\n".join(lines)


def _linked_words(around: Surroundings, rings: Rings) -> list[str]:
    """The lines beyond the ring, in the order of their numbers."""
    return [f"{rails.told(rail, around)}." for rail in rings.rails]


def _body(around: Surroundings, rings: Rings, address: str) -> Iterator[str]:
    yield from _bands(rings)
    dotted = {"stroke": SOFT, "stroke_width": 1.8, "stroke_dasharray": "1.5 5", "stroke_linecap": "round"}
    yield titled("The household", element("circle", cx=0.0, cy=0.0, r=rings.household, fill=TINTS[0], **dotted))
    yield from _lines(around, rings)
    for rail in rings.rails:
        yield rails.drawn(rail, rings.ring, rings.node, rings.angle, f"{rail.number}: {rails.told(rail, around)}")
    names = {agency.id: agency for agency in around.agencies}
    for node in rings.nodes.values():
        if node.group not in (FAMILY, GAPS):
            agency = names[node.id]
            yield _circle(rings, node, f"{agency.name}: {agency.kind.replace('_', ' ')}", fill=PAPER, stroke=INK)
        elif node.group == GAPS:
            yield _circle(rings, node, node.id, fill=PAPER, stroke=ALARM, stroke_dasharray="4 4", ink=ALARM)
    for person, way in around.elsewhere:
        yield _elsewhere(rings, person, way, address)
    for member in rings.members:
        drawn = [symbol(member.person, member.x, member.y, HALF, index=member.person.id == around.index)]
        drawn += _centred(member.lines, member.x, member.label.top, bold=member.person.id == around.index)
        yield _linked(member.person, described(member.person), drawn, address)


def _bands(rings: Rings) -> Iterator[str]:
    """The ground of each group of linked agencies, and a mark between two groups."""
    groups = [band for band in rings.bands if band[0] not in (FAMILY, GAPS)]
    for place, (_, start, end) in enumerate(groups):
        tint = TINTS[1 + place % (len(TINTS) - 1)]
        wide, edge = 2 * rings.node + 12.6, 1.2 / rings.ring
        yield element("path", d=arc(rings.ring, start, end), fill="none", stroke=SOFT, stroke_width=wide + 2.4)
        within = arc(rings.ring, start + edge, end - edge)
        yield element("path", d=within, fill="none", stroke=tint, stroke_width=wide)
    for (_, _, end), (_, start, _) in pairwise(groups):
        yield _no_link(rings, (end + start) / 2)


def _no_link(rings: Rings, angle: float) -> str:
    strokes = [
        [point(rings.ring - 18, angle + side / rings.ring), point(rings.ring + 18, angle + side / rings.ring)]
        for side in (-3.5, 3.5)
    ]
    return titled("No link is recorded between these groups",
                  element("path", d=path(strokes), stroke=ALARM, stroke_width=2.6, fill="none"))


def _lines(around: Surroundings, rings: Rings) -> Iterator[str]:
    """From persons to agencies, and from children to what is missing."""
    agencies = {agency.id: agency.name for agency in around.agencies}
    names = {person.id: person.called for person in (*around.home, *(person for person, _ in around.elsewhere))}
    ends = [(tie.person, tie.agency) for tie in around.ties] + [(gap.person, gap.text) for gap in around.gaps]
    for tie in around.ties:
        points = _between(rings, ends, (tie.person, tie.agency))
        said = f"{names[tie.person]} with {agencies[tie.agency]}: {MEANINGS[tie.strength]}; {tie.said}"
        yield titled(said, *_line(points, tie.strength))
    for gap in around.gaps:
        points = _between(rings, ends, (gap.person, gap.text))
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


def _line(points: list[Point], strength: Strength) -> list[str]:
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


def _circle(rings: Rings, node: Node, title: str, ink: str = INK, **look: object) -> str:
    x, y = point(rings.ring, node.angle)
    round_ = element("circle", cx=x, cy=y, r=rings.node, stroke_width=1.6, **look)
    return titled(title, round_, *_centred(node.lines, x, y - LINE * len(node.lines) / 2, ink=ink))


def _elsewhere(rings: Rings, person: Person, way: str, address: str) -> str:
    node = rings.nodes[person.id]
    x, y = point(rings.ring, node.angle)
    top = y - (2 * HALF + 3 + LINE * len(node.lines)) / 2
    drawn = [symbol(person, x, top + HALF, HALF, index=False), *_centred(node.lines, x, top + 2 * HALF + 3)]
    near = path([[point(rings.household, node.angle), point(rings.ring - rings.node, node.angle)]])
    round_ = element("circle", cx=x, cy=y, r=rings.node, fill=PAPER, stroke=SOFT, stroke_width=1.0)
    line = titled(way, element("path", d=near, fill="none", stroke=SOFT, stroke_width=1.4)) + round_
    return line + _linked(person, described(person), drawn, address)


def _linked(person: Person, said: str, drawn: list[str], address: str) -> str:
    inside = element("title", escape(said)) + "".join(drawn)
    if not address:
        return element("g", inside)
    return element("a", inside, href=address.replace(PERSON, quote(person.id, safe=":")), aria_label=said)


def _centred(lines: list[str], x: float, top: float, *, bold: bool = False, ink: str = INK) -> list[str]:
    return [
        words(line, x - text.width(line, NAME, bold=bold) / 2, top + LINE * (place + 1) - 3, NAME, fill=ink,
              font_weight="bold" if bold else None)
        for place, line in enumerate(lines)
    ]


def _entries(around: Surroundings, rings: Rings) -> Iterator[Entry]:
    circle: dict[str, object] = {"cx": 12.0, "cy": 0.0, "r": 9.0}
    line: dict[str, object] = {"d": "M0,0 L26,0", "fill": "none"}
    yield Entry("household", element("circle", **circle, fill=TINTS[0], stroke=SOFT, stroke_width=1.8,
                                     stroke_dasharray="1.5 4", stroke_linecap="round"))
    found = {tie.strength for tie in around.ties}
    for strength, meaning in MEANINGS.items():
        if strength in found:
            yield Entry(meaning, "".join(_line([(0.0, 0.0), *((float(x), 0.0) for x in range(2, 27, 4))], strength)))
    if around.elsewhere:
        yield Entry("family elsewhere", element("path", **line, stroke=SOFT, stroke_width=1.4))
    if rings.rails:
        yield Entry("recorded link: each full dot with every agency on the line", rails.sample(rim=False))
    if any(rail.bundle.rim for rail in rings.rails):
        yield Entry("open dots: linked with the full ones, by this line not with one another", rails.sample(rim=True))
    if len({agency.group for agency in around.agencies}) > 1:
        yield Entry("no link recorded", element("path", d="M9,-8 L9,8 M16,-8 L16,8", stroke=ALARM, stroke_width=2.6))
    if around.gaps:
        yield Entry("not recorded", element("circle", **circle, fill=PAPER, stroke=ALARM, stroke_width=1.6,
                                            stroke_dasharray="4 4"))
