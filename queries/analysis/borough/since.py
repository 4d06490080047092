"""Going on from the last sweep: only the networks on which what has changed may bear are derived again.

A flag may be found in several children's networks. One that was, or is, found in a network that is derived
again is derived from all the networks that had it; all others stand as they are, for nothing that they rest
on has changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl
from neo4j import AsyncDriver

from graph import flags as store
from graph.flags import Kept, SweepCounts
from queries.analysis.borough import found as finding
from queries.analysis.borough.asof import Borough
from queries.analysis.borough.derive import Engine, Found, without_looking_for_cycles
from queries.analysis.borough.excerpt import Excerpt
from queries.analysis.borough.files import MOST_GENERATIONS, Files, Snapshot
from queries.analysis.borough.found import Before
from queries.analysis.borough.nearby import Nearby, each
from queries.analysis.borough.rows import PERSON
from queries.analysis.rule import AnalysisRule
from queries.context import Context

MOST, FEW = 0.2, 5_000
"""Where a larger share of all persons is concerned, and not just a few, looking at everybody takes no longer."""


class TooMuch(Exception):
    """So much has changed that everybody has to be looked at."""


@dataclass(frozen=True)
class Changes:
    """What a step writes: findings, and flags whose findings until now end; and what was found after it."""

    written: Sequence[Kept]
    ended: Sequence[str]
    counts: SweepCounts
    children: int
    flags: pl.DataFrame


async def since_last(
    driver: AsyncDriver, files: Files, now: Snapshot, context: Context, rules: Sequence[AnalysisRule]
) -> Since | str:
    """What there is to go on from; else, in words, why there is nothing."""
    before = finding.read(files)
    last = await store.last(driver)
    if before is None or last is None:
        return "nothing has been swept before"
    if (last.id, last.step) != (before.sweep, before.step):
        return "the last sweep was not of this home, or was stopped"
    if last.on != context.on:
        return f"the last sweep was as of {last.on}"
    if before.terms != finding.terms_of(rules, context):
        return "the last sweep was by other rules or parameters"
    generations = now.told.generations
    if generations[: len(before.told.generations)] != before.told.generations:
        return "the snapshot was read anew"
    if len(generations) > MOST_GENERATIONS:
        return "the snapshot was refreshed many times, and is made one"
    return Since(before, now, context, rules)


@dataclass(frozen=True)
class Since:
    """The last sweep, and the snapshot as it is now."""

    before: Before
    now: Snapshot
    context: Context
    rules: Sequence[AnalysisRule]

    @cached_property
    def old(self) -> Snapshot:
        """The snapshot as the last sweep had it."""
        return Snapshot(self.now.folder, self.before.told)

    @cached_property
    def nearby(self) -> Nearby:
        """Who is near whom."""
        return Nearby(self.now)

    def changes(self) -> Changes:
        """What is found otherwise than before; TooMuch where everybody has to be looked at."""
        concerned = self._concerned()
        if len(concerned) > max(MOST * self.now.told.people, FEW):
            raise TooMuch(f"what has changed concerns {len(concerned):,} of {self.now.told.people:,} people")
        with without_looking_for_cycles():
            return _Again(self, concerned).changes()

    def borough(self, snapshot: Snapshot, people: pl.Series) -> Borough:
        """Of some persons."""
        return Borough.of(Excerpt(snapshot, people), self.context)

    def _concerned(self) -> pl.Series:
        """The persons with whose networks something may be different."""
        later = range(len(self.before.told.generations), len(self.now.told.generations))
        changed = each([*(self.now.read_in(age) for age in later), self._of_agencies()])
        places = pl.concat([pl.Series("place", [], pl.String()), *(self.now.places_in(age) for age in later)])
        return self.nearby.sharing_a_case(changed, places)

    def _of_agencies(self) -> pl.Series:
        """The persons in rows of an agency or service whose name, kind or coverage has changed.

        All persons, where the agency is of a kind whose rows a rule finds missing.
        """
        now, old = (Borough.of(snapshot, self.context) for snapshot in (self.now, self.old))
        agencies = _differing(now.agencies, old.agencies, "id")
        services = _differing(now.services, old.services, "service")
        if agencies.is_empty() and services.is_empty():
            return pl.Series("person", [], PERSON)
        rows = self.now.ever
        missed = pl.col("kind").is_in(sorted({kind for rule in self.rules for kind in rule.misses}))
        of_missed = pl.concat([now.agencies, old.agencies]).filter(missed)["id"]
        if agencies.is_in(of_missed.implode()).any():
            return rows("persons").select("person").unique().collect()["person"]
        of_agencies = pl.col("agency").is_in(agencies.implode())
        by = pl.col("provider", "recorded_by").is_in(agencies.implode())
        involved = pl.any_horizontal(by, pl.col("service").is_in(services.implode()))
        found = [
            rows("records").filter(of_agencies).select("person"),
            rows("involvements").filter(involved).select("person"),
            rows("events").filter(of_agencies).select(person="people").explode("person"),
        ]
        return pl.concat(found).collect()["person"].drop_nulls()


def _differing(one: pl.DataFrame, other: pl.DataFrame, id: str) -> pl.Series:
    return pl.concat([one.join(other, on=one.columns, how="anti", nulls_equal=True),
                      other.join(one, on=one.columns, how="anti", nulls_equal=True)])[id].unique()


class _Again:
    """The networks that hold somebody concerned, derived again, and those in which their flags were found too."""

    def __init__(self, since: Since, concerned: pl.Series) -> None:
        self._since = since
        self._flags = since.before.flags
        self._found_in = self._flags.select("flag", "key", child="children").explode("child")
        self._alone_in = self._found_in.filter(pl.col("key").is_null())
        near = self._had(since.nearby.children_near(concerned))
        within = since.nearby.around(each([concerned, self._with(near)]))
        now, old = (since.borough(of, within) for of in (since.now, since.old))
        members = pl.concat([now.members, old.members])
        self._children = members.filter(pl.col("person").is_in(concerned.implode()))["child"].unique()
        self._engine = Engine(now, since.rules)

    def changes(self) -> Changes:
        alone, outdated = self._alone()
        keys = self._keys()
        across = self._engine.together(only=keys)
        found = self._engine.merged([*alone, *across])
        with_keys = self._flags.filter(pl.col("key").is_in(keys.implode()))["flag"]
        return self._against(found, {*outdated, *with_keys})

    def _alone(self) -> tuple[list[Found], set[str]]:
        """What is found in single networks, and which flags were found in these until now."""
        had = self._had(self._children)
        derived = each([self._children, self._with(had)])
        found = self._engine.alone(only=derived)
        children = set(self._children)
        flags = {*had, *(one.flag.id for one in found if children.issuperset(one.children))}
        others = self._with(pl.Series("flag", list(flags), pl.String()))
        found += self._in_others(others.filter(~others.is_in(derived.implode())))
        return [one for one in found if one.flag.id in flags], set(had)

    def _in_others(self, children: pl.Series) -> list[Found]:
        """What is found in further networks, where one derived again is the first to have a flag of theirs."""
        if children.is_empty():
            return []
        borough = self._since.borough(self._since.now, self._since.nearby.around(children))
        return Engine(borough, self._since.rules).alone(only=children)

    def _had(self, children: pl.Series) -> pl.Series:
        """The flags that were found in some single networks until now."""
        return self._alone_in.filter(pl.col("child").is_in(children.implode()))["flag"].unique()

    def _with(self, flags: pl.Series) -> pl.Series:
        """The children in whose single networks any of these flags was found until now."""
        return self._alone_in.filter(pl.col("flag").is_in(flags.implode()))["child"].unique()

    def _keys(self) -> pl.Series:
        """The persons about whom something lies across networks of which one is derived again, or did."""
        linked = self._engine.linked()
        new = linked.filter(pl.col("child").is_in(self._children.implode()))["key"]
        had = self._found_in.filter(pl.col("child").is_in(self._children.implode()))["key"]
        return each([new, had])

    def _against(self, found: dict[str, Found], outdated: set[str]) -> Changes:
        """What is found, against what was."""
        columns = self._flags.select("flag", "digest", "body")
        before = {flag: (digest, body) for flag, digest, body in columns.iter_rows()}
        as_kept = {id: finding.kept(one) for id, one in found.items()}
        rows = {id: finding.row(one, as_kept[id]) for id, one in found.items()}
        new = found.keys() - before.keys()
        gone = outdated - found.keys()
        written = [id for id, row in rows.items() if id in new or row["body"] != before[id][1]]
        changed = [id for id in found if id not in new and rows[id]["digest"] != before[id][0]]
        counts = SweepCounts(len(new), len(changed), len(before) - len(changed) - len(gone), len(gone))
        stand = self._flags.filter(~pl.col("flag").is_in([*gone, *found]))
        flags = pl.concat([stand, finding.frame(rows.values())])
        ended = [*gone, *(id for id in written if id in before)]
        return Changes([as_kept[id] for id in written], ended, counts, len(self._children), flags)
