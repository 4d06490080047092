"""A snapshot made large: the same borough many times over, each with persons, records and places of its own.

Loading a million people takes hours; reading their snapshot takes longer than sweeping it. So a borough that
was loaded is laid side by side with itself. Agencies and services are the same in all of them.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import polars as pl

from queries.analysis.borough.files import Files, Snapshot
from queries.analysis.borough.rows import PEOPLE, PERSON, SMALL, TABLES

OWN = {
    "records": ("record",), "sharing": ("record",), "ties": ("id",), "stays": ("place", "id", "household", "uprn"),
    "places": ("place",), "involvements": ("id",), "events": ("id",),
}
"""By table, the columns that name something of the borough itself."""


def tile(one: Snapshot, home: Path, tiles: int) -> Snapshot:
    """The snapshot of a home made of a borough so many times."""
    with Files.of(home) as files, files.generation() as generation:
        for table in TABLES:
            rows = one.table(table.name).collect()
            for number in range(tiles):
                generation.write(table.name, _moved(rows, number, one.told.people, OWN.get(table.name, ())))
        ids = one.ids().collect()
        for number in range(tiles):
            moved = _moved(ids, number, one.told.people, ("id",))
            generation.write("ids", moved)
            generation.write("read", moved.select("person"))
        for small in SMALL:
            generation.write(small.name, one.small(small))
        told = replace(one.told, people=one.told.people * tiles, generations=(generation.name,))
        files.forget(told.generations)
        return files.let_count(told)


def _moved(rows: pl.DataFrame, number: int, people: int, own: tuple[str, ...]) -> pl.DataFrame:
    """The rows of one more borough: the first is as it was."""
    if number == 0:
        return rows
    by = pl.lit(number * people, PERSON)
    made = [pl.col(name) + by for name, kind in rows.schema.items() if kind == PERSON]
    made += [pl.col(name).list.eval(pl.element() + by) for name, kind in rows.schema.items() if kind == PEOPLE]
    made += [pl.col(name) + f"~{number}" for name in own]
    if "twins" in rows.columns:
        twin = pl.element().struct
        twins = twin.with_fields(id=twin.field("id") + f"~{number}")
        made.append(pl.col("twins").list.eval(twins))
    return rows.with_columns(made)


def size_of(home: Path) -> int:
    """Megabytes of a home's snapshot."""
    folder = home / "snapshot"
    return round(sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20)


def forget(home: Path) -> None:
    """Remove a home's snapshot."""
    shutil.rmtree(home / "snapshot", ignore_errors=True)
    assert not os.path.exists(home / "snapshot")
