"""The one rule by which small numbers are kept: what no more than ten people have in common is not told.

It is applied to the rows, before anything is counted. People whose row fewer than `LEAST` share have it told less
exactly, step by step, until enough share it; who is still too few after the last step is left out. Each row that is
told is then shared by `LEAST` or more, and whatever is counted, by any columns, with any filter, in total or as the
difference of two tables, is a sum of such groups.

Nor can a small number be worked out from what is told less exactly. A group of N is told so where it is of rows of
which each was of `LEAST` - 1 people at most, and N is `LEAST` or more. So each of these may, for all that is told,
be of `LEAST` - 1 people, which is ten: nobody can tell that it is of fewer.

Source: k-anonymity by recoding and suppression (Samarati and Sweeney 1998; Hundepool et al., *Statistical Disclosure
Control*, 2012, ch. 3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

LEAST = 11
"""The fewest people of whom anything is told: one more than ten, below which nothing shall be worked out.

ONS suppresses counts below ten (the "10-5 rule" of its Integrated Data Service, *Comparison of post-tabular
statistical disclosure control methods*), as research environments do (UK LLC: below ten). That keeps what the
Department for Education keeps of children in need (1 to 5) and NHS England of hospital episodes (1 to 7).
"""

WITHHELD = "withheld"
"""In place of what is not told of a row."""


@dataclass(frozen=True)
class Step:
    """One way to tell rows less exactly: a column whose values become others, or are withheld.

    `coarser` gives the value in place of each that changes; without it none is told. No value that it gives is
    one that the column has otherwise, so that rows told more and less exactly are never one group.
    """

    column: str
    coarser: Mapping[str, str] | None = None

    def of(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows, told less exactly."""
        if self.coarser is None:
            return rows.with_columns(pl.lit(WITHHELD).alias(self.column))
        return rows.with_columns(pl.col(self.column).replace(dict(self.coarser)))


@dataclass(frozen=True)
class Told:
    """The rows as they are told; `left_out` is how many are not, None where these are fewer than `least`."""

    rows: pl.DataFrame
    left_out: int | None
    least: int


def told(rows: pl.DataFrame, columns: Sequence[str], steps: Sequence[Step], least: int = LEAST) -> Told:
    """Rows with each told as exactly as may be: what `columns` say is shared by `least` rows or more."""
    alike = pl.len().over(columns) >= least
    enough, waiting = [rows.filter(alike)], rows.filter(~alike)
    for step in steps:
        coarser = step.of(waiting)
        enough.append(coarser.filter(alike))
        waiting = coarser.filter(~alike)
    return Told(pl.concat(enough), waiting.height if waiting.height >= least else None, least)
