"""The bound on requests that run at once, and the share of one account in it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from api.concurrency import ConcurrencyLimit
from api.errors import Overloaded

WORKER, COLLEAGUE = ("csc", "ann"), ("csc", "bo")


@asynccontextmanager
async def taken(concurrency: ConcurrencyLimit, viewer: tuple[str, str] | None, places: int) -> AsyncIterator[None]:
    """Several places held at once."""
    async with AsyncExitStack() as held:
        for _ in range(places):
            await held.enter_async_context(concurrency.place(viewer))
        yield


async def refused(concurrency: ConcurrencyLimit, viewer: tuple[str, str] | None) -> None:
    """There is no further place for a viewer."""
    with pytest.raises(Overloaded):
        async with concurrency.place(viewer):
            pass


async def test_one_account_keeps_nobody_else_from_asking() -> None:
    concurrency = ConcurrencyLimit(places=4, share=2, patience=0.05)
    async with taken(concurrency, WORKER, 2):
        await refused(concurrency, WORKER)
        async with taken(concurrency, COLLEAGUE, 2):
            pass
    async with taken(concurrency, WORKER, 2):
        pass


async def test_all_accounts_together_have_no_more_than_the_places() -> None:
    concurrency = ConcurrencyLimit(places=3, share=2, patience=0.05)
    async with taken(concurrency, WORKER, 2), taken(concurrency, COLLEAGUE, 1):
        await refused(concurrency, COLLEAGUE)


async def test_the_open_user_has_all_places() -> None:
    concurrency = ConcurrencyLimit(places=3, share=1, patience=0.05)
    async with taken(concurrency, None, 3):
        await refused(concurrency, None)


async def test_whoever_waits_has_the_place_that_is_left() -> None:
    concurrency = ConcurrencyLimit(places=1, share=1, patience=5.0)
    first = concurrency.place(WORKER)
    await first.__aenter__()
    waiting = asyncio.create_task(concurrency.place(WORKER).__aenter__())
    await asyncio.sleep(0)
    await first.__aexit__(None, None, None)
    await waiting


async def test_what_failed_leaves_its_place() -> None:
    concurrency = ConcurrencyLimit(places=1, share=1, patience=0.05)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            async with concurrency.place(WORKER):
                raise ZeroDivisionError
