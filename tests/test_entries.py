"""What workers enter by hand: who may say it, that it counts at once, and only once, and that no delivery ends it."""

from __future__ import annotations

import asyncio
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from deliver import Agency, Ask, empty, load, opened, person_id

from graph.digest import graph_digest
from graph.ids import global_id
from graph.private_store import StoreAddress
from queries.analysis.borough.store import BoroughStore
from queries.context import Context
from queries.facts.store import FactStore

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("family")]

csc, drugs, police = (Agency(id, kind) for id, kind in (
    ("csc", "children_social_care"), ("drugs", "substance_misuse"), ("police", "police"),
))  # fmt: skip
ENTRY = "entry { id version enteredAt replayed agency { id } }"
KNOWN = "event { knownTo { agency { id } state at how basis } told { status version entry recordedBy { id } } }"
INFORMED = f"""mutation ($event: ID!, $informed: ID!, $status: InformedStatus!, $at: DateTime, $how: InformedHow,
    $basis: String, $agency: ID, $version: Int! = 0, $key: ID!) {{
  recordInformed(event: $event, informed: $informed, status: $status, at: $at, how: $how, basis: $basis,
      agency: $agency, expectedVersion: $version, idempotencyKey: $key) {{ {ENTRY} {KNOWN} }}
}}"""
CONSENT = f"""mutation ($person: ID!, $given: YesNoUnknown!, $from: String, $agency: ID,
    $version: Int! = 0, $key: ID!) {{
  recordConsent(person: $person, scope: SHARE, given: $given, from: $from, agencies: ["csc"], agency: $agency,
      expectedVersion: $version, idempotencyKey: $key) {{
    {ENTRY} person {{ consents {{ given since agencies version entry agency {{ id }} }} }}
  }}
}}"""
SHARING = f"""mutation ($about: ID!, $with: ID!, $reason: String!, $agency: ID, $key: ID!) {{
  recordSharing(about: $about, with: $with, what: HEALTH, decided: NOT_SHARED, reason: $reason, rule: "consent_refused",
      packVersion: "1", agency: $agency, idempotencyKey: $key) {{
    {ENTRY} person {{ sharingDecisions {{ decided reason rule on receiver {{ id }} agency {{ id }} }} }}
  }}
}}"""
BACK = f"""mutation ($entry: ID!, $reason: String! = "rang the wrong agency", $agency: ID, $version: Int!, $key: ID!) {{
  takeBack(entry: $entry, reason: $reason, agency: $agency, expectedVersion: $version, idempotencyKey: $key) {{
    {ENTRY} reason
  }}
}}"""
EVENT = f"""query ($id: ID!, $on: Date, $knownAt: DateTime) {{
  event(id: $id, on: $on, knownAt: $knownAt) {{ {KNOWN.removeprefix("event {").removesuffix("}")} }}
}}"""
NOT_TOLD = """query ($event: ID!, $on: Date) {
  agenciesNotInformed(event: $event, on: $on) { agencies { agency { id } state basis } }
}"""
LATER = "2026-06-30T12:00:01Z"
"""A second after the clock of the service, which stands still."""
_keys, _events = count(1), count(1)


def key() -> str:
    """A new idempotency key."""
    return f"key-of-a-test-{next(_keys)}"


@pytest.fixture(scope="module")
def family(store: StoreAddress, store_home: Path) -> None:
    """A mother with the drug service, children's social care and the police; forty relapses, one a test."""
    empty(store)
    for agency in (csc, drugs, police):
        agency.people(mum="1990-01-01")
        agency.involved("mum", since="2025-01-01")
    drugs.person("dad", "1988-01-01")
    for number in range(40):
        drugs.event(f"relapse-{number}", "relapse", "2026-03-01", "mum")
    load(store, store_home, csc.delivered(), drugs.delivered(), police.delivered())


@pytest.fixture
def event() -> str:
    """An event of which nobody has been told yet."""
    return global_id("Event", "drugs", f"relapse-{next(_events)}")


def told(event: str, informed: str = "csc", agency: str | None = "drugs", **more: Any) -> dict[str, Any]:
    """The variables of an entry: the drug service rang children's social care."""
    usual = {"status": "INFORMED", "at": "2026-03-02T10:00:00Z", "how": "PHONE", "key": key()}
    return {"event": event, "informed": informed, "agency": agency, **usual, **more}


def states(answer: Any, of: str = "knownTo") -> dict[str, str]:
    """By agency, whether it knows."""
    return {one["agency"]["id"]: one["state"] for one in answer[of]}


def code(response: Any) -> str:
    """The code of a refusal."""
    return str(response["errors"][0]["extensions"]["code"])


async def test_who_rang_says_so_and_it_counts_at_once_everywhere(ask: Ask, event: str) -> None:
    before = states(await ask(NOT_TOLD, event=event), "agencies")
    assert before == {"csc": "NOT_INFORMED", "drugs": "REPORTED_IT", "police": "NOT_INFORMED"}
    made = await ask(INFORMED, **told(event))
    assert states(made["event"]) == {"csc": "INFORMED", "drugs": "REPORTED_IT"}
    (row,) = made["event"]["told"]
    assert row == {"status": "INFORMED", "version": 1, "entry": made["entry"]["id"], "recordedBy": {"id": "drugs"}}
    after = states(await ask(NOT_TOLD, event=event), "agencies")
    assert after == {**before, "csc": "INFORMED"}
    knows = "query ($p: ID!) { agencyMatrix(person: $p) { agencies { agency { id } knowsOf { id } } } }"
    matrix = await ask(knows, p=person_id("csc", "mum"))
    assert {a["agency"]["id"]: [k["id"] for k in a["knowsOf"]] for a in matrix["agencies"]}["csc"] == ["drugs"]


async def test_who_was_told_says_so_itself(ask: Ask, event: str) -> None:
    made = await ask(INFORMED, **told(event, agency="csc", status="ACKNOWLEDGED"))
    assert states(made["event"])["csc"] == "ACKNOWLEDGED"


async def test_it_is_so_from_its_day_and_known_since_it_was_entered(ask: Ask, event: str) -> None:
    await ask(INFORMED, **told(event))
    assert states(await ask(EVENT, id=event, on="2026-03-01")) == {"drugs": "REPORTED_IT"}
    assert states(await ask(EVENT, id=event, on="2026-03-02"))["csc"] == "INFORMED"
    earlier, since = [
        states(await ask(EVENT, id=event, on="2026-03-20", knownAt=at))
        for at in ("2026-06-30T11:59:59Z", LATER)
    ]
    assert (earlier, since["csc"]) == ({"drugs": "REPORTED_IT"}, "INFORMED")


async def test_each_time_that_an_agency_was_told_is_kept(ask: Ask, event: str) -> None:
    await ask(INFORMED, **told(event, status="PENDING", at="2026-03-02T10:00:00Z"))
    made = await ask(INFORMED, **told(event, at="2026-03-04T10:00:00Z"), version=1)
    assert (made["entry"]["version"], states(made["event"])["csc"]) == (2, "INFORMED")
    assert states(await ask(EVENT, id=event, on="2026-03-03"))["csc"] == "PENDING"


async def test_what_was_entered_of_the_same_time_is_corrected(ask: Ask, event: str) -> None:
    await ask(INFORMED, **told(event))
    withheld = told(event, status="WITHHELD", basis="seeking consent would raise the risk", version=1)
    made = await ask(INFORMED, **withheld)
    (state,) = (one for one in made["event"]["knownTo"] if one["agency"]["id"] == "csc")
    assert (state["state"], state["basis"]) == ("WITHHELD", withheld["basis"])
    assert len(made["event"]["told"]) == 1


async def test_a_key_asked_again_enters_once_and_answers_the_same(ask: Ask, event: str, store: StoreAddress) -> None:
    asked = told(event)
    first = await ask(INFORMED, **asked)
    async with opened(store) as driver:
        stored = await graph_digest(driver)
        again = await ask(INFORMED, **asked)
        assert await graph_digest(driver) == stored
    assert again == {**first, "entry": {**first["entry"], "replayed": True}}


async def test_a_key_used_for_something_else_is_refused(raw: Ask, event: str) -> None:
    asked = told(event)
    await raw(INFORMED, **asked)
    assert code(await raw(INFORMED, **{**asked, "how": "EMAIL"})) == "IDEMPOTENCY_KEY_REUSED"
    consent = {"person": person_id("drugs", "mum"), "given": "YES", "agency": "drugs", "key": asked["key"]}
    assert code(await raw(CONSENT, **consent)) == "IDEMPOTENCY_KEY_REUSED"


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        ("0001-01-01", None, "from: not of the years 1900 to 2199"),
        ("2026-13", None, "from: "),
        ("2026-01-01", "9999-12-31", "to: not of the years"),
        ("2026-03", "2026-01", "to is before from"),
    ],
)
async def test_a_consent_that_could_never_count_is_refused(
    raw: Ask, since: str, until: str | None, said: str
) -> None:
    mutation = """mutation ($person: ID!, $from: String, $to: String, $key: ID!) {
      recordConsent(person: $person, scope: SHARE, given: NO, from: $from, to: $to, agency: "drugs",
          idempotencyKey: $key) { entry { id } } }"""
    asked = {"person": person_id("drugs", "mum"), "from": since, "to": until, "key": key()}
    (refused,) = (await raw(mutation, **asked))["errors"]
    assert (refused["extensions"]["code"], refused["message"].startswith(said)) == ("BAD_USER_INPUT", True)


async def test_another_agency_may_use_the_same_key(raw: Ask, event: str) -> None:
    asked = told(event)
    await raw(INFORMED, **asked)
    assert "errors" not in await raw(INFORMED, **{**asked, "agency": "csc"})


async def test_of_two_at_once_one_stands_and_the_other_is_told(raw: Ask, event: str) -> None:
    both = await asyncio.gather(
        raw(INFORMED, **told(event)), raw(INFORMED, **told(event, status="WITHHELD", basis="prejudice to an arrest"))
    )
    (refused,) = (one for one in both if "errors" in one)
    (stands,) = (one for one in both if "errors" not in one)
    assert refused["errors"][0]["extensions"] == {"code": "CONFLICT", "version": 1}
    assert stands["data"]["recordInformed"]["entry"]["version"] == 1
    known = await raw(EVENT, id=event)
    assert [row["version"] for row in known["data"]["event"]["told"]] == [1]


async def test_the_same_key_many_times_at_once_enters_once(raw: Ask, event: str) -> None:
    asked = told(event)
    answers = await asyncio.gather(*(raw(INFORMED, **asked) for _ in range(8)))
    entries = [answer["data"]["recordInformed"]["entry"] for answer in answers]
    assert {(entry["id"], entry["version"]) for entry in entries} == {(entries[0]["id"], 1)}
    assert sorted(entry["replayed"] for entry in entries) == [False, *[True] * 7]
    assert len((await raw(EVENT, id=event))["data"]["event"]["told"]) == 1


async def test_many_on_one_line_in_turn_are_all_kept(raw: Ask, event: str) -> None:
    for number in range(5):
        at = f"2026-03-0{number + 2}T10:00:00Z"
        assert "errors" not in await raw(INFORMED, **told(event, at=at, version=number))
    assert code(await raw(INFORMED, **told(event, version=4))) == "CONFLICT"
    assert [row["version"] for row in (await raw(EVENT, id=event))["data"]["event"]["told"]] == [5] * 5


async def test_a_delivery_neither_ends_nor_doubles_what_was_entered(
    ask: Ask, event: str, store: StoreAddress, store_home: Path
) -> None:
    await ask(INFORMED, **told(event))
    await ask(CONSENT, person=person_id("drugs", "dad"), given="YES", agency="drugs", key=key())
    drugs.row("informed", event_id="relapse-0", agency="csc", at="2026-03-05")
    drugs.row("consents", person_id="mum", scope="refer", given="yes", since="2026-03-05")
    consents = "query ($id: ID!) { person(id: $id) { consents { given } } }"
    for at in ("2026-05-31T22:00:00Z", "2026-04-30T22:00:00Z", "2026-05-31T22:00:00Z"):
        await asyncio.to_thread(load, store, store_home, drugs.delivered(at, covers=("2020-01-01", "2026-12-31")))
        assert states(await ask(EVENT, id=event, on="2026-03-20"))["csc"] == "INFORMED"
        assert (await ask(consents, id=person_id("drugs", "dad")))["consents"] == [{"given": "YES"}]
    drugs.rows["informed"].clear()
    for at in ("2026-06-20T22:00:00Z", "2026-07-31T22:00:00Z"):  # before the entry, and after it
        await asyncio.to_thread(load, store, store_home, drugs.delivered(at, covers=("2020-01-01", "2026-12-31")))
    assert states(await ask(EVENT, id=event, on="2026-03-20"))["csc"] == "INFORMED"
    assert states(await ask(EVENT, id=global_id("Event", "drugs", "relapse-0"), on="2026-03-20")) == {
        "drugs": "REPORTED_IT"
    }


async def test_a_delivery_that_was_entered_around_is_loaded_in_order(
    ask: Ask, event: str, store: StoreAddress, store_home: Path
) -> None:
    """An entry is no delivery: one extracted before it, and loaded after, is not a late one, and covers nothing."""
    covered = "{ coverage { agency { id } extractedAt } }"
    before = await ask(covered)
    await ask(INFORMED, **told(event))
    assert await ask(covered) == before
    police.involved("mum", since="2026-01-01", involvement_id="later")
    (report,) = await asyncio.to_thread(load, store, store_home, police.delivered("2026-06-01T22:00:00Z"))
    assert report.state == "loaded"
    assert states(await ask(EVENT, id=event))["csc"] == "INFORMED"


async def test_consent_is_kept_with_the_agencys_own_record(ask: Ask) -> None:
    asked = {"person": person_id("csc", "mum"), "agency": "csc", "from": "2026-03-01"}
    made = await ask(CONSENT, given="YES", key=key(), **asked)
    (consent,) = (one for one in made["person"]["consents"] if one["agency"]["id"] == "csc")
    assert (consent["given"], consent["since"], consent["agencies"]) == ("YES", "2026-03-01", ["csc"])
    assert (consent["entry"], consent["version"]) == (made["entry"]["id"], 1)
    withdrawn = await ask(CONSENT, given="NO", key=key(), version=1, **{**asked, "from": "2026-05-01"})
    assert [one["given"] for one in withdrawn["person"]["consents"] if one["agency"]["id"] == "csc"] == ["YES", "NO"]


async def test_a_sharing_decision_is_kept_with_its_rule_and_reason(ask: Ask) -> None:
    made = await ask(SHARING, about=person_id("csc", "mum"), agency="police", key=key(), reason="she refused",
                     **{"with": "csc"})
    assert made["person"]["sharingDecisions"] == [
        {"decided": "NOT_SHARED", "reason": "she refused", "rule": "consent_refused", "on": "2026-06-30",
         "receiver": {"id": "csc"}, "agency": {"id": "police"}}
    ]


async def test_what_was_entered_by_mistake_is_taken_back_and_was_so_until_then(ask: Ask, raw: Ask, event: str) -> None:
    made = await ask(INFORMED, **told(event))
    asked = {"entry": made["entry"]["id"], "agency": "drugs", "version": 1, "key": key()}
    back = await ask(BACK, **asked)
    assert (back["entry"]["version"], back["reason"]) == (2, "rang the wrong agency")
    assert await ask(BACK, **asked) == {**back, "entry": {**back["entry"], "replayed": True}}
    assert states(await ask(EVENT, id=event, knownAt=LATER)) == {"drugs": "REPORTED_IT"}
    was = await ask(EVENT, id=event, knownAt=made["entry"]["enteredAt"])
    assert states(was)["csc"] == "INFORMED"
    twice = await raw(BACK, entry=made["entry"]["id"], agency="drugs", version=2, key=key())
    assert code(twice) == "NOT_FOUND"
    anew = await ask(INFORMED, **told(event, version=2))
    assert states(anew["event"])["csc"] == "INFORMED"


async def test_an_agency_takes_back_only_what_it_entered(raw: Ask, event: str) -> None:
    made = await raw(INFORMED, **told(event))
    entry = made["data"]["recordInformed"]["entry"]["id"]
    assert code(await raw(BACK, entry=entry, agency="csc", version=1, key=key())) == "NOT_FOUND"
    assert states((await raw(EVENT, id=event))["data"]["event"])["csc"] == "INFORMED"


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({"agency": None}, "BAD_USER_INPUT"),
        ({"status": "WITHHELD"}, "BAD_USER_INPUT"),
        ({"status": "WITHHELD", "basis": "  "}, "BAD_USER_INPUT"),
        ({"at": "2026-06-30T12:00:01Z"}, "BAD_USER_INPUT"),
        ({"key": "short"}, "BAD_USER_INPUT"),
        ({"version": -1}, "BAD_USER_INPUT"),
        ({"version": 1}, "CONFLICT"),
        ({"basis": "x" * 2001}, "BAD_USER_INPUT"),
        ({"event": "event:00000000000000000000"}, "NOT_FOUND"),
        ({"informed": "nobody"}, "NOT_FOUND"),
    ],
)
async def test_what_cannot_be_so_is_refused_and_nothing_is_written(
    raw: Ask, event: str, store: StoreAddress, more: dict[str, Any], refused: str
) -> None:
    async with opened(store) as driver:
        before = await graph_digest(driver)
        assert code(await raw(INFORMED, **{**told(event), **more})) == refused
        assert await graph_digest(driver) == before


async def test_consent_needs_a_record_of_the_person(raw: Ask) -> None:
    asked = {"given": "YES", "agency": "csc", "key": key()}
    assert code(await raw(CONSENT, person=person_id("drugs", "dad"), **asked)) == "NOT_FOUND"
    impossible = {**asked, "agency": "drugs", "from": "yesterday"}
    assert code(await raw(CONSENT, person=person_id("drugs", "dad"), **impossible)) == "BAD_USER_INPUT"


async def test_one_mutation_a_request(raw: Ask, event: str) -> None:
    entry = f'recordInformed(event: "{event}", informed: "csc", status: INFORMED, agency: "drugs", idempotencyKey: "'
    both = " ".join(f'{name}: {entry}{name}-key-123") {{ entry {{ id }} }}' for name in ("one", "two"))
    assert code(await raw(f"mutation {{ {both} }}")) == "BAD_USER_INPUT"
    assert states((await raw(EVENT, id=event))["data"]["event"]) == {"drugs": "REPORTED_IT"}


async def test_the_mutation_type_names_itself(raw: Ask) -> None:
    assert (await raw("mutation { __typename }"))["data"] == {"__typename": "Mutation"}


async def test_a_sweep_that_goes_on_from_the_last_reads_again_what_was_entered(
    ask: Ask, event: str, store: StoreAddress
) -> None:
    """Whatever was read before: all deliveries that there are, and nothing of what has changed since."""
    context = Context.as_of(date(2026, 3, 20))
    async with opened(store) as driver:
        borough = BoroughStore(FactStore(driver), context)
        deliveries = (await borough.changes(0, 100))["extracts"]
        newest = max(delivery["number"] for delivery in deliveries)
        await ask(INFORMED, **told(event))
        changed = await borough.changes(newest, 100)
    mum = await ask("query ($id: ID!) { person(id: $id) { id } }", id=person_id("drugs", "mum"))
    assert mum["id"] in changed["people"]
