"""The service: the schema, the executor and the store, put together for one process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from neo4j import AsyncDriver
from neo4j.exceptions import DriverError, Neo4jError
from starlette.applications import Starlette

from api import errors
from api.answer import Answers
from api.background import Background
from api.exposure import Exposure
from api.graphiql import TOKEN_NOTE
from api.http import HTTPSettings, create_app
from api.logs import Log, make_log
from api.schema import make_schema
from api.signin import development
from api.signin.asker import OPEN
from api.signin.bearer import Bearer
from api.signin.development import DevelopmentKey
from api.signin.door import door_by, open_door
from api.signin.provider import ProviderKeys
from api.signin.reading import Watch
from api.signin.settings import ServiceSettings
from api.warm import VIEWERS, warm
from api.warm import WORK as WARMING
from graph.connection import StoreSettings, connect, disk_trouble
from graph.schema import ensure
from graph.store_errors import StoreError
from queries.access.policy import of_home
from queries.audit import log as audit_log
from queries.audit.log import AuditLog
from queries.audit.looked import AccessLog
from queries.audit.segments import Head
from queries.audit.verify import anchor_of
from queries.facts.store import StoreUnavailable
from queries.read import Reader


class OpenStore:
    """The store while the service runs. A private one that has ended is started again in the background."""

    PAUSE_SECONDS = 2.0
    """Between one try to open it again and the next."""

    def __init__(self, settings: StoreSettings, answers: Answers, background: Background) -> None:
        self._log = background.log
        self._settings = settings
        self._answers = answers
        self._background = background
        self._policy = of_home(settings.home)
        self._driver: AsyncDriver | None = None
        self._retired: AsyncDriver | None = None  # the one before, which may yet be answering
        self._opening: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Connect, see to the constraints, and let questions be answered."""
        driver = await connect(self._settings)
        try:
            await ensure(driver)
        except BaseException:
            await driver.close()
            raise
        retired, self._retired, self._driver = self._retired, self._driver, driver
        self._answers.reader = Reader(driver, policy=self._policy)
        if retired is not None:
            await retired.close()

    async def lost(self, reader: Reader) -> errors.StoreUnavailable | None:
        """Open it again, once at a time; who asks meanwhile is told to try again, and of a full disk.

        A question that failed on an earlier connection says nothing of the present one, which would be closed
        under those whom it answers.
        """
        if reader.driver is self._driver and (self._opening is None or self._opening.done()):
            self._opening = self._background.start("store", self._again())
        trouble = await asyncio.to_thread(disk_trouble, self._settings)
        return errors.StoreDiskFull() if trouble is not None and trouble.is_full else None

    async def _again(self) -> None:
        """Try until it is open; log why it is not, each reason once."""
        logged = set()
        while True:
            try:
                return await self.open()
            except (StoreError, DriverError, Neo4jError, OSError) as error:
                reason = str(error) if isinstance(error, StoreError) else type(error).__name__
                if reason not in logged:
                    self._log.error("store_not_opened", reason=reason)
                logged.add(reason)
            await asyncio.sleep(self.PAUSE_SECONDS)

    async def close(self) -> None:
        """Let go of it."""
        if self._opening is not None:
            self._opening.cancel()
        for driver in (self._driver, self._retired):
            if driver is not None:
                await driver.close()


class Anchoring:
    """Writes the audit log's root to the service's log, which is kept elsewhere: so that it can be held against it."""

    SECONDS = 600.0

    def __init__(self, log: Log) -> None:
        self._log = log
        self._last = float("-inf")

    def __call__(self, head: Head) -> None:
        """Told where the log ends."""
        now = time.monotonic()
        if now - self._last >= self.SECONDS:
            self._last = now
            self._log.info("audit_root", root=str(anchor_of(head)))


def http_settings(home: Path, service: ServiceSettings, exposure: Exposure, background: Background) -> HTTPSettings:
    """How requests are treated by a service that is seen so: open, by a provider's tokens, or by development tokens.

    Raises `ReadableByOthers` where others could sign development tokens.
    """
    settings = HTTPSettings(hosts=service.hosts, watch=Watch(service.limits), encrypted=exposure.encrypted)
    if exposure.open:
        return settings
    if service.signin is None:
        door = door_by(Bearer(development.TERMS, DevelopmentKey.of(home)))
        return replace(settings, door=door, explorer=TOKEN_NOTE)
    keys = ProviderKeys(service.signin.issuer, background)
    return replace(settings, door=door_by(Bearer(service.signin, keys)), explorer=None)


def make_service(
    settings: StoreSettings,
    http: HTTPSettings | None = None,
    *,
    warmed: bool = False,
    background: Background | None = None,
) -> Starlette:
    """The application on the store of these settings; it opens the store as it starts up.

    `warmed` has it ask some questions of nobody in the background, so that the first that matter are quick.
    """
    background = background or Background(make_log())
    answers, schema = Answers(), make_schema()
    askers = (OPEN,) if http is None or http.door is open_door else VIEWERS
    audit = AuditLog(settings.home, written=Anchoring(background.log), failed=partial(background.failed, "audit"))
    answers.access_log = AccessLog(settings.home)
    store = OpenStore(settings, answers, background)
    answers.lost = store.lost

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await store.open()
        warming = background.start(WARMING, warm(schema, answers, background, askers)) if warmed else None
        try:
            yield
        finally:
            if warming is not None:
                warming.cancel()
            await audit.close()
            await store.close()

    async def ready() -> None:
        reader = answers.reader
        try:
            await reader.run("RETURN 1", {})
        except StoreUnavailable as error:
            refusal = await store.lost(reader)
            raise refusal or errors.StoreUnavailable("The store does not answer.") from error
        try:
            await audit.check()
        except audit_log.AuditUnavailable:
            raise errors.AuditUnavailable from None

    return create_app(
        schema, answers, settings=http, ready=ready, lifespan=lifespan, audit=audit, background=background,
        log=background.log,
    )
