"""What is not made safe for who may not see all is refused to them, with what to do instead."""

from __future__ import annotations

import time

import pytest
from access_families import policy, viewed
from deliver import opened

from api.answer import Answers
from api.documents import Documents
from api.errors import Forbidden
from api.execution import RequestContext
from api.limits import Limits
from api.schema import make_schema
from api.signin.asker import Asker
from graph.private_store import StoreAddress
from queries import catalogue
from queries.access.sight import MayNotSee
from queries.ask import Question
from queries.context import Viewer
from queries.read import FOR_VIEWERS, Reader

UNSAFE = sorted(set(catalogue.names()) - FOR_VIEWERS)


async def test_in_an_empty_store_nobody_is_seen_and_nothing_fails(empty_store: StoreAddress) -> None:
    async with opened(empty_store) as driver:
        seen = await Reader(driver).sight(viewed("mash_worker", "csc"))
        assert seen.existence == {"csc"} and not seen.discloses


@pytest.mark.parametrize("name", UNSAFE)
async def test_a_question_that_is_not_written_for_viewers_is_not_even_sent(store: StoreAddress, name: str) -> None:
    async with opened(store) as driver:
        reader = Reader(driver)
        with pytest.raises(MayNotSee, match=name):
            await reader.plain(Question(name, catalogue.text(name)), viewed("manager", "csc"))
        assert reader.statements == 0


@pytest.mark.parametrize(
    ("role", "purpose", "query", "said"),
    [
        ("analyst", "analysis", "{ coverage { agency { id } } }", "named persons"),
        ("mash_worker", "direct_care", "{ coverage { agency { id } } }", "section47"),
    ],
)
async def test_a_refusal_is_forbidden_and_says_what_may_be_asked(
    store: StoreAddress, role: str, purpose: str, query: str, said: str
) -> None:
    with pytest.raises(Forbidden, match=said):
        await ask(store, Asker(Viewer.signed_in("w", role, "csc"), purpose), query)


async def ask(store: StoreAddress, asker: Asker, query: str) -> None:
    async with opened(store) as driver:
        answers = Answers()
        answers.reader = Reader(driver, policy=policy())
        documents = Documents(make_schema(), Limits())
        document = await documents.get(query)
        operation = documents.operation(document, document.select(None), {})
        await answers(operation, RequestContext("test", {}, time.monotonic() + 60, asker))


PERSON = 'person: "person:none"'
EVERY_QUESTION = {
    "person": 'person(id: "person:none") { id }', "sourceRecord": 'sourceRecord(agency: "csc", localId: "1") { id }',
    "findPeople": 'findPeople(name: "Kim") { nodes { id } }',
    "childrenAffected": 'childrenAffected(adult: "person:none") { children { missing } }',
    "agenciesNotInformed": 'agenciesNotInformed(event: "event:none") { agencies { state } }',
    "event": 'event(id: "event:none") { id }', "familyNetwork": f"familyNetwork({PERSON}) {{ person {{ id }} }}",
    "agencyMatrix": f"agencyMatrix({PERSON}) {{ __typename }}",
    "mashCheck": 'mashCheck(people: ["person:none"]) { people { id } }',
    "chronology": 'chronology(people: ["person:none"]) { nodes { id } }',
    "pathsBetween": 'pathsBetween(from: "person:none", to: "person:one") { people { id } }',
    "hiddenConnections": 'hiddenConnections(people: ["person:none"]) { nodes { id } }',
    "accessLog": f"accessLog({PERSON}) {{ nodes {{ __typename }} }}",
    "mayShare": 'mayShare(about: "person:none", what: EXISTENCE, with: "csc") { __typename }',
    "maySee": 'maySee(about: "person:none", what: EXISTENCE, heldBy: "csc") { __typename }',
    "genogram": f"genogram({PERSON}) {{ svg }}", "ecomap": f"ecomap({PERSON}) {{ svg }}",
    "timeline": 'timeline(people: ["person:none"]) { svg }', "coverage": "coverage { agency { id } }",
    "glass": 'glass(reference: "glass:none") { reference }', "notices": "notices { nodes { reference } }",
}  # fmt: skip


@pytest.mark.parametrize("name", EVERY_QUESTION)
async def test_an_analyst_is_answered_nothing(store: StoreAddress, name: str) -> None:
    """UK GDPR art. 5(1)(c): whoever looks for patterns is not told of anybody, by no question."""
    with pytest.raises(Forbidden):
        await ask(store, Asker(Viewer.signed_in("w", "analyst", "csc"), "analysis"), f"{{ {EVERY_QUESTION[name]} }}")


def test_no_question_is_left_out_of_those_an_analyst_is_refused() -> None:
    query = make_schema().query_type
    assert query is not None and query.fields.keys() == EVERY_QUESTION.keys()
