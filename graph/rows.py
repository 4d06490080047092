"""Writing one delivery's rows, a batch a transaction: new rows at once, known ones through the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from neo4j import AsyncManagedTransaction

from graph import extracts, ledger, planned, statements
from graph.corrections import Corrected, Corrections, lapse
from graph.dates import FIRST_DAY, FOR_EVER, LAST_DAY
from graph.elements import Entry, element, organisations
from graph.ledger import Catalogue
from graph.revise import Asked, mark_changed, revise, uprn_of
from graph.shape import Shape


@dataclass
class Load:
    """The delivery being written, and what is known about the store while it is.

    `fresh`: the agency has never delivered, so that no row of it can be in the store.
    """

    agency: str
    catalogue: Catalogue
    fresh: bool
    number: int
    """The delivery's change number."""
    corrections: Corrections = field(default_factory=Corrections)
    named: dict[str, str] = field(default_factory=dict)
    """Organisations that are in the store, with the kind as which they were named."""


@dataclass(frozen=True)
class Batch:
    """Rows of one table, made ready: the rows and, for those that prove new, what to write."""

    shape: Shape
    entries: Sequence[Entry]
    new: Sequence[dict[str, Any]] | None
    """None where most will be in the store."""
    named: dict[str, str]
    """The organisations that the rows name, with the kind as which they name them."""
    corrected: Corrected = field(default_factory=Corrected)


def prepared(shape: Shape, load: Load, entries: Sequence[Entry]) -> Batch:
    """Make ready what the rows would be if they were new; what was corrected stays so."""
    corrected = load.corrections.applied(shape, entries, load.catalogue.loading)
    new = [_new(shape, load, one) for one in corrected.entries] if load.fresh else None
    return Batch(shape, corrected.entries, new, organisations(corrected.entries, shape), corrected)


def _new(shape: Shape, load: Load, one: Entry) -> dict[str, Any]:
    # Later deliveries that left the row out end it, although it is new to the store.
    (run,) = ledger.apply((), shape.table, one.id, load.catalogue, one.said)
    properties = element(shape, load.agency, one.id, one.key, run, one.content)
    if shape.is_node:
        made: dict[str, Any] = {"id": one.id, "p": properties}
        if "AT" in one.content.targets:
            made["uprn"] = uprn_of(one.content)
        return {**made, **one.content.targets}
    row: Any = shape.row
    targets = one.content.targets
    return {"a": targets[row.start][0], "b": targets[row.end][0], "p": properties}


async def write_rows(tx: AsyncManagedTransaction, load: Load, batch: Batch) -> set[str]:
    """Write a batch; the ids of those rows that the store held already, as they are."""
    await extracts.name_organisations(tx, _unnamed(load, batch))
    await lapse(tx, batch.corrected.lapsed, load.catalogue.loading.extracted_at)
    known = {} if load.fresh else await _known(tx, load, batch)
    new = batch.new
    if new is None:
        new = [_new(batch.shape, load, one) for one in batch.entries if one.id not in known]
    if new:
        await (await planned.run(tx, statements.create(batch.shape), rows=new)).consume()
        await _settle(tx, load, batch.shape, new)
        await mark_changed(tx, batch.shape, [_row_id(batch.shape, row) for row in new], load.number, load.fresh)
    changed = [one for one in batch.entries if known.get(one.id) == "changed"]
    unchanged = {id for id, state in known.items() if state == "same"}
    if changed:
        asked = [Asked(one.id, one.key, one.said, one.content) for one in changed]
        opened, _ = await revise(tx, batch.shape, load.agency, load.catalogue, load.number, asked)
        unchanged |= {one.id for one in changed} - opened
    return unchanged


def _row_id(shape: Shape, row: Mapping[str, Any]) -> str:
    id: str = row["id"] if shape.is_node else row["p"]["row"]
    return id


def _unnamed(load: Load, batch: Batch) -> dict[str, str]:
    return {id: kind for id, kind in batch.named.items() if load.named.get(id) not in (kind, "gp")}


async def _settle(
    tx: AsyncManagedTransaction, load: Load, shape: Shape, new: Sequence[dict[str, Any]]
) -> None:
    """What new rows bring with them besides their own edges."""
    if shape.name == "Service":
        await extracts.provided(tx, load.agency, [row["id"] for row in new])
    if shape.name == "Household" and (marked := statements.touch(shape)) is not None:
        await (await planned.run(tx, marked, ids=[row["id"] for row in new])).consume()


async def _known(tx: AsyncManagedTransaction, load: Load, batch: Batch) -> dict[str, str]:
    """The rows that the store holds: `same` as delivered, `opened` by this very delivery, or `changed`.

    What is not plainly the same goes through the ledger.
    """
    loading = load.catalogue.loading
    states: dict[str, str] = {}
    said = {one.id: one.said for one in batch.entries}
    record = await (await planned.run(tx, statements.look_up(batch.shape), ids=list(said))).single(strict=True)
    for id, digest, is_open, opened_by, held_by in record["found"]:
        states.setdefault(id, "changed")
        if load.catalogue.late or not is_open or digest != said[id].digest:
            continue
        if opened_by == loading.id:
            states[id] = "opened"
        elif loading.must_hold(batch.shape.table, said[id]) or loading.id in (held_by or ()):
            states[id] = "same"
    return states


def sweep_parameters(load: Load) -> dict[str, Any]:
    """What a sweep needs to know."""
    loading = load.catalogue.loading
    covers_from: date = loading.covers_from or FIRST_DAY
    covers_to: date = loading.covers_to or LAST_DAY
    return {"agency": load.agency, "forever": FOR_EVER, "covers_from": covers_from, "covers_to": covers_to}


async def withdraw(tx: AsyncManagedTransaction, load: Load, shape: Shape, absent: Sequence[Asked]) -> int:
    """Leave rows out: what the delivery ends is closed; how many it closed."""
    _, closed = await revise(tx, shape, load.agency, load.catalogue, load.number, absent)
    return len(closed)

