"""The analysts' notebooks, run from beginning to end on a real store."""

from __future__ import annotations

import asyncio
import sys
from datetime import date
from pathlib import Path
from typing import Any

import jupytext
import pytest
from deliver import opened
from nbclient import NotebookClient
from similar_families import load_similar_families
from small_borough import load_small_borough
from small_family import MOTHER, RELAPSE, load_small_family

from graph.private_store import StoreAddress
from queries.analysis.case import Case, NoSuchPerson, case
from queries.case import Cases

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
ON = date(2026, 3, 1)


@pytest.fixture(scope="module")
def family(store: StoreAddress, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The family, and the folder that says whom to ask about."""
    return load_small_family(store, tmp_path_factory.mktemp("family"))


def in_case(store: StoreAddress, work: Any) -> Any:
    """What `work` makes of the mother's case."""

    async def run() -> Any:
        async with opened(store) as driver:
            return await work(await case(Cases.on(driver, timeout=170.0), MOTHER, ON))

    return asyncio.run(run())


def test_a_case_is_the_family_as_a_graph_and_the_answers(store: StoreAddress, family: Path) -> None:
    async def looked(found: Case) -> tuple[Case, Any]:
        return found, await found.informing(RELAPSE)

    found, informed = in_case(store, looked)
    (tie,) = found.graph.edges(data=True)
    assert [found.graph.nodes[person]["name"] for person in tie[:2]] == ["Ana Hale", "Leo Hale"]
    assert tie[2] == {"type": "PARENT", "since": "2015-06-30", "agencies": ("council",),
                      "words": "Ana Hale is parent of Leo Hale since 2015-06-30, says council"}
    (child,) = found.children
    assert (child.name, child.age, child.lives_with, set(child.missing)) == ("Leo Hale", 10, None, {"GP", "SCHOOL"})
    assert {each.id: each.state for each in informed} == {"drugs": "REPORTED_IT", "council": "NOT_INFORMED"}
    assert "COMPARTMENTALISED" in {flag.rule for flag in found.flags}


def test_a_case_of_nobody_is_an_error(store: StoreAddress, family: Path) -> None:
    async def run() -> None:
        async with opened(store) as driver:
            await case(Cases.on(driver, timeout=170.0), "person:nobody", ON)

    with pytest.raises(NoSuchPerson):
        asyncio.run(run())


_EVALUATION = """# How often the rules are right

Written by `make evaluate`.

| rule | flags | per 100 children | precision | planted cases found | near misses raised | all true, found |
|---|---|---|---|---|---|---|
| COMPARTMENTALISED | 40 | 4.0 | 0.90 (0.77 to 0.96; 36 of 40) | 1.00 (0.72 to 1.00; 10 of 10) | 1 of 9 | – |
"""


def write_evaluation(store: StoreAddress, folder: Path) -> Path:
    """A page as `make evaluate` writes it, for the notebook that reads one."""
    (folder / "evaluation.md").write_text(_EVALUATION, encoding="utf-8")
    return folder


NOTEBOOKS = {
    "a_family_three_ways": (
        load_small_family,
        ["Ana Hale is parent of Leo Hale", "Council: NOT_INFORMED", "image/png", "image/svg+xml",
         "Family of Ana Hale on 2026-03-01", "Around the household of Ana Hale", "Events about"],
    ),
    "compartmentalised_cases": (
        load_small_family,
        ["Around 1 children services", "2 groups: 1 children", "Council and Drugs: no link around 1 children",
         "image/png", "Around the household of Leo Hale"],
    ),
    "from_py2neo": (load_small_family, ["persons: 2", "a parent and a child, say council", "refused: "]),
    "is_the_detector_right": (
        write_evaluation,
        ["COMPARTMENTALISED: 4.0 flags per 100 children; near misses raised: 1 of 9", "image/png"],
    ),
    "small_numbers_safely": (
        load_similar_families,
        [
            "24 people of whom something is told; 10 or fewer are left out",
            "substance_misuse: 12 children of 12",
            "RV1: 12 of 12 children",
            "12 families of 2 people",
            "Every agency is covered",
            "image/png",
        ],
    ),
    "who_bridges_services": (
        load_small_borough,
        [
            "0% of the possible pairs have a link",
            "Hub stands between 3 pairs",
            "Without Hub no link would be left between: Council, Nurse, Oak | Drugs, Mind",
            "Drugs and Housing: no contact recorded, people in common: 1",
            "Every agency is covered",
            "image/png",
        ],
    ),
}
"""What each notebook is run on, and what it has to show."""


# Jupyter's own libraries warn of one another.
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.py")), ids=lambda path: path.stem)
def test_a_notebook_runs(path: Path, store: StoreAddress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded, shown = NOTEBOOKS[path.stem]
    monkeypatch.setenv("THINKFAMILY_NEO4J_URI", store.uri)
    monkeypatch.setenv("THINKFAMILY_NEO4J_USER", store.user)
    monkeypatch.setenv("THINKFAMILY_NEO4J_PASSWORD", store.password)
    monkeypatch.setenv("THINKFAMILY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("THINKFAMILY_DEMO", str(loaded(store, tmp_path)))
    monkeypatch.setenv("THINKFAMILY_EVALUATION", str(tmp_path / "evaluation.md"))
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    book = jupytext.read(path)
    book.metadata["kernelspec"] = {"name": "python3", "display_name": sys.version, "language": "python"}
    done = NotebookClient(book, timeout=600, resources={"metadata": {"path": str(ROOT)}}).execute()
    printed = str(done.cells)
    assert [words for words in shown if words not in printed] == []
