"""A challenged row is shown as challenged wherever it is shown, at once, until the challenge is taken back."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

import pytest
from deliver import NOW, Agency, Ask, empty, load, person_id

from graph.ids import global_id
from graph.private_store import StoreAddress

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("family")]

csc, drugs = Agency("csc", "children_social_care"), Agency("drugs", "substance_misuse")
probation = Agency("probation", "probation")
CHALLENGE = """mutation ($assertion: ID!, $agency: ID = "csc", $key: ID!) {
  challenge(assertion: $assertion, reason: "he is not the father", by: "his sister", agency: $agency,
      idempotencyKey: $key) { entry { id } assertion reason }
}"""
BACK = """mutation ($entry: ID!, $key: ID!) {
  takeBack(entry: $entry, reason: "settled", agency: "csc", expectedVersion: 1, idempotencyKey: $key) { reason }
}"""
WHOLE = "challenged assertions { id agency { id } challenged challenges { reason by agency { id } } }"
KIM = f"""query ($id: ID!, $on: Date = "2026-03-01", $knownAt: DateTime) {{
  person(id: $id, on: $on, knownAt: $knownAt) {{
    records {{ id challenged }} residences {{ {WHOLE} }} relationships {{ type person {{ id }} {WHOLE} }}
    involvements {{ id challenged }} consents {{ id challenged }} enquiries {{ id challenged }}
  }}
}}"""
PATHS = f"""query ($adult: ID!) {{
  childrenAffected(adult: $adult, on: "2026-03-01") {{ children {{ paths {{ steps {{ type {WHOLE} }} }} }} }}
}}"""
FLAGS = """query ($people: [ID!]) {
  hiddenConnections(people: $people, on: "2026-03-01") { nodes {
    rule { id } challenged paths { steps { type assertions { id } } }
    evidence { challenged involvement { id challenged } event { id challenged } }
  } }
}"""
EVENT = """query ($id: ID!) { event(id: $id) { challenged challenges { reason } told { id challenged } } }"""
_keys = count(1)


@pytest.fixture(scope="module")
def family(store: StoreAddress, store_home: Path) -> None:
    """A girl, her father by two agencies' word, his partner, and services that have no contact."""
    empty(store)
    for agency in (csc, drugs):
        agency.people(kim="2016-01-01", dad="1985-01-01")
        agency.tie("dad", "parent", "kim", since="2016-01-01")
    csc.home("flat", "kim", "dad", uprn="100000000912")
    csc.involved("kim", involvement_id="csc-kim", since="2025-05-01")
    drugs.involved("dad", involvement_id="drugs-dad", since="2025-11-01")
    drugs.event("relapse", "relapse", "2026-02-10", "dad")
    drugs.row("informed", event_id="relapse", agency="csc", at="2026-02-11")
    csc.row("consents", person_id="kim", scope="share", given="yes", since="2025-06-01")
    csc.row("enquiries", person_id="kim", question="seen_alone", answer="yes", on="2026-02-01")
    for agency in (drugs, probation):
        agency.person("amy", "1990-01-01")
    drugs.tie("amy", "partner", "dad")
    probation.involved("amy", involvement_id="probation-amy", since="2025-11-01")
    load(store, store_home, csc.delivered(), drugs.delivered(), probation.delivered())


async def challenged(ask: Ask, assertion: str) -> str:
    """Challenge a row; the entry."""
    made = await ask(CHALLENGE, assertion=assertion, key=f"challenge-{next(_keys)}")
    assert (made["assertion"], made["reason"]) == (assertion, "he is not the father")
    return str(made["entry"]["id"])


async def settled(ask: Ask, entry: str) -> None:
    """Take a challenge back."""
    await ask(BACK, entry=entry, key=f"settled-{next(_keys)}")


def rows(answer: Any) -> dict[str, bool]:
    """By id, whether each row of an answer is challenged; wherever in it."""
    found: dict[str, bool] = {}
    if isinstance(answer, list):
        for one in answer:
            found |= rows(one)
    if isinstance(answer, dict):
        if "id" in answer and "challenged" in answer:
            found[answer["id"]] = answer["challenged"]
        for one in answer.values():
            found |= rows(one)
    return found


async def test_each_row_of_a_person_can_be_challenged_by_itself(ask: Ask) -> None:
    kim = person_id("csc", "kim")
    before = rows(await ask(KIM, id=kim))
    kinds = {id.partition(":")[0] for id in before}
    assert kinds == {"record", "residence", "relationships", "involvement", "consent", "enquiry"}
    assert not any(before.values())
    for row in before:
        entry = await challenged(ask, row)
        assert {id for id, is_so in rows(await ask(KIM, id=kim)).items() if is_so} == {row}
        await settled(ask, entry)
    assert rows(await ask(KIM, id=kim)) == before


async def test_a_step_says_so_and_which_of_its_assertions(ask: Ask) -> None:
    dad = person_id("csc", "dad")
    steps = [s for c in (await ask(PATHS, adult=dad))["children"] for p in c["paths"] for s in p["steps"]]
    parent = next(step for step in steps if step["type"] == "PARENT")
    assert [one["agency"]["id"] for one in parent["assertions"]] == ["csc", "drugs"]
    entry = await challenged(ask, parent["assertions"][1]["id"])
    after = [s for c in (await ask(PATHS, adult=dad))["children"] for p in c["paths"] for s in p["steps"]]
    assert {step["type"]: step["challenged"] for step in after} == {"PARENT": True, "SHARED_HOME": False}
    (mine, theirs) = next(step for step in after if step["type"] == "PARENT")["assertions"]
    assert (mine["challenged"], mine["challenges"]) == (False, [])
    assert (theirs["challenged"], theirs["challenges"]) == (
        True, [{"reason": "he is not the father", "by": "his sister", "agency": {"id": "csc"}}]
    )
    await settled(ask, entry)


async def test_a_shared_home_says_so_for_either_stay(ask: Ask) -> None:
    (stay,) = (await ask(KIM, id=person_id("csc", "dad")))["residences"]
    entry = await challenged(ask, stay["assertions"][0]["id"])
    children = (await ask(PATHS, adult=person_id("csc", "dad")))["children"]
    steps = {s["type"]: s["challenged"] for c in children for p in c["paths"] for s in p["steps"]}
    assert steps == {"PARENT": False, "SHARED_HOME": True}
    await settled(ask, entry)


async def test_an_event_and_who_was_told_of_it(ask: Ask) -> None:
    event = global_id("Event", "drugs", "relapse")
    before = await ask(EVENT, id=event)
    assert (before["challenged"], [told["challenged"] for told in before["told"]]) == (False, [False])
    entries = [await challenged(ask, id) for id in (event, before["told"][0]["id"])]
    after = await ask(EVENT, id=event)
    assert (after["challenged"], after["challenges"]) == (True, [{"reason": "he is not the father"}])
    assert [told["challenged"] for told in after["told"]] == [True]
    for entry in entries:
        await settled(ask, entry)


@pytest.mark.parametrize("what", ["involvement", "tie"])
async def test_a_flag_that_rests_on_it_says_so(ask: Ask, what: str) -> None:
    people = [person_id("csc", "kim")]
    flags = (await ask(FLAGS, people=people))["nodes"]
    assert flags and not any(flag["challenged"] for flag in flags)
    row = global_id("Involvement", "probation", "probation-amy")
    if what == "tie":
        paths = next(flag["paths"] for flag in flags if flag["rule"]["id"] == "COMPARTMENTALISED")
        row = next(one["id"] for path in paths for step in path["steps"] for one in step["assertions"])
    entry = await challenged(ask, row)
    after = {flag["rule"]["id"]: flag for flag in (await ask(FLAGS, people=people))["nodes"]}
    assert {flag["rule"]["id"] for flag in flags} == after.keys()
    assert after["COMPARTMENTALISED"]["challenged"]
    told = {one["involvement"]["id"]: one["challenged"] for flag in after.values() for one in flag["evidence"]
            if one["involvement"]}
    assert told[global_id("Involvement", "probation", "probation-amy")] is (what == "involvement")
    await settled(ask, entry)


async def test_it_was_challenged_from_then_until_then(ask: Ask) -> None:
    kim, involvement = person_id("csc", "kim"), global_id("Involvement", "csc", "csc-kim")
    entry = await challenged(ask, involvement)
    entered = "query ($id: ID!) { person(id: $id) { involvements { challenges { recordedAt } } } }"
    (one,) = (await ask(entered, id=kim))["involvements"]
    since = one["challenges"][0]["recordedAt"]
    await settled(ask, entry)
    then, before = [rows(await ask(KIM, id=kim, knownAt=at))[involvement] for at in (since, "2026-06-30T11:59:59Z")]
    assert (then, before, rows(await ask(KIM, id=kim))[involvement]) == (True, False, False)


async def test_it_shows_as_known_now_and_as_known_then(ask: Ask) -> None:
    kim = person_id("csc", "kim")
    entry = await challenged(ask, global_id("Involvement", "csc", "csc-kim"))
    later = NOW.replace(hour=13).isoformat()
    assert await ask(KIM, id=kim) == await ask(KIM, id=kim, knownAt=later)
    await settled(ask, entry)


@pytest.mark.parametrize("id", ["involvement:00000000000000000000", "relationships:0", "person:0", "nonsense", ""])
async def test_what_is_no_row_cannot_be_challenged(ask: Ask, id: str) -> None:
    with pytest.raises(AssertionError, match="NOT_FOUND"):
        await challenged(ask, id)
