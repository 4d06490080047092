"""The service's own log: one JSON object a line, and nothing about a person in it.

Never logged: variables, documents, URLs, header values, the names that clients give to operations, and the
messages of exceptions, which may quote any of them. The names of root fields are, which are the schema's.
"""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Any, BinaryIO

import orjson
import structlog

from api.execution import RequestContext

Log = structlog.typing.FilteringBoundLogger


def make_log(stream: BinaryIO | None = None) -> Log:
    """A logger that writes to `stream` (standard error by default), set up once, shared by all."""
    factory = structlog.BytesLoggerFactory(stream or sys.stderr.buffer)
    log: Log = structlog.wrap_logger(
        factory(),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(orjson.dumps),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    return log


def log_request(
    log: Log,
    request: RequestContext,
    *,
    status: int,
    code: str | None,
    root_fields: tuple[str, ...],
    milliseconds: float,
) -> None:
    """Write the line of one request. `code` is that of the refusal, if it was refused."""
    facts: dict[str, Any] = {"id": request.id, "status": status, "ms": round(milliseconds, 2)}
    if code:
        facts["code"] = code
    if root_fields:
        facts["root_fields"] = root_fields
    if request.statements:
        facts["statements"] = request.statements
    log.info("request", **facts)


def log_unexpected(log: Log, request_id: str, error: BaseException, **facts: str) -> None:
    """Write what kind of exception it was and where in the code, without its message; `facts` are the service's own."""
    while isinstance(error, BaseExceptionGroup):  # the group says nothing of what went wrong in it
        error = error.exceptions[0]
    frames = traceback.extract_tb(error.__traceback__)
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-12:]]
    log.error("unexpected", id=request_id, kind=type(error).__qualname__, where=where, **facts)


class ServerLog(logging.Handler):
    """Passes the web server's own messages on to the log, without the tracebacks."""

    def __init__(self, log: Log) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Write the first line of a message."""
        first_line = record.getMessage().partition("\n")[0]
        self._log.log(record.levelno, "server", message=first_line)
