"""Runs the application on an address, until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import uvicorn
from starlette.applications import Starlette

from api.exposure import Certificate, ConfigurationError, Exposure
from api.logs import Log, ServerLog, log_unexpected, make_log
from api.middleware import new_id
from api.protocol import Protocol

BACKLOG = 2048
SWITCH_SECONDS = 0.001
"""For so long a thread that works on a large case keeps the interpreter from the event loop: with Python's 5 ms, a
light question that has six turns waits 30 ms."""
LAST_WORDS = 3.0
"""Seconds in which requests that are given up say so, and are recorded, before the application closes."""


def serve(
    app: Starlette,
    exposure: Exposure | None = None,
    port: int = 8000,
    *,
    grace: int = 10,
    log: Log | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT; running requests then have `grace` seconds to finish.

    Without `exposure` on loopback, open. Port 0 takes a free one; the log says which. Raises
    `ConfigurationError` for an address where the service may not be seen so or a port that is
    taken, and what the application raises as it starts up.
    """
    log = log or make_log()
    exposure = exposure or Exposure(open=True)
    exposure.check()
    sys.setswitchinterval(SWITCH_SECONDS)
    with _listening(exposure.host, port) as listener, _server_log(log):
        server = uvicorn.Server(_config(app, grace, exposure.certificate))
        with _stopped_by_signals(server), asyncio.Runner(loop_factory=server.config.get_loop_factory()) as runner:
            runner.run(_run(server, app, listener, exposure, log))
    log.info("stopped")


async def _run(
    server: uvicorn.Server, app: Starlette, listener: socket.socket, exposure: Exposure, log: Log
) -> None:
    """Serve while the application is open; the server would hide why one does not open in a traceback and exit."""
    asyncio.get_running_loop().set_exception_handler(partial(_log_unheard, log))
    async with app.router.lifespan_context(app):
        log.info("listening", url=_url(listener, exposure))
        if exposure.open:
            log.warning("open", meaning="No sign-in: whoever has an account on this machine sees everything.")
        await server.serve(sockets=[listener])
        if given_up := set(server.server_state.tasks):
            await asyncio.wait(given_up, timeout=LAST_WORDS)


def _log_unheard(log: Log, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log an exception of a task or callback that nobody awaits; the loop would print it with its message."""
    if (error := context.get("exception")) is not None:
        log_unexpected(log, new_id(), error)
    else:
        log.error("unexpected", id=new_id(), message=context["message"])


def _config(app: Starlette, grace: int, certificate: Certificate | None) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        loop="uvloop",
        http=Protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,  # it writes URLs, and with GET they hold the question
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=grace,
        ssl_certfile=certificate.chain if certificate else None,
        ssl_keyfile=certificate.key if certificate else None,
    )


def _listening(host: str, port: int) -> socket.socket:
    address = "127.0.0.1" if host == "localhost" else host
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((address, port))
        listener.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        listener.close()
        raise ConfigurationError(f"Port {port} cannot be used: {error}. Try --port.") from None
    return listener


def _url(listener: socket.socket, exposure: Exposure) -> str:
    address, port = listener.getsockname()[:2]
    scheme = "https" if exposure.certificate else "http"
    return f"{scheme}://[{address}]:{port}" if ":" in address else f"{scheme}://{address}:{port}"


@contextmanager
def _server_log(log: Log) -> Iterator[None]:
    server = logging.getLogger("uvicorn")
    handler = ServerLog(log)
    server.addHandler(handler)
    server.setLevel(logging.WARNING)
    try:
        yield
    finally:
        server.removeHandler(handler)


@contextmanager
def _stopped_by_signals(server: uvicorn.Server) -> Iterator[None]:
    """Being told to stop is no failure: uvicorn raises the signal again when it has stopped, and
    then finds this handler instead of the one that ends the process."""
    signals = (signal.SIGTERM, signal.SIGINT)
    before = {each: signal.signal(each, server.handle_exit) for each in signals}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
