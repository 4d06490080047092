"""Checks bearer tokens (RFC 6750, RFC 7519, RFC 8725) and remembers for a while those that were good."""

from __future__ import annotations

import json
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, Protocol

import jwt
from jwt import PyJWK

from api.errors import Unauthenticated
from api.signin.principal import Principal
from api.signin.terms import TokenTerms
from graph.utf8 import is_utf8

LONGEST = 8_192
"""Characters of a token; a provider's with many groups has some 4,000."""
LONGEST_KID = 256
LEEWAY = 30
"""Seconds by which the clocks of provider and service may differ."""
LONGEST_LIFE = 86_400 + LEEWAY
"""Seconds. A token that is good for longer cannot be taken back."""
KEPT = 300
"""Seconds for which a good token is not checked again: then a key that the provider withdrew counts no more."""
NOT_ACCEPTED = "The token is not accepted."
REQUIRED = ("iss", "sub", "aud", "exp", "iat")


class KeySource(Protocol):
    """Where the keys come from by which tokens are checked."""

    async def key(self, kid: str | None, algorithm: str) -> PyJWK:
        """The key of this id, for this algorithm. Raises `Unauthenticated` or `SignInUnavailable`."""


class Bearer:
    """Tokens to principals. Holds up to `most` good ones, by hash."""

    def __init__(
        self, terms: TokenTerms, keys: KeySource, *, most: int = 10_000, clock: Callable[[], float] = time.time
    ) -> None:
        self._terms = terms
        self._keys = keys
        self._most = most
        self._clock = clock
        self._good: OrderedDict[bytes, tuple[Principal, float]] = OrderedDict()

    async def principal(self, token: str) -> Principal:
        """Return the principal who holds the token. Raises `Unauthenticated`, `Forbidden` or `SignInUnavailable`."""
        if len(token) > LONGEST:
            raise Unauthenticated(f"The token is longer than {LONGEST} characters.")
        place = sha256(token.encode("utf-8", "surrogatepass")).digest()
        kept = self._good.get(place)
        if kept is not None and self._clock() < kept[1]:
            return kept[0]
        claims = await self._claims(token)
        principal = self._terms.principal(claims)
        self._keep(place, principal, min(int(claims["exp"]), self._clock() + KEPT))
        return principal

    async def _claims(self, token: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
            key = await self._keys.key(_kid(header), self._algorithm(header))
            return _lasting(_written(self._decoded(token, key)))
        except jwt.PyJWTError as error:
            raise Unauthenticated(_reason(error)) from None
        except (OverflowError, RecursionError, ValueError):  # a time beyond all numbers, an object without end
            raise Unauthenticated(NOT_ACCEPTED) from None

    def _algorithm(self, header: Mapping[str, Any]) -> str:
        said = header.get("alg")
        if said not in self._terms.algorithms:
            raise jwt.InvalidAlgorithmError
        return str(said)

    def _decoded(self, token: str, key: PyJWK) -> dict[str, Any]:
        return jwt.decode(
            token,
            key,
            algorithms=list(self._terms.algorithms),
            audience=self._terms.audience,
            issuer=self._terms.issuer,
            leeway=LEEWAY,
            options={"require": list(REQUIRED), "enforce_minimum_key_length": True},
        )

    def _keep(self, place: bytes, principal: Principal, until: float) -> None:
        self._good[place] = (principal, until)
        self._good.move_to_end(place)
        if len(self._good) > self._most:
            self._good.popitem(last=False)


def _kid(header: Mapping[str, Any]) -> str | None:
    """The key's id, which is looked up among the provider's and nowhere else; `jku`, `jwk`, `x5u` are not read."""
    kid = header.get("kid")
    if kid is not None and (not isinstance(kid, str) or len(kid) > LONGEST_KID):
        raise jwt.InvalidKeyError
    return kid


def _written(claims: dict[str, Any]) -> dict[str, Any]:
    """Refuse claims that UTF-8 cannot carry: neither the store nor the audit log could keep them."""
    if not is_utf8(json.dumps(claims, ensure_ascii=False)):
        raise Unauthenticated("The token holds text that is not Unicode, a lone surrogate. Ask for another.")
    return claims


def _lasting(claims: dict[str, Any]) -> dict[str, Any]:
    if int(claims["exp"]) - int(claims["iat"]) > LONGEST_LIFE:
        raise Unauthenticated("The token lasts for more than a day; ask the provider for a shorter one.")
    return claims


_REASONS: tuple[tuple[type[jwt.PyJWTError], str], ...] = (
    (jwt.ExpiredSignatureError, "The token has expired. Sign in again."),
    (jwt.ImmatureSignatureError, "The token is of a later time. Check the clocks of this machine and the provider."),
    (jwt.InvalidAudienceError, "The token is for another service: its audience is not this one."),
    (jwt.InvalidIssuerError, "The token is of another issuer."),
    (jwt.MissingRequiredClaimError, f"The token lacks a claim; it needs {', '.join(REQUIRED)}."),
)


def _reason(error: jwt.PyJWTError) -> str:
    """What is wrong, without what the token holds. Of a signature no more than that."""
    for kind, reason in _REASONS:
        if isinstance(error, kind):
            return reason
    return NOT_ACCEPTED
