"""What is sealed, a protected identity or an adoption, is seen by the agency that sealed it alone.

The police know of an adoption and of a protected identity, and have sealed both. Managers of the council see what the
police record, by agreement; its case workers break the glass.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from access_families import policy, viewed
from deliver import Agency, empty, load, opened, person_id
from test_access_glass import glass, seen
from viewing import view

from graph.private_store import StoreAddress
from queries.case import Cases
from queries.context import Context

pytestmark = pytest.mark.usefixtures("loaded")

MANAGER, CHIEF = viewed("manager", "csc"), viewed("manager", "police")
GLASS = glass("kid", "mum", "hid")
OTHERS = pytest.mark.parametrize("viewer", [MANAGER, GLASS], ids=["by agreement", "by break-glass access"])


@pytest.fixture(scope="module")
def loaded(store: StoreAddress, store_home: Path) -> None:
    """The family, by both agencies."""
    csc, police = Agency("csc", "children_social_care"), Agency("police", "police")
    csc.people(kid="2018-01-01", mum="1990-01-01", hid="1985-01-01", dad="1988-01-01")
    csc.tie("mum", "parent", "kid")
    csc.person("gone", "1960-01-01", deceased_on="yes", ethnicity="B1")
    csc.tie("gone", "parent", "mum")
    police.people(kid="2018-01-01", mum="1990-01-01", new="1980-01-01", old="1979-01-01")
    police.person("hid", "1985-01-01", given_names="Hidden", sensitivity="sealed")
    police.tie("new", "adoptive_parent", "kid", sensitivity="sealed")
    police.tie("old", "aunt_uncle", "kid", sensitivity="sensitive")
    police.tie("hid", "sibling", "mum")
    police.home("den", "hid", "mum", since="2024")
    police.involved("hid", since="2025-01-01", reason="witness")
    police.event("moved", "information", "2026-02-01", "hid", "mum", summary="new name")
    police.event("seen", "incident", "2026-02-02", "mum", summary="at home")
    empty(store)
    load(store, store_home, csc.delivered(), police.delivered())


async def asked(store: StoreAddress, viewer: Context, query: str, **variables: Any) -> Any:
    """What a viewer is answered by GraphQL."""
    async with opened(store) as driver:
        return await view(Cases.on(driver, policy()), viewer, query, **variables)


async def test_its_agency_sees_a_sealed_tie_and_record(store: StoreAddress) -> None:
    assert await seen(store, CHIEF, "police:kid", "relationships { type }") == "ADOPTIVE_PARENT AUNT_UNCLE"
    assert await seen(store, CHIEF, "police:hid", "givenNames involvements { reason }") == "Hidden witness"
    assert await seen(store, CHIEF, "event:police:moved", "summary") == "new name"


async def test_who_sees_a_row_is_told_how_closely_it_is_kept(store: StoreAddress) -> None:
    assert await seen(store, CHIEF, "record:police:hid", "sensitivity") == "SEALED"
    assert await seen(store, CHIEF, "record:police:kid", "sensitivity") == "ORDINARY"
    told = "relationships { assertions { sensitivity } }"
    assert await seen(store, CHIEF, "police:kid", told) == "SEALED SENSITIVE"
    assert await seen(store, MANAGER, "csc:kid", told) == "ORDINARY"


@OTHERS
async def test_a_sealed_tie_is_shown_to_nobody_else(store: StoreAddress, viewer: Context) -> None:
    assert "ADOPTIVE" not in await seen(store, viewer, "csc:kid", "relationships { type }")
    assert "PARENT" in await seen(store, viewer, "csc:kid", "relationships { type }")
    network = "query ($id: ID!) { familyNetwork(person: $id) { members { person { id } } } }"
    found = await asked(store, viewer, network, id=person_id("csc", "kid"))
    assert person_id("police", "new") not in {one["person"]["id"] for one in found["members"]}
    children = "query ($id: ID!) { childrenAffected(adult: $id) { children { child { id } } } }"
    found = await asked(store, viewer, children, id=person_id("police", "new"))
    assert not found or found["children"] == []


async def test_break_glass_access_shows_nobody_at_the_other_end_of_a_sealed_tie(store: StoreAddress) -> None:
    assert await seen(store, GLASS, "police:new", "id") == "-"
    assert await seen(store, GLASS, "police:old", "dateOfBirth") == "1979-01-01"


async def test_a_sensitive_tie_needs_a_basis(store: StoreAddress) -> None:
    told = "relationships { type }"
    assert await seen(store, MANAGER, "csc:kid", told) == "PARENT"
    harm = viewed("manager", "csc", basis="significant_harm")
    assert await seen(store, harm, "csc:kid", told) == "AUNT_UNCLE PARENT"


@OTHERS
async def test_a_sealed_record_is_known_to_nobody_else(store: StoreAddress, viewer: Context) -> None:
    assert await seen(store, viewer, "police:hid", "id") == "-"
    assert await seen(store, viewer, "record:police:hid", "localId") == "-"
    assert await seen(store, viewer, "csc:hid", "records { agency { id } }") == "csc"
    for told in ("givenNames", "involvements { agency { id } }", "relationships { type }", "residences { addressId }"):
        assert await seen(store, viewer, "csc:hid", told) == "-"
    assert await seen(store, viewer, "csc:mum", "relationships(ended: true) { type }") == "PARENT PARENT"
    assert await seen(store, viewer, "event:police:moved", "summary") == "-"
    assert await seen(store, viewer, "event:police:seen", "summary people { dateOfBirth }") == "1990-01-01 at home"
    found = await asked(store, viewer, '{ findPeople(name: "Hidden") { nodes { id } totalCount } }')
    assert found == {"nodes": [], "totalCount": 0}


async def test_a_sealed_record_is_linked_with_no_other(store: StoreAddress) -> None:
    """Also for who sees all: the council has the same person under the same number."""
    async with opened(store) as driver:
        query = "MATCH (:SourceRecord {person_id: 'hid'})-[:ABOUT]->(p) RETURN DISTINCT p.id"
        about = await driver.execute_query(query)
    assert len(about.records) == 2


async def test_the_dead_whose_day_is_not_known_are_in_no_path(store: StoreAddress) -> None:
    told = await seen(store, MANAGER, "csc:gone", "deceased deceasedOn ethnicity")
    assert told == "B1 YES"
    children = "query ($id: ID!) { childrenAffected(adult: $id) { children { child { id } } } }"
    found = await asked(store, MANAGER, children, id=person_id("csc", "gone"))
    assert found["children"] == []
