"""The three ways to ask for flags, on a store: of named persons, of the own agency's records, of the last sweep.

Six children with a council worker whose fathers are each on probation; one child's services met in secret.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from access_families import policy
from deliver import empty, opened, person_id
from test_all_open import EVERYTHING, everything
from test_caseload import CHILDREN, WORKER, decides, put
from test_sweep import swept as swept_anew

from graph.private_store import StoreAddress
from queries.access.permissions import MayNotSee
from queries.access.policy import Policy
from queries.access.visible import FlagDecision
from queries.analysis.rule import rules_asked
from queries.case import Case, Cases
from queries.context import Context, Viewer
from queries.facts.store import FactStore
from queries.questions import hidden_connections as asking
from queries.questions.hidden_connections import (
    Asked,
    FlagPage,
    FlagPlace,
    decision,
    flags_of_everybody,
    hidden_connections,
    version,
)

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("families")]

RULE = ("COMPARTMENTALISED",)
ALL = Context.as_of(WORKER.on)


@pytest.fixture(scope="module")
def families(store: StoreAddress, store_home: Path) -> None:
    put(store, store_home, "kim5")
    swept_anew(store, store_home)


T = TypeVar("T")


async def asked(store: StoreAddress, context: Context, of: Asked) -> FlagPage:
    """One page, as a viewer is told it."""

    async def page(case: Case, found: FlagPage) -> FlagPage:
        people = {person for flag in found.flags for person in flag.people}
        assert people <= case.persons.keys(), "whom a flag names is there to be told"
        return found

    return await answered(store, context, of, page, policy())


async def answered(
    store: StoreAddress, context: Context, of: Asked, then: Callable[[Case, FlagPage], Awaitable[T]], allowed: Policy
) -> T:
    """What is made of a page."""
    async with opened(store) as driver:
        return await hidden_connections(Cases(FactStore(driver, timeout=170.0), allowed), context, of, then)


async def what_was_decided(case: Case, found: FlagPage) -> tuple[str, FlagDecision | None, int]:
    """The id of the one flag of a page, the decision, and how often it was decided upon."""
    (flag,) = found.flags
    await case.read(flags=[flag.id])
    return flag.id, decision(case, flag), version(case, flag)


async def pages(store: StoreAddress, context: Context, take: int) -> list[asking.HiddenConnection]:
    """All flags, page by page."""
    found: list[asking.HiddenConnection] = []
    after: FlagPlace | None = FlagPlace()
    while after is not None:
        page = await asked(store, context, Asked(rules=RULE, after=after, take=take))
        assert len(page.flags) <= take
        found, after = [*found, *page.flags], page.upto
    return found


@pytest.mark.parametrize(("take", "at_once", "batches"), [(50, 50, 4), (1, 50, 4), (2, 2, 2), (50, 3, 1)])
async def test_each_finding_about_the_own_records_comes_once_whatever_the_pages(
    store: StoreAddress, monkeypatch: pytest.MonkeyPatch, take: int, at_once: int, batches: int
) -> None:
    monkeypatch.setattr(asking, "AT_ONCE", at_once)
    monkeypatch.setattr(asking, "BATCHES", batches)
    found = await pages(store, WORKER, take)
    assert len(found) == len(CHILDREN)
    assert {child for flag in found for child in flag.people} >= {person_id("csc", name) for name in CHILDREN}
    assert [flag.place for flag in found] == sorted(flag.place for flag in found)


async def test_what_is_found_of_named_persons_is_what_is_found_of_the_own_records(store: StoreAddress) -> None:
    """What may not be seen takes no finding away; and no answer says that more is known."""
    everyone = tuple(person_id("csc", name) for name in CHILDREN)
    named = (await asked(store, WORKER, Asked(everyone, RULE))).flags
    own = await pages(store, WORKER, 50)
    place = FlagPlace()
    assert [replace(flag, place=place) for flag in named] == sorted(
        (replace(flag, place=place) for flag in own), key=lambda flag: flag.id
    )
    assert all("What is in records that the viewer may not see" in flag.not_known for flag in own)


@pytest.mark.parametrize("take", [1, 2, 50])
async def test_the_last_sweep_is_told_page_by_page_to_who_sees_all(store: StoreAddress, take: int) -> None:
    found = await pages(store, ALL, take)
    named = tuple(person_id("csc", name) for name in CHILDREN)
    assert found == list((await asked(store, ALL, Asked(named, RULE))).flags)
    assert len(found) == len(CHILDREN) - 1, "a sweep knows of the meeting that is sealed"
    assert all(flag.paths and flag.as_of == ALL.on for flag in found)


async def test_the_children_of_everybody_are_found_as_by_the_sweep(store: StoreAddress) -> None:
    rules = rules_asked(list(RULE))
    async with opened(store) as driver:
        cases = Cases(FactStore(driver, timeout=170.0))
        found = await flags_of_everybody(cases, ALL, rules)
        with pytest.raises(MayNotSee):
            await flags_of_everybody(cases, WORKER, rules)
    assert {flag.id for flag in found} == {flag.id for flag in await pages(store, ALL, 50)}


async def test_a_decision_is_told_with_its_reason_to_the_agency_that_made_it(store: StoreAddress) -> None:
    kim = Asked((person_id("csc", "kim0"),), RULE)
    flag, decided, times = await answered(store, WORKER, kim, what_was_decided, policy())
    assert (decided, times) == (None, 0)
    assert await decides(store, WORKER, flag)
    probation = replace(EVERYTHING, viewer=Viewer.signed_in("officer", EVERYTHING.viewer.role, "probation"))
    said = []
    for who in (EVERYTHING, probation, ALL):
        _, decided, _ = await answered(store, who, kim, what_was_decided, everything())
        said.append(decided and (decided.state, decided.reason))
    assert said == [
        ("ACTED_ON", "a meeting on Monday"), ("ACTED_ON", None), ("ACTED_ON", "a meeting on Monday"),
    ]


async def test_an_agency_is_told_of_its_own_persons_only(store: StoreAddress) -> None:
    school = replace(WORKER, viewer=Viewer.signed_in("teacher", "mash_worker", "school"))
    assert await asked(store, school, Asked()) == FlagPage((), None, total=0)


async def test_a_rule_that_there_is_not_is_refused(store: StoreAddress) -> None:
    with pytest.raises(asking.NotBuilt, match="NO_SUCH_RULE"):
        await asked(store, WORKER, Asked(rules=("NO_SUCH_RULE",)))


async def test_where_nothing_was_swept_that_is_said(store: StoreAddress, store_home: Path) -> None:
    await asyncio.to_thread(empty, store)
    with pytest.raises(asking.NoSweep):
        await asked(store, ALL, Asked())
    await asyncio.to_thread(put, store, store_home, "kim5")
    await asyncio.to_thread(swept_anew, store, store_home)
