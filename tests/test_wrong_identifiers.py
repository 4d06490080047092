"""Wrong identifiers in the records of one agency, and of a third: two people stay two, and those who agree stay one.

The deliveries lie in a folder that is shared, not in the project: `THINKFAMILY_SHARED`, by default `../shared`.
"""

from __future__ import annotations

import asyncio
import os
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from deliver import Agency, Ask, empty, load, loaded, nhs
from flag_cases import HIDDEN, ids
from test_sweep import swept

from graph.ids import global_id, own_person
from graph.private_store import StoreAddress
from loaders.report import LoadReport

CASES = Path(os.environ.get("THINKFAMILY_SHARED", Path(__file__).parents[1].parent / "shared")) / "cases"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CASES.is_dir(), reason=f"the cases are not at {CASES}; THINKFAMILY_SHARED names the folder"),
]

ASKED = {"on": "2026-11-15", "known": "2026-11-15T12:00:00Z"}
CHILDREN = """query ($id: ID!, $on: Date!, $known: DateTime!) {
  childrenAffected(adult: $id, on: $on, knownAt: $known) { children { child { id givenNames } } }
}"""
RECORD = """query ($id: ID!, $on: Date!, $known: DateTime!) {
  person(id: $id, on: $on, knownAt: $known) { records { agency { id } identifiers { scheme verified } } }
}"""
EVENT = """query ($id: ID!, $on: Date!, $known: DateTime!) {
  event(id: $id, on: $on, knownAt: $known) { people { givenNames } seen { givenNames } }
}"""
NOT_INFORMED = """query ($id: ID!, $on: Date!, $known: DateTime!) {
  agenciesNotInformed(event: $id, on: $on, knownAt: $known) { agencies { agency { id } state } }
}"""


def person(agency: str, local_id: str) -> str:
    """The id of a record's own person."""
    return own_person(global_id("SourceRecord", agency, local_id))


def loaded_one_by_one(store: StoreAddress, home: Path, *folders: str) -> list[LoadReport]:
    """The reports of deliveries of the cases, each loaded by a command of its own into the emptied store."""
    empty(store)
    return [report for folder in folders for report in asyncio.run(loaded(store, home, CASES / folder))]


async def children_of(ask: Ask, adult: str) -> list[str]:
    """The given names of the children affected by an adult's services."""
    answer = await ask(CHILDREN, id=adult, **ASKED)
    return sorted(one["child"]["givenNames"] for one in answer["children"])


async def mismatches(ask: Ask, *people: str) -> list[Any]:
    """The findings that people are held under facts that cannot all be true."""
    answer = await ask(
        HIDDEN, people=list(people), rule=["IDENTITY_MISMATCH"], on=ASKED["on"], knownAt=ASKED["known"]
    )
    found: list[Any] = answer["nodes"]
    return found


# ---- case 03: one NHS number, typed on both of two children by one agency


async def test_two_children_of_one_number_are_two_children(store: StoreAddress, store_home: Path, ask: Ask) -> None:
    (report,) = await asyncio.to_thread(loaded_one_by_one, store, store_home, "03/gp-onlydup")
    assert await children_of(ask, person("c03-gp", "m")) == ["Ella", "Noah"]
    for child in ("a", "b"):
        answer = await ask(RECORD, id=person("c03-gp", child), **ASKED)
        assert answer["records"] == [
            {"agency": {"id": "c03-gp"}, "identifiers": [{"scheme": "nhs_number", "verified": False}]}
        ]
    assert any("lines 3 and 4" in note and "verified for neither" in note for note in report.notes)


async def test_one_number_of_two_children_is_found(store: StoreAddress, store_home: Path, ask: Ask) -> None:
    await asyncio.to_thread(loaded_one_by_one, store, store_home, "03/gp-onlydup")
    noah, ella = person("c03-gp", "a"), person("c03-gp", "b")
    (found,) = await mismatches(ask, noah)
    assert {noah, ella} <= set(ids(found["people"]))
    assert ids(found["agencies"]) == ["c03-gp"]
    assert found["statement"] == "c03-gp hold one identifier of two persons"


async def test_a_sweep_finds_one_number_of_two_children_with_whom_nobody_works(
    store: StoreAddress, store_home: Path
) -> None:
    gp = Agency("gp", "gp")
    for name, sex in (("noah", "male"), ("ella", "female")):
        gp.person(name, "2019-05-05", nhs_number=nhs("pell"), given_names=name.title(), family_name="Pell", sex=sex)
    gp.person("zoe", "2018-05-05", given_names="Zoe", family_name="Pell")
    await asyncio.to_thread(empty, store)
    await asyncio.to_thread(load, store, store_home, gp.delivered())
    counts = await asyncio.to_thread(swept, store, store_home, rules=["IDENTITY_MISMATCH"])
    assert counts.new == 1


@pytest.mark.parametrize("order", list(permutations(["03/b-csc", "03/b-mh"])), ids="-".join)
async def test_of_twins_the_one_who_was_not_seen_is_not_shown_as_seen(
    store: StoreAddress, store_home: Path, ask: Ask, order: tuple[str, ...]
) -> None:
    await asyncio.to_thread(loaded_one_by_one, store, store_home, *order)
    event = await ask(EVENT, id=global_id("Event", "c03b-csc", "e1"), **ASKED)
    assert sorted(one["givenNames"] for one in event["people"]) == ["Amelia", "Isla"]
    assert [one["givenNames"] for one in event["seen"]] == ["Amelia"]
    for agency in ("c03b-csc", "c03b-mh"):  # the mother is one person to both
        assert await children_of(ask, person(agency, "m")) == ["Amelia", "Isla"]


@pytest.mark.parametrize("together", [True, False], ids=["together", "visit-later"])
async def test_of_two_babies_without_a_name_an_event_saw_only_one(
    store: StoreAddress, store_home: Path, ask: Ask, together: bool
) -> None:
    """Nothing else tells them apart; the visit that saw one may be delivered later, and be taken back."""
    csc, number = Agency("csc", "children_social_care"), nhs("pell")
    for name in ("baby1", "baby2"):
        csc.person(name, "2026-01-05", nhs_number=number, given_names="Baby", family_name="Pell")
    csc.person("mum", "1990-01-01")
    csc.tie("mum", "parent", "baby1")
    csc.tie("mum", "parent", "baby2")
    await asyncio.to_thread(empty, store)
    visit = {"event_id": "v", "kind": "home_visit", "on": "2026-02-01", "person_ids": "baby1;baby2", "seen": "baby1"}
    if not together:
        await asyncio.to_thread(load, store, store_home, csc.delivered("2026-02-28T22:00:00Z"))
        assert len(await children_of(ask, person("csc", "mum"))) == 1
    csc.rows["events"].append(visit)
    await asyncio.to_thread(load, store, store_home, csc.delivered())
    assert await children_of(ask, person("csc", "mum")) == ["Baby", "Baby"]
    visit["seen"] = "baby1;baby2"
    await asyncio.to_thread(load, store, store_home, csc.delivered("2026-04-30T22:00:00Z"))
    assert len(await children_of(ask, person("csc", "mum"))) == 1


# ---- case 23: one wrong identifier in a third agency


@pytest.mark.parametrize("order", list(permutations(["23/sA", "23/sB", "23/sC"])), ids="-".join)
async def test_a_wrong_identifier_parts_no_two_that_agree(
    store: StoreAddress, store_home: Path, ask: Ask, order: tuple[str, ...]
) -> None:
    reports = await asyncio.to_thread(loaded_one_by_one, store, store_home, *order)
    assert [note for report in reports for note in report.notes if "kept apart" in note] == [
        "kept apart, though identifiers link them with records that birth dates, names or numbers say are of others "
        "(c23s-csc, c23s-hv, c23s-sch): 1 of the records; IDENTITY_MISMATCH finds them"
    ]
    rae, ray = person("c23s-csc", "a"), person("c23s-sch", "c")
    answer = await ask(NOT_INFORMED, id=global_id("Event", "c23s-csc", "e"), **ASKED)
    states = {one["agency"]["id"]: one["state"] for one in answer["agencies"]}
    assert states == {"c23s-csc": "REPORTED_IT", "c23s-hv": "NOT_INFORMED"}
    for id, agencies in ((rae, ["c23s-csc", "c23s-hv"]), (ray, ["c23s-sch"])):
        answer = await ask(RECORD, id=id, **ASKED)
        assert sorted(one["agency"]["id"] for one in answer["records"]) == agencies
    (found,) = await mismatches(ask, rae)
    assert "dates of birth" in found["statement"]
    assert {"c23s-csc", "c23s-sch"} <= set(ids(found["agencies"]))
