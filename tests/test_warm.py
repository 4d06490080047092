"""Warming up: questions of nobody, asked while nobody waits for an answer."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator

import pytest
from bench.recorder import Recorder
from deliver import opened

from api import warm
from api.answer import Answers
from api.background import Background
from api.documents import Documents
from api.limits import Limits
from api.logs import make_log
from api.schema import make_schema
from api.signin.asker import Asker
from graph.private_store import StoreAddress
from queries.context import Viewer
from queries.read import Reader

pytestmark = pytest.mark.slow


class Counted(Reader):
    """A reader whose count goes on from request to request."""

    def counting(self) -> Reader:
        """Itself."""
        return self


@pytest.fixture(autouse=True)
def unfrozen() -> Iterator[None]:
    """Whatever a test has the collector pass over, it looks at again afterwards."""
    yield
    gc.unfreeze()


async def test_whoever_waits_goes_first(store: StoreAddress, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm, "DOCUMENTS", warm.DOCUMENTS[:2])  # planning the rest takes the store a minute
    async with opened(store) as driver:
        answers = Answers()
        answers.reader = Counted(driver)
        answers.at_work = 1
        warming = asyncio.create_task(warm.warm(make_schema(), answers, Background(make_log())))
        await asyncio.sleep(3 * warm.PAUSE_SECONDS)
        assert answers.reader.statements == 0
        answers.at_work = 0
        await warming
        assert answers.reader.statements >= len(warm.DOCUMENTS)


async def test_the_collector_passes_over_what_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm, "DOCUMENTS", ())
    assert gc.get_freeze_count() == 0
    schema = make_schema()
    await warm.warm(schema, Answers(), Background(make_log()))
    assert gc.get_freeze_count() > len(schema.type_map)


@pytest.mark.parametrize(("planned", "role", "purpose"), [
    (warm.VIEWERS[0], "mash_worker", "section47"), (warm.VIEWERS[1], "manager", "direct_care"),
])  # fmt: skip
async def test_what_is_planned_for_viewers_is_what_they_ask(
    store: StoreAddress, monkeypatch: pytest.MonkeyPatch, planned: Asker, role: str, purpose: str
) -> None:
    monkeypatch.setattr(warm, "DOCUMENTS", warm.DOCUMENTS[:1])
    async with opened(store) as driver:
        answers = Answers()
        answers.reader = recorder = Recorder(driver)
        said = []
        for asker in (planned, Asker(Viewer.signed_in("worker", role, "csc"), purpose)):
            recorder.sent = []
            await warm.warm(make_schema(), answers, Background(make_log()), [asker])
            said.append({statement for statement, _ in recorder.sent})
        assert said[1] <= said[0] and any("$content" in statement for statement in said[1])


@pytest.mark.parametrize("text", warm.DOCUMENTS)
def test_what_is_asked_could_be_asked_by_anybody(text: str) -> None:
    (operation,) = Documents(make_schema(), Limits()).prepare(text).operations.values()
    assert operation.root_fields
