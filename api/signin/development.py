"""Development tokens: signed with a key of the home, for a service on this machine's loopback address alone."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from jwt import PyJWK
from jwt.algorithms import OKPAlgorithm

from api.errors import Unauthenticated
from api.signin.bearer import NOT_ACCEPTED
from api.signin.terms import TokenTerms
from graph.private_files import check_private, create_private
from graph.utf8 import is_utf8

ALGORITHM = "EdDSA"
KID = "development"
LONGEST_HOURS = 24
TERMS = TokenTerms(issuer="thinkfamily:development", algorithms=(ALGORITHM,))


@dataclass(frozen=True)
class DevelopmentKey:
    """The key of a home, which makes tokens and checks them."""

    private: Ed25519PrivateKey

    @classmethod
    def of(cls, home: Path) -> DevelopmentKey:
        """The key of this home, made at the first call. Raises `ReadableByOthers`."""
        folder = home.expanduser().absolute() / "signin"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = folder / "development-key.pem"
        if not file.exists():
            create_private(file, _new())
        check_private(file, "key by which tokens are signed")
        key = load_pem_private_key(file.read_bytes(), password=None)
        assert isinstance(key, Ed25519PrivateKey)
        return cls(key)

    def token(self, *, agency: str, role: str, purpose: str, hours: float) -> str:
        """Make a token for a development user of this agency.

        Raises ValueError for more hours than a day has, and for an agency that no token may name.
        """
        if not is_utf8(agency):
            raise ValueError(f"--agency is {agency!r}, which is not UTF-8. Give the id that its deliveries have.")
        if not 0 < hours <= LONGEST_HOURS:
            raise ValueError(f"--hours is {hours:g}; give more than 0, up to {LONGEST_HOURS}.")
        named, now = TERMS.claims, datetime.now(UTC)
        said = {
            "iss": TERMS.issuer,
            "aud": TERMS.audience,
            "iat": now,
            "exp": now + timedelta(hours=hours),
            "jti": secrets.token_hex(8),
            named.professional: f"development:{agency}:{role}",
            named.agency: agency,
            named.role: role,
            named.purpose: purpose,
        }
        return jwt.encode(said, self.private, ALGORITHM, headers={"kid": KID})

    async def key(self, kid: str | None, algorithm: str) -> PyJWK:
        """The public half (`api.signin.bearer.KeySource`)."""
        if kid != KID:
            raise Unauthenticated(NOT_ACCEPTED)
        return PyJWK(OKPAlgorithm.to_jwk(self.private.public_key(), as_dict=True), algorithm)


def _new() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
