"""Middleware for every route: check the host, set security headers, and hide unexpected errors behind a request id."""

from __future__ import annotations

import ipaddress
import secrets
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import BadRequest, ForbiddenOrigin, Internal
from api.logs import Log, log_unexpected
from api.replies import refusal

EVERY_RESPONSE = [
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
]
SHARED = {b"cross-origin-resource-policy": b"cross-origin"}
"""What stands instead where scripts of other origins may read: CORS then says which."""
BY_TLS = (b"strict-transport-security", b"max-age=31536000")
DATA_ALONE = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
"""For whatever brings no policy of its own: it is data, and a browser should run nothing of it."""


class Guard:
    """ASGI middleware. `hosts` are names accepted in `Host` beside the loopback ones; `shared`: whether other origins
    may read.

    A web page that has its own name resolve to 127.0.0.1 could otherwise read the service through
    the visitor's browser (DNS rebinding): the name in `Host` gives it away.
    """

    def __init__(
        self, app: ASGIApp, log: Log, hosts: frozenset[str], *, encrypted: bool = False, shared: bool = False
    ) -> None:
        self._app = app
        self._log = log
        self._hosts = hosts
        kept = [(name, SHARED.get(name, value) if shared else value) for name, value in EVERY_RESPONSE]
        self._headers = [*kept, BY_TLS] if encrypted else kept

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass an HTTP request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def send_on(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [*message["headers"], *self._headers, *_policy(message["headers"])]
            await send(message)

        try:
            self._check_host(scope)
            check_path(scope)
            await self._app(scope, receive, send_on)
        except (BadRequest, ForbiddenOrigin) as error:
            await refusal(error).send(send_on)
        except Exception as error:  # noqa: BLE001 - else the server would log its message
            request_id = new_id()
            log_unexpected(self._log, request_id, error)
            if not started:
                await refusal(Internal(request_id)).send(send_on)

    def _check_host(self, scope: Scope) -> None:
        """Refuse a host that is not ours, and what RFC 9112 §3.2 has a server refuse: none, or more than one."""
        hosts = [value for key, value in scope["headers"] if key == b"host"]
        if len(hosts) != 1:
            raise BadRequest(f"The request has {len(hosts)} Host headers. Send one, with the name of this service.")
        host = hosts[0]
        if not is_loopback(name := _name(host)) and name not in self._hosts:
            raise ForbiddenOrigin(
                "This service does not answer to that name; `hosts` in [service] of the configuration says to which."
            )


def check_path(scope: Scope) -> None:
    """Refuse a path that is not UTF-8: the server would put other characters in the place of its bytes."""
    try:
        unquote_to_bytes(scope.get("raw_path") or b"").decode()
    except UnicodeDecodeError:
        raise BadRequest("The path of the address is not UTF-8, percent-encoded.") from None


def _policy(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    return [] if any(name == DATA_ALONE[0] for name, _ in headers) else [DATA_ALONE]


def new_id() -> str:
    """An id for a request, to find it again in the log."""
    return secrets.token_hex(8)


@lru_cache(maxsize=64)
def is_loopback(name: str) -> bool:
    """Whether a host name or address can only mean this machine."""
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


@lru_cache(maxsize=64)
def _name(host: bytes) -> str:
    """The name in a `Host` header, without its port."""
    text = host.decode("latin-1").lower()
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0]
