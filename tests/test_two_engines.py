"""A case and a borough are derived in two ways, by one definition: both find the same, whatever the records say."""

from __future__ import annotations

import asyncio
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bench.changed import changed_deliveries
from deliver import NOW, Delivered, empty, opened
from hypothesis import HealthCheck, given, settings
from neo4j import AsyncDriver
from random_borough import Deliveries, deliveries

from graph.private_store import StoreAddress
from graph.writer import Writer
from loaders.borough import write_borough
from loaders.load import load
from loaders.settings import LoadSettings
from queries.analysis.borough.asof import Borough
from queries.analysis.borough.derive import Engine
from queries.analysis.borough.files import Files
from queries.analysis.borough.reading import refreshed
from queries.analysis.borough.slices import slices
from queries.analysis.borough.store import BoroughStore
from queries.analysis.network import Network
from queries.analysis.rule import Flag, rules_asked
from queries.analysis.sweep import Swept, sweep
from queries.case import Case, Cases
from queries.child_network.members import children_among
from queries.child_network.networks import Networks, child_networks
from queries.child_network.reads import EVERYTHING
from queries.context import Context
from queries.facts.store import FactStore
from queries.questions.hidden_connections import derived

pytestmark = pytest.mark.slow

CONTEXT = Context(on=date(2026, 3, 1), known_at=NOW, latest=True)
SOME = 12
"""Persons who are asked about one by one."""
STANDING = """
MATCH (s:Sweep {state: 'complete'}) MATCH (f:Finding {sweep: s.id})
WHERE f.since <= s.step AND coalesce(s.step < f.until, true)
RETURN f.flag AS flag, f.body AS body
"""


async def load_all(driver: AsyncDriver, home: Path, delivered: list[Delivered]) -> None:
    """Load deliveries; rows that cannot be are left out."""
    folders = [one.written(home / "deliveries") for one in delivered]
    await load(folders, writer=Writer(driver), home=home, settings=LoadSettings())


async def all_children(facts: FactStore) -> list[str]:
    """Every child, as a case sees them."""
    everybody = await BoroughStore(facts, CONTEXT).everybody("", 100_000)

    async def work(case: Case) -> list[str]:
        known = await case.people(everybody)
        return await children_among(case, known)

    return await Cases(facts).ask(CONTEXT, work)


async def by_case(facts: FactStore, people: list[str]) -> dict[str, dict[str, Any]]:
    """What is found in the case of some persons."""

    async def work(case: Case) -> list[Flag]:
        return await derived(case, people, rules_asked(None))

    flags = await Cases(facts).ask(CONTEXT, work, since=CONTEXT.linked_from)
    return {flag.id: flag.as_map() for flag in flags}


async def networks_of(facts: FactStore, people: list[str]) -> list[Network]:
    """The networks of a case of some persons, with everything that is read of them."""

    async def work(case: Case) -> Networks:
        return await child_networks(case, people, EVERYTHING)

    return (await Cases(facts).ask(CONTEXT, work, since=CONTEXT.linked_from)).networks


async def borough_of(facts: FactStore, home: Path) -> Borough:
    """The borough's arrays."""
    with Files.of(home) as files:
        return Borough.of(await refreshed(facts, files, CONTEXT, lambda what, done: None), CONTEXT)


def by_arrays(borough: Borough) -> dict[str, dict[str, Any]]:
    """What the arrays find."""
    found = Engine(borough, rules_asked(None)).derived()
    return {id: one.flag.as_map() for id, one in found.items()}


async def standing(driver: AsyncDriver) -> set[tuple[str, str]]:
    """The findings that readers meet: flag and body."""
    async with driver.session() as session:
        return {(row["flag"], row["body"]) async for row in await session.run(STANDING)}


def same_networks(case: list[Network], arrays: list[Network]) -> None:
    """The same networks, but for organisations that nothing in them names."""
    assert [network.child for network in arrays] == [network.child for network in case]
    for one, other in zip(case, arrays, strict=True):
        for each in fields(Network):
            if each.compare and each.name not in ("agencies", "allocating"):
                assert getattr(other, each.name) == getattr(one, each.name), (one.child, each.name)
        assert one.agencies.items() <= other.agencies.items()
        assert one.allocating <= other.allocating


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # it would stand in place of what failed
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(said=deliveries())
def test_random_boroughs(store: StoreAddress, tmp_path_factory: pytest.TempPathFactory, said: Deliveries) -> None:
    """Networks and flags are the same; and what a sweep goes on to after more deliveries is what a whole one finds."""
    empty(store)
    asyncio.run(both_ways(store, tmp_path_factory.mktemp("random"), said))


async def both_ways(store: StoreAddress, home: Path, said: Deliveries) -> None:
    """Load, compare, sweep; load what comes later, go on from the sweep, compare with a sweep of everything."""
    async with opened(store) as driver:
        facts = FactStore(driver, timeout=170)
        await load_all(driver, home, said.first)
        await compared(facts, home)
        first = await sweep(facts, home, CONTEXT)
        before = await standing(driver)
        await load_all(driver, home, said.later)
        await compared(facts, home)
        on = await sweep(facts, home, CONTEXT, since=True)
        assert on.whole is None
        there = await standing(driver)
        whole = await sweep(facts, home / "another", CONTEXT)
        assert there == await standing(driver)
        adds_up(first, on, before, there)
        assert (whole.counts.new, whole.counts.changed, whole.counts.gone) == (0, 0, 0)


async def compared(facts: FactStore, home: Path) -> None:
    """The networks of all children, and their flags, in both ways."""
    children = await all_children(facts)
    borough = await borough_of(facts, home)
    arrays = [network for some in slices(borough, borough.children) for network in some.networks()]
    same_networks(await networks_of(facts, children), sorted(arrays, key=lambda network: network.child))
    found = by_arrays(borough)
    assert found == await by_case(facts, children)
    await whoever_is_asked(facts, found)


async def whoever_is_asked(facts: FactStore, found: dict[str, dict[str, Any]]) -> None:
    """Each finding is whole in the case of whomever it names, and in any case that has it."""
    for person in sorted({person for flag in found.values() for person in flag["people"]})[:SOME]:
        case = await by_case(facts, [person])
        assert case == {id: found[id] for id in case}, person
        assert {id for id, flag in found.items() if person in flag["people"]} <= case.keys(), person


def adds_up(first: Swept, on: Swept, before: set[tuple[str, str]], after: set[tuple[str, str]]) -> None:
    """The counts of a step are what the findings before and after it say."""
    had, has = {flag for flag, _ in before}, {flag for flag, _ in after}
    assert first.counts.new == len(had)
    assert (on.counts.new, on.counts.gone) == (len(has - had), len(had - has))
    assert on.counts.changed + on.counts.unchanged == len(has & had)


def test_a_borough_after_a_delivery_of_changes(store: StoreAddress, tmp_path: Path) -> None:
    """Only some families are looked at again; all findings are those of a sweep of everybody."""
    empty(store)
    asyncio.run(gone_on(store, tmp_path))


async def gone_on(store: StoreAddress, home: Path) -> None:
    """Load a borough, sweep it, load changes, go on; compare with a sweep of everybody."""
    folders = write_borough(home / "borough", 1000, 5)
    changed = changed_deliveries(home / "borough", home / "changed", 12, CONTEXT.on, 1)
    async with opened(store) as driver:
        facts = FactStore(driver, timeout=170)
        await load(folders, writer=Writer(driver), home=home, settings=LoadSettings())
        await sweep(facts, home, CONTEXT)
        await load(changed, writer=Writer(driver), home=home, settings=LoadSettings())
        on = await sweep(facts, home, CONTEXT, since=True)
        there = await standing(driver)
        whole = await sweep(facts, home / "another", CONTEXT)
        assert there == await standing(driver)
        assert on.whole is None and 0 < on.children < whole.children / 2
        assert on.counts.new + on.counts.changed + on.counts.gone > 0
