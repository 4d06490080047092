"""Typefaces: the fonts that pictures are measured with, carry, and are converted to PNG and PDF with.

One list serves all three, so that a picture looks the same everywhere. Arimo has the metrics of Arial, Helvetica and
Liberation Sans; the others are for scripts that Arimo lacks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import fontpkg_arimo
import fontpkg_hind_siliguri
import fontpkg_noto_sans_arabic
import fontpkg_noto_sans_devanagari
import fontpkg_noto_sans_tamil
import uharfbuzz as harfbuzz

REGULAR, BOLD = 400, 700
"""The weights that pictures use, as CSS numbers them."""
LANGUAGE = "en"
"""The language that texts are shaped in; HarfBuzz would otherwise take the locale of the process."""
_KEEPS_TYPEFACE = frozenset({"Mn", "Mc", "Me", "Cf"})
"""Unicode categories of marks and joiners: they are shaped with the letter before them."""
_COPYRIGHT, _LICENCE, _LICENCE_URL = 0, 13, 14
"""Name records, as the OpenType specification numbers them."""


@dataclass(frozen=True)
class Typeface:
    """A font family with its file for each weight; a variable font has one file for both."""

    name: str
    regular: Path
    bold: Path

    @property
    def variable(self) -> bool:
        """Whether one file holds every weight."""
        return self.regular == self.bold

    def file(self, weight: int) -> Path:
        """The file that holds a weight."""
        return self.bold if weight == BOLD else self.regular


class Run(NamedTuple):
    """Part of a line of text that is shaped at once, in a typeface; None where no typeface has the letters."""

    text: str
    typeface: Typeface | None


def _variable(name: str, root: Path, file: str) -> Typeface:
    return Typeface(name, root / "files" / file, root / "files" / file)


ARIMO = _variable("Arimo", fontpkg_arimo.ROOT, "Arimo[wght].ttf")
_BENGALI = fontpkg_hind_siliguri.ROOT / "files"
TYPEFACES = (
    ARIMO,
    _variable("Noto Sans Arabic", fontpkg_noto_sans_arabic.ROOT, "NotoSansArabic[wdth,wght].ttf"),
    _variable("Noto Sans Devanagari", fontpkg_noto_sans_devanagari.ROOT, "NotoSansDevanagari[wdth,wght].ttf"),
    _variable("Noto Sans Tamil", fontpkg_noto_sans_tamil.ROOT, "NotoSansTamil[wdth,wght].ttf"),
    Typeface("Hind Siliguri", _BENGALI / "HindSiliguri-Regular.ttf", _BENGALI / "HindSiliguri-Bold.ttf"),
)
"""In order of preference. Each has Latin letters and digits too, so that one typeface sets most lines."""


@lru_cache(maxsize=16_384)
def typeface_of(line: str) -> Typeface:
    """Choose the typeface that has most letters of a line, the first among equals."""
    return max(TYPEFACES, key=lambda typeface: sum(ord(letter) in _letters(typeface) for letter in line))


@lru_cache(maxsize=16_384)
def runs(line: str) -> tuple[Run, ...]:
    """Split a line where its typeface lacks a letter, and where its script changes to one that Arimo lacks.

    A mark or joiner stays with the letter before it, because they are shaped together.
    """
    own, chosen = typeface_of(line), list[tuple[Typeface | None, bool]]()
    for letter in line:
        if chosen and unicodedata.category(letter) in _KEEPS_TYPEFACE and _has(chosen[-1][0], letter):
            chosen.append(chosen[-1])
        else:
            first = next((typeface for typeface in (own, *TYPEFACES) if _has(typeface, letter)), None)
            chosen.append((first, _has(ARIMO, letter)))
    pairs = groupby(zip(line, chosen, strict=True), key=lambda pair: pair[1])
    return tuple(Run("".join(letter for letter, _ in group), typeface) for (typeface, _), group in pairs)


@lru_cache(maxsize=16_384)
def advance(text: str, typeface: Typeface, weight: int) -> float:
    """Measure how far a text advances in a typeface that has all its letters, in em: shaped, without kerning."""
    font, buffer = _font(typeface, weight), harfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.language = LANGUAGE
    harfbuzz.shape(font, buffer, {"kern": False})
    total: int = sum(position.x_advance for position in buffer.glyph_positions)
    return total / int(font.face.upem)


def subset(typeface: Typeface, weight: int, letters: Iterable[str]) -> bytes:
    """Cut a typeface down to letters at one weight, as a static TrueType font without hinting.

    The records of copyright and licence are kept, as the SIL Open Font License asks.
    """
    wanted = harfbuzz.SubsetInput()
    wanted.unicode_set.update(map(ord, letters))
    wanted.name_id_set.clear()
    wanted.name_id_set.update({_COPYRIGHT, _LICENCE, _LICENCE_URL})
    wanted.drop_table_tag_set.update({_tag("STAT"), _tag("gasp")})  # of use to variable and to hinted fonts alone
    wanted.flags = harfbuzz.SubsetFlags.NO_HINTING | harfbuzz.SubsetFlags.NOTDEF_OUTLINE
    return _cut(typeface, weight, wanted)


def static(typeface: Typeface, weight: int) -> bytes:
    """Make the whole typeface at one weight a static TrueType font."""
    wanted = harfbuzz.SubsetInput()
    wanted.keep_everything()
    return _cut(typeface, weight, wanted)


def _cut(typeface: Typeface, weight: int, wanted: harfbuzz.SubsetInput) -> bytes:
    """Kerning is cut off, because `advance` does not measure it."""
    wanted.layout_feature_tag_set.discard(_tag("kern"))
    face = _face(typeface.file(weight))
    if typeface.variable:
        wanted.pin_all_axes_to_default(face)
        wanted.pin_axis_location(face, "wght", weight)
    written: bytes = harfbuzz.subset(face, wanted).blob.data
    return written


def _tag(name: str) -> int:
    return int.from_bytes(name.encode(), "big")


@cache
def _face(file: Path) -> harfbuzz.Face:
    return harfbuzz.Face(harfbuzz.Blob.from_file_path(str(file)))


@cache
def _font(typeface: Typeface, weight: int) -> harfbuzz.Font:
    font = harfbuzz.Font(_face(typeface.file(weight)))
    font.set_variations({"wght": weight})
    return font


@cache
def _letters(typeface: Typeface) -> frozenset[int]:
    return frozenset(_face(typeface.regular).unicodes)


def _has(typeface: Typeface | None, letter: str) -> bool:
    return typeface is not None and ord(letter) in _letters(typeface)
