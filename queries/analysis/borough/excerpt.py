"""Some persons' rows of a snapshot, each table read once, however often it is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import polars as pl

from queries.analysis.borough.files import any_in
from queries.analysis.borough.rows import BY_NAME, Table


class Tables(Protocol):
    """What a borough is made from: a snapshot, or a part of one."""

    def table(self, name: str) -> pl.LazyFrame:
        """The rows of a table that stand."""

    def small(self, table: Table) -> pl.DataFrame:
        """A table that is few, and whole."""

    def ids(self) -> pl.LazyFrame:
        """The id of every number of a person."""


@dataclass(frozen=True)
class Excerpt:
    """The rows of `people`, of the places where they live, and of the events that concern them.

    Networks at its edge are not whole.
    """

    whole: Tables
    people: pl.Series
    _read: dict[str, pl.DataFrame] = field(default_factory=dict)

    def table(self, name: str) -> pl.LazyFrame:
        """The rows of a table, of these persons."""
        if name not in self._read:
            self._read[name] = self._rows(name).collect()
        return self._read[name].lazy()

    def _rows(self, name: str) -> pl.LazyFrame:
        rows = self.whole.table(name)
        if name == "places":
            lived_in = self.table("stays").select("place").collect()["place"].unique()
            return rows.filter(pl.col("place").is_in(lived_in.implode()))
        return rows.filter(any_in(BY_NAME[name], BY_NAME[name].whose[0], self.people))

    def small(self, table: Table) -> pl.DataFrame:
        """A table that is few, and whole."""
        return self.whole.small(table)

    def ids(self) -> pl.LazyFrame:
        """The id of every number of a person."""
        return self.whole.ids()
