"""Sign-in as clients meet it: `thinkfamily serve` as a process, asked over HTTP."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from certificates import certificate
from oidc_provider import Provider, provided
from serving import serving, thinkfamily
from store_processes import eventually
from toy_service import Service

from graph.private_store import StoreAddress

pytestmark = pytest.mark.slow

QUESTION = '{ person(id: "person:none") { id } }'
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
ROLE = ("--agency", "council", "--role", "case_worker", "--purpose", "safeguarding_enquiry")


def ask(url: str, token: str | None = None, verify: Any = True, **headers: str) -> httpx.Response:
    """One question; header names are written with underscores."""
    said = {name.replace("_", "-"): value for name, value in headers.items()}
    if token is not None:
        said["authorization"] = f"Bearer {token}"
    return httpx.post(f"{url}/graphql", json={"query": QUESTION}, headers=said, timeout=70, verify=verify)


def outcome(response: httpx.Response) -> tuple[int, str]:
    """The status, and the code of a refusal."""
    said = response.json()
    return response.status_code, said["errors"][0]["extensions"]["code"] if "errors" in said else ""


@pytest.fixture(scope="module")
def development(store: StoreAddress, store_home: Path) -> Iterator[Service]:
    """The service as it starts without any configuration."""
    with serving(store_home) as service:
        yield service


@pytest.fixture(scope="module")
def token(store_home: Path) -> str:
    """What `thinkfamily token` prints."""
    done = thinkfamily(store_home, "token", *ROLE)
    (line,) = done.stdout.splitlines()
    return line


# Development


def test_without_a_token_nothing_is_answered(development: Service) -> None:
    refused = ask(development.url)
    assert outcome(refused) == (401, "UNAUTHENTICATED")
    assert refused.headers["www-authenticate"].startswith("Bearer")
    assert "data" not in refused.json()


def test_a_development_token_opens_the_service_of_its_home(development: Service, token: str) -> None:
    answered = ask(development.url, token)
    assert answered.json() == {"data": {"person": None}} or outcome(answered)[1] == "NOT_COVERED"


@pytest.mark.parametrize(
    "header", ["Basic dTpw", "Bearer", "Bearer x.y.z", "token", "Bearer \xff\xfe", "Bearer " + "x" * 9_000]
)
def test_other_authorization_is_refused(development: Service, header: str) -> None:
    said = {b"authorization": header.encode("latin-1")}
    refused = httpx.post(f"{development.url}/graphql", json={"query": QUESTION}, headers=said)
    assert outcome(refused) == (401, "UNAUTHENTICATED")


def test_two_tokens_are_none(development: Service, token: str) -> None:
    two = [("authorization", f"Bearer {token}"), ("authorization", f"Bearer {token}")]
    refused = httpx.post(f"{development.url}/graphql", json={"query": QUESTION}, headers=two)
    assert outcome(refused) == (401, "UNAUTHENTICATED")


def test_a_token_in_the_url_is_none(development: Service, token: str) -> None:
    refused = httpx.get(f"{development.url}/graphql", params={"query": QUESTION, "access_token": token})
    assert outcome(refused) == (401, "UNAUTHENTICATED")


def test_whether_it_lives_and_is_ready_is_told_without_a_token(development: Service) -> None:
    assert httpx.get(f"{development.url}/health", timeout=10).status_code == 200
    assert httpx.get(f"{development.url}/ready", timeout=10).status_code in (200, 503)
    assert eventually(lambda: httpx.get(f"{development.url}/ready", timeout=10).status_code == 200)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"x_purpose": "curiosity"}, (400, "UNKNOWN_PURPOSE")),
        ({"x_purpose": ""}, (400, "UNKNOWN_PURPOSE")),
        ({"x_basis": "because"}, (400, "UNKNOWN_BASIS")),
        ({"x_purpose": "section47"}, (403, "PURPOSE_NOT_HELD")),
        ({"x_purpose": "audit"}, (403, "PURPOSE_NOT_HELD")),
    ],
)
def test_purpose_and_basis_are_of_the_lists_and_within_the_token(
    development: Service, token: str, headers: dict[str, str], expected: tuple[int, str]
) -> None:
    assert outcome(ask(development.url, token, **headers)) == expected


def test_the_explorer_says_how_to_sign_in(development: Service) -> None:
    page = httpx.get(f"{development.url}/graphql", headers=BROWSER)
    assert (page.status_code, "thinkfamily token" in page.text) == (200, True)
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]


def test_the_log_holds_no_token(store: StoreAddress, store_home: Path, token: str) -> None:
    with serving(store_home) as service:
        ask(service.url, token)
        ask(service.url, token[:-1])
        _, log = service.stop()
    assert b'"event":"request"' in log
    assert token.split(".")[1].encode() not in log


@pytest.mark.parametrize(
    "words",
    [
        ("--agency", "council", "--role", "superuser", "--purpose", "audit"),
        ("--agency", "council", "--role", "manager", "--purpose", "curiosity"),
        (*ROLE, "--hours", "25"),
    ],
)
def test_a_token_of_no_role_or_purpose_or_for_long_is_not_made(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = thinkfamily(tmp_path, "token", *words)
    assert (done.returncode, done.stdout) == (2, "")


def test_a_viewer_who_asks_too_fast_is_refused_for_a_while(
    store: StoreAddress, store_home: Path, tmp_path: Path, token: str
) -> None:
    (tmp_path / "config.toml").write_text("[limits.case_worker]\nrequests_a_minute = 2\n")
    with serving(store_home, THINKFAMILY_CONFIG=str(tmp_path / "config.toml")) as service:
        outcomes = [ask(service.url, token) for _ in range(3)]
    assert [outcome(each) for each in outcomes[:2]] == [(200, "")] * 2
    assert outcome(outcomes[2]) == (429, "TOO_MANY_REQUESTS")
    assert 1 <= int(outcomes[2].headers["retry-after"]) <= 30


# Open


def test_open_needs_no_token_and_says_so(store: StoreAddress, store_home: Path) -> None:
    with serving(store_home, "--open") as service:
        assert "No sign-in" in service.next_line("open")["meaning"]
        assert ask(service.url).json() == {"data": {"person": None}}
        assert outcome(ask(service.url, x_purpose="curiosity")) == (400, "UNKNOWN_PURPOSE")
        assert "without sign-in" in httpx.get(f"{service.url}/graphql", headers=BROWSER).text


# A provider


def configured(folder: Path, provider: Provider, more: str = "") -> str:
    """A configuration that names the provider."""
    file = folder / "config.toml"
    file.write_text(f'[signin]\nissuer = "{provider.issuer}"\n{more}')
    file.chmod(0o600)
    return str(file)


def test_with_a_provider_its_tokens_count_and_no_others(
    store: StoreAddress, store_home: Path, tmp_path: Path, token: str
) -> None:
    with provided() as provider:
        config = configured(tmp_path, provider)
        with serving(store_home, THINKFAMILY_CONFIG=config) as service:
            good = provider.token()
            assert outcome(ask(service.url, good))[0] == 200
            assert outcome(ask(service.url, token)) == (401, "UNAUTHENTICATED")
            assert outcome(ask(service.url, provider.token(role="superuser"))) == (403, "FORBIDDEN")
            page = httpx.get(f"{service.url}/graphql", headers=BROWSER)
            assert (page.status_code, outcome(page)[1]) == (401, "UNAUTHENTICATED")
            assert httpx.get(f"{service.url}/static/graphiql/graphiql.js").status_code == 404


def test_a_provider_that_is_down_is_told_apart_from_a_bad_token(
    store: StoreAddress, store_home: Path, tmp_path: Path
) -> None:
    with provided() as provider:
        provider.status = 500
        with serving(store_home, THINKFAMILY_CONFIG=configured(tmp_path, provider)) as service:
            assert outcome(ask(service.url, provider.token())) == (503, "SIGN_IN_UNAVAILABLE")


# Where it may be seen


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--host", "0.0.0.0"), "no sign-in is configured"),
        (("--host", "::"), "no sign-in is configured"),
        (("--host", "0.0.0.0", "--open"), "without sign-in"),
        (("--behind-tls-proxy",), "no sign-in is configured"),
        (("--tls-cert", "cert.pem"), "give both"),
    ],
)
def test_without_sign_in_it_is_not_shown_to_a_network(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    done = thinkfamily(tmp_path, "serve", "--port", "0", *words)
    assert (done.returncode, said in " ".join(done.stderr.split())) == (2, True)


def test_with_sign_in_it_is_shown_to_a_network_by_tls_alone(tmp_path: Path) -> None:
    with provided() as provider:
        done = thinkfamily(
            tmp_path, "serve", "--port", "0", "--host", "0.0.0.0", THINKFAMILY_CONFIG=configured(tmp_path, provider)
        )
    assert (done.returncode, "unencrypted" in " ".join(done.stderr.split())) == (2, True)


def test_open_and_a_provider_together_are_refused(tmp_path: Path) -> None:
    with provided() as provider:
        done = thinkfamily(tmp_path, "serve", "--open", THINKFAMILY_CONFIG=configured(tmp_path, provider))
    assert (done.returncode, "--open" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ('[signin]\naudience = "x"\n', "signin.issuer"),
        ('[signin]\nissuer = "http://login.example.org"\n', "https"),
        ('[signin]\nissuer = "https://login.example.org"\nalgorithms = ["HS256"]\n', "signin.algorithms"),
        ('[signin]\nissuer = "https://login.example.org"\nalgorithms = ["none"]\n', "signin.algorithms"),
        ('[signin]\nissuer = "https://login.example.org"\nverify = false\n', "signin.verify"),
        ('[signin]\nissuer = "https://login.example.org"\n[signin.roles]\nAll = "everything"\n', "signin.roles.All"),
        ('[signin]\nissuer = "https://login.example.org"\n[signin.claims]\nname = "sub"\n', "signin.claims.name"),
        ('signin = "https://login.example.org"\n', "[signin]"),
        ('[service]\nhosts = "family.example.org"\n', "service.hosts"),
        ("[signin\n", "cannot be read"),
        ("[limits.superuser]\npeople_an_hour = 5\n", "limits.superuser"),
        ("[limits.manager]\npeople_a_day = 5\n", "limits.manager.people_a_day"),
        ("[limits.manager]\npeople_an_hour = true\n", "limits.manager.people_an_hour"),
    ],
)
def test_a_configuration_that_cannot_be_followed_names_the_key(tmp_path: Path, config: str, said: str) -> None:
    (tmp_path / "config.toml").write_text(config)
    (tmp_path / "config.toml").chmod(0o600)
    done = thinkfamily(tmp_path, "serve", "--port", "0")
    assert (done.returncode, said in " ".join(done.stderr.split())) == (2, True), done.stderr


def test_a_configuration_that_others_may_change_is_refused(tmp_path: Path) -> None:
    with provided() as provider:
        config = configured(tmp_path, provider)
        Path(config).chmod(0o666)
        done = thinkfamily(tmp_path, "serve", THINKFAMILY_CONFIG=config)
    assert (done.returncode, "chmod go-w" in " ".join(done.stderr.split())) == (2, True)


def test_by_tls_beyond_loopback_with_a_provider_it_answers(
    store: StoreAddress, store_home: Path, tmp_path: Path
) -> None:
    chain, key = certificate(tmp_path)
    words = ("--host", "0.0.0.0", "--tls-cert", str(chain), "--tls-key", str(key))
    trusted = ssl.create_default_context(cafile=str(chain))
    with provided() as provider, serving(
        store_home, *words, THINKFAMILY_CONFIG=configured(tmp_path, provider, '[service]\nhosts = ["family.test"]\n')
    ) as service:
        url = service.url.replace("0.0.0.0", "127.0.0.1")
        assert url.startswith("https://")
        assert outcome(ask(url, verify=trusted)) == (401, "UNAUTHENTICATED")
        answered = ask(url, provider.token(), verify=trusted, host="family.test")
        assert outcome(answered)[0] == 200
        assert "max-age" in answered.headers["strict-transport-security"]
        assert outcome(ask(url, provider.token(), verify=trusted, host="evil.test")) == (403, "FORBIDDEN_ORIGIN")


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    chain, key = certificate(tmp_path)
    key.chmod(0o644)
    done = thinkfamily(tmp_path, "serve", "--open", "--tls-cert", str(chain), "--tls-key", str(key))
    assert (done.returncode, "chmod 600" in " ".join(done.stderr.split())) == (2, True)


def test_a_certificate_of_another_key_is_refused(tmp_path: Path) -> None:
    chain, _ = certificate(tmp_path)
    (tmp_path / "other").mkdir()
    _, key = certificate(tmp_path / "other")
    done = thinkfamily(tmp_path, "serve", "--open", "--tls-cert", str(chain), "--tls-key", str(key))
    assert (done.returncode, "cannot be used" in " ".join(done.stderr.split())) == (2, True)
