"""Changes refer to what their agency had on record when they were extracted, whenever they are loaded."""

from __future__ import annotations

import asyncio
from itertools import permutations
from pathlib import Path

import pytest
from deliver import Agency, Ask, Delivered, digest, empty, loaded, person_id

from graph.private_store import StoreAddress

pytestmark = pytest.mark.slow

JANUARY, FEBRUARY, MARCH = "2026-01-31T22:00:00Z", "2026-02-15T22:00:00Z", "2026-03-31T22:00:00Z"
THEN = """query ($id: ID!) { person(id: $id, on: "2026-02-20", knownAt: "2026-02-20T00:00:00Z") {
  involvements { reason } } }"""


def deliveries(*, held: str, later: str) -> list[Delivered]:
    """Social care holds one child in January and another in March; in February it adds what was seen on Ada."""
    full = []
    for at, child in ((JANUARY, held), (MARCH, later)):
        csc = Agency("csc", "children_social_care")
        csc.people(ann="1990-01-01", **{child: "2015-01-01"})
        full.append(csc.delivered(at))
    changes = Agency("csc", "children_social_care")
    changes.involved("ada", reason="bruises", since="2026-02-01")
    return [full[0], changes.delivered(FEBRUARY, delivery="changes"), full[1]]


async def in_order(store: StoreAddress, home: Path, made: list[Delivered]) -> tuple[int, str]:
    """How many rows went to quarantine, and the digest of the graph."""
    await asyncio.to_thread(empty, store)
    out = 0
    for one in made:
        (report,) = await loaded(store, home, one.written(home / "deliveries"))
        out += report.quarantined
    return out, await digest(store)


async def test_changes_to_somebody_who_is_no_longer_held_are_kept_in_every_order(
    ask: Ask, empty_store: StoreAddress, tmp_path: Path
) -> None:
    made = deliveries(held="ada", later="ben")
    found = set()
    for order in permutations(made):
        found.add(await in_order(empty_store, tmp_path, list(order)))
        said = await ask(THEN, id=person_id("csc", "ada"))
        assert [one["reason"] for one in said["involvements"]] == ["bruises"]
    assert {out for out, _ in found} == {0}
    assert len(found) == 1


async def test_changes_to_somebody_who_was_not_held_yet_cannot_be_true_however_late(
    empty_store: StoreAddress, tmp_path: Path
) -> None:
    first, changes, last = deliveries(held="ben", later="ada")
    usual = await in_order(empty_store, tmp_path, [first, changes, last])
    assert usual[0] == 1
    assert await in_order(empty_store, tmp_path, [first, last, changes]) == usual
