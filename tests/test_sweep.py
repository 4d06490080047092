"""A sweep over everything: what it finds, keeps, and says of the sweep before; what was decided of a flag.

Two families, one told in each test: Ida's, whose services have no link, and Finn's, whose services met.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from bench.questions import profiled
from deliver import NOW, Agency, Ask, empty, load, opened, person_id

from graph import flags
from graph.flags import Kept, Sweep, SweepCounts
from graph.private_store import StoreAddress
from queries.analysis.sweep import sweep
from queries.context import Context, Terms
from queries.facts.store import FactStore

pytestmark = pytest.mark.slow

SWEPT = "query ($rule: [RuleId!]) { hiddenConnections(rule: $rule, first: 500) { nodes { %s } } }"
OF_IDA = "query ($people: [ID!]) { hiddenConnections(people: $people, on: \"2026-03-01\") { nodes { %s } } }"
FIELDS = (
    "id rule { id } statement asOf people { id } agencies { id } evidence { statement since } clearedBy state reason"
)
COMPARTMENTALISED = ["COMPARTMENTALISED"]


def records() -> tuple[Agency, Agency]:
    """Social care with the children, drug services with the mothers."""
    csc, drugs = Agency("csc", "children_social_care"), Agency("drugs", "substance_misuse")
    for mother, child in (("ida-mum", "ida"), ("finn-mum", "finn")):
        for agency in (csc, drugs):
            agency.people(**{mother: "1990-01-01", child: "2018-01-01"})
            agency.tie(mother, "parent", child)
        csc.involved(child, involvement_id=f"csc-{child}")
        drugs.involved(mother, involvement_id=f"drugs-{mother}")
    csc.event("finns-meeting", "meeting", "2026-02-01", "finn", participants="csc;drugs")
    return csc, drugs


@pytest.fixture
def families(store: StoreAddress, store_home: Path) -> tuple[Agency, Agency]:
    """Both families, loaded into an empty store."""
    empty(store)
    csc, drugs = records()
    load(store, store_home, csc.delivered("2026-02-15"), drugs.delivered("2026-02-15"))
    return csc, drugs


def swept(
    store: StoreAddress, home: Path, since: bool = False, rules: list[str] = COMPARTMENTALISED
) -> SweepCounts:
    """Sweep as of 1 March 2026, by the rule that these families are about or by others."""

    async def run() -> SweepCounts:
        async with opened(store) as driver:
            context = Context(on=date(2026, 3, 1), known_at=NOW, latest=True)
            return (await sweep(FactStore(driver, timeout=170), home, context, rules, since=since)).counts

    return asyncio.run(run())


def decided(store: StoreAddress, flag: str, state: str, reason: str) -> None:
    """Keep a decision."""

    async def run() -> None:
        async with opened(store) as driver:
            await flags.decide(driver, flag, state, reason)

    asyncio.run(run())


def stopped(store: StoreAddress) -> None:
    """Write what a step of the last sweep found, and get no further."""

    async def run() -> None:
        async with opened(store) as driver:
            last = await flags.last(driver)
            assert last is not None
            kept = Kept("flag:none", "COMPARTMENTALISED", "digest", (), (), "{}")
            await flags.put(driver, replace(last, step=last.step + 1), [kept])

    asyncio.run(run())


async def of_ida(ask: Ask) -> list[dict[str, Any]]:
    """The flags about Ida, derived anew."""
    found = await ask(OF_IDA % FIELDS, people=[person_id("csc", "ida")])
    return [flag for flag in found["nodes"] if flag["rule"]["id"] in COMPARTMENTALISED]


async def last_sweep(ask: Ask) -> list[dict[str, Any]]:
    """The flags of the last sweep."""
    nodes: list[dict[str, Any]] = (await ask(SWEPT % FIELDS, rule=COMPARTMENTALISED))["nodes"]
    return nodes


async def test_what_a_sweep_found_is_what_is_found_anew(
    ask: Ask, store: StoreAddress, store_home: Path, families: tuple[Agency, Agency]
) -> None:
    assert await asyncio.to_thread(swept, store, store_home) == SweepCounts(new=1, changed=0, unchanged=0, gone=0)
    (flag,) = await last_sweep(ask)
    assert [flag] == await of_ida(ask)
    assert (flag["asOf"], flag["state"]) == ("2026-03-01", "OPEN")
    ida = min(person_id(agency, "ida") for agency in ("csc", "drugs"))
    assert ida in {person["id"] for person in flag["people"]}


async def test_before_any_sweep_the_answer_is_an_error(families: tuple[Agency, Agency], ask: Ask) -> None:
    with pytest.raises(AssertionError, match="NOT_SWEPT"):
        await last_sweep(ask)


def test_a_sweep_of_the_same_finds_the_same(
    store: StoreAddress, store_home: Path, families: tuple[Agency, Agency]
) -> None:
    swept(store, store_home)
    assert swept(store, store_home) == SweepCounts(new=0, changed=0, unchanged=1, gone=0)


def test_a_link_that_was_made_since_clears_the_flag(
    store: StoreAddress, store_home: Path, families: tuple[Agency, Agency]
) -> None:
    swept(store, store_home)
    csc, _ = families
    csc.event("idas-meeting", "meeting", "2026-02-20", "ida", participants="csc;drugs")
    load(store, store_home, csc.delivered("2026-02-28"))
    assert swept(store, store_home) == SweepCounts(new=0, changed=0, unchanged=0, gone=1)


async def test_however_many_undated_papers_leave_room_for_what_is_dated(
    ask: Ask, store: StoreAddress, store_home: Path, families: tuple[Agency, Agency]
) -> None:
    """A person's list of events is bounded; services that met do not come apart for old papers without a day."""
    csc, _ = families
    for number in range(Terms().list_bound):
        csc.event(f"paper-{number}", "information", "", "ida")
    csc.event("idas-meeting", "meeting", "2026-02-20", "ida", participants="csc;drugs")
    await asyncio.to_thread(load, store, store_home, csc.delivered("2026-02-28"))
    assert await of_ida(ask) == []
    assert await asyncio.to_thread(swept, store, store_home) == SweepCounts(new=0, changed=0, unchanged=0, gone=0)


def test_a_link_that_is_made_after_the_date_hides_no_flag(
    store: StoreAddress, store_home: Path, families: tuple[Agency, Agency]
) -> None:
    csc, _ = families
    csc.event("idas-call", "contact", "2026-02-10", "ida")
    csc.row("informed", event_id="idas-call", agency="drugs", at="2026-03-20", status="informed")
    load(store, store_home, csc.delivered("2026-03-31"))
    assert swept(store, store_home) == SweepCounts(new=1, changed=0, unchanged=0, gone=0)


async def test_going_on_from_a_sweep_leaves_other_families_as_they_were(
    ask: Ask, store: StoreAddress, store_home: Path, families: tuple[Agency, Agency]
) -> None:
    await asyncio.to_thread(swept, store, store_home)
    (idas,) = await last_sweep(ask)
    csc, _ = families
    without = csc.delivered("2026-02-28", without=lambda table, row: row.get("event_id") == "finns-meeting")
    await asyncio.to_thread(load, store, store_home, without)
    counts = await asyncio.to_thread(swept, store, store_home, since=True)
    assert counts == SweepCounts(new=1, changed=0, unchanged=1, gone=0)
    assert idas in await last_sweep(ask) and len(await last_sweep(ask)) == 2


async def test_a_flag_found_in_a_further_network_keeps_what_it_has_in_another(
    ask: Ask, store: StoreAddress, store_home: Path
) -> None:
    """Bo has two children apart; drug services, with one's mother, were not told of his arrest; housing comes to be at
    work with the other's, and was not told either: nobody whom the first network holds has changed.
    """
    await asyncio.to_thread(empty, store)
    police, drugs = Agency("police", "police"), Agency("drugs", "substance_misuse")
    housing = Agency("housing", "housing")
    for agency, mother, child in ((drugs, "una", "ken"), (housing, "vera", "lou")):
        for each in (police, agency):
            each.people(**{mother: "1990-01-01", child: "2018-01-01"})
        police.tie(mother, "parent", child)
    police.people(bo="1988-01-01")
    for child in ("ken", "lou"):
        police.tie("bo", "parent", child)
    police.event("arrest", "arrest", "2026-02-02", "bo")
    drugs.involved("una")
    first = [agency.delivered("2026-02-15") for agency in (police, drugs, housing)]
    await asyncio.to_thread(load, store, store_home, *first)
    rules = ["AGENCY_NOT_INFORMED"]
    assert await asyncio.to_thread(swept, store, store_home, rules=rules) == SweepCounts(1, 0, 0, 0)
    housing.involved("vera")
    await asyncio.to_thread(load, store, store_home, housing.delivered("2026-02-28"))
    assert await asyncio.to_thread(swept, store, store_home, since=True, rules=rules) == SweepCounts(0, 1, 0, 0)
    (flag,) = (await ask(SWEPT % FIELDS, rule=rules))["nodes"]
    assert [agency["id"] for agency in flag["agencies"]] == ["drugs", "housing"]
    assert await asyncio.to_thread(swept, store, store_home, rules=rules) == SweepCounts(0, 0, 1, 0)


async def test_a_step_that_was_stopped_is_taken_back(
    ask: Ask, store: StoreAddress, store_home: Path, families: tuple[Agency, Agency]
) -> None:
    await asyncio.to_thread(swept, store, store_home)
    (before,) = await last_sweep(ask)
    await asyncio.to_thread(stopped, store)
    assert await last_sweep(ask) == [before]
    csc, _ = families
    csc.event("idas-meeting", "meeting", "2026-02-20", "ida", participants="csc;drugs")
    await asyncio.to_thread(load, store, store_home, csc.delivered("2026-02-28"))
    assert (await asyncio.to_thread(swept, store, store_home, since=True)).gone == 1
    assert await last_sweep(ask) == []


def test_a_sweep_of_another_day_looks_at_everybody(
    store: StoreAddress, store_home: Path, families: tuple[Agency, Agency]
) -> None:
    swept(store, store_home)

    async def run() -> str | None:
        async with opened(store) as driver:
            context = Context(on=date(2026, 3, 2), known_at=NOW, latest=True)
            return (await sweep(FactStore(driver), store_home, context, COMPARTMENTALISED, since=True)).whole

    assert asyncio.run(run()) == "the last sweep was as of 2026-03-01"


async def test_a_flag_stays_cleared_until_its_evidence_changes(
    ask: Ask, store: StoreAddress, store_home: Path, families: tuple[Agency, Agency]
) -> None:
    await asyncio.to_thread(swept, store, store_home)
    (flag,) = await last_sweep(ask)
    await asyncio.to_thread(decided, store, flag["id"], "CLEARED", "they met, the minutes are missing")
    assert (await asyncio.to_thread(swept, store, store_home)).unchanged == 1
    for (shown,) in (await last_sweep(ask), await of_ida(ask)):
        assert (shown["state"], shown["reason"]) == ("CLEARED", "they met, the minutes are missing")
    police = Agency("police", "police")
    police.people(**{"ida-mum": "1990-01-01"})
    police.involved("ida-mum")
    await asyncio.to_thread(load, store, store_home, police.delivered("2026-02-28"))
    await asyncio.to_thread(swept, store, store_home)
    assert {shown["state"] for shown in await last_sweep(ask)} == {"OPEN"}


@pytest.mark.parametrize(
    ("state", "reason", "said"), [("GONE", "why", "no state"), ("CLEARED", " ", "needs its reason")]
)
def test_a_decision_is_one_of_the_states_and_has_a_reason(
    store: StoreAddress, state: str, reason: str, said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        decided(store, "flag:any", state, reason)


def test_what_no_sweep_found_cannot_be_decided(store: StoreAddress) -> None:
    with pytest.raises(flags.NoSuchFlag, match="thinkfamily flags"):
        decided(store, "flag:none", "CLEARED", "why")


async def two_sweeps(store: StoreAddress, found: int) -> tuple[SweepCounts, int]:
    """The same findings kept by two sweeps; how they differ, and what the store reads to tell."""
    await asyncio.to_thread(empty, store)
    kept = [Kept(f"flag:{n}", "NO_ALLOCATED_WORKER", "digest", (), (), "{}") for n in range(found)]
    first, second = (Sweep(id, date(2026, 3, 1), NOW, ("NO_ALLOCATED_WORKER",)) for id in ("first", "second"))
    async with opened(store) as driver:
        for one in (first, second):
            await flags.begin(driver, one)
            await flags.put(driver, one, kept)
            if one is first:
                await flags.complete(driver, one, children=found)
        asked = {"id": second.id, "rules": list(second.rules)}
        _, hits = await profiled(driver, flags.COUNT, asked)
        return await flags.complete(driver, second, children=found), hits


async def test_how_two_sweeps_differ_is_told_from_each_flag_by_itself(store: StoreAddress) -> None:
    """A borough has as many findings of each sweep as it has flags: none may be looked for among all of them."""
    (few, some_hits), (many, more_hits) = [await two_sweeps(store, found) for found in (100, 400)]
    assert (few, many) == (SweepCounts(0, 0, 100, 0), SweepCounts(0, 0, 400, 0))
    assert more_hits < 5 * some_hits
