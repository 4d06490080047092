"""The floor: the same statements by hand, served by bare Starlette and orjson with the same driver settings.

`python -m bench.floor PORT STATEMENTS.json HOME`: POST /NAME runs the statements of that name, as they are; POST
/recorded/NAME also has an entry on disk, in an audit log of HOME, before it answers.
"""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import date, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

import orjson
import uvicorn
from neo4j import AsyncDriver, Query
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graph.connection import StoreSettings, connect, session
from queries.audit.entry import Entry
from queries.audit.log import AuditLog
from queries.context import Viewer

_driver: list[AsyncDriver] = []


def marked(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """What a statement is given, for JSON: dates and times are marked."""
    made = {}
    for key, value in parameters.items():
        kind = "datetime" if isinstance(value, datetime) else "date" if isinstance(value, date) else None
        made[key] = {"kind": kind, "text": value.isoformat()} if kind else value
    return made


def typed(parameters: dict[str, Any]) -> dict[str, Any]:
    """What was marked, as it was."""
    kinds = {"date": date.fromisoformat, "datetime": datetime.fromisoformat}
    return {
        key: kinds[value["kind"]](value["text"]) if isinstance(value, dict) and "kind" in value else value
        for key, value in parameters.items()
    }


def app(statements: dict[str, list[tuple[str, dict[str, Any]]]], log: AuditLog) -> Starlette:
    """The application."""

    async def recorded(request: Request) -> Response:
        response = await answer(request)
        code = (request.path_params["name"],)
        await log.write(Entry(id=token_hex(8), viewer=Viewer(), purpose="safeguarding_enquiry", basis=None, code=code))
        return response

    async def answer(request: Request) -> Response:
        made = None
        orjson.loads(await request.body())
        for text, parameters in statements[request.path_params["name"]]:
            async with session(_driver[0], reading=True) as opened:
                result = await opened.run(Query(text, timeout=25.0), {"in": parameters})
                made = dict(await result.single(strict=True))
        return Response(orjson.dumps({"data": made}), media_type="application/json")

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        _driver.append(await connect(StoreSettings.from_environment()))
        yield
        await log.close()
        await _driver[0].close()

    routes = [Route("/{name}", answer, methods=["POST"]), Route("/recorded/{name}", recorded, methods=["POST"])]
    return Starlette(routes=routes, lifespan=lifespan)


if __name__ == "__main__":
    given = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    ready = {name: [(text, typed(parameters)) for text, parameters in pairs] for name, pairs in given.items()}
    served = app(ready, AuditLog(Path(sys.argv[3])))
    uvicorn.run(served, host="127.0.0.1", port=int(sys.argv[1]), access_log=False, log_level="warning")
