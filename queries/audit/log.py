"""The audit log of a running service: entries of requests that run at once are written together, then released."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any, NamedTuple

from queries.audit.append import Appender
from queries.audit.entry import Entry
from queries.audit.segments import AuditBroken, Head, folder_of

PATIENCE = 5.0
"""Seconds that a request waits for its entry to be on disk."""
MOST_WAITING = 1_000
"""Entries that wait; with more the disk is too slow for what is asked."""
MOST_AT_ONCE = 256


class AuditUnavailable(Exception):
    """The entry cannot be written, so nothing may be released. `reason` is for the log: it names no data."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Waiting(NamedTuple):
    """The entries of one request, and who waits for them."""

    entries: list[dict[str, Any]]
    done: asyncio.Future[None]


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
    _waiting: list[Waiting] = field(default_factory=list)
    _writing: list[Waiting] = field(default_factory=list)
    _groups: SimpleQueue[tuple[asyncio.AbstractEventLoop, list[Waiting]] | None] = field(default_factory=SimpleQueue)
    _thread: Thread | None = None
    _appender: Appender | None = None

    async def write(self, *entries: Entry) -> None:
        """Write entries. Raises AuditUnavailable where they are not known to be on disk."""
        if len(self._waiting) >= self.most_waiting:
            raise AuditUnavailable("too many entries wait")
        loop = asyncio.get_running_loop()
        done = loop.create_future()
        self._waiting.append(Waiting([entry.as_map() for entry in entries], done))
        self._next_group(loop)
        clock = loop.call_later(self.patience, _settle, done, AuditUnavailable("the disk is too slow"))
        try:
            await done
        finally:
            clock.cancel()

    def _next_group(self, loop: asyncio.AbstractEventLoop) -> None:
        """Hand the thread what waits, unless it is at work."""
        if self._writing or not self._waiting:
            return
        self._writing, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
        if self._thread is None:
            self._thread = Thread(target=self._write_groups, name="audit", daemon=True)
            self._thread.start()
        self._groups.put((loop, self._writing))

    def _write_groups(self) -> None:
        """In the log's own thread."""
        while (handed := self._groups.get()) is not None:
            loop, group = handed
            outcome = self._append([entry for waiting in group for entry in waiting.entries])
            with suppress(RuntimeError):  # the service has ended meanwhile
                loop.call_soon_threadsafe(self._group_written, loop, outcome)
        if self._appender is not None:
            self._appender.close()

    def _append(self, entries: list[dict[str, Any]]) -> Head | AuditUnavailable:
        """The folder is made when it is first needed, and again if it was away."""
        try:
            if self._appender is None:
                self._appender = Appender(folder_of(self.home))
            return self._appender.append(entries)
        except (OSError, TimeoutError, AuditBroken) as error:
            return AuditUnavailable(_reason(error))

    def _group_written(self, loop: asyncio.AbstractEventLoop, outcome: Head | AuditUnavailable) -> None:
        group, self._writing = self._writing, []
        failed = outcome if isinstance(outcome, AuditUnavailable) else None
        for waiting in group:
            _settle(waiting.done, failed)
        self._next_group(loop)
        if isinstance(outcome, Head):
            self.written(outcome)

    async def close(self) -> None:
        """Write what waits, and let go of the file."""
        if left := [waiting.done for waiting in (*self._writing, *self._waiting)]:
            await asyncio.wait(left, timeout=self.patience)
        self._groups.put(None)


def _settle(done: asyncio.Future[None], failed: AuditUnavailable | None) -> None:
    """Let whoever still waits go on, or tell them that nothing is recorded."""
    if done.done():
        return
    if failed is None:
        done.set_result(None)
    else:
        done.set_exception(failed)


def _reason(error: Exception) -> str:
    """What went wrong, without a path."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return "another process holds the log" if isinstance(error, TimeoutError) else str(error)
