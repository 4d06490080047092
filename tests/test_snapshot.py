"""The snapshot: what it holds, what is read again after a delivery, and what a refresh that is killed leaves."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from deliver import NOW, Agency, Delivered, Killed, empty, killed, load, loaded, opened, person_id

from graph.private_store import StoreAddress
from queries.analysis.borough import files as files_of_snapshot
from queries.analysis.borough.asof import Borough
from queries.analysis.borough.excerpt import Excerpt, Tables
from queries.analysis.borough.files import Files, Snapshot, in_one
from queries.analysis.borough.reading import refreshed
from queries.analysis.borough.rows import TABLES
from queries.context import Context
from queries.facts.statements import statement
from queries.facts.store import FactStore

pytestmark = pytest.mark.slow

CONTEXT = Context(on=date(2026, 3, 1), known_at=NOW, latest=True)
LATER = "2026-02-28T22:00:00Z"


class KilledStore(FactStore):
    """The store of a process that is killed when it asks for services, after the rows."""

    async def run(self, text: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """As any store, until then."""
        if text == statement("borough/services").now:
            raise Killed
        return await super().run(text, given)


def refresh(store: StoreAddress, home: Path, facts: type[FactStore] = FactStore) -> Snapshot:
    """The home's snapshot, refreshed."""

    async def run() -> Snapshot:
        async with opened(store) as driver:
            with Files.of(home) as files:
                return await refreshed(facts(driver, timeout=170), files, CONTEXT, lambda what, done: None)

    return asyncio.run(run())


def two_families() -> tuple[Agency, Agency]:
    """Social care and the police, each with both families on record; nothing is between the two."""
    csc, police = Agency("csc", "children_social_care"), Agency("police", "police")
    for mother, child in (("ida-mum", "ida"), ("finn-mum", "finn")):
        for agency in (csc, police):
            agency.people(**{mother: "1990-01-01", child: "2018-01-01"})
        csc.tie(mother, "parent", child)
        csc.home(f"{child}-home", mother, child, uprn="100000000001" if child == "ida" else "100000000002")
        csc.involved(child, involvement_id=f"csc-{child}")
        police.event(f"call-{child}", "incident", "2026-02-01", mother)
    csc.row("professionals", professional_id="w", name="A Worker", registration="SWE:1")
    return csc, police


@pytest.fixture
def read(store: StoreAddress, tmp_path: Path) -> Snapshot:
    """Both families, loaded into an empty store and read."""
    empty(store)
    csc, police = two_families()
    load(store, tmp_path, csc.delivered("2026-02-15T22:00:00Z"), police.delivered("2026-02-15T22:00:00Z"))
    return refresh(store, tmp_path)


def ids_of(snapshot: Snapshot, numbers: Any) -> set[str]:
    """The ids of persons' numbers."""
    by_number = dict(snapshot.ids().collect().iter_rows())
    return {by_number[number] for number in numbers}


def of(name: str) -> str:
    """The id of a person whom both agencies have on record."""
    return min(person_id(agency, name) for agency in ("csc", "police"))


def test_it_is_for_its_owner_only(read: Snapshot) -> None:
    paths = [read.folder, *read.folder.rglob("*")]
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_dir()} == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_file()} == {0o600}


def test_where_nothing_has_changed_nothing_is_read(store: StoreAddress, tmp_path: Path, read: Snapshot) -> None:
    assert refresh(store, tmp_path).told == read.told


def informed(csc: Agency, police: Agency) -> Delivered:
    csc.row("informed", event_agency="police", event_id="call-ida", agency="csc", at="2026-02-10")
    return csc.delivered(LATER)


def enquired(csc: Agency, police: Agency) -> Delivered:
    csc.row("enquiries", person_id="ida-mum", question="dependent_children", answer="yes", on="2026-02-10")
    return csc.delivered(LATER)


def allocated(csc: Agency, police: Agency) -> Delivered:
    csc.row("allocations", involvement_id="csc-ida", professional_id="w", since="2026-02-10")
    return csc.delivered(LATER)


def closed(csc: Agency, police: Agency) -> Delivered:
    csc.rows["involvements"][0].update(status="closed", to="2026-02-20")
    return csc.delivered(LATER)


def withdrawn(csc: Agency, police: Agency) -> Delivered:
    return csc.delivered(LATER, without=lambda table, row: row.get("involvement_id") == "csc-ida")


def corrected(csc: Agency, police: Agency) -> Delivered:
    police.rows["events"][0]["on"] = "2026-02-03"
    return police.delivered(LATER)


def same_occurrence(csc: Agency, police: Agency) -> Delivered:
    csc.event("heard", "incident", "2026-02-02", "ida", parent_event="police:call-ida")
    return csc.delivered(LATER)


def tied(csc: Agency, police: Agency) -> Delivered:
    police.tie("ida-mum", "carer", "ida")
    return police.delivered(LATER)


def parted(csc: Agency, police: Agency) -> Delivered:
    police.rows["people"][1]["nhs_number"] = ""
    return police.delivered(LATER)


def late(csc: Agency, police: Agency) -> Delivered:
    police.event("older", "incident", "2026-01-02", "ida-mum")
    delivered = police.delivered("2026-02-10T22:00:00Z", delivery="changes")
    return Delivered(delivered.manifest, {"events": police.rows["events"][-1:]})


def sealed(csc: Agency, police: Agency) -> Delivered:
    csc.rows["involvements"][0]["sensitivity"] = "sealed"
    return csc.delivered(LATER)


def shielded(csc: Agency, police: Agency) -> Delivered:
    csc.rows["households"][0]["shielded"] = "yes"
    return csc.delivered(LATER)


def registered(csc: Agency, police: Agency) -> Delivered:
    csc.row("allocations", involvement_id="csc-ida", professional_id="w", since="2026-02-10")
    csc.rows["professionals"][0]["registration"] = "SWE:2"
    return csc.delivered(LATER)


CHANGES: tuple[tuple[Callable[[Agency, Agency], Delivered], set[str]], ...] = (
    (informed, {"ida-mum"}), (enquired, {"ida-mum"}), (allocated, {"ida"}), (closed, {"ida"}), (withdrawn, {"ida"}),
    (corrected, {"ida-mum"}), (same_occurrence, {"ida", "ida-mum"}), (tied, {"ida", "ida-mum"}),
    (parted, {"ida"}), (late, {"ida-mum"}), (registered, {"ida"}), (sealed, {"ida"}),
)


@pytest.mark.parametrize(("change", "whose"), CHANGES, ids=lambda one: one.__name__ if callable(one) else "")
def test_whose_rows_have_changed_are_read_again(
    store: StoreAddress, tmp_path: Path, read: Snapshot, change: Callable[[Agency, Agency], Delivered], whose: set[str]
) -> None:
    load(store, tmp_path, change(*two_families()))
    after = refresh(store, tmp_path)
    again = ids_of(after, after.read_in(1))
    assert len(after.told.generations) == 2
    assert {of(name) for name in whose} <= again
    assert again.isdisjoint({of("finn"), of("finn-mum")})


def test_what_is_read_again_stands_for_what_was(store: StoreAddress, tmp_path: Path, read: Snapshot) -> None:
    load(store, tmp_path, corrected(*two_families()))
    after = refresh(store, tmp_path)
    anew = refresh(store, tmp_path / "another")
    for table in TABLES:
        assert sorted(map(str, named(after, table.name))) == sorted(map(str, named(anew, table.name)))


def test_an_address_that_is_shielded_later_is_read_again(store: StoreAddress, tmp_path: Path, read: Snapshot) -> None:
    def shields(of: Snapshot) -> list[bool]:
        return Borough.of(of, CONTEXT).places["shielded"].to_list()

    assert not any(shields(read))
    load(store, tmp_path, shielded(*two_families()))
    assert sum(shields(refresh(store, tmp_path))) == 1


def named(snapshot: Tables, table: str) -> list[dict[str, Any]]:
    """A table's rows with ids for numbers."""
    by_number = dict(snapshot.ids().collect().iter_rows())
    rows = snapshot.table(table).collect().rows(named=True)
    for row in rows:
        for column in ("person", "other", "start", "end"):
            if column in row:
                row[column] = by_number[row[column]]
        for column in ("people", "seen"):
            if column in row:
                row[column] = sorted(by_number[number] for number in row[column])
    return rows


def test_a_refresh_that_is_killed_leaves_the_last_snapshot(store: StoreAddress, tmp_path: Path, read: Snapshot) -> None:
    load(store, tmp_path, corrected(*two_families()))
    with pytest.raises(Killed):
        refresh(store, tmp_path, KilledStore)
    with Files.of(tmp_path) as files:
        left = files.last()
    assert left is not None and left.told == read.told
    after = refresh(store, tmp_path)
    assert {path.name for path in after.folder.iterdir() if path.is_dir()} == set(after.told.generations)


def test_another_store_is_read_anew(store: StoreAddress, tmp_path: Path, read: Snapshot) -> None:
    empty(store)
    csc, _ = two_families()
    load(store, tmp_path, csc.delivered(LATER))
    after = refresh(store, tmp_path)
    assert len(after.told.generations) == 1
    assert named(after, "events") == []


def test_what_a_delivery_that_was_broken_off_brings_when_it_is_loaded_again_is_read_again(
    store: StoreAddress, tmp_path: Path, read: Snapshot
) -> None:
    broken_off = tied(*two_families()).written(tmp_path / "deliveries")
    asyncio.run(killed(store, tmp_path, broken_off, "writing", "people"))
    load(store, tmp_path, two_families()[0].delivered("2026-03-31T22:00:00Z"))
    refresh(store, tmp_path)
    asyncio.run(loaded(store, tmp_path, broken_off))
    after, anew = refresh(store, tmp_path), refresh(store, tmp_path / "another")
    for table in TABLES:
        assert sorted(map(str, named(after, table.name))) == sorted(map(str, named(anew, table.name)))


def test_many_generations_are_made_one(
    store: StoreAddress, tmp_path: Path, read: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(store, tmp_path, corrected(*two_families()))
    after = refresh(store, tmp_path)
    monkeypatch.setattr(files_of_snapshot, "MOST_GENERATIONS", 1)
    with Files.of(tmp_path) as files:
        one = in_one(files, after)
    assert len(one.told.generations) == 1
    for table in TABLES:
        assert sorted(map(str, named(one, table.name))) == sorted(map(str, named(after, table.name)))


def test_an_excerpt_holds_the_rows_of_its_persons_and_the_places_where_they_live(read: Snapshot) -> None:
    numbers = read.ids().collect().filter(pl.col("id").is_in([of("ida"), of("ida-mum")]))["person"]
    excerpt = Excerpt(read, numbers)
    assert {row["person"] for row in named(excerpt, "stays")} == {of("ida"), of("ida-mum")}
    assert len(named(read, "places")) == 2 and len(named(excerpt, "places")) == 1
    (call,) = named(excerpt, "events")
    assert call["people"] == [of("ida-mum")]
    for table in TABLES:
        assert [row for row in named(excerpt, table.name) if row not in named(read, table.name)] == []
