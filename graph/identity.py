"""Identity: which records are of one person, at each time.

Records are joined, not merged (rule 3 of the model): at an instant two records are of one person only
where both hold the same verified identifier and nothing in them conflicts. The wrong join is the
graver error, so that whatever is ambiguous stays apart.

Pure: no store, no clock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import combinations, pairwise

from graph.ids import own_person

HELD_AT_ONCE = 20
"""An identifier that more records hold at once is a placeholder and joins nobody.

A person known to every kind of agency has some twenty records; more is a number typed for want of one.
"""


@dataclass(frozen=True, slots=True)
class RecordRun:
    """What a record said over a time, as far as identity is concerned."""

    recorded_at: datetime
    superseded_at: datetime
    opened_by: str
    closed_by: str | None
    identifiers: frozenset[str]
    """Verified identifiers, `scheme:value`."""
    born: tuple[date, date] | None = None
    """The first and last day that the date of birth can mean."""

    def schemes(self) -> dict[str, set[str]]:
        """The values that it holds, by scheme."""
        held: dict[str, set[str]] = defaultdict(set)
        for identifier in self.identifiers:
            scheme, _, value = identifier.partition(":")
            held[scheme].add(value)
        return held


@dataclass(frozen=True, slots=True)
class About:
    """A record is of a person, as known in [recorded_at, superseded_at)."""

    person: str
    recorded_at: datetime
    superseded_at: datetime
    opened_by: str
    closed_by: str | None


def conflict(one: RecordRun, other: RecordRun) -> bool:
    """Whether two records cannot be of one person: born on different days, or other numbers of one scheme."""
    if one.born and other.born and (one.born[1] < other.born[0] or other.born[1] < one.born[0]):
        return True
    held, other_held = one.schemes(), other.schemes()
    return any(not values & other_held[scheme] for scheme, values in held.items() if scheme in other_held)


def groups(visible: Mapping[str, RecordRun], held_at_once: int = HELD_AT_ONCE) -> list[frozenset[str]]:
    """The records visible at an instant, grouped by person.

    A group with a conflict in it is ambiguous: records that are joined with both sides of a conflict
    stand alone, and where that does not resolve it, all of the group do.
    """
    joined = _joined(visible, held_at_once)
    made: list[frozenset[str]] = []
    for component in _components(visible, joined):
        made += _unambiguous(component, visible, joined)
    return made


def _joined(visible: Mapping[str, RecordRun], held_at_once: int) -> dict[str, set[str]]:
    holders: dict[str, list[str]] = defaultdict(list)
    for record, run in visible.items():
        for identifier in run.identifiers:
            holders[identifier].append(record)
    joined: dict[str, set[str]] = defaultdict(set)
    for records in holders.values():
        if 1 < len(records) <= held_at_once:
            for one, other in combinations(records, 2):
                if not conflict(visible[one], visible[other]):
                    joined[one].add(other)
                    joined[other].add(one)
    return joined


def _components(
    records: Mapping[str, RecordRun] | frozenset[str], joined: Mapping[str, set[str]]
) -> list[frozenset[str]]:
    left, made = set(records), []
    while left:
        found, frontier = set[str](), {left.pop()}
        while frontier:
            found |= frontier
            frontier = {near for record in frontier for near in joined.get(record, ()) if near in left}
            left -= frontier
        made.append(frozenset(found))
    return made


def _unambiguous(
    component: frozenset[str], visible: Mapping[str, RecordRun], joined: Mapping[str, set[str]]
) -> list[frozenset[str]]:
    against = _conflicts(component, visible)
    if not against:
        return [component]
    ambiguous = {record for one, other in against for record in joined[one] & joined[other]}
    parts = _components(component - ambiguous, joined)
    if any(_conflicts(part, visible) for part in parts):
        return [frozenset({record}) for record in component]
    return [*parts, *(frozenset({record}) for record in ambiguous)]


def _conflicts(records: frozenset[str], visible: Mapping[str, RecordRun]) -> list[tuple[str, str]]:
    return [(one, other) for one, other in combinations(sorted(records), 2) if conflict(visible[one], visible[other])]


def timelines(
    records: Mapping[str, Sequence[RecordRun]], held_at_once: int = HELD_AT_ONCE
) -> dict[str, list[About]]:
    """For each record of a cluster, of whom it was when.

    A change is put down to the delivery that opened or closed the record's own run at that instant,
    else to one that opened or closed another's: the same whatever the order of loading.
    """
    shown = {
        record: [run for run in runs if run.recorded_at < run.superseded_at] for record, runs in records.items()
    }
    made: dict[str, list[About]] = {record: [] for record in records}
    instants = sorted({i for runs in shown.values() for run in runs for i in (run.recorded_at, run.superseded_at)})
    causes = _causes(shown)
    for start, end in pairwise(instants):
        visible = {record: run for record, runs in shown.items() for run in runs
                   if run.recorded_at <= start < run.superseded_at}
        for group in groups(visible, held_at_once):
            person = min(own_person(record) for record in group)
            for record in group:
                _extend(made[record], person, start, end, visible[record], causes)
    return {record: _closed(about, shown[record], causes) for record, about in made.items()}


def _causes(shown: Mapping[str, Sequence[RecordRun]]) -> dict[datetime, str]:
    """For each instant, one delivery that opened a run then, else one that closed one."""
    opened: dict[datetime, set[str]] = defaultdict(set)
    closed: dict[datetime, set[str]] = defaultdict(set)
    for runs in shown.values():
        for run in runs:
            opened[run.recorded_at].add(run.opened_by)
            if run.closed_by is not None:
                closed[run.superseded_at].add(run.closed_by)
    return {instant: min(opened[instant] or closed[instant]) for instant in {*opened, *closed}}


def _extend(
    about: list[About], person: str, start: datetime, end: datetime, run: RecordRun, causes: Mapping[datetime, str]
) -> None:
    last = about[-1] if about else None
    if last is not None and last.person == person and last.superseded_at == start:
        about[-1] = replace(last, superseded_at=end)
        return
    opened_by = run.opened_by if run.recorded_at == start else causes[start]
    about.append(About(person, start, end, opened_by, None))


def _closed(about: list[About], runs: Sequence[RecordRun], causes: Mapping[datetime, str]) -> list[About]:
    ends = {run.superseded_at: run.closed_by for run in runs}
    return [
        replace(one, closed_by=ends[one.superseded_at] if one.superseded_at in ends else causes[one.superseded_at])
        for one in about
    ]
