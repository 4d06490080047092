"""Tokens against a real provider on loopback: which are accepted, and every known way to forge one."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st
from jwt.algorithms import RSAAlgorithm
from oidc_provider import Provider, provided, signing_key

from api.background import Background
from api.errors import Forbidden, SignInUnavailable, Unauthenticated
from api.logs import make_log
from api.signin import development, provider
from api.signin.bearer import KEPT, LONGEST, Bearer
from api.signin.development import DevelopmentKey
from api.signin.principal import Principal
from api.signin.provider import AGAIN, STALE, ProviderKeys
from api.signin.terms import Claims, TokenTerms
from graph.private_files import ReadableByOthers


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


class Signing:
    """A bearer check against a provider, on a clock of the test's."""

    def __init__(self, provider: Provider, **terms: Any) -> None:
        self.clock, self.log = Clock(), BytesIO()
        self.background = Background(make_log(self.log))
        keys = ProviderKeys(provider.issuer, self.background, self.clock)
        self.bearer = Bearer(TokenTerms(**{"issuer": provider.issuer, **terms}), keys, clock=self.clock)

    async def principal(self, token: str) -> Principal:
        return await self.bearer.principal(token)


@pytest.fixture(scope="module")
def idle() -> Iterator[Provider]:
    """A provider that no test changes."""
    with provided() as running:
        yield running


@pytest.fixture
def changing() -> Iterator[Provider]:
    with provided() as running:
        yield running


# Who it is


async def test_a_good_token_says_who_asks_and_for_what(idle: Provider) -> None:
    principal = await Signing(idle).principal(idle.token())
    viewer = principal.viewer
    assert (viewer.professional, viewer.agency, viewer.role) == ("worker-7", "council", "case_worker")
    assert (principal.purpose, principal.basis, viewer.sees_all) == ("safeguarding_enquiry", None, False)


async def test_a_providers_own_names_are_translated(idle: Provider) -> None:
    terms = {
        "claims": Claims(role="realm.groups", agency="https://example.org/agency"),
        "roles": {"MASH Practitioners": "mash_worker"},
        "agencies": {"E08000012": "council"},
    }
    said: dict[str, Any] = {
        "role": None, "agency": None, "realm": {"groups": ["Everybody", "MASH Practitioners"]},
        "https://example.org/agency": "E08000012",
    }
    viewer = (await Signing(idle, **terms).principal(idle.token(**said))).viewer
    assert (viewer.agency, viewer.role) == ("council", "mash_worker")


@pytest.mark.parametrize(
    "said",
    [
        {"role": "superuser"}, {"role": "local_user"}, {"role": None}, {"role": ["case_worker", "manager"]},
        {"role": {"case_worker": True}}, {"agency": None}, {"agency": ""}, {"agency": 7}, {"agency": "x" * 201},
        {"purpose": "curiosity"}, {"purpose": None}, {"purpose": ["section47"]},
    ],
)
async def test_a_good_signature_without_one_role_agency_and_purpose_gives_no_place(
    idle: Provider, said: dict[str, Any]
) -> None:
    with pytest.raises(Forbidden):
        await Signing(idle).principal(idle.token(**said))


# Forgeries


def unsigned(claims: dict[str, Any], **header: Any) -> str:
    """A token of these parts with an empty signature."""
    parts = ({"typ": "JWT", **header}, claims)
    return ".".join(base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts) + "."


def by_public_key(idle: Provider) -> str:
    """Key confusion: the public key taken for a shared secret of HS256."""
    from hashlib import sha256
    from hmac import digest

    secret = idle.keys["first"].public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head = unsigned(idle.claims(), alg="HS256", kid="first").rstrip(".")
    return head + "." + base64.urlsafe_b64encode(digest(secret, head.encode(), sha256)).decode().rstrip("=")


def by_embedded_key(idle: Provider) -> str:
    """A key that the token brings along."""
    key = signing_key("mine")
    brought = RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return jwt.encode(idle.claims(), key, "RS256", headers={"kid": "mine", "jwk": brought})


def signed_by_another(idle: Provider, **header: str) -> str:
    return jwt.encode(idle.claims(), signing_key("another"), "RS256", headers={"kid": "first", **header})


NOW = int(time.time())
FORGED: dict[str, Callable[[Provider], str]] = {
    "alg none": lambda p: unsigned(p.claims(), alg="none", kid="first"),
    "alg nOnE": lambda p: unsigned(p.claims(), alg="nOnE", kid="first"),
    "no alg": lambda p: unsigned(p.claims(), kid="first"),
    "alg is a list": lambda p: unsigned(p.claims(), alg=["RS256"], kid="first"),
    "signature of zeros": lambda p: unsigned(p.claims(), alg="ES256", kid="first") + "A" * 86,
    "signature of another's token": lambda p: p.token(sub="worker-8").rpartition(".")[0]
    + "." + p.token().rpartition(".")[2],
    "signature taken off": lambda p: p.token().rpartition(".")[0] + ".",
    "wrong key": signed_by_another,
    "key confusion": by_public_key,
    "key brought along": by_embedded_key,
    "key at an address": lambda p: signed_by_another(p, jku="http://127.0.0.1:1/keys", x5u="http://127.0.0.1:1/x"),
    "algorithm not listed": lambda p: jwt.encode(p.claims(), p.keys["first"], "RS512", headers={"kid": "first"}),
    "unknown extension": lambda p: jwt.encode(
        p.claims(), p.keys["first"], "RS256", headers={"kid": "first", "crit": ["exp"], "exp": 1}
    ),
    "kid is a path": lambda p: signed_by_another(p, kid="../../../../dev/null"),
    "kid is SQL": lambda p: signed_by_another(p, kid="x' UNION SELECT 'AA' --"),
    "kid is long": lambda p: signed_by_another(p, kid="k" * 257),
    "kid is no text": lambda p: unsigned(p.claims(), alg="RS256", kid={"first": 1}),
    "wrong audience": lambda p: p.token(aud="another"),
    "audiences of others": lambda p: p.token(aud=["another", "thinkfamily "]),
    "no audience": lambda p: p.token(aud=None),
    "wrong issuer": lambda p: p.token(iss="http://127.0.0.1:1"),
    "issuer with a slash more": lambda p: p.token(iss=p.issuer + "/"),
    "no issuer": lambda p: p.token(iss=None),
    "expired": lambda p: p.token(iat=NOW - 700, exp=NOW - 100),
    "never expires": lambda p: p.token(exp=None),
    "lasts for a week": lambda p: p.token(exp=NOW + 7 * 86_400),
    "issued in the future": lambda p: p.token(iat=NOW + 3_600, exp=NOW + 4_000),
    "not before later": lambda p: p.token(nbf=NOW + 3_600),
    "no time of issue": lambda p: p.token(iat=None),
    "no subject": lambda p: p.token(sub=None),
    "subject is a number": lambda p: jwt.encode(
        {**p.claims(), "sub": 7}, p.keys["first"], "RS256", headers={"kid": "first"}
    ),
    "oversize": lambda p: p.token(padding="x" * LONGEST),
    "encrypted": lambda p: ".".join(["e30"] * 5),
    "empty": lambda p: "",
    "two dots": lambda p: "..",
}


@pytest.mark.parametrize("forgery", FORGED)
@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
async def test_a_forged_token_is_refused(idle: Provider, forgery: str) -> None:
    token = FORGED[forgery](idle)
    with pytest.raises(Unauthenticated) as refused:
        await Signing(idle).principal(token)
    assert refused.value.status == 401
    assert "worker-7" not in str(refused.value)


async def test_a_time_beyond_all_numbers_is_refused(idle: Provider) -> None:
    payload = json.dumps(idle.claims()).replace(str(idle.claims()["exp"]), "1e999").encode()
    token = jwt.api_jws.encode(payload, idle.keys["first"], "RS256", headers={"kid": "first"})
    with pytest.raises(Unauthenticated):
        await Signing(idle).principal(token)


async def test_a_symmetric_key_in_the_published_set_is_not_used(changing: Provider) -> None:
    secret = base64.urlsafe_b64encode(b"s" * 32).decode().rstrip("=")
    changing.extra_keys = [{"kty": "oct", "kid": "shared", "k": secret}]
    token = jwt.encode(changing.claims(), b"s" * 32, "HS256", headers={"kid": "shared"})
    with pytest.raises(Unauthenticated):
        await Signing(changing).principal(token)


async def test_a_weak_key_is_not_used(changing: Provider) -> None:
    changing.keys["weak"] = generate_private_key(65537, 1024)
    with pytest.warns(jwt.warnings.InsecureKeyLengthWarning):
        token = changing.token("weak")
    with pytest.raises(Unauthenticated):
        await Signing(changing).principal(token)


@given(st.text(max_size=300) | st.text(alphabet="eyJhbGciOi.-_0=", max_size=300))
async def test_no_text_is_a_token_by_chance(text: str) -> None:
    bearer = Bearer(development.TERMS, DevelopmentKey(Ed25519PrivateKey.generate()))
    with pytest.raises(Unauthenticated):
        await bearer.principal(text)


# What is remembered


async def test_a_good_token_is_checked_once_and_no_longer_when_it_expires(idle: Provider) -> None:
    signing = Signing(idle)
    token = idle.token()
    assert await signing.principal(token) is await signing.principal(token)
    signing.clock.now = idle.claims()["exp"] + 1.0
    again = await signing.principal(token)  # within the leeway the signature is checked anew
    assert again == await signing.principal(token)


async def test_a_key_that_the_provider_withdrew_soon_counts_no_more(changing: Provider) -> None:
    signing = Signing(changing)
    token = changing.token(exp=int(time.time()) + 7_200)
    await signing.principal(token)
    del changing.keys["first"]
    changing.new_key("second")
    signing.clock.now += KEPT + 1
    await signing.principal(changing.token("second"))  # has the keys fetched
    with pytest.raises(Unauthenticated):
        await signing.principal(token)


# The provider's keys


async def test_a_new_key_is_fetched_when_a_token_names_it(changing: Provider) -> None:
    signing = Signing(changing)
    await signing.principal(changing.token())
    changing.new_key("second")
    signing.clock.now += AGAIN + 1
    assert (await signing.principal(changing.token("second"))).viewer.agency == "council"


@pytest.mark.slow
async def test_unknown_keys_do_not_make_the_service_ask_without_end(changing: Provider) -> None:
    signing = Signing(changing)
    forged = [signed_by_another(changing, kid=f"k{number}") for number in range(20)]
    for token in forged:
        with pytest.raises(Unauthenticated):
            await signing.principal(token)
    assert changing.asked.count("/keys") == 1


async def test_known_keys_serve_while_the_provider_is_down_for_a_day(changing: Provider) -> None:
    signing = Signing(changing)
    await signing.principal(changing.token())
    changing.status = 503
    signing.clock.now += STALE - 10
    assert (await signing.principal(changing.token(padding="1"))).viewer.agency == "council"
    signing.clock.now += 20
    with pytest.raises(SignInUnavailable):
        await signing.principal(changing.token(padding="2"))


async def test_a_slow_provider_is_given_up(changing: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provider, "SECONDS", 0.3)
    changing.delay = 2.0
    started = time.monotonic()
    with pytest.raises(SignInUnavailable):
        await Signing(changing).principal(changing.token())
    assert time.monotonic() - started < 1.5


@pytest.mark.parametrize(
    "wrong",
    [
        {"padding": provider.LARGEST},
        {"status": 302},
        {"document": {"issuer": "https://elsewhere.example"}},
        {"document": {"jwks_uri": "http://keys.example/keys"}},
        {"document": {"jwks_uri": "file:///etc/passwd"}},
        {"document": {"jwks_uri": None}},
    ],
    ids=str,
)
async def test_what_a_wrong_provider_says_is_not_taken(changing: Provider, wrong: dict[str, Any]) -> None:
    for name, value in wrong.items():
        setattr(changing, name, value)
    signing = Signing(changing)
    with pytest.raises(SignInUnavailable):
        await signing.principal(changing.token())
    assert b"sign_in_keys_not_fetched" in signing.log.getvalue()


# Development tokens


async def test_a_development_token_is_good_for_its_home_alone(tmp_path: Path) -> None:
    here, there = DevelopmentKey.of(tmp_path / "here"), DevelopmentKey.of(tmp_path / "there")
    token = here.token(agency="council", role="manager", purpose="audit", hours=1)
    again = DevelopmentKey.of(tmp_path / "here")
    principal = await Bearer(development.TERMS, again).principal(token)
    assert (principal.viewer.agency, principal.viewer.role, principal.purpose) == ("council", "manager", "audit")
    with pytest.raises(Unauthenticated):
        await Bearer(development.TERMS, there).principal(token)


@pytest.mark.parametrize("hours", [0, -1, 24.5, float("nan")])
def test_a_development_token_lasts_a_day_at_most(tmp_path: Path, hours: float) -> None:
    with pytest.raises(ValueError, match="--hours"):
        DevelopmentKey.of(tmp_path).token(agency="council", role="manager", purpose="audit", hours=hours)


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    DevelopmentKey.of(tmp_path)
    file = tmp_path / "signin" / "development-key.pem"
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o640)
    with pytest.raises(ReadableByOthers, match="chmod 600"):
        DevelopmentKey.of(tmp_path)
