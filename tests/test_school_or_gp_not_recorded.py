"""SCHOOL_OR_GP_NOT_RECORDED: a child without a school, or a GP practice, in any record (row 4).

It is 1 March 2026. Tom is known to children's social care; Oak school and the surgery deliver for the date.
"""

from __future__ import annotations

from datetime import date

import pytest
from facts_in_memory import Facts
from rule_cases import found, town

from queries.analysis.rule import Flag
from queries.definitions.school_age import begins, ends

RULE = "SCHOOL_OR_GP_NOT_RECORDED"


def family(born: str | None = "2016-05-01", *delivering: str) -> Facts:
    """Tom and the council's record of him."""
    facts = town("csc", *(delivering or ("oak", "surgery")))
    facts.person("tom", born)
    facts.record("csc", "tom")
    return facts


async def about_tom(facts: Facts, **viewer: list[str]) -> list[Flag]:
    """What is found about Tom."""
    return await found(RULE, facts, "tom", **viewer)


async def test_a_child_of_nine_with_neither_is_found_once_with_whose_records_lack_them() -> None:
    (flag,) = await about_tom(family())
    assert (flag.about, flag.agencies) == (("tom",), ["csc"])
    assert "names a school or a GP practice" in flag.statement
    assert len(flag.evidence) == len(flag.cleared_by) == 2


@pytest.mark.parametrize(("born", "lacking"), [
    ("2021-01-15", "GP practice"),  # five, and school begins on 31 March
    ("2020-12-31", "school or a GP practice"),
    ("2010-03-02", "school or a GP practice"),
    ("2010-03-01", "GP practice"),  # sixteen today
    ("2025-12-01", "GP practice"),
])  # fmt: skip
async def test_a_school_is_expected_at_compulsory_school_age(born: str, lacking: str) -> None:
    (flag,) = await about_tom(family(born))
    assert f"names a {lacking}:" in flag.statement


@pytest.mark.parametrize("born", [None, "2026-01-10"])
async def test_of_a_newborn_or_without_a_date_of_birth_nothing_is_expected(born: str | None) -> None:
    assert await about_tom(family(born)) == []


async def test_of_an_unborn_child_nothing_is_expected() -> None:
    facts = town("csc", "oak", "surgery")
    facts.person("tom", due="2026-05-01")
    facts.record("csc", "tom")
    assert await about_tom(facts) == []


async def test_any_record_that_names_them_clears_it() -> None:
    facts = family()
    facts.registered("mind", "tom", "other-surgery")
    (flag,) = await about_tom(facts)
    assert "GP" not in flag.statement
    facts.involved("oak", "tom")
    assert await about_tom(facts) == []


async def test_a_record_of_the_schools_or_practices_own_clears_it() -> None:
    facts = family()
    facts.record("oak", "tom")
    facts.record("surgery", "tom")
    assert await about_tom(facts) == []


async def test_a_record_that_a_school_or_practice_keeps_of_a_former_pupil_or_patient_does_not() -> None:
    facts = family()
    for agency in ("oak", "surgery"):
        facts.record(agency, "tom")
        facts.involved(agency, "tom", "closed", since="2020-09-01", until="2025-07-20")
    (flag,) = await about_tom(facts)
    assert "names a school or a GP practice" in flag.statement
    facts.involved("oak", "tom", since="2025-09-01")
    (flag,) = await about_tom(facts)
    assert "names a GP practice:" in flag.statement


async def test_a_nursery_is_no_school() -> None:
    facts = family()
    facts.kinds = {**facts.kinds, "boats": "nursery"}
    facts.record("surgery", "tom")
    facts.record("boats", "tom")
    facts.involved("boats", "tom")
    (flag,) = await about_tom(facts)
    assert "names a school:" in flag.statement


async def test_where_no_school_or_practice_delivers_nothing_is_missing_unless_a_siblings_is_named() -> None:
    facts = family("2016-05-01", "hv")
    assert await about_tom(facts) == []
    facts.person("sue", "2014-05-01")
    facts.tie("tom", "sibling", "sue")
    facts.registered("csc", "sue", "surgery")
    (flag,) = await about_tom(facts)
    assert "names a GP practice:" in flag.statement


async def test_who_does_not_see_all_that_may_name_them_is_told_of_nothing_missing() -> None:
    assert await about_tom(family(), seeing=["csc", "oak"]) == []
    assert len(await about_tom(family(), seeing=["csc", "oak", "surgery"])) == 1


async def test_nor_is_who_sees_all_agencies_but_one_or_no_sensitive_rows() -> None:
    facts = family()
    facts.delivered("mind", "2026-03-31T22:00:00Z")
    assert await about_tom(facts, seeing=["csc", "oak", "surgery"]) == []
    assert len(await about_tom(facts, seeing=["csc", "oak", "surgery", "mind"])) == 1
    assert await about_tom(facts, seeing=["csc", "oak", "surgery", "mind"], shown=["ordinary"]) == []


@pytest.mark.parametrize(("born", "first", "last"), [
    (date(2020, 3, 31), date(2025, 3, 31), date(2036, 6, 27)),
    (date(2020, 4, 1), date(2025, 8, 31), date(2036, 6, 27)),
    (date(2020, 9, 1), date(2025, 12, 31), date(2037, 6, 26)),
    (date(2020, 8, 31), date(2025, 8, 31), date(2036, 6, 27)),
])  # fmt: skip
def test_school_begins_before_a_term_and_ends_on_the_last_friday_of_june(born: date, first: date, last: date) -> None:
    assert (begins(born, 5), ends(born, 16)) == (first, last)
