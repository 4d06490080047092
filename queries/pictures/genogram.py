"""The genogram: a family drawn with the symbols that social workers use."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import quote
from xml.sax.saxutils import escape

from queries.pictures import text
from queries.pictures.channels import Bar
from queries.pictures.family import Family, Person
from queries.pictures.layout import Layout, laid_out, struck
from queries.pictures.legend import Entry, legend
from queries.pictures.line_texts import SMALL
from queries.pictures.placed import HALF, LINE, NAME, SMALL_LINE, Placed, Text
from queries.pictures.svg import CARE, INK, PAPER, SOFT, TINTS, Picture, document, element, number, path, titled, words
from queries.pictures.symbols import HALO, symbol
from queries.pictures.wires import Wire

LOOKS: dict[str, dict[str, object]] = {
    "married": {"stroke_width": 1.8},
    "partners": {"stroke_width": 1.8, "stroke_dasharray": "7 4"},
    "parents": {"stroke_width": 1.6, "stroke_dasharray": "1.6 3"},
    "birth": {"stroke_width": 1.4},
    "adoptive": {"stroke_width": 1.4},
    "foster": {"stroke_width": 1.8, "stroke_dasharray": "2 4"},
    "step": {"stroke_width": 1.4, "stroke_dasharray": "9 3 2 3"},
    "cares": {"stroke_width": 1.6, "stroke": CARE},
    "kin": {"stroke_width": 1.4, "stroke_dasharray": "2 3", "stroke": SOFT},
}
"""How the line of each kind of tie is drawn."""
BROKEN = {
    "partners": "7 4 7 12", "parents": "1.6 3 1.6 3 1.6 9", "foster": "2 4 2 4 2 10", "step": "9 3 2 10",
    "kin": "2 3 2 3 2 9", "birth": "10 7", "adoptive": "10 7",
}  # fmt: skip
"""The dashes of a line that may not hold on the date: those of its kind, with wide gaps."""
BROKEN_SOLID = "16 9"
FORMER = "6 5"
"""The dashes of a line to a child by birth whom others have adopted since."""
PERSON = "PERSON"
SLASH = 11.0
"""How far above a child the line of a care that has ended is struck through."""
HEAD = 46.0
"""The height of the heading."""


@lru_cache(maxsize=256)
def genogram(family: Family, address: str = "") -> Picture:
    """The picture of a family; `address` is where a click on a person leads, `PERSON` in it their id."""
    layout = laid_out(family)
    title = heading(family)
    entries = list(_entries(layout))
    width = max(layout.width, text.width(title, 16, bold=True) + 56, 420.0)
    key, key_height = legend(entries, width)
    alternative = in_words(family)
    body = [
        words(title, 28.0, 30.0, 16.0, font_weight="bold"),
        element("g", *_body(layout, address), transform=f"translate(0 {number(HEAD)})"),
        element("g", key, transform=f"translate(0 {number(HEAD + layout.height)})"),
    ]
    svg = document(title, alternative, width, HEAD + layout.height + key_height, *body)
    drawn = tuple(person.id for person in family.people if not person.unknown)
    return Picture(svg, round(width), round(HEAD + layout.height + key_height), alternative, drawn)


def heading(family: Family) -> str:
    """What the picture is of."""
    return family.title or f"Family of {family.asked.called} on {family.on}"


def in_words(family: Family) -> str:
    """The same as the picture, to be read: everybody, and every tie with who says so."""
    known = [person for person in family.people if not person.unknown]
    said = [*(union.said for union in family.unions), *(child.said for child in family.children),
            *(link.said for link in family.links)]
    lines = [f"{heading(family)}: {len(known)} {'person' if len(known) == 1 else 'persons'}."]
    lines += [f"{described(person)}." for person in known]
    lines += [f"{words}." for words in dict.fromkeys(each.words for each in said) if words]
    for home in family.households:
        names = ", ".join(family.by_id[member].called for member in home.members)
        lines.append(f"Share a home: {names}.")
    if family.more:
        lines.append(f"{family.more} more persons are further away and are not drawn.")
    lines += [family.note] if family.note else []
    return "\n".join(lines)


def described(person: Person) -> str:
    """A person in words: name, sex, and the dates recorded."""
    facts = [person.sex.replace("_", " ") if person.sex != "not_known" else "sex not recorded"]
    facts += [f"born {person.born}"] if person.born else []
    facts += ["not born yet" + (f", due {person.due}" if person.due else "")] if person.unborn else []
    facts += [f"died {person.died}"] if person.died else []
    return f"{person.called}: {', '.join(facts)}"


def _body(layout: Layout, address: str) -> Iterator[str]:
    edge = {"fill": "none", "stroke": SOFT, "stroke_width": 1.6, "stroke_dasharray": "1.5 4", "stroke_linecap": "round"}
    outlines = [path([home.outline]) + " Z" for home in layout.homes]
    for home, outline in zip(layout.homes, outlines, strict=True):
        yield titled("Household", element("path", d=outline, fill=TINTS[home.number % len(TINTS)]))
    yield from (element("path", d=outline, **edge) for outline in outlines)  # no ground lies on an outline
    for place, wire in sorted(enumerate(layout.wires), key=lambda each: each[0] in layout.texts):  # texts lie on top
        yield _wire(layout, place, wire)
    for named in (home.name for home in layout.homes if home.name.words):
        yield words(named.words, named.x, named.y, SMALL, fill=SOFT, **HALO)
    for placed in layout.people.values():
        yield _person(placed, address)
    if layout.family.more:
        yield words(f"{layout.family.more} more persons are further away and are not drawn.", 28.0, layout.height, 11.0)


def _wire(layout: Layout, place: int, wire: Wire) -> str:
    kind = wire.kind.removesuffix("-bar")
    strokes = [[layout.point(at) for at in stroke] for stroke in wire.strokes]
    look = {"fill": "none", "stroke": INK, **LOOKS[kind]}
    if wire.kind == "birth" and wire.ended:
        look["stroke_dasharray"] = FORMER
    if wire.said.uncertain:
        look["stroke_dasharray"] = BROKEN.get(kind, BROKEN_SOLID)
    parts = [element("path", d=path(strokes), **look)]
    if kind == "adoptive":
        beside = [[(x + 4, y) for x, y in stroke] for stroke in strokes]
        parts.append(element("path", d=path(beside), **{**look, "stroke_dasharray": "3 3"}))
    if wire.arrow:
        parts.append(_arrow(strokes[-1], str(look["stroke"])))
    if place in layout.texts:
        written = layout.texts[place]
        parts.append(words(written.words, written.x, written.y, SMALL, fill=CARE if kind == "cares" else SOFT, **HALO))
        if wire.ended:
            assert isinstance(wire.bar, Bar)
            parts += _slashes(_struck(written, wire.bar), wire.bar.y, 2 if wire.ended == "divorced" else 1)
    elif wire.ended:
        parts += _slashes(strokes[0][-1][0], strokes[0][-1][1] - SLASH, 1)
    if place not in layout.texts and kind == wire.kind and (wire.said.uncertain or wire.said.disputed):
        parts.append(_mark(strokes[0], "?" if wire.said.uncertain else "!"))
    return titled(wire.said.words or kind, *parts) if wire.said.words else element("g", *parts)


def _struck(written: Text, bar: Bar) -> float:
    """Where slashes go through a line: where it has no text, if it can be."""
    middle = (written.x + written.box.right) / 2
    return next(struck(written, bar), max(bar.left + 3, bar.right - 3, key=lambda x: abs(x - middle)))


def _arrow(stroke: list[tuple[float, float]], colour: str) -> str:
    (x, y), (_, before) = stroke[-1], stroke[-2]
    d = 8.0 if y > before else -8.0
    return element("path", d=path([[(x, y), (x - 4, y - d), (x + 4, y - d)]]) + " Z", fill=colour)


def _slashes(x: float, y: float, count: int) -> list[str]:
    return [
        element("line", x1=x + 5 * each - 3, y1=y + 7, x2=x + 5 * each + 3, y2=y - 7, stroke=INK, stroke_width=1.6)
        for each in range(count)
    ]


def _mark(stroke: list[tuple[float, float]], sign: str) -> str:
    (a, b), (c, d) = stroke[0], stroke[-1]
    x, y = (a + c) / 2, (b + d) / 2
    return element("circle", cx=x, cy=y, r=6.0, fill=PAPER, stroke=INK) + words(
        sign, x - text.width(sign, SMALL) / 2, y + 3.5, SMALL)


def _person(placed: Placed, address: str) -> str:
    person = placed.person
    parts = [symbol(person, placed.x, placed.y, HALF, index=placed.index)]
    x, y = placed.label.left, placed.label.top
    for line in placed.name:
        y += LINE
        parts.append(words(line, x, y - 3.5, NAME, font_weight="bold" if placed.index else None))
    for line in placed.dates:
        y += SMALL_LINE
        parts.append(words(line, x, y - 3, SMALL, fill=SOFT))
    said = "A parent who is not recorded" if person.unknown else described(person)
    to = "" if person.unknown else address.replace(PERSON, quote(person.id, safe=":"))
    inside = element("title", escape(said)) + "".join(parts)
    return element("a", inside, href=to, aria_label=said) if to else element("g", inside)


def _entries(layout: Layout) -> Iterator[Entry]:
    """What of the symbols is in this picture, and so in its legend."""
    people = [placed.person for placed in layout.people.values()]
    samples = {
        "male": Person("", sex="male"), "female": Person("", sex="female"),
        "indeterminate": Person("", sex="indeterminate"), "not_known": Person("", sex="not_known"),
    }
    names = {"male": "male", "female": "female", "indeterminate": "indeterminate", "not_known": "sex not recorded"}
    for sex, sample in samples.items():
        if any(person.sex == sex and not person.unborn and not person.unknown for person in people):
            yield Entry(names[sex], symbol(sample, 12.0, 0.0, 8.0, index=False))
    yield Entry("person asked about", symbol(Person("", sex=layout.family.asked.sex), 12.0, 0.0, 9.0, index=True))
    if any(person.died for person in people):
        yield Entry("has died", symbol(Person("", sex="male", died="x"), 12.0, 0.0, 8.0, index=False))
    if any(person.unborn for person in people):
        yield Entry("pregnancy", symbol(Person("", unborn=True), 12.0, 0.0, 8.0, index=False))
    if any(person.unknown for person in people):
        yield Entry("parent not recorded", symbol(Person("", unknown=True), 12.0, 0.0, 9.0, index=False))
    kinds = {wire.kind for wire in layout.wires}
    for kind, meaning in MEANINGS.items():
        if kind in kinds:
            yield Entry(meaning, _sample(kind))
    ended = {wire.ended for wire in layout.wires}
    if any(wire.kind == "birth" and wire.ended for wire in layout.wires):
        line = element("path", d="M0,0 L26,0", fill="none", stroke=INK, stroke_width=1.8, stroke_dasharray=FORMER)
        yield Entry("child by birth, adopted since", line + "".join(_slashes(12.0, 0.0, 1)))
    if any(wire.kind != "birth" and wire.ended == "over" for wire in layout.wires):
        yield Entry("care has ended", _sample("foster") + "".join(_slashes(12.0, 0.0, 1)))
    for state, count in (("separated", 1), ("divorced", 2)):
        if state in ended:
            yield Entry(state, _sample("married") + "".join(_slashes(12.0, 0.0, count)))
    if layout.homes:
        yield Entry("share a home", element("rect", x=1.0, y=-7.0, width=24.0, height=14.0, fill=TINTS[0], stroke=SOFT,
                                            stroke_width=1.6, stroke_dasharray="1.5 4", stroke_linecap="round"))
    if any(wire.said.uncertain for wire in layout.wires):
        line = element("path", d="M-4,0 L30,0", fill="none", stroke=INK, stroke_width=1.4, stroke_dasharray="8 18")
        yield Entry("uncertain on the date", line + _mark([(13.0, 0.0), (13.0, 0.0)], "?"))
    if any(wire.said.disputed for wire in layout.wires):
        yield Entry("another record says otherwise", _mark([(12.0, 0.0), (12.0, 0.0)], "!"))


MEANINGS = {
    "married": "married or civil partners",
    "partners": "partners",
    "parents": "parents, no partnership recorded",
    "birth": "child by birth",
    "adoptive": "adopted child",
    "foster": "foster child",
    "step": "stepchild",
    "cares": "cares for",
    "kin": "other tie, as written",
}
"""What each line means, in the legend."""


def _sample(kind: str) -> str:
    look = {"fill": "none", "stroke": INK, **LOOKS[kind]}
    line = element("path", d="M0,0 L26,0", **look)
    if kind == "adoptive":
        line += element("path", d="M0,4 L26,4", **{**look, "stroke_dasharray": "3 3"})
    if kind == "cares":
        line += element("path", d="M26,0 L18,-4 L18,4 Z", fill=CARE)
    return line
