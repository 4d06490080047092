"""Have the store plan every fixed statement before anybody asks: planning the longest takes it seconds."""

from __future__ import annotations

import asyncio

from queries.facts.statements import names, statement
from queries.facts.store import FactStore

AT_ONCE = 2
"""Statements that are planned side by side; planning takes a processor of the store."""
OF_NOBODY = {"take": 0}
"""What they are given: no ids, and so nothing to read. A page has to have a length."""


async def plan(store: FactStore) -> None:
    """Run both texts of each statement once, about nobody; the store keeps the plans until it ends.

    Raises `StoreUnavailable` and `ReadTimedOut` in an ExceptionGroup.
    """
    texts = {text: None for name in names() for text in (statement(name).now, statement(name).then)}
    places = asyncio.Semaphore(AT_ONCE)

    async def run(text: str) -> None:
        async with places:
            await store.run(text, OF_NOBODY)

    async with asyncio.TaskGroup() as group:
        for text in sorted(texts, key=len, reverse=True):
            group.create_task(run(text))
