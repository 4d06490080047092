"""The service: the schema, the executor and the store, put together for one process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from api.answer import Answers
from api.http import HTTPSettings, create_app
from api.schema import make_schema
from graph.connection import StoreSettings, connect
from graph.schema import ensure
from queries.read import Reader


def make_service(settings: StoreSettings, http: HTTPSettings | None = None) -> Starlette:
    """The application on the store of these settings; it opens the store as it starts up."""
    answers = Answers()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        driver = await connect(settings)
        try:
            await ensure(driver)
            answers.reader = Reader(driver)
            yield
        finally:
            await driver.close()

    async def ready() -> None:
        await answers.reader.run("RETURN 1", {})

    return create_app(make_schema(), answers, settings=http, ready=ready, lifespan=lifespan)
