"""Serialise the first run of each statement, so that the store plans it once, and plan for questions first."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager


class FirstRuns:
    """Which texts a store has run, and a queue for each that it has not.

    Planning takes the store's processors: the runs made ahead of questions stand back while a question has one planned.
    """

    def __init__(self) -> None:
        self._done: set[str] = set()
        self._waiting: dict[str, asyncio.Lock] = {}
        self._questions = 0
        self._no_question = asyncio.Event()
        self._no_question.set()

    @asynccontextmanager
    async def turn(self, text: str, *, ahead: bool = False) -> AsyncIterator[None]:
        """Wait for the first run of a text, or make it; a run that failed leaves it to the next that waits.

        A run `ahead` of questions does not count as a question.
        """
        if text not in self._done:
            with self._counted(0 if ahead else 1):
                async with self._waiting.setdefault(text, asyncio.Lock()):
                    if text not in self._done:
                        yield
                        self._done.add(text)
                        return
        yield

    async def no_question(self) -> None:
        """Wait until no question has a statement planned, or waits for one that is being planned."""
        await self._no_question.wait()

    def forget(self) -> None:
        """Forget what was run: the store has ended, and its plans with it."""
        self._done.clear()

    @contextmanager
    def _counted(self, questions: int) -> Iterator[None]:
        self._questions += questions
        if self._questions:
            self._no_question.clear()
        try:
            yield
        finally:
            self._questions -= questions
            if not self._questions:
                self._no_question.set()
