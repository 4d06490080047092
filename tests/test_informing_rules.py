"""The table of which events are passed on: a case for each of its rules, and for whom it is not. Without a store."""

from __future__ import annotations

import pytest
from facts_in_memory import Facts

from queries.informing import INFORMING, PASSED_ON
from queries.questions.agencies_not_informed import agencies_not_informed

HAPPENED = "2026-02-10"
KINDS = {
    "csc": "children_social_care", "early": "early_help", "drugs": "substance_misuse", "oak": "school",
    "surgery": "gp", "police": "police", "housing": "housing",
}
EVERYBODY = {"csc", "drugs", "oak", "surgery"}


def family() -> Facts:
    """Kim, 9, lives with her mother, who is with drug services; Lou, her mother's partner, has a home of his own."""
    facts = Facts(KINDS)
    facts.person("mum", "1985-04-02")
    facts.person("kim", "2016-05-01")
    facts.person("dad", "1983-01-01")
    facts.person("lou", "1980-01-01")
    facts.tie("mum", "parent", "kim")
    facts.tie("dad", "parent", "kim")
    facts.tie("lou", "partner", "mum")
    facts.home("flat", "mum", "kim")
    facts.home("dads", "dad")
    facts.home("lous", "lou")
    for agency, person in (("csc", "kim"), ("oak", "kim"), ("drugs", "mum"), ("surgery", "mum")):
        facts.involved(agency, person)
    return facts


async def told(kind: str, *people: str, facts: Facts | None = None) -> dict[str, str]:
    """By agency that should know of an event, the row of the rule that says so."""
    facts = facts or family()
    facts.event("what", "police", kind, HAPPENED, *people)
    answer = await agencies_not_informed(facts.case(), "what")
    assert answer is not None
    rows = {one.agency: one.rule.authority.rpartition("seed ")[2] for one in answer.agencies if one.rule is not None}
    waiting = {one.agency for one in answer.agencies if one.waiting is not None}
    assert waiting == rows.keys(), "an agency waits where a rule says that it should know, and nowhere else"
    return rows


async def test_row_9_a_man_who_moves_in_is_news_to_all() -> None:
    assert await told("household_change", "lou") == dict.fromkeys(EVERYBODY, "row 9")


async def test_row_22_a_mothers_relapse_is_news_to_all() -> None:
    assert await told("relapse", "mum") == dict.fromkeys(EVERYBODY, "row 22")


async def test_row_22_a_mothers_missed_appointment_may_be_a_relapse() -> None:
    assert await told("missed_appointment", "mum") == dict.fromkeys(EVERYBODY, "row 22")


async def test_row_21_a_childs_missed_appointment_is_no_relapse_of_anybody() -> None:
    assert await told("missed_appointment", "kim") == dict.fromkeys(EVERYBODY, "row 21")


async def test_row_22_counts_where_mother_and_child_missed_it_together() -> None:
    assert await told("missed_appointment", "kim", "mum") == dict.fromkeys(EVERYBODY, "row 22")


async def test_row_23_detox_of_a_mother_is_news_to_childrens_services() -> None:
    assert await told("treatment_start", "mum") == {"csc": "row 23"}


async def test_row_23_detox_of_a_father_who_lives_elsewhere_is_too() -> None:
    assert await told("treatment_start", "dad") == {"csc": "row 23"}


@pytest.mark.parametrize("who", ["lou", "kim"])
async def test_row_23_is_not_for_whom_no_child_depends_on(who: str) -> None:
    assert await told("treatment_start", who) == {}


async def test_row_24_a_child_home_from_care_is_news_to_the_mothers_targeted_service() -> None:
    assert await told("return_home", "kim") == {"drugs": "row 24"}


async def test_row_24_is_not_for_an_adult_who_comes_home() -> None:
    assert await told("discharge", "mum") == {}


async def test_row_59_a_notice_to_leave_a_childs_home_is_news_to_all() -> None:
    assert await told("tenancy_notice", "mum") == dict.fromkeys(EVERYBODY, "row 59")


async def test_row_21_a_notice_to_leave_a_home_without_a_child() -> None:
    assert await told("tenancy_notice", "lou") == dict.fromkeys(EVERYBODY, "row 21")


async def test_row_21_an_arrest_bears_on_the_assessment_of_parenting() -> None:
    assert await told("arrest", "dad") == dict.fromkeys(EVERYBODY, "row 21")


async def test_a_home_visit_is_for_no_rule_and_nobody_waits() -> None:
    assert await told("home_visit", "mum") == {}


async def test_each_rule_has_its_authority_and_a_kind_that_it_applies_to() -> None:
    assert all("seed row" in one.rule.authority and one.kinds for one in INFORMING)
    assert "home_visit" not in PASSED_ON


async def waited(facts: Facts) -> dict[str, int | None]:
    """By agency, for how many days it has waited by 1 March to be told of a relapse of 10 February."""
    facts.event("what", "drugs", "relapse", HAPPENED, "mum")
    answer = await agencies_not_informed(facts.case(), "what")
    assert answer is not None
    return {one.agency: one.waiting for one in answer.agencies}


async def test_an_agency_waits_from_its_own_involvement_where_that_is_later() -> None:
    facts = family()
    facts.involved("housing", "mum", since="2026-02-24")
    facts.involved("early", "kim", since="2026-02-20")
    facts.involved("early", "mum", since="2026-02-26")
    waiting = await waited(facts)
    assert (waiting["csc"], waiting["housing"]) == (19, 5)
    assert waiting["early"] == 9, "since the first of its involvements"


async def test_an_agency_that_is_there_since_the_day_waits_no_days() -> None:
    facts = family()
    facts.involved("housing", "mum", since="2026-03-01")
    assert (await waited(facts))["housing"] == 0
