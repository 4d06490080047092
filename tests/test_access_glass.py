"""Broken glass: the records of the persons it names are opened, for its time; never what is sealed or shielded."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from access_families import load_families, policy, viewed
from deliver import NOW, opened, person_id
from test_access_table import Row, cell

from graph.private_store import StoreAddress
from queries.context import Context, Glass
from queries.read import Reader

pytestmark = pytest.mark.usefixtures("families")


@pytest.fixture(scope="module")
def families(store: StoreAddress, store_home: Path) -> None:
    load_families(store, store_home)


def glass(*names: str, minutes: int = 60) -> Context:
    """A case worker of the council breaks it for persons; by agreement nothing of others' may be seen."""
    people = tuple(person_id("csc", name) for name in names)
    broken = Glass("ref-1", people, NOW + timedelta(minutes=minutes))
    return viewed("case_worker", "csc", "direct_care", glass=broken)


async def seen(store: StoreAddress, context: Context, about: str, picks: str) -> str:
    async with opened(store) as driver:
        return await cell(Reader(driver, policy=policy()), Row("", about, picks, {}), context)


async def test_it_opens_the_records_involvements_and_events_of_whom_it_names(store: StoreAddress) -> None:
    broken = glass("mum")
    assert await seen(store, broken, "csc:mum", "familyName records { agency { id } }") == "Alias csc drugs police ward"
    assert await seen(store, broken, "csc:mum", "involvements { reason }") == "opiates warrant"
    assert await seen(store, broken, "csc:mum", "involvements { agency { id } }") == "drugs police ward ward"
    assert await seen(store, broken, "event:police:inc", "summary") == "arrested"
    assert await seen(store, broken, "record:police:mum", "localId") == "mum"


async def test_it_opens_nothing_that_is_sealed(store: StoreAddress) -> None:
    assert await seen(store, glass("mum"), "event:police:hid", "summary") == "-"
    assert await seen(store, glass("kim"), "csc:kim", "involvements { reason }") == "inquiry neglect"


async def test_it_opens_no_shielded_address(store: StoreAddress) -> None:
    assert await seen(store, glass("nan"), "csc:nan", "residences { uprn }") == "-"
    assert await seen(store, glass("nan"), "csc:nan", "records { agency { id } }") == "csc police"


async def test_it_opens_nobody_else(store: StoreAddress) -> None:
    broken = glass("mum")
    assert await seen(store, broken, "police:dad", "id") == "-"
    assert await seen(store, broken, "csc:mum", "relationships { type }") == "PARENT"
    assert await seen(store, broken, "event:police:inc", "people { givenNames }") == "Mum"
    assert await seen(store, broken, "csc:gran", "records { agency { id } }") == "csc"


async def test_it_opens_nothing_for_an_id_of_nobody(store: StoreAddress) -> None:
    assert await seen(store, glass("nobody"), "csc:mum", "records { agency { id } }") == "csc"


async def test_it_is_over_when_its_time_is(store: StoreAddress) -> None:
    assert await seen(store, glass("mum", minutes=0), "csc:mum", "records { agency { id } }") == "csc"
