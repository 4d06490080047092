"""The keys of an OpenID provider: by its discovery document, kept, and fetched anew within bounds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import httpx
import jwt
import orjson
from jwt import PyJWK

from api.background import Background
from api.errors import SignInUnavailable, Unauthenticated
from api.middleware import is_loopback
from api.signin.bearer import NOT_ACCEPTED

WELL_KNOWN = "/.well-known/openid-configuration"
SECONDS = 5.0
"""For the discovery document and the keys together."""
LARGEST = 262_144
"""Bytes of either; a provider with a dozen keys has some 20,000."""
MOST_KEYS = 100
AGAIN = 10.0
"""Seconds between fetches, however many tokens name a key that is not known."""
FRESH = 3_600.0
"""Seconds after which keys are fetched anew, while those known go on serving."""
STALE = 86_400.0
"""Seconds after which keys serve no more: the provider may have withdrawn them."""
WORK = "sign_in_keys"
"""What the fetching of keys is called where background work that failed is listed."""
_KINDS = ("RSA", "EC", "OKP")
"""Public keys. A symmetric one (`oct`) in a published set would let anybody sign."""

_HEADERS = {"accept": "application/json", "accept-encoding": "identity"}
"""Not compressed: a few bytes may unfold to gigabytes."""


class ProviderFailed(Exception):
    """What the provider sent is not what OpenID Connect Discovery says. The message names no content."""


class ProviderKeys:
    """The keys that an issuer publishes, by id."""

    def __init__(self, issuer: str, background: Background, clock: Callable[[], float] = time.monotonic) -> None:
        self._issuer = issuer
        self._background = background
        self._log = background.log
        self._clock = clock
        self._keys: dict[str | None, dict[str, Any]] = {}
        self._made: dict[tuple[str | None, str], PyJWK] = {}
        self._fetched = self._tried = float("-inf")
        self._fetching: asyncio.Task[None] | None = None

    async def key(self, kid: str | None, algorithm: str) -> PyJWK:
        """The key of this id; a token without an id is of the only one.

        Raises `Unauthenticated` where the provider has none such, `SignInUnavailable` where it cannot be asked.
        """
        age = self._clock() - self._fetched
        if age > STALE or (self._of(kid) is None):
            await self._refreshed()
        elif age > FRESH:
            self._begin()
        if self._clock() - self._fetched > STALE:
            raise SignInUnavailable("The sign-in provider does not answer, so no token can be checked. Try again.")
        return self._as_made(kid, algorithm)

    def _of(self, kid: str | None) -> dict[str, Any] | None:
        if kid is None and len(self._keys) == 1:
            return next(iter(self._keys.values()))
        return self._keys.get(kid)

    def _as_made(self, kid: str | None, algorithm: str) -> PyJWK:
        made = self._made.get((kid, algorithm))
        if made is None:
            said = self._of(kid)
            if said is None or said.get("alg", algorithm) != algorithm:
                raise Unauthenticated(NOT_ACCEPTED)
            with suppress(jwt.PyJWTError):
                made = self._made[kid, algorithm] = PyJWK(said, algorithm)
        if made is None:
            raise Unauthenticated(NOT_ACCEPTED)
        return made

    async def _refreshed(self) -> None:
        """Wait for the fetch that runs, or for one that begins now if the last is long enough ago.

        A fetch that fails raises nothing here: without its keys, `key` refuses the token.
        """
        self._begin()
        if self._fetching is not None:
            await asyncio.wait({self._fetching})

    def _begin(self) -> None:
        if self._fetching is None and self._clock() - self._tried >= AGAIN:
            self._tried = self._clock()
            self._fetching = self._background.start(WORK, self._fetch())
            self._fetching.add_done_callback(self._done)

    def _done(self, _: asyncio.Task[None]) -> None:
        self._fetching = None

    async def _fetch(self) -> None:
        try:
            async with asyncio.timeout(SECONDS), httpx.AsyncClient(timeout=SECONDS) as client:
                keys = await _published(client, self._issuer)
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, ProviderFailed) as error:
            self._log.warning("sign_in_keys_not_fetched", kind=type(error).__name__, keys=len(self._keys))
            self._background.count(WORK)
            return
        self._keys, self._made, self._fetched = keys, {}, self._clock()
        self._log.info("sign_in_keys_fetched", keys=len(keys))


async def _published(client: httpx.AsyncClient, issuer: str) -> dict[str | None, dict[str, Any]]:
    """The issuer's keys by id. OpenID Connect Discovery 1.0 §4: the document must name the issuer asked."""
    document = await _json(client, issuer.rstrip("/") + WELL_KNOWN)
    if document.get("issuer") != issuer:
        raise ProviderFailed("the discovery document is of another issuer")
    address = document.get("jwks_uri")
    if not isinstance(address, str) or not is_safe(address):
        raise ProviderFailed("jwks_uri is no https address")
    listed = (await _json(client, address)).get("keys")
    if not isinstance(listed, list):
        raise ProviderFailed("the key set has no keys")
    return {_kid(each): each for each in listed[:MOST_KEYS] if isinstance(each, dict) and _signs(each)}


def _kid(key: dict[str, Any]) -> str | None:
    kid = key.get("kid")
    return kid if isinstance(kid, str) else None


def _signs(key: dict[str, Any]) -> bool:
    return key.get("kty") in _KINDS and key.get("use", "sig") == "sig"


async def _json(client: httpx.AsyncClient, url: str) -> dict[str, Any]:
    """A JSON object of bounded size; redirects are not followed."""
    body = bytearray()
    async with client.stream("GET", url, headers=_HEADERS) as response:
        if response.status_code != 200:
            raise ProviderFailed(f"status {response.status_code}")
        async for part in response.aiter_raw():
            body += part
            if len(body) > LARGEST:
                raise ProviderFailed("too large")
    try:
        said = orjson.loads(bytes(body))
    except orjson.JSONDecodeError:
        raise ProviderFailed("not JSON") from None
    if not isinstance(said, dict):
        raise ProviderFailed("not an object")
    return said


def is_safe(address: str) -> bool:
    """Whether what comes from an address can be trusted to be its owner's: by https, or from this machine."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    host = parts.hostname or ""
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)))
