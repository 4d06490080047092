"""A full delivery ends what it no longer holds, and not what it holds and cannot read.

Each case loads two deliveries of a month apart, the second with something that went wrong in the export.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

import pytest
from deliver import Agency, Ask, Delivered, digest, empty, loaded, person_id

from graph.private_store import StoreAddress
from loaders.report import LoadReport

pytestmark = pytest.mark.slow

FIRST, SECOND, THIRD = "2026-01-31T22:00:00Z", "2026-02-28T22:00:00Z", "2026-03-31T22:00:00Z"
AFFECTED = """query ($adult: ID!) { childrenAffected(adult: $adult, on: "2026-03-31") {
  children { child { id } services { agency { id } } } } }"""


def family() -> Agency:
    """A mother with two children, both at a school; the second delivery will leave Ben out."""
    csc = Agency("csc", "children_social_care")
    csc.person("ann", "1990-01-01")
    csc.person("ada", "2015-01-01", sex="female", school="oak")
    csc.person("ben", "2017-01-01", sex="male", school="oak")
    for child in ("ada", "ben"):
        csc.tie("ann", "parent", child, **{"from": "2015-01-01"})
    return csc


def spoilt(csc: Agency, at: str, table: str, column: str, value: str) -> Delivered:
    """A full delivery without Ben, with a bad value in what it says of Ada in one of the tables."""
    made = csc.delivered(at, without=lambda table, row: "ben" in row.values())
    (row,) = (row for row in made.tables[table] if "ada" in row.values())
    row[column] = value
    return made


async def children(ask: Ask) -> dict[str, list[str]]:
    """The agencies involved with each child affected by Ann."""
    said = await ask(AFFECTED, adult=person_id("csc", "ann"))
    named = {person_id("csc", name): name for name in ("ada", "ben")}
    return {
        named[one["child"]["id"]]: [service["agency"]["id"] for service in one["services"]] for one in said["children"]
    }


def ended(reports: Iterable[LoadReport]) -> dict[str, int]:
    """How many rows of each table the last delivery ended."""
    *_, last = reports
    return {table.table: table.ended for table in last.tables}


async def load(store: StoreAddress, home: Path, *deliveries: Delivered) -> list[LoadReport]:
    """Load deliveries."""
    return await loaded(store, home, *(one.written(home / "deliveries") for one in deliveries))


async def test_a_child_whose_row_cannot_be_read_is_affected_as_before(
    ask: Ask, empty_store: StoreAddress, tmp_path: Path
) -> None:
    csc = family()
    await load(empty_store, tmp_path, csc.delivered(FIRST))
    assert await children(ask) == {"ada": ["oak"], "ben": ["oak"]}
    reports = await load(empty_store, tmp_path, spoilt(csc, SECOND, "people", "sex", "F"))
    assert (reports[0].quarantined, ended(reports)) == (2, {"people": 1, "relationships": 1})
    assert any("goes on standing" in note for note in reports[0].notes)
    assert await children(ask) == {"ada": ["oak"]}


async def test_where_no_key_can_be_read_nothing_is_ended_in_the_table(
    ask: Ask, empty_store: StoreAddress, tmp_path: Path
) -> None:
    csc = family()
    bad = spoilt(csc, SECOND, "relationships", "from", "01/01/2015")
    reports = await load(empty_store, tmp_path, csc.delivered(FIRST), bad)
    assert (reports[1].quarantined, ended(reports)) == (1, {"people": 1, "relationships": 0})
    assert any("no row was ended in relationships" in note for note in reports[1].notes)
    assert "ada" in await children(ask)


@pytest.mark.parametrize(("column", "value"), [
    ("to_person_id", "adda"),  # nobody of that id
    ("to_person_id", "ann"),  # a parent of herself
    ("from", "2027-01-01"),  # after its end
])
async def test_where_the_mistake_is_in_what_a_tie_is_known_by_no_tie_is_ended(
    ask: Ask, empty_store: StoreAddress, tmp_path: Path, column: str, value: str
) -> None:
    csc = family()
    csc.rows["relationships"][0]["to"] = "2026-12-01"
    bad = spoilt(csc, SECOND, "relationships", column, value)
    reports = await load(empty_store, tmp_path, csc.delivered(FIRST), bad)
    assert (reports[1].quarantined, ended(reports)) == (1, {"people": 1, "relationships": 0})
    assert any("no row was ended in relationships" in note for note in reports[1].notes)
    assert await children(ask) == {"ada": ["oak"]}


async def test_the_mended_folder_corrects_and_a_later_delivery_ends(
    ask: Ask, empty_store: StoreAddress, tmp_path: Path
) -> None:
    csc = family()
    bad = spoilt(csc, SECOND, "people", "sex", "F")
    people = Path((await load(empty_store, tmp_path, csc.delivered(FIRST), bad))[1].quarantine_folder) / "people.csv"
    people.write_text(people.read_text().replace(",F,", ",female,").replace("oak", "elm"))
    (mended,) = await loaded(empty_store, tmp_path, people.parent)
    assert (mended.state, mended.quarantined) == ("loaded", 0)
    assert await children(ask) == {"ada": ["elm"]}
    alone = csc.delivered(THIRD, without=lambda table, row: {"ada", "ben"} & {*row.values()} != set())
    assert ended(await load(empty_store, tmp_path, alone)) == {"people": 1, "relationships": 1}
    assert await children(ask) == {}


async def test_in_any_order_of_loading_the_same_stands(empty_store: StoreAddress, tmp_path: Path) -> None:
    csc = family()
    first = csc.delivered(FIRST)
    second, third = spoilt(csc, SECOND, "people", "sex", "F"), spoilt(csc, THIRD, "relationships", "from", "1/1/2015")
    digests = set()
    for order in ([first, second, third], [third, second, first], [second, first, third, second]):
        await asyncio.to_thread(empty, empty_store)
        for one in order:
            await load(empty_store, tmp_path, one)
        digests.add(await digest(empty_store))
    assert len(digests) == 1
