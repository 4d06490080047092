"""The agencies around an event, around persons, and what they have delivered, as facts say it: without a store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from facts_in_memory import ON, Facts, told, worker

from queries.access.visible import Consent, Other, SharingDecision
from queries.questions.agencies_not_informed import AgencyInformed, agencies_not_informed
from queries.questions.agency_matrix import MashCheck, agency_matrix, mash_check
from queries.questions.coverage import coverage
from queries.questions.event import after, event, involvement, parent_event, participants, to_agency
from queries.validity import LAST

KINDS = {"csc": "children_social_care", "drugs": "substance_misuse", "housing": "housing", "oak": "school"}
HAPPENED = "2026-02-10"


def family() -> Facts:
    """Noor lives with her mother; her father is with drug services; her great-grandmother is three steps away."""
    facts = Facts(KINDS)
    facts.person("noor", "2016-02-01")
    facts.person("mum", "1990-01-01")
    facts.person("dad", "1988-01-01")
    facts.person("gran", "1960-01-01")
    facts.person("great-gran", "1935-01-01")
    facts.tie("mum", "parent", "noor")
    facts.tie("dad", "parent", "noor")
    facts.tie("gran", "parent", "mum")
    facts.tie("great-gran", "parent", "gran")
    facts.home("flat", "noor", "mum")
    facts.involved("csc", "noor", workers=[worker("kit", "csc"), worker("left", "csc", serving=False)])
    facts.involved("drugs", "dad")
    facts.officers["drugs"] = [worker("sal", "drugs")]
    return facts


async def around_it(facts: Facts, id: str, on: date = ON, closed_within: int = 0) -> dict[str, AgencyInformed]:
    """The agencies around an event, by id."""
    answer = await agencies_not_informed(facts.case(on, closed_within=closed_within), id)
    assert answer is not None
    return {one.agency: one for one in answer.agencies}


async def test_each_agency_around_the_family_is_there_with_how_it_stands() -> None:
    facts = family()
    facts.involved("housing", "mum")
    facts.event("relapse", "drugs", "relapse", HAPPENED, "dad", told=[told("housing", "2026-02-12", "withheld",
                                                                           basis="crime prevention")])
    found = await around_it(facts, "relapse")
    assert {agency: (one.state, one.waiting, one.basis) for agency, one in found.items()} == {
        "csc": ("not_informed", 19, None),
        "drugs": ("reported_it", None, None),
        "housing": ("withheld", None, "crime prevention"),
    }
    assert [path.people for path in found["housing"].via] == [("dad", "noor", "mum")]
    assert [path.people for path in found["drugs"].via] == [("dad",)]
    assert "row 22" in (found["csc"].rule.authority if found["csc"].rule else "")


async def test_whom_to_ring_is_the_allocated_worker_else_the_named_officer() -> None:
    facts = family()
    facts.involved("housing", "mum")
    facts.event("relapse", "drugs", "relapse", HAPPENED, "dad")
    found = await around_it(facts, "relapse")
    assert {agency: [one.id for one in row.contacts] for agency, row in found.items()} == {
        "csc": ["kit"], "drugs": ["sal"], "housing": []
    }


async def test_nobody_three_steps_away_is_in_the_family() -> None:
    facts = family()
    facts.involved("asc", "great-gran")
    facts.event("relapse", "drugs", "relapse", HAPPENED, "noor")
    assert "asc" not in await around_it(facts, "relapse")
    facts.event("fall", "asc", "incident", HAPPENED, "mum")
    assert "asc" in await around_it(facts, "fall")


async def test_before_the_event_the_list_is_empty_and_an_undated_one_waits_for_no_days() -> None:
    facts = family()
    facts.event("relapse", "drugs", "relapse", HAPPENED, "dad")
    facts.event("later", "drugs", "relapse", None, "dad", after=["relapse"])
    facts.event("some-time", "drugs", "relapse", None, "dad")
    assert await around_it(facts, "relapse", date(2026, 2, 9)) == {}
    assert await around_it(facts, "later", date(2026, 2, 9)) == {}
    assert (await around_it(facts, "later", date(2026, 2, 12)))["csc"].waiting == 2
    assert (await around_it(facts, "some-time"))["csc"].waiting is None


async def test_what_closed_counts_for_as_long_as_is_asked() -> None:
    facts = family()
    facts.involved("housing", "mum", "closed", until="2026-02-20")
    facts.event("relapse", "drugs", "relapse", HAPPENED, "dad")
    assert "housing" not in await around_it(facts, "relapse", closed_within=8)
    assert "housing" in await around_it(facts, "relapse", closed_within=9)


async def test_an_agency_is_listed_for_whose_service_another_recorded() -> None:
    facts = family()
    facts.involved("csc", "noor", provider="oak", implied="school")
    facts.event("relapse", "drugs", "relapse", HAPPENED, "dad")
    assert (await around_it(facts, "relapse"))["oak"].state == "not_informed"


async def test_an_event_that_may_not_be_seen_is_null() -> None:
    assert await agencies_not_informed(family().case(), "event:hidden") is None


async def test_who_can_know_of_whom() -> None:
    facts = family()
    facts.involved("housing", "mum", workers=[worker("pat", "housing", registration="SW1")])
    facts.involved("oak", "noor", workers=[worker("pat-too", "oak", registration="SW1")])
    facts.involved("csc", "mum", provider="gp")
    facts.event("long-ago", "csc", "meeting", "2019-01-01", "noor", took_part=["drugs", "housing"])
    to_be_told = told("oak", "2026-02-11", "pending", agency="csc")
    facts.event("pending", "csc", "information", HAPPENED, "noor", told=[to_be_told])
    answer = await agency_matrix(facts.case(), "noor")
    assert answer is not None
    assert answer.people[0] == "noor"
    assert set(answer.people) == {"noor", "mum", "dad", "gran"}
    assert {row.agency: row.knows_of for row in answer.agencies} == {
        "csc": ("drugs", "gp", "housing", "oak"),  # the school is to be told, and does not know who is to tell it
        "drugs": ("csc", "housing"),
        "gp": (),
        "housing": ("csc", "drugs", "oak"),
        "oak": ("housing",),
    }
    assert {row.agency: row.does_not_know_of for row in answer.agencies}["oak"] == ("csc", "drugs", "gp")
    assert {row.agency: row.people for row in answer.agencies}["csc"] == ("noor",)
    assert {row.agency: row.people for row in answer.agencies}["gp"] == ("mum",)


def practice(facts: Facts) -> None:
    """Social care has the mother's practice, which is the daughter's too."""
    facts.registered("csc", "mum", "surgery")
    facts.registered("oak", "noor", "surgery")


def ended(facts: Facts) -> None:
    """Social care bought a service for the mother, which has ended."""
    facts.involved("csc", "mum", "closed", until="2025-12-01", provider="housing")


def seconded(facts: Facts) -> None:
    """A worker of drug services is allocated in social care."""
    facts.involved("csc", "mum", workers=[worker("lent", "drugs")])


def pending(facts: Facts) -> None:
    """Social care is to tell the school."""
    facts.event("plan", "csc", "information", HAPPENED, "noor", told=[told("oak", None, "pending", agency="csc")])


def heard(facts: Facts) -> None:
    """Social care lists that the school was told by drug services, whose event it is."""
    facts.event("relapse", "drugs", "relapse", HAPPENED, "dad", told=[told("oak", None, "withheld", agency="csc")])


def consented(facts: Facts) -> None:
    """The mother lets social care share with housing."""
    since = "2026-01-01"
    facts.found.consents.append(
        Consent("c", "mum", "csc", "share", "yes", ["housing"], None, since, None, since, LAST, None)
    )


def decided(facts: Facts) -> None:
    """Social care decided to share something with the school."""
    facts.found.decisions.append(SharingDecision(
        "d", "noor", "csc", "concern", "yes", "it helps", HAPPENED, HAPPENED, None, None, None, "oak", None, None
    ))


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        (practice, {"surgery"}), (ended, {"housing"}), (seconded, {"drugs"}), (pending, {"oak"}),
        (heard, {"drugs", "oak"}), (consented, {"housing"}), (decided, {"oak"}),
    ],
    ids=lambda value: value.__doc__ if callable(value) else "",
)
async def test_an_agency_knows_of_whom_its_own_rows_name(rows: Callable[[Facts], None], named: set[str]) -> None:
    facts = family()
    facts.involved("oak", "noor")
    facts.involved("housing", "mum")
    before = await agency_matrix(facts.case(), "noor")
    rows(facts)
    answer = await agency_matrix(facts.case(), "noor")
    assert before is not None and answer is not None
    known = {row.agency: set(row.knows_of) for row in before.agencies}
    assert known["csc"] == set()
    assert {row.agency: set(row.knows_of) for row in answer.agencies if row.agency == "csc"} == {"csc": named}
    assert all("csc" not in row.knows_of for row in answer.agencies), "who is named does not know of it"


async def test_a_row_of_a_later_day_names_nobody_yet() -> None:
    facts = family()
    facts.involved("housing", "mum")
    facts.involved("csc", "mum", since="2026-03-10", provider="housing")
    facts.event("meeting", "csc", "meeting", "2026-03-10", "noor", took_part=["drugs"])
    answer = await agency_matrix(facts.case(), "noor")
    assert answer is not None
    assert {row.agency: row.knows_of for row in answer.agencies} == {"csc": (), "drugs": (), "housing": ()}


async def test_around_nobody_there_is_no_matrix() -> None:
    assert await agency_matrix(family().case(), "nobody") is None
    assert await mash_check(family().case(), ["nobody"]) is None


async def checked(facts: Facts, *people: str) -> MashCheck:
    """What is asked first of some persons."""
    answer = await mash_check(facts.case(since=date(2025, 3, 1)), people)
    assert answer is not None
    return answer


async def test_who_is_asked_about_who_is_there_and_who_was_lately() -> None:
    facts = family()
    for lodger in ("left-in-january", "left-last-year", "guest"):
        facts.person(lodger, "1980-01-01")
    facts.home("flat", "left-in-january", since="2025-01-01", until="2026-01-15")
    facts.home("flat", "left-last-year", since="2024-01-01", until="2025-02-01")
    answer = await checked(facts, "noor", "nobody")
    assert answer.people == ("noor",)
    assert {member.person: member.distance for member in answer.family} == {"mum": 1, "dad": 1, "gran": 2}
    assert answer.lately == ("left-in-january",)
    assert answer.children == ("noor",)


async def test_which_events_of_the_months_before_nobody_told() -> None:
    facts = family()
    reason = told("csc", "2026-02-11", "withheld", basis="seeking consent would raise the risk")
    facts.event("relapse", "drugs", "relapse", HAPPENED, "dad")
    facts.event("since-then", "drugs", "relapse", None, "dad", after=["relapse"])
    facts.event("withheld", "drugs", "relapse", HAPPENED, "dad", told=[reason])
    facts.event("pending", "drugs", "relapse", "2026-02-12", "dad", told=[told("csc", "2026-02-13", "pending")])
    facts.event("some-day", "drugs", "relapse", "2025", "dad")
    facts.event("long-ago", "drugs", "relapse", "2024", "dad")
    facts.event("ahead", "drugs", "relapse", "2026-03-02", "dad")
    facts.event("visit", "drugs", "home_visit", HAPPENED, "dad")
    untold = (await checked(facts, "noor")).untold
    assert [(one.event, one.agencies) for one in untold] == [
        ("pending", ("csc",)), ("relapse", ("csc",)), ("since-then", ("csc",)), ("some-day", ("csc",)),
    ]


async def test_an_event_leads_to_what_may_be_seen_of_its_links() -> None:
    facts = family()
    theirs = facts.involved("drugs", "dad")
    facts.event("first", "drugs", "relapse", HAPPENED, "dad", same=[Other("call", True), Other("ward", False)])
    facts.event("call", "police", "incident", HAPPENED, "dad")
    facts.event("ward", "hospital", "attendance", HAPPENED, "dad")
    facts.event(
        "second", "drugs", "referral", None, "dad", after=["first", "hidden"], took_part=["housing", "csc"],
        to_agency="csc", involvement=theirs,
    )
    case = facts.case()
    first, second = await event(case, "first"), await event(case, "second")
    assert first is not None and second is not None
    assert after(case, second) is first and parent_event(case, first) is case.events["call"]
    assert after(case, first) is None and parent_event(case, second) is None
    assert [one.id for one in participants(case, second)] == ["csc", "housing"]
    receiver, belongs = to_agency(case, second), involvement(case, second)
    assert receiver is not None and receiver.id == "csc"
    assert belongs is not None and belongs.person == "dad"


async def test_coverage_is_of_what_was_complete_and_known() -> None:
    facts = Facts()
    facts.delivered("csc", "2026-01-31T22:00:00Z", covers=("2020-01-01", "2026-01-31"))
    facts.delivered("csc", "2026-03-31T22:00:00Z", covers=("2026-02-15", "2026-03-31"))
    facts.delivered("csc", "2026-07-31T22:00:00Z")  # after the time of knowledge
    facts.delivered("police", "2026-01-31T22:00:00Z", covers=("2020-01-01", "2026-01-31"))
    facts.delivered("police", "2026-03-31T22:00:00Z", "loading")
    facts.agency("asc")
    made = {one.agency: one for one in await coverage(facts.case())}
    assert {agency: (one.covers_date, one.loading) for agency, one in made.items()} == {
        "asc": (False, False), "csc": (True, False), "police": (False, True),
    }
    assert made["csc"].last is not None and made["csc"].last.covers_from == "2026-02-15"
    assert made["asc"].last is None
    earlier = {one.agency: one.covers_date for one in await coverage(facts.case(date(2026, 2, 10)))}
    assert not earlier["csc"], "neither delivery covers it"
