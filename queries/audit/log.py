"""The audit log of a running service: entries of requests that run at once are written together, then released."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any, NamedTuple

from queries.audit.append import Appender
from queries.audit.entry import Entry
from queries.audit.segments import AuditBroken, Head, folder_of

PATIENCE = 5.0
"""Seconds that a request waits for its entry to be on disk."""
CHECK_PATIENCE = 1.0
"""Seconds that `AuditLog.check` waits."""
MOST_WAITING = 1_000
"""Entries that wait; with more the disk is too slow for what is asked."""
MOST_AT_ONCE = 256


RESUMED = "log_resumed"
"""The category of the entry that `AuditLog.check` writes once a log that failed can be written again."""


class AuditUnavailable(Exception):
    """The entry cannot be written, so nothing may be released. `reason` is for the log: it names no data."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Waiting(NamedTuple):
    """The entries of one request, and who waits for them."""

    entries: list[dict[str, Any]]
    done: asyncio.Future[None]


class Outcome(NamedTuple):
    """What became of a group: where the log ends if anything was written, and of each request why it was not."""

    head: Head | None
    failed: list[AuditUnavailable | None]


@dataclass
class AuditLog:
    """The log of a home. Entries are on disk (fdatasync) before `write` returns.

    All that wait while one group is written form the next: under load one sync serves many requests. A thread of its
    own writes, so that a slow disk holds nothing else up; one message to it and one back are what a group costs.
    """

    home: Path
    patience: float = PATIENCE
    most_waiting: int = MOST_WAITING
    written: Callable[[Head], None] = lambda head: None
    """Told where the log ends, after each group."""
    failed: Callable[[BaseException], None] = lambda error: None
    """Told of each exception that the log's thread did not expect."""
    _waiting: list[Waiting] = field(default_factory=list)
    _writing: list[Waiting] = field(default_factory=list)
    _groups: SimpleQueue[tuple[asyncio.AbstractEventLoop, list[Waiting]] | None] = field(default_factory=SimpleQueue)
    _thread: Thread | None = None
    _appender: Appender | None = None
    _failing: bool = False

    async def write(self, *entries: Entry) -> None:
        """Write entries. Raises AuditUnavailable where they are not known to be on disk."""
        await self._write([entry.as_map() for entry in entries], self.patience)

    async def check(self) -> None:
        """Raise AuditUnavailable if the last group failed and the log still cannot be written.

        Once it can, write an entry that says so: only a real entry shows that a full disk has room again.
        """
        if self._failing:
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            await self._write([{"recorded": now, "category": RESUMED}], CHECK_PATIENCE)

    async def _write(self, entries: list[dict[str, Any]], patience: float) -> None:
        if len(self._waiting) >= self.most_waiting:
            raise AuditUnavailable("too many entries wait")
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        self._waiting.append(Waiting(entries, done))
        self._next_group(loop)
        clock = loop.call_later(patience, _settle, done, AuditUnavailable("the disk is too slow"))
        try:
            await done
        finally:
            clock.cancel()

    def _next_group(self, loop: asyncio.AbstractEventLoop) -> None:
        """Hand the thread what waits, unless it is at work."""
        if self._writing or not self._waiting:
            return
        self._writing, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
        try:
            self._start_thread()
        except RuntimeError as error:
            self._group_written(loop, _refused(self._writing, _unexpected(error)))
            return
        self._groups.put((loop, self._writing))

    def _start_thread(self) -> None:
        """Start the log's thread unless it runs. Raises RuntimeError if the system gives no more threads."""
        if self._thread is None or not self._thread.is_alive():
            thread = Thread(target=self._write_groups, name="audit", daemon=True)
            thread.start()
            self._thread = thread

    def _write_groups(self) -> None:
        """Write groups in the log's own thread, which no exception ends: a group that fails is refused."""
        while (handed := self._groups.get()) is not None:
            loop, group = handed
            outcome = self._append(group)
            with suppress(RuntimeError):  # the service has ended meanwhile
                loop.call_soon_threadsafe(self._group_written, loop, outcome)
        if self._appender is not None:
            self._appender.close()

    def _append(self, group: list[Waiting]) -> Outcome:
        """Append a group. If one request's entries raise what nobody expects, refuse that request alone.

        Make the folder when it is first needed, and again if it was away.
        """
        try:
            if self._appender is None:
                self._appender = Appender(folder_of(self.home))
            head = self._appender.append([entry for waiting in group for entry in waiting.entries])
        except (OSError, TimeoutError, AuditBroken) as error:
            return _refused(group, AuditUnavailable(_reason(error)))
        except BaseException as error:  # noqa: BLE001 - a thread that ends would stop the service for everybody
            return _refused(group, _unexpected(error)) if len(group) == 1 else self._append_each(group)
        return Outcome(head, [None] * len(group))

    def _append_each(self, group: list[Waiting]) -> Outcome:
        """Append the entries of each request by themselves."""
        outcomes = [self._append([waiting]) for waiting in group]
        heads = [outcome.head for outcome in outcomes if outcome.head is not None]
        return Outcome(heads[-1] if heads else None, [failed for outcome in outcomes for failed in outcome.failed])

    def _group_written(self, loop: asyncio.AbstractEventLoop, outcome: Outcome) -> None:
        group, self._writing = self._writing, []
        self._failing = outcome.head is None
        for waiting, failed in zip(group, outcome.failed, strict=True):
            _settle(waiting.done, failed)
        self._next_group(loop)
        for error in {id(each): each for each in outcome.failed if each is not None}.values():
            if error.__cause__ is not None:
                self.failed(error.__cause__)
        if outcome.head is not None:
            self.written(outcome.head)

    async def close(self) -> None:
        """Write what waits, let go of the file and end the thread; a later `write` starts another."""
        if left := [waiting.done for waiting in (*self._writing, *self._waiting)]:
            await asyncio.wait(left, timeout=self.patience)
        if self._thread is not None and self._thread.is_alive():
            self._groups.put(None)
            if not self._writing:
                await asyncio.to_thread(self._thread.join, self.patience)


def _settle(done: asyncio.Future[None], failed: AuditUnavailable | None) -> None:
    """Let whoever still waits go on, or tell them that nothing is recorded."""
    if done.done():
        return
    if failed is None:
        done.set_result(None)
    else:
        done.set_exception(failed)


def _refused(group: list[Waiting], failure: AuditUnavailable) -> Outcome:
    return Outcome(None, [failure] * len(group))


def _unexpected(error: BaseException) -> AuditUnavailable:
    """The refusal for an exception that nobody expects, which it keeps as its cause: the message may quote data."""
    failure = AuditUnavailable(f"the audit log failed with {type(error).__name__}; the log says where")
    failure.__cause__ = error
    return failure


def _reason(error: Exception) -> str:
    """What went wrong, without a path."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return "another process holds the log" if isinstance(error, TimeoutError) else str(error)
