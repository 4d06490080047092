"""A store that is slow, falls silent, restarts between two waves, or gives less than asked: an error with its code.

Nothing is then told, the audit says how it ended, and the next question answers.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from bolt_relay import Relay, relayed
from deliver import Agency, loaded, opened
from httpx import ASGITransport, AsyncClient
from small_family import MOTHER, RELAPSE, SON, load_small_family

from api.graphql.executor import Answers
from api.http import HTTPSettings, create_app
from api.logs import make_log
from api.types.query import schema
from graph.private_store import StoreAddress, ensure_running, stop
from queries.audit.log import AuditLog
from queries.audit.segments import folder_of
from queries.audit.verify import entries
from queries.case import Cases
from queries.facts.rows import RETURNED
from queries.facts.statements import statement
from queries.facts.store import FactStore

pytestmark = pytest.mark.slow

CHILDREN = "query ($id: ID!) { childrenAffected(adult: $id) { children { child { id givenNames } } } }"
TOLD = "query ($event: ID!) { agenciesNotInformed(event: $event) { agencies { agency { id } state } } }"
CHECK = """query ($people: [ID!]!) { mashCheck(people: $people) { children { child { id givenNames } }
  agencies { agency { id } contacts { id } } flags { id } } }"""
SECONDS = 1.0
"""For one statement."""
Step = Callable[[str], Awaitable[None]]


class Troubled(FactStore):
    """A store to which something happens after a statement has answered."""

    after: Step | None = None
    forget: Mapping[str, str] = {}

    def counting(self) -> Troubled:
        """Itself, so that a test can trouble it."""
        return self

    async def run(self, text: str, given: Mapping[str, Any]) -> dict[str, Any]:
        record = await super().run(text, given)
        if self.after is not None:
            await self.after(text)
        return {name: value for name, value in record.items() if self.forget.get(text) != name}


class Served:
    """The service over a store, its answers and what its audit says."""

    def __init__(self, client: AsyncClient, store: Troubled, home: Path) -> None:
        self.client, self.store, self.home = client, store, home

    async def ask(self, query: str, **variables: Any) -> tuple[int, dict[str, Any]]:
        """The status and the response."""
        headers = {"accept": "application/graphql-response+json"}
        body = {"query": query, "variables": variables}
        response = await self.client.post("/graphql", json=body, headers=headers, timeout=60)
        return response.status_code, response.json()

    def outcomes(self) -> list[tuple[str, list[str]]]:
        """The outcome of each entry, and of whom it says that something was told."""
        found = [json.loads(line) for _, line in entries(folder_of(self.home))]
        return [(each["outcome"], each["entity"]["answered"]) for each in found]


@asynccontextmanager
async def served(uri: StoreAddress, home: Path) -> AsyncIterator[Served]:
    async with opened(uri) as driver:
        answers, audit, store = Answers(), AuditLog(home), Troubled(driver, SECONDS)
        answers.cases = Cases(store)
        settings = HTTPSettings(time_limit=30.0)
        app = create_app(schema(), answers, settings=settings, audit=audit, log=make_log(BytesIO()))
        async with AsyncClient(transport=ASGITransport(app=app), base_url="http://localhost") as client:
            yield Served(client, store, home)
        await audit.close()


@pytest.fixture(scope="module")
def family(store: StoreAddress, store_home: Path) -> StoreAddress:
    """The small family, loaded."""
    load_small_family(store, store_home)
    return store


@pytest.fixture
async def service(family: StoreAddress, tmp_path: Path) -> AsyncIterator[Served]:
    """Give the service, whose store has planned what the tests ask."""
    async with served(family, tmp_path) as made:
        made.store.timeout = 60.0
        await made.ask(CHILDREN, id=MOTHER)
        made.store.timeout = SECONDS
        yield made


def code_of(said: tuple[int, dict[str, Any]]) -> tuple[int, str]:
    """The status and code of a refusal, of which nothing was told."""
    status, response = said
    assert not any((response.get("data") or {}).values())
    assert "Leo" not in json.dumps(response) and SON not in json.dumps(response)
    return status, response["errors"][0]["extensions"]["code"]


def to(relay: Relay, store: StoreAddress) -> StoreAddress:
    return StoreAddress(relay.uri, store.user, store.password)


async def test_a_store_that_falls_silent_is_given_up_at_the_deadline_and_its_place_is_free(
    family: StoreAddress, tmp_path: Path
) -> None:
    with relayed(family.uri) as relay:
        async with served(to(relay, family), tmp_path) as service:
            service.store.timeout = 60.0
            assert (await service.ask(CHILDREN, id=MOTHER))[0] == 200
            service.store.timeout = SECONDS
            relay.silence()
            said = await asyncio.gather(*(service.ask(CHILDREN, id=MOTHER) for _ in range(3)))
            assert {code_of(one) for one in said} <= {(504, "TIMED_OUT"), (503, "STORE_UNAVAILABLE")}
            relay.speak()
            assert not service.store._places.locked() and service.store._places._value == 32
            service.store.timeout = 60.0
            status, answer = await service.ask(CHILDREN, id=MOTHER)
            assert (status, len(answer["data"]["childrenAffected"]["children"])) == (200, 1)
            outcomes = service.outcomes()
            assert [one[0] for one in (outcomes[0], outcomes[-1])] == ["success", "success"]
            assert [told for outcome, told in outcomes if outcome != "success"] == [[], [], []]


async def test_a_store_that_is_slow_is_waited_for_within_the_deadline(family: StoreAddress, tmp_path: Path) -> None:
    with relayed(family.uri) as relay:
        async with served(to(relay, family), tmp_path) as service:
            service.store.timeout = 60.0
            first = await service.ask(CHILDREN, id=MOTHER)
            relay.delay = 0.3
            assert await service.ask(CHILDREN, id=MOTHER) == first


async def test_a_store_that_is_lost_between_two_waves_is_asked_again(family: StoreAddress, tmp_path: Path) -> None:
    with relayed(family.uri) as relay:
        async with served(to(relay, family), tmp_path) as service:
            service.store.timeout = 60.0
            first = await service.ask(TOLD, event=RELAPSE)
            lost: list[str] = []

            async def lose(text: str) -> None:
                if not lost:
                    lost.append(text)
                    relay.cut()

            service.store.after = lose
            assert await service.ask(TOLD, event=RELAPSE) == first
            assert lost and "errors" not in first[1]


@pytest.fixture
def own_home(tmp_path: Path) -> Iterator[Path]:
    """A home with a store that a test may end, with the small family in it."""
    home = tmp_path / "own"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("THINKFAMILY_STORE_HEAP", "512m")
        patch.setenv("THINKFAMILY_STORE_PAGECACHE", "128m")
        load_small_family(ensure_running(home), home)
        yield home
        stop(home)


@pytest.mark.parametrize("is_back", [True, False], ids=["and is back", "and is away for a while"])
async def test_a_store_that_restarts_between_two_waves_gives_one_answer_or_an_error(
    own_home: Path, tmp_path: Path, is_back: bool
) -> None:
    """The store's processes end and start again; the relay is the address that stays."""
    address = ensure_running(own_home)
    with relayed(address.uri) as relay:
        async with served(to(relay, address), tmp_path / "service") as service:
            service.store.timeout = 60.0
            first = await service.ask(CHECK, people=[MOTHER])
            waves: list[str] = []

            async def restart(text: str) -> None:
                waves.append(text)
                if len(waves) == 1:
                    await asyncio.to_thread(stop, own_home)
                    if is_back:
                        relay.lead_to((await asyncio.to_thread(ensure_running, own_home)).uri)

            service.store.after = restart
            said = await service.ask(CHECK, people=[MOTHER])
            if is_back:
                assert said == first and len(waves) > 1
            else:
                assert code_of(said) == (503, "STORE_UNAVAILABLE") and len(waves) == 1
                relay.lead_to((await asyncio.to_thread(ensure_running, own_home)).uri)
            assert await service.ask(CHECK, people=[MOTHER]) == first
            outcomes = [outcome for outcome, _ in service.outcomes()]
            assert outcomes == ["success", "success" if is_back else "STORE_UNAVAILABLE", "success"]


@pytest.mark.parametrize("column", sorted(RETURNED["case"]))
async def test_a_column_that_is_missing_is_an_error_and_never_none(service: Served, column: str) -> None:
    text = statement("case").now
    service.store.forget = {text: column}
    assert code_of(await service.ask(CHILDREN, id=MOTHER)) == (500, "INTERNAL")
    service.store.forget = {}
    assert (await service.ask(CHILDREN, id=MOTHER))[0] == 200
    assert service.outcomes()[-2:][0] == ("INTERNAL", []) and service.outcomes()[-1][0] == "success"


async def test_each_statement_whose_facts_pass_the_filter_returns_the_columns_declared(family: StoreAddress) -> None:
    async with opened(family) as driver:
        for name, columns in RETURNED.items():
            result = await driver.execute_query(f"EXPLAIN {statement(name).now}", {"in": {}})
            assert columns <= set(result.keys)


async def test_a_delivery_that_completes_between_two_waves_gives_one_consistent_answer(
    family: StoreAddress, service: Served, store_home: Path
) -> None:
    """The council delivers a second child after the first statement: the answer is as before it, or as after it."""
    council = Agency("council", "children_social_care")
    council.people(ana="1990-02-01", leo="2015-06-30", mia="2019-01-01")
    for child in ("leo", "mia"):
        council.tie("ana", "parent", child, since="2019-01-01")
        council.involved(child, since="2025-06-01")
    folder = council.delivered("2026-04-30T22:00:00Z").written(store_home / "deliveries")
    begun: list[str] = []

    async def deliver(text: str) -> None:
        if not begun and text == statement("case").now:
            begun.append(text)
            await loaded(family, store_home, folder)

    service.store.timeout = 60.0
    document = """query ($event: ID!) { agenciesNotInformed(event: $event) { agencies { agency { id } state
      involvements { id person { id } } contacts { id } } } }"""
    before = await service.ask(document, event=RELAPSE)
    service.store.after = deliver
    meanwhile = await service.ask(document, event=RELAPSE)
    assert begun and "errors" not in meanwhile[1]
    afterwards = await service.ask(document, event=RELAPSE)
    assert before != afterwards and meanwhile in (before, afterwards)
    assert len((await service.ask(CHILDREN, id=MOTHER))[1]["data"]["childrenAffected"]["children"]) == 2
