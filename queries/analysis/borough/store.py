"""Ask the store about everybody at once: rows for a snapshot, for who sees all, as known at a context's time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graph.model import ELDER_TYPES
from queries.access.permissions import MayNotSee
from queries.context import Context
from queries.facts.statements import statement
from queries.facts.store import FactStore


@dataclass(frozen=True)
class BoroughStore:
    """The store, as known at a context's time. `MayNotSee` for who may not see all: nothing here is filtered."""

    facts: FactStore
    context: Context

    def __post_init__(self) -> None:
        """Refuse a viewer who may not see all."""
        if not self.context.viewer.sees_all:
            raise MayNotSee("a snapshot is of all agencies' records")

    async def changes(self, since: int, most: int) -> dict[str, Any]:
        """The deliveries in the store, and at most so many persons and places that changed since a change number."""
        return await self._asked("borough/what_changed", since=since, most=most)

    async def everybody(self, after: str, take: int) -> list[str]:
        """A page of the ids of all persons."""
        given = {"after": after, "take": take}
        ids: list[str] = (await self.facts.run(statement("borough/everybody").now, given))["ids"]
        return ids

    async def rows(self, people: Sequence[str], places: Sequence[str]) -> dict[str, Any]:
        """All that is known of some persons, and of the kinds of some places, whenever it holds."""
        types = {"kin": list(self.context.terms.kin), "elder": sorted(ELDER_TYPES)}
        return await self._asked("borough/rows", people=list(people), places=list(places), **types)

    async def services(self) -> dict[str, Any]:
        """All services and organisations, and what deliveries cover."""
        return await self._asked("borough/services")

    async def _asked(self, name: str, **given: Any) -> dict[str, Any]:
        """The answer of a statement: as known now where nothing is being loaded or is of a later time, else as then."""
        asked = {"known_at": self.context.known_at, **given}
        if self.context.latest:
            columns = await self.facts.run(statement(name).now, asked)
            if not (columns["loading"] or columns["later"]):
                return _answer(columns)
        loading = (await self.facts.run(statement("loading").now, {}))["loading"]
        return _answer(await self.facts.run(statement(name).then, {**asked, "loading": loading}))


def _answer(columns: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = columns["answer"]
    return answer
