"""Which media type a client gets, and which it may send."""

from __future__ import annotations

from functools import lru_cache

from api.errors import NotAcceptable, UnsupportedMediaType

GRAPHQL_RESPONSE = "application/graphql-response+json"
JSON = "application/json"
HTML = "text/html"
EITHER = "Ask for `application/graphql-response+json` or `application/json`."


@lru_cache(maxsize=64)
def response_type(accept: bytes) -> str:
    """The best media type for an `Accept` header; JSON when it is empty. Raises `NotAcceptable`.

    GraphQL over HTTP, draft, 6.1: `application/json` until told otherwise.
    """
    if not accept:
        return JSON
    for wanted in _by_preference(accept):
        if wanted == GRAPHQL_RESPONSE:
            return GRAPHQL_RESPONSE
        if wanted in (JSON, "application/*", "*/*"):
            return JSON
    raise NotAcceptable(EITHER)


@lru_cache(maxsize=64)
def wants_page(accept: bytes) -> bool:
    """Whether a client prefers a page to data, as a browser's address bar does."""
    for wanted in _by_preference(accept):
        if wanted in (GRAPHQL_RESPONSE, JSON):
            return False
        if wanted == HTML:
            return True
    return False


@lru_cache(maxsize=64)
def check_request_type(content_type: bytes, encoding: bytes) -> None:
    """Refuse a body that is not JSON in UTF-8, uncompressed. Raises `UnsupportedMediaType`."""
    kind, _, parameters = content_type.decode("latin-1").lower().partition(";")
    charset = _parameter(parameters, "charset") or "utf-8"
    if kind.strip() != JSON or charset not in ("utf-8", "utf8"):
        raise UnsupportedMediaType("Send the request as `content-type: application/json` in UTF-8.")
    if encoding not in (b"", b"identity"):
        raise UnsupportedMediaType("Send the body without compression.")


def _by_preference(accept: bytes) -> list[str]:
    """Media types, the most wanted first; those with q=0 left out."""
    weighed = []
    for part in accept.decode("latin-1").lower().split(","):
        kind, _, parameters = part.partition(";")
        weighed.append((_quality(_parameter(parameters, "q")), kind.strip()))
    weighed.sort(key=lambda each: -each[0])  # stable: the first named wins a tie
    return [kind for quality, kind in weighed if quality > 0]


def _quality(text: str) -> float:
    try:
        return float(text or 1)
    except ValueError:
        return 0.0


def _parameter(parameters: str, name: str) -> str:
    for each in parameters.split(";"):
        key, _, value = each.partition("=")
        if key.strip() == name:
            return value.strip().strip('"')
    return ""
