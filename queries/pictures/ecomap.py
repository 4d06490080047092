"""The ecomap: a household among its family and the agencies around it, and which of these have a link."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import quote
from xml.sax.saxutils import escape

from queries.pictures import rails, text, ties
from queries.pictures.family import Person
from queries.pictures.genogram import PERSON, described
from queries.pictures.legend import Entry, legend
from queries.pictures.listing import listing
from queries.pictures.polar import arc, point
from queries.pictures.rings import FAMILY, GAPS, HALF, LINE, NAME, Node, Rings, ringed
from queries.pictures.surroundings import Surroundings
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

HEAD, MARGIN = 46.0, 24.0


@lru_cache(maxsize=256)
def ecomap(around: Surroundings, address: str = "") -> Picture:
    """The picture of what is around a household; `address` is where a click on a person leads."""
    rings = ringed(around)
    title = heading(around)
    courses = ties.courses(around, rings)
    box = ties.extent(rings, courses)
    width = max(box.right - box.left + 2 * MARGIN, text.width(title, 16, bold=True) + 56, 480.0)
    height = box.bottom - box.top + 2 * MARGIN
    linked, list_height = listing(_linked_words(around, rings), width, HEAD + height)
    alternative = _in_words(around, rings)
    key, key_height = legend(list(_entries(around, rings)), width)
    body = [
        words(title, 28.0, 30.0, 16.0, font_weight="bold"),
        element("g", *_body(around, rings, courses, address),
                transform=f"translate({number((width - box.right - box.left) / 2)} {number(HEAD + MARGIN - box.top)})"),
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
    lines += [f"{people[tie.person].called}, {ties.MEANINGS[tie.strength]}: {tie.said}, {agencies[tie.agency]}."
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


def _body(around: Surroundings, rings: Rings, courses: ties.Courses, address: str) -> Iterator[str]:
    yield from _bands(rings)
    dotted = {"stroke": SOFT, "stroke_width": 1.8, "stroke_dasharray": "1.5 5", "stroke_linecap": "round"}
    yield titled("The household", element("circle", cx=0.0, cy=0.0, r=rings.household, fill=TINTS[0], **dotted))
    yield from ties.drawn(around, courses)
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
    for place, (_, start, end) in enumerate(rings.groups):
        tint = TINTS[1 + place % (len(TINTS) - 1)]
        wide, edge = 2 * rings.node + 12.6, 1.2 / rings.ring
        yield element("path", d=arc(rings.ring, start, end), fill="none", stroke=SOFT, stroke_width=wide + 2.4)
        within = arc(rings.ring, start + edge, end - edge)
        yield element("path", d=within, fill="none", stroke=tint, stroke_width=wide)
    for angle in rings.apart:
        yield _no_link(rings, angle)


def _no_link(rings: Rings, angle: float) -> str:
    strokes = [
        [point(rings.ring - 18, angle + side / rings.ring), point(rings.ring + 18, angle + side / rings.ring)]
        for side in (-3.5, 3.5)
    ]
    return titled("No link is recorded between these groups",
                  element("path", d=path(strokes), stroke=ALARM, stroke_width=2.6, fill="none"))


def _circle(rings: Rings, node: Node, title: str, ink: str = INK, **look: object) -> str:
    x, y = point(rings.ring, node.angle)
    round_ = element("circle", cx=x, cy=y, r=rings.node, stroke_width=1.6, **look)
    return titled(title, round_, *_centred(node.lines, x, y - node.tall / 2, size=node.size, ink=ink))


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


def _centred(
    lines: list[str], x: float, top: float, *, size: float = NAME, bold: bool = False, ink: str = INK
) -> list[str]:
    return [
        words(line, x - text.width(line, size, bold=bold) / 2, top + (size + 2) * (place + 1) - 3, size, fill=ink,
              font_weight="bold" if bold else None)
        for place, line in enumerate(lines)
    ]


def _entries(around: Surroundings, rings: Rings) -> Iterator[Entry]:
    circle: dict[str, object] = {"cx": 12.0, "cy": 0.0, "r": 9.0}
    line: dict[str, object] = {"d": "M0,0 L26,0", "fill": "none"}
    yield Entry("household", element("circle", **circle, fill=TINTS[0], stroke=SOFT, stroke_width=1.8,
                                     stroke_dasharray="1.5 4", stroke_linecap="round"))
    found = {tie.strength for tie in around.ties}
    for strength, meaning in ties.MEANINGS.items():
        if strength in found:
            points = [(0.0, 0.0), *((float(x), 0.0) for x in range(2, 27, 4))]
            yield Entry(meaning, "".join(ties.line(points, strength)))
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
