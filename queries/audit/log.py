"""The audit log of a running service: entries of requests that run at once are written together, then released."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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


@dataclass
class AuditLog:
    """The log of a home. Entries are on disk (fdatasync) before `write` returns.

    All that wait while one group is written form the next: under load one sync serves many requests.
    """

    home: Path
    patience: float = PATIENCE
    most_waiting: int = MOST_WAITING
    written: Callable[[Head], None] = lambda head: None
    """Told where the log ends, after each group."""
    _waiting: list[tuple[dict[str, Any], asyncio.Future[None]]] = field(default_factory=list)
    _writing: asyncio.Task[None] | None = None
    _appender: Appender | None = None
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "audit"))

    async def write(self, *entries: Entry) -> None:
        """Write entries. Raises AuditUnavailable where they are not known to be on disk."""
        if len(self._waiting) >= self.most_waiting:
            raise AuditUnavailable("too many entries wait")
        loop = asyncio.get_running_loop()
        done = [(entry.as_map(), loop.create_future()) for entry in entries]
        self._waiting += done
        if self._writing is None:
            self._writing = loop.create_task(self._write_all())
        try:
            async with asyncio.timeout(self.patience):
                await asyncio.gather(*(future for _, future in done))
        except TimeoutError:
            raise AuditUnavailable("the disk is too slow") from None

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                group, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
                await self._write_group(group)
        finally:
            self._writing = None

    async def _write_group(self, group: list[tuple[dict[str, Any], asyncio.Future[None]]]) -> None:
        loop = asyncio.get_running_loop()
        try:
            head = await loop.run_in_executor(self._thread, self._append, [entry for entry, _ in group])
        except (OSError, TimeoutError, AuditBroken) as error:
            failed = AuditUnavailable(_reason(error))
            for _, future in group:
                if not future.done():
                    future.set_exception(failed)
            return
        for _, future in group:
            if not future.done():
                future.set_result(None)
        self.written(head)

    def _append(self, entries: list[dict[str, Any]]) -> Head:
        """In the log's own thread: the folder is made when it is first needed, and again if it was away."""
        if self._appender is None:
            self._appender = Appender(folder_of(self.home))
        return self._appender.append(entries)

    async def close(self) -> None:
        """Write what waits, and let go of the file."""
        if self._writing is not None:
            await asyncio.wait([self._writing], timeout=self.patience)
        self._thread.shutdown(wait=False, cancel_futures=True)
        if self._appender is not None:
            self._appender.close()


def _reason(error: Exception) -> str:
    """What went wrong, without a path."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return "another process holds the log" if isinstance(error, TimeoutError) else str(error)
