"""Entries: what a worker records by hand, written at once and whole (docs/decisions/0024).

An entry is to the ledger what a delivery is, of one row: it opens or closes runs and bears the source and
the time. It is written in one transaction, so that nothing of it is there or all of it is. Its id is made
of the agency and the client's key: the same entry again changes nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from neo4j import AsyncDriver, AsyncManagedTransaction

from graph import extracts, ids, ledger, planned
from graph.delivery import SpooledRow
from graph.digest import content_digest
from graph.elements import entry as row_entry
from graph.elements import organisations
from graph.ledger import Catalogue
from graph.revise import Asked, Stored, revise, stored
from graph.rows import Batch, Load, write_rows
from graph.shape import ENTERED, Shape


class VersionConflict(Exception):
    """Somebody has entered something on the same line meanwhile; `version` is the present one."""

    def __init__(self, version: int) -> None:
        super().__init__(version)
        self.version = version


class KeyReused(Exception):
    """An idempotency key that this agency has used for something else."""


class NoSuchEntry(LookupError):
    """No entry of this agency that says what its row says now: none, or taken back, or corrected since."""


@dataclass(frozen=True)
class Entry:
    """Who enters something, and against which state.

    `key` is the client's idempotency key. `line` names what changes: entries on one line are numbered, and
    `expected` is the number of those that the worker has seen. `asked` is the request as it was made.
    """

    agency: str
    key: str
    line: str
    expected: int
    at: datetime
    asked: Mapping[str, Any]
    professional: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What the entry itself keeps, where it writes no row."""

    @property
    def id(self) -> str:
        """Global id of the `Entry` node."""
        return ids.global_id("Entry", self.agency, self.key)


@dataclass(frozen=True)
class Entered:
    """An entry that stands: `version` numbers it on its line; `replayed` if it did so before this request."""

    id: str
    line: str
    version: int
    at: datetime
    replayed: bool = False


@dataclass(frozen=True)
class EnteredRow:
    """A row to write: its table, its key within agency and table, and what it says."""

    table: str
    key: str
    content: Mapping[str, Any]


Work = Callable[[AsyncManagedTransaction, Entry, Catalogue], Awaitable[dict[str, Any]]]
"""What an entry does, in its transaction; what the entry keeps of it."""

_CLAIM = """
MERGE (e:Entry {id: $id})
ON CREATE SET e.made = $made, e.digest = $digest, e.agency = $agency, e.line = $line
RETURN e.made = $made AS fresh, e.digest = $digest AS same, e.line AS line, e.version AS version,
  toString(e.entered_at) AS at
"""
_NUMBER = """
MERGE (l:Line {id: $line})
ON CREATE SET l.version = 0
SET l.version = l.version + 1
RETURN l.version - 1 AS before
"""
_ON_LINE = """
MATCH (e:Entry {line: $line}) WHERE e.id <> $id
RETURN e.id AS id, toString(e.entered_at) AS at, e.full AS full, e.tables AS tables
"""
_TAKEN = """
MATCH (e:Entry {line: $line}) WHERE e.took_back IS NOT NULL
RETURN collect(e.took_back) AS taken, collect([e.id, e.restored]) AS restored
"""
_KEEP = f"""
{planned.by_id('e', 'Entry', '$id')}
SET e += $facts, e.entered_at = datetime($at), e.version = $version
REMOVE e.made
"""
_FIND = f"{planned.by_id('e', 'Entry', '$id')} WHERE e.agency = $agency AND e.row IS NOT NULL RETURN e {{.*}} AS entry"


async def enter(driver: AsyncDriver, entry: Entry, work: Work) -> Entered:
    """Do what an entry does, once; VersionConflict, KeyReused, and what the work raises leave nothing behind."""

    async def once(tx: AsyncManagedTransaction) -> Entered:
        digest = content_digest(entry.asked)
        claim = {"id": entry.id, "made": uuid.uuid4().hex, "digest": digest, "agency": entry.agency, "line": entry.line}
        found = await (await planned.run(tx, _CLAIM, claim)).single(strict=True)
        if found["fresh"]:
            return await _write(tx, entry, work)
        if not found["same"]:
            raise KeyReused
        return Entered(entry.id, found["line"], found["version"], datetime.fromisoformat(found["at"]), replayed=True)

    async with driver.session() as session:
        return await session.execute_write(once)


async def _write(tx: AsyncManagedTransaction, entry: Entry, work: Work) -> Entered:
    before = await number(tx, entry.line)
    if before != entry.expected:
        raise VersionConflict(before)
    catalogue = await _catalogue(tx, entry)
    facts = await work(tx, entry, catalogue)
    at, version = catalogue.loading.extracted_at, entry.expected + 1
    kept = {**entry.facts, **facts, "professional": entry.professional}
    await (await planned.run(tx, _KEEP, id=entry.id, facts=kept, at=at.isoformat(), version=version)).consume()
    return Entered(entry.id, entry.line, version, at)


async def number(tx: AsyncManagedTransaction, line: str) -> int:
    """Take the next number on a line, and hold the line; how many there were before."""
    record = await (await planned.run(tx, _NUMBER, line=line)).single(strict=True)
    before: int = record["before"]
    return before


async def _catalogue(tx: AsyncManagedTransaction, entry: Entry) -> Catalogue:
    """The entries of a line in order, with this one last, whatever the clocks say."""
    others = [
        _extract(record["id"], datetime.fromisoformat(record["at"]), record["tables"] or (), full=bool(record["full"]))
        async for record in await planned.run(tx, _ON_LINE, line=entry.line, id=entry.id)
    ]
    after = [other.extracted_at + timedelta(microseconds=1) for other in others]
    return Catalogue(others, _extract(entry.id, max([entry.at.astimezone(UTC), *after]), (), full=False))


def _extract(id: str, at: datetime, tables: Any, *, full: bool) -> ledger.Extract:
    order = f"{at.astimezone(UTC).isoformat(timespec='microseconds')}|{id}"
    return ledger.Extract(id, at, order, full, frozenset(tables))


def row(written: EnteredRow) -> Work:
    """Write a row, through the ledger: as it is now, where the agency has entered the same row before.

    What each entry says is a run of its own, though another said the same before: it may be taken back by itself.
    """

    async def work(tx: AsyncManagedTransaction, entry: Entry, catalogue: Catalogue) -> dict[str, Any]:
        shape = ENTERED[written.table]
        content = {name: value for name, value in written.content.items() if value not in (None, [])}
        spooled = SpooledRow(written.table, written.key, 0, content_digest({**content, "entry": entry.id}), content)
        made = row_entry(shape, entry.agency, spooled)
        load = Load(entry.agency, catalogue, False, await _change_number(tx))
        await write_rows(tx, load, Batch(shape, [made], None, organisations([made], shape)))
        return {"row": made.id, "row_key": written.key, "tables": [written.table], "full": False}

    return work


async def _change_number(tx: AsyncManagedTransaction) -> int:
    """A change number beyond that of every delivery, so that what is entered is read again whatever was read."""
    return await extracts.newest_number(tx) + 1


def taken_back(entry_id: str) -> Work:
    """Take back what an earlier entry of the agency says: it was so recorded until now.

    Its row says again what the latest entry before it said that stands, or nothing where there is none. NoSuchEntry
    unless the row says now what the entry said.
    """

    async def work(tx: AsyncManagedTransaction, entry: Entry, catalogue: Catalogue) -> dict[str, Any]:
        wrote = await found(tx, entry.agency, entry_id)
        shape: Shape = ENTERED[wrote["tables"][0]]
        held = (await stored(tx, shape, catalogue, [wrote["row"]]))[wrote["row"]]
        taken, restored = await _takings(tx, entry.line)
        speakers = [restored.get(run.opened_by, run.opened_by) for run in held.runs]
        speaker = restored.get(entry_id, entry_id)
        if held.runs[-1].closed_by is not None or speakers[-1] != speaker:
            raise NoSuchEntry
        stand = [n for n, one in enumerate(speakers) if one not in {*taken, speaker}]
        asked, kept = Asked(wrote["row"], wrote["row_key"]), {}
        if stand:
            asked = _again(asked, held, held.runs[stand[-1]])
            kept = {"restored": speakers[stand[-1]], "row": asked.id, "row_key": asked.key}
        loading = replace(catalogue.loading, full=not stand, tables=frozenset({shape.table}))
        number = await _change_number(tx)
        await revise(tx, shape, entry.agency, Catalogue(catalogue.extracts, loading), number, [asked])
        return {**kept, "took_back": speaker, "tables": [shape.table], "full": not stand}

    return work


def _again(asked: Asked, held: Stored, run: ledger.Run) -> Asked:
    """The row as it was said in an earlier run."""
    return replace(asked, said=run.said, content=held.contents[run.said.digest])


async def _takings(tx: AsyncManagedTransaction, line: str) -> tuple[set[str], dict[str, str]]:
    """The entries of a line that were taken back; and which entry's words each restored that did so."""
    record = await (await planned.run(tx, _TAKEN, line=line)).single(strict=True)
    return set(record["taken"]), {by: entry for by, entry in record["restored"] if entry is not None}


async def found(tx: AsyncManagedTransaction, agency: str, entry_id: str) -> dict[str, Any]:
    """An entry of an agency that wrote a row; NoSuchEntry where there is none."""
    record = await (await planned.run(tx, _FIND, id=entry_id, agency=agency)).single()
    if record is None:
        raise NoSuchEntry
    kept: dict[str, Any] = record["entry"]
    return kept


async def written_by(driver: AsyncDriver, agency: str, entry_id: str) -> tuple[str, str]:
    """The line on which an entry stands, and the row it wrote; NoSuchEntry where the agency has none that did."""
    async with driver.session() as session:
        kept = await session.execute_read(found, agency, entry_id)
    return kept["line"], kept["row"]
