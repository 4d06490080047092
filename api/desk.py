"""The desk that every question passes: who asks is settled as it comes in, and what they are told is recorded before
it goes out."""

from __future__ import annotations

from collections.abc import Iterable

from api.documents import Prepared
from api.errors import AuditUnavailable, ServiceError, TooMuchRead
from api.execution import RequestContext
from api.logs import Log
from api.signin.asker import Asker
from api.signin.door import Door, Headers
from api.signin.reading import TOO_MUCH, Watch
from queries.audit import log as audit_log
from queries.audit.entry import NOTICE, READ, WRITE, Entry
from queries.audit.log import AuditLog

BEGUN = "begun"
MOST_FIELDS = 100
"""Root fields that an entry names: as many as a request may have."""


class Desk:
    """Sign-in, limits and the audit log of one service."""

    def __init__(self, door: Door, audit: AuditLog | None, watch: Watch, log: Log) -> None:
        self._door = door
        self._audit = audit
        self._watch = watch
        self._log = log

    async def admit(self, headers: Headers) -> Asker:
        """Who asks. Raises a ServiceError where nobody may, or not yet."""
        asker = await self._door(headers)
        self._watch.admit(asker)
        return asker

    async def begin(self, request: RequestContext, chosen: Prepared) -> None:
        """A change is recorded before it is made: it could not be taken back for want of a record."""
        if _action(chosen) != READ:
            await self._write([_entry(request, chosen, BEGUN)])

    async def release(self, request: RequestContext, chosen: Prepared) -> None:
        """Record what is about to be told. Raises `AuditUnavailable` or `TooMuchRead`, and then it is not."""
        notices = self._watch.read(request.asker, request.record)
        await self._write([_entry(request, chosen, "success"), *self._noticed(request, notices)])

    async def refused(self, request: RequestContext, chosen: Prepared | None, error: ServiceError) -> None:
        """Record that a question that was understood was refused; the refusal stands whether or not it can be."""
        if chosen is None or isinstance(error, AuditUnavailable):
            return
        notices = [TOO_MUCH] if isinstance(error, TooMuchRead) else []
        try:
            await self._write([_entry(request, chosen, error.code), *self._noticed(request, notices)])
        except AuditUnavailable:
            return

    def _noticed(self, request: RequestContext, notices: Iterable[str]) -> list[Entry]:
        """Notices for the log, by the request's id alone, and the same as entries."""
        for notice in notices:
            self._log.warning("notice", id=request.id, notice=notice)
        asker = request.asker
        return [
            Entry(
                id=request.id, viewer=asker.viewer, purpose=asker.purpose, basis=asker.basis, code=(notice,),
                category=NOTICE,
            )
            for notice in notices
        ]

    async def _write(self, entries: list[Entry]) -> None:
        if self._audit is None:
            return
        try:
            await self._audit.write(*entries)
        except audit_log.AuditUnavailable as error:
            self._log.error("audit_not_written", reason=error.reason, id=entries[0].id)
            raise AuditUnavailable from None


def _action(chosen: Prepared) -> str:
    return READ if chosen.node.operation.value == "query" else WRITE


def _entry(request: RequestContext, chosen: Prepared, outcome: str) -> Entry:
    asker, record = request.asker, request.record
    return Entry(
        id=request.id,
        viewer=asker.viewer,
        purpose=asker.purpose,
        basis=asker.basis,
        code=chosen.root_fields[:MOST_FIELDS],
        outcome=outcome,
        action=_action(chosen),
        asked=tuple(record.asked),
        answered=tuple(record.answered) if outcome == "success" else (),
    )
