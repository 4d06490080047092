"""A bound on how many requests run at once, and on how long one waits for its turn."""

from __future__ import annotations

import asyncio

from api.errors import Overloaded


class Gate:
    """Lets `places` requests run; a further one waits up to `patience` seconds, then is refused.

    Used as `async with gate:`, which raises `Overloaded`. Without it, a burst queues in the store
    until every request times out.
    """

    def __init__(self, places: int, patience: float) -> None:
        self._places = asyncio.Semaphore(places)
        self._patience = patience

    async def __aenter__(self) -> None:
        if not self._places.locked():
            await self._places.acquire()
            return
        try:
            await asyncio.wait_for(self._places.acquire(), self._patience)
        except TimeoutError:
            raise Overloaded("Too many requests are running. Try again in a moment.") from None

    async def __aexit__(self, *_: object) -> None:
        self._places.release()
