"""RISKS_TOGETHER: mental ill health, substance misuse and domestic abuse around one child, apart (row 40).

It is 1 March 2026. Tom lives with his mother Ada and her partner Bob.
"""

from __future__ import annotations

from datetime import date

import pytest
from facts_in_memory import Facts, told
from rule_cases import found, town

from queries.analysis.rule import Flag

RULE = "RISKS_TOGETHER"


def family(*services: tuple[str, str]) -> Facts:
    """Tom, Ada and Bob, and the services at work with either."""
    facts = town()
    facts.person("ada", "1990-01-01")
    facts.person("bob", "1988-01-01")
    facts.person("tom", "2018-05-01")
    facts.tie("ada", "parent", "tom")
    facts.tie("bob", "partner", "ada")
    facts.home("house", "ada", "bob", "tom")
    for agency, person in services:
        facts.involved(agency, person)
    return facts


THREE = (("mind", "ada"), ("drugs", "bob"), ("refuge", "ada"))


async def about_tom(facts: Facts, **viewer: list[str]) -> list[Flag]:
    """What is found about Tom."""
    return await found(RULE, facts, "tom", **viewer)


async def test_three_services_that_have_one_risk_each_are_found_with_whom_each_works_with() -> None:
    (flag,) = await about_tom(family(*THREE))
    assert flag.about == ("tom",)
    assert flag.people == ["ada", "bob", "tom"]
    assert flag.agencies == ["drugs", "mind", "refuge"]
    assert [one.agency for one in flag.evidence] == ["mind", "drugs", "refuge"]
    assert len(flag.paths) == 2
    assert flag.expires == date(2026, 3, 29)


@pytest.mark.parametrize("without", THREE)
async def test_two_of_the_three_are_not(without: tuple[str, str]) -> None:
    assert await about_tom(family(*(one for one in THREE if one != without))) == []


async def test_a_domestic_incident_that_police_recorded_shows_domestic_abuse() -> None:
    facts = family(("mind", "ada"), ("drugs", "bob"))
    facts.event("call", "police", "incident", "2025-12-24", "bob", "ada", category="Domestic")
    (flag,) = await about_tom(facts)
    assert flag.agencies == ["drugs", "mind", "police"]
    facts.event("noise", "police", "incident", "2025-12-26", "bob", category="disorder")
    assert [one.event for flag in await about_tom(facts) for one in flag.evidence if one.event] == ["call"]


@pytest.mark.parametrize("agency", ["mind", "drugs"])
async def test_domestic_abuse_that_a_service_for_another_risk_recorded_counts_for_both(agency: str) -> None:
    facts = family(*(one for one in THREE[:2] if one[0] != agency))
    facts.event("said", agency, "disclosure", "2025-12-24", "ada", category="Domestic abuse")
    (flag,) = await about_tom(facts)
    assert flag.agencies == ["drugs", "mind"]


async def test_a_service_that_so_knows_of_all_three_clears_it() -> None:
    facts = family(("mind", "ada"), ("drugs", "bob"))
    facts.event("said", "mind", "disclosure", "2025-12-24", "ada", category="domestic abuse")
    facts.event("relapse", "drugs", "relapse", "2026-01-10", "bob", told=[told("mind", "2026-01-11")])
    assert await about_tom(facts) == []


async def test_what_ended_within_the_months_counts_by_its_events_and_earlier_not() -> None:
    facts = family(("mind", "ada"), ("drugs", "bob"))
    facts.event("old", "refuge", "closure", "2025-02-20", "ada")
    assert await about_tom(facts) == []
    facts.event("some day in spring last year", "refuge", "closure", "2025", "ada")
    assert await about_tom(facts) == []
    facts.event("newer", "refuge", "closure", "2025-03-20", "ada")
    assert len(await about_tom(facts)) == 1


async def test_a_service_of_the_child_or_of_a_grown_sibling_elsewhere_shows_none() -> None:
    facts = family(("mind", "tom"), ("drugs", "bob"), ("refuge", "ada"))
    facts.person("sis", "2004-01-01")
    facts.tie("ada", "parent", "sis")
    facts.involved("mind", "sis")
    assert await about_tom(facts) == []


async def test_a_meeting_of_those_who_know_clears_it() -> None:
    facts = family(*THREE)
    facts.event("team", "csc", "meeting", "2026-01-10", "tom", took_part=["mind", "drugs", "refuge"])
    assert await about_tom(facts) == []


async def test_a_meeting_before_one_of_them_began_does_not_nor_one_without_one_of_them() -> None:
    facts = family(("mind", "ada"), ("drugs", "bob"))
    facts.involved("refuge", "ada", since="2026-02-01")
    facts.event("early", "csc", "meeting", "2026-01-10", "tom", took_part=["mind", "drugs", "refuge"])
    facts.event("late", "csc", "meeting", "2026-02-10", "tom", took_part=["mind", "drugs"])
    assert len(await about_tom(facts)) == 1


@pytest.mark.parametrize(("on", "flagged"), [("2026-01-20", True), ("2026-02-03", False)])
async def test_who_was_told_of_one_after_a_meeting_did_not_know_it_there(on: str, flagged: bool) -> None:
    facts = family(("mind", "ada"), ("drugs", "bob"))
    facts.event("call", "police", "incident", "2025-12-24", "bob", category="domestic", told=[
        told("csc", "2026-02-03", agency="police"), told("csc", "2026-02-05", "acknowledged", agency="police"),
    ])
    facts.event("team", "csc", "meeting", on, "tom", took_part=["mind", "drugs"])
    assert bool(await about_tom(facts)) is flagged


async def test_an_agency_that_was_told_of_what_it_lacked_clears_it() -> None:
    facts = family(*THREE)
    facts.event("relapse", "drugs", "relapse", "2026-01-10", "bob", told=[told("mind", "2026-01-11")])
    assert len(await about_tom(facts)) == 1
    facts.event("threat", "refuge", "incident", "2026-01-12", "ada", told=[told("mind", "2026-01-13", agency="refuge")])
    assert await about_tom(facts) == []


async def test_that_telling_is_pending_does_not() -> None:
    facts = family(*THREE)
    for event, agency in (("relapse", "drugs"), ("threat", "refuge")):
        row = told("mind", "2026-01-11", "pending", agency=agency)
        facts.event(event, agency, "incident", "2026-01-10", "ada", "bob", told=[row])
    assert len(await about_tom(facts)) == 1


async def test_who_does_not_see_social_cares_records_is_not_told_that_nobody_put_them_together() -> None:
    facts = family(*THREE)
    for agency in ("mind", "drugs", "refuge", "csc"):
        facts.delivered(agency, "2026-03-31T22:00:00Z")
    assert await about_tom(facts, seeing=["mind", "drugs", "refuge"]) == []
    assert len(await about_tom(facts, seeing=["mind", "drugs", "refuge", "csc"])) == 1
