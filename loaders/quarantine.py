"""Quarantine: a folder with the rows that cannot be true, to be mended and loaded again."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import TextIO

from graph.delivery import Delivery
from graph.private_files import private_folder
from loaders.manifest import FILE as MANIFEST
from loaders.problems import DeliveryRefused, Reason
from loaders.settings import LoadSettings
from loaders.source import Source
from loaders.spool import DiskSpool

REASONS = "reasons.csv"
"""Why each row is here; no loader reads it."""

_HEADER = ("file", "line", "column", "value", "reason", "line in this folder")
_SHORT = 8
WHOLE_TABLE = 10
"""Rows from which on a table that is in quarantine as a whole is a fault of the export, not of its rows."""


def refuse_too_many(spool: DiskSpool, settings: LoadSettings) -> None:
    """Refuse a delivery of which too much went to quarantine to trust the rest."""
    read, out = spool.read.total(), spool.quarantined.total()
    if out > settings.quarantine_rows and out > settings.quarantine_share * read:
        worst = spool.quarantined.most_common(1)[0][0]
        raise DeliveryRefused(
            f"{out:,} of {read:,} rows cannot be true, most of them of {worst} ({_first(spool, worst)})",
            file=spool.reading.folder,
            remedy=f"Correct the export, or raise quarantine_rows ({settings.quarantine_rows}) "
            f"and quarantine_share ({settings.quarantine_share:g}) in the configuration.",
        )
    if spool.reading.delivery.full:
        _refuse_unreadable_tables(spool)


def _refuse_unreadable_tables(spool: DiskSpool) -> None:
    """Refuse a full delivery that would claim to cover a table of which nothing can be read."""
    for table, out in spool.quarantined.items():
        if out == spool.read[table] >= WHOLE_TABLE:
            raise DeliveryRefused(
                f"none of the {out:,} rows of {table} can be true ({_first(spool, table)})",
                file=spool.reading.folder,
                remedy="Correct the export, or take the table out of the folder: what it lacks goes on standing.",
            )


def _first(spool: DiskSpool, table: str) -> str:
    """The first fault of a table, without the value."""
    files = {source.file for source in spool.reading.sources if source.table == table}
    first = next(reason for reason in reasons(spool) if reason.file in files)
    return f"first: {first.file}, line {first.line}, {first.column or 'the row'}: {first.reason}"


def reasons(spool: DiskSpool) -> Iterator[Reason]:
    """Why rows are in quarantine, in the order of the delivery."""
    found = spool.db.execute("SELECT source, line, fault, value, reason FROM reason ORDER BY source, place")
    for source, line, column, value, reason in found:
        yield Reason(spool.reading.sources[source].file, line, column, value, reason)


def write_quarantine(spool: DiskSpool, folder: Path) -> Path | None:
    """Write the quarantined rows to a folder of their own below `folder`; None where there are none.

    The same delivery gives the same folder; one that stands already is left as it is, for somebody
    may be mending it.
    """
    if not spool.quarantined.total():
        return None
    made = folder / _name(spool)
    if made.exists():
        return made
    part = made.with_name(f".{made.name}.{os.getpid()}")
    with private_folder(part):
        _fill(spool, part)
        part.rename(made)
    return made


def _name(spool: DiskSpool) -> str:
    delivery = spool.delivery
    digest = blake2b(delivery.digest.encode(), digest_size=_SHORT // 2)
    for row in spool.db.execute("SELECT * FROM reason ORDER BY source, place"):
        digest.update(repr(row).encode())
    agency = re.sub(r"[^A-Za-z0-9_-]", "_", delivery.agency)
    return f"{agency}-{delivery.extracted_at:%Y%m%dT%H%M%SZ}-{digest.hexdigest()}"


def _fill(spool: DiskSpool, folder: Path) -> None:
    with _open(folder / MANIFEST) as stream:
        stream.write(_manifest(spool.delivery))
    with _open(folder / REASONS) as stream:
        listed = csv.writer(stream)
        listed.writerow(_HEADER)
        for table in dict.fromkeys(source.table for source in spool.reading.sources):
            if spool.quarantined[table]:
                _write_table(spool, folder, table, listed.writerow)


def _write_table(spool: DiskSpool, folder: Path, table: str, listed: object) -> None:
    mine = [(n, source) for n, source in enumerate(spool.reading.sources) if source.table == table]
    columns = list(dict.fromkeys(column for _, source in mine for column in source.columns))
    with _open(folder / f"{table}.csv") as stream:
        written = csv.writer(stream)
        written.writerow(columns)
        line = 2
        for number, source in mine:
            for cells, reason in _picked(spool, number, source):
                written.writerow(_placed(cells, source, columns))
                listed((*reason, line))  # type: ignore[operator]
                line += 1 + sum(cell.count("\n") for cell in cells)


def _picked(spool: DiskSpool, number: int, source: Source) -> Iterator[tuple[list[str], tuple[object, ...]]]:
    """Read the source again and pick out its quarantined rows."""
    wanted = spool.db.execute(
        "SELECT place, line, fault, value, reason FROM reason WHERE source = ? ORDER BY place", (number,)
    )
    row = wanted.fetchone()
    for place, (_, cells, _) in enumerate(source.rows()):
        if row is None:
            return
        if place == row[0]:
            yield cells, (source.file, *row[1:])
            row = wanted.fetchone()


def _placed(cells: list[str], source: Source, columns: list[str]) -> Iterable[str]:
    """The cells under the columns of the whole table; a row of a wrong number of cells stays as it is."""
    if len(cells) != len(source.columns) or list(source.columns) == columns:
        return cells
    values = dict(zip(source.columns, cells, strict=True))
    return [values.get(column, "") for column in columns]


def _manifest(delivery: Delivery) -> str:
    entries = {
        "agency": delivery.agency,
        "agency_name": delivery.agency_name,
        "agency_kind": delivery.agency_kind,
        "extracted_at": delivery.extracted_at.isoformat(),
        "covers_from": delivery.covers_from and delivery.covers_from.isoformat(),
        "covers_to": delivery.covers_to and delivery.covers_to.isoformat(),
        "delivery": "changes",  # these rows add and correct; what was loaded stays
    }
    return "".join(f"{name} = {_quoted(value)}\n" for name, value in entries.items() if value)


def _quoted(text: str) -> str:
    """A basic string of TOML, which takes JSON's escapes of quotes, backslashes and control characters."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c >= " " and c != "\x7f" else f"\\u{ord(c):04x}" for c in escaped) + '"'


def _open(path: Path) -> TextIO:
    """A new file for its owner only."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8", newline="")
