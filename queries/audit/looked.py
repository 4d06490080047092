"""Who looked at a person, when and why: read from an index beside the log, which is made from the log alone.

The index says which entries name an id, and where they stand. It is brought up to date where the log has grown
since, and may be deleted at any time. What it finds is read from the log itself.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from graph import disk
from graph.locks import held
from queries.audit.append import LOCK_SECONDS
from queries.audit.segments import LOCK, folder_of, lines, segments

INDEX = "looks.2.sqlite"
"""Under another number once its form changes: it is made anew then, of the whole log."""
MOST_IDS = 500
"""Ids asked for at once: those of one person, their records and what concerns them."""
MOST = 500
_BATCH, _NAMES = 10_000, 200_000
"""Lines, and ids in them, that are taken in at once: the last line may hold more."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS named (id TEXT, seq INTEGER, told INTEGER, PRIMARY KEY (id, seq)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS place (seq INTEGER PRIMARY KEY, segment TEXT, start INTEGER, agency TEXT);
CREATE TABLE IF NOT EXISTS read (segment TEXT PRIMARY KEY, upto INTEGER);
"""


@dataclass(frozen=True)
class Looked:
    """One look: the entry's number and time, who it was, what for, and what was asked.

    `asked` is whether the request named one of the ids; otherwise the answer held it. `glass` is the reference of the
    glass by which it was asked, or that was broken or closed by it.
    """

    seq: int
    recorded: datetime
    professional: str
    role: str
    agency: str
    purpose: str
    basis: str | None
    fields: tuple[str, ...]
    outcome: str
    asked: bool
    glass: str | None


class AccessLogUnreadable(Exception):
    """Who looked cannot be told just now: what is wrong, and what to do. It names no data."""


class AccessLog:
    """Reads a home's audit log by whom it is about. Not on the path of a question: it works on files."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def looked_at(
        self,
        ids: Sequence[str],
        first: int = 50,
        before: int | None = None,
        agency: str | None = None,
        others: Sequence[str] = (),
    ) -> list[Looked]:
        """The looks at any of these ids, newest first; `before` the entry of this number, for the next page.

        `agency` is whose workers' looks are meant, where not everybody's. By `others` it was a look only where the
        answer held one of them: that a request named one says nothing of whose it is.

        For a person give their id, their former ones, and the ids of their records and of the events and
        involvements that concern them: an entry names what it was asked by. ValueError beyond the bounds;
        AccessLogUnreadable where the log or its index cannot be read.
        """
        if max(len(ids), len(others)) > MOST_IDS or not 0 <= first <= MOST:
            raise ValueError(f"ask for up to {MOST_IDS} ids and {MOST} entries")
        folder = folder_of(self._home)
        try:
            with closing(_opened(folder)) as index:
                bring_up_to_date(folder, index)
                asked = (*ids, *others, before if before is not None else 2**62, agency, first)
                places = index.execute(_found(len(ids), len(others)), asked).fetchall()
            found = [_line(folder / segment, start) for segment, start in places]
        except (sqlite3.Error, OSError) as error:
            raise AccessLogUnreadable(_remedy(folder, error)) from error
        return [_looked(said, set(ids), set(others)) for said in found if said]


_HELD = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def _remedy(folder: Path, error: Exception) -> str:
    """What went wrong, and what to do about it."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if isinstance(error, TimeoutError) or code in _HELD:
        return f"another process holds the audit log in {folder}; try again in a moment"
    if code in _DAMAGED:
        made = "it is made from the log alone: remove it, with what else begins by its name, and ask again"
        return f"{folder / INDEX} is damaged ({error}); {made}"
    if full := disk.trouble(folder):
        return f"The audit log's index cannot be written. {full} Then ask again."
    return f"the audit log in {folder} cannot be read ({error}); see whether it is yours, and the disk not full"


def _found(ids: int, others: int) -> str:
    asked, told = (f"SELECT seq FROM named WHERE id IN ({', '.join('?' * many)})" for many in (ids, others))
    return (
        f"SELECT segment, start FROM place WHERE seq IN ({asked} UNION {told} AND told)"
        " AND seq < ? AND agency = coalesce(?, agency) ORDER BY seq DESC LIMIT ?"
    )


def _opened(folder: Path) -> sqlite3.Connection:
    file = folder / INDEX
    file.touch(mode=0o600)
    index = sqlite3.connect(file, timeout=5.0, isolation_level=None)
    index.executescript(f"PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; {_SCHEMA}")
    return index


def bring_up_to_date(folder: Path, index: sqlite3.Connection) -> None:
    """Take in what the log holds beyond what was read before."""
    with held(folder / LOCK, LOCK_SECONDS):  # what is just being written may yet be taken back
        ends = [(segment, segment.stat().st_size) for segment in segments(folder)]
    for segment, upto in ends:
        while _take_in(segment, upto, index):
            pass


def _take_in(segment: Path, upto: int, index: sqlite3.Connection) -> bool:
    """Read on in a segment, a bounded number of lines in one transaction; whether there may be more."""
    with index:  # commits, or rolls back
        index.execute("BEGIN IMMEDIATE")
        (before,) = index.execute("SELECT max(upto) FROM read WHERE segment = ?", (segment.name,)).fetchone()
        start = before or 0
        names: list[tuple[str, int, bool]] = []
        places: list[tuple[int, str, int, str]] = []
        for at, line in islice(lines(segment, start), _BATCH):
            if at + len(line) >= upto or len(names) >= _NAMES:
                break
            said = _entry(line)
            names += [(each, said["seq"], told) for each, told in _named(said).items()]
            places += [(said["seq"], segment.name, at, said["agent"]["organization"])] if said else []
            start = at + len(line) + 1
        index.executemany("INSERT OR IGNORE INTO named VALUES (?, ?, ?)", sorted(names))
        index.executemany("INSERT OR REPLACE INTO place VALUES (?, ?, ?, ?)", places)
        index.execute("INSERT OR REPLACE INTO read VALUES (?, ?)", (segment.name, start))
        return start > (before or 0)


def _named(said: dict[str, Any]) -> dict[str, bool]:
    """The ids that an entry names, and whether the answer held them."""
    if not said:
        return {}
    asked = dict.fromkeys([*said["entity"]["asked"], *filter(None, [said.get("basedOn")])], False)
    return asked | dict.fromkeys(said["entity"]["answered"], True)


def _entry(line: bytes) -> dict[str, Any]:
    """An entry of a request or notice; nothing for other lines, nor for one that was changed: that is for the
    verification to find."""
    try:
        said = orjson.loads(line)
    except orjson.JSONDecodeError:
        return {}
    return said if isinstance(said, dict) and isinstance(said.get("seq"), int) and "entity" in said else {}


def _line(segment: Path, start: int) -> dict[str, Any]:
    with segment.open("rb") as file:
        file.seek(start)
        return _entry(file.readline())


def _looked(said: dict[str, Any], ids: set[str], others: set[str]) -> Looked:
    agent, why = said["agent"], said["authorization"]
    told = others.intersection(said["entity"]["answered"])
    return Looked(
        seq=said["seq"],
        recorded=datetime.fromisoformat(said["recorded"]),
        professional=agent["who"],
        role=agent["role"],
        agency=agent["organization"],
        purpose=why["purpose"],
        basis=why["basis"],
        fields=tuple(said["code"]),
        outcome=said["outcome"],
        asked=not (ids | told).isdisjoint(said["entity"]["asked"]),
        glass=said.get("basedOn") or next((id for id in said["entity"]["answered"] if id.startswith("glass:")), None),
    )
