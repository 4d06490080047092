"""What a case reads of the store: events as they were known, involvements by id, deliveries as they stand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from deliver import NOW, Agency, empty, load, opened, person_id
from neo4j import AsyncDriver

from graph.ids import global_id
from graph.private_store import StoreAddress
from queries.case import Case, Cases
from queries.context import Context
from queries.facts.store import FactStore
from queries.questions.coverage import AgencyCoverage, coverage
from queries.questions.event import event_of, involvement, know_linked

pytestmark = pytest.mark.slow

ON = date(2026, 3, 1)
FIRST, CORRECTED = "2026-01-01T22:00:00Z", "2026-02-01T22:00:00Z"

csc, police = Agency("csc", "children_social_care"), Agency("police", "police")
csc.people(kid="2016-05-01", sister="2018-01-01")
csc.involved("sister", involvement_id="theirs")
csc.event("visit", "home_visit", "2026-01-10", "kid", involvement_id="theirs")
police.people(kid="2016-05-01")
police.event("row", "incident", "2025-03-10", "kid")
KID = person_id("csc", "kid")


@pytest.fixture(scope="module", autouse=True)
def _loaded(store: StoreAddress, store_home: Path) -> None:
    """Load what both record; then police deliver their event with another date, for they had it wrong."""
    empty(store)
    load(store, store_home, csc.delivered(FIRST), police.delivered(FIRST))
    police.rows["events"][0]["on"] = "2026-02-20"
    load(store, store_home, police.delivered(CORRECTED))


@pytest.fixture
async def driver(store: StoreAddress) -> AsyncIterator[AsyncDriver]:
    """Give a driver of the session's store."""
    async with opened(store) as made:
        yield made


@pytest.fixture
def cases(driver: AsyncDriver) -> Cases:
    """Give what opens cases."""
    return Cases(FactStore(driver))


@pytest.mark.parametrize(
    ("known_at", "found"),
    [
        pytest.param(datetime(2026, 1, 15, tzinfo=UTC), ["2025-03-10"], id="as it was known"),
        pytest.param(NOW, [], id="as corrected: it had not happened yet"),
    ],
)
async def test_an_event_is_of_the_day_that_was_known_of_it(cases: Cases, known_at: datetime, found: list[str]) -> None:
    async def days(case: Case) -> list[str | None]:
        kid = await case.person(KID)
        assert kid is not None
        case.events_since = date.min
        await case.read(events_of=[kid.id])
        return [event.on for event in case.events_of[kid.id] if event.agency == "police"]

    assert await cases.ask(Context(date(2025, 6, 1), known_at), days) == found


async def test_an_involvement_of_somebody_else_is_read_by_its_id(cases: Cases) -> None:
    async def whose(case: Case) -> str | None:
        visit = await event_of(case, "csc", "visit")
        assert visit is not None
        await know_linked(case, [visit.id])
        found = involvement(case, visit)
        return found.person if found else None

    assert await cases.ask(Context.as_of(ON), whose) == person_id("csc", "sister")


async def test_an_event_is_found_by_the_id_its_agency_has_of_it(cases: Cases) -> None:
    async def ids(case: Case) -> list[str | None]:
        found = [await event_of(case, "csc", "visit"), await event_of(case, "csc", "none")]
        return [one.id if one else None for one in found]

    assert await cases.ask(Context.as_of(ON), ids) == [global_id("Event", "csc", "visit"), None]


async def test_coverage_says_what_is_being_loaded_and_when_it_no_longer_is(cases: Cases, driver: AsyncDriver) -> None:
    async def police_coverage() -> AgencyCoverage:
        made = await cases.ask(Context.as_of(ON), coverage)
        return next(one for one in made if one.agency == "police")

    async def newest_is(state: str) -> None:
        newest = "MATCH (x:Extract)-[:DELIVERED_BY]->({id: 'police'}) WITH x ORDER BY x.extracted_at DESC LIMIT 1"
        await driver.execute_query(f"{newest} SET x.state = $state", state=state)

    before = await police_coverage()
    assert (before.loading, before.last and before.last.extracted_at) == (False, CORRECTED)
    await newest_is("loading")
    try:
        during = await police_coverage()
        assert (during.loading, during.last and during.last.extracted_at) == (True, FIRST)
    finally:
        await newest_is("complete")
    assert await police_coverage() == before
