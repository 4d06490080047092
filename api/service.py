"""Put the service together: the schema, the executor, the audit log and the store of one process."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from neo4j import AsyncDriver
from neo4j.exceptions import DriverError, Neo4jError
from starlette.applications import Starlette

from api import errors
from api.background import Background
from api.exposure import Exposure
from api.graphiql import TOKEN_NOTE
from api.graphql.executor import Answers
from api.http import HTTPSettings, create_app
from api.logs import Log, log_unexpected, make_log
from api.signin import development
from api.signin.authentication import by_bearer
from api.signin.bearer import Bearer
from api.signin.development import DevelopmentKey
from api.signin.provider import ProviderKeys
from api.signin.rate_limits import RateLimits
from api.signin.settings import ServiceSettings
from api.types.query import schema
from graph.connection import StoreSettings, connect, disk_trouble
from graph.schema import ensure
from graph.store_errors import StoreError
from queries.access.policy import of_home
from queries.analysis.rule import built
from queries.audit import log as audit_log
from queries.audit.log import AuditLog
from queries.audit.looked import AccessLog
from queries.audit.segments import Head
from queries.audit.verify import anchor_of
from queries.case import Cases
from queries.facts.first_runs import FirstRuns
from queries.facts.ready import plan
from queries.facts.store import FactStore, ReadTimedOut, StoreUnavailable

COLLECTED_AFTER = (2_000, 10, 50)
"""After so many new objects the garbage collector looks at these, and after so many looks at older ones and at all."""


class OpenStore:
    """The store while the service runs. A private one that has ended is started again in the background."""

    PAUSE_SECONDS = 2.0
    """Between one try to open it again and the next."""
    RENEWAL_SECONDS = 60.0
    """How often statements are planned that the store has let go, or that much more data want planned anew: else the
    next question waits for that, some two seconds. Where the store has all plans, it takes a tenth of a second."""

    def __init__(self, settings: StoreSettings, answers: Answers, background: Background) -> None:
        self._log = background.log
        self._settings = settings
        self._answers = answers
        self._background = background
        self._policy = of_home(settings.home)
        self._driver: AsyncDriver | None = None
        self._retired: AsyncDriver | None = None  # the one before, which may yet be answering
        self._opening: asyncio.Task[None] | None = None
        self._planning: asyncio.Task[None] | None = None
        self._renewing: asyncio.Task[None] | None = None
        self._first_runs = FirstRuns()

    async def open(self) -> None:
        """Connect, see to the constraints, let questions be answered, and have them planned in the background."""
        driver = await connect(self._settings)
        try:
            await ensure(driver)
        except BaseException:
            await driver.close()
            raise
        retired, self._retired, self._driver = self._retired, self._driver, driver
        self._answers.cases = Cases(FactStore(driver, first_runs=self._first_runs), self._policy)
        if self._renewing is not None:
            self._renewing.cancel()
        if retired is not None:
            await retired.close()
        facts = self._answers.cases.store
        self._planning = self._background.start("planning", self._plan(facts))
        self._renewing = self._background.start("plans", self._renew(facts))

    async def _plan(self, facts: FactStore) -> None:
        """Have the statements planned. Where the store goes away meanwhile, it is opened again, and this begun anew."""
        try:
            await plan(facts)
        except (StoreUnavailable, ReadTimedOut):
            await self.lost(facts)
        _settle()

    async def _renew(self, facts: FactStore) -> None:
        """Have the statements planned from time to time. A question that finds the store away opens it again."""
        while True:
            await asyncio.sleep(self.RENEWAL_SECONDS)
            with suppress(StoreUnavailable, ReadTimedOut):
                await plan(facts)

    async def check(self) -> None:
        """Raise `errors.NotReady` where the store does not answer, or is being opened."""
        facts = self._answers.cases.store
        try:
            await facts.run("RETURN 1", {})
        except StoreUnavailable as error:
            known = await self.lost(facts)
            if known is not None:
                raise errors.NotReady("disk", known) from error
            raise errors.NotReady("store", errors.StoreUnavailable("The store does not answer.")) from error
        if _is_under_way(self._opening):
            raise errors.NotReady("store", errors.StoreUnavailable("The store is being opened again."))

    def check_plans(self) -> None:
        """Raise `errors.NotReady` where the store has statements to plan yet."""
        if _is_under_way(self._planning):
            said = "The store makes its plans: some seconds. Questions are answered already."
            raise errors.NotReady("plans", errors.StoreUnavailable(said))

    async def lost(self, facts: FactStore) -> errors.StoreUnavailable | None:
        """Open it again, once at a time; who asks meanwhile is told to try again, and of a full disk.

        A question that failed on an earlier connection says nothing of the present one, which would be closed
        under those whom it answers.
        """
        if facts.driver is self._driver and not _is_under_way(self._opening):
            self._first_runs.forget()
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
        for work in (self._opening, self._planning, self._renewing):
            if work is not None:
                work.cancel()
        for driver in (self._driver, self._retired):
            if driver is not None:
                await driver.close()


def _is_under_way(work: asyncio.Task[None] | None) -> bool:
    return work is not None and not work.done()


def _settle() -> None:
    """Have the garbage collector pass over what is there by now, and stays: the schema and the modules.

    Looking through it again and again took a fifth of a request's processor time. What large requests hold it looks
    through seldom: that takes 40 ms, in which nobody else is answered, and few of it are in circles.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)


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
    settings = HTTPSettings(
        hosts=service.hosts, origins=service.origins, rate_limits=RateLimits(service.limits),
        encrypted=exposure.encrypted,
    )
    if exposure.open:
        return settings
    if service.signin is None:
        authenticate = by_bearer(Bearer(development.TERMS, DevelopmentKey.of(home)))
        return replace(settings, authenticate=authenticate, explorer=TOKEN_NOTE)
    keys = ProviderKeys(service.signin.issuer, background)
    return replace(settings, authenticate=by_bearer(Bearer(service.signin, keys)), explorer=None)


def make_service(
    settings: StoreSettings,
    http: HTTPSettings | None = None,
    *,
    background: Background | None = None,
) -> Starlette:
    """The application on the store of these settings; it opens the store as it starts up."""
    built()  # import the rules now: the first question about findings would hold the event loop for it
    background = background or Background(make_log())
    answers = Answers(unexpected=partial(log_unexpected, background.log))
    audit = AuditLog(settings.home, written=Anchoring(background.log), failed=partial(background.failed, "audit"))
    answers.access_log = AccessLog(settings.home)
    store = OpenStore(settings, answers, background)
    answers.lost = store.lost

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await store.open()
        try:
            yield
        finally:
            await audit.close()
            await store.close()

    async def ready() -> None:
        await store.check()
        try:
            await audit.check()
        except audit_log.AuditUnavailable:
            raise errors.NotReady("audit", errors.AuditUnavailable()) from None
        store.check_plans()  # last: it says that questions are answered already

    return create_app(
        schema(), answers, settings=http, ready=ready, lifespan=lifespan, audit=audit, background=background,
        log=background.log,
    )
