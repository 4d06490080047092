"""MEETING_WITHOUT_ADULT_SERVICES: a strategy meeting or conference without an adult's service (rows 35, 43).

It is 1 March 2026. Mental health has worked with Tom's mother Ada since 2025-06-01.
"""

from __future__ import annotations

import pytest
from facts_in_memory import Facts, told
from rule_cases import found, town

from queries.access.visible import Told
from queries.analysis.rule import Flag

RULE = "MEETING_WITHOUT_ADULT_SERVICES"


def family(
    on: str | None = "2026-02-10", kind: str = "strategy_meeting", there: tuple[str, ...] = ("csc", "police"),
    word: Told | None = None,
) -> Facts:
    """Tom, his mother with her nurse, and a meeting about him."""
    facts = town()
    facts.person("ada", "1985-01-01")
    facts.person("tom", "2016-05-01")
    facts.tie("ada", "parent", "tom")
    facts.involved("mind", "ada")
    facts.involved("housing", "ada")
    facts.event("meeting", "csc", kind, on, "tom", took_part=there, told=[word] if word else [])
    return facts


async def about_tom(facts: Facts, **viewer: list[str]) -> list[Flag]:
    """What is found about Tom."""
    return await found(RULE, facts, "tom", **viewer)


@pytest.mark.parametrize("kind", ["strategy_meeting", "conference"])
async def test_a_meeting_without_the_mothers_nurse_is_found_with_who_took_part(kind: str) -> None:
    (flag,) = await about_tom(family(kind=kind))
    assert (flag.about, flag.people, flag.agencies) == (("meeting", "tom"), ["ada", "tom"], ["mind"])
    assert "Csc and Police took part" in [one.statement for one in flag.evidence]
    assert len(flag.paths) == 1


@pytest.mark.parametrize("facts", [
    family(there=("csc", "mind")),
    family(there=()),  # nobody recorded who was there
    family(kind="meeting"),
    family(None),
    family("2025-02-10"),
    family("2025-05-30"),  # before the nurse came in
    family(word=told("mind", "2026-02-11", agency="csc")),
    family(word=told("mind", "2026-02-11", "withheld", agency="csc")),
])  # fmt: skip
async def test_one_that_included_or_told_them_or_of_which_too_little_is_known_is_not(facts: Facts) -> None:
    assert await about_tom(facts) == []


async def test_that_telling_is_pending_does_not_clear_it() -> None:
    assert len(await about_tom(family(word=told("mind", "2026-02-11", "pending", agency="csc")))) == 1


async def test_a_later_meeting_with_them_clears_it_an_earlier_one_does_not() -> None:
    facts = family()
    facts.event("before", "csc", "core_group", "2026-01-10", "tom", took_part=["csc", "mind"])
    assert len(await about_tom(facts)) == 1
    facts.event("after", "csc", "core_group", "2026-02-20", "tom", took_part=["csc", "mind"])
    assert await about_tom(facts) == []


async def test_a_service_begun_on_a_day_not_known_or_of_an_adult_who_is_not_close_is_not_missed() -> None:
    facts = family(there=("csc", "mind"))
    facts.person("bob", "1985-01-01")
    facts.tie("bob", "partner", "ada")
    facts.involved("drugs", "bob")
    assert await about_tom(facts) == []


def with_bob(on: str = "2025-09-01") -> Facts:
    """Bob, with whom drugs works since 2024, and a meeting about Tom in the autumn."""
    facts = family(on, there=("csc", "mind"))
    facts.home("house", "ada", "tom", since="2020-01-01")
    facts.person("bob", "1985-01-01")
    facts.involved("drugs", "bob", since="2024-05-01")
    return facts


async def test_an_adult_who_moved_in_or_became_a_carer_after_the_meeting_was_not_to_be_thought_of() -> None:
    facts = with_bob()
    facts.home("house", "bob", since="2026-02-14")
    facts.tie("bob", "carer", "tom", since="2026-02-14")
    assert await about_tom(facts) == []


async def test_nor_was_a_man_to_whom_the_child_moved_after_it() -> None:
    facts = with_bob()
    facts.home("flat", "bob", since="2020-01-01")
    facts.home("flat", "tom", since="2026-02-14")
    assert await about_tom(facts) == []


async def test_nor_one_who_cared_for_the_child_no_longer_on_the_date() -> None:
    facts = with_bob()
    facts.home("house", "bob", since="2020-01-01", until="2025-08-01")
    facts.tie("bob", "carer", "tom", since="2020-01-01", until="2025-08-01")
    assert await about_tom(facts) == []


async def test_a_mother_since_the_birth_was_the_mother_at_a_meeting_before_it() -> None:
    facts = town()
    facts.person("ada", "1985-01-01")
    facts.person("tom", "2026-02-15")
    facts.tie("ada", "parent", "tom", since="2026-02-15")
    facts.involved("mind", "ada")
    facts.event("meeting", "csc", "conference", "2026-02-01", "tom", took_part=["csc", "police"])
    assert len(await about_tom(facts)) == 1


@pytest.mark.parametrize("since", ["", "2025-08-01"])
async def test_one_who_lived_there_by_then_was(since: str) -> None:
    facts = with_bob()
    facts.home("house", "bob", since=since)
    (flag,) = await about_tom(facts)
    assert (flag.people, flag.agencies) == (["bob", "tom"], ["drugs"])


async def test_who_does_not_see_the_services_records_is_not_told_that_it_was_left_out() -> None:
    facts = family()
    facts.delivered("mind", "2026-03-31T22:00:00Z")
    assert await about_tom(facts, seeing=["csc"]) == []
    assert len(await about_tom(facts, seeing=["csc", "mind"])) == 1
