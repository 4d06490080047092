"""The rooms of the house: who may import whom, names that are ours alone, no room for odds and ends."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "graph": set[str](),
    "loaders": {"graph"},
    "queries": {"graph"},
    "api": {"graph", "queries", "loaders"},
}
CATCH_ALL = {"utils", "util", "helpers", "helper", "common", "misc", "shared"}


def modules(room: str) -> Iterator[Path]:
    return (ROOT / room).rglob("*.py")


def imported(path: Path) -> set[str]:
    """The top-level names that a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_imports_go_one_way(room: str) -> None:
    others = set(MAY_IMPORT) - {room} - MAY_IMPORT[room]
    wrong = {str(path.relative_to(ROOT)): found for path in modules(room) if (found := imported(path) & others)}
    assert wrong == {}


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_no_module_imports_a_test(room: str) -> None:
    assert [path for path in modules(room) if "tests" in imported(path)] == []


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_has_one_owner(room: str) -> None:
    """`queries` is also a package of others; were it installed beside us, either might be found first."""
    assert set(packages_distributions().get(room, [])) <= {"thinkfamily"}
    command = [sys.executable, "-I", "-c", f"import {room}; print({room}.__file__)"]
    found = subprocess.run(command, capture_output=True, text=True, check=True)
    assert Path(found.stdout.strip()).parent == ROOT / room


def test_there_is_no_room_for_odds_and_ends() -> None:
    everything = [path for room in (*MAY_IMPORT, "tests") for path in modules(room) if "node_modules" not in path.parts]
    assert [path for path in everything if path.stem in CATCH_ALL or path.parent.name in CATCH_ALL] == []


@pytest.mark.slow
def test_the_service_never_imports_what_only_analysts_have() -> None:
    """py2neo had its last release in 2021; the service has to start without the extra."""
    program = (
        "import sys, api.service, api.cli; "
        "print(sorted({'py2neo', 'matplotlib', 'jupytext', 'IPython'} & {m.partition('.')[0] for m in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_questions_are_not_written_in_the_api() -> None:
    """Cypher lives in the rooms below; the api asks questions."""
    wrong = [path.name for path in modules("api") if "MATCH (" in path.read_text(encoding="utf-8")]
    assert wrong == []
