"""`totalCount` is the number of rows on all pages that the viewer may see, where they are at most 500; else null."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from access_families import viewed
from deliver import Agency, Ask, empty, load, person_id
from signed_in import answered
from test_sweep import swept

from graph.private_store import StoreAddress
from queries.access.policy import shipped

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("families")]

IDA = person_id("csc", "ida")
FINN = person_id("csc", "finn")
NAMED = f'people: ["{IDA}", "{FINN}"], on: "2026-03-01"'
LISTS = {
    "persons": ('findPeople(name: "marsh"', 6),
    "events": (f"chronology({NAMED}", 5),
    "flags of persons": (f"hiddenConnections({NAMED}, rule: [COMPARTMENTALISED]", 2),
    "flags of the last sweep": ("hiddenConnections(", 2),
}
"""The beginning of each list, and how many rows it has."""
WORKER = viewed("case_worker", "csc", "direct_care")


def page_of(begun: str) -> str:
    """The query for a page of a list."""
    return (
        f"query ($first: Int, $after: String) {{ {begun} first: $first, after: $after)"
        " { totalCount edges { cursor } pageInfo { hasNextPage endCursor } } }"
    )


def counted(begun: str) -> str:
    """The query for how many rows a list has, and for none of them."""
    return f"{{ {begun} first: 0) {{ totalCount }} }}"


@pytest.fixture(scope="module")
def families(store: StoreAddress, store_home: Path) -> None:
    """Ida and Finn, between whose services there is no link, with their events; and 501 of one name."""
    csc, drugs = Agency("csc", "children_social_care"), Agency("drugs", "substance_misuse")
    for mother, child in (("ida-mum", "ida"), ("finn-mum", "finn")):
        for agency in (csc, drugs):
            agency.person(mother, "1990-01-01", family_name="Marsh")
            agency.person(child, "2018-01-01", family_name="Marsh")
            agency.tie(mother, "parent", child)
        csc.involved(child)
        drugs.involved(mother)
    for name in ("aunt", "uncle"):
        drugs.person(name, "1980-01-01", family_name="Marsh")
    for day in range(1, 5):
        csc.event(f"visit-{day}", "home_visit", f"2026-02-0{day}", "ida")
    drugs.event("relapse", "relapse", "2026-02-11", "finn", sensitivity="sealed")
    for number in range(501):
        csc.person(f"many-{number}", family_name="Vane")
        csc.event(f"seen-{number}", "home_visit", "2026-01-01", "many-0")
    empty(store)
    load(store, store_home, csc.delivered("2026-02-15"), drugs.delivered("2026-02-15"))
    swept(store, store_home)


@pytest.mark.parametrize("name", LISTS)
async def test_every_page_says_how_many_there_are_on_all_of_them(ask: Ask, name: str) -> None:
    begun, total = LISTS[name]
    cursors: list[str] = []
    page: dict[str, Any] = {"pageInfo": {"hasNextPage": True, "endCursor": None}}
    while page["pageInfo"]["hasNextPage"]:
        page = await ask(page_of(begun), first=2, after=page["pageInfo"]["endCursor"])
        assert page["totalCount"] == total
        cursors += [edge["cursor"] for edge in page["edges"]]
    assert len(set(cursors)) == len(cursors) == total
    assert await ask(counted(begun)) == {"totalCount": total}


async def test_more_than_500_are_not_counted(ask: Ask) -> None:
    for begun in ('findPeople(name: "vane"', f'chronology(people: ["{person_id("csc", "many-0")}"], on: "2026-03-01"'):
        assert await ask(counted(begun)) == {"totalCount": None}
        assert (await ask(page_of(begun), first=500))["totalCount"] is None


@pytest.mark.parametrize(("name", "total"), [("persons", 4), ("events", 4)])
async def test_what_a_viewer_may_not_see_is_not_counted(store: StoreAddress, name: str, total: int) -> None:
    begun, _ = LISTS[name]
    assert await answered(store, shipped(), WORKER, counted(begun)) == {"totalCount": total}
    page = await answered(store, shipped(), WORKER, page_of(begun), first=500)
    assert (page["totalCount"], len(page["edges"])) == (total, total)


async def test_nobody_and_nothing_are_none(ask: Ask) -> None:
    for begun in ('findPeople(name: "nobody"', 'chronology(people: ["person:none"],', "hiddenConnections(people: [],"):
        assert await ask(counted(begun)) == {"totalCount": 0}
