"""Plan every statement of requests before the first of them: the store takes seconds for the longest."""

from __future__ import annotations

import asyncio

from queries.facts.statements import names, statement
from queries.facts.store import FactStore, ReadTimedOut, StoreUnavailable

AT_ONCE = 2
"""Statements that are planned side by side; planning takes a processor of the store."""
OF_NOBODY = {"take": 0, "counted": 0}
"""What they are given: no ids, and so nothing to read. A page has to have a length."""


async def plan(store: FactStore) -> None:
    """Run both texts of each statement once, about nobody; the store keeps the plans until it ends.

    Those of what is known now come first, for nearly every question is about that; the longest before the others. None
    begins while a question has a statement planned, for that question would wait for both.
    Raises `StoreUnavailable` or `ReadTimedOut`. What runs beside the statement that failed is waited for and not
    cancelled: a driver that is cancelled while it connects leaves an exception that no task retrieves.
    """
    found = sorted((statement(name) for name in names()), key=lambda one: len(one.now), reverse=True)
    waiting = list(dict.fromkeys([*(one.then for one in reversed(found)), *(one.now for one in reversed(found))]))
    failed: list[StoreUnavailable | ReadTimedOut] = []

    async def work() -> None:
        while waiting and not failed:
            try:
                await store.run_ahead(waiting.pop(), OF_NOBODY)
            except (StoreUnavailable, ReadTimedOut) as error:
                failed.append(error)

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    if failed:
        raise failed[0]
