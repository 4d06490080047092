"""YOUNG_CARER_NOT_ASSESSED: a caring child whose needs nobody has assessed or asked about (row 47).

It is 1 March 2026. Tom, 13, cares for his mother Ada; children's social care delivers for the date.
"""

from __future__ import annotations

import pytest
from facts_in_memory import Facts
from rule_cases import found, town

from queries.analysis.rule import Flag

RULE = "YOUNG_CARER_NOT_ASSESSED"


def family(since: str = "2025-06-01", born: str | None = "2012-05-01", *delivering: str, until: str = "") -> Facts:
    """Tom, his mother, and that he cares for her."""
    facts = town(*(delivering or ("csc",)))
    facts.person("ada", "1985-01-01")
    facts.person("tom", born)
    facts.tie("ada", "parent", "tom")
    facts.tie("tom", "young_carer", "ada", agency="mind", since=since, until=until)
    return facts


async def about_tom(facts: Facts, **viewer: list[str]) -> list[Flag]:
    """What is found about Tom."""
    return await found(RULE, facts, "tom", **viewer)


async def test_a_child_who_cares_and_of_whom_nobody_asked_is_found() -> None:
    (flag,) = await about_tom(family())
    assert (flag.about, flag.people, flag.agencies) == (("tom",), ["ada", "tom"], ["csc"])
    assert "since 2025-06-01" in flag.statement
    assert len(flag.paths) == 1 and len(flag.cleared_by) == 3


@pytest.mark.parametrize(("since", "born"), [
    ("2026-02-10", "2012-05-01"),  # there is still time to ask
    ("2025-06-01", "2008-03-01"),  # eighteen today
    ("2025-06-01", "2008"),
    ("2025-06-01", None),
])  # fmt: skip
async def test_who_has_just_begun_or_may_be_of_age_is_not(since: str, born: str | None) -> None:
    assert await about_tom(family(since, born)) == []


async def test_who_cares_no_longer_is_not_nor_where_another_agency_has_it_ended() -> None:
    assert await about_tom(family(until="2026-02-01")) == []
    facts = family()
    tie = facts.found.ties[-1]
    ended = family(until="2026-02-01").found.ties[-1].assertions[0]
    ended.agency = "csc"
    tie.assertions.append(ended)
    assert await about_tom(facts) == []


async def test_a_young_carers_service_clears_it_other_services_do_not() -> None:
    facts = family()
    facts.involved("csc", "tom")
    assert len(await about_tom(facts)) == 1
    facts.involved("early", "tom", service=facts.service("early", "young_carers"))
    assert await about_tom(facts) == []


@pytest.mark.parametrize(("agency", "on", "flagged"), [
    ("csc", "2025-07-01", False), ("early", "2026-01-01", False), ("csc", "2025", False),
    ("csc", "2025-03-01", True), ("mind", "2025-07-01", True),
])  # fmt: skip
async def test_an_assessment_of_the_child_since_clears_it(agency: str, on: str, flagged: bool) -> None:
    facts = family()
    facts.event("assessed", agency, "assessment", on, "tom")
    assert bool(await about_tom(facts)) is flagged


async def test_that_the_child_was_asked_clears_it_whatever_the_answer_the_parent_does_not() -> None:
    facts = family()
    facts.asked("mind", "ada", "caring_responsibilities", "yes", "2025-08-01")
    facts.asked("mind", "tom", "wishes_and_feelings", "yes", "2025-08-01")
    assert len(await about_tom(facts)) == 1
    facts.asked("csc", "tom", "young_carer", "no", "2025-08-01")
    assert await about_tom(facts) == []


async def test_where_nobody_who_assesses_delivers_nothing_is_missing() -> None:
    assert await about_tom(family("2025-06-01", "2012-05-01", "mind")) == []


async def test_who_does_not_see_the_records_of_those_who_assess_is_told_of_nothing_missing() -> None:
    assert await about_tom(family(), seeing=["mind"]) == []
    assert len(await about_tom(family(), seeing=["mind", "csc"])) == 1


async def test_nor_is_who_sees_all_agencies_but_one_or_no_sensitive_rows() -> None:
    facts = family()
    facts.delivered("oak", "2026-03-31T22:00:00Z")
    assert await about_tom(facts, seeing=["mind", "csc"]) == []
    assert len(await about_tom(facts, seeing=["mind", "csc", "oak"])) == 1
    assert await about_tom(facts, seeing=["mind", "csc", "oak"], shown=["ordinary"]) == []
