"""CHILD_NOT_SEEN: nobody has seen the child for as long as no duty to visit allows, or visits failed (row 42)."""

from __future__ import annotations

import pytest
from deliver import Ask, empty, load
from flag_cases import flags, ids
from informing_cases import Case, Town

from graph.private_store import StoreAddress

pytestmark = pytest.mark.slow

RULE = "CHILD_NOT_SEEN"
TOWN = Town()
FOUND: list[Case] = []
"""Cases in which nobody has seen the boy: a flag."""
NOTHING: list[Case] = []
"""Cases in which somebody has, or nobody could say: none."""


def family(
    name: str,
    flagged: bool,
    seen: str = "2025-12-20",
    agency: str = "csc",
    since: str = "2025-06-01",
    plan: str | None = "2025-06-20",
) -> Case:
    """A boy on a plan, last seen on a home visit; it is 1 March, and six weeks ago was 18 January.

    Three months ago, the most that is allowed without a plan or placement, was 29 November.
    """
    case = TOWN.case(name, mum="1985-04-02", kid="2016-05-01", brother="2018-05-01")
    case.tie("mum", "parent", "kid")
    case.tie("mum", "parent", "brother")
    case.involved(agency, "kid", since=since)
    if seen:
        case.event(agency, "visit", "home_visit", seen, "kid", seen=case.local("kid"))
    if plan:
        case.event(agency, "plan", "plan_start", plan, "kid")
    (FOUND if flagged else NOTHING).append(case)
    return case


def placed(case: Case, **columns: str) -> None:
    """The boy lives with foster carers."""
    case.home("carers")
    TOWN.agency("csc").lives(case.local("kid"), case.local("carers"), kind="placement", **columns)


UNSEEN = family("ten-weeks", True)
family("six-weeks-and-a-day", True, "2026-01-17")
family("six-weeks", False, "2026-01-18")
family("a-month-known", False, "2026-01", "csc")
AFTER = family("after-one-in-a-month-known", False, "")  # as late in it as that one may have been
AFTER.event("csc", "call", "contact", "2026-01", "kid")
AFTER.event("csc", "visit", "home_visit", "", "kid", after="call", seen=AFTER.local("kid"))
family("opened-last-month", False, since="2026-01-19")
family("opened-some-day-in-january", False, since="2026-01")
family("early-help", False, agency="early")
family("in-need-ten-weeks", False, plan=None)
family("in-need-three-months", False, "2025-11-29", plan=None)
family("in-need-longer", True, "2025-11-28", plan=None)
family("early-helps-plan", False, plan=None).event("early", "support", "plan_start", "2025-06-20", "kid")
family("plan-ended", False).event("csc", "ended", "plan_end", "2026-01-10", "kid")

PLACED = family("placed", True, plan=None)
placed(PLACED)
HOME_AGAIN = family("home-again", False, plan=None)
placed(HOME_AGAIN, until="2026-02-01")

CLOSED = family("closed-without-seeing", True, "2026-01-20", plan=None)
CLOSED.event("csc", "failed", "home_visit", "2026-02-10", "kid")
CLOSED.event("csc", "end", "closure", "2026-02-20", "kid")
THEN_CLOSED = family("seen-and-then-closed", False, "2026-01-20", plan=None)
THEN_CLOSED.event("csc", "failed", "home_visit", "2026-02-10", "kid")
THEN_CLOSED.event("csc", "found", "home_visit", "2026-02-12", "kid", seen=THEN_CLOSED.local("kid"))
THEN_CLOSED.event("csc", "end", "closure", "2026-02-20", "kid")
NO_VISIT = family("closed-without-a-visit", False, "2026-01-20", plan=None)
NO_VISIT.event("csc", "end", "closure", "2026-02-20", "kid")
HELP_CLOSED = family("early-help-closed", False, "2026-01-20", "early", plan=None)
HELP_CLOSED.event("early", "failed", "home_visit", "2026-02-10", "kid")
HELP_CLOSED.event("early", "end", "closure", "2026-02-20", "kid")
family("no-sight-recorded", False, "")

VIDEO = family("by-video", True, "")
VIDEO.event("csc", "call", "contact", "2025-12-20", "kid", seen=VIDEO.local("kid"), seen_how="video")
CALLED = family("called-by-video-lately", False, "2025-12-01")
CALLED.event("csc", "call", "contact", "2026-02-10", "kid", seen=CALLED.local("kid"), seen_how="video")
PRESENT = family("at-school-until-december", True, "2025-11-20")
PRESENT.event("oak", "week", "attendance", "2025-12-19", "kid")

ALONE = family("spoken-to-alone", False)
ALONE.event("csc", "talk", "contact", "2026-02-10", "kid", spoken_to=ALONE.local("kid"))

POLICE = family("seen-by-the-police", False)
POLICE.event("police", "check", "welfare_check", "2026-02-10", "mum", seen=POLICE.local("kid"))
POLICE.record("police", "kid")

SCHOOL = family("at-school", False)
SCHOOL.event("oak", "week", "attendance", "2026-02-10", "kid")

BROTHER = family("only-the-brother", True)
BROTHER.event("csc", "again", "home_visit", "2026-02-10", "kid", "brother", seen=BROTHER.local("brother"))

FAILED = family("two-failed-visits", True, "2026-01-20", "early")
FAILED.event("early", "first", "home_visit", "2026-02-02", "kid")
FAILED.event("early", "second", "referral", "2026-02-20", "kid", "brother", seen=FAILED.local("brother"))

ONE = family("one-failed-visit", False, "2026-01-20")
ONE.event("csc", "first", "home_visit", "2026-02-02", "kid")

SAME = family("one-visit-recorded-twice", False, "2026-01-20")
SAME.event("csc", "first", "home_visit", "2026-02-02", "kid")
SAME.event("police", "same", "welfare_check", "2026-02-02", "kid", parent_event="csc:one-visit-recorded-twice.first")

THEN_SEEN = family("failed-and-then-seen", False, "2026-02-25")
THEN_SEEN.event("csc", "first", "home_visit", "2026-02-02", "kid")
THEN_SEEN.event("csc", "second", "home_visit", "2026-02-20", "kid")

LONG_AGO = family("failed-last-autumn", False, "2025-09-01", "early")
LONG_AGO.event("early", "first", "home_visit", "2025-10-02", "kid")
LONG_AGO.event("early", "second", "home_visit", "2025-11-20", "kid")

UNDATED = family("seen-some-day-after-a-visit", True, "")
UNDATED.event("csc", "visit", "home_visit", "2025-06-10", "kid")
UNDATED.event("csc", "sight", "home_visit", "", "kid", after="visit", seen=UNDATED.local("kid"))
UNDATED.event("csc", "failed", "home_visit", "2026-02-01", "kid")
UNDATED.event("csc", "end", "closure", "", "kid", after="failed")
DAYLESS = family("seen-no-day-recorded", True, "")
DAYLESS.event("csc", "sight", "home_visit", "", "kid", seen=DAYLESS.local("kid"))
DAYLESS.event("csc", "failed", "home_visit", "2025-06-10", "kid")


@pytest.fixture(scope="module", autouse=True)
def _loaded(store: StoreAddress, tmp_path_factory: pytest.TempPathFactory) -> None:
    empty(store)
    load(store, tmp_path_factory.mktemp("child-not-seen"), *TOWN.delivered())


@pytest.mark.parametrize("case", FOUND, ids=lambda case: case.name)
async def test_a_child_whom_nobody_saw_is_found(ask: Ask, case: Case) -> None:
    assert len(await flags(ask, RULE, [case.person("kid")])) == 1


@pytest.mark.parametrize("case", NOTHING, ids=lambda case: case.name)
async def test_one_who_was_seen_or_of_whom_nothing_is_known_is_not(ask: Ask, case: Case) -> None:
    assert await flags(ask, RULE, [case.person("kid")]) == []


async def test_the_flag_says_when_the_child_was_last_seen_and_by_whose_record(ask: Ask) -> None:
    (flag,) = await flags(ask, RULE, [UNSEEN.person("mum")])
    assert UNSEEN.named(flag["people"]) == ["kid"]
    assert "last seen on 2025-12-20, recorded by Csc" in flag["statement"]
    assert [one["event"]["id"] for one in flag["evidence"] if one["event"]] == [UNSEEN.event_id("visit")]
    assert ids(flag["agencies"]) == ["csc"]


async def test_a_sight_by_video_is_said_so_and_a_register_is_no_sight(ask: Ask) -> None:
    (flag,) = await flags(ask, RULE, [VIDEO.person("kid")])
    assert "last seen by video on 2025-12-20, recorded by Csc" in flag["statement"]
    (flag,) = await flags(ask, RULE, [PRESENT.person("kid")])
    assert "last recorded as present on 2025-12-19, recorded by Oak" in flag["statement"]


async def test_of_what_is_undated_it_says_after_what_it_was(ask: Ask) -> None:
    (flag,) = await flags(ask, RULE, [UNDATED.person("kid")])
    assert "last seen on or after 2025-06-10, by what went before" in flag["statement"]
    assert "Csc closed the case on or after 2026-02-01" in flag["statement"]
    (flag,) = await flags(ask, RULE, [DAYLESS.person("kid")])
    assert "last seen on a day not recorded" in flag["statement"]


async def test_the_visits_that_failed_are_its_evidence(ask: Ask) -> None:
    (flag,) = await flags(ask, RULE, [FAILED.person("kid")])
    found = {one["event"]["id"] for one in flag["evidence"] if one["event"]}
    assert found == {FAILED.event_id(event) for event in ("visit", "first", "second")}


async def test_a_closed_case_is_found_on_the_day_it_closed_with_its_closure_as_evidence(ask: Ask) -> None:
    (flag,) = await flags(ask, RULE, [CLOSED.person("kid")], on="2026-02-20")
    assert "Csc closed the case on 2026-02-20" in flag["statement"]
    found = {one["event"]["id"] for one in flag["evidence"] if one["event"]}
    assert found == {CLOSED.event_id(event) for event in ("visit", "failed", "end")}
    assert await flags(ask, RULE, [CLOSED.person("kid")], on="2026-02-19") == []


async def test_a_week_earlier_the_six_weeks_were_not_over(ask: Ask) -> None:
    assert await flags(ask, RULE, [UNSEEN.person("kid")], on="2026-01-31") == []
    assert len(await flags(ask, RULE, [UNSEEN.person("kid")], on="2026-02-01")) == 1
