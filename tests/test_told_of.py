"""Whoever an answer tells of is in the record of it, whatever was picked: of every type, of pages, and of entries."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from access_families import policy, viewed
from deliver import Agency, empty, load, person_id
from graphql import GraphQLObjectType, get_named_type, get_nullable_type, is_list_type
from signed_in import responded

from api.signin.principal import Principal
from api.signin.rate_limits import LIMITS, RateLimits
from api.types.build import TELLS
from api.types.query import schema
from graph.ids import global_id
from graph.private_store import StoreAddress
from queries.audit.record import Record
from queries.context import Context

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("loaded")]
SCHEMA = schema()
TELLING = {
    name for name, kind in SCHEMA.type_map.items()
    if isinstance(kind, GraphQLObjectType) and kind.extensions.get(TELLS) is not None
}
"""The types whose objects say whom an answer tells of as soon as it holds one."""
WORKER = viewed("case_worker", "csc")
MUM, KID = person_id("csc", "mum"), person_id("csc", "kid")
WORRY = global_id("Event", "csc", "worry")


@pytest.fixture(scope="module")
def loaded(store: StoreAddress, store_home: Path) -> None:
    """A mother whom the police and children's social care know, and her child."""
    csc, police = Agency("csc", "children_social_care"), Agency("police", "police")
    csc.person("mum", "1990-01-01", family_name="Quill")
    csc.person("kid", "2018-01-01", family_name="Quest")
    csc.tie("mum", "parent", "kid")
    csc.home("flat", "mum", "kid", uprn="100000000911")
    csc.involved("mum", involvement_id="c1", since="2025-05-01")
    csc.involved("kid", involvement_id="c2", since="2025-05-01")
    csc.event("worry", "concern", "2026-02-01", "kid")
    police.person("mum", "1990-01-01")
    police.involved("mum", involvement_id="p1", since="2025-01-01")
    empty(store)
    load(store, store_home, csc.delivered(), police.delivered())


async def asked(store: StoreAddress, context: Context, query: str, **variables: Any) -> tuple[Any, Record]:
    """The answer of one root field, and what would be recorded of it."""
    response, record = await responded(store, policy(), context, query, **variables)
    assert "errors" not in response, response["errors"]
    (answer,) = response["data"].values()
    return answer, record


# Every type

ON = 'on: "2026-03-01"'
ARGUMENTS = {
    "person": f'id: "{MUM}"', "sourceRecord": 'agency: "csc", localId: "mum"', "findPeople": 'name: "quest"',
    "childrenAffected": f'adult: "{MUM}"', "agenciesNotInformed": f'event: "{WORRY}"', "event": f'id: "{WORRY}"',
    "familyNetwork": f'person: "{MUM}"', "agencyMatrix": f'person: "{MUM}"', "lastSeen": f'child: "{KID}"',
    "mashCheck": f'people: ["{MUM}"]',
    "chronology": f'people: ["{KID}"]', "pathsBetween": f'from: "{MUM}", to: "{KID}"',
    "kinshipPath": f'from: "{MUM}", to: "{KID}"',
    "hiddenConnections": f'people: ["{KID}"]', "genogram": f'person: "{MUM}"', "ecomap": f'person: "{MUM}"',
    "timeline": f'people: ["{KID}"]', "mayShare": f'about: "{MUM}", what: PERSONAL, with: "police"',
    "maySee": f'about: "{MUM}", what: PERSONAL, heldBy: "police"',
}
TELLS_OF_NOBODY = {"coverage", "scope"}
ELSEWHERE = {"accessLog", "notices", "glass"}
"""What an officer is told of looks and of glass, by the person or the reference that the question names."""
BY_ID = {"node", "nodes"}
"""What answers with objects of any type."""


@dataclass(frozen=True)
class Way:
    """The fields from a root to what one of them leads to."""

    fields: tuple[str, ...]
    type: str

    def query(self, *picked: str) -> str:
        """A query of nothing but what is picked at the end."""
        root, *below = self.fields
        inner = " ".join(picked)
        for name in reversed(below):
            inner = f"{name} {{ {inner} }}"
        return f"query {{ {root}({ARGUMENTS[root]}, {ON}) {{ {inner} }} }}"

    def ends(self, answer: Any) -> list[Any]:
        """What an answer holds at its end."""
        found = [answer]
        for name in ("", *self.fields[1:]):
            found = [each[name] if name else each for each in found if each]
            found = [one for each in found for one in (each if isinstance(each, list) else [each])]
        return [each for each in found if each is not None]


def ways() -> Iterator[Way]:
    """The shortest way to every type that tells of somebody, which heeds neither the way nor what is picked."""
    query, gone = SCHEMA.query_type, set[str]()
    assert query is not None
    waiting: deque[tuple[tuple[str, ...], GraphQLObjectType, str]] = deque(
        ((name,), query, name) for name in query.fields if name not in TELLS_OF_NOBODY | ELSEWHERE | BY_ID
    )
    while waiting:
        fields, parent, name = waiting.popleft()
        target = get_named_type(parent.fields[name].type)
        if not isinstance(target, GraphQLObjectType) or target.name in gone:
            continue
        gone.add(target.name)
        if target.name in TELLING:
            yield Way(fields, target.name)
        waiting += [((*fields, below), target, below) for below in target.fields]


def bound(type: str) -> list[str]:
    """The fields with the persons that an object of a type is of: its single ones, else its lists."""
    kind = SCHEMA.type_map[type]
    assert isinstance(kind, GraphQLObjectType)
    of = {name: field.type for name, field in kind.fields.items() if get_named_type(field.type).name == "Person"}
    single = [name for name, held in of.items() if not is_list_type(get_nullable_type(held))]
    return single or list(of)


PERSON = re.compile(r"person:[0-9a-f]{20}")
WAYS = list(ways())


def test_the_ways_lead_to_every_type_that_tells_of_somebody() -> None:
    recorded = {"RecordedInformed", "RecordedAbout", "RecordedDecision"}
    entered = recorded | {"EntryTakenBack", "Challenged", "SettledChallenge"}
    looks = {"Glass", "Notice", "LookConnection", "NoticeConnection"}
    assert {way.type for way in WAYS} == TELLING - entered - looks


@pytest.mark.parametrize("way", WAYS, ids=lambda way: ".".join(way.fields))
async def test_whoever_is_told_of_is_recorded(store: StoreAddress, way: Way) -> None:
    answer, record = await asked(store, WORKER, way.query("__typename"))
    there = way.ends(answer)
    assert all(list(each) == ["__typename"] for each in there), "nothing that was read for the record is told"
    if there:
        assert record.answered
    if there and (persons := bound(way.type)):
        told, _ = await asked(store, WORKER, way.query(*(f"{name} {{ id }}" for name in persons)))
        assert set(PERSON.findall(str(told))) <= record.people


BY_GLOBAL_ID = {
    MUM: {MUM}, global_id("SourceRecord", "csc", "kid"): {KID}, WORRY: {KID},
    global_id("Involvement", "csc", "c2"): {KID}, "csc": set(),
}


@pytest.mark.parametrize("id", BY_GLOBAL_ID)
async def test_what_is_asked_for_by_its_id_is_recorded_of_whom_it_is_about(store: StoreAddress, id: str) -> None:
    answer, record = await asked(store, WORKER, f'query {{ node(id: "{id}") {{ __typename }} }}')
    assert answer is not None
    assert record.people == BY_GLOBAL_ID[id]


# Where no row is shown

FOUND = 'findPeople(name: "quest", dateOfBirth: "2018-01-01"'


@pytest.mark.parametrize(
    ("query", "told"),
    [
        (f"query {{ {FOUND}) {{ edges {{ __typename }} }} }}", {"edges": [{"__typename": "PersonEdge"}]}),
        (f"query {{ {FOUND}) {{ totalCount }} }}", {"totalCount": 1}),
        (f"query {{ {FOUND}, first: 0) {{ pageInfo {{ hasNextPage }} }} }}", {"pageInfo": {"hasNextPage": True}}),
        (f"query {{ {FOUND}, first: 0) {{ nodes {{ sex }} }} }}", {"nodes": []}),
    ],
)
async def test_that_somebody_is_found_is_recorded(store: StoreAddress, query: str, told: Any) -> None:
    answer, record = await asked(store, WORKER, query)
    assert answer == told
    assert record.people == {KID}


@pytest.mark.parametrize("page", ["{ edges { cursor } }", "(first: 0) { pageInfo { hasNextPage } }"])
async def test_that_there_is_a_finding_is_recorded_of_whom_it_names(store: StoreAddress, page: str) -> None:
    asks = f"hiddenConnections({ON}, {page[1:]}" if page.startswith("(") else f"hiddenConnections({ON}) {page}"
    answer, record = await asked(store, WORKER, f"query {{ {asks} }}")
    assert answer.get("edges") or answer["pageInfo"] == {"hasNextPage": True}
    assert MUM in record.people


# What is entered

CONSENT = """mutation ($p: ID!, $k: ID!) {
  recordConsent(person: $p, scope: SHARE, given: NO, idempotencyKey: $k) { entry { id } } }"""
WRONG = 'mutation ($a: ID!, $k: ID!) { challenge(assertion: $a, reason: "no", idempotencyKey: $k) { entry { id } } }'
BACK = """mutation ($e: ID!, $k: ID!) {
  takeBack(entry: $e, reason: "x", expectedVersion: 1, idempotencyKey: $k) { reason } }"""
ROWS = """query ($p: ID!) { person(id: $p) { relationships { assertions { id } } residences { assertions { id } }
  involvements { id } records { id } } }"""


async def test_taking_back_is_recorded_of_whom_the_entry_is_about(store: StoreAddress) -> None:
    said, _ = await asked(store, WORKER, CONSENT, p=MUM, k=str(uuid4()))
    answer, record = await asked(store, WORKER, BACK, e=said["entry"]["id"], k=str(uuid4()))
    assert (answer, record.people) == ({"reason": "x"}, {MUM})


async def test_a_challenge_and_its_taking_back_are_recorded_of_whom_the_row_is_about(store: StoreAddress) -> None:
    rows, _ = await asked(store, WORKER, ROWS, p=KID)
    (tie,), (stay,) = rows["relationships"][0]["assertions"], rows["residences"][0]["assertions"]
    both = {tie["id"]: {MUM, KID}, stay["id"]: {KID}, WORRY: {KID}, rows["involvements"][0]["id"]: {KID}}
    for row, people in both.items():
        said, challenged = await asked(store, WORKER, WRONG, a=row, k=str(uuid4()))
        _, back = await asked(store, WORKER, BACK, e=said["entry"]["id"], k=str(uuid4()))
        assert (row, challenged.people, back.people) == (row, people, people)
        assert row in challenged.asked


# How much is read


@pytest.mark.parametrize(
    "query",
    ['query { sourceRecord(agency: "csc", localId: "kid") { familyName dateOfBirth } }',
     'query { event(agency: "csc", localId: "worry") { kind summary } }',
     f'query {{ chronology(people: ["{KID}"]) {{ nodes {{ summary }} }} }}'],
)
async def test_reading_by_records_or_events_is_reading_of_persons(store: StoreAddress, query: str) -> None:
    _, record = await asked(store, WORKER, query)
    assert record.people == {KID}
    watch, principal = RateLimits(LIMITS), Principal(WORKER.viewer, "direct_care")
    watch.read(principal, record)
    assert [*watch._readings.popitem()[1].people] == [KID]
