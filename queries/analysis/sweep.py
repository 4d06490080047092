"""The sweep: every child's network, by every rule, and what is found kept in the store."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from graph import flags as store
from graph.flags import Sweep, SweepCounts
from queries.analysis.borough import found as finding
from queries.analysis.borough.asof import Borough
from queries.analysis.borough.derive import Engine
from queries.analysis.borough.files import Files, Snapshot, in_one
from queries.analysis.borough.reading import refreshed
from queries.analysis.borough.since import Since, TooMuch, since_last
from queries.analysis.rule import AnalysisRule, rules_asked
from queries.context import Context
from queries.facts.store import FactStore

BATCH = 1000
"""Flags written in one transaction."""

Told = Callable[[str, int], None]
"""Told what is being done, and to how much of it."""


def _nobody(what: str, done: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Swept:
    """What a sweep found against the last one; `whole` says why it looked at everybody, where it was not asked to."""

    counts: SweepCounts
    children: int
    whole: str | None = None


async def sweep(
    facts: FactStore, home: Path, context: Context, only: list[str] | None = None, *, since: bool = False,
    told: Told = _nobody,
) -> Swept:
    """Derive the flags of all rules, or of `only` some, as of the context; write them, and let them count.

    The store is read into the snapshot of the home, or what has changed in it. With `since` only those
    networks are looked at that what has changed since the last sweep may bear on; where the last one was of
    another date, of other rules or otherwise cannot be gone on from, all are, and `whole` says why.

    A sweep that is stopped leaves the last one as it was. AnotherSweep where one of the home does not end.
    """
    rules = rules_asked(only)
    with Files.of(home) as files:
        snapshot = await refreshed(facts, files, context, told)
        run = _Run(facts, files, context, rules, snapshot, told)
        if not since:
            return await run.whole()
        last = await since_last(facts.driver, files, snapshot, context, rules)
        if isinstance(last, str):
            return await run.whole(last)
        try:
            return await run.on_from(last)
        except TooMuch as why:
            return await run.whole(str(why))


@dataclass(frozen=True)
class _Run:
    """One sweep on its way."""

    facts: FactStore
    files: Files
    context: Context
    rules: list[AnalysisRule]
    snapshot: Snapshot
    told: Told

    async def whole(self, why: str | None = None) -> Swept:
        """Of everybody."""
        snapshot = in_one(self.files, self.snapshot)
        borough = Borough.of(snapshot, self.context)
        engine = Engine(borough, self.rules)
        found = list((await asyncio.to_thread(engine.derived, self._slices)).values())
        begun = Sweep(uuid.uuid4().hex, self.context.on, self.context.known_at, self._rule_ids)
        await store.begin(self.facts.driver, begun)
        rows = []
        for start in range(0, len(found), BATCH):
            batch = [(one, finding.kept(one)) for one in found[start : start + BATCH]]
            await store.put(self.facts.driver, begun, [kept for _, kept in batch])
            rows += [finding.row(one, kept) for one, kept in batch]
            self.told("flags written", len(rows))
        counts = await store.complete(self.facts.driver, begun, borough.children.height)
        finding.write(self.files, begun, self._terms(), snapshot.told, finding.frame(rows))
        return Swept(counts, borough.children.height, why)

    async def on_from(self, last: Since) -> Swept:
        """Of what has changed since the last sweep."""
        changes = await asyncio.to_thread(last.changes)
        step = Sweep(last.before.sweep, self.context.on, self.context.known_at, self._rule_ids, last.before.step + 1)
        if changes.written or changes.ended:
            await store.step(self.facts.driver, step, changes.written, changes.ended, BATCH)
        else:
            step = replace(step, step=last.before.step)
        finding.write(self.files, step, self._terms(), self.snapshot.told, changes.flags)
        return Swept(changes.counts, changes.children)

    def _slices(self, done: int, slices: int) -> None:
        self.told(f"parts of {slices:,}", done)

    @property
    def _rule_ids(self) -> tuple[str, ...]:
        return tuple(rule.rule.id for rule in self.rules)

    def _terms(self) -> str:
        return finding.terms_of(self.rules, self.context)
