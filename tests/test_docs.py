"""What the pages say is so: the data dictionary, the schema, the commands, the decisions."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from api.cli import app
from api.documents import Documents
from api.limits import Limits
from api.telling import PASTE
from api.types.printed import committed, printed
from api.types.query import schema
from graph.dictionary import dictionary
from graph.model import ROWS

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(text: str) -> str:
    """What stands in code, in blocks and within lines."""
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))


def test_the_data_dictionary_is_the_models() -> None:
    assert (DOCS / "data-dictionary.md").read_text(encoding="utf-8") == dictionary(), "run `make docs`"


def test_the_data_dictionary_has_every_row_class_and_fact() -> None:
    page = dictionary()
    assert [row.table for row in ROWS if f"({row.table})" not in page] == []
    assert [fact.name for row in ROWS for fact in row.facts() if f"| `{fact.name}` |" not in page] == []


def test_the_committed_schema_is_the_printed_one() -> None:
    assert committed() == printed(), "run `make schema`"


def test_targets_that_are_named_are_there() -> None:
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {name for page in PAGES for name in re.findall(r"\bmake ([a-z][\w-]*)", blocks(page.read_text("utf-8")))}
    assert {"demo", "test"} <= named
    assert named <= targets


def test_commands_that_are_named_are_there() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    pages = [blocks(page.read_text("utf-8")) for page in PAGES]
    named = {name for page in pages for name in re.findall(r"\bthinkfamily ([a-z][a-z-]*)", page)}
    assert {"load", "serve"} <= named
    assert named <= set(commands)


@pytest.mark.parametrize("command", ["load", "serve", "check", "view", "borough", "demo"])
def test_a_command_explains_itself(command: str) -> None:
    done = CliRunner().invoke(app, [command, "--help"])
    assert (done.exit_code, "Usage" in done.output) == (0, True)


def test_every_decision_is_in_the_index() -> None:
    pages = {page.name for page in (DOCS / "decisions").glob("[0-9]*.md")}
    index = (DOCS / "decisions" / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\]\(([^)]+)\)", index)) == pages


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_query_to_paste_is_valid() -> None:
    query = PASTE.format(adult="person:0", on="2026-03-31")
    Documents(schema(), Limits()).prepare(query)


@pytest.mark.parametrize("script", ["docs/demo.sh", ".ci/run"])
def test_scripts_are_shell(script: str) -> None:
    subprocess.run(["bash", "-n", ROOT / script], check=True)
