"""Background work that fails: its cause is logged, `/ready` lists it, and it starts anew."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from oidc_provider import Provider, provided
from starlette.applications import Starlette
from test_audit_log import SURROGATE
from toy_service import SECRET, running

from api import service
from api.background import Background
from api.errors import SignInUnavailable
from api.graphql.executor import Answers
from api.http import HTTPSettings
from api.logs import make_log
from api.service import OpenStore, make_service
from api.signin import provider
from api.signin.authentication import Headers, by_bearer
from api.signin.bearer import Bearer
from api.signin.principal import OPEN, Principal
from api.signin.provider import AGAIN, ProviderKeys
from api.signin.terms import TokenTerms
from graph.connection import StoreSettings
from graph.private_store import StoreAddress
from graph.schema import ensure
from queries.audit.segments import folder_of

HELLO = {"query": "{ coverage { agency { id } } }"}


class Watched:
    """Background work with a log that a test reads."""

    def __init__(self) -> None:
        self._log = BytesIO()
        self.background = Background(make_log(self._log))

    def logged(self) -> list[tuple[str, str]]:
        """The work and the kind of exception of each failure in the log."""
        lines = [json.loads(line) for line in self._log.getvalue().splitlines()]
        return [(line["work"], line["kind"]) for line in lines if "work" in line]

    def times(self) -> dict[str, int]:
        """How often each piece of work has failed."""
        return {each.work: each.times for each in self.background.failures}


def settings(store: StoreAddress, home: Path) -> StoreSettings:
    """The session's store, for a service with a home of its own."""
    return StoreSettings(home, store.uri, store.user, store.password)


async def get_ready(app: Starlette) -> tuple[int, Any]:
    """The status and body of `/ready`."""
    async with client(app) as asking:
        response = await asking.get("/ready")
    return response.status_code, response.json()


async def planned(app: Starlette) -> tuple[int, Any]:
    """What `/ready` says once the store has made its plans."""
    async with asyncio.timeout(60):
        while (said := await get_ready(app))[0] == 503 and said[1]["errors"][0]["extensions"]["waitingFor"] == "plans":
            await asyncio.sleep(0.1)
    return said


def client(app: Starlette) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost")


def failing(error: Exception, then: Callable[..., Any]) -> Callable[..., Any]:
    """A coroutine function that raises at its first call, and does what it stands for at the others."""
    raised: list[Exception] = []

    async def call(*given: Any, **named: Any) -> Any:
        if not raised:
            raised.append(error)
            raise error
        return await then(*given, **named)

    return call


@pytest.mark.slow
async def test_a_request_that_the_audit_log_cannot_take_costs_no_other_and_is_listed(
    store: StoreAddress, tmp_path: Path
) -> None:
    """Past authentication, which refuses such a token."""
    watched, principals = Watched(), [SURROGATE.viewer, *[OPEN.viewer] * 3]

    async def authenticate(headers: Headers) -> Principal:
        return Principal(principals.pop(0), "safeguarding_enquiry")

    http = HTTPSettings(authenticate=authenticate)
    app = make_service(settings(store, tmp_path), http, background=watched.background)
    async with app.router.lifespan_context(app):
        assert await planned(app) == (200, {"status": "ready"})
        async with client(app) as asking:
            answers = [await asking.post("/graphql", json=HELLO) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [500, 200, 200, 200]
        assert "codec" not in answers[0].text and "surrogate" not in answers[0].text
        status, said = await get_ready(app)
    assert (status, said["status"]) == (200, "ready")
    assert [(each["work"], each["times"]) for each in said["failed"]] == [("audit", 1)]
    assert watched.logged() == [("audit", "TypeError")]


@pytest.mark.slow
async def test_ready_is_refused_while_the_audit_log_cannot_be_written(store: StoreAddress, tmp_path: Path) -> None:
    app = make_service(settings(store, tmp_path), background=Watched().background)
    async with app.router.lifespan_context(app):
        (tmp_path / "audit").write_text("no folder")
        async with client(app) as asking:
            assert (await asking.post("/graphql", json=HELLO)).status_code == 503
        status, said = await get_ready(app)
        assert status == 503  # though the plans are not made yet either
        assert said["errors"][0]["extensions"] == {"code": "AUDIT_UNAVAILABLE", "waitingFor": "audit"}
        (tmp_path / "audit").unlink()
        assert (await planned(app))[0] == 200
    assert folder_of(tmp_path).is_dir()


@pytest.mark.slow
async def test_a_store_that_fails_to_open_in_a_way_nobody_expects_is_opened_anew(
    store: StoreAddress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched, answers = Watched(), Answers()
    opened = OpenStore(settings(store, tmp_path), answers, watched.background)
    await opened.open()
    lost = answers.cases.store
    monkeypatch.setattr(service, "ensure", failing(KeyError(SECRET), ensure))
    for _ in range(2):
        await opened.lost(lost)
        assert opened._opening is not None
        await asyncio.wait({opened._opening})
    assert answers.cases.store is not lost
    assert opened._planning is not None
    await asyncio.wait({opened._planning})
    assert (watched.logged(), watched.times()) == ([("store", "KeyError")], {"store": 1})
    await opened.close()



@pytest.fixture
def provider_running() -> Iterator[Provider]:
    with provided() as answering:
        yield answering


async def test_keys_that_fail_to_be_fetched_in_a_way_nobody_expects_are_fetched_anew(
    provider_running: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched, now = Watched(), [1_000.0]
    monkeypatch.setattr(provider, "_published", failing(UnicodeError(SECRET), provider._published))
    keys = ProviderKeys(provider_running.issuer, watched.background, lambda: now[0])
    authenticate = by_bearer(Bearer(TokenTerms(issuer=provider_running.issuer), keys))
    headers = [(b"authorization", b"Bearer " + provider_running.token().encode())]
    with pytest.raises(SignInUnavailable):
        await authenticate(headers)
    assert (watched.logged(), watched.times()) == ([("sign_in_keys", "UnicodeError")], {"sign_in_keys": 1})
    now[0] += AGAIN
    assert (await authenticate(headers)).viewer.agency == "council"


async def test_a_provider_that_does_not_answer_is_listed(provider_running: Provider) -> None:
    provider_running.status = 500
    watched = Watched()
    keys = ProviderKeys(provider_running.issuer, watched.background)
    with pytest.raises(SignInUnavailable):
        await keys.key("first", "RS256")
    assert (watched.logged(), watched.times()) == ([], {"sign_in_keys": 1})


@pytest.mark.slow
def test_a_task_that_nobody_awaits_is_logged_without_its_message() -> None:
    with running() as toy:
        httpx.post(f"{toy.url}/graphql", json={"query": "{ unheard }"})
        line = toy.next_line("unexpected")
        assert httpx.get(f"{toy.url}/health").status_code == 200
        _, rest = toy.stop()
    assert (line["kind"], SECRET in json.dumps(line)) == ("RuntimeError", False)
    assert SECRET.encode() not in rest


def test_the_log_of_a_failure_says_where_and_when_and_no_message() -> None:
    watched = Watched()
    for _ in range(2):
        watched.background.failed("audit", RuntimeError(SECRET))
    (failures,) = watched.background.failures
    assert (failures.work, failures.times, failures.last[:2]) == ("audit", 2, "20")
    assert SECRET.encode() not in watched._log.getvalue()
