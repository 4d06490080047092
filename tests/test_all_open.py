"""Whoever may see everything is answered as the open local user is: access takes away what may not be seen, no more.

By an agreement that opens all agencies' records, on a basis that opens the sensitive ones; what is sealed is the own
agency's. Lists may be in another order, for a viewer's follows only what may be seen.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest
from access_families import viewed
from agreements import agreed, agreement
from deliver import empty, load, person_id
from signed_in import answered
from test_non_interference import CHECK, CHILDREN, EVENT, FAMILY, FLAG, INFORMING, MATRIX, PERSON, RECORD, SIGHTS, STEPS
from worlds import AGENCIES, BORN, delivered, world

from api.types.query import schema
from graph.ids import global_id
from graph.private_store import StoreAddress
from queries.access.codes import PURPOSE
from queries.access.policy import Policy
from queries.context import Viewer

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("families")]

ALL = agreement("all", ["any"], ["caldicott_guardian"], viewers=["any"], purposes=sorted(PURPOSE))
EVERYTHING = viewed("caldicott_guardian", "csc", "section47", "significant_harm")
OPEN = replace(EVERYTHING, viewer=Viewer())
ON = 'on: "2026-03-01"'
PEOPLE = [person_id("csc", f"{name}0") for name in BORN]
KINSHIP = "terms ways { people { id } steps { type ended } } picture { people }"
SEEN = SIGHTS.partition(" scope")[0]
QUERIES = {
    "person": f"query ($id: ID!) {{ person(id: $id, {ON}) {{ {PERSON} }} }}",
    "childrenAffected": f"query ($id: ID!) {{ childrenAffected(adult: $id, {ON}) {{ {CHILDREN} }} }}",
    "familyNetwork": f"query ($id: ID!) {{ familyNetwork(person: $id, {ON}) {{ {FAMILY} }} }}",
    "agencyMatrix": f"query ($id: ID!) {{ agencyMatrix(person: $id, {ON}) {{ {MATRIX} }} }}",
    "pathsBetween": f"query ($id: ID!, $other: ID!) {{ pathsBetween(from: $id, to: $other, {ON}) {{ {STEPS} }} }}",
    "lastSeen": f"query ($id: ID!) {{ lastSeen(child: $id, {ON}) {{ {SEEN} }} }}",
    "kinshipPath": f"query ($id: ID!, $other: ID!) {{ kinshipPath(from: $id, to: $other, {ON}) {{ {KINSHIP} }} }}",
    "mashCheck": f"query ($ids: [ID!]!) {{ mashCheck(people: $ids, {ON}) {{ {CHECK} flags {{ id }} }} }}",
    "chronology": f"query ($ids: [ID!]!) {{ chronology(people: $ids, first: 500, {ON}) {{ nodes {{ {EVENT} }} }} }}",
    "hiddenConnections": f"query ($ids: [ID!]) {{ hiddenConnections(people: $ids, {ON}) {{ nodes {{ {FLAG} }} }} }}",
    "timeline": f"query ($ids: [ID!]!) {{ timeline(people: $ids, {ON}) {{ alternative }} }}",
    "event": f"query ($event: ID!) {{ event(id: $event, {ON}) {{ {EVENT} }} }}",
    "agenciesNotInformed": f"query ($event: ID!) {{ agenciesNotInformed(event: $event, {ON}) {{ {INFORMING} }} }}",
    "sourceRecord": f'{{ sourceRecord(agency: "police", localId: "mum0", {ON}) {{ {RECORD} }} }}',
    "findPeople": f'{{ findPeople(name: "la", first: 500, {ON}) {{ nodes {{ id familyName }} }} }}',
    "coverage": f"{{ coverage({ON}) {{ agency {{ id name kind }} coversDate loading }} }}",
    "scope": f"{{ scope({ON}) {{ content {{ id }} until deliveries {{ coversDate contentSeen }} }} }}",
    "mayShare": f"query ($id: ID!) {{ mayShare(about: $id, what: HEALTH, with: \"ward\", {ON})"
    " { answer consentState recordedConsents { id given } person { id } receiver { id } } }",
    "maySee": f"query ($id: ID!) {{ maySee(about: $id, what: HEALTH, heldBy: \"ward\", agency: \"csc\", {ON})"
    " { answer consentState recordedConsents { id given } } }",
    "genogram": f"query ($id: ID!) {{ genogram(person: $id, {ON}) {{ people width }} }}",
    "ecomap": f"query ($id: ID!) {{ ecomap(person: $id, {ON}) {{ people alternative }} }}",
    "node": f"query ($event: ID!) {{ node(id: $event) {{ id ... on Event {{ {EVENT} }} }} }}",
    "nodes": f"query ($ids: [ID!]!) {{ nodes(ids: $ids, {ON}) {{ id ... on Person {{ {PERSON} }} }} }}",
}
"""By root field, all of it that can be asked of one world; of several persons, events or none."""
OF_THE_OWN_AGENCY = {"accessLog", "glass", "notices"}
"""Whoever has signed in answers for the own agency alone, whatever it may see."""


def everything() -> Policy:
    """The shipped policy, and an agreement that opens all."""
    return agreed(ALL, alone=True)


@pytest.fixture(scope="module")
def families(store: StoreAddress, store_home: Path) -> None:
    """A random family in five agencies' records; nothing of the others' is sealed."""
    empty(store)
    agencies = world(Random(3), Random(4), 1)
    one, other = (row["person_id"] for row in agencies[0].rows["people"][:2])
    agencies[0].tie(one, "sibling", other, row_id="known")
    for agency in agencies:
        for table in ("involvements", "events"):
            for row in agency.rows[table]:
                if agency.id != "csc" and row.get("sensitivity") == "sealed":
                    row["sensitivity"] = "sensitive"
    load(store, store_home, *delivered(agencies, "2026-02-15T00:00:00Z", *AGENCIES))


def variables(query: str) -> list[dict[str, Any]]:
    """What a query is asked of."""
    if "$ids" in query:
        return [{"ids": PEOPLE[:3]}]
    if "$other" in query:
        return [{"id": one, "other": other} for one, other in combinations(PEOPLE, 2)]
    if "$event" in query:
        return [{"event": global_id("Event", agency, f"e0-{n}")} for agency in AGENCIES for n in range(3)]
    return [{"id": id} for id in PEOPLE] if "$id" in query else [{}]


def unordered(answer: Any) -> Any:
    """An answer without the order of its lists, nor the word that the rest may not be seen."""
    if isinstance(answer, dict):
        return {key: unordered(value) for key, value in answer.items()}
    if isinstance(answer, list):
        return sorted((unordered(one) for one in answer if one != LIMITED), key=repr)
    return answer


LIMITED = "What is in records that the viewer may not see"


def test_every_root_field_is_asked() -> None:
    query = schema().query_type
    assert query is not None
    assert QUERIES.keys() | OF_THE_OWN_AGENCY == query.fields.keys()


@pytest.mark.parametrize("field", QUERIES)
async def test_who_may_see_everything_is_answered_as_who_sees_all(store: StoreAddress, field: str) -> None:
    query, told = QUERIES[field], 0
    for asked in variables(query):
        seen, all_of_it = [await answered(store, everything(), who, query, **asked) for who in (EVERYTHING, OPEN)]
        assert unordered(seen) == unordered(all_of_it), asked
        told += bool(seen)
    assert told
