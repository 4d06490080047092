"""Requests that ask for everything, or whose client hangs up: answered or refused with a code, and recorded."""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from bolt_relay import Relay, relayed
from deliver import Ask
from graphql import (
    FieldNode,
    GraphQLObjectType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    parse,
    validate,
    visit,
)
from serving import serving
from small_family import MOTHER, RELAPSE, SON, load_small_family
from toy_service import Service
from whole_selections import everything

from api.types.query import schema
from graph.private_store import StoreAddress
from queries.audit.segments import folder_of
from queries.audit.verify import entries, verified

pytestmark = pytest.mark.slow

ARGUMENTS = {
    "person": f'id: "{MOTHER}"',
    "childrenAffected": f'adult: "{MOTHER}"',
    "familyNetwork": f'person: "{MOTHER}"',
    "kinshipPath": f'from: "{MOTHER}" to: "{SON}"',
    "lastSeen": f'child: "{SON}"',
    "pathsBetween": f'from: "{MOTHER}" to: "{SON}"',
    "event": f'id: "{RELAPSE}"',
    "agenciesNotInformed": f'event: "{RELAPSE}"',
    "agencyMatrix": f'person: "{MOTHER}"',
    "mashCheck": f'people: ["{MOTHER}"]',
    "chronology": f'people: ["{MOTHER}"]',
    "sourceRecord": 'agency: "drugs" localId: "ana"',
    "findPeople": 'name: "Hale"',
    "hiddenConnections": f'people: ["{MOTHER}"]',
    "accessLog": f'person: "{MOTHER}"',
    "glass": 'reference: "glass:00000000000000000000"',
    "mayShare": f'about: "{MOTHER}" what: PERSONAL with: "council"',
    "maySee": f'about: "{SON}" what: PERSONAL heldBy: "council" agency: "drugs"',
    "genogram": f'person: "{MOTHER}"',
    "ecomap": f'person: "{MOTHER}"',
    "timeline": f'people: ["{MOTHER}"]',
    "notices": 'agency: "council"',
    "node": f'id: "{MOTHER}"',
    "nodes": f'ids: ["{SON}", "{RELAPSE}", "council"]',
}
"""By root field of the schema, what it is asked of."""
CHILDREN = "query ($id: ID!) { childrenAffected(adult: $id) { children { child { id } } } }"
GONE = 40
"""Clients that hang up: more than the service has places for."""


@pytest.fixture(scope="module", autouse=True)
def _loaded(store: StoreAddress, store_home: Path) -> None:
    load_small_family(store, store_home)


class _Selected(Visitor):
    """The fields that a document selects, each with its type."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self._types = types
        self.found: set[tuple[str, str]] = set()

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Note a field."""
        parent = self._types.get_parent_type()
        assert parent is not None
        self.found.add((parent.name, node.name.value))


def fields_of_queries() -> set[tuple[str, str]]:
    """Every field of every object type of the schema, but those of changes, of their results and of introspection."""
    query, changes = schema().query_type, schema().mutation_type
    assert query is not None
    assert changes is not None
    results = {get_named_type(field.type) for field in changes.fields.values()}
    answers = {get_named_type(field.type) for field in query.fields.values()}
    return {
        (kind.name, field)
        for kind in schema().type_map.values()
        if isinstance(kind, GraphQLObjectType) and kind not in {changes, *results} - answers
        if not kind.name.startswith("__")
        for field in kind.fields
    }


async def test_every_field_of_the_schema_in_one_document_is_answered(raw: Ask) -> None:
    document = everything(schema(), ARGUMENTS)
    parsed, types = parse(document), TypeInfo(schema())
    assert validate(schema(), parsed) == []
    selected = _Selected(types)
    visit(parsed, TypeInfoVisitor(types, selected))
    assert {one for one in selected.found if one[1] != "__typename"} == fields_of_queries()
    said = await raw(document)
    refused = [(error["path"], error["extensions"]["code"]) for error in said["errors"]]
    assert refused == [(["accessLog"], "AUDIT_UNAVAILABLE")], "this service keeps no log that could be read"
    empty = {name for name, value in said["data"].items() if value is None}
    assert empty == {"accessLog", "glass"}, "of all but a grant that there is not, something is answered"


def aliases(count: int) -> str:
    """So many root fields and fields of a person, in one document: every root field within the limit asks for ten."""
    parts = [f'p{n}: person(id: "{MOTHER}") {{ {" ".join(f"f{m}: familyName" for m in range(10))} }}'
             for n in range(count // 10)]
    return "{ " + " ".join(parts) + " }"


async def test_a_thousand_aliases_in_one_document_are_answered(raw: Ask) -> None:
    said = await raw(aliases(1_000))
    assert "errors" not in said and len(said["data"]) == 100
    assert {value for one in said["data"].values() for value in one.values()} == {"Hale"}


async def test_a_document_of_100_kb_that_is_all_fields_is_answered_or_refused(raw: Ask) -> None:
    name = "a" * 80
    fields = " ".join(f"{name}{n}: familyName" for n in range(1_000))
    said = await raw(f'{{ person(id: "{MOTHER}") {{ {fields} }} }}')
    assert "errors" not in said and set(said["data"]["person"].values()) == {"Hale"}
    said = await raw(f'{{ person(id: "{MOTHER}") {{ {" ".join(f"b{n}: id" for n in range(9_000))} }} }}')
    assert [error["extensions"]["code"] for error in said["errors"]] == ["TOO_MANY_TOKENS"] and "data" not in said


@pytest.fixture
def relay(store: StoreAddress) -> Iterator[Relay]:
    """Give a relay in front of the store."""
    with relayed(store.uri) as made:
        yield made


@pytest.fixture
def process(store: StoreAddress, relay: Relay, tmp_path: Path) -> Iterator[Service]:
    """Give a process that serves, on a store that can be made slow."""
    address = {"THINKFAMILY_NEO4J_URI": relay.uri, "THINKFAMILY_NEO4J_USER": store.user}
    with serving(tmp_path, "--open", **address, THINKFAMILY_NEO4J_PASSWORD=store.password) as served:
        yield served


def ask(service: Service) -> httpx.Response:
    return httpx.post(f"{service.url}/graphql", json={"query": CHILDREN, "variables": {"id": MOTHER}}, timeout=60)


def hang_up(service: Service) -> None:
    """Send a whole request, and reset the connection before it is answered."""
    address = urlsplit(service.url)
    body = json.dumps({"query": CHILDREN, "variables": {"id": MOTHER}}).encode()
    head = f"POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {len(body)}"
    with socket.create_connection((address.hostname or "", address.port or 0)) as client:
        client.sendall(head.encode() + b"\r\n\r\n" + body)
        time.sleep(0.2)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def test_clients_that_hang_up_cost_no_place_and_are_recorded(process: Service, relay: Relay, tmp_path: Path) -> None:
    """Their questions are answered to the end, within the limits of all requests, since they may be changes."""
    first = ask(process).json()
    assert [one["child"]["id"] for one in first["data"]["childrenAffected"]["children"]] == [SON]
    process.next_line("request")
    relay.delay = 0.5
    with ThreadPoolExecutor(GONE) as clients:
        list(clients.map(lambda _: hang_up(process), range(GONE)))
    lines = [process.next_line("request") for _ in range(GONE)]
    assert {(line["status"], line.get("code")) for line in lines} <= {(200, None), (503, "OVERLOADED")}
    assert [line["status"] for line in lines].count(200) >= 32
    relay.delay = 0.0
    assert ask(process).json() == first
    verified(folder_of(tmp_path))
    outcomes = [json.loads(line)["outcome"] for _, line in entries(folder_of(tmp_path))]
    answered = [line for line in lines if line["status"] == 200]
    assert (len(outcomes), outcomes.count("success")) == (GONE + 2, len(answered) + 2)
