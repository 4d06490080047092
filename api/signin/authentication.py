"""Authentication: in come the headers of a request, out goes the principal that it is from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from api.errors import Unauthenticated
from api.signin.bearer import Bearer
from api.signin.principal import OPEN, Principal
from api.signin.purposes import stated

Headers = list[tuple[bytes, bytes]]
Authentication = Callable[[Headers], Awaitable[Principal]]
"""Return the principal of a request from its headers. Raises a ServiceError where they name none."""

NO_TOKEN = "Sign in: give `Authorization: Bearer …`, with one token. On this machine `thinkfamily token` prints one."


async def as_local_user(headers: Headers) -> Principal:
    """Everybody is the open local user; purpose and basis may be stated."""
    return stated(OPEN, headers)


def by_bearer(bearer: Bearer) -> Authentication:
    """Authentication by bearer tokens."""

    async def authenticate(headers: Headers) -> Principal:
        return stated(await bearer.principal(_token(headers)), headers)

    return authenticate


def _token(headers: Headers) -> str:
    """The one bearer token of a request (RFC 6750 §2.1; never in a URL, where logs would keep it)."""
    given = [value for name, value in headers if name == b"authorization"]
    if len(given) != 1:
        raise Unauthenticated(NO_TOKEN)
    scheme, _, token = given[0].decode("latin-1").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated(NO_TOKEN)
    return token.strip()
