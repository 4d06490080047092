"""A borough without its sealed records and ties: what analysts' tables and graphs are made of.

A protected identity is another person beside the one it protects, and an adoption another parent: counted, both would
tell that somebody sealed something, and of whom (decision 0052).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from queries.analysis.borough.asof import Borough
from queries.analysis.borough.excerpt import Tables
from queries.analysis.borough.rows import BY_NAME, Table

_SEALED = "sealed"


def unsealed(borough: Borough) -> Borough:
    """The same borough of the same date, without persons of sealed records, and ties that sealed rows alone assert."""
    return replace(borough, snapshot=_Unsealed(borough.snapshot))


@dataclass(frozen=True)
class _Unsealed:
    """The rows of a snapshot that are not sealed. What names a person who is not among `persons` counts nowhere."""

    whole: Tables

    def table(self, name: str) -> pl.LazyFrame:
        """The rows of a table that are not sealed."""
        rows = self.whole.table(name)
        return rows.filter(~pl.col(_SEALED)) if _SEALED in BY_NAME[name].columns else rows

    def small(self, table: Table) -> pl.DataFrame:
        """A table that is few, and whole."""
        return self.whole.small(table)

    def ids(self) -> pl.LazyFrame:
        """The id of every number of a person."""
        return self.whole.ids()
