"""Deliveries for tests: folders made from a few words, and a store that lives in memory."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from graph.delivery import Completed, Spool
from graph.ids import global_id
from graph.model import BY_TABLE
from loaders.load import load
from loaders.report import LoadReport
from loaders.settings import LoadSettings
from loaders.store import Progress, Waiting

MANIFEST = {
    "agency": "torbay-csc",
    "agency_name": "Children's Social Care",
    "agency_kind": "children_social_care",
    "extracted_at": "2026-03-31T22:00:00Z",
    "covers_from": "2024-04-01",
    "covers_to": "2026-03-31",
    "delivery": "full",
}


@dataclass
class Counts:
    """What a write did with the rows that do not wait."""

    loaded: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    withdrawn: Counter[str] = field(default_factory=Counter)
    corrected: Counter[str] = field(default_factory=Counter)


class MemoryStore:
    """Takes the place of the store where the second pass is not the subject of a test."""

    def __init__(self) -> None:
        self.contents: dict[tuple[str, str, str], dict[str, Any]] = {}
        self._digests: dict[tuple[str, str, str], str] = {}
        self._ids: set[tuple[str, str]] = set()
        self._delivered: list[tuple[str, str, datetime]] = []

    async def known(self, label: str, ids: Sequence[str], agency: str, extracted_at: datetime) -> set[str]:
        """Those of the ids that were written; nothing is ended here."""
        return {one for one in ids if (label, one) in self._ids}

    async def delivered_before(self, agency: str, table: str, extracted_at: datetime) -> bool:
        """Whether a full delivery held the table."""
        return any(a == agency and t == table and at <= extracted_at for a, t, at in self._delivered)

    async def settle(self, progress: Progress) -> Mapping[str, Completed]:
        """Nothing follows from rows here, and nothing is broken off."""
        return {}

    async def write(self, spool: Spool, waiting: Waiting, progress: Progress, *, defer: bool) -> Counts:
        """Keep every row."""
        counts, delivery = Counts(), spool.delivery
        for table in BY_TABLE:
            label = getattr(BY_TABLE[table], "label", "")
            for row in spool.rows(table):
                place = (delivery.agency, table, row.key)
                if not waiting(table, [row.key]):
                    kept = counts.unchanged if self._digests.get(place) == row.digest else counts.loaded
                    kept[table] += 1
                self.contents[place], self._digests[place] = row.content, row.digest
                self._ids.add((label, global_id(label, delivery.agency, row.key)))
            if delivery.full and table in delivery.tables:
                self._delivered.append((delivery.agency, table, delivery.extracted_at))
        return counts

    def content(self, table: str, key: str, agency: str = "torbay-csc") -> dict[str, Any]:
        """What a row says."""
        return self.contents[agency, table, key]

    def keys(self, table: str) -> list[str]:
        """The keys of a table's rows, of all agencies."""
        return sorted(key for _, of, key in self.contents if of == table)


def delivery(folder: Path, tables: Mapping[str, str], **manifest: str) -> Path:
    """A folder with a manifest and tables, each the text of a CSV file."""
    folder.mkdir(parents=True, exist_ok=True)
    entries = {**MANIFEST, **manifest}
    (folder / "manifest.toml").write_text("".join(f'{name} = "{value}"\n' for name, value in entries.items()))
    for table, text in tables.items():
        (folder / f"{table}.csv").write_text(text, encoding="utf-8", newline="")
    return folder


def loaded(
    *folders: Path, home: Path, store: MemoryStore | None = None, settings: LoadSettings | None = None
) -> list[LoadReport]:
    """Load folders and give their reports."""
    writer = store if store is not None else MemoryStore()
    return asyncio.run(load(folders, writer=writer, home=home, settings=settings or LoadSettings()))


def counts(report: LoadReport, table: str) -> tuple[int, int, int, int, int]:
    """Rows read, loaded, unchanged, waiting and quarantined of a table."""
    (found,) = (one for one in report.tables if one.table == table)
    return found.read, found.loaded, found.unchanged, found.waiting, found.quarantined
