"""What is not made safe for who may not see all is refused to them, with what to do instead."""

from __future__ import annotations

import pytest
from access_families import policy, viewed
from deliver import opened
from signed_in import answered

from api.errors import Forbidden
from api.types.query import schema
from graph.private_store import StoreAddress
from queries.case import Cases


async def test_in_an_empty_store_nobody_is_seen_and_nothing_fails(empty_store: StoreAddress) -> None:
    async with opened(empty_store) as driver:
        cases = Cases.on(driver)
        seen = await cases.permissions(viewed("mash_worker", "csc"), await cases.store.directory())
        assert seen.existence == {"csc"} and not seen.discloses


@pytest.mark.parametrize(
    ("role", "purpose", "said"), [("analyst", "analysis", "named persons"), ("mash_worker", "direct_care", "section47")]
)
async def test_a_refusal_is_forbidden_and_says_what_may_be_asked(
    store: StoreAddress, role: str, purpose: str, said: str
) -> None:
    with pytest.raises(Forbidden, match=said):
        await answered(store, policy(), viewed(role, "csc", purpose), "{ coverage { agency { id } } }")


PERSON = 'person: "person:none"'
EVERY_QUESTION = {
    "person": 'person(id: "person:none") { id }', "sourceRecord": 'sourceRecord(agency: "csc", localId: "1") { id }',
    "findPeople": 'findPeople(name: "Kim") { nodes { id } }',
    "childrenAffected": 'childrenAffected(adult: "person:none") { children { missing } }',
    "agenciesNotInformed": 'agenciesNotInformed(event: "event:none") { agencies { state } }',
    "event": 'event(id: "event:none") { id }', "familyNetwork": f"familyNetwork({PERSON}) {{ person {{ id }} }}",
    "agencyMatrix": f"agencyMatrix({PERSON}) {{ __typename }}",
    "lastSeen": 'lastSeen(child: "person:none") { failedSince { id } }',
    "mashCheck": 'mashCheck(people: ["person:none"]) { people { id } }',
    "chronology": 'chronology(people: ["person:none"]) { nodes { id } }',
    "pathsBetween": 'pathsBetween(from: "person:none", to: "person:one") { people { id } }',
    "kinshipPath": 'kinshipPath(from: "person:none", to: "person:one") { statement }',
    "hiddenConnections": 'hiddenConnections(people: ["person:none"]) { nodes { id } }',
    "accessLog": f"accessLog({PERSON}) {{ nodes {{ __typename }} }}",
    "mayShare": 'mayShare(about: "person:none", what: EXISTENCE, with: "csc") { __typename }',
    "maySee": 'maySee(about: "person:none", what: EXISTENCE, heldBy: "csc") { __typename }',
    "genogram": f"genogram({PERSON}) {{ svg }}", "ecomap": f"ecomap({PERSON}) {{ svg }}",
    "timeline": 'timeline(people: ["person:none"]) { svg }', "coverage": "coverage { agency { id } }",
    "scope": "scope { statement }",
    "glass": 'glass(reference: "glass:none") { reference }', "notices": "notices { nodes { reference } }",
    "node": 'node(id: "person:none") { id }', "nodes": 'nodes(ids: ["event:none"]) { id }',
}  # fmt: skip


@pytest.mark.parametrize("name", EVERY_QUESTION)
async def test_an_analyst_is_answered_nothing(store: StoreAddress, name: str) -> None:
    """UK GDPR art. 5(1)(c): whoever looks for patterns is not told of anybody, by no question."""
    with pytest.raises(Forbidden):
        await answered(store, policy(), viewed("analyst", "csc", "analysis"), f"{{ {EVERY_QUESTION[name]} }}")


def test_no_question_is_left_out_of_those_an_analyst_is_refused() -> None:
    query = schema().query_type
    assert query is not None and query.fields.keys() == EVERY_QUESTION.keys()
