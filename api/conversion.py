"""Convert an SVG picture to PNG and PDF, with the typefaces that it was measured with."""

from __future__ import annotations

import atexit
import re
import shutil
from collections.abc import Callable
from functools import cache, lru_cache, partial
from pathlib import Path
from tempfile import mkdtemp

import vl_convert

from queries.pictures.typefaces import BOLD, REGULAR, TYPEFACES, static

SHARPNESS = 2.0
"""Pixels of a PNG for each CSS pixel: sharp on a screen and in print."""
_EMBEDDED = re.compile(r"<style>.*?</style>", re.DOTALL)
_CONVERTERS: dict[str, Callable[[str], bytes]] = {
    "png": partial(vl_convert.svg_to_png, scale=SHARPNESS),
    "pdf": vl_convert.svg_to_pdf,
}
MEDIA_TYPES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}
"""By format of a picture, its media type."""


@lru_cache(maxsize=64)
def converted(svg: str, format: str) -> bytes:
    """Convert a picture to a format of `MEDIA_TYPES`."""
    if format == "svg":
        return svg.encode()
    _register_typefaces()
    return _CONVERTERS[format](_EMBEDDED.sub("", svg, count=1))  # it reads no embedded fonts, but the rule on families


@cache
def _register_typefaces() -> None:
    """Register each typeface as a static file a weight: a variable font would be drawn regular where bold is asked."""
    folder = Path(mkdtemp(prefix="thinkfamily-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for typeface in TYPEFACES:
        for weight in (REGULAR, BOLD):
            (folder / f"{typeface.name} {weight}.ttf").write_bytes(static(typeface, weight))
    vl_convert.register_font_directory(str(folder))
