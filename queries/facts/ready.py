"""Have the store plan every fixed statement before anybody asks: planning the longest takes it seconds."""

from __future__ import annotations

import asyncio

from queries.facts.statements import names, statement
from queries.facts.store import FactStore

AT_ONCE = 2
"""Statements that are planned side by side; planning takes a processor of the store."""
OF_NOBODY = {"take": 0, "counted": 0}
"""What they are given: no ids, and so nothing to read. A page has to have a length."""


async def plan(store: FactStore) -> None:
    """Run both texts of each statement once, about nobody; the store keeps the plans until it ends.

    Those of what is known now come first, for nearly every question is about that; the longest before the others.
    Raises `StoreUnavailable` and `ReadTimedOut` in an ExceptionGroup.
    """
    found = sorted((statement(name) for name in names()), key=lambda one: len(one.now), reverse=True)
    texts = dict.fromkeys([*(one.now for one in found), *(one.then for one in found)])
    places = asyncio.Semaphore(AT_ONCE)

    async def run(text: str) -> None:
        async with places:
            await store.run(text, OF_NOBODY)

    async with asyncio.TaskGroup() as group:
        for text in texts:
            group.create_task(run(text))
