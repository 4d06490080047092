"""A case in memory for the rules: over the year before the date, with what they read besides of services and flags."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from facts_in_memory import ON, CaseInMemory, Facts

SINCE = date(ON.year - 1, ON.month, ON.day)


class CaseOfNetworks(CaseInMemory):
    """Services whose ids are in `naming` name allocated workers; what is decided of flags is put in by hand."""

    naming: frozenset[str] = frozenset()

    async def _read_allocating(self, services: Iterable[str]) -> None:
        self.allocates.update((service, service in self.naming) for service in services)

    async def _read_decisions(self, flags: Iterable[str]) -> None:
        for flag in flags:
            self.decisions.setdefault(flag, [])
            self.decided.setdefault(flag, len(self.decisions[flag]))


def case_of_networks(facts: Facts, *naming: str) -> CaseOfNetworks:
    """The case of some facts, in which some services name workers."""
    made = facts.case(since=SINCE)
    made.__class__ = CaseOfNetworks  # the builder makes cases of its own class
    assert isinstance(made, CaseOfNetworks)
    made.naming = frozenset(naming)
    return made
