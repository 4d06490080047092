"""Warming up: questions of nobody, asked while nobody waits for an answer."""

from __future__ import annotations

import asyncio

import pytest
from deliver import opened

from api import warm
from api.answer import Answers
from api.documents import Documents
from api.limits import Limits
from api.schema import make_schema
from graph.private_store import StoreAddress
from queries.read import Reader


class Counted(Reader):
    """A reader whose count goes on from request to request."""

    def counting(self) -> Reader:
        """Itself."""
        return self


async def test_whoever_waits_goes_first(store: StoreAddress, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm, "DOCUMENTS", warm.DOCUMENTS[:2])  # planning the rest takes the store a minute
    async with opened(store) as driver:
        answers = Answers()
        answers.reader = Counted(driver)
        answers.at_work = 1
        warming = asyncio.create_task(warm.warm(make_schema(), answers))
        await asyncio.sleep(3 * warm.PAUSE_SECONDS)
        assert answers.reader.statements == 0
        answers.at_work = 0
        await warming
        assert answers.reader.statements >= len(warm.DOCUMENTS)


@pytest.mark.parametrize("text", warm.DOCUMENTS)
def test_what_is_asked_could_be_asked_by_anybody(text: str) -> None:
    (operation,) = Documents(make_schema(), Limits()).prepare(text).operations.values()
    assert operation.root_fields
