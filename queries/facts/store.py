"""Send the fixed statements to the store: a deadline for each, bounded concurrency and retries, typed columns."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec
from neo4j import AsyncDriver, Query
from neo4j.exceptions import DriverError, Neo4jError

from graph.connection import session, was_terminated
from queries.facts.first_runs import FirstRuns
from queries.facts.rows import COLUMNS, RETURNED, ExtractRow, OrganisationRow, ServiceRow, Worker
from queries.facts.statements import Statement, statement

LOADING_SECONDS = 30.0
"""For so long after something was being loaded, questions are asked as known at a time straight away."""
AT_ONCE = 32
"""Statements in the store at once: more would only queue there."""
TRIES = 3
MANY_ROWS = 1_000
"""From so many rows of one record it is typed in a thread."""


class ReadTimedOut(Exception):
    """The store took longer than the limit; ask for less, or again."""


class StoreUnavailable(Exception):
    """The store does not answer; it may be starting or stopped."""


def does_not_answer(error: Exception) -> bool:
    """Return whether what the driver raised says that the store is away, not that it cannot do what was asked."""
    if isinstance(error, Neo4jError):
        return error.is_retryable() or was_terminated(error)
    return isinstance(error, DriverError | OSError)


@contextmanager
def answering_store() -> Iterator[None]:
    """Raise StoreUnavailable for what the driver raises when the store does not answer."""
    try:
        yield
    except (Neo4jError, DriverError, OSError) as error:
        if does_not_answer(error):
            raise StoreUnavailable from error
        raise


class Incomplete(Exception):
    """The store returned fewer columns than asked: a fact that is missing is an error, never `none`."""


@dataclass(frozen=True)
class Directory:
    """All organisations, services and deliveries.

    It serves while its `stamp` does: so many deliveries and organisations in the store, so many deliveries loading.
    """

    stamp: tuple[int, ...]
    organisations: Mapping[str, OrganisationRow]
    services: Mapping[str, ServiceRow]
    extracts: Mapping[str, list[ExtractRow]]
    """By agency, newest first."""
    officers: dict[str, list[Worker]] = field(default_factory=dict)
    """By agency, its named officers as known now, of those agencies that have been asked about."""
    allocates: dict[Hashable, dict[str, bool]] = field(default_factory=dict)
    """By what viewers may see alike and by service, whether its records name workers, of those asked about."""


@dataclass
class FactStore:
    """Sends statements. `sent` counts them, for the log and the tests."""

    driver: AsyncDriver
    timeout: float = 55.0
    sent: int = 0
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))
    _kept: list[Directory] = field(default_factory=list)
    _loading: list[float] = field(default_factory=list)
    """Until when it is assumed that something is being loaded; shared, like what is kept, by all copies."""
    _queries: dict[str, Query] = field(default_factory=dict)
    first_runs: FirstRuns = field(default_factory=FirstRuns)

    def counting(self) -> FactStore:
        """The same store with a count of its own, for one request."""
        return FactStore(
            self.driver, self.timeout, 0, self._places, self._kept, self._loading, self._queries, self.first_runs
        )

    def note_loading(self) -> None:
        """Remember for a while that something is being loaded."""
        self._loading[:] = [time.monotonic() + LOADING_SECONDS]

    @property
    def is_loading(self) -> bool:
        """Whether something was being loaded lately."""
        return bool(self._loading) and time.monotonic() < self._loading[0]

    async def read(self, asked: Statement, given: Mapping[str, Any], *, now: bool) -> dict[str, Any]:
        """The columns of the one record of a statement, each typed by its name.

        Raises `ReadTimedOut`, `StoreUnavailable`, and `Incomplete` where a column of facts is missing, or a row has not
        the form it should have.
        """
        record = await self.run(asked.now if now else asked.then, given)
        if lacking := RETURNED.get(asked.name, frozenset()) - record.keys():
            raise Incomplete(f"the statement {asked.name} returned no {', '.join(sorted(lacking))}")
        if sum(len(value) for value in record.values() if isinstance(value, list)) > MANY_ROWS:
            return await asyncio.to_thread(_all_typed, asked.name, record)  # others are answered meanwhile
        return _all_typed(asked.name, record)

    async def run_ahead(self, text: str, given: Mapping[str, Any]) -> None:
        """Run a text so that the store plans it, once no question has one planned."""
        await self.first_runs.no_question()
        await self._retried(text, given, ahead=True)

    async def run(self, text: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """The one record of a text, as it comes. Transient errors are retried, a few times and briefly."""
        return await self._retried(text, given, ahead=False)

    async def _retried(self, text: str, given: Mapping[str, Any], *, ahead: bool) -> dict[str, Any]:
        deadline = time.monotonic() + self.timeout
        for attempt in range(1, TRIES + 1):
            try:
                left = max(deadline - time.monotonic(), 0.0)
                async with asyncio.timeout(left), self.first_runs.turn(text, ahead=ahead), self._places:
                    return await self._once(text, given)
            except TimeoutError as error:
                raise ReadTimedOut from error
            except Neo4jError as error:
                if error.code and "TransactionTimedOut" in error.code:
                    raise ReadTimedOut from error
                if not error.is_retryable() and not was_terminated(error):
                    raise
                if attempt == TRIES:
                    raise StoreUnavailable from error
            except DriverError as error:
                if not error.is_retryable() or attempt == TRIES:
                    raise StoreUnavailable from error
            except OSError as error:
                raise StoreUnavailable from error
            await asyncio.sleep(0.1 * attempt)
        raise AssertionError("the last try returns or raises")

    async def _once(self, text: str, given: Mapping[str, Any]) -> dict[str, Any]:
        self.sent += 1
        query = self._queries.get(text)
        if query is None:
            query = self._queries[text] = Query(text, timeout=self.timeout)
        async with session(self.driver, reading=True) as opened:
            result = await opened.run(query, {"in": given})
            record: dict[str, Any] = dict(await result.single(strict=True))
            return record

    async def directory(self, stamp: Sequence[int] | None = None) -> Directory:
        """The directory as of a statement's `stamp`: the one kept while it still serves, else read anew.

        Without a stamp, the one kept serves whatever has changed.
        """
        if self._kept and (stamp is None or self._kept[0].stamp == tuple(stamp)):
            return self._kept[0]
        columns = await self.read(statement("directory"), {}, now=True)
        extracts: dict[str, list[ExtractRow]] = {}
        for one in sorted(columns["extracts"], key=lambda row: row.extracted_at, reverse=True):
            extracts.setdefault(one.agency, []).append(one)
        made = Directory(
            (*columns["stamp"][:2], columns["loading"]),
            {one.id: one for one in columns["organisations"]},
            {one.id: one for one in columns["services"]},
            extracts,
        )
        self._kept[:] = [made]
        return made


def _all_typed(asked: str, record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _typed(asked, name, value) for name, value in record.items()}


def _typed(asked: str, name: str, value: Any) -> Any:
    form = COLUMNS.get(name)
    if form is None:
        return value
    try:
        return msgspec.convert(value, form)
    except msgspec.ValidationError as error:
        raise Incomplete(f"the statement {asked} returned {name} in another form than rows.py has it") from error
