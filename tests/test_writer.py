"""Deliveries written into a real Neo4j: what stands in the graph afterwards, whatever happened on the way."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest
import pytest_asyncio
from deliver import Killed
from memory_spool import MemorySpool, Rows, household, of, own, person, record, registration, residence, tie
from neo4j import AsyncDriver, AsyncGraphDatabase

from graph import ids, schema
from graph.digest import graph_digest, graph_lines
from graph.lease import Lease, LeaseTaken
from graph.private_store import StoreAddress
from graph.writer import Writer

pytestmark = pytest.mark.slow


@pytest_asyncio.fixture
async def driver(store: StoreAddress) -> AsyncIterator[AsyncDriver]:
    """The session's store, emptied."""
    async with AsyncGraphDatabase.driver(
        store.uri, auth=(store.user, store.password), notifications_min_severity="OFF"
    ) as made:
        await clear(made)
        yield made


async def clear(driver: AsyncDriver) -> None:
    """Empty the store, in batches."""
    async with driver.session() as session:
        await session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS")


async def rows_of(driver: AsyncDriver, statement: str, **parameters: Any) -> list[tuple[Any, ...]]:
    """A statement's rows."""
    async with driver.session() as session:
        return [tuple(record.values()) async for record in await session.run(statement, parameters)]


async def check_nodes(driver: AsyncDriver, label: str, *properties: str) -> set[tuple[Any, ...]]:
    """These properties of all nodes of a label."""
    listed = ", ".join(f"n.{name}" for name in properties)
    return set(await rows_of(driver, f"MATCH (n:{label}) RETURN {listed}"))


async def check_rels(driver: AsyncDriver, type: str, *properties: str) -> set[tuple[Any, ...]]:
    """Start, end and these properties of all edges of a type."""
    listed = "".join(f", r.{name}" for name in properties)
    return set(await rows_of(driver, f"MATCH (a)-[r:{type}]->(b) RETURN a.id, b.id{listed}"))


async def load(driver: AsyncDriver, *spools: MemorySpool) -> str:
    """Write deliveries one after another; the digest of the graph."""
    for spool in spools:
        await Writer(driver).write(spool)
    return await graph_digest(driver)


def family(agency: str, nhs: Sequence[str] = ("1", "2")) -> Rows:
    """A mother and her child at an address, with a GP, an involvement, a worker and an event."""
    mother, child = record(agency, "m"), record(agency, "c")
    involvement, event = of("involvements", agency, "i"), of("events", agency, "e")
    return {
        "people": {"m": person("m", nhs=nhs[0], family_name="Hale", date_of_birth="1990"),
                   "c": person("c", nhs=nhs[1], date_of_birth="2020-05-01")},
        "households": {"h": household(agency, "h", "0012", kind="home")},
        "services": {"s": {"service_id": "s", "name": "Duty team"}},
        "professionals": {"p": {"professional_id": "p", "name": "Ash", "service_id": of("services", agency, "s")}},
        "residence": {"m": residence(agency, "m", "h", valid_from="2019"), "c": residence(agency, "c", "h")},
        "relationships": {"mc": tie(agency, "m", "parent", "c", parental_responsibility="yes")},
        "involvements": {"i": {
            "involvement_id": "i", "person_id": mother, "status": "open", "valid_from": "2025-01",
            "professional_ids": [of("professionals", agency, "p")], "provider": agency,
        }},
        "registrations": {" gp:c": registration(agency, "c", "P84", "gp")},
        "allocations": {"a": {"involvement_id": involvement, "professional_id": of("professionals", agency, "p"),
                              "role": "lead", "valid_from": "2025-02"}},
        "events": {"e": {"event_id": "e", "kind": "contact", "on": "2026-01", "person_ids": [mother, child],
                         "participants": ["police"], "involvement_id": involvement}},
        "informed": {"x": {"event_id": event, "agency": "P84", "at": "2026-01-05", "status": "informed"}},
        "enquiries": {"q": {"person_id": mother, "question": "partner", "answer": "no"}},
        "consents": {"k": {"person_id": mother, "scope": "share", "given": "yes", "valid_from": "2025"}},
    }


def without(rows: Rows, *tables: str) -> Rows:
    """The rows, with these tables present and empty."""
    return {table: {} if table in tables else held for table, held in rows.items()}


def changed(rows: Rows, table: str, key: str, **facts: Any) -> Rows:
    """The rows, with one of them changed."""
    return {**rows, table: {**rows[table], key: {**rows[table][key], **facts}}}


async def test_a_family_stands_in_the_graph(driver: AsyncDriver) -> None:
    counts = await Writer(driver).write(MemorySpool("csc", "2026-03-31T22:00", family("csc"), name="Social care"))
    assert (counts.loaded["people"], counts.unchanged["people"]) == (2, 0)
    assert await check_nodes(driver, "Person", "id", "family_name") == {
        (own("csc", "m"), "Hale"), (own("csc", "c"), None)}
    assert await check_rels(driver, "PARENT_OF", "type", "kind[0]", "exact") == {
        (own("csc", "m"), own("csc", "c"), "parent", "yes", True)}
    address = ids.address_by_uprn("12")
    assert {row[:2] for row in await check_rels(driver, "LIVES_AT")} == {
        (own("csc", "m"), address), (own("csc", "c"), address)}
    assert await check_nodes(driver, "Organisation", "id", "name", "kind", "delivers") == {
        ("csc", "Social care", "other", True), ("P84", "P84", "gp", None), ("police", "police", "other", None)}
    assert await check_rels(driver, "WITH") == {
        (of("involvements", "csc", "i"), ids.default_service("csc")),
        (of("registrations", "csc", " gp:c"), ids.default_service("P84"))}
    assert len(await check_rels(driver, "ALLOCATED_TO", "role")) == 2
    assert await rows_of(driver, "MATCH (n) WHERE n:Touched OR n:Stale RETURN n.id") == []
    assert await check_nodes(driver, "Extract", "state") == {("complete",)}


async def test_the_same_delivery_twice_changes_nothing(driver: AsyncDriver) -> None:
    spool = MemorySpool("csc", "2026-03-31T22:00", family("csc"))
    once = await load(driver, spool)
    assert await load(driver, spool) == once
    counts = await Writer(driver).write(spool)
    assert set(counts.loaded.values()) == {0}
    assert counts.unchanged["people"] == 2


async def test_what_a_later_full_delivery_repeats_is_not_written_again(driver: AsyncDriver) -> None:
    await load(driver, MemorySpool("csc", "2026-03-31T22:00", family("csc")))
    counts = await Writer(driver).write(MemorySpool("csc", "2026-04-30T22:00", family("csc")))
    assert {*counts.loaded.values(), *counts.withdrawn.values()} == {0}
    assert {row[0] for row in await check_nodes(driver, "SourceRecord", "revised")} == {None}


def history(agency: str) -> list[MemorySpool]:
    """Deliveries that correct, withdraw, leave out, return, mend, and cannot read what they hold."""
    first = family(agency)
    corrected = changed(first, "people", "m", family_name="Moss", recorded_at="2026-02-10")
    moved = changed(corrected, "households", "h", uprn="99", place=ids.address_by_uprn("99"))
    closed = changed(moved, "involvements", "i", status="closed", valid_to="2026-02")
    return [
        MemorySpool(agency, "2026-01-31", first),
        MemorySpool(agency, "2026-02-28", corrected),
        MemorySpool(agency, "2026-03-05", {"relationships": {
            "mc": tie(agency, "m", "step_parent", "c"), "cm": tie(agency, "c", "young_carer", "m")}}, full=False),
        MemorySpool(agency, "2026-03-31", without(closed, "relationships", "events", "informed", "allocations")),
        MemorySpool(agency, "2026-03-31", {"events": first["events"]}, full=False),
        MemorySpool(agency, "2026-04-30", first, covers=(date(2026, 3, 1), date(2026, 4, 30))),
        MemorySpool(agency, "2026-05-31", {"people": {"c": first["people"]["c"]}}),
        MemorySpool(agency, "2026-06-30", {"people": {}}, unread=frozenset({record(agency, "c")})),
        MemorySpool(agency, "2026-02-14", {"people": {}, "events": {}}, unread=frozenset({
            record(agency, "m"), record(agency, "c"), of("events", agency, "e")})),
    ]


@pytest.mark.parametrize("seed", range(2))
async def test_older_after_newer_leaves_the_graph_of_the_order_of_extraction(driver: AsyncDriver, seed: int) -> None:
    deliveries = [*history("csc"), *history("police")[:3]]
    in_order = await load(driver, *deliveries)
    lines = sorted([line async for line in graph_lines(driver)])
    await clear(driver)
    shuffled = list(deliveries)
    random.Random(seed).shuffle(shuffled)
    late = await load(driver, *shuffled)
    assert sorted([line async for line in graph_lines(driver)]) == lines
    assert late == in_order


async def test_a_load_killed_anywhere_and_run_again_ends_in_the_same_graph(
    driver: AsyncDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after = history("csc")[0], history("csc")[3]
    undisturbed = await load(driver, before, after)
    batches = await _batches(driver, monkeypatch, before, after)
    for stop in random.Random(7).sample(range(batches), min(10, batches)):
        await clear(driver)
        await _killed(driver, monkeypatch, [before, after], stop)
        assert await load(driver, before, after) == undisturbed, stop


async def test_another_agencys_load_between_a_killed_load_and_its_end_does_not_matter(
    driver: AsyncDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    csc, police = history("csc")[:2], history("police")[0]
    undisturbed = await load(driver, *csc, police)
    for stop in (2, 9, 16):
        await clear(driver)
        await _killed(driver, monkeypatch, csc, stop)
        assert await load(driver, police, *csc) == undisturbed, stop


async def _batches(driver: AsyncDriver, monkeypatch: pytest.MonkeyPatch, *spools: MemorySpool) -> int:
    await clear(driver)
    return await _killed(driver, monkeypatch, spools, stop=10_000)


async def _killed(
    driver: AsyncDriver, monkeypatch: pytest.MonkeyPatch, spools: Sequence[MemorySpool], stop: int
) -> int:
    """Load until the lease has been renewed `stop` times, and stop inside the next transaction."""
    renewed = 0
    renew = Lease.renew

    async def stopping(self: Lease, tx: Any) -> None:
        nonlocal renewed
        if renewed == stop:
            raise Killed
        renewed += 1
        await renew(self, tx)

    with monkeypatch.context() as patched:
        patched.setattr(Lease, "renew", stopping)
        with suppress(Killed):
            await load(driver, *spools)
    return renewed


async def test_records_with_the_same_nhs_number_are_one_person(driver: AsyncDriver) -> None:
    await load(driver, *(MemorySpool(agency, "2026-01-31", family(agency)) for agency in ("csc", "police")))
    joined = min(own("csc", "m"), own("police", "m"))
    about = await check_rels(driver, "ABOUT")
    assert {(record("csc", "m"), joined), (record("police", "m"), joined)} <= about
    assert len(await check_nodes(driver, "Person", "id")) <= 4


async def test_a_conflict_keeps_records_apart(driver: AsyncDriver) -> None:
    other = changed(family("police"), "people", "m", date_of_birth="1985")
    await load(driver, MemorySpool("csc", "2026-01-31", family("csc")), MemorySpool("police", "2026-02-28", other))
    assert (record("csc", "m"), own("csc", "m")) in await check_rels(driver, "ABOUT")
    assert (record("police", "m"), own("police", "m")) in await check_rels(driver, "ABOUT")


async def test_a_corrected_identifier_undoes_the_join_and_the_past_still_shows_it(driver: AsyncDriver) -> None:
    agencies = sorted(("csc", "police"), key=lambda agency: own(agency, "m"))
    keeps, moves = agencies
    await load(driver, MemorySpool(keeps, "2026-01-31", family(keeps)), MemorySpool(moves, "2026-02-28", family(moves)),
               MemorySpool(moves, "2026-03-31", family(moves, nhs=("3", "2"))))
    about = await rows_of(
        driver,
        "MATCH (:SourceRecord {id: $id})-[a:ABOUT]->(p) "
        "RETURN p.id, date(a.recorded_at), a.superseded_at.year ORDER BY a.recorded_at",
        id=record(moves, "m"),
    )
    assert [(p, d.iso_format(), year) for p, d, year in about] == [
        (own(keeps, "m"), "2026-02-28", 2026), (own(moves, "m"), "2026-03-31", 9999)]
    found = await rows_of(driver, "MATCH (p:Person)-[r:PARENT_OF]->() RETURN p.id, [t IN r.superseded_at | t.year]")
    ties = [(person, sorted(years)) for person, years in found]
    assert (own(keeps, "m"), [2026, 9999]) in ties
    assert (own(moves, "m"), [9999]) in ties


@pytest.mark.parametrize("reverse", [False, True])
async def test_what_another_agency_has_not_delivered_yet_resolves_in_either_order(
    driver: AsyncDriver, reverse: bool
) -> None:
    event = of("events", "police", "e")
    told = {"informed": {"x": {"event_id": event, "event_agency": "police", "agency": "csc", "at": "2026-01-05"}}}
    spools = [MemorySpool("csc", "2026-01-31", told), MemorySpool("police", "2026-01-31", family("police"))]
    if not reverse:
        await load(driver, spools[0])
        assert await check_nodes(driver, "Event", "id", "recorded_at") == {(event, None)}
        await clear(driver)
    await load(driver, *(reversed(spools) if reverse else spools))
    assert await check_nodes(driver, "Event", "id", "kind") == {(event, "contact")}
    informed = await check_rels(driver, "INFORMED", "agency")
    assert {(a, b) for a, b, agency in informed if agency == "csc"} == {(event, "csc")}


async def test_ten_agencies_asserting_a_tie_make_one_edge_with_ten_places(driver: AsyncDriver) -> None:
    agencies = [f"agency{n}" for n in range(10)]
    await load(driver, *(MemorySpool(agency, "2026-01-31", family(agency)) for agency in agencies))
    edges = await rows_of(driver, "MATCH ()-[r:PARENT_OF]->() WHERE any(t IN r.superseded_at WHERE t.year = 9999) "
                                  "RETURN size(r.row), r.agency, r.exact")
    assert edges == [(10, agencies, True)]


async def test_a_withdrawal_closes_node_edges_and_tie(driver: AsyncDriver) -> None:
    rows = family("csc")
    later = MemorySpool("csc", "2026-02-28", without(rows, "relationships", "events"))
    await load(driver, MemorySpool("csc", "2026-01-31", rows), later)
    extract = later.delivery.extract_id
    for type in ("STATES", "CONCERNS", "TOOK_PART"):
        assert {row[2] for row in await check_rels(driver, type, "closed_by")} >= {extract}
    assert {row[0] for row in await check_nodes(driver, "Event", "closed_by")} == {extract}
    assert await rows_of(driver, "MATCH ()-[r:PARENT_OF]->() RETURN date(r.known_to) = date('2026-02-28')") == [(True,)]


async def test_what_of_an_agencys_own_stood_when_a_delivery_was_extracted(driver: AsyncDriver) -> None:
    first, corrected = family("csc"), changed(family("csc"), "events", "e", kind="home_visit", recorded_at="2026-01-20")
    event, mother = of("events", "csc", "e"), record("csc", "m")
    await load(driver, MemorySpool("csc", "2026-01-31", first), MemorySpool("csc", "2026-02-28", corrected),
               MemorySpool("csc", "2026-03-31", without(first, "events")))

    async def known(label: str, id: str, agency: str, day: str) -> bool:
        at = datetime.fromisoformat(day).replace(tzinfo=UTC)
        return await Writer(driver).known(label, [id, "none"], agency, at) == {id}

    assert [await known("Event", event, "csc", day) for day in ("2026-01-30", "2026-01-31", "2026-02-27", "2026-03-30",
                                                              "2026-03-31")] == [False, True, True, True, False]
    assert [await known("SourceRecord", mother, "csc", day) for day in ("2026-01-30", "2026-04-30")] == [False, True]
    assert await known("SourceRecord", mother, "police", "2026-01-30")
    assert not await known("Event", event, "police", "2026-02-28")


@pytest.mark.parametrize("reverse", [False, True])
async def test_what_a_delivery_could_not_read_stands_and_what_it_leaves_out_ends(
    driver: AsyncDriver, reverse: bool
) -> None:
    later = MemorySpool("csc", "2026-02-28", {"people": {}}, unread=frozenset({record("csc", "c")}))
    spools = [MemorySpool("csc", "2026-01-31", family("csc")), later]
    await load(driver, *(reversed(spools) if reverse else spools))
    assert await check_nodes(driver, "SourceRecord", "id", "closed_by") == {
        (record("csc", "c"), None), (record("csc", "m"), later.delivery.extract_id)}


async def test_an_event_without_a_day_is_withdrawn_like_any_other(driver: AsyncDriver) -> None:
    undated = {"events": {"e": {"event_id": "e", "kind": "contact"}}}
    await load(driver, MemorySpool("csc", "2026-01-31", undated), MemorySpool("csc", "2026-02-28", {"events": {}}))
    assert await rows_of(driver, "MATCH (e:Event) RETURN e.superseded_at.year") == [(2026,)]


@pytest.mark.parametrize("on", ["9999-12-31", "9999"])
async def test_an_event_of_the_last_day_of_the_calendar_is_ended_like_any_other(driver: AsyncDriver, on: str) -> None:
    last = {"events": {"e": {"event_id": "e", "kind": "contact", "on": on}}}
    await load(driver, MemorySpool("csc", "2026-01-31", last), MemorySpool("csc", "2026-02-28", {"events": {}}))
    assert await rows_of(driver, "MATCH (e:Event) RETURN e.superseded_at.year") == [(2026,)]


async def test_whether_a_table_was_delivered_before(driver: AsyncDriver) -> None:
    spool = MemorySpool("csc", "2026-01-31", {"people": {}})
    await load(driver, spool)
    later = MemorySpool("csc", "2026-02-28", {}).delivery.extracted_at
    assert await Writer(driver).delivered_before("csc", "people", later)
    earlier = MemorySpool("csc", "2026-01-30", {}).delivery.extracted_at
    assert not await Writer(driver).delivered_before("csc", "people", earlier)
    assert not await Writer(driver).delivered_before("csc", "events", later)


async def test_one_load_at_a_time(driver: AsyncDriver) -> None:
    held = Lease(driver)
    await held.take(1)
    with pytest.raises(LeaseTaken):
        await Writer(driver, wait=0.6).write(MemorySpool("csc", "2026-01-31", family("csc")))
    await rows_of(driver, "MATCH (l:Lease) SET l.process = 2147483646")
    await Writer(driver, wait=5).write(MemorySpool("csc", "2026-01-31", family("csc")))


async def test_schema_differences_are_told(driver: AsyncDriver) -> None:
    await schema.ensure(driver)
    assert await schema.differences(driver) == []
    await rows_of(driver, "DROP INDEX tf_event_on_first")
    await rows_of(driver, "CREATE INDEX tf_stray FOR (n:Event) ON (n.stray)")
    assert await schema.differences(driver) == [
        "missing: index of Event on on_first", "not in the model: index of Event on stray"]
    await rows_of(driver, "DROP INDEX tf_stray")
    await schema.ensure(driver)
    assert await schema.differences(driver) == []
