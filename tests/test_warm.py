"""Warming up: questions of nobody, asked while nobody waits for an answer."""

from __future__ import annotations

import asyncio

from deliver import opened

from api.answer import Answers
from api.schema import make_schema
from api.warm import DOCUMENTS, PAUSE_SECONDS, warm
from graph.private_store import StoreAddress
from queries.read import Reader


class Counted(Reader):
    """A reader whose count goes on from request to request."""

    def counting(self) -> Reader:
        """Itself."""
        return self


async def test_whoever_waits_goes_first(store: StoreAddress) -> None:
    async with opened(store) as driver:
        answers = Answers()
        answers.reader = Counted(driver)
        answers.at_work = 1
        warming = asyncio.create_task(warm(make_schema(), answers))
        await asyncio.sleep(3 * PAUSE_SECONDS)
        assert answers.reader.statements == 0
        answers.at_work = 0
        await warming
        assert answers.reader.statements >= len(DOCUMENTS)
