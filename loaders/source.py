"""What every format turns into: a delivery, and rows of the extract's tables that can be read again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from graph.delivery import Delivery

Fault = tuple[str, str, str]
"""Column, value and reason of what makes a row unreadable."""

RawRow = tuple[int, list[str], Fault | None]
"""The line on which a row begins, its cells in the order of the source's columns, and what is wrong with it."""


@dataclass(frozen=True)
class Source:
    """Rows of one table, from one place.

    `rows` may be called again and gives the same rows in the same order: quarantined rows are picked
    out that way, so that no row need be kept twice. `columns` names every cell of a row; those in
    `unknown` are kept out.
    """

    table: str
    file: str
    columns: tuple[str, ...]
    unknown: tuple[str, ...]
    rows: Callable[[], Iterator[RawRow]]


@dataclass(frozen=True)
class Reading:
    """A delivery as its format reads it: from whom, and where its rows are. No row has been read yet."""

    folder: str
    delivery: Delivery
    sources: tuple[Source, ...]
    notes: tuple[str, ...] = ()
