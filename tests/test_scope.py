"""The scope of a viewer: whose records, whose involvement, from which deliveries, and in words that a client shows."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from access_families import policy, viewed
from agreements import agreed, agreement
from deliver import NOW, Agency, Ask, empty, load, opened, person_id
from facts_in_memory import CaseInMemory, Facts
from signed_in import answered

from graph.private_store import StoreAddress
from queries.access.permissions import permitted
from queries.access.policy import Policy
from queries.case import Case, Cases
from queries.context import Context, Glass
from queries.definitions.scope import Scope, scope_of
from queries.questions.children_affected import children_affected
from queries.questions.coverage import coverage_of
from queries.questions.scope import statement, until

KINDS = {
    "csc": "children_social_care", "police": "police", "ward": "hospital", "drugs": "substance_misuse", "amh":
    "mental_health", "refuge": "domestic_abuse",
}
ALONE = agreed(alone=True)
"""The shipped policy without an agreement."""
BROKEN = Glass("ref-1", ("person:1",), NOW + timedelta(minutes=60), ("police", "drugs"))


def seen_by(context: Context, given: Policy = ALONE, *, lacking: str = "") -> CaseInMemory:
    """A case of a borough in which every agency has delivered, but one that may be lacking."""
    facts = Facts(KINDS)
    for id in KINDS:
        facts.agency(id)
        if id != lacking:
            day = "2026-02-27" if id == "ward" else "2026-02-28"
            facts.delivered(id, f"{day}T22:00:00Z", covers=("2024-04-01", day if id == "ward" else "2026-12-31"))
    allowed = None if context.viewer.sees_all else permitted(given, context, KINDS)
    return facts.case(allowed=allowed, context=context)


def scope(context: Context, given: Policy = ALONE) -> Scope:
    return scope_of(seen_by(context, given))


def test_a_case_worker_without_agreements_sees_the_own_agency_alone() -> None:
    found = scope(viewed("case_worker", "csc", "direct_care"))
    assert (found.content, found.existence, found.own_records_only) == (("csc",), (), True)


def test_a_hub_worker_sees_that_others_are_involved_but_for_what_is_sensitive_by_kind() -> None:
    found = scope(viewed("mash_worker", "csc"), policy())
    assert (found.content, found.existence, found.own_records_only) == (("csc",), ("police", "ward"), False)
    assert set(found.hidden_kinds) >= {"substance_misuse", "mental_health", "domestic_abuse"}


def test_on_significant_harm_the_sensitive_kinds_are_within_scope() -> None:
    found = scope(viewed("mash_worker", "csc", basis="significant_harm"), policy())
    assert (found.existence, found.hidden_kinds) == (("amh", "drugs", "police", "refuge", "ward"), ())
    assert found.shows_sensitive


def test_an_agreement_on_content_is_within_scope_and_one_on_clients_stands_by_itself() -> None:
    whole = agreement("police", ["police"], ["manager"])
    clients = agreement("ward", ["ward"], ["manager"], about="own_clients_and_family")
    found = scope(viewed("manager", "csc"), agreed(whole, clients, alone=True))
    assert (found.content, found.content_of_clients, found.existence) == (("csc", "police"), ("ward",), ())


def test_who_sees_all_has_every_agency_in_scope() -> None:
    found = scope(Context.as_of(viewed("manager", "csc").on))
    assert (found.content, found.existence, found.own_records_only) == (tuple(sorted(KINDS)), (), False)


def test_agreements_that_need_consent_put_nobody_within_scope_and_leave_more_than_the_own_records() -> None:
    """Of drugs an involvement shows where the person consents: nobody else's does, so nothing reads as covered."""
    given = agreed(agreement("drugs", ["drugs"], ["case_worker"], level="existence"), alone=True)
    found = scope(viewed("case_worker", "csc"), given)
    assert (sorted(found.agencies), found.own_records_only) == (["csc"], False)


def test_break_glass_access_names_no_agency_for_that_would_tell_who_knows_the_person() -> None:
    case = seen_by(viewed("case_worker", "csc", "direct_care", glass=BROKEN))
    found = scope_of(case)
    assert (found.content, found.existence, found.own_records_only) == (("csc",), (), False)
    assert found.opened_until == BROKEN.until
    said = statement(case, found)
    assert "Break-glass access shows you" in said and "Police" not in said and "Drugs" not in said


def test_break_glass_access_that_is_over_is_in_no_scope() -> None:
    over = Glass("ref-1", ("person:1",), NOW - timedelta(minutes=1), ("police",))
    found = scope(viewed("case_worker", "csc", "direct_care", glass=over))
    assert (found.opened_until, found.own_records_only) == (None, True)


@pytest.mark.parametrize(
    ("context", "given", "named"),
    [
        (viewed("case_worker", "csc", "direct_care"), ALONE, ["csc"]),
        (viewed("mash_worker", "csc"), policy(), ["csc", "police", "ward"]),
        (viewed("manager", "csc"), policy(), ["csc", "police", "ward"]),
        (Context.as_of(viewed("manager", "csc").on), ALONE, sorted(KINDS)),
    ],
)
def test_coverage_names_the_agencies_in_scope_alone(context: Context, given: Policy, named: list[str]) -> None:
    assert [one.agency for one in coverage_of(seen_by(context, given))] == named


def said(context: Context, given: Policy = ALONE, *, lacking: str = "") -> str:
    case = seen_by(context, given, lacking=lacking)
    return statement(case, scope_of(case))


def test_words_for_who_sees_the_own_agency_alone() -> None:
    assert said(viewed("case_worker", "csc", "direct_care")) == (
        "You see the records of Csc alone. Shielded addresses are not shown. The records are as delivered by"
        " 2026-02-28. An empty list says nothing about records that you do not see: ask the other agencies."
    )


def test_words_for_a_hub_worker() -> None:
    assert said(viewed("mash_worker", "csc"), policy()) == (
        "You see the records of Csc. Of Police and Ward you see only that they are involved with a person, since when,"
        " by which service and whom to ring. Rows that other agencies mark sensitive are not shown. Services of other"
        " agencies of these kinds show only where the person consents: domestic abuse, mental health, sexual health and"
        " substance misuse. What other agencies have sealed is never shown. Shielded addresses are not shown. The"
        " records are as delivered by 2026-02-27, or later. No delivery of Ward covers 2026-03-01. An empty list says"
        " nothing about records that you do not see: ask the other agencies."
    )


def test_words_for_who_sees_all_say_that_nothing_recorded_is_not_nothing() -> None:
    words = said(Context.as_of(viewed("manager", "csc").on), lacking="amh")
    assert words.startswith("You see all records that agencies have delivered. Amh has delivered nothing")
    assert words.endswith("An empty list means that no delivered record says so, not that there is nothing.")


def test_the_oldest_delivery_is_until_when_the_scope_reaches() -> None:
    hub = viewed("mash_worker", "csc")
    assert until(seen_by(hub, policy())) == "2026-02-27T22:00:00Z"
    assert until(seen_by(hub, policy(), lacking="police")) is None
    assert until(seen_by(hub, policy(), lacking="drugs")) == "2026-02-27T22:00:00Z"


# Over the store

csc, police = Agency("csc", "children_social_care"), Agency("police", "police")
csc.people(mum="1990-01-01", kim="2018-01-01")
csc.tie("mum", "parent", "kim")
police.people(mum="1990-01-01")
police.involved("mum", since="2025-01-01")
CHILDREN = """query ($id: ID!) { childrenAffected(adult: $id, on: "2026-03-01") { children { child { id } }
  coverage { agency { id } contentSeen } scope { content { id } existence { id } ownRecordsOnly statement } } }"""


@pytest.fixture(scope="module")
def loaded(store: StoreAddress, store_home: Path) -> None:
    """A mother whom two agencies know."""
    empty(store)
    load(store, store_home, csc.delivered(), police.delivered())


@pytest.mark.slow
@pytest.mark.usefixtures("loaded")
async def test_an_answer_says_within_which_scope_it_holds(store: StoreAddress) -> None:
    async def asked(context: Context) -> Any:
        return await answered(store, policy(), context, CHILDREN, id=person_id("csc", "mum"))

    own = await asked(viewed("case_worker", "csc", "direct_care"))
    assert own["coverage"] == [{"agency": {"id": "csc"}, "contentSeen": True}]
    assert own["scope"]["ownRecordsOnly"] and "ask the other agencies" in own["scope"]["statement"]
    hub = await asked(viewed("mash_worker", "csc"))
    assert hub["coverage"][1] == {"agency": {"id": "police"}, "contentSeen": False}
    assert (hub["scope"]["content"], hub["scope"]["existence"]) == ([{"id": "csc"}], [{"id": "police"}])


@pytest.mark.slow
@pytest.mark.usefixtures("loaded")
async def test_the_scope_asks_the_store_nothing_more(store: StoreAddress) -> None:
    async with opened(store) as driver:
        cases = Cases.on(driver, policy())

        async def sent(scoped: bool) -> int:
            before = cases.store.sent

            async def asked(case: Case) -> None:
                await children_affected(case, person_id("csc", "mum"))
                if scoped:
                    statement(case, scope_of(case))

            await cases.ask(viewed("mash_worker", "csc"), asked)
            return cases.store.sent - before

        await sent(False)
        assert await sent(True) == await sent(False)


@pytest.mark.slow
@pytest.mark.usefixtures("loaded")
async def test_the_root_field_answers_over_http(ask: Ask) -> None:
    answer = await ask('{ scope(on: "2026-03-01") { content { id } ownRecordsOnly until deliveries { coversTo } } }')
    assert [one["id"] for one in answer["content"]] == ["csc", "police"]
    assert answer["ownRecordsOnly"] is False and answer["until"] is not None
