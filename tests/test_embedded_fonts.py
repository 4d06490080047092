"""The fonts that a picture carries: the letters of its texts, no more; and the same fonts in PNG and PDF."""

from __future__ import annotations

import re
import zlib
from base64 import b64decode
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from api.conversion import converted
from queries.pictures import embedding, text
from queries.pictures.svg import document, words
from queries.pictures.typefaces import BOLD, REGULAR, TYPEFACES, runs, typeface_of

FACE = re.compile(r'@font-face{font-family:(\w+);font-weight:(\d+);src:url\(data:font/woff;base64,([^)]+)\)')
NAMES = {
    "Arimo": "Zoë Featherstonehaugh", "Noto Sans Arabic": "محمد علي", "Noto Sans Devanagari": "अनुष्का शर्मा",
    "Noto Sans Tamil": "குமார்", "Hind Siliguri": "রহিমা বেগম",
}  # fmt: skip
"""By typeface, a name in its script."""


def picture(*lines: str, bold: str = "", title: str = "A title") -> str:
    """A picture of regular lines, and a bold one."""
    texts = [words(line, 9.0, 30.0, 12.0) for line in lines]
    if bold:
        texts.append(words(bold, 9.0, 60.0, 12.0, font_weight="bold"))
    return document(title, "In words", 400.0, 300.0, *texts)


def faces(svg: str) -> dict[tuple[str, int], TTFont]:
    """The fonts in a picture, by family and weight."""
    return {(family, int(weight)): TTFont(BytesIO(b64decode(font))) for family, weight, font in FACE.findall(svg)}


def letters(font: TTFont) -> str:
    return "".join(map(chr, sorted(font.getBestCmap())))


def em(font: TTFont, letter: str) -> float:
    """The advance width of a letter."""
    return float(font["hmtx"][font.getBestCmap()[ord(letter)]][0]) / float(font["head"].unitsPerEm)


def test_a_picture_carries_the_letters_of_its_texts_and_no_others() -> None:
    (font,) = faces(picture("Zoë & <Kit>")).values()
    assert letters(font) == "".join(sorted(set("Zoë & <Kit>")))


def test_each_weight_has_its_own_letters_and_is_measured_with_its_own_widths() -> None:
    regular, bold = (font for _, font in sorted(faces(picture("ab", bold="bc")).items()))
    assert (letters(regular), letters(bold)) == ("ab", "bc")
    assert (regular["OS/2"].usWeightClass, bold["OS/2"].usWeightClass) == (REGULAR, BOLD)
    assert em(regular, "b") < em(bold, "b")
    assert text.width("b", 10.0) == pytest.approx(10 * em(regular, "b"))
    assert text.width("b", 10.0, bold=True) == pytest.approx(10 * em(bold, "b"))


def test_kerning_is_neither_measured_nor_carried() -> None:
    (font,) = faces(picture("AV")).values()
    assert text.width("AV", 10.0) == pytest.approx(10 * (em(font, "A") + em(font, "V")))
    assert "kern" not in {feature.FeatureTag for feature in font["GPOS"].table.FeatureList.FeatureRecord}


@pytest.mark.parametrize(("typeface", "name"), NAMES.items(), ids=NAMES)
def test_each_script_has_its_typeface(typeface: str, name: str) -> None:
    (font,) = faces(picture(name)).values()
    assert typeface_of(name).name == typeface and letters(font) == "".join(sorted(set(name)))
    assert typeface_of(f"Family of {name} on 2026-03-01").name == typeface


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_font_keeps_its_copyright_and_licence(name: str) -> None:
    (font,) = faces(picture(name)).values()
    assert "Copyright" in font["name"].getDebugName(0) and "SIL Open Font License" in font["name"].getDebugName(13)


def test_a_joined_script_is_measured_as_it_is_joined() -> None:
    whole, apart = text.width("الحسيني", 100.0), sum(text.width(letter, 100.0) for letter in "الحسيني")
    assert whole < 0.8 * apart


def test_a_mark_is_shaped_with_its_letter() -> None:
    assert [run.text for run in runs("e\u0301x")] == ["e\u0301x"]
    assert text.width("e\u0301", 12.0) == text.width("e", 12.0)


def test_a_letter_that_no_typeface_has_is_in_no_font_and_its_width_is_held() -> None:
    svg = picture("王 Li")
    (font,) = faces(svg).values()
    assert letters(font) == " Li"
    assert f'textLength="{text.width("王 Li", 12.0):.1f}"' in svg


def test_the_rules_of_two_pictures_in_a_page_do_not_meet() -> None:
    one, other = (picture("ab محمد", "ab", title=title) for title in ("One", "Two"))
    assert {family for family, _ in faces(one)}.isdisjoint(family for family, _ in faces(other))
    for svg in (one, other):
        (style,) = re.findall("<style>(.*)</style>", svg)
        (id,) = re.findall(r'<svg [^>]*id="(\w+)"', svg)
        selectors = re.findall(r"}([^@{}]+){", style)
        assert len(selectors) == 2 and all(selector.startswith(f"#{id} ") for selector in selectors)


def test_a_name_does_not_reach_the_style() -> None:
    svg = picture("</style><script>@font-face{font-family:x}")
    assert svg.count("<style>") == svg.count("</style>") == 1 and "<script" not in svg


def test_the_same_picture_is_the_same_bytes_though_its_fonts_are_cut_again() -> None:
    first = picture(*NAMES.values())
    embedding.encoded.cache_clear()
    assert picture(*NAMES.values()) == first


def fonts_in(pdf: bytes) -> set[str]:
    """The names of the fonts in a PDF, whose objects are compressed."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    objects = [pdf, *(zlib.decompressobj().decompress(stream) for stream in streams if stream[:1] == b"x")]
    found = re.findall(rb"/BaseFont ?/(?:[A-Z]{6}\+)?([\w-]+)", b"\n".join(objects))
    return {name.decode() for name in found}


def test_a_pdf_has_no_font_of_the_machine() -> None:
    pictures = [picture(*NAMES.values()), *(picture(bold=name) for name in NAMES.values())]
    found = {name.partition("-")[0] for svg in pictures for name in fonts_in(converted(svg, "pdf"))}
    assert found == {typeface.name.replace(" ", "") for typeface in TYPEFACES}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_bold_is_bold_in_a_png(name: str) -> None:
    at = {"y": 60.0, "x": 9.0, "size": 12.0}
    regular, bold = (document("A title", "In words", 90.0, 90.0, words(name, **at, font_weight=weight))
                     for weight in ("normal", "bold"))
    assert converted(regular, "png") != converted(bold, "png")


@pytest.mark.parametrize("line", ["Ελένη علي", "علي é", "כהן (Ali) علي 7", "علي 王小明"])
def test_a_line_of_several_directions_is_converted(line: str) -> None:
    """With `font-kerning` the converter panics here, and then converts nothing more."""
    assert converted(picture(line), "png").startswith(b"\x89PNG")
