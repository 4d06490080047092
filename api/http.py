"""The HTTP application: `/graphql`, `/pictures`, `/health`, `/ready` and the explorer's files."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import orjson
from graphql import GraphQLSchema
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Lifespan

from api.background import Background
from api.concurrency import ConcurrencyLimit
from api.documents import Documents
from api.endpoint import GraphQLEndpoint
from api.errors import HTTPRefused, NotReady, ServiceError, StoreUnavailable
from api.execution import Executor, ReadyCheck
from api.graphiql import ASSETS, ASSETS_PATH, OPEN_NOTE
from api.guarded import GuardedExecutor
from api.limits import Limits
from api.logs import Log, log_unexpected, make_log
from api.middleware import Guard, new_id
from api.persisted import Trusted
from api.pictures import PictureEndpoint
from api.replies import Reply, refusal
from api.signin.authentication import Authentication, as_local_user
from api.signin.rate_limits import RateLimits
from queries.audit.log import AuditLog

ASKING_HEADERS = ["authorization", "content-type", "x-purpose", "x-basis", "x-glass", "apollo-require-preflight"]
"""Headers of requests that the service reads, or that a client library sends."""


@dataclass(frozen=True, slots=True)
class HTTPSettings:
    """How the service treats requests."""

    limits: Limits = field(default_factory=Limits)
    time_limit: float = 60.0
    """Seconds for one request, from its first byte: nothing waits for ever."""
    running: int = 32
    """Operations at once; more only queue up in the store."""
    share: int = 8
    """Of these, of one viewer who has signed in."""
    patience: float = 5.0
    """Seconds that a further operation waits for its turn."""
    ready_limit: float = 2.0
    """Seconds for the check behind `/ready`."""
    hosts: frozenset[str] = frozenset()
    """Names accepted in `Host` beside the loopback ones."""
    authenticate: Authentication = as_local_user
    """Who a request is from."""
    rate_limits: RateLimits = field(default_factory=RateLimits)
    """How much a viewer may ask and read."""
    explorer: str | None = OPEN_NOTE
    """What the explorer says of sign-in; None where there is none, outside development."""
    encrypted: bool = False
    """Whether clients reach the service by TLS, and are to do so always."""
    origins: frozenset[str] = frozenset()
    """Origins of web pages, beside its own, whose scripts may ask the service (CORS)."""
    documents: Path | None = None
    """The file of documents that clients may ask for by id; with `only_trusted` no others are answered."""
    only_trusted: bool = False


def create_app(
    schema: GraphQLSchema,
    executor: Executor,
    *,
    settings: HTTPSettings | None = None,
    ready: ReadyCheck | None = None,
    routes: Sequence[BaseRoute] = (),
    lifespan: Lifespan[Starlette] | None = None,
    audit: AuditLog | None = None,
    background: Background | None = None,
    log: Log | None = None,
) -> Starlette:
    """The application.

    `ready` is awaited by `/ready` and raises when questions cannot be answered. `routes` stand
    beside the service's own. `lifespan` opens and closes what the executor needs. Without `audit`
    nothing is recorded: for tests of other things. `/ready` lists what of `background` has failed.
    Raises `TrustedUnusable`.
    """
    settings = settings or HTTPSettings()
    log = log or make_log()
    documents = Documents(schema, settings.limits)
    concurrency = ConcurrencyLimit(settings.running, settings.share, settings.patience)
    guarded = GuardedExecutor(executor, concurrency, settings.authenticate, settings.rate_limits, audit, log)
    trusted = _trusted(settings, documents)
    endpoint = GraphQLEndpoint(
        documents, guarded, log, time_limit=settings.time_limit, explorer=settings.explorer, trusted=trusted,
        origins=settings.origins,
    )
    pictures = PictureEndpoint(documents, guarded, log, time_limit=settings.time_limit, origins=settings.origins)
    own: list[BaseRoute] = [
        Route("/graphql", endpoint),
        Route("/pictures/{kind}/{id}.{format}", pictures),
        Route("/health", _health),
        Route("/ready", _ready(ready, settings.ready_limit, background or Background(log), log)),
    ]
    if settings.explorer is not None:
        own.append(Mount(ASSETS_PATH, StaticFiles(directory=ASSETS)))
    app = Starlette(
        routes=[*own, *routes],
        middleware=[*_cors(settings.origins), Middleware(
            Guard, log=log, hosts=settings.hosts, encrypted=settings.encrypted, shared=bool(settings.origins)
        )],
        exception_handlers={HTTPException: _refused_by_route, ServiceError: _refused_by_service},
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False  # a redirect would repeat the URL, question and all
    return app


def _trusted(settings: HTTPSettings, documents: Documents) -> Trusted:
    if settings.documents is None:
        return Trusted()
    return Trusted.read(settings.documents, settings.only_trusted, documents)


def _cors(origins: frozenset[str]) -> list[Middleware]:
    """What lets the scripts of other origins ask, without cookies: they sign in by token as all do."""
    if not origins:
        return []
    return [Middleware(
        CORSMiddleware, allow_origins=sorted(origins), allow_methods=["GET", "POST"], allow_headers=ASKING_HEADERS,
        expose_headers=["retry-after", "www-authenticate"], max_age=600,
    )]


async def _health(request: Request) -> Response:
    """The process is alive; says nothing about the store."""
    return _response(Reply(200, b'{"status":"alive"}'))


def _ready(
    check: ReadyCheck | None, limit: float, background: Background, log: Log
) -> Callable[[Request], Awaitable[Response]]:
    async def ready(request: Request) -> Response:
        """Say whether questions can be answered now, and what background work has failed since the start."""
        try:
            if check is not None:
                await asyncio.wait_for(check(), limit)
        except ServiceError as error:
            return _response(refusal(error))
        except TimeoutError:
            late = StoreUnavailable(f"The store does not answer within {limit:g} seconds.")
            return _response(refusal(NotReady("store", late)))
        except Exception as error:  # noqa: BLE001 - whatever it is, the answer is "not ready"
            log_unexpected(log, new_id(), error)
            return _response(refusal(NotReady("store", StoreUnavailable("The store does not answer."))))
        failed = {"failed": background.failures} if background.failures else {}
        return _response(Reply(200, orjson.dumps({"status": "ready", **failed})))

    return ready


def _refused_by_route(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    headers = tuple((error.headers or {}).items())
    return _response(refusal(HTTPRefused(error.status_code, error.detail, headers)))


def _refused_by_service(request: Request, error: Exception) -> Response:
    assert isinstance(error, ServiceError)
    return _response(refusal(error))


def _response(reply: Reply) -> Response:
    return Response(
        reply.body, reply.status, headers=dict(reply.headers), media_type=reply.media_type
    )
