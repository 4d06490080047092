"""Machines with few fonts, for a browser under test: each a file that the variable FONTCONFIG_FILE names."""

from __future__ import annotations

import shutil
from pathlib import Path

import matplotlib
from fontTools.fontBuilder import FontBuilder
from fontTools.ttLib.tables._g_l_y_f import Glyph

DEJAVU = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
_PRIVATE_USE = 0xE000


def without_letters(folder: Path) -> Path:
    """Configure a machine whose only font has no letter: with no font whatever Chromium draws no text at all."""
    (folder / "fonts").mkdir(parents=True)
    builder = FontBuilder(unitsPerEm=1000)
    builder.setupGlyphOrder([".notdef", "empty"])
    builder.setupCharacterMap({_PRIVATE_USE: "empty"})
    builder.setupGlyf({".notdef": Glyph(), "empty": Glyph()})
    builder.setupHorizontalMetrics({".notdef": (1000, 0), "empty": (1000, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Without Letters", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    builder.save(folder / "fonts" / "without-letters.ttf")
    return _configured(folder)


def dejavu_alone(folder: Path) -> Path:
    """Configure a machine whose only fonts are DejaVu, as many servers are."""
    (folder / "fonts").mkdir(parents=True)
    for file in DEJAVU.glob("DejaVu*.ttf"):
        shutil.copy(file, folder / "fonts")
    return _configured(folder)


def _configured(folder: Path) -> Path:
    file = folder / "fonts.conf"
    file.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{folder / 'fonts'}</dir><cachedir>{folder / 'cache'}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    return file
