"""A tie entered backwards: parent and child exchanged in one agency's records, with and without dates of birth."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from deliver import Agency, Ask, empty, load, opened, person_id
from facts_in_memory import CaseInMemory, Facts
from flag_cases import flags, ids
from test_two_engines import compared

from graph.private_store import StoreAddress
from queries.definitions.family import ties_among
from queries.definitions.persons import child
from queries.definitions.ties import disputed, relationships
from queries.facts.store import FactStore
from queries.questions.children_affected import children_affected


def family(ruby: str | None, nell: str | None, *more: tuple[str, str, str, str]) -> CaseInMemory:
    """Mental health has Ruby as a parent of Nell, housing the other way round."""
    facts = Facts()
    facts.person("ruby", ruby)
    facts.person("nell", nell)
    facts.tie("ruby", "parent", "nell", agency="mind")
    facts.tie("nell", "parent", "ruby", agency="housing")
    for one, type, other, agency in more:
        facts.tie(one, type, other, agency=agency)
    return facts.case()


def told(case: CaseInMemory, person: str) -> list[tuple[str, str, bool]]:
    """Who is a parent of whom, and whether that is disputed."""
    return [(one.start, one.end, disputed(case, one)) for one in relationships(case, person)]


async def test_where_dates_do_not_decide_both_directions_are_there_and_disputed() -> None:
    case = family("1990-04-02", None)
    found = await children_affected(case, "ruby")
    assert found is not None
    assert [one.child for one in found.children] == ["nell"]
    assert sorted(told(case, "ruby")) == [("nell", "ruby", True), ("ruby", "nell", True)]


async def test_that_somebody_is_a_parent_makes_no_adult_against_another_record() -> None:
    case = family(None, None)
    await case.read(ever=["ruby", "nell"])
    assert (child(case, "ruby"), child(case, "nell")) == (True, True)


async def test_by_another_child_or_a_partner_somebody_is_still_an_adult() -> None:
    case = family(None, None, ("ruby", "parent", "leo", "mind"), ("nell", "partner", "max", "mind"))
    await case.read(ever=["ruby", "nell"])
    assert (child(case, "ruby"), child(case, "nell")) == (False, False)


@pytest.mark.parametrize("type", ["grandparent", "adoptive_parent"])
async def test_any_elder_the_other_way_round_disputes_it(type: str) -> None:
    facts = Facts()
    facts.person("ruby", "1990-04-02")
    facts.person("nell")
    facts.tie("ruby", type, "nell", agency="mind")
    facts.tie("nell", "parent", "ruby", agency="housing")
    case = facts.case()
    await case.read(ever=["nell"])
    assert child(case, "nell")
    assert {disputed for _, _, disputed in told(case, "nell")} == {True}


@pytest.mark.parametrize("nell", ["2016-05-01", "2016", "1991"])
async def test_where_dates_of_birth_decide_the_impossible_direction_holds_nowhere(nell: str) -> None:
    case = family("1990-04-02", nell)
    assert told(case, "ruby") == told(case, "nell") == [("ruby", "nell", False)]
    assert [(tie.start, tie.end) for tie in ties_among(case, ["ruby", "nell"])] == [("ruby", "nell")]
    of_nell = await children_affected(case, "nell")
    assert of_nell is not None and of_nell.children == ()


async def test_dates_that_may_be_of_one_day_decide_nothing() -> None:
    assert {disputed for _, _, disputed in told(family("1990-04-02", "1990"), "ruby")} == {True}


async def test_an_exchange_that_has_ended_disputes_nothing() -> None:
    facts = Facts()
    facts.person("ruby", "1990-04-02")
    facts.person("nell")
    facts.tie("ruby", "parent", "nell", agency="mind")
    facts.tie("nell", "parent", "ruby", agency="housing", since="2020-01-01", until="2021-01-01")
    assert told(facts.case(date(2026, 3, 1)), "ruby") == [("ruby", "nell", False)]


@pytest.fixture(scope="module")
def families(store: StoreAddress, store_home: Path) -> None:
    """Ruby and Nell, of whom no date is known; Una and her son, of whom the dates are."""
    mind, housing = Agency("mind", "mental_health"), Agency("housing", "housing")
    mind.people(ruby="1990-04-02", nell="", una="1985-01-01", max="2015-02-03")
    housing.people(ruby="", nell="", una="", max="")
    mind.tie("ruby", "parent", "nell")
    housing.tie("nell", "parent", "ruby")
    mind.tie("una", "parent", "max")
    housing.tie("max", "parent", "una")
    for name in ("ruby", "una"):
        mind.involved(name, since="2025-01-01")
    empty(store)
    load(store, store_home, mind.delivered(), housing.delivered())


CHILDREN = """query ($adult: ID!) { childrenAffected(adult: $adult, on: "2026-03-01") {
  children { child { id relationships { type disputed from { id } } } missing paths { steps { type disputed } } }
} }"""


@pytest.mark.slow
@pytest.mark.usefixtures("families")
async def test_a_child_is_listed_whom_one_agency_has_as_the_parent(ask: Ask) -> None:
    (found,) = (await ask(CHILDREN, adult=person_id("mind", "ruby")))["children"]
    assert "DATE_OF_BIRTH" in found["missing"]
    assert [one["disputed"] for one in found["child"]["relationships"]] == [True, True]
    assert found["paths"] == [{"steps": [{"type": "PARENT", "disputed": True}]}]


@pytest.mark.slow
@pytest.mark.usefixtures("families")
async def test_of_known_dates_of_birth_one_direction_is_left(ask: Ask) -> None:
    (found,) = (await ask(CHILDREN, adult=person_id("mind", "una")))["children"]
    (tie,) = found["child"]["relationships"]
    assert (tie["disputed"], tie["type"]) == (False, "PARENT")
    assert (await ask(CHILDREN, adult=person_id("mind", "max")))["children"] == []


@pytest.mark.slow
@pytest.mark.usefixtures("families")
async def test_the_other_direction_is_found_with_its_row(ask: Ask) -> None:
    una, max = (min(person_id("mind", name), person_id("housing", name)) for name in ("una", "max"))
    (found,) = await flags(ask, "IDENTITY_MISMATCH", [una])
    assert (sorted(ids(found["people"])), ids(found["agencies"])) == (sorted([una, max]), ["housing"])
    (row,) = found["evidence"]
    assert (row["agency"]["id"], row["challenged"]) == ("housing", False)
    assert row["row"].startswith("relationships:")
    assert found == (await flags(ask, "IDENTITY_MISMATCH", [max]))[0]


@pytest.mark.slow
@pytest.mark.usefixtures("families")
async def test_a_sweep_finds_the_same_as_the_questions(store: StoreAddress, tmp_path: Path) -> None:
    async with opened(store) as driver:
        await compared(FactStore(driver, timeout=170.0), tmp_path)
