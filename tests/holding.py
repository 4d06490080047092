"""How long the event loop is held: the longest time in which it could run nothing else."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

TICK = 0.002
"""Seconds between two looks: a look without a pause would take the interpreter from the threads that do the work."""


@dataclass
class Hold:
    """The longest hold so far, in seconds of processor time, whatever else the machine runs."""

    longest: float = 0.0

    async def watch(self) -> None:
        """Look again and again, until cancelled."""
        last = time.thread_time()
        while True:
            await asyncio.sleep(TICK)
            now = time.thread_time()
            self.longest, last = max(self.longest, now - last), now


async def held(awaited: Awaitable[T]) -> tuple[T, float]:
    """What is awaited, and the longest that it held the event loop."""
    hold = Hold()
    gc.collect()
    gc.freeze()  # as the service does: the collector passes over what other tests have made
    watching = asyncio.create_task(hold.watch())
    await asyncio.sleep(0)
    try:
        done = await awaited
        return done, hold.longest
    finally:
        watching.cancel()
        gc.unfreeze()
