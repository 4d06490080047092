"""LEAD_PROFESSIONAL_UNCLEAR: services of several agencies, and no lead, or two (rows 18, 19).

It is 1 March 2026. Services have worked since 2025-06-01 with Tom and his mother Ada.
"""

from __future__ import annotations

import pytest
from facts_in_memory import Facts
from rule_cases import found, town

from queries.analysis.rule import Flag

RULE = "LEAD_PROFESSIONAL_UNCLEAR"
Service = tuple[str, str, str | None]


def family(*services: Service) -> Facts:
    """Tom, his mother, and services: agency, whose, and whether it leads."""
    facts = town()
    facts.person("ada", "1985-01-01")
    facts.person("tom", "2016-05-01")
    facts.tie("ada", "parent", "tom")
    for agency, person, lead in services:
        facts.involved(agency, person, lead=lead)
    return facts


async def about_tom(facts: Facts, **viewer: list[str]) -> list[Flag]:
    """What is found about Tom."""
    return await found(RULE, facts, "tom", **viewer)


async def test_two_agencies_that_lead_for_one_child_are_found() -> None:
    (flag,) = await about_tom(family(("csc", "tom", "yes"), ("early", "tom", "yes"), ("mind", "ada", "no")))
    assert (flag.about, flag.agencies) == (("tom",), ["csc", "early"])
    assert "two agencies lead" in flag.statement


async def test_none_that_leads_is_found_where_each_says_so() -> None:
    (flag,) = await about_tom(family(("csc", "tom", "no"), ("mind", "ada", "no")))
    assert (flag.agencies, flag.people) == (["csc", "mind"], ["ada", "tom"])
    assert "none of them leads" in flag.statement


@pytest.mark.parametrize("services", [
    [("csc", "tom", "yes"), ("mind", "ada", "no")],
    [("csc", "tom", "no"), ("mind", "ada", "yes")],
    [("csc", "tom", "no"), ("mind", "ada", None)],  # not recorded is not none
    [("csc", "tom", "unknown"), ("mind", "ada", "no")],
    [("csc", "tom", "no"), ("csc", "ada", "no")],
    [("csc", "tom", "no"), ("surgery", "ada", "no")],  # everybody has a practice
    [("csc", "tom", "yes"), ("mind", "ada", "yes")],  # each leads for its own client
])  # fmt: skip
async def test_one_who_leads_or_too_little_known_is_not(services: list[Service]) -> None:
    assert await about_tom(family(*services)) == []


async def test_the_leads_of_two_siblings_are_not_two_leads_of_a_third_child() -> None:
    facts = family(("mind", "ada", "no"))
    for child, agency in (("sue", "csc"), ("sam", "early")):
        facts.person(child, "2012-05-01")
        facts.tie("ada", "parent", child)
        facts.involved(agency, child, lead="yes")
    assert await about_tom(facts) == []
    facts.involved("early", "sue", lead="yes")
    assert ("sue",) in [flag.about for flag in await about_tom(facts)]


async def test_services_that_have_just_come_together_have_time_to_agree() -> None:
    facts = family(("csc", "tom", "yes"))
    facts.involved("early", "tom", lead="yes", since="2026-02-20")
    assert await about_tom(facts) == []


async def test_a_new_service_that_leads_clears_it() -> None:
    facts = family(("csc", "tom", "no"), ("mind", "ada", "no"))
    facts.involved("early", "tom", lead="yes", since="2026-02-20")
    assert await about_tom(facts) == []


async def test_who_does_not_see_what_a_service_says_is_told_of_nothing_missing() -> None:
    facts = family(("csc", "tom", "no"), ("mind", "ada", "no"))
    assert await about_tom(facts, seeing=["csc"]) == []
    assert len(await about_tom(facts, seeing=["csc", "mind"])) == 1


async def test_nor_is_who_sees_all_agencies_but_one_or_no_sensitive_rows() -> None:
    facts = family(("csc", "tom", "no"), ("mind", "ada", "no"))
    for agency in ("early", "oak"):
        facts.delivered(agency, "2026-03-31T22:00:00Z")
    assert await about_tom(facts, seeing=["csc", "mind"]) == []
    assert len(await about_tom(facts, seeing=["csc", "mind", "early"])) == 1  # a school does not lead
    assert await about_tom(facts, seeing=["csc", "mind", "early"], shown=["ordinary"]) == []
