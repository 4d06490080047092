"""A long step of a question, done in a thread: its processor time counts while it goes on, and it can be given up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


class GivenUp(Exception):
    """Nobody waits for the step any more: its request timed out, or its client was refused."""


class Step:
    """One step. `spend` is told of the seconds that it takes, and raises where the request may spend no more.

    A thread cannot be ended from outside: the step itself looks, between two of the things that it goes through.
    """

    def __init__(self, spend: Callable[[float], None]) -> None:
        self._spend = spend
        self._since = 0.0
        self._is_given_up = False

    async def done(self, work: Callable[[], T]) -> T:
        """Do the work in a thread, and return what it gives. Raises what `spend` raises."""
        try:
            return await asyncio.to_thread(self._run, work)
        finally:
            self._is_given_up = True

    def counted(self, items: Iterable[T]) -> Iterator[T]:
        """Go through something, as far as the request may spend more and is waited for."""
        for item in items:
            self._count()
            yield item

    def _run(self, work: Callable[[], T]) -> T:
        self._since = time.thread_time()
        done = work()
        self._count()
        return done

    def _count(self) -> None:
        if self._is_given_up:
            raise GivenUp
        now = time.thread_time()
        seconds, self._since = now - self._since, now
        self._spend(seconds)
