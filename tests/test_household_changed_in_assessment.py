"""HOUSEHOLD_CHANGED_IN_ASSESSMENT: somebody joined the household since an assessment began (row 9).

It is Sunday, 1 March 2026. Tom lives with his mother Ada; children's social care began an assessment of them on
2 February.
"""

from __future__ import annotations

from typing import Any

import pytest
from facts_in_memory import Facts
from rule_cases import found, town

from queries.analysis.rule import Flag

RULE = "HOUSEHOLD_CHANGED_IN_ASSESSMENT"
BEGAN = "2026-02-02"


def family(on: str | None = BEGAN, agency: str = "csc", *also: str, **more: Any) -> Facts:
    """Tom and Ada at home, Bob, and an assessment."""
    facts = town()
    facts.person("ada", "1985-01-01")
    facts.person("bob", "1985-01-01")
    facts.person("tom", "2016-05-01")
    facts.tie("ada", "parent", "tom")
    facts.home("house", "ada", "tom", since="2020-01-01")
    facts.event("assessment", agency, "assessment", on, "tom", "ada", *also, **more)
    return facts


async def about_tom(facts: Facts, **viewer: list[str]) -> list[Flag]:
    """What is found about Tom."""
    return await found(RULE, facts, "tom", **viewer)


async def test_a_man_who_moved_in_since_is_found() -> None:
    facts = family()
    facts.home("house", "bob", since="2026-02-14")
    (flag,) = await about_tom(facts)
    assert (flag.about, flag.people, flag.agencies) == (("assessment", "tom"), ["bob", "tom"], ["csc"])
    assert [one.person for one in flag.evidence] == [None, "bob"]


async def test_a_new_partner_of_the_mother_is_found_wherever_he_lives() -> None:
    facts = family()
    facts.tie("bob", "partner", "ada", since="2026-02-14")
    (flag,) = await about_tom(facts)
    assert flag.people == ["bob", "tom"]


@pytest.mark.parametrize("facts", [
    family(BEGAN, "csc", "bob"),  # he is part of it
    family("2025-12-10"),  # past its 45 working days
    family(None),
    family("2026-02"),
    family(BEGAN, "mind"),
    family(until="2026-02-20"),
])  # fmt: skip
async def test_an_assessment_that_has_him_or_is_over_or_begun_on_a_day_not_known_is_not(facts: Facts) -> None:
    facts.home("house", "bob", since="2026-02-14")
    assert await about_tom(facts) == []


async def test_one_that_is_to_last_longer_is_open() -> None:
    facts = family("2025-12-10", until="2026-03-20")
    facts.home("house", "bob", since="2026-02-14")
    assert len(await about_tom(facts)) == 1


@pytest.mark.parametrize("kind", ["closure", "plan_start", "assessment"])
async def test_what_its_agency_records_about_the_child_at_its_end_ends_it(kind: str) -> None:
    facts = family()
    facts.home("house", "bob", since="2026-02-14")
    facts.event("end", "csc", kind, "2026-02-27", "tom", "bob" if kind == "assessment" else "ada")
    assert await about_tom(facts) == []


async def test_a_visit_that_met_him_clears_it_a_visit_that_did_not_does_not() -> None:
    facts = family()
    facts.home("house", "bob", since="2026-02-14")
    facts.event("visit", "csc", "home_visit", "2026-02-20", "tom")
    assert len(await about_tom(facts)) == 1
    facts.event("met", "csc", "home_visit", "2026-02-24", "tom", "bob")
    assert await about_tom(facts) == []


@pytest.mark.parametrize("since", ["2026-01-15", "2026-02", "", BEGAN])
async def test_who_may_have_been_there_before_is_not_new(since: str) -> None:
    facts = family()
    facts.home("house", "bob", since=since if len(since) == 10 else "2026-02-01" if since else "")
    assert await about_tom(facts) == []


async def test_a_family_that_moved_house_together_is_not_new() -> None:
    facts = family()
    facts.home("house", "bob", since="2020-01-01", until="2026-02-10")
    facts.home("new", "tom", "ada", "bob", since="2026-02-10")
    assert await about_tom(facts) == []


async def test_a_man_who_moved_in_and_became_her_partner_is_the_newcomer_and_not_the_mother() -> None:
    facts = family(BEGAN, "csc")
    facts.found.events["assessment"].people.remove("ada")
    facts.home("house", "bob", since="2026-02-14")
    facts.tie("bob", "partner", "ada", since="2026-02-14")
    (flag,) = await about_tom(facts)
    assert flag.people == ["bob", "tom"]


async def test_nor_is_a_grandmother_who_has_lived_there_and_whose_partner_he_became() -> None:
    facts = family()
    facts.person("gran", "1960-01-01")
    facts.home("house", "gran", since="2020-01-01")
    facts.home("house", "bob", since="2026-02-14")
    facts.tie("bob", "partner", "gran", since="2026-02-14")
    (flag,) = await about_tom(facts)
    assert flag.people == ["bob", "tom"]


async def test_partners_who_marry_are_not_new() -> None:
    facts = family()
    facts.tie("bob", "partner", "ada", since="2019-01-01")
    facts.tie("bob", "spouse", "ada", since="2026-02-14")
    assert await about_tom(facts) == []


async def test_a_family_that_was_rehoused_together_is_not_new_a_man_who_came_a_week_later_is() -> None:
    facts = town()
    facts.person("ada", "1985-01-01")
    facts.person("bob", "1985-01-01")
    facts.person("tom", "2016-05-01")
    facts.tie("ada", "parent", "tom")
    facts.home("refuge", "ada", "tom", kind="refuge", since="2025-06-01", until="2026-02-10")
    facts.home("flat", "ada", "tom", since="2026-02-10")
    facts.event("assessment", "csc", "assessment", BEGAN, "tom")
    assert await about_tom(facts) == []
    facts.home("flat", "bob", since="2026-02-17")
    (flag,) = await about_tom(facts)
    assert flag.people == ["bob", "tom"]


async def test_enquiries_and_the_assessment_that_begin_on_one_day_do_not_end_each_other() -> None:
    facts = family()
    facts.event("enquiries", "csc", "section47", BEGAN, "tom", "ada")
    facts.home("house", "bob", since="2026-02-14")
    assert {flag.about[0] for flag in await about_tom(facts)} == {"assessment", "enquiries"}


async def test_a_newborn_is_no_newcomer() -> None:
    facts = family()
    facts.person("baby", "2026-02-12")
    facts.home("house", "baby", since="2026-02-12")
    assert await about_tom(facts) == []


async def test_who_does_not_see_all_records_of_the_assessing_agency_is_not_told_that_it_is_open() -> None:
    facts = family()
    facts.home("house", "bob", since="2026-02-14")
    assert await about_tom(facts, seeing=["mind"]) == []
    assert len(await about_tom(facts, seeing=["csc"])) == 1
