"""REFERRAL_UNDECIDED: a referral on which the receiver has recorded no decision (row 46).

It is Sunday, 1 March 2026. Oak school refers Tom, who lives with his mother Ada; children's social care and mental
health deliver for the date.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from facts_in_memory import Facts, told
from rule_cases import found, town

from queries.access.visible import Other
from queries.analysis.rule import Flag

RULE = "REFERRAL_UNDECIDED"
THURSDAY, FRIDAY = "2026-02-26", "2026-02-27"


def referred(on: str | None, to: str = "csc", by: str = "oak", *, of: str = "tom", **more: Any) -> Facts:
    """Tom, Ada, and a referral of one of them."""
    facts = town("csc", "mind", "oak")
    facts.person("ada", "1990-01-01")
    facts.person("tom", "2018-05-01")
    facts.tie("ada", "parent", "tom")
    facts.event("referral", by, "referral", on, of, to_agency=to, **more)
    return facts


async def about_tom(facts: Facts, **viewer: list[str]) -> list[Flag]:
    """What is found about Tom."""
    return await found(RULE, facts, "tom", **viewer)


async def test_a_referral_of_which_nothing_was_recorded_is_found_after_its_working_day() -> None:
    (flag,) = await about_tom(referred("2026-02-25"))
    assert (flag.about, flag.agencies, flag.people) == (("referral",), ["csc"], ["tom"])
    assert "2026-02-25" in flag.statement and "Oak" in flag.statement
    assert [one.event for one in flag.evidence] == ["referral", "referral"]
    assert flag.expires == date(2026, 3, 29)


@pytest.mark.parametrize(("on", "flagged"), [
    ("2026-02-25", True),
    (THURSDAY, False),  # Friday was its working day, and nothing is late before the next
    (FRIDAY, False),
    ("2026-02", False),  # perhaps yesterday
    ("2026-01", True),
    (None, False),
    ("2025-02-20", False),  # beyond the months looked at
])  # fmt: skip
async def test_the_day_of_the_referral_does_not_count(on: str | None, flagged: bool) -> None:
    assert bool(await about_tom(referred(on))) is flagged


async def test_other_services_have_four_weeks() -> None:
    assert await about_tom(referred("2026-02-04", "mind", of="ada")) == []
    (flag,) = await about_tom(referred("2026-01-28", "mind", of="ada"))
    assert flag.people == ["ada", "tom"]


@pytest.mark.parametrize(("on", "flagged"), [("2026-02-10", False), ("2026-01-28", True)])
async def test_early_help_is_such_a_service_and_the_front_door_of_social_care_is_not(on: str, flagged: bool) -> None:
    facts = referred(on, "early")
    facts.delivered("early", "2026-03-31T22:00:00Z")
    assert bool(await about_tom(facts)) is flagged
    facts = referred("2026-02-25", "hub")
    facts.delivered("hub", "2026-03-31T22:00:00Z")
    assert len(await about_tom(facts)) == 1


@pytest.mark.parametrize("status", ["open", "waiting", "refused"])
async def test_an_involvement_of_the_receiver_clears_it(status: str) -> None:
    facts = referred("2026-02-10")
    facts.involved("csc", "tom", status, since="2026-02-11")
    assert await about_tom(facts) == []


async def test_one_that_has_been_closed_since_does_too() -> None:
    facts = referred("2026-01-10")
    facts.involved("csc", "ada", "closed", since="2026-01-11", until="2026-02-11")
    assert await about_tom(facts) == []


async def test_one_that_was_over_before_or_only_notes_the_referral_does_not() -> None:
    facts = referred("2026-02-10")
    facts.involved("csc", "tom", "closed", since="2025-06-01", until="2026-02-01")
    facts.involved("csc", "tom", "refused", since="2025-06-01")
    facts.involved("csc", "tom", "referred", since="2026-02-10")
    assert len(await about_tom(facts)) == 1


async def test_an_event_of_the_receiver_since_clears_it_one_before_does_not() -> None:
    facts = referred("2026-02-10")
    facts.event("before", "csc", "contact", "2026-01-10", "tom")
    assert len(await about_tom(facts)) == 1
    facts.event("since", "csc", "assessment", "2026-02-12", "tom")
    assert await about_tom(facts) == []


async def test_a_meeting_with_the_receiver_that_another_agency_recorded_clears_it() -> None:
    facts = referred("2026-02-10")
    facts.event("team", "oak", "meeting", "2026-02-20", "tom", took_part=["csc", "oak"])
    assert await about_tom(facts) == []


async def test_the_receivers_own_record_of_the_referral_clears_it() -> None:
    facts = referred("2026-02-10", same=[Other("theirs", False)])
    facts.event("theirs", "csc", "referral", "2026-02-10", same=[Other("referral", True)])
    assert await about_tom(facts) == []


async def test_that_it_was_acknowledged_is_said_and_is_no_decision() -> None:
    facts = referred("2026-02-10", told=[told("csc", "2026-02-10", "acknowledged", agency="oak")])
    (flag,) = await about_tom(facts)
    assert "acknowledged" in flag.evidence[1].statement


async def test_a_receiver_that_does_not_deliver_for_the_date_has_not_left_anything_open() -> None:
    assert await about_tom(referred("2026-02-10", "early")) == []
    facts = referred("2026-02-10", "hub")
    facts.delivered("hub", "2026-02-20T22:00:00Z", covers=("2020-01-01", "2026-02-20"))
    assert await about_tom(facts) == []


async def test_a_referral_of_the_partner_of_a_parent_who_lives_elsewhere_is_not_about_this_child() -> None:
    facts = referred("2026-01-10", of="tom")
    facts.person("bob", "1988-01-01")
    facts.tie("bob", "partner", "ada")
    facts.event("other", "oak", "referral", "2026-01-10", "bob", to_agency="csc")
    assert [flag.about for flag in await about_tom(facts)] == [("referral",)]


async def test_who_does_not_see_the_receivers_records_is_told_of_nothing_missing() -> None:
    facts = referred("2026-02-10")
    assert await about_tom(facts, seeing=["oak"]) == []
    assert len(await about_tom(facts, seeing=["oak", "csc"])) == 1
