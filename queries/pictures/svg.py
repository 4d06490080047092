"""SVG as text: elements, numbers, and the look that all pictures share.

Black on white, and never colour alone: every difference is one of shape, line or words, so that a picture
holds in print, in greyscale and for colour-blind people. All text is at least 4.5 : 1 against its ground.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from xml.sax.saxutils import escape, quoteattr, unescape

from queries.pictures import text
from queries.pictures.embedding import class_of, stylesheet
from queries.pictures.typefaces import ARIMO, BOLD, REGULAR, typeface_of

INK, SOFT, CARE, ALARM, PAPER = "#111111", "#4d4d4d", "#0b4f8a", "#9b1c1c", "#ffffff"
"""Lines and names; dates and notes; care and contact; what is missing; the ground."""
TINTS = ("#eef4fb", "#fdf3e3", "#eef7ee", "#f6eef8")
"""Grounds of the households, light enough that every ink stands out on each."""


@dataclass(frozen=True)
class Picture:
    """A picture: an SVG document, its size in CSS pixels, the same in words, the ids of those drawn and of events."""

    svg: str
    width: int
    height: int
    alternative: str
    people: tuple[str, ...]
    events: tuple[str, ...] = ()

    @property
    def about(self) -> tuple[str, ...]:
        """Whom and what it shows, for the record of who was told of whom."""
        return (*self.people, *self.events)

    def _repr_svg_(self) -> str:
        """As Jupyter shows it."""
        return self.svg


def number(value: float) -> str:
    """A number with at most one decimal, the same everywhere."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def element(name: str, *inside: str, **attributes: object) -> str:
    """An element; `_` in an attribute's name is `-`, a None is left out, `class_` is class."""
    said = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(number(value) if isinstance(value, float) else str(value))}"
        for key, value in attributes.items() if value is not None
    )
    body = "".join(inside)
    return f"<{name}{said}>{body}</{name}>" if body else f"<{name}{said}/>"


def words(line: str, x: float, y: float, size: float, **attributes: object) -> str:
    """One line of text. Where no typeface has a letter the width is held, whatever font is taken instead.

    The class chooses the embedded fonts; `font-family` serves programs that ignore these and take the first it names.
    """
    wide = text.width(line, size, bold=attributes.get("font_weight") == "bold")
    held, typeface = None if text.measurable(line) else wide, typeface_of(line)
    return element(
        "text", escape(line), x=x, y=y, font_size=size, textLength=held,
        lengthAdjust="spacingAndGlyphs" if held else None, class_=class_of(typeface),
        font_family=None if typeface is ARIMO else f"'{typeface.name}', {text.FAMILY}", **attributes,
    )


_TEXT = re.compile(r"<text( [^>]*)>([^<]*)</text>")


def _texts(body: str) -> Iterator[tuple[str, int]]:
    """Find the texts that `words` wrote, each with its weight."""
    for attributes, inside in _TEXT.findall(body):
        yield unescape(inside), BOLD if ' font-weight="bold"' in attributes else REGULAR


def titled(title: str, *inside: str, **attributes: object) -> str:
    """A group that says what it is, to a pointer that rests on it and to a screen reader."""
    return element("g", element("title", escape(title)), *inside, **attributes)


def path(strokes: Iterable[list[tuple[float, float]]]) -> str:
    """The data of a path of straight strokes."""
    return " ".join("M" + " L".join(f"{number(x)},{number(y)}" for x, y in stroke) for stroke in strokes)


def document(title: str, alternative: str, width: float, height: float, *body: str) -> str:
    """The whole document, with its fonts: nothing is fetched and no script runs. Several may stand in one page."""
    w, h = round(width), round(height)
    own = blake2b(f"{title}{alternative}".encode(), digest_size=6).hexdigest()
    drawn = "".join(body)
    return "".join((
        f'<svg xmlns="http://www.w3.org/2000/svg" id="p{own}" width="{w}" height="{h}" viewBox="0 0 {w} {h}"'
        f' font-family="{text.FAMILY}" fill="{INK}"',
        f' role="graphics-document document" aria-labelledby="t{own}" aria-describedby="d{own}">',
        f'<title id="t{own}">{escape(title)}</title><desc id="d{own}">{escape(alternative)}</desc>',
        f"<style>{stylesheet(f'p{own}', text.FAMILY, _texts(drawn))}</style>",
        f'<rect width="{w}" height="{h}" fill="{PAPER}"/>',
        drawn, "</svg>\n",
    ))
