"""A list that holds as many as it may says so: what it leaves out must not look like what there is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from deliver import EXTRACTED, Agency, Ask, load, person_id

from api.full_lists import BOUND, NAMED, as_extensions
from graph.ids import global_id
from graph.private_store import StoreAddress

pytestmark = pytest.mark.slow


@pytest.fixture
def loaded(empty_store: StoreAddress, tmp_path: Path) -> None:
    """Ana has as many involvements as a list may hold, Leo one less; the police as many named officers."""
    council = Agency("council", "children_social_care")
    for name, involvements in (("ana", BOUND), ("leo", BOUND - 1)):
        council.person(name, "2015-06-30", given_names=name.title())
        for number in range(involvements):
            council.involved(name, "open", since="2025-01-01", involvement_id=f"{name}-{number}")
    police = Agency("police", "police")
    police.person("ana", "2015-06-30")
    police.involved("ana", since="2025-01-01")
    for number in range(BOUND):
        police.row("professionals", professional_id=f"w{number:03}", name=f"PC {number}", named_officer="yes")
    council.event("fall", "injury", "2026-02-01", "ana")
    load(empty_store, tmp_path, council.delivered(EXTRACTED), police.delivered(EXTRACTED))


async def test_a_list_that_may_go_on_is_named_beside_the_answer(loaded: None, raw: Ask) -> None:
    query = """query($ana: ID!, $leo: ID!) { hers: person(id: $ana) { involvements { id } }
        his: person(id: $leo) { all: involvements { id } id } }"""
    said = await raw(query, ana=person_id("council", "ana"), leo=person_id("council", "leo"))
    assert [len(said["data"][who][key]) for who, key in (("hers", "involvements"), ("his", "all"))] == [500, 499]
    assert said["extensions"] == {"fullLists": {"most": BOUND, "paths": [["hers", "involvements"]]}}
    few = await raw("query($leo: ID!) { person(id: $leo) { involvements { id } } }", leo=person_id("council", "leo"))
    assert "extensions" not in few


async def test_of_many_whom_to_ring_none_is_left_out_unsaid(loaded: None, raw: Ask) -> None:
    query = "query($fall: ID!) { agenciesNotInformed(event: $fall) { agencies { agency { id } contacts { id } } } }"
    said = await raw(query, fall=global_id("Event", "council", "fall"))
    contacts = {one["agency"]["id"]: len(one["contacts"]) for one in said["data"]["agenciesNotInformed"]["agencies"]}
    assert contacts == {"council": 0, "police": BOUND}
    assert said["extensions"]["fullLists"]["paths"] == [["agenciesNotInformed", "agencies", 1, "contacts"]]


async def test_one_within_a_page_is_named_by_its_row(loaded: None, raw: Ask) -> None:
    query = """{ findPeople(name: "Ana") { edges { node { involvements { id } } } } }"""
    said = await raw(query)
    assert said["extensions"]["fullLists"]["paths"] == [["findPeople", "edges", 0, "node", "involvements"]]


def test_a_page_says_itself_whether_more_follows() -> None:
    rows = [{"id": str(n)} for n in range(BOUND)]
    data = {"found": {"rows": rows, "pageInfo": {"hasNextPage": True}}, "coverage": rows}
    assert as_extensions(data, ["found"])["extensions"]["fullLists"]["paths"] == [("coverage",)]


def test_a_few_are_named_where_many_are_full() -> None:
    data: dict[str, Any] = {"people": [{"records": [{}] * BOUND} for _ in range(NAMED + 1)]}
    assert len(as_extensions(data, [])["extensions"]["fullLists"]["paths"]) == NAMED
