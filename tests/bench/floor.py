"""The floor: the same statements by hand, served by bare Starlette and orjson with the same driver settings.

`python -m bench.floor PORT STATEMENTS.json`: POST /NAME runs the statements of that name, as they are.
"""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson
import uvicorn
from neo4j import AsyncDriver, Query
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from graph.connection import StoreSettings, connect, session

_driver: list[AsyncDriver] = []


def typed(parameters: dict[str, Any]) -> dict[str, Any]:
    """Parameters as they were: dates and times are marked in JSON."""
    kinds = {"date": date.fromisoformat, "datetime": datetime.fromisoformat}
    return {
        key: kinds[value["kind"]](value["text"]) if isinstance(value, dict) and "kind" in value else value
        for key, value in parameters.items()
    }


def app(statements: dict[str, list[tuple[str, dict[str, Any]]]]) -> Starlette:
    """The application."""

    async def answer(request: Request) -> Response:
        made = None
        orjson.loads(await request.body())
        for text, parameters in statements[request.path_params["name"]]:
            async with session(_driver[0], reading=True) as opened:
                result = await opened.run(Query(text, timeout=25.0), parameters)
                record = await result.single(strict=False)
                made = record[0] if record is not None else None
        return Response(orjson.dumps({"data": made}), media_type="application/json")

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        _driver.append(await connect(StoreSettings.from_environment()))
        yield
        await _driver[0].close()

    return Starlette(routes=[Route("/{name}", answer, methods=["POST"])], lifespan=lifespan)


if __name__ == "__main__":
    given = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    ready = {name: [(text, typed(parameters)) for text, parameters in pairs] for name, pairs in given.items()}
    uvicorn.run(app(ready), host="127.0.0.1", port=int(sys.argv[1]), access_log=False, log_level="warning")
