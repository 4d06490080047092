"""What loading needs of the store: what it holds already, and the writing of a delivery."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from graph.delivery import Completed, Spool

Progress = Callable[[str, str, int], None]
"""Told the stage (`validating`, `checking`, `writing`), the table, and the rows done of it."""

Waiting = Callable[[str, Sequence[str]], set[str]]
"""Those of the keys of a table whose rows wait for what they refer to."""


def silent(stage: str, table: str, rows: int) -> None:
    """Progress that nobody watches."""


class WriteCounts(Protocol):
    """What became of the rows of each table that do not wait; a waiting row is in neither count."""

    @property
    def loaded(self) -> Mapping[str, int]:
        """New or changed rows."""
        ...

    @property
    def unchanged(self) -> Mapping[str, int]:
        """Rows that the store held already, as they are."""
        ...

    @property
    def withdrawn(self) -> Mapping[str, int]:
        """The agency's earlier rows that the delivery ended."""
        ...

    @property
    def corrected(self) -> Mapping[str, int]:
        """Rows that still say what was corrected, and stand as corrected."""
        ...


class Writer(Protocol):
    """The second pass, and what the first must ask of the store."""

    async def known(self, label: str, ids: Sequence[str], agency: str, extracted_at: datetime) -> set[str]:
        """Those of the global ids that the store holds as nodes of the label.

        The agency's own where its deliveries up to then left them standing; others' as they are now.
        """
        ...

    async def delivered_before(self, agency: str, table: str, extracted_at: datetime) -> bool:
        """Whether a complete full delivery of the agency, extracted then or before, holds the table."""
        ...

    async def write(self, spool: Spool, waiting: Waiting, progress: Progress, *, defer: bool) -> WriteCounts:
        """Write every row of the spool, those that wait too; with `defer` the delivery does not count yet."""
        ...

    async def settle(self, progress: Progress) -> Mapping[str, Completed]:
        """Derive what follows from the rows written, and let their deliveries count; by extract id, what that brought
        about."""
        ...
