"""Pictures, and a notebook, in a real browser: axe finds nothing, the keyboard reaches everybody, text fits."""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jupytext
import pytest
from gallery.around import ECOMAPS, TIMELINES
from gallery.families import FAMILIES

from docs.notebooks import exporter
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


@pytest.fixture(scope="module")
def node() -> str:
    """Node, with the pinned browser, its driver and axe-core installed beside it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None or platform.machine() != "x86_64" or platform.system() != "Linux":
        pytest.skip("looking in a browser needs node and npm, on Linux")
    if not (BROWSER / "node_modules").exists():
        subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=BROWSER, check=True, timeout=300)
    return node


@pytest.fixture(scope="module")
def seen(node: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the browser says of each picture, as a document of its own and within a page."""
    folder = tmp_path_factory.mktemp("pictures")
    addresses = []
    for name, picture in PICTURES.items():
        (folder / f"{name}.svg").write_text(picture.svg, encoding="utf-8")
        page = f'<!DOCTYPE html><html lang="en"><title>{name}</title><main><h1>{name}</h1>{picture.svg}</main></html>'
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
        addresses += [(folder / f"{name}.{kind}").as_uri() for kind in ("svg", "html")]
    page, _ = exporter().from_notebook_node(jupytext.read(NOTEBOOK), {"metadata": {"name": "Notebook"}})
    (folder / "notebook.html").write_text(page, encoding="utf-8")
    addresses.append((folder / "notebook.html").as_uri())
    command = [node, "look.mjs", *addresses]
    done = subprocess.run(command, cwd=BROWSER, capture_output=True, check=True, timeout=180, text=True)
    return {Path(each["url"]).name: each for each in map(json.loads, done.stdout.splitlines())}


def test_axe_finds_nothing(seen: dict[str, Any]) -> None:
    assert {name: each["violations"] for name, each in seen.items() if each["violations"]} == {}
    assert seen.keys() == {"notebook.html", *(f"{name}.{kind}" for name in PICTURES for kind in ("svg", "html"))}


def test_nothing_is_fetched(seen: dict[str, Any]) -> None:
    assert [url for each in seen.values() for url in each["fetched"]] == []


def test_no_text_leaves_the_picture_in_the_browsers_own_fonts(seen: dict[str, Any]) -> None:
    assert [text for each in seen.values() for text in each["overflowing"]] == []


def test_the_keyboard_reaches_everybody_by_name(seen: dict[str, Any]) -> None:
    people = [described(person) for person in FAMILIES["three generations"].people]
    assert sorted(seen["family.html"]["focused"]) == sorted(people) == sorted(seen["family.svg"]["focused"])
    lines = [each for each in seen["ecomap.html"]["focused"] if "have a recorded link" in each]
    assert (len(lines), len(seen["ecomap.html"]["focused"])) == (1, 1 + 4)


def test_the_lock_file_names_no_registry() -> None:
    assert '"resolved"' not in (BROWSER / "package-lock.json").read_text(encoding="utf-8")
