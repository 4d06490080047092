"""The one writer: a validated delivery into the store.

A load killed anywhere and run again ends in the same graph: every batch is one transaction that can
be repeated, what is still to be derived is marked in the store itself, and the `Extract` is complete
only when all is done (rule 7 of the model). One that is not run again counts as far as it came, with the
agency's next delivery.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from neo4j import AsyncDriver, AsyncManagedTransaction, AsyncSession
from neo4j.exceptions import Neo4jError, ServiceUnavailable, SessionExpired

from graph import connection, extracts, family, join, lease, planned, schema, statements
from graph.connection import was_terminated
from graph.corrections import corrections_of
from graph.delivery import Completed, Delivery, Spool
from graph.elements import entry
from graph.ledger import Catalogue, extract_of
from graph.revise import Asked
from graph.rows import Batch, Load, prepared, sweep_parameters, withdraw, write_rows
from graph.shape import SHAPES, Shape
from graph.store_errors import StoreUnreachable

BATCH = 4000
"""Rows a transaction: large enough for few round trips, small enough for a heap of half a gigabyte."""
DERIVE = 2000
"""Records, or persons, derived a transaction."""

Progress = Callable[[str, str, int], None]
"""Told after each batch: the stage (`writing`, `withdrawing`, `deriving`), the table (or `joins`,
`families`), and how many rows it has come to."""

Waiting = Callable[[str, Sequence[str]], set[str]]
"""Those of the keys of a table whose rows wait for what they refer to: written, but counted elsewhere."""

T = TypeVar("T")


class LoadInterrupted(StoreUnreachable):
    """The store stopped answering during a load; loading the delivery again finishes it."""


@dataclass
class WriteCounts:
    """What became of a delivery's rows, by table; a row that waits is in neither of the first two.

    `withdrawn`: the agency's earlier rows that the delivery ended.
    """

    loaded: dict[str, int] = field(default_factory=dict)
    unchanged: dict[str, int] = field(default_factory=dict)
    withdrawn: dict[str, int] = field(default_factory=dict)
    corrected: dict[str, int] = field(default_factory=dict)
    """Rows that still say what was corrected: they stand as corrected, and are among those loaded or unchanged."""


def _silent(stage: str, table: str, rows: int) -> None:
    """Tell nobody."""


def _none(table: str, keys: Sequence[str]) -> set[str]:
    """No row waits."""
    return set()


class Writer:
    """Writes deliveries, and answers what their validation must know of the store.

    `wait` is how long, in seconds, to wait for another load to finish.
    """

    def __init__(self, driver: AsyncDriver, wait: float = lease.WAIT_SECONDS, batch: int = BATCH) -> None:
        self._driver = driver
        self._wait = wait
        self._batch = batch
        self._ready = False
        self._written: list[str] = []

    async def known(self, label: str, ids: Sequence[str], agency: str, extracted_at: datetime) -> set[str]:
        """Those of the ids that are delivered: the agency's own as its deliveries up to then left them; others' now."""
        async with self._session() as session:
            return await session.execute_read(extracts.standing, label, ids, agency, extracted_at)

    async def delivered_before(self, agency: str, table: str, extracted_at: datetime) -> bool:
        """Whether a full delivery of the agency, completely loaded and extracted then or before, had the table."""
        async with self._session() as session:
            return await session.execute_read(extracts.delivered_before, agency, table, extracted_at)

    async def write(
        self, spool: Spool, waiting: Waiting = _none, progress: Progress = _silent, *, defer: bool = False
    ) -> WriteCounts:
        """Write a delivery; what became of its rows.

        A delivery that is complete already changes nothing. With `defer` it counts for readers only once
        `settle` is called: deliveries written together touch the same families, which are then derived
        once. Raises LeaseTaken where another load does not finish in time, LoadInterrupted where the store
        stops answering.
        """
        async with self._held() as (session, held):
            writing = _Writing(session, held, spool, waiting, progress, self._batch)
            if await writing.run():
                self._written.append(spool.delivery.extract_id)
        if not defer:
            await self.settle(progress)
        return writing.counts

    async def settle(self, progress: Progress = _silent) -> Mapping[str, Completed]:
        """Derive joins and families from all that is written, and let the deliveries written count for readers.

        By extract id of each, what that brought about. Raises as `write` does.
        """
        if not self._written:
            return {}
        async with self._held() as (session, held):
            settled = await _Settling(session, held, progress).run(self._written)
        self._written.clear()
        return settled

    @asynccontextmanager
    async def _held(self) -> AsyncIterator[tuple[AsyncSession, lease.Lease]]:
        """A session, and the lease for the time of it."""
        try:
            await self._ensure()
            async with lease.held(self._driver, self._wait) as held, self._session() as session:
                yield session, held
        except (ServiceUnavailable, SessionExpired, Neo4jError) as error:
            if isinstance(error, Neo4jError) and not (error.is_retryable() or was_terminated(error)):
                raise
            raise LoadInterrupted(
                f"The store stopped answering during the load ({type(error).__name__}). Nothing that was "
                "written is lost: check that the store runs, then load the delivery again."
            ) from error

    async def _ensure(self) -> None:
        """Have the constraints and indexes; asked once, for a command may bring many deliveries."""
        if not self._ready:
            await schema.ensure(self._driver)
            self._ready = True

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[AsyncSession]:
        try:
            async with connection.session(self._driver) as session:
                yield session
        except ServiceUnavailable as error:
            raise LoadInterrupted(
                f"The store does not answer ({type(error).__name__}). Check that it runs, then load again."
            ) from error


class _Transactions:
    """Batches, each one transaction under the lease."""

    def __init__(self, session: AsyncSession, held: lease.Lease, progress: Progress) -> None:
        self._session = session
        self._lease = held
        self._progress = progress

    async def _transact(self, work: Callable[..., Awaitable[T]], *args: Any) -> T:
        """One batch: the work and the renewal of the lease, both or neither; transient errors are retried."""

        async def both(tx: AsyncManagedTransaction) -> T:
            done = await work(tx, *args)
            await self._lease.renew(tx)
            return done

        return await self._session.execute_write(both)


class _Writing(_Transactions):
    """One delivery's rows on their way into the store."""

    def __init__(
        self, session: AsyncSession, held: lease.Lease, spool: Spool, waiting: Waiting, progress: Progress, batch: int
    ) -> None:
        super().__init__(session, held, progress)
        self._spool = spool
        self._delivery: Delivery = spool.delivery
        self._waiting = waiting
        self._batch = batch
        held_tables = [shape.table for shape in SHAPES if spool.count(shape.table) or self._present(shape)]
        self.counts = WriteCounts(*(dict.fromkeys(held_tables, 0) for _ in range(4)))

    def _present(self, shape: Shape) -> bool:
        return shape.table in self._delivery.tables

    async def run(self) -> bool:
        """Rows and withdrawals; False where the delivery is complete already. `counts` says what became of each."""
        before = await self._session.execute_read(extracts.catalogue, self._delivery.agency)
        if any(extract.id == self._delivery.extract_id and extract.complete for extract in before):
            self._count_all_unchanged()
            return False
        number = await self._transact(extracts.open_extract, self._delivery)
        corrections = await self._session.execute_read(corrections_of, self._delivery.agency)
        catalogue = Catalogue(before, extract_of(self._delivery), corrections.extracts)
        load = Load(self._delivery.agency, catalogue, not before, number, corrections)
        for shape in SHAPES:
            await self._write_table(load, shape)
        if self._delivery.full and not load.fresh:
            for shape in SHAPES:
                if self._present(shape):
                    await self._sweep(load, shape)
        return True

    def _count_all_unchanged(self) -> None:
        for table in self.counts.unchanged:
            rows = self._spool.rows(table)
            while keys := [row.key for row in islice(rows, self._batch)]:
                self.counts.unchanged[table] += len(keys) - len(self._waiting(table, keys))

    def _count(self, batch: Batch, unchanged: set[str]) -> None:
        table = batch.shape.table
        waiting = self._waiting(table, [one.key for one in batch.entries])
        counted = [one.id in unchanged for one in batch.entries if one.key not in waiting]
        self.counts.unchanged[table] += sum(counted)
        self.counts.loaded[table] += len(counted) - sum(counted)
        gone = batch.corrected.kept_out
        self.counts.unchanged[table] += len(gone) - len(self._waiting(table, gone))
        self.counts.corrected[table] += batch.corrected.count

    async def _write_table(self, load: Load, shape: Shape) -> None:
        """Write a table's rows; while the store works on a batch, the next is made ready."""
        rows = self._spool.rows(shape.table)
        batch = self._next(load, shape, rows)
        done = 0
        while batch is not None:
            writing = asyncio.create_task(self._transact(write_rows, load, batch))
            await asyncio.sleep(0)
            following = None
            try:
                following = self._next(load, shape, rows)
            finally:
                unchanged = await writing
            load.named.update(batch.named)
            self._count(batch, unchanged)
            done += len(batch.entries) + len(batch.corrected.kept_out)
            self._progress("writing", shape.table, done)
            batch = following

    def _next(self, load: Load, shape: Shape, rows: Iterator[Any]) -> Batch | None:
        entries = [entry(shape, load.agency, row) for row in islice(rows, self._batch)]
        return prepared(shape, load, entries) if entries else None

    async def _sweep(self, load: Load, shape: Shape) -> None:
        """Close what a full delivery no longer holds."""
        absent = await self._session.execute_read(self._absent, load, shape)
        for start in range(0, len(absent), self._batch):
            closed = await self._transact(withdraw, load, shape, absent[start : start + self._batch])
            self.counts.withdrawn[shape.table] += closed
            self._progress("withdrawing", shape.table, start)

    async def _absent(self, tx: AsyncManagedTransaction, load: Load, shape: Shape) -> list[Asked]:
        """The agency's rows of a table that the delivery leaves out."""
        statement = statements.sweep(shape, load.catalogue.late)
        result = await planned.run(tx, statement, sweep_parameters(load))
        absent: list[Asked] = []
        while records := await result.fetch(self._batch):
            held = self._spool.holds(shape.table, [record["key"] for record in records])
            absent += [Asked(record["id"], record["key"]) for record in records if record["key"] not in held]
        return absent


class _Settling(_Transactions):
    """What follows from the rows of deliveries: who is whom, and the family ties."""

    async def run(self, written: Sequence[str]) -> dict[str, Completed]:
        """Joins, family ties; then the deliveries are complete, in the order in which they were written."""
        number = await self._session.execute_read(extracts.newest_number)
        apart: dict[str, join.KeptApart] = {}
        await self._derive("joins", join.pick, partial(join.join, apart=apart))
        await self._derive("families", family.pick, partial(family.derive, number=number))
        settled = {}
        for extract_id in written:
            broken_off = await self._transact(extracts.complete, extract_id, written)
            found = [one for one in apart.values() if one.opened_by == extract_id]
            agencies = frozenset[str]().union(*(one.agencies for one in found))
            settled[extract_id] = Completed(broken_off, len(found), sorted(agencies))
        return settled

    async def _derive(
        self, stage: str, pick: Callable[..., Awaitable[list[str]]], work: Callable[..., Awaitable[None]]
    ) -> None:
        """Derive until nothing is marked."""

        async def some(tx: AsyncManagedTransaction) -> int:
            picked = await pick(tx, DERIVE)
            if picked:
                await work(tx, picked)
            return len(picked)

        done = 0
        while count := await self._transact(some):
            done += count
            self._progress("deriving", stage, done)
