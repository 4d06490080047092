"""Serialise the first run of each statement, so that the store plans it once and not once per request."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class FirstRuns:
    """Which texts a store has run, and a queue for each that it has not."""

    def __init__(self) -> None:
        self._done: set[str] = set()
        self._waiting: dict[str, asyncio.Lock] = {}

    @asynccontextmanager
    async def turn(self, text: str) -> AsyncIterator[None]:
        """Wait for the first run of a text, or make it; a run that failed leaves it to the next that waits."""
        if text not in self._done:
            async with self._waiting.setdefault(text, asyncio.Lock()):
                if text not in self._done:
                    yield
                    self._done.add(text)
                    return
        yield
