"""A case in memory for the rules: over the year before the date, with what they read besides of services and flags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from facts_in_memory import ON, CaseInMemory, Facts

SINCE = date(ON.year - 1, ON.month, ON.day)


class CaseOfNetworks(CaseInMemory):
    """Services whose ids are in `with_workers` name allocated workers; what is decided of flags is put in by hand."""

    with_workers: frozenset[str] = frozenset()

    async def _read_allocating(self, services: Iterable[str]) -> None:
        self.allocates.update((service, service in self.with_workers) for service in services)

    async def _read_flags(self, flags: Iterable[str]) -> None:
        for flag in flags:
            self.flag_decisions.setdefault(flag, [])
            self.flag_versions.setdefault(flag, len(self.flag_decisions[flag]))

    async def _read_beside(self, wanted: Mapping[str, Iterable[str]]) -> None:
        """What is challenged is put in by hand."""


def case_of_networks(facts: Facts, *with_workers: str) -> CaseOfNetworks:
    """The case of some facts, in which some services name workers."""
    made = facts.case(since=SINCE)
    made.__class__ = CaseOfNetworks  # the builder makes cases of its own class
    assert isinstance(made, CaseOfNetworks)
    made.with_workers = frozenset(with_workers)
    return made
