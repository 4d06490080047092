"""`accessLog`: who looked at a person and why, for those who answer for the use of records, and for nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from deliver import Agency, empty, load, person_id
from serving import serving, thinkfamily
from toy_service import Service

from graph.ids import global_id
from graph.private_store import StoreAddress

pytestmark = pytest.mark.slow

csc, drugs = Agency("csc", "children_social_care"), Agency("drugs", "substance_misuse")
LOOKS = """query ($person: ID!, $first: Int, $after: String) {
  accessLog(person: $person, first: $first, after: $after) {
    nodes { at professional role agency { id } purpose fields asked outcome } pageInfo { hasNextPage endCursor }
  }
}"""


@pytest.fixture(scope="module")
def service(store: StoreAddress, store_home: Path) -> Iterator[Service]:
    """An open service on a mother in two agencies' records, with an event."""
    empty(store)
    csc.people(mum="1990-01-01", other="1970-01-01")
    drugs.people(mum="1990-01-01")
    drugs.event("relapse", "relapse", "2026-03-01", "mum")
    load(store, store_home, csc.delivered(), drugs.delivered())
    with serving(store_home, "--open") as running:
        yield running


def ask(service: Service, query: str, token: str = "", **variables: Any) -> Any:
    headers = {"authorization": f"Bearer {token}"} if token else {"x-purpose": "assessment"}
    body = {"query": query, "variables": variables}
    return httpx.post(f"{service.url}/graphql", json=body, headers=headers, timeout=70).json()


def looks(service: Service, person: str, **page: Any) -> list[dict[str, Any]]:
    """The looks at a person, newest first; but for those at the log itself."""
    nodes = ask(service, LOOKS, person=person, **page)["data"]["accessLog"]["nodes"]
    return [node for node in nodes if node["fields"] != ["accessLog"]]


def test_a_look_by_any_id_of_the_person_is_told(service: Service) -> None:
    mum = person_id("csc", "mum")
    before = len(looks(service, mum))
    ask(service, "query ($id: ID!) { person(id: $id) { id } }", id=person_id("drugs", "mum"))
    ask(service, "query ($id: ID!) { event(id: $id) { kind } }", id=global_id("Event", "drugs", "relapse"))
    ask(service, '{ sourceRecord(agency: "csc", localId: "mum") { person { givenNames } } }')
    ask(service, "query ($id: ID!) { person(id: $id) { id } }", id=person_id("csc", "other"))
    seen = looks(service, mum)
    assert [look["fields"] for look in seen[: len(seen) - before]] == [["sourceRecord"], ["event"], ["person"]]
    assert {(look["purpose"], look["role"], look["asked"]) for look in seen[:3]} == {("ASSESSMENT", "local_user", True)}
    assert looks(service, person_id("csc", "other"))[0]["fields"] == ["person"]


def test_pages_follow_one_another(service: Service) -> None:
    mum = person_id("csc", "mum")
    for _ in range(3):
        ask(service, "query ($id: ID!) { person(id: $id) { id } }", id=mum)
    first = ask(service, LOOKS, person=mum, first=2)["data"]["accessLog"]
    assert (len(first["nodes"]), first["pageInfo"]["hasNextPage"]) == (2, True)
    after = ask(service, LOOKS, person=mum, first=2, after=first["pageInfo"]["endCursor"])["data"]["accessLog"]
    whole = ask(service, LOOKS, person=mum, first=6)["data"]["accessLog"]["nodes"]
    # the looks at the two pages are the newest by now; that at the first moved nothing on the second
    assert whole[2:] == [*first["nodes"], *after["nodes"]]


def test_an_unknown_person_was_looked_at_by_nobody(service: Service) -> None:
    assert ask(service, LOOKS, person="person:00000000000000000000")["data"]["accessLog"]["nodes"] == []


def test_who_does_not_answer_for_records_is_refused(service: Service, store_home: Path) -> None:
    with serving(store_home) as signed:
        words = ("--agency", "csc", "--purpose", "audit", "--role")
        worker = thinkfamily(store_home, "token", *words, "manager").stdout.strip()
        refused = ask(signed, LOOKS, token=worker, person=person_id("csc", "mum"))
        assert refused["errors"][0]["extensions"]["code"] == "FORBIDDEN"


def test_a_privacy_officer_is_told_who_of_the_own_agency_looked_at_its_records(
    service: Service, store_home: Path
) -> None:
    mum, query = person_id("csc", "mum"), "query ($id: ID!) { person(id: $id) { id } }"

    def token(agency: str, role: str, purpose: str) -> str:
        words = ("--agency", agency, "--role", role, "--purpose", purpose)
        return thinkfamily(store_home, "token", *words).stdout.strip()

    with serving(store_home) as signed:
        for agency in ("csc", "drugs"):
            seen = ask(signed, query, token=token(agency, "manager", "assessment"), id=person_id(agency, "mum"))
            assert seen["data"]["person"]
        officer = token("csc", "privacy_officer", "audit")
        told = ask(signed, LOOKS, token=officer, person=mum)["data"]["accessLog"]["nodes"]
        assert {(look["agency"]["id"], look["role"]) for look in told} == {("csc", "manager")}
        hidden = ask(signed, LOOKS, token=token("drugs", "privacy_officer", "audit"), person=person_id("csc", "other"))
        assert hidden["data"]["accessLog"]["nodes"] == []
