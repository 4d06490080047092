"""NO_MIDWIFE_OR_HEALTH_VISITOR: an unborn child without a midwife, one under five without a health visitor (row 15).

It is 1 March 2026. Ada is Tom's mother; health visiting and midwifery deliver for the date.
"""

from __future__ import annotations

from datetime import date

import pytest
from facts_in_memory import Facts
from rule_cases import found, town

from queries.analysis.rule import Flag

RULE = "NO_MIDWIFE_OR_HEALTH_VISITOR"


def family(born: str | None, due: str | None = None, *delivering: str) -> Facts:
    """Tom, born or due on a day, and his mother."""
    facts = town(*(delivering or ("hv", "midwives")))
    facts.person("ada", "1990-01-01")
    facts.person("tom", born, due=due)
    facts.tie("ada", "parent", "tom")
    facts.record("csc", "tom")
    return facts


async def about_tom(facts: Facts, **viewer: list[str]) -> list[Flag]:
    """What is found about Tom."""
    return await found(RULE, facts, "tom", **viewer)


async def test_a_child_of_three_whom_no_health_visitor_has_is_found_with_who_holds_a_record() -> None:
    (flag,) = await about_tom(family("2023-02-01"))
    assert (flag.about, flag.people, flag.agencies) == (("tom",), ["tom"], ["hv"])
    assert "under five" in flag.statement and "health visiting" in flag.statement
    assert [one.agency for one in flag.evidence] == ["csc", "hv"]
    assert flag.expires == date(2026, 3, 29)


async def test_an_unborn_child_whose_mother_no_midwife_has_is_found_until_it_is_due() -> None:
    (flag,) = await about_tom(family(None, "2026-03-20"))
    assert flag.agencies == ["midwives"] and "unborn" in flag.statement
    assert flag.expires == date(2026, 3, 20)


async def test_before_a_fifth_birthday_it_stands_no_longer_than_the_birthday() -> None:
    (flag,) = await about_tom(family("2021-03-05"))
    assert flag.expires == date(2026, 3, 5)


@pytest.mark.parametrize(("agency", "whose", "due"), [("hv", "tom", None), ("midwives", "ada", "2026-05-01"),
                                                     ("midwives", "tom", "2026-05-01")])
async def test_a_live_involvement_clears_it(agency: str, whose: str, due: str | None) -> None:
    facts = family(None if due else "2023-02-01", due)
    assert len(await about_tom(facts)) == 1
    facts.involved(agency, whose)
    assert await about_tom(facts) == []


async def test_a_health_visitor_of_another_agency_clears_it() -> None:
    facts = family("2023-02-01")
    facts.involved("trust", "tom", service=facts.service("trust", "health_visiting"))
    assert await about_tom(facts) == []


async def test_a_health_visitor_who_has_closed_the_case_or_waits_does_not() -> None:
    facts = family("2023-02-01")
    facts.involved("hv", "tom", "closed", until="2026-01-01")
    facts.involved("hv", "tom", "waiting")
    assert len(await about_tom(facts)) == 1


@pytest.mark.parametrize(("born", "due"), [
    ("2021-03-01", None),  # five today
    ("2021", None),  # five or four
    ("2026-02-16", None),  # the new birth visit may still come
    (None, None),
    (None, "2026-10-01"),  # not ten weeks gone
    (None, "2026-03"),  # perhaps born
    (None, "2026-02-10"),
    ("2010-01-01", None),
])  # fmt: skip
async def test_who_is_not_surely_of_the_age_is_not_found(born: str | None, due: str | None) -> None:
    assert await about_tom(family(born, due)) == []


async def test_who_may_be_over_five_by_another_agencys_record_is_not_found() -> None:
    facts = family("2023-02-01")
    facts.record("surgery", "tom", "2019-02-01")
    assert await about_tom(facts) == []


async def test_an_unborn_child_without_a_recorded_parent_is_not_found() -> None:
    facts = town("midwives")
    facts.person("tom", due="2026-04-01")
    assert await about_tom(facts) == []


async def test_the_dead_are_not_found() -> None:
    facts = town("hv")
    facts.person("tom", "2023-02-01", died="2025-12-01")
    assert await about_tom(facts) == []


async def test_where_no_agency_of_the_kind_delivers_nothing_is_missing() -> None:
    assert await about_tom(family("2023-02-01", None, "midwives")) == []
    assert await about_tom(family(None, "2026-05-01", "hv")) == []


async def test_nor_where_its_delivery_ends_before_the_date() -> None:
    facts = town("hv", covers=("2020-01-01", "2026-02-01"))
    facts.person("tom", "2023-02-01")
    assert await about_tom(facts) == []


async def test_who_does_not_see_health_visitings_records_is_told_of_nothing_missing() -> None:
    facts = family("2023-02-01")
    assert await about_tom(facts, seeing=["csc"]) == []
    assert len(await about_tom(facts, seeing=["csc", "hv"])) == 1
