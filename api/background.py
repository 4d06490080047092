"""Background work of the service: log each failure with its cause, and keep count of it for `/ready`."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from api.logs import Log, log_unexpected
from api.middleware import new_id


@dataclass(frozen=True, slots=True)
class Failures:
    """How often a piece of background work has failed since the service started, and when last."""

    work: str
    times: int
    last: str

    def again(self) -> Failures:
        """Count one more failure, of this moment."""
        return Failures(self.work, self.times + 1, datetime.now(UTC).isoformat(timespec="seconds"))


class Background:
    """The background work of one service, each piece by its name.

    A request waits for none of it, so that its exceptions would otherwise reach nobody.
    """

    def __init__(self, log: Log) -> None:
        self.log = log
        self._failures: dict[str, Failures] = {}

    def start(self, work: str, coroutine: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Start a task whose failure is reported."""
        task = asyncio.create_task(coroutine, name=work)
        task.add_done_callback(partial(self._ended, work))
        return task

    def failed(self, work: str, error: BaseException) -> None:
        """Log the cause of a failure, and count it."""
        log_unexpected(self.log, new_id(), error, work=work)
        self.count(work)

    def count(self, work: str) -> None:
        """Count a failure that the work itself has logged."""
        self._failures[work] = self._failures.get(work, Failures(work, 0, "")).again()

    @property
    def failures(self) -> list[Failures]:
        """What has failed since the service started, in the order of the first failures."""
        return list(self._failures.values())

    def _ended(self, work: str, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            self.failed(work, error)
