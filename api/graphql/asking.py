"""One operation as its root fields see it: in comes the signed-in principal's request, out go cases to ask."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from api.execution import RequestContext
from api.signin.asker import Asker
from queries.audit.looked import AccessLog
from queries.case import Case, Cases
from queries.context import Context, Glass, day_of


@dataclass
class Asking:
    """The request of a principal, made at `now`; `grant` is break-glass access in force, where the request names it."""

    cases: Cases
    request: RequestContext
    now: datetime
    grant: Glass | None = None
    access_log: AccessLog | None = None
    notices: list[str] = field(default_factory=list)

    @property
    def asker(self) -> Asker:
        """Who asks, for what purpose and on what basis."""
        assert self.request.asker is not None, "a request is authenticated before it is answered"
        return self.request.asker

    def context(self, on: date | None = None, known_at: datetime | None = None) -> Context:
        """The context of a root field with these arguments: today, and what is known now, where they are not given."""
        asker = self.asker
        return Context(
            on=on or day_of(self.now), known_at=known_at or self.now, latest=known_at is None, viewer=asker.viewer,
            purpose=asker.purpose, basis=asker.basis, asked_at=self.now, glass=self.grant,
        )

    async def case(
        self, on: date | None, known_at: datetime | None, *, closed_within: int = 0, since: date | None = None
    ) -> Case:
        """A case of the principal, with nothing read yet. Raises `MayNotSee`."""
        return await self.cases.open(self.context(on, known_at), closed_within=closed_within, since=since)

    def asked(self, type: str, arguments: dict[str, Any]) -> list[str]:
        """Note for the audit whom a root field's arguments name."""
        return self.request.record.ask(type, arguments)
