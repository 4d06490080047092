"""Who sees what: `access_table.csv`, roles by situation, each cell asked of the store as known now and as known then.

A cell holds the values of an answer, in order of spelling; `-` is none of it, and an id is told by its kind.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from access_families import load_families, policy, viewed
from deliver import opened, person_id

from graph.private_store import StoreAddress
from queries import ask
from queries.access.sight import MayNotSee
from queries.ask import Question
from queries.context import Context
from queries.picked import picked
from queries.read import Reader

VIEWERS: dict[str, Any] = {
    "case_worker": ("case_worker", "csc"),
    "manager": ("manager", "csc"),
    "mash_worker": ("mash_worker", "csc", "safeguarding_enquiry"),
    "mash_worker on harm": ("mash_worker", "csc", "section47", "significant_harm"),
    "caldicott_guardian": ("caldicott_guardian", "csc", "safeguarding_enquiry"),
    "school case_worker": ("case_worker", "school", "direct_care"),
    "analyst": ("analyst", "csc", "analysis"),
}


class Row(NamedTuple):
    """One situation, what is asked, and what each viewer is answered."""

    situation: str
    about: str
    picks: str
    cells: dict[str, str]


def rows() -> list[Row]:
    with (Path(__file__).parent / "access_table.csv").open(encoding="utf-8", newline="") as file:
        return [Row(row.pop("situation"), row.pop("about"), row.pop("picks"), row) for row in csv.DictReader(file)]


def question(about: str) -> Question:
    kind, *key = about.split(":")
    if kind == "event":
        return ask.event(None, *key)
    return ask.source_record(*key) if kind == "record" else ask.person(person_id(kind, key[0]))


def leaves(answer: Any) -> Iterator[str]:
    """The values in an answer; an id by its kind."""
    if isinstance(answer, dict):
        for value in answer.values():
            yield from leaves(value)
    elif isinstance(answer, list):
        for value in answer:
            yield from leaves(value)
    elif answer is not None:
        kind, _, told = str(answer).partition("address:")
        yield "address:" if told else kind


async def cell(reader: Reader, row: Row, context: Context) -> str:
    try:
        answer = await reader.answer(question(row.about), picked(row.picks), context)
    except MayNotSee:
        return "refused"
    return " ".join(sorted(leaves(answer))) or "-"


@pytest.fixture(scope="module")
def families(store: StoreAddress, store_home: Path) -> None:
    load_families(store, store_home)


@pytest.mark.usefixtures("families")
@pytest.mark.parametrize("row", rows(), ids=lambda row: row.situation)
async def test_each_viewer_sees_what_the_table_says(store: StoreAddress, row: Row) -> None:
    async with opened(store) as driver:
        reader = Reader(driver, policy=policy())
        for latest in (True, False):
            seen = {name: await cell(reader, row, viewed(*how, latest=latest)) for name, how in VIEWERS.items()}
            assert seen == row.cells
