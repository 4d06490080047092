"""The spool: where validated rows wait on disk until the whole delivery is known to be good.

An SQLite file in a folder that only its owner can enter, for it holds personal data; its name is
taken away as soon as it is open, so that nothing is left behind even when a load is killed. Nothing
in it is sorted afterwards (sorting would write temporary files elsewhere): indexes grow with the rows.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Self

import orjson

from graph.delivery import Delivery, SpooledRow
from graph.ids import global_id
from graph.shape import BY_TABLE
from loaders.pointers import NUMBER, REGISTRATIONS, TABLES
from loaders.rules import registration_keys
from loaders.source import Reading
from loaders.transform import Made

READY, WAITING, OUT = 0, 1, 2
"""States of a row: it loads · it loads and waits for what it refers to · it does not load."""

UNREAD_LIMIT = 10_000
"""Rows of a table in quarantine up to which a full delivery's other rows of it are ended where it leaves them out."""

_BATCH = 5_000
_ASKED = 500  # SQLite takes 999 parameters at least
_SCHEMA = """
CREATE TABLE taken (
    id INTEGER PRIMARY KEY, source INTEGER, place INTEGER, tab INTEGER, key TEXT, line INTEGER,
    digest TEXT, content BLOB, state INTEGER DEFAULT 0);
CREATE INDEX taken_by_key ON taken (tab, key, state);
CREATE TABLE mention (row INTEGER, pointer INTEGER, target INTEGER, agency TEXT, local TEXT, whole TEXT);
CREATE TABLE unmet (target INTEGER, agency TEXT, local TEXT, verdict INTEGER, PRIMARY KEY (target, agency, local))
    WITHOUT ROWID;
CREATE TABLE identifier (value TEXT, row INTEGER, PRIMARY KEY (value, row)) WITHOUT ROWID;
CREATE TABLE uprn (value TEXT, text TEXT, line INTEGER, PRIMARY KEY (value, text, line)) WITHOUT ROWID;
CREATE TABLE birth (row INTEGER PRIMARY KEY, line INTEGER, day TEXT, used TEXT);
CREATE INDEX birth_by_day ON birth (day);
CREATE TABLE tie (elder TEXT, younger TEXT, row INTEGER, parent INTEGER, PRIMARY KEY (elder, younger, row))
    WITHOUT ROWID;
CREATE INDEX tie_by_younger ON tie (younger);
CREATE TABLE reason (
    source INTEGER, place INTEGER, line INTEGER, tab INTEGER, key TEXT, fault TEXT, value TEXT, reason TEXT,
    PRIMARY KEY (source, place)) WITHOUT ROWID;
CREATE INDEX reason_by_key ON reason (tab, key);
"""
_INSERTS = {
    "taken": "INSERT INTO taken (id, source, place, tab, key, line, digest, content) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    "mention": "INSERT INTO mention VALUES (?, ?, ?, ?, ?, ?)",
    "identifier": "INSERT OR IGNORE INTO identifier VALUES (?, ?)",
    "uprn": "INSERT OR IGNORE INTO uprn VALUES (?, ?, ?)",
    "birth": "INSERT INTO birth VALUES (?, ?, ?, ?)",
    "tie": "INSERT INTO tie VALUES (?, ?, ?, ?)",
}


class DiskSpool:
    """The rows of one delivery. Filled, then settled, then sealed: then it is a `graph.delivery.Spool`."""

    def __init__(self, folder: Path, reading: Reading) -> None:
        self.reading = reading
        self.db = _open(folder)
        self.read: Counter[str] = Counter()
        self.repeated: Counter[str] = Counter()
        """Rows that say what an earlier row of the delivery says already."""
        self.quarantined: Counter[str] = Counter()
        self._delivery: Delivery | None = None
        self._counts: Counter[tuple[int, int]] = Counter()
        self._last_id = 0
        self._batch: defaultdict[str, list[tuple[object, ...]]] = defaultdict(list)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.db.close()

    def add(self, source: int, place: int, line: int, table: int, made: Made) -> int:
        """Take a validated row, the one at a place (its number among the rows) of a source; gives its id."""
        self._last_id = row = self._last_id + 1
        taken = self._batch["taken"]
        taken.append((row, source, place, table, made.key, line, made.digest, made.content))
        if made.mentions:
            self._batch["mention"].extend([(row, *mention) for mention in made.mentions])
        if len(taken) >= _BATCH:
            self.flush()
        return row

    def note(self, table: str, *values: object) -> None:
        """Note something for the checks across rows: an `identifier`, a `uprn`, a date of `birth` or a `tie`."""
        self._batch[table].append(values)

    def flush(self) -> None:
        """Write what is held back."""
        for table, rows in self._batch.items():
            self.db.executemany(_INSERTS[table], rows)
            rows.clear()

    def seal(self) -> None:
        """No row changes any more: count them, and give the delivery its digest and tables."""
        present = {source.table for source in self.reading.sources}
        if "people" in present:
            present.add(REGISTRATIONS)
        delivery = replace(self.reading.delivery, tables=frozenset(present))
        if delivery.full:
            blurred = self._blurred()
            unread = self._unread(delivery.agency, blurred)
            delivery = replace(delivery, tables=delivery.tables - blurred, unread=unread)
        self._delivery = replace(delivery, digest=self._digest(delivery))

    def _blurred(self) -> set[str]:
        """The tables of which it cannot be told which rows the delivery holds: nothing is known to be left out."""
        found = self.db.execute(
            "SELECT tab FROM reason GROUP BY tab HAVING count(key) < count(*) OR count(*) > ?", (UNREAD_LIMIT,)
        )
        blurred = {TABLES[tab] for (tab,) in found}
        return blurred | {REGISTRATIONS} if "people" in blurred else blurred

    def _unread(self, agency: str, blurred: set[str]) -> frozenset[str]:
        """The ids of rows in quarantine, of the tables that are not blurred."""
        keys = self.db.execute(
            "SELECT tab, key FROM reason r WHERE NOT EXISTS "
            "(SELECT 1 FROM taken t WHERE t.tab = r.tab AND t.key = r.key AND t.state < 2)"
        )
        return frozenset(
            global_id(BY_TABLE[of].prefix, agency, own)
            for tab, key in keys if (table := TABLES[tab]) not in blurred
            for of, own in _rows_of(table, key)
        )

    def _digest(self, delivery: Delivery) -> str:
        """Of what the delivery says, whatever the order of its rows and columns; counts the rows on the way."""
        total = blake2b(repr(_said(delivery)).encode(), digest_size=16)
        total.update("\n".join(sorted(delivery.unread)).encode())
        rows = self.db.execute("SELECT tab, key, digest, state FROM taken WHERE state < 2 ORDER BY tab, key")
        while batch := rows.fetchmany(_BATCH):
            total.update("\n".join([f"{tab} {key} {digest}" for tab, key, digest, _ in batch]).encode())
            self._counts.update([(tab, state) for tab, _, _, state in batch])
        return total.hexdigest()

    @property
    def delivery(self) -> Delivery:
        """Whose rows these are."""
        assert self._delivery is not None, "the spool has not been sealed"
        return self._delivery

    def count(self, table: str) -> int:
        """How many rows a table holds, those that wait included."""
        return self._counts[NUMBER[table], READY] + self.waiting_count(table)

    def waiting_count(self, table: str) -> int:
        """How many rows of a table wait for what they refer to."""
        return self._counts[NUMBER[table], WAITING]

    def rows(self, table: str) -> Iterator[SpooledRow]:
        """The rows of a table, by key."""
        found = self.db.execute(
            "SELECT key, line, digest, content FROM taken WHERE tab = ? AND state < 2 ORDER BY key", (NUMBER[table],)
        )
        for key, line, digest, content in found:
            yield SpooledRow(table, key, line, digest, orjson.loads(content))

    def holds(self, table: str, keys: Sequence[str]) -> set[str]:
        """Those of the keys that the table holds."""
        return self._among(table, keys, "state < 2")

    def waiting(self, table: str, keys: Sequence[str]) -> set[str]:
        """Those of the keys whose rows wait for what they refer to."""
        return self._among(table, keys, "state = 1") if self.waiting_count(table) else set()

    def _among(self, table: str, keys: Sequence[str], condition: str) -> set[str]:
        found: set[str] = set()
        for start in range(0, len(keys), _ASKED):
            part = keys[start : start + _ASKED]
            marks = ", ".join("?" * len(part))
            query = f"SELECT key FROM taken WHERE tab = ? AND {condition} AND key IN ({marks})"
            found.update(key for (key,) in self.db.execute(query, (NUMBER[table], *part)))
        return found


def _rows_of(table: str, key: str) -> list[tuple[str, str]]:
    """Table and key of the rows that one row of a delivery makes."""
    made = [(table, key)]
    return made + [(REGISTRATIONS, own) for own in registration_keys(key)] if table == "people" else made


def _said(delivery: Delivery) -> tuple[object, ...]:
    return (
        delivery.agency, delivery.agency_name, delivery.agency_kind, delivery.extracted_at.isoformat(),
        str(delivery.covers_from), str(delivery.covers_to), delivery.full, sorted(delivery.tables),
    )


def _open(folder: Path) -> sqlite3.Connection:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    handle, name = tempfile.mkstemp(".spool", dir=folder)  # 0600
    os.close(handle)
    db = sqlite3.connect(name, isolation_level=None, check_same_thread=False)
    db.executescript(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"
        f"PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY; BEGIN; {_SCHEMA}"
    )
    with contextlib.suppress(PermissionError):  # where open files keep their names
        Path(name).unlink()
    return db
