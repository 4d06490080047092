"""Pictures, and a notebook, in a real browser: axe finds nothing, the keyboard reaches everybody, text fits.

Each is looked at twice: with none of the machine's fonts, and with DejaVu, which is wider than what was measured.
"""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
from pathlib import Path
from typing import Any

import httpx
import jupytext
import pytest
from deliver import empty, load
from gallery.around import ECOMAPS, TIMELINES
from gallery.families import FAMILIES
from machine_fonts import dejavu_alone, without_letters
from node_packages import node_with
from picture_families import AGENCIES, KIT
from test_entries_over_http import served

from docs.notebooks import exporter
from graph.private_store import StoreAddress
from queries.pictures import text
from queries.pictures.ecomap import ecomap
from queries.pictures.genogram import described, genogram
from queries.pictures.svg import Picture
from queries.pictures.timeline import timeline

pytestmark = pytest.mark.slow

NOTEBOOK = Path(__file__).parent.parent / "notebooks" / "small_numbers_safely.py"
BROWSER = Path(__file__).parent / "browser"
ADDRESS = "/pictures/genogram/PERSON.svg?on=2026-03-01"
PICTURES: dict[str, Picture] = {
    "family": genogram(FAMILIES["three generations"], ADDRESS),
    "many-scripts": genogram(FAMILIES["names of many scripts"]),
    "ecomap": ecomap(ECOMAPS["a compartmentalised case"], ADDRESS),
    "timeline": timeline(TIMELINES["a year of events"]),
    "dense": ecomap(ECOMAPS["many links and many that are not"]),
    "clocks": timeline(TIMELINES["clocks of a plan"]),
}
PAGE = """<!DOCTYPE html><html lang="en"><title>{name}</title>
<style>h1 {{ height: 30px; overflow: hidden }} svg, img {{ display: block }}</style>
<main><h1>{name}</h1>{inside}</main></html>"""
"""A page around a picture, in which the picture stands at the same place whatever the fonts of the heading."""
FONTS = {"no letters": without_letters, "DejaVu": dejavu_alone}
"""Machines by the fonts that they have."""

Seen = dict[str, dict[str, Any]]
"""By the last part of a page's address, what the browser says of the page."""


@pytest.fixture(scope="module")
def node() -> str:
    """Node, with the pinned browser, its driver and axe-core installed beside it."""
    without = "looking in a browser needs node and npm, on Linux"
    if platform.machine() != "x86_64" or platform.system() != "Linux":
        pytest.skip(without)
    return node_with(BROWSER, without)


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Each picture as a document of its own, within a page and as an image; and a notebook."""
    folder = tmp_path_factory.mktemp("pictures")
    for name, picture in PICTURES.items():
        shown = {"page": picture.svg, "image": f'<img src="{name}.svg" alt="{name}">'}
        (folder / f"{name}.svg").write_text(picture.svg, encoding="utf-8")
        for kind, inside in shown.items():
            (folder / f"{name}.{kind}.html").write_text(PAGE.format(name=name, inside=inside), encoding="utf-8")
    page, _ = exporter().from_notebook_node(jupytext.read(NOTEBOOK), {"metadata": {"name": "Notebook"}})
    (folder / "notebook.html").write_text(page, encoding="utf-8")
    return [file.as_uri() for file in sorted(folder.iterdir())]


@pytest.fixture(scope="module")
def machines(node: str, addresses: list[str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Seen]:
    """What the browser says of each page, on each machine of `FONTS`."""
    folder = tmp_path_factory.mktemp("machines")
    return {name: looked_at(node, fonts(folder / name), addresses) for name, fonts in FONTS.items()}


@pytest.fixture(params=FONTS)
def seen(machines: dict[str, Seen], request: pytest.FixtureRequest) -> Seen:
    """What the browser says on one machine."""
    return machines[request.param]


def looked_at(node: str, fonts: Path, addresses: list[str], script: str = "look.mjs") -> Seen:
    command, environment = [node, script, *addresses], {**os.environ, "FONTCONFIG_FILE": str(fonts)}
    done = subprocess.run(
        command, cwd=BROWSER, env=environment, capture_output=True, check=True, timeout=180, text=True)
    return {each["url"].rpartition("/")[2]: each for each in map(json.loads, done.stdout.splitlines())}


def misdrawn(seen: dict[str, Any]) -> list[str]:
    """The texts of a page that are not as wide as they were measured, but for what rounding hides."""
    return [words for words, size, bold, wide in seen["texts"]
            if wide != pytest.approx(text.width(words, size, bold=bold), rel=0.01, abs=0.1)]


def test_axe_finds_nothing(seen: Seen) -> None:
    assert {name: each["violations"] for name, each in seen.items() if each["violations"]} == {}
    kinds = ("svg", "page.html", "image.html")
    assert seen.keys() == {"notebook.html", *(f"{name}.{kind}" for name in PICTURES for kind in kinds)}


def test_nothing_is_fetched(seen: Seen) -> None:
    fetched = {name: {url.rpartition("/")[2] for url in each["fetched"]} for name, each in seen.items()}
    images = {f"{name}.image.html": {f"{name}.svg"} for name in PICTURES}
    assert fetched == {name: images.get(name, set()) for name in seen}


def test_no_text_leaves_the_picture(seen: Seen) -> None:
    assert [text for each in seen.values() for text in each["overflowing"]] == []


def test_every_text_is_as_wide_as_it_was_measured(seen: Seen) -> None:
    assert {name: texts for name, each in seen.items() if (texts := misdrawn(each))} == {}
    assert sum(len(each["texts"]) for each in seen.values()) > 400


def test_every_embedded_font_is_loaded(seen: Seen) -> None:
    assert {status for each in seen.values() for status in each["fonts"]} == {"loaded"}
    assert len(seen["many-scripts.svg"]["fonts"]) == 4  # Arimo regular and bold, Arabic, Devanagari


@pytest.mark.parametrize("kind", ["svg", "page.html", "image.html"])
def test_a_picture_looks_the_same_on_every_machine(machines: dict[str, Seen], kind: str) -> None:
    """Except that a machine draws with its own fonts, or as boxes, the letters that no typeface of ours has."""
    ours = PICTURES.keys() - {"many-scripts"}
    one, other = ({name: seen[f"{name}.{kind}"]["drawn"] for name in ours} for seen in machines.values())
    assert one == other and len(set(one.values())) == len(ours)


def test_a_picture_of_the_service_brings_its_fonts(
    node: str, store: StoreAddress, store_home: Path, tmp_path: Path
) -> None:
    """Its header lets the browser use them: it looks as it does when opened as a file, and not as without them."""
    empty(store)
    load(store, store_home, *(agency.delivered() for agency in AGENCIES))
    whole, bare = tmp_path / "whole.svg", tmp_path / "bare.svg"
    with served(store, tmp_path / "home") as service:
        address = f"{service.url}/pictures/genogram/{KIT}.svg?on=2026-03-01"
        whole.write_text(svg := httpx.get(address, timeout=60).text, encoding="utf-8")
        bare.write_text(re.sub("<style>.*</style>", "", svg), encoding="utf-8")
        shot = looked_at(
            node, dejavu_alone(tmp_path / "fonts"), [address, whole.as_uri(), bare.as_uri()], "shoot.mjs")
    by_address, by_file, without = (each["drawn"] for each in shot.values())
    assert by_address == by_file != without


def test_the_keyboard_reaches_everybody_by_name(seen: Seen) -> None:
    people = [described(person) for person in FAMILIES["three generations"].people]
    assert sorted(seen["family.page.html"]["focused"]) == sorted(people) == sorted(seen["family.svg"]["focused"])
    lines = [each for each in seen["ecomap.page.html"]["focused"] if "have a recorded link" in each]
    assert (len(lines), len(seen["ecomap.page.html"]["focused"])) == (1, 1 + 4)


def test_the_lock_file_names_no_registry() -> None:
    assert '"resolved"' not in (BROWSER / "package-lock.json").read_text(encoding="utf-8")
