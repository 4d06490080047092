"""Execute operations: take one that is parsed, validated and authenticated, and return its response."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from api import errors, full_lists
from api.execution import Operation, RequestContext
from api.graphql.asking import Asking
from api.graphql.budget import Budget
from api.graphql.dispatch import Dispatch
from api.graphql.refusals import refusal
from queries.audit.looked import AccessLog
from queries.case import Cases
from queries.context import now
from queries.facts.store import FactStore

STEP = 0.025
"""Seconds. A response that names no person to a signed-in principal is padded to a multiple of this, so that timing
does not reveal a hidden person (decision 0031)."""
TIMER = 0.002
"""Seconds by which a timer of the event loop may be late."""


class Answers:
    """Answers operations from one store."""

    cases: Cases
    """The store; set once the service has opened it."""

    lost: Callable[[FactStore], Awaitable[errors.StoreUnavailable | None]]
    """Report that a store does not answer. Returns the refusal where the cause is known, else None."""

    def __init__(
        self, clock: Callable[[], datetime] = now, unexpected: Callable[[str, Exception], None] | None = None
    ) -> None:
        self._clock = clock
        self._unexpected = unexpected
        self.access_log: AccessLog | None = None
        self.lost = _unknown
        self.at_work = 0
        """How many operations are being answered."""

    async def __call__(self, operation: Operation, request: RequestContext) -> dict[str, Any]:
        """The response: `data`, with `errors` where a root field failed.

        Where every root field failed by a refusal that is not about its GraphQL, such as a store that does not answer,
        that `ServiceError` is raised; where a mutation failed, always.
        """
        self.at_work += 1
        store = self.cases.store.counting()
        refusing, budget = _Refusing(request, self._unexpected), Budget()
        cases = Cases(store, self.cases.policy, spend=budget.work)
        asking = Asking(cases, request, self._clock(), access_log=self.access_log)
        dispatch = Dispatch(
            operation, asking, budget=budget, told=set(), observer=_Recorder(asking), unexpected=refusing,
            ahead=asking.ahead, most_changes=1,
        )
        try:
            await _open_by_grant(asking, refusing)
            response = await dispatch.response()
        finally:
            self.at_work -= 1
            request.statements += store.sent
            request.notices += asking.notices
            known = await self.lost(self.cases.store) if refusing.lost else None
        refused = dispatch.refusal
        if refused is not None and dispatch.is_mutation:
            raise errors.ChangeInDoubt() if isinstance(refused, errors.StoreUnavailable) else refused
        if refused is not None and not refused.in_graphql:
            raise known if known is not None and isinstance(refused, errors.StoreUnavailable) else refused
        if budget.most_elements < full_lists.BOUND:
            return response
        return {**response, **full_lists.as_extensions(response["data"] or {}, dispatch.paged)}


async def _unknown(store: FactStore) -> None:
    """Return None: no cause is known."""


class _Refusing:
    """Map the exceptions of one request to refusals. Report an unexpected one under the request's id."""

    def __init__(self, request: RequestContext, report: Callable[[str, Exception], None] | None) -> None:
        self._request = request
        self._report = report
        self.lost = False
        """Whether the store did not answer."""

    def __call__(self, error: Exception) -> errors.ServiceError:
        found = refusal(error)
        if found is None:
            if self._report is not None:
                self._report(self._request.id, error)
            return errors.Internal(self._request.id)
        self.lost = self.lost or isinstance(found, errors.StoreUnavailable)
        return found


async def _open_by_grant(asking: Asking, refusing: _Refusing) -> None:
    """Find the break-glass access that a request names. Raises `GlassNotInForce` where none is in force."""
    if asking.principal.glass is None:
        return
    try:
        asking.grant = await asking.cases.grant_in_force(asking.principal.glass, asking.context())
    except Exception as error:
        raise refusing(error) from error


class _Recorder:
    """Record for the audit which persons each root field names and returns, and pad responses that name none."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._record = asking.request.record

    def asked(self, type: str, arguments: dict[str, Any]) -> tuple[list[str], bool, float]:
        """Record the ids in the arguments. Return them, whether a list has several, and the time."""
        several = any(isinstance(given, list) and len(given) > 1 for given in arguments.values())
        return self._record.ask(type, arguments), several, asyncio.get_running_loop().time()

    async def answered(self, asked: tuple[list[str], bool, float], told: set[str], value: Any) -> None:
        """Record the ids in the answer. Pad it if it adds none, or if several were asked for: one may be hidden."""
        named, several, begun = asked
        new = self._record.note(named, told, value)
        if (several or not new) and not self._asking.principal.viewer.sees_all:
            await _evenly(begun)


async def _evenly(begun: float) -> None:
    """Wait for the end of a step since `begun`.

    Finding a hidden person takes some 0.06 ms longer than finding none, which 1,000 requests would reveal. Timers
    count in milliseconds from when they are set, and so would tell it too: the last of them are waited for awake.
    """
    loop = asyncio.get_running_loop()
    end = begun + STEP * math.ceil((loop.time() - begun) / STEP)
    await asyncio.sleep(max(0.0, end - loop.time() - TIMER))
    while loop.time() < end:
        await asyncio.sleep(0)
