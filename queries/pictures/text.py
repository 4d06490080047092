"""How wide a text is, by the metrics of the typefaces that a picture carries; and how it is broken into lines.

A letter that no typeface has is measured generously.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from queries.pictures.typefaces import BOLD, REGULAR, Run, advance, runs

FAMILY = "Arimo, 'Liberation Sans', Arial, Helvetica, 'Noto Sans', sans-serif"
"""What a reader that ignores embedded fonts falls back to: those of the same metrics first."""
LONGEST = 1.6
"""A word is broken only where it is so many times wider than a line should be."""
_WIDE, _OTHER = 1.0, 0.78
"""Em widths of letters that no typeface has: full-width letters, and all others."""


def measurable(text: str) -> bool:
    """Whether typefaces have every letter, so that the width is exact."""
    return all(run.typeface for run in runs(text))


@lru_cache(maxsize=16_384)
def width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of one line of text."""
    return size * sum(_em(run, BOLD if bold else REGULAR) for run in runs(text))


def _em(run: Run, weight: int) -> float:
    return advance(run.text, run.typeface, weight) if run.typeface else sum(map(_guessed, run.text))


def _guessed(letter: str) -> float:
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
