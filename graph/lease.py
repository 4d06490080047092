"""The load lease: one load at a time writes to a store.

A node that names its holder and when its hold ends. Every batch renews it inside its own transaction,
so a load that lost the lease cannot write another batch. The hold of a process on this machine that
has died ends at once; any other when its time is up.
"""

from __future__ import annotations

import asyncio
import os
import socket
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from hashlib import blake2b
from typing import Any

from neo4j import AsyncDriver, AsyncManagedTransaction, AsyncTransaction
from neo4j.exceptions import DriverError, Neo4jError

from graph import connection, planned
from graph.store_errors import StoreError

HOLD_SECONDS = 60
"""How long a hold lasts without a batch: longer than the slowest batch, short enough to wait for."""
WAIT_SECONDS = 120.0
"""How long to wait for another load: a hold that nobody renews ends within it."""
_PAUSE_SECONDS = 0.5


class LeaseTaken(StoreError):
    """Another load is writing to the store."""


class LeaseLost(StoreError):
    """The lease passed to another load while this one stood still."""


_TAKE = """
MERGE (l:Lease {id: 'load'})
SET l.asked = $holder
WITH l WHERE l.holder IS NULL OR l.holder IN [$holder, $dead] OR l.until < datetime()
SET l.holder = $holder, l.machine = $machine, l.process = $process,
    l.until = datetime() + duration({seconds: $seconds})
RETURN l.holder AS holder
"""
_RENEW = """
MATCH (l:Lease {id: 'load'}) WHERE l.holder = $holder
SET l.until = datetime() + duration({seconds: $seconds})
RETURN l.holder AS holder
"""
_RELEASE = "MATCH (l:Lease {id: 'load'}) WHERE l.holder = $holder REMOVE l.holder, l.machine, l.process, l.until"
_LOOK = "MATCH (l:Lease {id: 'load'}) RETURN l.holder AS holder, l.machine AS machine, l.process AS process"


class Lease:
    """A hold on the store, by this process."""

    def __init__(self, driver: AsyncDriver) -> None:
        self._driver = driver
        self._holder = uuid.uuid4().hex

    async def renew(self, tx: AsyncManagedTransaction) -> None:
        """Keep the hold, in the transaction of a batch; LeaseLost rolls the batch back."""
        result = await planned.run(tx, _RENEW, holder=self._holder, seconds=HOLD_SECONDS)
        if await result.single() is None:
            raise LeaseLost("Another load took over the store while this one stood still. Load again.")

    async def take(self, wait: float) -> None:
        """Wait for the hold; LeaseTaken after `wait` seconds."""
        loop = asyncio.get_running_loop()
        end = loop.time() + wait
        while not await self._try():
            if loop.time() >= end:
                raise LeaseTaken("Another load is writing to this store. Wait until it has finished, then load again.")
            await asyncio.sleep(_PAUSE_SECONDS)

    async def _try(self) -> bool:
        parameters = {
            "holder": self._holder, "dead": await self._dead_holder(), "machine": _machine(),
            "process": os.getpid(), "seconds": HOLD_SECONDS,
        }
        async with connection.session(self._driver) as session:
            return await session.execute_write(_single, _TAKE, parameters) is not None

    async def _dead_holder(self) -> str | None:
        async with connection.session(self._driver) as session:
            held = await session.execute_read(_single, _LOOK, {})
        if held is None or held["machine"] != _machine() or _alive(held["process"]):
            return None
        holder: str | None = held["holder"]
        return holder

    async def release(self) -> None:
        """Give the hold back."""
        async with connection.session(self._driver) as session:
            await session.execute_write(_single, _RELEASE, {"holder": self._holder})

    async def let_go(self) -> None:
        """Give the hold back in one try, after an error: where the store is gone, that has been waited for already."""
        async with connection.session(self._driver) as session, await session.begin_transaction() as tx:
            await _single(tx, _RELEASE, {"holder": self._holder})
            await tx.commit()


async def _single(tx: AsyncManagedTransaction | AsyncTransaction, statement: str, parameters: dict[str, Any]) -> Any:
    return await (await planned.run(tx, statement, parameters)).single()


def _machine() -> str:
    """This machine, without its name in clear."""
    return blake2b(socket.gethostname().encode(), digest_size=8).hexdigest()


def _alive(process: int) -> bool:
    """Whether a process of this machine is there; another user's counts as there."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@asynccontextmanager
async def held(driver: AsyncDriver, wait: float = WAIT_SECONDS) -> AsyncIterator[Lease]:
    """Hold the store for the time of a load.

    Given back at the end, also on errors; where the store no longer answers, the hold runs out.
    """
    lease = Lease(driver)
    await lease.take(wait)
    try:
        yield lease
    except BaseException:
        with suppress(DriverError, Neo4jError):
            await lease.let_go()
        raise
    await lease.release()
