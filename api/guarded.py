"""The executor behind authentication, rate limits and the audit log; GraphQL and pictures both go through it.

Takes a request and its operation, and returns the response once the audit log has recorded it. No other module of the
service holds the executor.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from api.concurrency import ConcurrencyLimit
from api.documents import Prepared
from api.errors import AuditUnavailable, ServiceError, TooMuchAtOnce, TooMuchRead, Unauthenticated
from api.execution import Executor, Operation, RequestContext
from api.logs import Log
from api.signin.authentication import NO_TOKEN, Authentication, Headers
from api.signin.principal import Principal
from api.signin.rate_limits import TOO_MUCH, RateLimits
from graph import disk
from queries.audit import log as audit_log
from queries.audit.entry import MOST_IDS, NOTICE, READ, WRITE, Entry
from queries.audit.log import AuditLog

BEGUN = "begun"
MOST_FIELDS = 100
"""Root fields that an entry names: as many as a request may have."""


class GuardedExecutor:
    """Sign-in, limits, the executor and the audit log of one service."""

    def __init__(
        self,
        executor: Executor,
        concurrency: ConcurrencyLimit,
        authenticate: Authentication,
        rate_limits: RateLimits,
        audit: AuditLog | None,
        log: Log,
    ) -> None:
        self._executor = executor
        self._concurrency = concurrency
        self._authenticate = authenticate
        self._rate_limits = rate_limits
        self._audit = audit
        self._log = log

    async def admit(self, request: RequestContext, headers: Headers) -> None:
        """Authenticate the request and apply the rate limits. Raises a ServiceError."""
        principal = await self._authenticate(headers)
        self._rate_limits.admit(principal)
        request.principal = principal
        request.record.listening = principal.own.is_told

    async def answer(self, operation: Operation, request: RequestContext, chosen: Prepared) -> dict[str, Any]:
        """The answer, once it is recorded. Raises `AuditUnavailable`, `TooMuchAtOnce` or `TooMuchRead`, and what the
        executor raises.

        A change is recorded before it is made as well: it could not be taken back for want of a record.
        """
        principal = request.principal
        if principal is None:
            raise Unauthenticated(NO_TOKEN)
        if _action(chosen) != READ:
            await self._write([_entry(principal, request, chosen, BEGUN)])
        async with self._concurrency.place(principal.viewer.account):
            result = await self._executor(operation, request)
        if len(request.record.told) > MOST_IDS:
            raise TooMuchAtOnce
        notices = [*self._rate_limits.read(principal, request.record), *request.notices]
        entry = _entry(principal, request, chosen, _outcome(result))
        await self._write([entry, *self._noticed(principal, request, notices)])
        return result

    async def refused(self, request: RequestContext, chosen: Prepared | None, error: ServiceError) -> None:
        """Record that a question that was understood was refused; the refusal stands whether or not it can be."""
        principal = request.principal
        if principal is None or chosen is None or isinstance(error, AuditUnavailable):
            return
        notices = [TOO_MUCH] if isinstance(error, TooMuchRead) else []
        with suppress(AuditUnavailable):
            entry = _entry(principal, request, chosen, error.code)
            await self._write([entry, *self._noticed(principal, request, notices)])

    def _noticed(self, principal: Principal, request: RequestContext, notices: Iterable[str]) -> list[Entry]:
        """Notices for the log, by the request's id alone, and the same as entries."""
        for notice in notices:
            self._log.warning("notice", id=request.id, notice=notice)
        return [
            Entry(
                id=request.id, viewer=principal.viewer, purpose=principal.purpose, basis=principal.basis,
                glass=principal.glass, code=(notice,), category=NOTICE,
            )
            for notice in notices
        ]

    async def _write(self, entries: list[Entry]) -> None:
        if self._audit is None:
            return
        try:
            await self._audit.write(*entries)
        except audit_log.AuditUnavailable as error:
            trouble = await asyncio.to_thread(disk.trouble, self._audit.home / "audit")
            self._log.error("audit_not_written", reason=str(trouble or error.reason), id=entries[0].id)
            raise AuditUnavailable(disk_full=trouble is not None and trouble.is_full) from None


def _action(chosen: Prepared) -> str:
    return READ if chosen.node.operation.value == "query" else WRITE


def _outcome(result: dict[str, Any]) -> str:
    """How an answer ended: a success, unless every root field of it failed."""
    errors = result.get("errors")
    if not errors:
        return "success"
    failed = {error["path"][0] for error in errors if error.get("path")}
    if any(value is not None or field not in failed for field, value in (result["data"] or {}).items()):
        return "success"
    code: str = errors[0]["extensions"]["code"]
    return code


def _entry(principal: Principal, request: RequestContext, chosen: Prepared, outcome: str) -> Entry:
    record = request.record
    return Entry(
        id=request.id,
        viewer=principal.viewer,
        purpose=principal.purpose,
        basis=principal.basis,
        glass=principal.glass,
        code=chosen.root_fields[:MOST_FIELDS],
        outcome=outcome,
        action=_action(chosen),
        asked=tuple(record.asked),
        answered=tuple(record.answered) if outcome == "success" else (),
    )
