"""Leaks that were found, each with a case of its own: what may not be seen showed in something that may."""

from __future__ import annotations

import asyncio
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from access_families import policy, viewed
from deliver import Agency, empty, load, nhs, opened, person_id
from signed_in import answered

from graph.ids import global_id, own_record
from graph.private_store import StoreAddress
from queries import catalogue
from queries.ask import Question
from queries.read import Reader

pytestmark = pytest.mark.slow

WORKER = viewed("case_worker", "csc")
SISTERS = """query ($id: ID!) {
  familyNetwork(person: $id, on: "2026-03-01") {
    ties { type from { id } to { id } }
    members { person { id relationships { type from { id } to { id } } } path { steps { from { id } to { id } } } }
  }
}"""


def first_of_all(*names: str) -> str:
    """A local id of the hidden agency by which a person would come before these of the council."""
    least = min(global_id("SourceRecord", "csc", name) for name in names)
    return next(f"x{n}" for n in count() if global_id("SourceRecord", "veil", f"x{n}") < least)


async def sisters_seen(store: StoreAddress) -> Any:
    return await answered(store, policy(), WORKER, SISTERS, id=person_id("csc", "ann"))


async def stored_first(store: StoreAddress) -> str:
    """The given name of the sister from whom the tie is stored."""
    async with opened(store) as driver:
        found = await driver.execute_query("MATCH (p:Person)-[:SIBLING_OF]->() RETURN p.given_names")
    return str(found.records[0][0])


def sisters(store: StoreAddress, home: Path, also: str) -> None:
    """Two sisters whom the council knows; another agency, of which it may see nothing, knows one of them too."""
    empty(store)
    csc, veil = Agency("csc", "children_social_care"), Agency("veil", "housing")
    csc.person("ann", "2012-01-01", given_names="ann")
    csc.person("bea", "2014-01-01", given_names="bea")
    csc.tie("ann", "sibling", "bea")
    veil.person(first_of_all("ann", "bea"), nhs_number=nhs(also))
    load(store, home, csc.delivered(), veil.delivered())


async def test_the_direction_of_a_tie_that_has_none_tells_of_no_hidden_record(
    store: StoreAddress, store_home: Path
) -> None:
    """Such a tie is stored from the smaller stored id, which may be that of a record that may not be seen."""
    seen, first = [], []
    for also in ("ann", "bea"):
        await asyncio.to_thread(sisters, store, store_home, also)
        seen.append(await sisters_seen(store))
        first.append(await stored_first(store))
    assert first == ["ann", "bea"]
    assert seen[0] == seen[1] and seen[0]["ties"]


async def held(store: StoreAddress) -> Any:
    """What the council's privacy officer is told is held about a sister."""
    about = {"record": own_record(person_id("csc", "ann"))}
    question = Question("subject_access", catalogue.text("subject_access"), parameters=about)
    async with opened(store) as driver:
        reader = Reader(driver, policy=policy())
        return await reader.plain(question, viewed("privacy_officer", "csc", "audit"))


async def test_what_is_held_about_somebody_tells_of_no_other_agencys_load(
    store: StoreAddress, store_home: Path
) -> None:
    """A record is numbered by the load that last bore on its person, whosever rows that brought."""
    await asyncio.to_thread(sisters, store, store_home, "bea")
    before = await held(store)
    veil = Agency("veil", "housing")
    veil.person("later", nhs_number=nhs("ann"))
    await asyncio.to_thread(load, store, store_home, veil.delivered("2026-04-30T22:00:00Z"))
    assert before["rows"] and await held(store) == before
