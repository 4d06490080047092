"""Documents that are meant by a hash or an id, and pages of other origins that may ask: over HTTP, on a toy schema."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from toy_service import SCHEMA, executor

from api.errors import ServiceError
from api.http import HTTPSettings, create_app
from api.logs import make_log
from api.persisted import TrustedUnusable
from api.signin.settings import SignInMisconfigured, read_service_settings

HELLO = "query Hello($name: String) { hello(name: $name) }"
HASH = hashlib.sha256(HELLO.encode()).hexdigest()
CASEWORK = "https://casework.example.gov.uk"


def client_of(**settings: Any) -> httpx.AsyncClient:
    app = create_app(SCHEMA, executor, settings=HTTPSettings(**settings), log=make_log(BytesIO()))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost")


@pytest_asyncio.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with client_of() as client:
        yield client


def persisted(hash: str, **more: Any) -> dict[str, Any]:
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": hash}}, **more}


def refused(response: httpx.Response) -> str:
    code: str = response.json()["errors"][0]["extensions"]["code"]
    return code


async def test_apollo_sends_the_hash_first_then_the_text_once(client: httpx.AsyncClient) -> None:
    unknown = await client.post("/graphql", json=persisted(HASH))
    assert unknown.status_code == 200
    assert unknown.json()["errors"][0] == {
        "message": "PersistedQueryNotFound", "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"}
    }
    first = await client.post("/graphql", json=persisted(HASH, query=HELLO, variables={"name": "a"}))
    again = await client.post("/graphql", json=persisted(HASH, variables={"name": "b"}))
    assert [each.json()["data"]["hello"] for each in (first, again)] == ["hello a", "hello b"]


async def test_the_hash_can_be_asked_by_get(client: httpx.AsyncClient) -> None:
    extensions = json.dumps(persisted(HASH)["extensions"])
    await client.get("/graphql", params={"extensions": extensions, "query": HELLO})
    again = await client.get("/graphql", params={"extensions": extensions})
    assert again.json() == {"data": {"hello": "hello world"}}


async def test_a_text_under_another_hash_is_refused_and_not_kept(client: httpx.AsyncClient) -> None:
    other = hashlib.sha256(b"{ count(ids: []) }").hexdigest()
    assert refused(await client.post("/graphql", json=persisted(other, query=HELLO))) == "BAD_REQUEST"
    assert refused(await client.post("/graphql", json=persisted(other))) == "PERSISTED_QUERY_NOT_FOUND"


async def test_an_invalid_text_is_not_kept(client: httpx.AsyncClient) -> None:
    text = "{ nothing }"
    hash = hashlib.sha256(text.encode()).hexdigest()
    assert refused(await client.post("/graphql", json=persisted(hash, query=text))) == "GRAPHQL_VALIDATION_FAILED"
    assert refused(await client.post("/graphql", json=persisted(hash))) == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize(
    "body",
    [
        {}, {"extensions": {"persistedQuery": {"version": 2, "sha256Hash": HASH}}},
        {"extensions": {"persistedQuery": "x"}}, {"documentId": 1}, {"documentId": "x", "query": HELLO},
    ],
)
async def test_what_means_no_document_is_told(client: httpx.AsyncClient, body: dict[str, Any]) -> None:
    response = await client.post("/graphql", json=body)
    assert (response.status_code, refused(response)) == (400, "BAD_REQUEST")


async def test_texts_used_longest_ago_are_let_go(client: httpx.AsyncClient) -> None:
    await client.post("/graphql", json=persisted(HASH, query=HELLO))
    for number in range(512):
        text = f"query Q{number} {{ hello }}"
        await client.post("/graphql", json=persisted(hashlib.sha256(text.encode()).hexdigest(), query=text))
    assert refused(await client.post("/graphql", json=persisted(HASH))) == "PERSISTED_QUERY_NOT_FOUND"


FORMS = {
    "relay": {HASH: HELLO},
    "apollo": {
        "format": "apollo-persisted-query-manifest", "version": 1,
        "operations": [{"id": HASH, "name": "Hello", "type": "query", "body": HELLO}],
    },
}


@pytest.mark.parametrize("form", FORMS)
async def test_a_trusted_document_is_asked_by_its_id(tmp_path: Path, form: str) -> None:
    file = tmp_path / "documents.json"
    file.write_text(json.dumps(FORMS[form]))
    async with client_of(documents=file, only_trusted=True) as client:
        for body in ({"documentId": HASH}, {"documentId": f"sha256:{HASH}"}, persisted(HASH), {"query": HELLO}):
            assert (await client.post("/graphql", json=body)).json() == {"data": {"hello": "hello world"}}
        other = await client.post("/graphql", json={"query": "{ hello }"})
        assert (other.status_code, refused(other)) == (403, "DOCUMENT_NOT_TRUSTED")
        assert refused(await client.post("/graphql", json={"documentId": "x"})) == "PERSISTED_QUERY_NOT_FOUND"


async def test_beside_trusted_documents_others_are_answered_where_not_told_otherwise(tmp_path: Path) -> None:
    file = tmp_path / "documents.json"
    file.write_text(json.dumps(FORMS["relay"]))
    async with client_of(documents=file) as client:
        assert (await client.post("/graphql", json={"query": "{ hello }"})).status_code == 200


@pytest.mark.parametrize(
    ("text", "named"),
    [("{", "neither"), ("[]", "neither"), ('{"a": 1}', "neither"), ('{"a": "{ nothing }"}', "document a: Cannot query"),
     ('{"a": "{"}', "document a: Syntax")],
)
def test_a_file_that_cannot_be_followed_is_named_with_the_document(tmp_path: Path, text: str, named: str) -> None:
    file = tmp_path / "documents.json"
    file.write_text(text)
    with pytest.raises(TrustedUnusable, match=named) as raised:
        client_of(documents=file)
    assert str(file) in str(raised.value) and not isinstance(raised.value, ServiceError)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TrustedUnusable, match="No such file"):
        client_of(documents=tmp_path / "none.json")


async def test_a_page_of_an_origin_that_is_named_may_ask() -> None:
    async with client_of(origins=frozenset({CASEWORK})) as client:
        headers = {"origin": CASEWORK, "sec-fetch-site": "cross-site"}
        asked = await client.options("/graphql", headers={
            **headers, "access-control-request-method": "POST",
            "access-control-request-headers": "authorization,content-type,x-purpose",
        })
        assert asked.status_code == 200
        assert asked.headers["access-control-allow-origin"] == CASEWORK
        assert "access-control-allow-credentials" not in asked.headers
        answer = await client.post("/graphql", json={"query": "{ hello }"}, headers=headers)
        assert answer.json() == {"data": {"hello": "hello world"}}
        assert answer.headers["access-control-allow-origin"] == CASEWORK
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


async def test_a_page_of_any_other_origin_may_not() -> None:
    async with client_of(origins=frozenset({CASEWORK})) as client:
        headers = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
        answer = await client.post("/graphql", json={"query": "{ hello }"}, headers=headers)
        assert (answer.status_code, refused(answer)) == (403, "FORBIDDEN_ORIGIN")
        assert "access-control-allow-origin" not in answer.headers


async def test_without_origins_nothing_is_shared(client: httpx.AsyncClient) -> None:
    answer = await client.post("/graphql", json={"query": "{ hello }"}, headers={"origin": CASEWORK})
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize("origin", ['"*"', '"http://casework.example.gov.uk"', '"https://a.example/path"', "1"])
def test_an_origin_that_cannot_be_one_is_refused(tmp_path: Path, origin: str) -> None:
    (tmp_path / "config.toml").write_text(f"[service]\norigins = [{origin}]\n")
    with pytest.raises(SignInMisconfigured, match="service.origins"):
        read_service_settings(tmp_path, {})


def test_origins_are_read_from_the_configuration(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(f'[service]\norigins = ["{CASEWORK}", "http://localhost:3000"]\n')
    assert read_service_settings(tmp_path, {}).origins == {CASEWORK, "http://localhost:3000"}
