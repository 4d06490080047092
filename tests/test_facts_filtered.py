"""Nothing reads a fact past the filter: raw rows are known to `queries.facts` and `queries.access` alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROWS, STATEMENTS = "queries.facts.rows", "queries.facts.statements"
OF_NOBODY = {"OrganisationRow", "ServiceRow", "ExtractRow", "ProfessionalRow"}
"""Rows of the directory, of agencies, services, deliveries and workers: about nobody whose records are kept. What of
them a viewer may know by other rows alone is decided where it is asked (`queries.questions.organisation`)."""
BESIDE = {
    "queries/case.py": {"FoundRow", "Listed", "WhoseRow", "LinkRow"},
    "queries/questions/chronology.py": {"Listed"},
    "queries/questions/service_links.py": {"LinkRow"},
    "queries/analysis/services.py": {"LinkRow"},
}
"""`FoundRow`, `Listed` and `WhoseRow` are ids of what to read next, through the filter: only what comes out is told.
`LinkRow` counts links of two agencies, and `Case.links` gives it to nobody but who sees all."""
ASKING = {
    "queries/case.py", "queries/questions/hidden_connections.py", "queries/analysis/borough/store.py",
    "queries/retention/due.py",
}
"""Who sends statements: a case, which filters what comes; and for who sees all alone, findings of the last sweep and
of everybody, the columns of a whole borough, and the records that are past their period."""


def product() -> Iterator[tuple[str, ast.Module]]:
    """The modules of the product but for the two rooms that know raw rows, by path."""
    for room in ("graph", "loaders", "queries", "api", "notebooks"):
        for path in sorted((ROOT / room).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            if not name.startswith(("queries/facts/", "queries/access/")):
                yield name, ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module, module: str) -> set[str]:
    """The names that are imported of a module; `*` where it is imported whole."""
    package, _, last = module.rpartition(".")
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == module:
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == package:
            names.update("*" for alias in node.names if alias.name == last)
        elif isinstance(node, ast.Import):
            names.update("*" for alias in node.names if alias.name == module)
    return names


def test_rows_about_somebody_are_imported_by_nobody_else() -> None:
    found = {name: rows for name, tree in product() if (rows := imported(tree, ROWS) - OF_NOBODY)}
    assert found == BESIDE


def test_statements_are_sent_by_few() -> None:
    assert {name for name, tree in product() if imported(tree, STATEMENTS)} == ASKING


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("from queries.facts.rows import RecordRow, About as One", {"RecordRow", "About"}),
        ("from queries.facts import rows as raw", {"*"}),
        ("import queries.facts.rows", {"*"}),
        ("def late():\n    from queries.facts.rows import EdgeRow", {"EdgeRow"}),
        ("from queries.facts.store import Directory", set()),
    ],
)
def test_every_way_of_importing_is_seen(text: str, names: set[str]) -> None:
    assert imported(ast.parse(text), ROWS) == names
