"""The agency extract: `manifest.toml` and one CSV file a table."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from graph.model import BY_TABLE
from loaders.manifest import FILE as MANIFEST
from loaders.manifest import read_manifest
from loaders.pipeline import finish, load, not_read, quarantine, transform
from loaders.pointers import REGISTRATIONS
from loaders.problems import DeliveryRefused
from loaders.report import bounded
from loaders.source import Reading, Source
from loaders.spelling import suggestions
from loaders.table import csv_files, find_layout, header, require, rows, squashed

__all__ = ["finish", "load", "quarantine", "read", "recognise", "transform"]


def recognise(folder: Path) -> bool:
    """A manifest, or any table of the extract (then the missing manifest is named as the fault)."""
    return (folder / MANIFEST).exists() or any(_tables(folder))


def read(folder: Path) -> Reading:
    """The delivery of a folder, its manifest and every header checked; DeliveryRefused where they fail."""
    delivery, meaningless = read_manifest(folder)
    found = dict(_tables(folder))
    others = tuple(not_read(folder, found.values(), "table of the extract"))
    if not found:
        raise DeliveryRefused(
            f"there is no table of the extract ({'; '.join(others) or 'nor any CSV file'})", file=str(folder),
            remedy="Name the files after the tables, such as people.csv.",
        )
    if meaningless:
        others += (f"entries of the manifest that mean nothing: {', '.join(bounded(meaningless))}",)
    read = [_source(table, found[table]) for table in BY_TABLE if table in found]
    return Reading(
        folder=str(folder),
        delivery=delivery,
        sources=tuple(source for source, _ in read),
        notes=(*others, *(note for _, notes in read for note in notes)),
    )


def _tables(folder: Path) -> Iterator[tuple[str, Path]]:
    """The table files, by table; the case of a file's name does not matter."""
    seen: dict[str, Path] = {}
    for path in csv_files(folder):
        table = path.stem.lower()
        if table in BY_TABLE and table != REGISTRATIONS:
            if table in seen:
                raise DeliveryRefused("the table is there twice", file=path.name, remedy="Keep one file.")
            seen[table] = path
            yield table, path


def _source(table: str, path: Path) -> tuple[Source, tuple[str, ...]]:
    """Read the rows of a table's file. Return them with the notes on its header."""
    facts = {str(fact.column): fact for fact in BY_TABLE[table].facts() if fact.column}
    required = [column for column, fact in facts.items() if fact.required]
    layout = find_layout(path, required)
    columns = header(path, layout, {squashed(column): column for column in facts})
    require(path, columns, required, facts.keys(), line=layout.above + 1)
    unknown = tuple(column for column in columns if column not in facts)
    one_line = [n for n, column in enumerate(columns) if column in facts and not facts[column].prose]
    source = Source(table, path.name, columns, unknown, partial(rows, path, layout, one_line))
    return source, (*layout.notes, *suggestions(path.name, unknown, facts.keys() - set(columns)))
