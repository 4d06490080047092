"""What an entry asks of what is recorded before it is written, as its viewer may see it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from graph.flags import Told
from queries.access.policy import Policy
from queries.case import Case, Cases
from queries.context import Context
from queries.questions import rows
from queries.questions.organisation import organisation

T = TypeVar("T")


class Records(Protocol):
    """What is recorded, for the viewer of one context."""

    @property
    def policy(self) -> Policy:
        """Who may see what, and who may take break-glass access."""

    async def admit(self) -> None:
        """Raise `MayNotSee` for a viewer who is answered nothing about named persons."""

    async def sees_person(self, id: str) -> bool:
        """Whether the viewer knows a person by an id."""

    async def sees_event(self, id: str) -> bool:
        """Whether the viewer sees an event."""

    async def sees_row(self, id: str) -> bool:
        """Whether the viewer sees a row, of whatever kind."""

    async def knows_organisation(self, id: str) -> bool:
        """Whether the viewer may know of an organisation."""

    async def own_record(self, person: str, agency: str) -> str | None:
        """An agency's own record of a person."""

    async def named_by_finding(self, flag: str) -> list[str]:
        """Whom a flag of the last sweep names."""

    async def flags_about(self, people: Sequence[str]) -> list[Told]:
        """The flags about some persons, as they are told to the viewer."""

    async def agencies_opened(self, people: Sequence[str]) -> Sequence[str]:
        """Whose records of some persons break-glass access would open."""


Flags = Callable[[Sequence[str], Context], Awaitable[list[Told]]]
"""Derives the flags about some persons, as they are told in a context."""


@dataclass(frozen=True)
class CaseRecords:
    """What is recorded, read over cases."""

    cases: Cases
    context: Context
    flags: Flags

    @property
    def policy(self) -> Policy:
        """Who may see what."""
        return self.cases.policy

    async def admit(self) -> None:
        """Raise `MayNotSee` for a viewer who is answered nothing about named persons."""
        await self._ask(Case.begin)

    async def sees_person(self, id: str) -> bool:
        """Whether the viewer knows a person by an id."""
        return await self._ask(lambda case: case.person(id)) is not None

    async def sees_event(self, id: str) -> bool:
        """Whether the viewer sees an event."""
        return id.startswith("event:") and await self.sees_row(id)

    async def sees_row(self, id: str) -> bool:
        """Whether the viewer sees a row."""
        return await self._ask(lambda case: rows.sees_row(case, id))

    async def knows_organisation(self, id: str) -> bool:
        """Whether the viewer may know of an organisation."""
        return await self._ask(lambda case: organisation(case, id)) is not None

    async def own_record(self, person: str, agency: str) -> str | None:
        """An agency's own record of a person."""
        return await self._ask(lambda case: rows.own_record_of(case, person, agency))

    async def named_by_finding(self, flag: str) -> list[str]:
        """Whom a flag of the last sweep names."""
        return await self._ask(lambda case: case.finding(flag))

    async def flags_about(self, people: Sequence[str]) -> list[Told]:
        """The flags about some persons."""
        return await self.flags(people, self.context)

    async def agencies_opened(self, people: Sequence[str]) -> Sequence[str]:
        """Whose records of some persons break-glass access would open."""
        return (await self.cases.opened_by(people, self.context)).agencies

    async def _ask(self, work: Callable[[Case], Awaitable[T]]) -> T:
        return await self.cases.ask(self.context, work)
