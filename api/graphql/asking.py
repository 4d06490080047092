"""The request as root fields see it: contexts, cases and entries of its authenticated principal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum
from typing import Any

from api.execution import RequestContext
from api.signin.principal import Principal
from api.types.asked import own_agency
from graph.flags import Told
from queries.audit.looked import AccessLog
from queries.case import Case, Cases
from queries.context import Context, Glass, day_of
from queries.entries.entering import Entering
from queries.entries.records import CaseRecords
from queries.entries.results import Made, once_counted
from queries.questions.hidden_connections import flags_as_told


@dataclass
class Asking:
    """The request of a principal, made at `now`; `grant` is break-glass access in force, where the request names it."""

    cases: Cases
    request: RequestContext
    now: datetime
    grant: Glass | None = None
    access_log: AccessLog | None = None
    notices: list[str] = field(default_factory=list)
    early: frozenset[str] = frozenset()
    """Kinds of facts that the fields selected below a root field may need."""

    def ahead(self, kinds: frozenset[str]) -> Asking:
        """The same request, for a root field below which fields may need these kinds of facts."""
        return replace(self, early=kinds)

    @property
    def principal(self) -> Principal:
        """The principal, with the purpose and the lawful basis of the request."""
        assert self.request.principal is not None, "a request is authenticated before it is answered"
        return self.request.principal

    def context(self, on: date | None = None, known_at: datetime | None = None) -> Context:
        """The context of a root field with these arguments: today, and what is known now, where they are not given."""
        principal = self.principal
        return Context(
            on=on or day_of(self.now), known_at=known_at or self.now, latest=known_at is None, viewer=principal.viewer,
            purpose=principal.purpose, basis=principal.basis, asked_at=self.now, glass=self.grant,
        )

    async def case(
        self, on: date | None, known_at: datetime | None, *, closed_within: int = 0, since: date | None = None
    ) -> Case:
        """A case of the principal, with nothing read yet. Raises `MayNotSee`."""
        case = await self.cases.open(self.context(on, known_at), closed_within=closed_within, since=since)
        case.workers = "workers" in self.early
        return case

    async def entering(
        self, mutation: str, agency: str | None, key: str, expected: int, said: dict[str, Any]
    ) -> Entering:
        """The entry that a mutation is to make, for the principal's own agency. Raises `MayNotSee`.

        `said` are the other arguments by their names: with the same key they must be the same again.
        """
        context = self.context()
        asked = {name: _as_asked(value) for name, value in said.items() if value is not None}
        if agency is not None:
            asked["agency"] = agency
        return await Entering.by(
            self.cases.store.driver, CaseRecords(self.cases, context, self._flags), context,
            own_agency(agency, context.viewer), key, expected,
            {**asked, "expectedVersion": expected, "mutation": mutation},
        )

    async def case_after(self, entry: Made) -> Case:
        """A case in which an entry just made counts, whatever the clocks say."""
        return await self.cases.open(once_counted(self.context(), entry))

    async def _flags(self, people: Sequence[str], context: Context) -> list[Told]:
        """The flags about some persons as they are told to the principal."""
        return await flags_as_told(self.cases, people, context)


def _as_asked(value: Any) -> Any:
    """An argument as it stands in the digest of a request: an enum by its name."""
    return value.name if isinstance(value, Enum) else value
