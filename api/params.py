"""Read the parameters of a GraphQL request from the body of a POST or the query string of a GET, within a bound."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import orjson
from starlette.types import Receive

from api.errors import BadRequest, RequestTooLarge

MOST_URL_PARAMETERS = 16
"""GraphQL over HTTP has four; a few more may be a proxy's."""


class Params(NamedTuple):
    """A GraphQL request."""

    query: str | None
    """The text of the document; None where it is meant by its hash or id."""
    operation_name: str | None
    variables: dict[str, Any]
    hash: str | None = None
    document_id: str | None = None


class ClientGone(Exception):
    """The client closed the connection before it had sent the request."""


async def from_body(receive: Receive, declared: bytes, bound: int) -> Params:
    """Read a JSON body. `declared` is the `content-length` header, empty when absent.

    Raises `RequestTooLarge`, `BadRequest` or `ClientGone`.
    """
    if declared.isdigit() and int(declared) > bound:
        raise _too_large(bound)
    body = await _read(receive, bound)
    return _params(_json(body, "The body"))


def from_url(query_string: bytes, bound: int) -> Params:
    """Read the parameters of a URL. Raises `RequestTooLarge` or `BadRequest`."""
    if len(query_string) > bound:
        raise _too_large(bound)
    try:
        pairs = parse_qsl(
            query_string.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_URL_PARAMETERS,
        )
    except ValueError:
        raise BadRequest("The URL's parameters are not UTF-8, percent-encoded.") from None
    given: dict[str, Any] = dict(pairs)
    for name in ("variables", "extensions"):
        if text := given.pop(name, ""):
            given[name] = _json(text, f"The parameter `{name}`")
    return _params({key: value for key, value in given.items() if value != ""})


async def _read(receive: Receive, bound: int) -> bytes:
    message = await receive()
    body: bytes = message.get("body", b"")
    if message.get("more_body"):
        parts = [body]
        length = len(body)
        while message.get("more_body") and length <= bound:
            message = await receive()
            parts.append(message.get("body", b""))
            length += len(parts[-1])
        body = b"".join(parts)
    if message["type"] == "http.disconnect":
        raise ClientGone
    if len(body) > bound:
        raise _too_large(bound)
    return body


def _too_large(bound: int) -> RequestTooLarge:
    return RequestTooLarge(f"The request is longer than {bound} bytes, which is all that is read.")


def _json(text: bytes | str, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise BadRequest(f"{what} is not JSON in UTF-8.") from None


def _params(given: Any) -> Params:
    if not isinstance(given, dict):
        raise BadRequest("The body must be one JSON object; batches are not served.")
    query, name = given.get("query"), given.get("operationName")
    hash, document_id = _hash(given.get("extensions")), given.get("documentId")
    if document_id is not None and (not isinstance(document_id, str) or query is not None):
        raise BadRequest("`documentId` must be a string, and stand in the place of `query`.")
    if not isinstance(query, str) and (query is not None or (hash is None and document_id is None)):
        raise BadRequest("`query` must be given, as a string: the GraphQL document.")
    if name is not None and not isinstance(name, str):
        raise BadRequest("`operationName` must be a string or null.")
    variables = given.get("variables")
    if not isinstance(variables, dict | None):
        raise BadRequest("`variables` must be an object or null.")
    return Params(query, name or None, variables or {}, hash, document_id)


def _hash(extensions: Any) -> str | None:
    """The hash by which a client means a document (Apollo's automatic persisted queries, version 1)."""
    if not isinstance(extensions, dict | None):
        raise BadRequest("`extensions` must be an object or null.")
    persisted = (extensions or {}).get("persistedQuery")
    if persisted is None:
        return None
    if not isinstance(persisted, dict) or persisted.get("version") != 1 or not isinstance(
        hash := persisted.get("sha256Hash"), str
    ):
        raise BadRequest('`extensions.persistedQuery` must be {"version": 1, "sha256Hash": "…"}.')
    return hash
