"""Turn the response of an operation, or a refusal, into status, headers and bytes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import orjson
from starlette.types import Send

from api.errors import ServiceError
from api.negotiation import JSON

BINARY = ("image/png", "application/pdf")


class Reply(NamedTuple):
    """A response, ready to send."""

    status: int
    body: bytes
    media_type: str = JSON
    headers: tuple[tuple[str, str], ...] = ()
    code: str | None = None
    """The code of the refusal, or of the first error, for the log."""

    async def send(self, send: Send) -> None:
        """Send it, in two messages."""
        charset = "" if self.media_type in BINARY else "; charset=utf-8"
        headers = [
            (b"content-type", f"{self.media_type}{charset}".encode()),
            (b"content-length", str(len(self.body)).encode()),
        ]
        if self.headers:
            headers += [(k.encode("latin-1"), v.encode("latin-1")) for k, v in self.headers]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


def answer(result: dict[str, Any], media_type: str) -> Reply:
    """The reply to an operation that ran. One that gave no data at all was refused."""
    status = 200 if "data" in result or media_type == JSON else 400
    code = _first_code(result.get("errors"))
    return Reply(status, orjson.dumps(result), media_type, code=code)


def refusal(error: ServiceError, media_type: str = JSON) -> Reply:
    """The reply to a request that is refused."""
    status = 200 if error.in_graphql and media_type == JSON else error.status
    body = orjson.dumps({"errors": error.entries()})
    return Reply(status, body, media_type, error.headers, error.code)


def _first_code(errors: Sequence[dict[str, Any]] | None) -> str | None:
    """The code of the first error of an answer, if it has one."""
    code = errors[0].get("extensions", {}).get("code") if errors else None
    return code if isinstance(code, str) else None
