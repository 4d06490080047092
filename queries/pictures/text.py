"""How wide a text is, by the metrics of the font that it is drawn in; and how it is broken into lines.

Arimo has the metrics of Arial, Helvetica and Liberation Sans, so that what is measured here holds in a
browser, in print and in the PNG. Scripts that it lacks are measured generously.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

import fontpkg_arimo
from fontTools.ttLib import TTFont

FAMILY = "Arimo, 'Liberation Sans', Arial, Helvetica, 'Noto Sans', sans-serif"
BOLDER = 1.1
"""No letter of the bold weight is wider than so much of the regular one, taken over a word."""
LONGEST = 1.6
"""A word is broken only where it is so many times wider than a line should be."""
_WIDE, _OTHER = 1.0, 0.78
"""Em widths of what the font lacks: full-width letters, and all others."""


@cache
def _metrics() -> tuple[dict[int, float], frozenset[int]]:
    """By code point, its width in em; and those that the font has."""
    with TTFont(Path(fontpkg_arimo.ROOT) / "files" / "Arimo[wght].ttf", lazy=True) as font:
        units, widths = font["head"].unitsPerEm, font["hmtx"].metrics
        found = {code: widths[glyph][0] / units for code, glyph in font.getBestCmap().items()}
    return found, frozenset(found)


def measurable(text: str) -> bool:
    """Whether the font has every letter, so that the width is exact."""
    return _metrics()[1].issuperset(map(ord, text))


@lru_cache(maxsize=16_384)
def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of one line of text."""
    widths = _metrics()[0]
    total = sum(widths[ord(letter)] if ord(letter) in widths else _em(letter) for letter in text)
    return total * size * (BOLDER if bold else 1.0)


def _em(letter: str) -> float:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0.0
    return _WIDE if unicodedata.east_asian_width(letter) in "WF" else _OTHER


def wrapped(text: str, size: float, most: float, *, bold: bool = False) -> list[str]:
    """Lines no wider than `most`: broken at spaces and after hyphens; a word may be wider, up to `LONGEST`."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(text, size, most, bold=bold):
        if line and width((line + piece).rstrip(), size, bold=bold) > most:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def _pieces(text: str, size: float, most: float, *, bold: bool) -> list[str]:
    words = re.findall(r"[^\s-]+-?\s*|-\s*", " ".join(text.split()))
    return [part for word in words for part in _broken(word, size, most, bold=bold)]


def _broken(word: str, size: float, most: float, *, bold: bool) -> list[str]:
    parts = [""]
    for letter in word:
        if parts[-1] and width((parts[-1] + letter).rstrip(), size, bold=bold) > most * LONGEST:
            parts.append("")
        parts[-1] += letter
    return parts
