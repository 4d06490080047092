"""Text that UTF-8 cannot carry, at every place where text enters: refused there, in words that are no codec's."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from extract_deliveries import delivery
from oidc_provider import Provider, provided
from serving import serving, thinkfamily
from test_background import Watched

from api.command_line import NotUTF8, check_command_line
from api.errors import Unauthenticated
from api.signin.bearer import Bearer
from api.signin.development import DevelopmentKey
from api.signin.provider import ProviderKeys
from api.signin.terms import TokenTerms
from graph.private_store import StoreAddress
from graph.utf8 import is_utf8
from loaders.formats import recognised
from loaders.problems import DeliveryRefused
from queries.access.policy import BadPolicy, of_home

HIGH, LOW = "\ud800", "\udfff"
"""The first half of a surrogate pair, and a second half, each without the other."""
QUESTION = '{ person(id: "person:none") { id } }'
CODECS = ("codec", "surrogates", "position", "Traceback", "can't", "not allowed")
ORDINARY, HOSTILE = 40, 1_000


@pytest.mark.parametrize(
    ("text", "can"), [("", True), ("Zoë", True), ("\0", True), ("😀", True), (HIGH, False), (f"a{LOW}", False)]
)
def test_which_text_utf8_can_carry(text: str, can: bool) -> None:
    assert is_utf8(text) == can


def plainly(said: str) -> str:
    """What a client or user is told, which must not be a codec's message."""
    assert not [word for word in CODECS if word in said], said
    return said


# Tokens

CLAIMS: tuple[dict[str, Any], ...] = (
    {"sub": f"a{HIGH}"}, {"agency": f"{LOW}council"}, {"role": ["case_worker", HIGH]}, {"purpose": HIGH},
    {"own_person": HIGH}, {"family_name": f"Mar{HIGH}sh"}, {"address": {"postal_code": LOW}},
    {"name": {"given": [f"Zo{HIGH}"]}}, {f"claim{HIGH}": 1},
)
"""Claims that are read, and others: a provider may put anything into a token."""


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with provided() as running:
        yield running


@pytest.mark.parametrize("claims", CLAIMS, ids=ascii)
async def test_a_token_that_utf8_cannot_carry_is_refused(provider: Provider, claims: dict[str, Any]) -> None:
    keys = ProviderKeys(provider.issuer, Watched().background)
    bearer = Bearer(TokenTerms(issuer=provider.issuer), keys)
    with pytest.raises(Unauthenticated, match="not Unicode"):
        await bearer.principal(provider.token(**claims))
    assert (await bearer.principal(provider.token(sub="Zoë 😀"))).viewer.professional == "Zoë 😀"


def test_no_development_token_is_made_of_it(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="--agency"):
        DevelopmentKey.of(tmp_path).token(agency=f"x{HIGH}", role="manager", purpose="audit", hours=1)


# A service of which 1,000 hostile requests are made


@dataclass
class Asking:
    """A client of a service, its good token, and what signs others."""

    client: httpx.Client
    token: str
    key: DevelopmentKey

    def ordinary(self) -> float:
        """The median time of an ordinary request, in seconds."""
        times = []
        for _ in range(ORDINARY):
            started = time.monotonic()
            response = self.client.post("/graphql", json={"query": QUESTION}, headers=self.signed(self.token))
            times.append(time.monotonic() - started)
            assert response.status_code == 200 and "errors" not in response.json(), response.text
        return statistics.median(times)

    def signed(self, token: str) -> dict[str, str]:
        return {"authorization": f"Bearer {token}"}

    def signing(self, claims: dict[str, Any]) -> str:
        """A token of this service's own key with claims of the test's."""
        good = jwt.decode(self.token, options={"verify_signature": False})
        payload = json.dumps({**good, **claims}).encode()
        return jwt.api_jws.encode(payload, self.key.private, "EdDSA", headers={"kid": "development"})

    def post(self, headers: dict[Any, Any], **body: Any) -> httpx.Response:
        return self.client.post("/graphql", headers=headers, **(body or {"json": {"query": QUESTION}}))


def by_claims(asking: Asking, number: int) -> httpx.Response:
    return asking.post(asking.signed(asking.signing({**CLAIMS[number % len(CLAIMS)], "jti": str(number)})))


def by_header(asking: Asking, number: int) -> httpx.Response:
    name = (b"x-purpose", b"x-basis", b"x-glass", b"authorization")[number % 4]
    bad = b"\xed\xa0\x80", b"\xff" * (1 + number % 50), "Zoë\ufffd".encode()
    signed = {key.encode(): value.encode() for key, value in asking.signed(asking.token).items()}
    return asking.post({**signed, name: bad[number % len(bad)]})


def by_body(asking: Asking, number: int) -> httpx.Response:
    bodies = (
        b'{"query": "query ($id: ID!) { person(id: $id) { id } }", "variables": {"id": "\\ud800"}}',
        b'{"query": "{ person(id: \\"\\\\ud800\\") { id } }"}',
        b'{"query": "{ person(id: \\"\\\\u{dfff}\\") { id } }"}',
        b'{"query": "query A { person(id: \\"1\\") { id } }", "operationName": "\\udfff"}',
        b'{"query": "{ person(id: \\"\xed\xa0\x80\\") { id } }"}',
        b'{"query": "{ coverage { agency { id } } }", "extensions": {"\\ud800": 1}}',
    )
    headers = {**asking.signed(asking.token), "content-type": "application/json", "accept": RESPONSE_TYPE}
    return asking.post(headers, content=bodies[number % len(bodies)])


def by_address(asking: Asking, number: int) -> httpx.Response:
    addresses = (
        "/graphql?query=%ed%a0%80", f"/graphql?query={{coverage{{agency{{id}}}}}}&operationName=%ff{number}",
        "/graphql?query={coverage{agency{id}}}&variables={%22id%22:%22%5cud800%22}",
        "/pictures/genogram/person:none.svg?on=%ed%a0%80", "/pictures/genogram/%ed%a0%80.svg",
    )
    return asking.client.get(addresses[number % len(addresses)], headers=asking.signed(asking.token))


RESPONSE_TYPE = "application/graphql-response+json"
WAYS: tuple[Callable[[Asking, int], httpx.Response], ...] = (by_claims, by_header, by_body, by_address)


@pytest.mark.slow
def test_after_a_thousand_hostile_requests_an_ordinary_one_is_answered_as_fast_as_before(
    store: StoreAddress, store_home: Path, tmp_path: Path
) -> None:
    words = ("--agency", "council", "--role", "manager", "--purpose", "direct_care")
    token = thinkfamily(store_home, "token", *words).stdout.strip()
    limits = tmp_path / "config.toml"
    limits.write_text("[limits.manager]\nrequests_a_minute = 100000\n")
    with serving(store_home, THINKFAMILY_CONFIG=str(limits)) as service, httpx.Client(
        base_url=service.url, timeout=70
    ) as client:
        asking = Asking(client, token, DevelopmentKey.of(store_home))
        asking.ordinary()
        before = asking.ordinary()
        refused = [WAYS[number % len(WAYS)](asking, number // len(WAYS)) for number in range(HOSTILE)]
        after = asking.ordinary()
        ready = client.get("/ready").json()
        _, log = service.stop()
    assert {response.status_code for response in refused} == {400, 401, 403}
    assert {response.status_code for response in refused[:: len(WAYS)]} == {401}
    for response in refused:
        plainly("".join(error["message"] for error in response.json()["errors"]))
    assert after < 2 * before + 0.05
    assert ready == {"status": "ready"}
    assert not [word for word in (b'"unexpected"', b"audit_not_written", b"Traceback") if word in log]
    print(f"an ordinary request takes {before * 1000:.1f} ms before and {after * 1000:.1f} ms after")


# The command line


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["token", "--agency", b"x\xff", "--role", "case_worker", "--purpose", "assessment"], "Argument 3"),
        (["load", b"caf\xe9"], "Argument 2"),
        (["decide", b"flag\xff", "cleared", "--reason", "none"], "Argument 2"),
        (["picture", "genogram", "person:none", "--out", b"\xff.svg"], "Argument 5"),
        ([b"\xff"], "Argument 1"),
    ],
)
def test_a_word_of_a_command_that_is_not_utf8_is_refused(
    tmp_path: Path, words: list[str | bytes], named: str
) -> None:
    environment = {**os.environ, "THINKFAMILY_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "api", *words]
    done = subprocess.run(command, env=environment, capture_output=True, timeout=120, check=False)
    said = done.stderr.decode().replace("\n", " ")
    assert (done.returncode, done.stdout, said.startswith(f"{named} is not UTF-8")) == (2, b"", True), said
    assert list(tmp_path.iterdir()) == []


def test_a_variable_that_is_not_utf8_is_named() -> None:
    check_command_line(["load", "Zoë"], {"OTHER": HIGH, "THINKFAMILY_HOME": "/home"})
    with pytest.raises(NotUTF8, match="^THINKFAMILY_NEO4J_USER is not UTF-8"):
        check_command_line([], {"THINKFAMILY_NEO4J_USER": f"neo{HIGH}"})


# Files


def exported(folder: Path, name: bytes) -> Path:
    """An export that a mapping describes, in a file of a name."""
    folder.mkdir()
    columns = "Cms Id,Address,Service Involvement,Local Authority Organisation,Date Current As Of\n"
    Path(os.fsdecode(bytes(folder) + b"/" + name)).write_text(columns)
    return folder


def test_a_delivery_whose_file_or_folder_has_such_a_name_is_refused(tmp_path: Path) -> None:
    folder = exported(tmp_path / "export", b"caf\xe9.csv")
    with pytest.raises(DeliveryRefused, match="the name of this file is not UTF-8") as refused:
        recognised(folder).read(folder)
    assert is_utf8(str(refused.value))
    folder = exported(Path(os.fsdecode(bytes(tmp_path) + b"/caf\xe9")), b"plain.csv")
    with pytest.raises(DeliveryRefused, match="the name of this folder is not UTF-8") as refused:
        recognised(folder)
    assert is_utf8(str(refused.value))


def test_a_table_beside_a_file_of_such_a_name_is_read(tmp_path: Path) -> None:
    folder = delivery(tmp_path / "extract", {"people": "person_id,sex\nP1,M\n"})
    Path(os.fsdecode(bytes(folder) + b"/caf\xe9.csv")).write_text("other\n")
    assert [source.file for source in recognised(folder).read(folder).sources] == ["people.csv"]


@pytest.mark.slow
@pytest.mark.parametrize("words", [("serve", "--port", "0"), ("load", "folder")])
def test_a_configuration_that_is_not_utf8_says_so(
    tmp_path: Path, words: tuple[str, ...], store: StoreAddress
) -> None:
    (tmp_path / "config.toml").write_bytes(b'[service]\nhosts = ["caf\xe9"]\n')
    signed = {"THINKFAMILY_NEO4J_USER": store.user, "THINKFAMILY_NEO4J_PASSWORD": store.password}
    done = thinkfamily(tmp_path, *words, THINKFAMILY_NEO4J_URI=store.uri, **signed)
    said = plainly(" ".join(done.stderr.split()))
    assert (done.returncode, "it is not UTF-8; save it as UTF-8" in said) == (2, True)


def test_a_policy_that_is_not_utf8_says_so(tmp_path: Path) -> None:
    file = tmp_path / "access.toml"
    file.write_bytes(b'version = "caf\xe9"\n')
    file.chmod(0o600)
    with pytest.raises(BadPolicy, match="is not UTF-8; save it as UTF-8"):
        of_home(tmp_path)
