"""A flag is decided as it is told: what an agency's workers decide holds for what they see, and tells nobody else."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from access_families import viewed
from agreements import agreed, agreement
from deliver import Agency, empty, load, person_id
from signed_in import answered
from test_leaks import first_of_all
from test_sweep import swept

from api.errors import BadArgument
from api.graphql.refusals import EntryNotFound, VersionConflict
from graph.private_store import StoreAddress
from queries.access.policy import Policy
from queries.context import Context, Viewer

pytestmark = pytest.mark.slow

FLAGS = """query ($people: [ID!]) { hiddenConnections(people: $people, rule: [COMPARTMENTALISED], on: "2026-03-01") {
  nodes { id state reason version } } }"""
DECIDE = """mutation ($flag: ID!, $people: [ID!], $version: Int!, $key: ID!) {
  recordDecision(flag: $flag, state: CLEARED, reason: "they met", people: $people, expectedVersion: $version,
      idempotencyKey: $key) { flag state entry { version } } }"""
COUNCIL, POLICE = (viewed("manager", agency) for agency in ("csc", "police"))
HUB = replace(COUNCIL, viewer=Viewer())
"""Who sees all, as a sweep does."""
IDA = [person_id("csc", "ida")]



def policy() -> Policy:
    """The shipped policy, and an agreement by which managers see the council's and the police's records."""
    return agreed(agreement("to-managers", ["csc", "police"], ["manager"], viewers=["any"]))


def records() -> tuple[Agency, Agency, Agency]:
    """Ida with the council, her mother with the police: no link. What a landlord knows of her no agreement shows."""
    csc, police, veil = Agency("csc", "children_social_care"), Agency("police", "police"), Agency("veil", "housing")
    for agency in (csc, police):
        agency.people(**{"ida-mum": "1990-01-01", "ida": "2018-01-01"})
        agency.tie("ida-mum", "parent", "ida")
    csc.involved("ida", involvement_id="csc-ida")
    police.involved("ida-mum", involvement_id="police-mum")
    veil.person(first_of_all("ida"), nhs_number=csc.rows["people"][1]["nhs_number"])
    return csc, police, veil


@pytest.fixture
def agencies(store: StoreAddress, store_home: Path) -> tuple[Agency, Agency, Agency]:
    """Loaded into an empty store, and swept."""
    empty(store)
    all_of_them = records()
    load(store, store_home, *(agency.delivered("2026-02-15") for agency in all_of_them))
    swept(store, store_home)
    return all_of_them


async def told(store: StoreAddress, context: Context) -> Any:
    """The one flag about Ida, as it is told."""
    (flag,) = (await answered(store, policy(), context, FLAGS, people=IDA))["nodes"]
    return flag


async def clear(store: StoreAddress, context: Context, flag: str, version: int = 0, **more: Any) -> Any:
    """Clear it, for those about whom it was told."""
    asked = {"flag": flag, "people": IDA, "version": version, "key": f"key-{flag}-{version}", **more}
    return await answered(store, policy(), context, DECIDE, **asked)


async def test_it_is_cleared_for_those_who_may_see_the_agencys_records_and_are_told_the_same(
    store: StoreAddress, agencies: tuple[Agency, Agency, Agency]
) -> None:
    """By ids that are not the stored ones: a landlord's record, which managers may not see, comes first."""
    council, police, whole = [await told(store, who) for who in (COUNCIL, POLICE, HUB)]
    assert council["id"] == police["id"] != whole["id"]
    made = await clear(store, COUNCIL, council["id"])
    assert made == {"flag": council["id"], "state": "CLEARED", "entry": {"version": 1}}
    assert await told(store, COUNCIL) == {**council, "state": "CLEARED", "reason": "they met", "version": 1}
    assert await told(store, POLICE) == {**police, "state": "CLEARED"}, "why may speak of what they may not see"
    assert await told(store, HUB) == whole
    with pytest.raises(VersionConflict):
        await clear(store, COUNCIL, council["id"], key="another key of a worker")
    assert (await clear(store, POLICE, police["id"]))["entry"] == {"version": 1}


async def test_it_stays_so_until_what_the_agency_may_see_of_it_changes(
    store: StoreAddress, store_home: Path, agencies: tuple[Agency, Agency, Agency]
) -> None:
    _, police, veil = agencies
    await clear(store, COUNCIL, (await told(store, COUNCIL))["id"])
    veil.involved(veil.rows["people"][0]["person_id"], since="2025-01-01", sensitivity="sealed")
    await asyncio.to_thread(load, store, store_home, veil.delivered("2026-02-20"))
    assert (await told(store, COUNCIL))["state"] == "CLEARED"
    police.involved("ida-mum", involvement_id="police-too", since="2026-01-01")
    await asyncio.to_thread(load, store, store_home, police.delivered("2026-02-20"))
    flag = await told(store, COUNCIL)
    assert (flag["state"], flag["reason"], flag["version"]) == ("OPEN", None, 1)


async def test_a_flag_that_is_told_to_others_alone_is_as_unknown_as_any(
    store: StoreAddress, agencies: tuple[Agency, Agency, Agency]
) -> None:
    whole = await told(store, HUB)
    said = set()
    for flag in (whole["id"], "flag:none"):
        for people in (IDA, None):
            with pytest.raises(EntryNotFound) as refused:
                await clear(store, COUNCIL, flag, people=people)
            said.add(str(refused.value))
    assert len(said) == 1


async def test_no_more_people_are_named_than_a_flag_is_told_of_at_once(store: StoreAddress) -> None:
    with pytest.raises(BadArgument, match="51 ids"):
        await clear(store, COUNCIL, "flag:none", people=[f"person:{number:020x}" for number in range(51)])


async def test_where_nothing_is_kept_from_who_decides_it_is_decided_for_who_sees_all(
    store: StoreAddress, store_home: Path
) -> None:
    await asyncio.to_thread(empty, store)
    csc, police, _ = records()
    await asyncio.to_thread(load, store, store_home, csc.delivered("2026-02-15"), police.delivered("2026-02-15"))
    await asyncio.to_thread(swept, store, store_home)
    await clear(store, COUNCIL, (await told(store, COUNCIL))["id"], people=None)
    assert (await told(store, HUB))["state"] == "CLEARED"
