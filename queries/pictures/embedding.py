"""Embed in a picture the fonts that it was measured with, cut down to the letters that it uses."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO

from fontTools.ttLib import TTFont

from queries.pictures.typefaces import ARIMO, TYPEFACES, Typeface, runs, subset


def stylesheet(own: str, fallback: str, texts: Iterable[tuple[str, int]]) -> str:
    """Write the CSS that embeds fonts for texts, each with its weight, in the picture whose id is `own`.

    Every rule names that id or a font family named after it, so that nothing changes in a page around the picture.
    """
    faces = _faces(texts)
    families = {typeface: f"{own}f{TYPEFACES.index(typeface)}" for typeface, _ in faces}
    embedded = [
        f"@font-face{{font-family:{families[typeface]};font-weight:{weight};"
        f'src:url(data:font/woff;base64,{encoded(typeface, weight, "".join(sorted(letters)))}) format("woff")}}'
        for (typeface, weight), letters in faces.items()
    ]
    rules = []
    for typeface in sorted(families, key=TYPEFACES.index):
        listed = ",".join((*dict.fromkeys((families[typeface], *families.values())), fallback))
        rules.append(f"#{own} {'text' if typeface is ARIMO else f'.{class_of(typeface)}'}{{font-family:{listed}}}")
    return "".join((*embedded, *rules))


def class_of(typeface: Typeface) -> str | None:
    """The class of texts that are set in a typeface; those in Arimo need none."""
    return None if typeface is ARIMO else f"t{TYPEFACES.index(typeface)}"


def _faces(texts: Iterable[tuple[str, int]]) -> dict[tuple[Typeface, int], set[str]]:
    """Collect the letters of texts by typeface and weight, leaving out letters that no typeface has."""
    faces: dict[tuple[Typeface, int], set[str]] = {}
    for line, weight in texts:
        for text, typeface in runs(line):
            if typeface is not None:
                faces.setdefault((typeface, weight), set()).update(text)
    return faces


@lru_cache(maxsize=256)
def encoded(typeface: Typeface, weight: int, letters: str) -> str:
    """Cut a typeface down to letters, as WOFF in base64. The time stamp stays the font's own, so that bytes repeat."""
    written = BytesIO()
    with TTFont(BytesIO(subset(typeface, weight, letters)), recalcTimestamp=False) as font:
        font.flavor = "woff"
        font.save(written)
    return b64encode(written.getvalue()).decode()
