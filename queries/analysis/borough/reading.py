"""The store into the snapshot: everything in bounded pages the first time, then what has changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from graph.ids import own_person
from queries.analysis.borough.files import Files, Generation, Snapshot, Told
from queries.analysis.borough.rows import BY_NAME, PERSON, SMALL, TABLES, Numbers, people_in
from queries.analysis.borough.store import BoroughStore
from queries.context import Context
from queries.facts.store import FactStore

PAGE = 500
"""Persons whose rows are read in one statement."""
PAGES_AT_ONCE = 2
"""Statements side by side; more would only queue in the store."""
PAGES_A_FILE = 20
NAMES = 50_000
"""Persons whose ids are read in one statement."""
MOST_CHANGED = 200_000
"""Where more persons have changed, everything is read again: it takes no longer."""

_PEOPLE, _SEEN = (list(BY_NAME["events"].columns).index(name) for name in ("people", "seen"))

Progress = Callable[[str, int], None]
"""Told what is being done, and to how many persons it has come."""


async def refreshed(facts: FactStore, files: Files, context: Context, told: Progress) -> Snapshot:
    """The snapshot of what is known now: the last one with what has changed since, or one that is read whole.

    It is whole where there is none, where the store is another or its deliveries are not those that were
    read, and where very much has changed.
    """
    last = files.last()
    since = last.told.watermark if last else -1
    store = BoroughStore(facts, context)
    changes = await store.changes(since, MOST_CHANGED)
    files.forget(last.told.generations if last else ())
    if last is None or not _is_of_this_store(last, changes) or len(changes["people"]) >= MOST_CHANGED:
        return await _whole(store, files, changes, told)
    if _is_as_read(last, changes):
        return last
    return await _again(store, files, last, changes, told)


def _extracts(changes: Mapping[str, Any]) -> dict[str, list[int | str]]:
    return {x["id"]: [x["number"] or 0, x["loaded"]] for x in changes["extracts"] if x["counts"]}


def _watermark(changes: Mapping[str, Any]) -> int:
    """The change number up to which all that has changed counts for readers."""
    numbers = [x["number"] or 0 for x in changes["extracts"]]
    still_to_count = [x["number"] or 0 for x in changes["extracts"] if not x["counts"]]
    return min(still_to_count) - 1 if still_to_count else max(numbers, default=0)


def _is_of_this_store(last: Snapshot, changes: Mapping[str, Any]) -> bool:
    there = _extracts(changes)
    return all(there.get(id) == list(known) for id, known in last.told.extracts.items())


def _is_as_read(last: Snapshot, changes: Mapping[str, Any]) -> bool:
    nothing = not changes["people"] and not changes["places"]
    return nothing and _extracts(changes) == last.told.extracts


async def _whole(
    store: BoroughStore, files: Files, changes: Mapping[str, Any], told: Progress
) -> Snapshot:
    with files.generation() as generation:
        numbers: dict[str, int] = {}
        async for ids in _everybody(store):
            first = len(numbers)
            numbers.update(zip(ids, range(first, first + len(ids)), strict=True))
            generation.write_people(ids, first, pl.Series(range(first, len(numbers)), dtype=PERSON))
            told("persons known", len(numbers))
        copy = _Copy(store, generation, lambda _: numbers, told)
        await copy.read(list(numbers), ())
        return files.let_count(Told(_watermark(changes), _extracts(changes), len(numbers), (generation.name,)))


async def _again(
    store: BoroughStore, files: Files, last: Snapshot, changes: Mapping[str, Any], told: Progress
) -> Snapshot:
    with files.generation() as generation:
        ids: list[str] = changes["people"]
        known = _numbers(last, ids)
        first = last.told.people
        new = [id for id in ids if id not in known]
        known.update(zip(new, range(first, first + len(new)), strict=True))
        copy = _Copy(store, generation, lambda named: {**_numbers(last, named), **known}, told)
        await copy.read(ids, changes["places"])
        read = {*known.values(), *_numbers(last, copy.former - known.keys()).values()}
        generation.write_people(new, first, pl.Series(sorted(read), dtype=PERSON))
        made = replace(
            last.told, watermark=_watermark(changes), extracts=_extracts(changes), people=first + len(new),
            generations=(*last.told.generations, generation.name),
        )
        return files.let_count(made)


def _numbers(snapshot: Snapshot, ids: Collection[str]) -> dict[str, int]:
    found = snapshot.ids().filter(pl.col("id").is_in(list(ids))).collect()
    return dict(zip(found["id"], found["person"], strict=True))


async def _everybody(store: BoroughStore) -> AsyncIterator[list[str]]:
    """The ids of all persons, some at a time."""
    ids: list[str] = [""]
    while ids := await store.everybody(ids[-1], NAMES):
        yield ids


@dataclass
class _Copy:
    """Rows on their way from the store into a generation."""

    store: BoroughStore
    generation: Generation
    numbers: Callable[[set[str]], Numbers]
    told: Progress
    former: set[str] = field(default_factory=set)
    """The persons that the records read would be by themselves: whoever was one and is no more is among them."""

    async def read(self, ids: Sequence[str], places: Sequence[str]) -> None:
        """Read persons, and the kinds of places."""
        reading = set(ids)
        await self._page((), (), reading)  # plans the statement once, before two of it run side by side
        for start in range(0, max(len(ids), 1), PAGE * PAGES_A_FILE):
            pages: list[dict[str, Any]] = []
            end = min(len(ids), start + PAGE * PAGES_A_FILE)
            for at in range(start, end, PAGE * PAGES_AT_ONCE):
                then = range(at, min(end, at + PAGE * PAGES_AT_ONCE), PAGE)
                pages += await asyncio.gather(*(self._page(ids[each : each + PAGE], (), reading) for each in then))
                self.told("persons read", min(end, at + PAGE * PAGES_AT_ONCE))
            if start == 0 and places:
                pages.append(await self._page((), places, reading))
            self._write(pages)
        small = await self.store.services()
        for table in SMALL:
            self.generation.write(table.name, table.frame(small[table.name], {}))

    async def _page(self, ids: Sequence[str], places: Sequence[str], reading: set[str]) -> dict[str, Any]:
        page = await self.store.rows(ids, places)
        here = set(ids)
        page["events"] = [row for row in page["events"] if _first_of(row, reading) in here]
        self.former |= {own_person(row[1]) for row in page["records"]}
        return page

    def _write(self, pages: Sequence[Mapping[str, Any]]) -> None:
        rows = {table.name: [row for page in pages for row in page[table.name]] for table in TABLES}
        numbers = self.numbers({id for name, listed in rows.items() for id in people_in(name, listed)})
        for table in TABLES:
            frame = table.frame(rows[table.name], numbers)
            self.generation.write(table.name, frame.unique(table.key) if table.key else frame)


def _first_of(event: Sequence[Any], reading: set[str]) -> str:
    """The one of an event's persons with whom it is kept, of those whose rows are read."""
    first: str = min(id for id in (*event[_PEOPLE], *event[_SEEN]) if id in reading)
    return first
