"""Changes under way when the store dies: 503, and afterwards the same idempotency key says whether each was made."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from bolt_relay import AFTER_COMMIT, BEFORE_COMMIT, relayed
from deliver import Agency, empty, load, person_id
from neo4j import GraphDatabase
from neo4j.exceptions import DriverError, Neo4jError
from serving import serving, thinkfamily
from store_processes import PATIENCE_SECONDS, eventually, processes_of

from graph.private_store import StoreAddress, ensure_running, stop

pytestmark = pytest.mark.slow

MUTATION = """mutation ($person: ID!, $given: YesNoUnknown!, $version: Int!, $key: ID!) {
  recordConsent(person: $person, scope: SHARE, given: $given, agency: "csc", expectedVersion: $version,
      idempotencyKey: $key) { entry { version replayed } }
}"""
ANN = person_id("csc", "ann")


def deliver_ann(store: StoreAddress, home: Path) -> None:
    """Have one person in the store, of one agency."""
    csc = Agency("csc", "children_social_care")
    csc.people(ann="1990-01-01")
    empty(store)
    load(store, home, csc.delivered())


def consent(url: str, key: str, version: int = 0) -> tuple[int, Any]:
    """Record a consent; the status, and the entry or the error."""
    variables = {"person": ANN, "given": "YES", "version": version, "key": key}
    headers = {"accept": "application/graphql-response+json"}
    body = {"query": MUTATION, "variables": variables}
    response = httpx.post(f"{url}/graphql", json=body, headers=headers, timeout=70)
    said = response.json()
    return response.status_code, said["errors"][0] if "errors" in said else said["data"]["recordConsent"]["entry"]


def sent_again(url: str, key: str, version: int) -> tuple[int, Any]:
    """What is answered once the store, which may be busy after it has started, answers again."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    answer = consent(url, key, version)
    while answer[0] == 503 and time.monotonic() < deadline:
        answer = consent(url, key, version)
    return answer


def is_ready(url: str) -> bool:
    return httpx.get(f"{url}/ready", timeout=10).status_code == 200


def assert_in_doubt(answer: tuple[int, Any]) -> None:
    """The store is named, and what to do; the service does not say that it failed."""
    status, error = answer
    assert (status, error["extensions"]) == (503, {"code": "STORE_UNAVAILABLE"})
    assert "same idempotencyKey" in error["message"]


@pytest.mark.parametrize(("lose", "made"), [(BEFORE_COMMIT, False), (AFTER_COMMIT, True)])
def test_a_change_whose_commit_is_lost_is_in_doubt_until_its_key_is_sent_again(
    store: StoreAddress, store_home: Path, lose: str, made: bool
) -> None:
    deliver_ann(store, store_home)
    signed = {"THINKFAMILY_NEO4J_USER": store.user, "THINKFAMILY_NEO4J_PASSWORD": store.password}
    with relayed(store.uri) as relay, serving(
        store_home, "--open", THINKFAMILY_NEO4J_URI=relay.uri, **signed
    ) as service:
        relay.lose = lose
        assert_in_doubt(consent(service.url, "a-key-of-its-own"))
        relay.lose = ""
        assert eventually(lambda: is_ready(service.url), patience=300.0)
        again = [sent_again(service.url, "a-key-of-its-own", 0) for _ in range(2)]
        _, log = service.stop()
    assert again == [(200, {"version": 1, "replayed": made}), (200, {"version": 1, "replayed": True})]
    assert b'"unexpected"' not in log


@pytest.fixture(scope="module")
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home whose store this test may kill."""
    folder = tmp_path_factory.mktemp("in-doubt")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("THINKFAMILY_STORE_HEAP", "512m")
        patch.setenv("THINKFAMILY_STORE_PAGECACHE", "128m")
        yield folder
        stop(folder)


def kill(home: Path) -> None:
    os.kill(processes_of(home).child, signal.SIGKILL)


def stopped(home: Path) -> None:
    assert thinkfamily(home, "store", "stop").returncode == 0


@pytest.mark.parametrize("end", [kill, stopped])
def test_a_change_that_waits_for_another_when_the_store_ends_is_in_doubt(
    own_home: Path, end: Callable[[Path], None]
) -> None:
    store = ensure_running(own_home)
    deliver_ann(store, own_home)
    with serving(own_home, "--open") as service:
        assert consent(service.url, "the-first-entry")[0] == 200
        # until then the service itself would soon find the store gone and start it again: the change would be made
        assert eventually(lambda: is_ready(service.url), patience=300.0)
        with GraphDatabase.driver(store.uri, auth=(store.user, store.password)) as driver, ThreadPoolExecutor() as pool:
            session = driver.session()
            session.begin_transaction().run("MATCH (l:Line) SET l.held = true").consume()
            waiting = pool.submit(consent, service.url, "a-later-entry", 1)
            waits = "SHOW TRANSACTIONS YIELD status WHERE status STARTS WITH 'Blocked' RETURN count(*) AS n"
            assert eventually(lambda: driver.execute_query(waits).records[0]["n"] == 1)
            end(own_home)
            answer = waiting.result()
            with suppress(Neo4jError, DriverError, OSError):
                session.close()
        ensure_running(own_home)
        assert eventually(lambda: is_ready(service.url), patience=300.0)
        again = [sent_again(service.url, "a-later-entry", 1) for _ in range(2)]
        _, log = service.stop()

    assert_in_doubt(answer)
    assert again == [(200, {"version": 2, "replayed": False}), (200, {"version": 2, "replayed": True})]
    assert b'"unexpected"' not in log
