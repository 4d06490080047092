"""`/ready`: the service is ready once the store has planned the statements of requests, after a restart too."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from serving import serving
from store_processes import eventually, processes_of

from api import errors, service
from api.background import Background
from api.graphql.executor import Answers
from api.logs import make_log
from api.service import OpenStore
from graph.connection import StoreSettings
from graph.private_store import StoreAddress, stop
from queries.facts.first_runs import FirstRuns
from queries.facts.ready import plan
from queries.facts.statements import names, statement
from queries.facts.store import FactStore, StoreUnavailable

pytestmark = pytest.mark.slow

PLANNING_SECONDS = 300
"""A fresh store plans for some ten seconds, and as many more as the machine is busy."""


@pytest.fixture
def own_home(tmp_path: Path) -> Iterator[Path]:
    """A home without a store yet, which is stopped at the end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("THINKFAMILY_STORE_HEAP", "512m")
        patch.setenv("THINKFAMILY_STORE_PAGECACHE", "128m")
        yield tmp_path
        stop(tmp_path)


def get_ready(url: str) -> tuple[int, Any]:
    """The status and body of `/ready`."""
    response = httpx.get(f"{url}/ready", timeout=20)
    return response.status_code, response.json()


def is_ready(url: str) -> bool:
    return get_ready(url)[0] == 200


def waits_for(url: str) -> str | None:
    """What `/ready` says is waited for, if anything."""
    errors = get_ready(url)[1].get("errors", [])
    return next((str(error["extensions"]["waitingFor"]) for error in errors), None)


def test_a_service_on_a_fresh_store_answers_becomes_ready_and_is_so_again_when_the_store_has_ended(
    own_home: Path,
) -> None:
    with serving(own_home, "--open") as served:
        status, said = get_ready(served.url)
        waiting = {"code": "STORE_UNAVAILABLE", "waitingFor": "plans"}
        assert (status, said["errors"][0]["extensions"]) == (503, waiting)
        asked = httpx.post(f"{served.url}/graphql", json={"query": "{ coverage { coversTo } }"}, timeout=70)
        assert asked.json() == {"data": {"coverage": []}}
        assert eventually(lambda: is_ready(served.url), PLANNING_SECONDS)
        ended = processes_of(own_home).child
        os.kill(ended, signal.SIGKILL)
        assert eventually(lambda: waits_for(served.url) == "store")
        assert eventually(lambda: is_ready(served.url), PLANNING_SECONDS)
        assert processes_of(own_home).child != ended
        assert get_ready(served.url) == (200, {"status": "ready"})


class Opened:
    """A store as a service opens it, whose plans are made when a test lets them be."""

    def __init__(self, store: StoreAddress, home: Path, patch: pytest.MonkeyPatch) -> None:
        self.background, self.answers = Background(make_log(BytesIO())), Answers()
        settings = StoreSettings(home, store.uri, store.user, store.password)
        self.store, self.let, self.begun = OpenStore(settings, self.answers, self.background), asyncio.Event(), 0
        self.trouble: Exception | None = None
        patch.setattr(service, "plan", self._plan)

    async def _plan(self, facts: FactStore) -> None:
        self.begun += 1
        await self.let.wait()
        if self.trouble is not None:
            error, self.trouble = self.trouble, None
            raise error

    async def waits_for(self) -> str | None:
        """What it is not ready for, if anything."""
        try:
            await self.store.check()
            self.store.check_plans()
        except errors.NotReady as error:
            return error.waiting_for
        return None


async def test_it_is_not_ready_before_the_plans_are_made(
    store: StoreAddress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Opened(store, tmp_path, monkeypatch)
    await opened.store.open()
    assert await opened.waits_for() == "plans"
    opened.let.set()
    async with asyncio.timeout(10):
        while await opened.waits_for():
            await asyncio.sleep(0.01)
    await opened.store.close()


async def test_where_the_store_goes_away_meanwhile_it_is_opened_and_planned_anew(
    store: StoreAddress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Opened(store, tmp_path, monkeypatch)
    opened.trouble = StoreUnavailable()
    opened.let.set()
    await opened.store.open()
    first = opened.answers.cases.store
    async with asyncio.timeout(20):
        while opened.answers.cases.store is first or await opened.waits_for():
            await asyncio.sleep(0.01)
    assert (opened.begun, opened.background.failures) == (2, [])
    await opened.store.close()


async def test_what_the_store_no_longer_has_planned_is_planned_again(
    store: StoreAddress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside questions: it stays ready, and a store that is away meanwhile is tried again later."""
    monkeypatch.setattr(OpenStore, "RENEWAL_SECONDS", 0.01)
    opened = Opened(store, tmp_path, monkeypatch)
    opened.let.set()
    await opened.store.open()
    async with asyncio.timeout(20):
        while opened.begun < 2:
            await asyncio.sleep(0.01)
        opened.trouble, begun = StoreUnavailable(), opened.begun
        while opened.begun < begun + 3:
            assert await opened.waits_for() is None
            await asyncio.sleep(0.01)
    assert opened.background.failures == []
    await opened.store.close()


async def test_both_texts_of_every_statement_are_run_about_nobody() -> None:
    """Each is planned once: `OF_NOBODY` gives no statement an id."""
    asked: list[str] = []

    class Listening(FactStore):
        def __init__(self) -> None:
            """Nothing is sent."""

        async def run_ahead(self, text: str, given: Any) -> None:
            assert not any(isinstance(value, list) for value in given.values())
            asked.append(text)

    await plan(Listening())
    texts = {text for name in names() for text in (statement(name).now, statement(name).then)}
    assert sorted(asked) == sorted(texts)


async def side_by_side(runs: FirstRuns, text: str, several: int) -> int:
    """How many of some runs of a text run at once."""
    running, most, let = 0, 0, asyncio.Event()

    async def one() -> None:
        nonlocal running, most
        async with runs.turn(text):
            running += 1
            most = max(most, running)
            await let.wait()
            running -= 1

    tasks = [asyncio.create_task(one()) for _ in range(several)]
    for _ in range(10):
        await asyncio.sleep(0)
    let.set()
    await asyncio.gather(*tasks)
    return most


async def test_of_several_that_ask_at_once_one_has_a_statement_planned() -> None:
    runs = FirstRuns()
    assert await side_by_side(runs, "RETURN 1", 2) == 1
    assert await side_by_side(runs, "RETURN 1", 4) == 4
    assert await side_by_side(runs, "RETURN 2", 2) == 1


async def test_a_first_run_that_failed_leaves_the_planning_to_the_next() -> None:
    runs = FirstRuns()
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            async with runs.turn("RETURN 1"):
                raise ZeroDivisionError
    assert await side_by_side(runs, "RETURN 1", 2) == 1


async def test_nothing_is_planned_ahead_while_a_question_has_its_statement_planned() -> None:
    runs, let = FirstRuns(), asyncio.Event()

    async def question() -> None:
        async with runs.turn("RETURN 1"):
            await let.wait()

    asking = asyncio.create_task(question())
    await asyncio.sleep(0)
    ahead = asyncio.create_task(runs.no_question())
    await asyncio.sleep(0.01)
    assert not ahead.done()
    let.set()
    await asking
    await ahead


async def test_runs_ahead_of_questions_do_not_wait_for_each_other() -> None:
    runs = FirstRuns()
    async with runs.turn("RETURN 1", ahead=True):
        await runs.no_question()


async def test_a_statement_that_was_run_is_planned_once_more_by_a_store_that_has_ended() -> None:
    runs = FirstRuns()
    assert await side_by_side(runs, "RETURN 1", 2) == 1
    runs.forget()
    assert await side_by_side(runs, "RETURN 1", 2) == 1
