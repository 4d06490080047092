"""The service over a real socket: what it answers, what it refuses and how, what it logs."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from toy_service import SECRET, TIME_LIMIT, Service, running

from api.exposure import ConfigurationError, Exposure
from api.protocol import HEAD_SECONDS
from api.server import serve

pytestmark = pytest.mark.slow

RESPONSE_TYPE = "application/graphql-response+json"
NAME = "Zebedee-Quill"


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with running() as service:
        yield service


@pytest.fixture
def client(service: Service) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=service.url, timeout=20) as client:
        yield client


def ask(client: httpx.Client, query: str, accept: str = RESPONSE_TYPE, **more: Any) -> Any:
    return client.post("/graphql", json={"query": query, **more}, headers={"accept": accept})


def code_of(response: httpx.Response) -> str:
    errors = response.json()["errors"]
    assert all(error["message"] for error in errors)
    code: str = errors[0]["extensions"]["code"]
    return code


# What is answered


def test_a_service_whose_log_is_long_answers_on() -> None:
    """Of the tests' own service: a pipe that nobody read filled after some hundred requests."""
    with running() as service:
        with httpx.Client(base_url=service.url, timeout=20) as client:
            for _ in range(1_000):
                ask(client, "{ hello }")
        assert service.stop()[1].count(b'"request"') == 1_000


def test_a_question_is_answered_by_post_and_by_get(client: httpx.Client) -> None:
    query, variables = "query($n: String) { hello(name: $n) }", {"n": "Ann"}
    by_post = ask(client, query, variables=variables)
    by_get = client.get("/graphql", params={"query": query, "variables": json.dumps(variables)})
    assert by_post.json() == by_get.json() == {"data": {"hello": "hello Ann"}}


def test_parts_that_are_serialised_already_are_passed_on(client: httpx.Client) -> None:
    assert ask(client, "{ fragment }").json() == {"data": {"fragment": "as it is"}}


def test_an_operation_is_chosen_by_name(client: httpx.Client) -> None:
    document = "query A { hello } query B { person { id } }"
    assert ask(client, document, operationName="B").json() == {"data": {"person": {"id": "p1"}}}
    assert code_of(ask(client, document)) == "OPERATION_NOT_FOUND"
    assert code_of(ask(client, document, operationName="C")) == "OPERATION_NOT_FOUND"


def test_fifty_root_fields_and_a_hundred_variables_pass(client: httpx.Client) -> None:
    declared = ", ".join(f"$v{i}: String" for i in range(100))
    fields = " ".join(f"f{i}: hello(name: $v{i})" for i in range(100))
    variables = {f"v{i}": str(i) for i in range(100)}
    data = ask(client, f"query({declared}) {{ {fields} }}", variables=variables).json()["data"]
    assert data["f99"] == "hello 99"


def test_introspection_is_within_the_limits(client: httpx.Client) -> None:
    from graphql import get_introspection_query

    query = get_introspection_query(input_value_deprecation=True, specified_by_url=True)
    assert "__schema" in ask(client, query).json()["data"]


# What is refused


@pytest.mark.parametrize(
    ("query", "variables", "code"),
    [
        ("{", None, "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", None, "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { hello }", None, "GRAPHQL_VALIDATION_FAILED"),
        ("query($i: [ID!]!) { count(ids: $i) }", None, "BAD_USER_INPUT"),
        ("query($i: [ID!]!) { count(ids: $i) }", {"i": [{"a": NAME}]}, "BAD_USER_INPUT"),
        ("{ person { " + "parent { " * 15 + "id" + " }" * 17, None, "TOO_DEEP"),
        ("{" + " ".join(f"a{i}: hello" for i in range(101)) + "}", None, "TOO_MANY_FIELDS"),
        ("{" + "hello " * 20_001 + "}", None, "TOO_MANY_TOKENS"),
    ],
)
@pytest.mark.parametrize(("accept", "status"), [(RESPONSE_TYPE, 400), ("application/json", 200)])
def test_graphql_that_is_refused(
    client: httpx.Client, query: str, variables: Any, code: str, accept: str, status: int
) -> None:
    response = ask(client, query, accept, variables=variables)
    assert (response.status_code, code_of(response)) == (status, code)
    assert response.headers["content-type"].startswith(accept)
    assert "data" not in response.json()
    assert NAME not in response.text


def test_a_bad_variable_is_named_with_its_type(client: httpx.Client) -> None:
    response = ask(client, "query($i: [ID!]!) { count(ids: $i) }", variables={"i": [None]})
    assert response.json()["errors"][0]["message"] == "Variable '$i' must be given as '[ID!]!'."


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        ({"method": "POST", "content": b"{"}, 400, "BAD_REQUEST"),
        ({"method": "POST", "content": b'{"query": "\xff"}'}, 400, "BAD_REQUEST"),
        ({"method": "POST", "json": [{"query": "{ hello }"}]}, 400, "BAD_REQUEST"),
        ({"method": "POST", "json": {"query": "#" * 200_001}}, 413, "DOCUMENT_TOO_LARGE"),
        ({"method": "POST", "json": {"query": "#" * 1_000_000}}, 413, "DOCUMENT_TOO_LARGE"),
        ({"method": "POST", "json": {"query": "#" * 1_100_000}}, 413, "REQUEST_TOO_LARGE"),
        ({"method": "PUT", "json": {"query": "{ hello }"}}, 405, "METHOD_NOT_ALLOWED"),
        ({"method": "GET", "params": {"query": "mutation { touch }"}}, 405, "METHOD_NOT_ALLOWED"),
        ({"method": "GET", "params": {"query": "{ hello }", "variables": "{"}}, 400, "BAD_REQUEST"),
        ({"method": "GET"}, 400, "BAD_REQUEST"),
        ({"method": "DELETE", "url": "/health"}, 405, "METHOD_NOT_ALLOWED"),
        ({"method": "GET", "url": "/nothing"}, 404, "NOT_FOUND"),
        ({"method": "GET", "url": "/static/graphiql/nothing"}, 404, "NOT_FOUND"),
        ({"method": "GET", "url": "/graphql/"}, 404, "NOT_FOUND"),
    ],
)
def test_http_that_is_refused(
    client: httpx.Client, request_: dict[str, Any], status: int, code: str
) -> None:
    kind = {"content-type": "application/json"} if "content" in request_ else {}
    response = client.request(**{"url": "/graphql", "headers": kind, **request_})
    assert (response.status_code, code_of(response)) == (status, code)


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"content-type": "text/plain"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
        ({"content-type": "application/json; charset=latin1"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
        ({"content-encoding": "gzip"}, 415, "UNSUPPORTED_MEDIA_TYPE"),
        ({"accept": "image/png"}, 406, "NOT_ACCEPTABLE"),
        ({"accept": "application/json;q=0"}, 406, "NOT_ACCEPTABLE"),
        ({"host": "evil.example"}, 403, "FORBIDDEN_ORIGIN"),
        ({"host": "127.0.0.1.evil.example"}, 403, "FORBIDDEN_ORIGIN"),
        ({"sec-fetch-site": "cross-site"}, 403, "FORBIDDEN_ORIGIN"),
        ({"sec-fetch-site": "same-site"}, 403, "FORBIDDEN_ORIGIN"),
    ],
)
def test_headers_that_are_refused(
    client: httpx.Client, headers: dict[str, str], status: int, code: str
) -> None:
    headers = {"content-type": "application/json", **headers}
    response = client.post("/graphql", content=b'{"query": "{ hello }"}', headers=headers)
    assert (response.status_code, code_of(response)) == (status, code)


def test_an_allowed_method_is_named(client: httpx.Client) -> None:
    assert client.put("/graphql").headers["allow"] == "GET, POST"


def test_a_body_without_length_is_not_read_beyond_the_bound(client: httpx.Client) -> None:
    chunks = (b" " * 65_536 for _ in range(40))
    headers = {"content-type": "application/json"}
    response = client.post("/graphql", content=chunks, headers=headers)
    assert (response.status_code, code_of(response)) == (413, "REQUEST_TOO_LARGE")


def test_a_declared_length_beyond_the_bound_is_refused_unread(service: Service) -> None:
    host, port = service.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(
            b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Content-Length: 999999999\r\n\r\n"
        )
        assert connection.recv(4096).startswith(b"HTTP/1.1 413")


# Trouble inside


def test_the_store_being_away_is_told(client: httpx.Client) -> None:
    response = ask(client, "{ storeless }")
    assert (response.status_code, code_of(response)) == (503, "STORE_UNAVAILABLE")


def test_an_unexpected_error_gives_an_id_that_is_in_the_log() -> None:
    with running() as service, httpx.Client(base_url=service.url) as client:
        response = ask(client, "{ broken }")
        assert (response.status_code, code_of(response)) == (500, "INTERNAL")
        logged = service.next_line("unexpected")
        assert logged["id"] == response.json()["errors"][0]["extensions"]["id"]
        assert logged["kind"] == "RuntimeError"
        assert any("executor" in frame for frame in logged["where"])
        assert code_of(client.get("/raises")) == "INTERNAL"
        _, log = service.stop()
    assert SECRET not in response.text
    assert SECRET.encode() not in log


def test_an_answer_that_takes_too_long_is_given_up(client: httpx.Client) -> None:
    started = time.monotonic()
    response = ask(client, "{ slow(seconds: 30) }")
    assert (response.status_code, code_of(response)) == (504, "TIMED_OUT")
    assert TIME_LIMIT <= time.monotonic() - started < TIME_LIMIT + 2


def test_a_request_that_is_never_sent_whole_is_given_up(service: Service) -> None:
    host, port = service.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=TIME_LIMIT + 5) as connection:
        connection.sendall(
            b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b'Content-Length: 100\r\n\r\n{"query":'
        )
        assert connection.recv(4096).startswith(b"HTTP/1.1 504")


def test_headers_that_never_end_are_given_up(service: Service) -> None:
    """Nothing at all, half a request, one that trickles in, and half a request after a whole one."""
    host, port = service.url.removeprefix("http://").split(":")
    whole, half = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n", b"GET /health HTTP/1.1\r\nX: "
    with ExitStack() as stack:
        opened = (socket.create_connection((host, int(port)), timeout=HEAD_SECONDS + 10) for _ in range(4))
        silent, halved, trickling, later = map(stack.enter_context, opened)
        started = time.monotonic()
        for connection, sent in ((halved, half), (trickling, half), (later, whole)):
            connection.sendall(sent)
        answer = b""
        while b"alive" not in answer:
            answer += later.recv(4096)
        later.sendall(half)
        for _ in range(5):
            time.sleep(1)
            trickling.sendall(b"x")
        assert [connection.recv(1) for connection in (silent, halved, trickling, later)] == [b""] * 4
        assert HEAD_SECONDS - 1 < time.monotonic() - started < HEAD_SECONDS + 10


def exchanged(service: Service, sent: bytes) -> tuple[bytes, bytes]:
    """What the service answers to bytes, until it closes: the head and the body."""
    host, port = service.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(sent)
        head, _, body = b"".join(iter(lambda: connection.recv(4096), b"")).partition(b"\r\n\r\n")
    return head, body


@pytest.mark.parametrize(
    ("hosts", "count"),
    [(b"", 0), (b"Host: localhost\r\nHost: localhost\r\n", 2), (b"Host: localhost\r\nHOST: evil.example\r\n", 2)],
)
def test_a_request_without_one_host_is_refused(service: Service, hosts: bytes, count: int) -> None:
    """RFC 9112 §3.2: of two names, a proxy before the service may go by the other."""
    for path in (b"/graphql", b"/ready"):
        head, body = exchanged(service, b"GET " + path + b" HTTP/1.1\r\n" + hosts + b"Connection: close\r\n\r\n")
        (error,) = json.loads(body)["errors"]
        assert head.startswith(b"HTTP/1.1 400") and b"nosniff" in head
        assert error["extensions"]["code"] == "BAD_REQUEST"
        assert error["message"].startswith(f"The request has {count} Host headers.")


def test_what_is_no_http_is_refused_in_the_words_of_all_refusals(service: Service) -> None:
    head, body = exchanged(service, b"HELLO\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400") and b"nosniff" in head
    assert json.loads(body)["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


def test_more_requests_than_places_wait_and_are_then_refused(client: httpx.Client) -> None:
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(ask, client, "{ slow(seconds: 1) }") for _ in range(4)]
        statuses = sorted(each.result().status_code for each in asked)
    assert statuses == [200, 200, 503, 503]
    assert ask(client, "{ hello }").status_code == 200


# Beside the questions


def test_health_and_readiness(client: httpx.Client) -> None:
    assert client.get("/health").json() == {"status": "alive"}
    assert client.get("/ready").json() == {"status": "ready"}
    with running(TOY_NOT_READY="1") as service, httpx.Client(base_url=service.url) as other:
        assert other.get("/health").status_code == 200
        response = other.get("/ready")
        assert (response.status_code, code_of(response)) == (503, "STORE_UNAVAILABLE")
        assert SECRET not in response.text


def test_a_browser_gets_the_explorer_from_this_service_alone(client: httpx.Client) -> None:
    headers = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    page = client.get("/graphql", headers=headers)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "//" not in page.text.replace("<!--", "")
    for file in ("graphiql.js", "graphiql.css"):
        assert f"/static/graphiql/{file}" in page.text
        assert client.get(f"/static/graphiql/{file}").status_code == 200


@pytest.mark.parametrize("path", ["/graphql", "/health", "/nothing", "/static/graphiql/boot.js"])
def test_headers_of_every_response(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in headers


def test_the_log_says_what_was_asked_and_nothing_of_whom() -> None:
    """Not even where a client calls an operation by a person's name."""
    given = NAME.partition("-")[0]
    with running() as service, httpx.Client(base_url=service.url) as client:
        ask(
            client,
            f"query {given}($n: String) {{ a: hello(name: $n) person {{ id }} }}",
            variables={"n": NAME},
        )
        line = service.next_line("request")
        ask(client, f'{{ hello(name: "{NAME}") }}')
        client.get("/graphql", params={"query": f'{{ hello(name: "{NAME}") }}'})
        ask(client, "query($i: [ID!]!) { count(ids: $i) }", variables={"i": {"a": NAME}})
        client.post("/graphql", content=NAME, headers={"content-type": "application/json"})
        client.get(f"/{NAME}")
        exit_code, log = service.stop()
    assert line["root_fields"] == ["hello", "person"]
    assert (line["status"], line["statements"]) == (200, 1)
    assert line["ms"] > 0
    assert given.encode() not in log
    assert log.count(b'"event":"request"') == 4
    assert b"BAD_USER_INPUT" in log
    assert exit_code == 0


# Starting and stopping


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "example.org"])
def test_only_the_loopback_address_is_served_openly(host: str) -> None:
    with pytest.raises(ConfigurationError, match="loopback"):
        serve(lambda *_: None, Exposure(host=host, open=True))  # type: ignore[arg-type]


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError, match=f"Port {port}"):
            serve(lambda *_: None, port=port)  # type: ignore[arg-type]


def test_a_running_request_finishes_before_the_service_stops() -> None:
    with running() as service, httpx.Client(base_url=service.url, timeout=20) as client:
        client.get("/health")
        threading.Timer(0.5, service.stop).start()
        response = ask(client, "{ slow(seconds: 1.5) }")
    assert response.json() == {"data": {"slow": "done"}}


def test_a_request_that_the_stopping_service_gives_up_is_refused_and_logged() -> None:
    with running(TOY_GRACE="0") as service, httpx.Client(base_url=service.url, timeout=20) as client:
        client.get("/health")
        threading.Timer(0.5, service.process.terminate).start()
        response = ask(client, "{ slow(seconds: 30) }")
        line = service.next_line("request")
    assert (response.status_code, code_of(response)) == (503, "STOPPING")
    assert (line["status"], line["code"], line["root_fields"]) == (503, "STOPPING", ["slow"])
