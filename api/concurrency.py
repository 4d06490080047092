"""A bound on how many requests run at once, of all and of one viewer, and on how long one waits for its turn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from api.errors import Overloaded


class ConcurrencyLimit:
    """Lets `places` requests run, `share` of them of one viewer; a further one waits `patience` seconds at most.

    Without it, a burst queues in the store until every request times out; and one account's questions, if each takes
    the store a minute, would keep everybody else from asking.
    """

    def __init__(self, places: int, share: int, patience: float) -> None:
        self._places = asyncio.Semaphore(places)
        self._share = share
        self._patience = patience
        self._shares: WeakValueDictionary[Hashable, asyncio.Semaphore] = WeakValueDictionary()

    @asynccontextmanager
    async def place(self, viewer: Hashable) -> AsyncIterator[None]:
        """Run in a place; `viewer` is None where all who ask are one, and no share is kept. Raises `Overloaded`."""
        wanted = [self._places] if viewer is None else [self._of(viewer), self._places]
        held: list[asyncio.Semaphore] = []
        try:
            await self._take(wanted, held)
            yield
        finally:
            for semaphore in held:
                semaphore.release()

    def _of(self, viewer: Hashable) -> asyncio.Semaphore:
        share = self._shares.get(viewer)
        if share is None:
            share = self._shares[viewer] = asyncio.Semaphore(self._share)
        return share

    async def _take(self, wanted: list[asyncio.Semaphore], held: list[asyncio.Semaphore]) -> None:
        try:
            async with asyncio.timeout(self._patience):
                for semaphore in wanted:
                    await semaphore.acquire()
                    held.append(semaphore)
        except TimeoutError:
            raise Overloaded("Too many requests are running. Try again in a moment.") from None
