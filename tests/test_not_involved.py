"""Agencies that should know of an event and are not involved with the family yet, as cases: without a store.

The sources' own example: an adult enters detox, and no children's service knows the children.
"""

from __future__ import annotations

from datetime import date

import pytest
from facts_in_memory import Facts, told, worker

from queries.facts.rows import HouseholdRecord
from queries.questions.agencies_not_informed import AgencyInformed, InformingState, agencies_not_informed
from queries.questions.agency_matrix import mash_check

HAPPENED = "2026-02-10"
KINDS = {
    "csc": "children_social_care", "early": "early_help", "hub": "mash", "hub-south": "mash", "hv": "health_visiting",
    "midwives": "midwifery", "drugs": "substance_misuse", "surgery": "gp", "oak": "school",
}


def detox(*directory: str) -> Facts:
    """Una starts detox at home, where Max, 9, and Eve, 2, live with her; drug services alone know the family."""
    facts = Facts(KINDS)
    facts.person("una", "1990-01-01")
    facts.person("max", "2016-05-01")
    facts.person("eve", "2023-06-01")
    for child in ("max", "eve"):
        facts.tie("una", "parent", child, agency="drugs")
    facts.involved("drugs", "una")
    facts.registered("drugs", "una", "surgery")
    for agency in directory:
        facts.agency(agency)
    facts.event("detox", "drugs", "treatment_start", HAPPENED, "una")
    return facts


async def state(facts: Facts, event: str = "detox", on: date = date(2026, 3, 1)) -> InformingState:
    """How agencies stand towards an event."""
    answer = await agencies_not_informed(facts.case(on), event)
    assert answer is not None
    return answer


async def beyond(facts: Facts, event: str = "detox") -> dict[str, AgencyInformed]:
    """By agency, those that are not involved and should know."""
    return {one.agency: one for one in (await state(facts, event)).agencies if one.not_involved}


async def test_detox_of_a_mother_whose_children_no_childrens_service_knows() -> None:
    facts = detox("hub", "csc", "hv")
    facts.officers["hub"] = [worker("ray", "hub")]
    answer = await state(facts)
    assert [(one.agency, one.state, one.not_involved) for one in answer.agencies] == [
        ("drugs", "reported_it", False),
        ("hub", "not_informed", True),
        ("hv", "not_informed", True),
        ("surgery", "not_informed", True),
    ]
    assert answer.missing_agencies == ()
    hub, hv, surgery = (one for one in answer.agencies if one.not_involved)
    assert [path.people for path in hub.via] == [("una", "eve"), ("una", "max")]
    assert [path.people for path in hv.via] == [("una", "eve")]
    assert [path.people for path in surgery.via] == [("una",)]
    assert [one.id for one in hub.contacts] == ["ray"]
    assert (hub.involvements, hub.waiting) == ((), 19)
    assert hub.rule is not None and "row 23" in hub.rule.authority


async def test_before_the_event_nobody_is_listed_and_nobody_is_missing() -> None:
    answer = await state(detox(), on=date(2026, 2, 9))
    assert (answer.agencies, answer.missing_agencies) == ((), ())


async def test_without_a_hub_childrens_social_care_is_the_front_door() -> None:
    assert (await beyond(detox("csc", "hv"))).keys() == {"csc", "hv", "surgery"}


async def test_a_kind_that_nobody_is_of_is_missing() -> None:
    answer = await state(detox())
    assert answer.missing_agencies == ("children_social_care", "health_visiting")


async def test_a_hub_is_reached_by_its_duty_line() -> None:
    facts = detox("hv")
    desk = facts.service("csc", "mash")
    facts.service("csc", "children_social_care")
    csc = (await beyond(facts))["csc"]
    assert [(one.id, one.contact) for one in csc.services] == [(desk, "0100 csc")]


async def test_a_hospital_trust_may_have_the_health_visitors() -> None:
    facts = detox("hub")
    facts.service("trust", "health_visiting")
    answer = await state(facts)
    assert answer.missing_agencies == ()
    assert {one.agency for one in answer.agencies if one.not_involved} == {"hub", "surgery", "trust"}


async def test_an_adult_without_a_recorded_practice_has_a_gp_who_is_not_known() -> None:
    facts = detox("hub", "hv")
    facts.found.involvements = [one for one in facts.found.involvements if one.implied is None]
    answer = await state(facts)
    assert answer.missing_agencies == ("gp",)


async def test_a_practice_that_is_the_childs_too_is_involved_and_listed_once() -> None:
    facts = detox("hub", "hv")
    facts.registered("drugs", "max", "surgery")
    assert (await beyond(facts)).keys() == {"hub", "hv"}
    assert [one.agency for one in (await state(facts)).agencies] == ["drugs", "hub", "hv", "surgery"]


@pytest.mark.parametrize(
    ("agency", "who", "until", "listed"),
    [
        pytest.param("csc", "max", None, False, id="open to children's social care"),
        pytest.param("early", "eve", None, False, id="early help with the sister"),
        pytest.param("csc", "una", None, False, id="open on the mother's record"),
        pytest.param("csc", "max", "2026-02-20", True, id="closed since"),
        pytest.param("oak", "max", None, True, id="a school is no children's service"),
    ],
)
async def test_where_a_childrens_service_is_live_nobody_else_is_added(
    agency: str, who: str, until: str | None, listed: bool
) -> None:
    facts = detox("hub", "hv")
    facts.involved(agency, who, "closed" if until else "open", until=until)
    assert ("hub" in await beyond(facts)) is listed
    assert ("surgery" in await beyond(facts)) is listed


async def test_a_hub_that_was_told_knows_and_is_still_not_involved() -> None:
    facts = detox("hub", "hv")
    facts.event("relapse", "drugs", "relapse", HAPPENED, "una", told=[told("hub", "2026-02-11")])
    hub = (await beyond(facts, "relapse"))["hub"]
    assert (hub.state, hub.waiting) == ("informed", None)


async def test_an_unborn_child_has_a_midwife_or_should_have_one() -> None:
    facts = Facts(KINDS)
    facts.person("una", "1990-01-01")
    facts.person("baby", due="2026-05-01")
    facts.tie("una", "parent", "baby", agency="drugs")
    facts.registered("drugs", "una", "surgery")
    facts.event("detox", "drugs", "treatment_start", HAPPENED, "una")
    for agency in ("hub", "midwives", "hv"):
        facts.agency(agency)
    assert (await beyond(facts)).keys() == {"hub", "midwives", "surgery"}
    facts.involved("midwives", "una")
    assert (await beyond(facts)).keys() == {"hub", "surgery"}


async def test_a_child_of_five_has_no_health_visitor() -> None:
    facts = detox("hub", "hv")
    facts.person("eve", "2021-03-01")
    assert (await beyond(facts)).keys() == {"hub", "surgery"}


async def test_children_in_the_home_or_in_care_count_whoever_their_parents_are() -> None:
    facts = Facts(KINDS)
    for name in ("aunt", "lodger", "stranger"):
        facts.person(name, "1980-01-01")
    facts.person("max", "2016-05-01")
    facts.tie("aunt", "kinship_carer", "max", agency="drugs")
    facts.home("house", "lodger", "max")
    facts.home("next-door", "aunt", "stranger")
    facts.agency("hub")
    for name in ("aunt", "lodger", "stranger"):
        facts.event(name, "drugs", "relapse", HAPPENED, name)
    facts.event("max", "drugs", "relapse", HAPPENED, "max")
    assert {name for name in ("aunt", "lodger", "stranger", "max") if await beyond(facts, name)} == {"aunt", "lodger"}


async def test_a_parent_who_is_known_to_live_elsewhere_has_no_child_in_the_home() -> None:
    facts = detox("hub", "hv")
    facts.home("flat", "una")
    assert "hub" in await beyond(facts), "where the children live is not known"
    facts.home("grans", "max", "eve")
    assert await beyond(facts) == {}


@pytest.mark.parametrize(
    ("kind", "row"),
    [("relapse", "row 22"), ("missed_appointment", "row 22"), ("tenancy_notice", "row 59"), ("arrest", None),
     ("household_change", None), ("home_visit", None)],
)
async def test_by_which_rules_others_should_know(kind: str, row: str | None) -> None:
    facts = detox("hub", "hv")
    facts.event("what", "drugs", kind, HAPPENED, "una")
    hub = (await beyond(facts, "what")).get("hub")
    assert (hub and hub.rule and hub.rule.authority.rpartition("seed ")[2]) == row


async def test_a_child_who_comes_home_to_the_mother_is_news_to_who_is_not_there_yet() -> None:
    facts = detox("hub", "hv")
    facts.event("back", "drugs", "return_home", HAPPENED, "max", "una")
    hub = (await beyond(facts, "back"))["hub"]
    assert hub.rule is not None and "row 24" in hub.rule.authority
    facts.event("alone", "drugs", "return_home", HAPPENED, "max")
    assert await beyond(facts, "alone") == {}


async def test_of_several_hubs_the_one_for_the_area_is_listed() -> None:
    facts = detox("hub", "hub-south", "hv")
    facts.service("hub", area="North")
    facts.service("hub-south", area="South")
    assert {"hub", "hub-south"} < (await beyond(facts)).keys(), "the area of the family is not known"
    facts.involved("drugs", "una", service=facts.service("drugs", area="south"))
    assert (await beyond(facts)).keys() == {"hub-south", "hv", "surgery"}


@pytest.mark.parametrize(("area", "found"), [("TQ1", True), ("tq", True), ("Torquay", True), ("TQ12", False)])
async def test_an_area_may_be_that_of_the_postcode_or_be_named_in_the_address(area: str, found: bool) -> None:
    facts = detox("hub", "hub-south", "hv")
    facts.home("flat", "una", "max", "eve")
    facts.service("hub", area="TQ9")
    facts.service("hub-south", area=area)
    case = facts.case()
    case.households["flat"] = HouseholdRecord("flat", "csc", "flat", None, "1 Hill, Torquay", "TQ1 2AB", None, None)
    answer = await agencies_not_informed(case, "detox")
    assert answer is not None
    assert ("hub" not in {one.agency for one in answer.agencies}) is found


async def test_a_hub_that_asks_about_the_mother_is_shown_whom_nobody_has_told() -> None:
    facts = detox("hub", "early")
    answer = await mash_check(facts.case(since=date(2025, 3, 1)), ["una"])
    assert answer is not None
    (untold,) = answer.untold
    assert (untold.event, untold.agencies) == ("detox", ("hub", "surgery"))
    assert (untold.not_involved, untold.missing_agencies) == (("hub", "surgery"), ("health_visiting",))
