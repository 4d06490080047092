"""The analysts' notebooks, run from beginning to end on a real store."""

from __future__ import annotations

import asyncio
import sys
from datetime import date
from pathlib import Path
from typing import Any

import jupytext
import pytest
from deliver import Agency, empty, load, opened, person_id
from nbclient import NotebookClient

from graph.ids import global_id
from graph.private_store import StoreAddress
from queries.analysis.case import Case, NoSuchPerson, case
from queries.read import Reader

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
ON = date(2026, 3, 1)
DEMO = """on = "2026-03-01"
[adult]
agency = "drugs"
local_id = "ana"
[event]
agency = "drugs"
event_id = "relapse"
"""


@pytest.fixture(scope="module")
def family(store: StoreAddress, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A mother with a drug service, whose son is with the council; neither service knows of the other."""
    empty(store)
    folder = tmp_path_factory.mktemp("family")
    drugs, council = Agency("drugs", "substance_misuse"), Agency("council", "children_social_care")
    drugs.person("ana", "1990-02-01", given_names="Ana", family_name="Hale")
    drugs.involved("ana", since="2025-01-01")
    drugs.event("relapse", "relapse", "2026-02-10", "ana")
    council.person("ana", "1990-02-01")
    council.person("leo", "2015-06-30", given_names="Leo", family_name="Hale")
    council.tie("ana", "parent", "leo", since="2015-06-30")
    council.involved("leo", since="2025-06-01")
    load(store, folder, drugs.delivered(), council.delivered())
    (folder / "demo.toml").write_text(DEMO, encoding="utf-8")
    return folder


def in_case(store: StoreAddress, work: Any) -> Any:
    """What `work` makes of the mother's case."""

    async def run() -> Any:
        async with opened(store) as driver:
            return await work(await case(Reader(driver, timeout=170.0), person_id("drugs", "ana"), ON))

    return asyncio.run(run())


def test_a_case_is_the_family_as_a_graph_and_the_answers(store: StoreAddress, family: Path) -> None:
    async def looked(found: Case) -> tuple[Case, Any]:
        return found, await found.informing(global_id("Event", "drugs", "relapse"))

    found, informed = in_case(store, looked)
    (tie,) = found.graph.edges(data=True)
    assert [found.graph.nodes[person]["name"] for person in tie[:2]] == ["Ana Hale", "Leo Hale"]
    assert tie[2] == {"type": "PARENT", "since": "2015-06-30", "agencies": ("council",),
                      "words": "Ana Hale is parent of Leo Hale since 2015-06-30, says council"}
    (child,) = found.children
    assert (child.name, child.age, child.lives_with, set(child.missing)) == ("Leo Hale", 10, None, {"GP", "SCHOOL"})
    assert {each.id: each.state for each in informed} == {"drugs": "REPORTED_IT", "council": "NOT_INFORMED"}
    assert {flag.rule for flag in found.flags} == {"COMPARTMENTALISED"}


def test_a_case_of_nobody_is_an_error(store: StoreAddress, family: Path) -> None:
    async def run() -> None:
        async with opened(store) as driver:
            await case(Reader(driver, timeout=170.0), "person:nobody", ON)

    with pytest.raises(NoSuchPerson):
        asyncio.run(run())


# Jupyter's own libraries warn of one another.
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.py")), ids=lambda path: path.stem)
def test_a_notebook_runs(path: Path, store: StoreAddress, family: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THINKFAMILY_NEO4J_URI", store.uri)
    monkeypatch.setenv("THINKFAMILY_NEO4J_USER", store.user)
    monkeypatch.setenv("THINKFAMILY_NEO4J_PASSWORD", store.password)
    monkeypatch.setenv("THINKFAMILY_DEMO", str(family))
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    book = jupytext.read(path)
    book.metadata["kernelspec"] = {"name": "python3", "display_name": sys.version, "language": "python"}
    done = NotebookClient(book, timeout=600, resources={"metadata": {"path": str(ROOT)}}).execute()
    printed = str(done.cells)
    assert "Ana Hale is parent of Leo Hale" in printed
    assert "Council: NOT_INFORMED" in printed
    assert "image/png" in printed
