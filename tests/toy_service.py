"""A service on a toy schema, run as a process of its own: a real server for the HTTP tests."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

import orjson
from graphql import build_schema, execute
from graphql.execution import ExecutionResult
from starlette.routing import Route

from api.errors import StoreUnavailable
from api.execution import Operation, RequestContext
from api.http import HTTPSettings, create_app
from api.selections import root_field_names
from api.server import serve

SCHEMA = build_schema(
    """
    type Query {
      hello(name: String = "world"): String
      count(ids: [ID!]!): Int
      person: Person
      slow(seconds: Float!): String
      broken: String
      unheard: String
      storeless: String
      fragment: String
    }
    type Mutation { touch: String }
    type Person { id: ID, parent: Person }
    """
)
SECRET = "Alice-in-an-exception"
TIME_LIMIT, RUNNING, PATIENCE = 2.0, 2, 0.3


class Root:
    """Resolvers."""

    def hello(self, _info: Any, name: str | None) -> str:
        return f"hello {name}"

    def count(self, _info: Any, ids: list[str]) -> int:
        return len(ids)

    def touch(self, _info: Any) -> str:
        return "touched"

    def person(self, _info: Any) -> dict[str, Any]:
        return {"id": "p1", "parent": {"id": "p2"}}

    def unheard(self, _info: Any) -> str:
        """Start a task that fails, and let go of it."""
        asyncio.get_running_loop().create_task(_fail())
        return "started"

    async def slow(self, _info: Any, seconds: float) -> str:
        await asyncio.sleep(seconds)
        return "done"


async def _fail() -> None:
    raise RuntimeError(SECRET)


async def executor(operation: Operation, request: RequestContext) -> dict[str, Any]:
    """Run the operation on the toy schema, or fail as its root field says."""
    request.statements += 1
    asked = root_field_names(operation.operation, operation.fragments)
    if "broken" in asked:
        raise RuntimeError(SECRET)
    if "storeless" in asked:
        raise StoreUnavailable("The store does not answer.")
    if "fragment" in asked:
        return {"data": orjson.Fragment(b'{"fragment":"as it is"}')}
    name = operation.operation.name
    result = execute(
        operation.schema,
        operation.document,
        Root(),
        variable_values=operation.variables,
        operation_name=name.value if name else None,
    )
    if not isinstance(result, ExecutionResult):
        result = await result
    assert isinstance(result, ExecutionResult)
    return dict(result.formatted)


async def ready() -> None:
    """Ready unless the environment says otherwise."""
    if os.environ.get("TOY_NOT_READY"):
        raise ConnectionError(SECRET)


async def _raises(_request: Any) -> Any:
    raise RuntimeError(SECRET)


def main() -> None:
    """Serve on a free port; the log says which. TOY_GRACE is how long running requests have when it stops."""
    settings = HTTPSettings(time_limit=TIME_LIMIT, running=RUNNING, patience=PATIENCE)
    routes = [Route("/raises", _raises)]
    app = create_app(SCHEMA, executor, settings=settings, ready=ready, routes=routes)
    serve(app, port=0, grace=int(os.environ.get("TOY_GRACE", "10")))


class Service:
    """A running toy service: its address, and the lines of its log.

    The log is read as it is written: a pipe that nobody reads fills, and the service waits for ever.
    """

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self._lines: SimpleQueue[bytes] = SimpleQueue()
        self._reading = Thread(target=self._read, daemon=True)
        self._reading.start()
        self.url: str = self.next_line("listening")["url"]

    def _read(self) -> None:
        """To the end of the log, which an empty line stands for."""
        assert self.process.stderr is not None
        with self.process.stderr as log:
            for line in log:
                self._lines.put(line)
        self._lines.put(b"")

    def next_line(self, event: str) -> dict[str, Any]:
        """The next line of the log with this event."""
        while line := self._lines.get():
            entry: dict[str, Any] = json.loads(line)
            if entry["event"] == event:
                return entry
        raise AssertionError(f"the log ended without {event!r}")

    def stop(self) -> tuple[int, bytes]:
        """Ask it to stop; its exit code and the rest of its log."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(10), b"".join(iter(self._lines.get, b""))

    def ended(self) -> None:
        """Stop it, and read its log to the end."""
        self.process.terminate()
        self.process.wait(30)
        self._reading.join(30)


@contextmanager
def running(**environment: str) -> Iterator[Service]:
    """A service in a process of its own, stopped at the end."""
    root = Path(__file__).parents[1]
    process = subprocess.Popen(
        [sys.executable, __file__],
        stderr=subprocess.PIPE,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), **environment},
    )
    service = Service(process)
    try:
        yield service
    finally:
        service.ended()


if __name__ == "__main__":
    main()
