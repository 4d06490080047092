"""Entries over HTTP: not by GET, and whatever dies meanwhile, each is there once or not at all."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx
import pytest
from deliver import Agency, empty, load
from serving import serving, thinkfamily
from toy_service import Service

from graph.ids import global_id
from graph.private_store import StoreAddress

pytestmark = pytest.mark.slow

csc, drugs = Agency("csc", "children_social_care"), Agency("drugs", "substance_misuse")
MUTATION = """mutation ($event: ID!, $key: ID!) {
  recordInformed(event: $event, informed: "csc", status: INFORMED, at: "2026-03-02T10:00:00Z", agency: "drugs",
      idempotencyKey: $key) { entry { version replayed } event { told { version } } }
}"""
TOLD = "query ($id: ID!) { event(id: $id) { told { version } } }"
EVENTS = [global_id("Event", "drugs", f"relapse-{number}") for number in range(60)]
FIRST, SECOND, THIRD = (global_id("Event", "drugs", f"relapse-{number}") for number in range(60, 63))
"""Events of the tests that enter one or two."""


@pytest.fixture(scope="module", autouse=True)
def family(store: StoreAddress, store_home: Path) -> None:
    """A mother with two agencies, and events enough."""
    empty(store)
    csc.people(mum="1990-01-01")
    drugs.people(mum="1990-01-01")
    for number in range(63):
        drugs.event(f"relapse-{number}", "relapse", "2026-03-01", "mum")
    load(store, store_home, csc.delivered(), drugs.delivered())


def served(store: StoreAddress, home: Path) -> AbstractContextManager[Service]:
    """The service as a process of its own on the session's store, open to this machine."""
    password = {"THINKFAMILY_NEO4J_PASSWORD": store.password}
    return serving(home, "--open", THINKFAMILY_NEO4J_URI=store.uri, THINKFAMILY_NEO4J_USER=store.user, **password)


def post(url: str, query: str, accept: str = "application/json", **variables: Any) -> httpx.Response:
    body = {"query": query, "variables": variables}
    return httpx.post(f"{url}/graphql", json=body, headers={"accept": accept}, timeout=60)


def enter_until_killed(url: str, events: list[str], answered: dict[str, Any]) -> None:
    """Enter one after another until nobody answers; what was answered is kept."""
    for event in events:
        try:
            answered[event] = post(url, MUTATION, event=event, key=f"key-of-{event}").json()["data"]["recordInformed"]
        except httpx.HTTPError:
            return


def test_a_service_killed_while_entries_are_made_leaves_each_once_or_not_at_all(
    store: StoreAddress, store_home: Path
) -> None:
    answered: dict[str, Any] = {}
    lanes = [EVENTS[lane::4] for lane in range(4)]
    with served(store, store_home) as service:
        url = service.url
        post(url, MUTATION, event=EVENTS[0], key=f"key-of-{EVENTS[0]}")  # planned, before it is to be quick
        threads = [threading.Thread(target=enter_until_killed, args=(url, lane, answered)) for lane in lanes]
        for thread in threads:
            thread.start()
        while len(answered) < 8 and any(thread.is_alive() for thread in threads):
            threads[0].join(0.01)
        service.process.kill()
        for thread in threads:
            thread.join()
    assert 8 <= len(answered) < len(EVENTS)
    with served(store, store_home) as service:
        url = service.url
        before = {event: post(url, TOLD, id=event).json()["data"]["event"]["told"] for event in EVENTS}
        assert all(len(told) <= 1 for told in before.values())
        assert all(before[event] == [{"version": 1}] for event in answered)
        for event in EVENTS:
            again = post(url, MUTATION, event=event, key=f"key-of-{event}").json()["data"]["recordInformed"]
            assert again["event"]["told"] == [{"version": 1}]
            assert again["entry"] == {"version": 1, "replayed": bool(before[event])}


def test_entries_are_made_by_post_alone_and_refusals_have_their_status(
    store: StoreAddress, store_home: Path
) -> None:
    typed = "application/graphql-response+json"
    with served(store, store_home) as service:
        url = service.url
        asked = {"query": 'mutation { takeBack(entry: "entry:0", reason: "r", idempotencyKey: "12345678") { reason } }'}
        by_get = httpx.get(f"{url}/graphql", params=asked, headers={"accept": typed}, timeout=60)
        assert (by_get.status_code, by_get.headers["allow"]) == (405, "POST")
        missing = post(url, MUTATION, accept=typed, event="event:0", key="a-key-of-its-own")
        assert (missing.status_code, missing.json()["errors"][0]["extensions"]["code"]) == (404, "NOT_FOUND")
        twice = [post(url, MUTATION, accept=typed, event=FIRST, key=f"another-key-{n}") for n in range(2)]
        assert [one.status_code for one in twice] == [200, 409]
        reused = post(url, MUTATION, accept=typed, event=SECOND, key="another-key-0")
        assert reused.status_code == 422


def test_who_has_signed_in_enters_nothing_for_another_agency(store_home: Path) -> None:
    words = ("--agency", "drugs", "--role", "case_worker", "--purpose", "direct_care")
    token = thinkfamily(store_home, "token", *words).stdout.strip()
    mutation = """mutation ($agency: ID, $key: ID!, $event: ID!) {
      recordInformed(event: $event, informed: "csc", status: INFORMED, agency: $agency, idempotencyKey: $key) {
        entry { agency { id } } event { told { recordedBy { id } } } } }"""
    with serving(store_home) as service:

        def enter(agency: str | None, key: str) -> Any:
            body = {"query": mutation, "variables": {"agency": agency, "key": key, "event": THIRD}}
            signed = {"authorization": f"Bearer {token}"}
            return httpx.post(f"{service.url}/graphql", json=body, headers=signed, timeout=60).json()

        assert enter("csc", "for-another")["errors"][0]["extensions"]["code"] == "FORBIDDEN"
