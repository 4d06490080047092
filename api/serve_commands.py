"""`thinkfamily serve`, and `thinkfamily token` for those who ask it on this machine."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from api.ending import REFUSED, fail
from graph.connection import StoreSettings
from queries.access.codes import PURPOSE, ROLE


def serve(
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.", min=0, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help="Address; beyond loopback only with \\[signin] and TLS.")] = "127.0.0.1",
    opened: Annotated[
        bool, typer.Option("--open", help="No sign-in, on loopback: for development and invented records.")
    ] = False,
    tls_cert: Annotated[Path | None, typer.Option(help="The service's certificate with its chain, PEM.")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="The key to it, PEM, readable by its owner alone.")] = None,
    documents: Annotated[
        Path | None, typer.Option(help="Documents that clients ask for by id: Relay's or Apollo's file of them, JSON.")
    ] = None,
    only: Annotated[bool, typer.Option("--only", help="No other documents than those are answered.")] = False,
    behind_tls_proxy: Annotated[
        bool, typer.Option("--behind-tls-proxy", help="A proxy on the way ends TLS; what reaches this is plain.")
    ] = False,
) -> None:
    """The GraphQL service at /graphql, /health and /ready.

    Every question needs a token: of the provider that \\[signin] of the configuration names, otherwise a
    development token (`thinkfamily token`). Outside development there is no explorer for browsers.
    """
    from api.background import Background
    from api.exposure import Certificate, ConfigurationError, Exposure
    from api.logs import make_log
    from api.server import serve as listen
    from api.service import http_settings, make_service
    from api.signin.settings import read_service_settings

    try:
        store, background = StoreSettings.from_environment(), Background(make_log())
        service = read_service_settings(store.home)
        exposure = Exposure(
            host=host,
            open=opened,
            signin=service.signin is not None,
            certificate=Certificate.of(tls_cert, tls_key),
            behind_tls_proxy=behind_tls_proxy,
        )
        exposure.check()
        http = http_settings(store.home, service, exposure, background)
        if only and documents is None:
            fail("--only needs --documents FILE: the documents that are answered.", REFUSED)
        http = replace(http, documents=documents, only_trusted=only)
        listen(make_service(store, http, background=background), exposure, port, log=background.log)
    except (ConfigurationError, ValueError) as error:
        fail(str(error), REFUSED)


def token(
    agency: Annotated[str, typer.Option(help="The agency's id, as its deliveries have it.")],
    role: Annotated[str, typer.Option(help=f"One of {', '.join(ROLE)}.")],
    purpose: Annotated[str, typer.Option(help=f"One of {', '.join(PURPOSE)}.")],
    hours: Annotated[float, typer.Option(help="How long it is good for; a day at most.")] = 8.0,
) -> None:
    """A development token for the service of this home on loopback, alone on a line. It can do what its role may."""
    from api.signin.development import DevelopmentKey

    for name, said, known in (("role", role, ROLE), ("purpose", purpose, PURPOSE)):
        if said not in known:
            fail(f"--{name} is {said!r}; give one of {', '.join(known)}.", REFUSED)
    try:
        key = DevelopmentKey.of(StoreSettings.from_environment().home)
        sys.stdout.write(key.token(agency=agency, role=role, purpose=purpose, hours=hours) + "\n")
    except ValueError as error:
        fail(str(error), REFUSED)
