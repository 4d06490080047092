"""Who sees what: `access_table.csv`, roles by situation, each cell asked of the store as known now and as known then.

A cell holds the values of an answer, in order of spelling; `-` is none of it, and an id is told by its kind.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from access_families import ON, load_families, policy, viewed
from deliver import opened, person_id

from graph.ids import PREFIX, global_id, own_record
from graph.private_store import StoreAddress
from queries import ask, catalogue
from queries.access.sight import MayNotSee
from queries.ask import Question
from queries.context import Context
from queries.picked import picked
from queries.read import Reader
from queries.sharing.ask import may_share
from queries.sharing.question import Asked

pytestmark = pytest.mark.slow

VIEWERS: dict[str, Any] = {
    "case_worker": ("case_worker", "csc"),
    "manager": ("manager", "csc"),
    "mash_worker": ("mash_worker", "csc", "safeguarding_enquiry"),
    "mash_worker on harm": ("mash_worker", "csc", "section47", "significant_harm"),
    "caldicott_guardian": ("caldicott_guardian", "csc", "safeguarding_enquiry"),
    "privacy_officer": ("privacy_officer", "csc", "audit"),
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
    """What is asked; one without a shape is read as it stands."""
    kind, *key = about.split(":")
    match kind:
        case "event":
            return ask.event(None, *key)
        case "record":
            return ask.source_record(*key)
        case "row":
            table, agency, local = key
            label = {prefix: label for label, prefix in PREFIX.items()}[table]
            return Question("row", catalogue.row(table), parameters={"row": global_id(label, agency, local)})
        case "share":
            asked = Asked(person_id(*key), "personal", "assessment", frozenset())
            return may_share(asked, "school", None, ON)
        case "log" | "held":
            name = {"log": "access_ids", "held": "subject_access"}[kind]
            asked_of = {"record": own_record(person_id(*key)), "most": 100}
            return Question(name, catalogue.text(name), parameters=asked_of)
        case _:
            return ask.person(person_id(kind, key[0]))


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
    asked = question(row.about)
    try:
        if asked.shape:
            answer = await reader.answer(asked, picked(row.picks), context)
        else:
            answer = await reader.plain(asked, context)
    except MayNotSee:
        return "refused"
    match asked.name:
        case "subject_access" if answer is not None:
            answer = [each["kind"] for each in answer["rows"]]
        case "access_ids" if answer is not None:
            answer = [id.partition(":")[0] for id in answer["ids"]]
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
