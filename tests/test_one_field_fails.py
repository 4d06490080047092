"""One root field of a document fails, and the others answer; anything with a global id is found by that id."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from access_families import viewed
from deliver import Agency, Ask, empty, load, person_id
from signed_in import answered
from test_sweep import swept

from graph.ids import global_id
from graph.private_store import StoreAddress
from queries.access.policy import shipped
from queries.context import Context

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("family")]

KIM, DAD = person_id("csc", "kim"), person_id("police", "dad")
UNKNOWN = "person:00000000000000000000"
IDS = {
    "Person": KIM,
    "SourceRecord": global_id("SourceRecord", "csc", "kim"),
    "Event": global_id("Event", "csc", "visit"),
    "Involvement": global_id("Involvement", "csc", "c1"),
    "Organisation": "police",
    "Service": global_id("Service", "csc", "team"),
    "Professional": global_id("Professional", "csc", "amy"),
}
"""One of every type that `node` answers with, but for flags, whose ids a sweep makes; who works for the council sees
them all."""
OF_THE_POLICE = {
    "Person": DAD,
    "SourceRecord": global_id("SourceRecord", "police", "dad"),
    "Event": global_id("Event", "police", "informant"),
    "Involvement": global_id("Involvement", "police", "p2"),
    "Professional": global_id("Professional", "police", "pc"),
}
"""What the police alone know, keep sealed, or tell nobody."""
NODE = "query ($id: ID!) { node(id: $id) { __typename id } }"
NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
DATED = 'query ($id: ID!) { nodes(ids: [$id], on: "2026-03-01") { __typename id } }'
FLAGS = """query ($id: ID!) { hiddenConnections(people: [$id], rule: [COMPARTMENTALISED], on: "2026-03-01") {
  nodes { id statement } } }"""
WORKER = viewed("case_worker", "csc", "direct_care")


@pytest.fixture(scope="module")
def family(store: StoreAddress, store_home: Path) -> None:
    """Kim, with whom the council works, and Kim's mother, with whom the police do; swept, one finding."""
    csc, police = Agency("csc", "children_social_care"), Agency("police", "police")
    for agency in (csc, police):
        agency.people(mum="1990-01-01", kim="2018-01-01")
        agency.tie("mum", "parent", "kim")
    csc.row("services", service_id="team", name="North team", kind="children_social_care")
    csc.row("professionals", professional_id="amy", name="Amy Lund")
    csc.involved("kim", involvement_id="c1", service_id="team", professional_ids="amy")
    csc.event("visit", "home_visit", "2026-02-01", "kim")
    police.person("dad", "1980-01-01")
    police.row("professionals", professional_id="pc", name="PC Reed")
    police.involved("mum", involvement_id="p1")
    police.involved("dad", involvement_id="p2", professional_ids="pc", sensitivity="sealed")
    police.event("informant", "incident", "2026-02-12", "dad", sensitivity="sealed")
    empty(store)
    load(store, store_home, csc.delivered("2026-02-15"), police.delivered("2026-02-15"))
    swept(store, store_home)


@pytest.mark.parametrize(
    ("field", "code", "words"),
    [
        ("chronology(people: [$id], first: 9999) { nodes { id } }", "BAD_USER_INPUT", "first is 9999"),
        ("chronology(people: [$id], first: -1) { nodes { id } }", "BAD_USER_INPUT", "first is -1"),
        ('chronology(people: [$id], after: "nonsense") { nodes { id } }', "BAD_USER_INPUT", "after is no cursor"),
        ('findPeople(name: "kim", after: "bm9uZQ==") { nodes { id } }', "BAD_USER_INPUT", "after is no cursor"),
        ('hiddenConnections(people: [$id], after: "bm9uZQ==") { nodes { id } }', "BAD_USER_INPUT", "after is no"),
        ('person(id: $id, on: "2026-02-30") { id }', "BAD_USER_INPUT", "2026-02-30"),
        ('coverage(knownAt: "yesterday") { coversTo }', "BAD_USER_INPUT", "yesterday"),
        ("coverage(on: 20260301) { coversTo }", "BAD_USER_INPUT", "20260301"),
        ("childrenAffected(adult: $id, closedWithin: -3) { children { missing } }", "BAD_USER_INPUT", "closedWithin"),
        ("familyNetwork(person: $id, steps: 99) { person { id } }", "BAD_USER_INPUT", "steps"),
        ("event { id }", "BAD_USER_INPUT", "event needs `id`"),
        ('findPeople(name: "") { nodes { id } }', "BAD_USER_INPUT", "give a name"),
    ],
)
async def test_a_field_with_a_bad_argument_is_null_and_the_others_answer(
    raw: Ask, field: str, code: str, words: str
) -> None:
    others = "before: person(id: $id) { id }", "coverage { agency { id } }"
    said = await raw(f"query ($id: ID!) {{\n  {others[0]}\n  bad: {field}\n  {others[1]}\n}}", id=KIM)
    assert list(said["data"]) == ["before", "bad", "coverage"]
    assert said["data"]["bad"] is None
    assert said["data"]["before"] == {"id": min(KIM, person_id("police", "kim"))}
    assert [one["agency"]["id"] for one in said["data"]["coverage"]] == ["csc", "police"]
    (error,) = said["errors"]
    assert (error["path"], error["locations"]) == (["bad"], [{"line": 3, "column": 3}])
    assert error["extensions"]["code"] == code
    assert words in error["message"]


async def test_several_that_fail_are_named_each(raw: Ask) -> None:
    said = await raw(
        'query ($id: ID!) { a: person(id: $id, on: "never") { id } b: event { id } c: node(id: $id) { id } }', id=KIM
    )
    assert [error["path"] for error in said["errors"]] == [["a"], ["b"]]
    assert (said["data"]["a"], said["data"]["b"]) == (None, None) and said["data"]["c"]


async def test_where_all_fail_by_their_arguments_the_answer_is_data_with_errors_all_the_same(raw: Ask) -> None:
    said = await raw("{ event { id } }")
    assert said["data"] == {"event": None}
    assert said["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_bad_variable_refuses_the_request(raw: Ask) -> None:
    said = await raw("query ($on: Date) { coverage(on: $on) { coversTo } scope: coverage { coversTo } }", on="never")
    assert "data" not in said
    assert "$on" in said["errors"][0]["message"]


@pytest.mark.parametrize("type_", IDS)
async def test_anything_with_a_global_id_is_found_by_it(ask: Ask, type_: str) -> None:
    found = await ask(NODE, id=IDS[type_])
    assert found["__typename"] == type_
    assert type_ == "Person" or found["id"] == IDS[type_]
    assert await ask(NODE, id=found["id"]) == found


async def test_a_node_is_whole(ask: Ask) -> None:
    document = """query ($id: ID!) { node(id: $id) {
      ... on Event { kind people { id } } ... on Involvement { status allocatedTo { id } } ... on Service { name }
    } }"""
    assert await ask(document, id=IDS["Event"]) == {
        "kind": "HOME_VISIT", "people": [{"id": min(KIM, person_id("police", "kim"))}]
    }
    assert await ask(document, id=IDS["Involvement"]) == {
        "status": "OPEN", "allocatedTo": [{"id": IDS["Professional"]}]
    }
    assert await ask(document, id=IDS["Service"]) == {"name": "North team"}


async def test_a_flag_is_found_by_its_id_as_it_is_told(ask: Ask) -> None:
    (flag,) = (await ask(FLAGS, id=KIM))["nodes"]
    document = 'query ($id: ID!) { nodes(ids: [$id], on: "2026-03-01") { __typename ... on Flag { id statement } } }'
    assert await ask(document, id=flag["id"]) == [{"__typename": "Flag", **flag}]


@pytest.mark.parametrize(
    "id", [UNKNOWN, "event:00000000000000000000", "flag:none", "service:x", "nowhere", "", ":", "extract:1"]
)
async def test_an_id_of_nothing_is_null_and_no_error(ask: Ask, id: str) -> None:
    assert await ask(NODE, id=id) is None


async def test_several_come_in_the_order_of_their_ids_and_null_for_those_of_nothing(ask: Ask) -> None:
    ids = [IDS["Event"], UNKNOWN, IDS["Service"], "nowhere", IDS["SourceRecord"], IDS["Event"], "police"]
    found = await ask(NODES, ids=ids)
    assert [one and one["id"] for one in found] == [
        IDS["Event"], None, IDS["Service"], None, IDS["SourceRecord"], IDS["Event"], "police"
    ]
    assert await ask(NODES, ids=[]) == []


async def test_too_many_ids_fail_their_field_alone(raw: Ask) -> None:
    said = await raw(
        "query ($ids: [ID!]!) { nodes(ids: $ids) { id } coverage { agency { id } } }", ids=[f"x{n}" for n in range(51)]
    )
    assert said["data"]["nodes"] is None and said["data"]["coverage"]
    assert "51 ids" in said["errors"][0]["message"]


async def seen(store: StoreAddress, context: Context, *ids: str) -> list[Any]:
    """The types of what some ids mean to a viewer."""
    found = await answered(store, shipped(), context, NODES, ids=ids)
    return [one and one["__typename"] for one in found]


async def test_a_viewer_finds_what_may_be_seen(store: StoreAddress) -> None:
    assert await seen(store, WORKER, *IDS.values()) == list(IDS)


@pytest.mark.parametrize("type_", OF_THE_POLICE)
async def test_what_a_viewer_may_not_see_is_null_as_what_is_not_there(
    store: StoreAddress, ask: Ask, type_: str
) -> None:
    hidden = OF_THE_POLICE[type_]
    assert (await ask(NODE, id=hidden))["__typename"] == type_
    assert await seen(store, WORKER, hidden, UNKNOWN, IDS["Event"]) == [None, None, "Event"]


async def test_a_flag_is_found_by_whom_it_is_told_and_by_nobody_else(store: StoreAddress, ask: Ask) -> None:
    (flag,) = (await ask(FLAGS, id=KIM))["nodes"]
    for context in (WORKER, viewed("manager", "csc"), viewed("case_worker", "police")):
        told = (await answered(store, shipped(), context, FLAGS, id=KIM))["nodes"]
        (found,) = await answered(store, shipped(), context, DATED, id=flag["id"])
        assert (found is not None) == (flag["id"] in [each["id"] for each in told])
