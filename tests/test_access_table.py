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
from viewing import no_flags, view

from api.errors import Forbidden
from graph.ids import PREFIX, global_id
from graph.private_store import StoreAddress
from queries.access.permissions import MayNotSee
from queries.case import Case, Cases
from queries.context import Context
from queries.entries.records import CaseRecords
from queries.questions.access_log import lookups
from queries.questions.subject_access import subject_access

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


def question(about: str, picks: str) -> str:
    """The question in GraphQL."""
    match about.split(":"):
        case "event", *key:
            root = 'event(agency: "{}", localId: "{}")'.format(*key)
        case "record", *key:
            root = 'sourceRecord(agency: "{}", localId: "{}")'.format(*key)
        case "share", *key:
            root = f'mayShare(about: "{person_id(*key)}", what: PERSONAL, with: "school", purpose: ASSESSMENT)'
        case key:
            root = f'person(id: "{person_id(*key)}")'
    return f"{{ {root} {{ {picks} }} }}"


async def looked(case: Case, person: str) -> list[str] | None:
    """The kinds of the ids by which a person was asked about."""
    found = await lookups(case, person)
    return None if found is None else [id.partition(":")[0] for id in found.ids]


async def held(case: Case, person: str) -> list[str] | None:
    """The kinds of rows that are held about a person."""
    found = await subject_access(case, person)
    return None if found is None else [row["kind"] for row in found.rows]


async def answer(cases: Cases, row: Row, context: Context) -> Any:
    """What is answered in a context to what a row asks."""
    kind, *key = row.about.split(":")
    match kind:
        case "row":
            table, agency, local = key
            label = {prefix: label for label, prefix in PREFIX.items()}[table]
            records = CaseRecords(cases, context, no_flags)
            return await records.sees_row(global_id(label, agency, local)) or None
        case "log" | "held":
            ask = looked if kind == "log" else held
            return await cases.ask(context, lambda case: ask(case, person_id(*key)))
        case _:
            return await view(cases, context, question(row.about, row.picks))


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


async def cell(cases: Cases, row: Row, context: Context) -> str:
    try:
        return " ".join(sorted(leaves(await answer(cases, row, context)))) or "-"
    except (MayNotSee, Forbidden):
        return "refused"


@pytest.fixture(scope="module")
def families(store: StoreAddress, store_home: Path) -> None:
    load_families(store, store_home)


@pytest.mark.usefixtures("families")
@pytest.mark.parametrize("row", rows(), ids=lambda row: row.situation)
async def test_each_viewer_sees_what_the_table_says(store: StoreAddress, row: Row) -> None:
    async with opened(store) as driver:
        cases = Cases.on(driver, policy())
        for latest in (True, False):
            seen = {name: await cell(cases, row, viewed(*how, latest=latest)) for name, how in VIEWERS.items()}
            assert seen == row.cells
