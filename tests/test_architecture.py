"""docs/architecture.md is true: what it names is there, and its example works when it is followed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```python\n# (?P<file>\S+), (?P<where>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
ROOMS = ("graph", "loaders", "queries", "api")


def test_every_file_that_it_names_is_there() -> None:
    named = set(re.findall(r"`([a-z_]+/[\w./]+)`", PAGE.partition("## Following an example")[0]))
    assert len(named) > 25
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_the_modules_on_the_way_say_what_they_do() -> None:
    steps = set(re.findall(r"^\| \d+ \| `([\w/]+\.py)`", PAGE, re.MULTILINE))
    assert [name for name in sorted(steps) if not (ROOT / name).read_text(encoding="utf-8").startswith('"""')] == []


def example() -> Iterator[re.Match[str]]:
    return BLOCK.finditer(PAGE)


def put(into: Path, where: str, text: str) -> None:
    """Add a block's text to a file as its first line says."""
    if where == "a new file":
        assert not into.exists()
        into.write_text(text, encoding="utf-8")
        return
    how, _, line = where.partition(": ")
    lines = into.read_text(encoding="utf-8").splitlines(keepends=True)
    (place,) = [number for number, each in enumerate(lines) if each.startswith(line)]
    lines.insert(place + (how == "after"), text)
    into.write_text("".join(lines), encoding="utf-8")


@pytest.mark.slow
def test_its_example_works_when_it_is_followed(tmp_path: Path) -> None:
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    blocks = list(example())
    for block in blocks:
        put(tmp_path / block["file"], block["where"], block["text"])
    followed = [sys.executable, str(ROOT / "tests" / "architecture_followed.py")]
    path = os.pathsep.join((str(tmp_path), str(ROOT / "tests")))
    ran = subprocess.run(
        followed, cwd=tmp_path, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    assert (len(blocks), ran.returncode, ran.stderr) == (8, 0, "")
