"""Clocks from delivered events: what an agency records starts and meets them, and nothing else does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from deliver import Agency, empty, load, opened, person_id

from graph.private_store import StoreAddress
from queries.case import Cases
from queries.context import Context
from queries.pictures import happenings

ON = date(2026, 7, 1)


@pytest.fixture(scope="module", autouse=True)
def recorded(store: StoreAddress, store_home: Path) -> None:
    """A referral received and assessed, one sent, care proceedings with an interim order; a school records its own."""
    empty(store)
    csc, school = Agency("csc", "children_social_care"), Agency("oak", "school")
    csc.people(kit="2018-01-01", ivy="2019-01-01")
    csc.event("e1", "referral", "2026-01-05", "kit")
    csc.event("e2", "assessment", "2026-01-06", "kit")
    csc.rows["events"][-1]["until"] = "2026-03-09"
    csc.event("e3", "court_order", "2026-03-02", "kit", category="application_issued")
    csc.event("e4", "court_order", "2026-03-20", "kit", category="interim_care_order")
    csc.event("e5", "referral", "2026-02-02", "ivy", to_agency="oak")
    school.people(kit="2018-01-01")
    school.event("e1", "referral", "2026-04-01", "kit")
    load(store, store_home, csc.delivered(), school.delivered())


async def clocks(store: StoreAddress, child: str, on: date = ON) -> dict[str, tuple[str, str]]:
    """By title, the state of a child's clocks and the day on which each is due."""
    async with opened(store) as driver:
        found = await happenings.timeline(Cases.on(driver), [person_id("csc", child)], Context.as_of(on), None, None)
    assert found is not None
    return {clock.title: (clock.state, clock.due.isoformat()) for clock in found.clocks}


async def test_a_referral_is_decided_assessed_and_brought_to_court(store: StoreAddress) -> None:
    """The assessment ended on its forty-fifth working day; an interim order does not end the proceedings."""
    assert await clocks(store, "kit") == {
        "Decision on a referral": ("met", "2026-01-06"),
        "Assessment": ("met", "2026-03-09"),
        "Care proceedings": ("running", "2026-08-30"),
    }


async def test_an_assessment_that_ended_later_was_still_running_on_the_date(store: StoreAddress) -> None:
    assert (await clocks(store, "kit", date(2026, 2, 1)))["Assessment"] == ("running", "2026-03-09")


async def test_a_referral_that_was_sent_is_for_its_receiver_to_decide(store: StoreAddress) -> None:
    assert await clocks(store, "ivy") == {}
