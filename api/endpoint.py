"""Answer `/graphql` by GraphQL over HTTP (draft): an ASGI request comes in, a reply and a line in the log go out."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from api.documents import Documents, Prepared
from api.errors import (
    ForbiddenOrigin,
    Internal,
    MethodNotAllowed,
    ServiceError,
    Stopping,
    TimedOut,
)
from api.execution import RequestContext
from api.graphiql import page
from api.guarded import GuardedExecutor
from api.logs import Log, log_request, log_unexpected
from api.middleware import new_id
from api.negotiation import JSON, check_request_type, response_type, wants_page
from api.params import ClientGone, Params, from_body, from_url
from api.persisted import Persisted, Trusted
from api.replies import Reply, answer, refusal

GET, POST = "GET", "POST"
NONE_TRUSTED = Trusted()


@dataclass(slots=True)
class Exchange:
    """One request on its way through, with what the log will say of it."""

    scope: Scope
    receive: Receive
    headers: dict[bytes, bytes]
    request: RequestContext
    media_type: str = JSON
    chosen: Prepared | None = None


class GraphQLEndpoint:
    """Answers GET and POST. Every way out of it is a reply with a body, and a line in the log.

    `guarded` authenticates and executes. `explorer` is what the page
    says of sign-in; without, there is no page.
    """

    def __init__(
        self,
        documents: Documents,
        guarded: GuardedExecutor,
        log: Log,
        *,
        time_limit: float,
        explorer: str | None = None,
        trusted: Trusted = NONE_TRUSTED,
        origins: frozenset[str] = frozenset(),
    ) -> None:
        self._documents = documents
        self._persisted = Persisted(documents, trusted)
        self._origins = origins
        self._guarded = guarded
        self._log = log
        self._time_limit = time_limit
        self._explorer = explorer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        started = time.monotonic()
        request = RequestContext(new_id(), Headers(scope=scope), started + self._time_limit)
        exchange = Exchange(scope, receive, dict(scope["headers"]), request)
        try:
            reply = await self._reply(exchange)
        except ClientGone:
            return
        await reply.send(send)
        self._write_line(exchange, reply, time.monotonic() - started)

    async def _reply(self, exchange: Exchange) -> Reply:
        try:
            async with asyncio.timeout(self._time_limit) as clock:
                return await self._answer(exchange)
        except ServiceError as error:
            refused = error
        except ClientGone:
            raise
        except asyncio.CancelledError:  # by the server, when its grace for running requests is over
            refused = Stopping()
        except Exception as error:  # noqa: BLE001 - every way out is a reply with an id
            if isinstance(error, TimeoutError) and clock.expired():
                refused = self._timed_out()
            else:
                log_unexpected(self._log, exchange.request.id, error)
                refused = Internal(exchange.request.id)
        await self._guarded.refused(exchange.request, exchange.chosen, refused)
        return refusal(refused, exchange.media_type)

    async def _answer(self, exchange: Exchange) -> Reply:
        headers = exchange.headers
        check_origin(headers, self._origins)
        accept = headers.get(b"accept", b"")
        if self._explorer is not None and is_for_page(exchange.scope, accept):
            return page(self._explorer)
        exchange.media_type = response_type(accept)
        await self._guarded.admit(exchange.request, exchange.scope["headers"])
        params = await self._params(exchange)
        document = await self._persisted.document(params)
        exchange.chosen = document.select(params.operation_name)
        check_method(exchange.scope["method"], exchange.chosen)
        operation = self._documents.operation(document, exchange.chosen, params.variables)
        result = await self._guarded.answer(operation, exchange.request, exchange.chosen)
        return answer(result, exchange.media_type)

    async def _params(self, exchange: Exchange) -> Params:
        bound = self._documents.limits.body_bytes
        method, headers = exchange.scope["method"], exchange.headers
        if method == POST:
            check_request_type(
                headers.get(b"content-type", b""), headers.get(b"content-encoding", b"")
            )
            return await from_body(exchange.receive, headers.get(b"content-length", b""), bound)
        if method == GET:
            return from_url(exchange.scope["query_string"], bound)
        raise MethodNotAllowed("Use POST, or GET for queries.", GET, POST)

    def _timed_out(self) -> TimedOut:
        return TimedOut(
            f"No answer within {self._time_limit:g} seconds. Ask for less at once, or try again."
        )

    def _write_line(self, exchange: Exchange, reply: Reply, seconds: float) -> None:
        chosen = exchange.chosen
        log_request(
            self._log,
            exchange.request,
            status=reply.status,
            code=reply.code,
            root_fields=chosen.root_fields if chosen else (),
            milliseconds=seconds * 1000,
        )


def is_for_page(scope: Scope, accept: bytes) -> bool:
    """Whether a browser opens the address, without a question in it."""
    return scope["method"] == GET and wants_page(accept) and b"query=" not in scope["query_string"]


def check_origin(headers: Mapping[bytes, bytes], origins: Collection[str]) -> None:
    """Refuse what another site's page makes a browser send, but for the origins named. Raises `ForbiddenOrigin`.

    `same-site` is refused too: for a browser, every port of this machine is the same site.
    """
    if headers.get(b"sec-fetch-site", b"") in (b"", b"same-origin", b"none"):
        return
    if headers.get(b"origin", b"").decode("latin-1") not in origins:
        raise ForbiddenOrigin(
            "Requests from other sites are not answered; `origins` in [service] of the configuration names those that"
            " are."
        )


def check_method(method: str, chosen: Prepared) -> None:
    """Refuse by GET what is not a query. Raises `MethodNotAllowed`."""
    if method == GET and chosen.node.operation.value != "query":
        raise MethodNotAllowed("Only queries can be asked by GET. Use POST.", POST)
