"""The symbols of persons, after McGoldrick, Gerson and Petry, *Genograms* (2020), chapter 2."""

from __future__ import annotations

from queries.pictures import text
from queries.pictures.family import Person
from queries.pictures.svg import INK, PAPER, element, number, words

AGE = 12.0
HALO: dict[str, object] = {"stroke": PAPER, "stroke_width": 3.0, "stroke_linejoin": "round", "paint_order": "stroke"}
"""The edge of a text that a line may run under."""


def symbol(person: Person, x: float, y: float, half: float, *, index: bool) -> str:
    """A person's symbol with the age in it: doubled for the index person, crossed for the dead."""
    parts = [_outline(person, x, y, half, PAPER)]
    if index:
        parts.append(_outline(person, x, y, half - 4, "none"))
    if person.died:
        d = half if person.sex == "male" else half * 0.7
        for up in (d, -d):
            parts.append(element("line", x1=x - d, y1=y - up, x2=x + d, y2=y + up, stroke=INK, stroke_width=1.2))
    inside = _inside(person)
    if inside:
        low = y + 4 + (half * 0.35 if person.unborn else 0)
        wide = text.width(inside, AGE)
        edge = {**HALO, "stroke_width": 6.0} if person.died else HALO
        parts.append(words(inside, x - wide / 2, low, AGE, **edge))
    return "".join(parts)


def _inside(person: Person) -> str:
    if person.unknown:
        return "?"
    return "" if person.age is None or person.unborn else str(person.age)


def _outline(person: Person, x: float, y: float, half: float, fill: str) -> str:
    look: dict[str, object] = {"fill": fill, "stroke": INK, "stroke_width": 1.6}
    if person.unborn:
        return element("polygon", points=_points([(x, y - half), (x + half, y + half), (x - half, y + half)]), **look)
    if person.sex == "female":
        return element("circle", cx=x, cy=y, r=half, **look)
    if person.sex == "male":
        return element("rect", x=x - half, y=y - half, width=2 * half, height=2 * half, **look)
    dashes = None if person.sex == "indeterminate" else "3 2"
    diamond = [(x, y - half), (x + half, y), (x, y + half), (x - half, y)]
    return element("polygon", points=_points(diamond), stroke_dasharray=dashes, **look)


def _points(corners: list[tuple[float, float]]) -> str:
    return " ".join(f"{number(x)},{number(y)}" for x, y in corners)
