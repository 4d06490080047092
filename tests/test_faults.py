"""Faults inflicted at fixed points of a load and of a service: nothing is lost, and all is right or refused.

`make faults` inflicts these and more, at random points, on a store of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from faults.inflicted import WITHOUT_A_RESTART, Fault
from faults.invariants import Said, Tally, Violated, made_once, right_or_refused
from faults.world import World
from small_disk import small_disk

from graph.private_store import StoreAddress

pytestmark = pytest.mark.slow

AGENCIES = ("csc", "police")
SEED = 22


@pytest.fixture(scope="module")
def world(store: StoreAddress, store_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A home on a small disk, whose store is the session's."""
    below = tmp_path_factory.mktemp("faults")
    environment = {
        "THINKFAMILY_NEO4J_URI": store.uri, "THINKFAMILY_NEO4J_USER": store.user,
        "THINKFAMILY_NEO4J_PASSWORD": store.password,
    }
    with small_disk(below / "disk", 40) as disk:
        made = World.written(
            disk.folder / "home", below / "borough", AGENCIES, store_home=store_home, environment=environment, disk=disk
        )
        made.begin()
        yield made


@pytest.mark.parametrize("fault", WITHOUT_A_RESTART, ids=lambda fault: str(fault.__name__))
def test_nothing_is_lost_and_every_answer_is_right_or_refused(world: World, fault: Fault) -> None:
    fault(world, Random(f"{SEED} {fault.__name__}"), Tally())


RIGHT: dict[str, Any] = {"findPeople": {"nodes": []}}


@pytest.mark.parametrize("said", [
    Said(200, "", {"findPeople": None}),
    Said(500, "INTERNAL"),
    Said(503, "STORE_UNAVAILABLE", RIGHT),
    Said(0),
])
def test_another_answer_an_unclear_refusal_and_one_that_tells_are_found(said: Said) -> None:
    right_or_refused([Said(200, "", RIGHT), Said(503, "STORE_UNAVAILABLE")], RIGHT, Tally())
    with pytest.raises(Violated):
        right_or_refused([said], RIGHT, Tally())


@pytest.mark.parametrize("again", [
    (200, {"version": 2, "replayed": False}), (200, {"version": 3, "replayed": True}), (409, "CONFLICT"),
])
def test_a_change_that_is_lost_or_made_twice_is_found(again: tuple[int, object]) -> None:
    first = (200, {"version": 1, "replayed": True})
    made_once([first, (200, {"version": 2, "replayed": True})], Tally())
    with pytest.raises(Violated):
        made_once([first, again], Tally())
