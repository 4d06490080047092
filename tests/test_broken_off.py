"""A load that is killed and not run again: the agency's next delivery counts whole, and with it what was written.

Social care has Ann; the second delivery brings her daughter Ada, and its load is killed.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from deliver import Agency, Ask, Delivered, digest, empty, killed, loaded, person_id

from graph.private_store import StoreAddress
from loaders.report import LoadReport, exit_code

pytestmark = pytest.mark.slow

FIRST, SECOND, THIRD = "2026-01-31T22:00:00Z", "2026-02-28T22:00:00Z", "2026-03-31T22:00:00Z"
AFFECTED = """query ($adult: ID!) { childrenAffected(adult: $adult, on: "2026-03-31") {
  children { child { id } livesWithAdult services { agency { id } } }
  coverage { agency { id } extractedAt loading }
} }"""
POINTS = [("writing", "people"), ("writing", "relationships"), ("withdrawing", "events"), ("deriving", "families")]
"""Where the load is killed: halfway through the rows, after the tie, after what it ends, and just before it counts."""


def deliveries() -> list[Delivered]:
    """Ann alone; with Ada, and without an event that was recorded by mistake; the same again."""
    csc = Agency("csc", "children_social_care")
    csc.person("ann", "1990-01-01")
    csc.home("h", "ann", uprn="100000000111")
    csc.event("mistaken", "arrest", "2026-01-15", "ann")
    first = csc.delivered(FIRST)
    csc.person("ada", "2015-01-01", school="oak")
    csc.tie("ann", "parent", "ada", since="2015-01-01")
    csc.lives("ada", "h")
    again = [csc.delivered(at, without=lambda table, row: table == "events") for at in (SECOND, THIRD)]
    return [first, *again]


async def load(store: StoreAddress, home: Path, *made: Delivered) -> list[LoadReport]:
    """Load deliveries, each by a command of its own."""
    return [report for one in made for report in await loaded(store, home, one.written(home / "deliveries"))]


async def is_affected(ask: Ask) -> bool:
    """Whether Ada is the one child affected by Ann, living with her, with her school; and nothing is being loaded."""
    said = await ask(AFFECTED, adult=person_id("csc", "ann"))
    assert [covered["loading"] for covered in said["coverage"]] == [False]
    return bool(said["children"] == [{
        "child": {"id": person_id("csc", "ada")}, "livesWithAdult": True, "services": [{"agency": {"id": "oak"}}],
    }])


@pytest.mark.parametrize("point", POINTS)
async def test_the_next_delivery_counts_and_the_killed_one_loaded_again_ends_in_the_same_graph(
    ask: Ask, empty_store: StoreAddress, tmp_path: Path, point: tuple[str, str]
) -> None:
    first, second, third = deliveries()
    await load(empty_store, tmp_path, first, second, third)
    undisturbed = await digest(empty_store)
    assert await is_affected(ask)
    await asyncio.to_thread(empty, empty_store)
    await load(empty_store, tmp_path, first)
    folder = second.written(tmp_path / "deliveries")
    await killed(empty_store, tmp_path, folder, *point)
    reports = await load(empty_store, tmp_path, third)
    assert [note for note in reports[0].notes if SECOND[:10] in note and "broken off" in note and "csc" in note]
    assert exit_code(reports) == 0
    assert await is_affected(ask)
    (late,) = await loaded(empty_store, tmp_path, folder)
    assert not any("broken off" in note for note in late.notes)
    assert await is_affected(ask)
    assert await digest(empty_store) == undisturbed


async def test_a_late_delivery_that_is_killed_hides_what_it_shares_only_until_the_next(
    ask: Ask, empty_store: StoreAddress, tmp_path: Path
) -> None:
    first, second, third = deliveries()
    await load(empty_store, tmp_path, first, third)
    await killed(empty_store, tmp_path, second.written(tmp_path / "deliveries"), "deriving", "families")
    third.manifest["extracted_at"] = "2026-04-30T22:00:00Z"
    await load(empty_store, tmp_path, third)
    assert await is_affected(ask)


@pytest.mark.parametrize("name", ["Children's Services", "Social Care", "Children and Families", "Council"])
async def test_a_corrected_folder_counts_wherever_it_comes_among_those_of_the_same_time(
    ask: Ask, empty_store: StoreAddress, tmp_path: Path, name: str
) -> None:
    _, second, _ = deliveries()
    await killed(empty_store, tmp_path, second.written(tmp_path / "deliveries"), "writing", "registrations")
    second.manifest["agency_name"] = name
    await load(empty_store, tmp_path, second)
    assert await is_affected(ask)


async def test_another_agencys_load_that_is_on_its_way_is_left_alone(
    ask: Ask, empty_store: StoreAddress, tmp_path: Path
) -> None:
    first, second, _ = deliveries()
    await load(empty_store, tmp_path, first)
    await killed(empty_store, tmp_path, second.written(tmp_path / "deliveries"), "writing", "registrations")
    police = Agency("police", "police")
    police.person("ann", "1990-01-01")
    (report,) = await load(empty_store, tmp_path, police.delivered(THIRD))
    assert not any("broken off" in note for note in report.notes)
    said = await ask(AFFECTED, adult=person_id("csc", "ann"))
    assert {covered["agency"]["id"]: covered["loading"] for covered in said["coverage"]} == {
        "csc": True, "police": False}
    assert said["children"] == []
