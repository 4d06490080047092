"""Identity: which records are of one person, at each time.

Records are joined, not merged (rule 3 of the model): at an instant two records are of one person only
where both hold the same verified identifier and nothing in them conflicts. The wrong join is the
graver error, so that whatever is ambiguous stays apart (decision 0045).

Pure: no store, no clock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import combinations, pairwise
from typing import TypeAlias

from graph.ids import own_person
from graph.names import folded

HELD_AT_ONCE = 20
"""An identifier that more records hold at once is a placeholder and joins nobody.

A person known to every kind of agency has some twenty records; more is a number typed for want of one.
"""

_DECIDED = frozenset({"female", "male"})
"""The codes of sex that can differ; the others say that it is not known."""

Part: TypeAlias = frozenset[str]
"""Records that are held together."""


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
    agency: str = ""
    sex: str | None = None
    given_names: str | None = None
    family_name: str | None = None
    also_known_as: tuple[str, ...] = ()
    told_apart: frozenset[tuple[str, bool]] = frozenset()
    """Events that saw only one of this record and another of its agency, and whether that is this one."""

    def schemes(self) -> dict[str, set[str]]:
        """The values that it holds, by scheme."""
        held: dict[str, set[str]] = defaultdict(set)
        for identifier in self.identifiers:
            scheme, _, value = identifier.partition(":")
            held[scheme].add(value)
        return held

    def name(self) -> frozenset[str]:
        """The words of given and family names, as they are compared."""
        return frozenset(folded(f"{self.given_names or ''} {self.family_name or ''}").split())

    def names(self) -> frozenset[str]:
        """The words of all names, as they are compared."""
        return self.name().union(*(folded(other).split() for other in self.also_known_as))


@dataclass(frozen=True, slots=True, order=True)
class Shared:
    """Another person of the same agency holds an identifier of a record's run too, as known in [since, until)."""

    opened_by: str
    identifier: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class About:
    """A record is of a person, as known in [recorded_at, superseded_at)."""

    person: str
    recorded_at: datetime
    superseded_at: datetime
    opened_by: str
    closed_by: str | None


def conflict(one: RecordRun, other: RecordRun) -> bool:
    """Whether two records cannot be of one person.

    They are born on different days, hold other numbers of one scheme, or one agency keeps them apart. Those of two
    agencies that no number links directly are not joined by way of a third where both sex and given names differ.
    """
    if one.born and other.born and (one.born[1] < other.born[0] or other.born[1] < one.born[0]):
        return True
    if _numbered_apart(one, other):
        return True
    if one.agency and one.agency == other.agency:
        return kept_apart(one, other)
    return _sexes_differ(one, other) and one.identifiers.isdisjoint(other.identifiers) and _given_apart(one, other)


def kept_apart(one: RecordRun, other: RecordRun) -> bool:
    """Whether two ids of one agency are of two persons, whatever number they share (DOMAIN, 'One person')."""
    if not one.agency or one.agency != other.agency:
        return False
    told = any((event, not seen) in other.told_apart for event, seen in one.told_apart)
    return told or _sexes_differ(one, other) or _names_differ(one, other) or _numbered_apart(one, other)


def _numbered_apart(one: RecordRun, other: RecordRun) -> bool:
    if one.identifiers == other.identifiers:
        return False
    held, other_held = one.schemes(), other.schemes()
    return any(not values & other_held[scheme] for scheme, values in held.items() if scheme in other_held)


def _sexes_differ(one: RecordRun, other: RecordRun) -> bool:
    return one.sex != other.sex and one.sex in _DECIDED and other.sex in _DECIDED


def _given_apart(one: RecordRun, other: RecordRun) -> bool:
    if not one.given_names or not other.given_names:
        return False
    return one.names().isdisjoint(folded(other.given_names).split()) and other.names().isdisjoint(
        folded(one.given_names).split()
    )


def _names_differ(one: RecordRun, other: RecordRun) -> bool:
    """Whether two names are recorded that differ in more than marks, order, and what other names say."""
    mine, theirs = one.name(), other.name()
    return bool(mine and theirs) and mine != theirs and not (_goes_by(one, other) or _goes_by(other, one))


def _goes_by(one: RecordRun, other: RecordRun) -> bool:
    """Whether one's names may include the other's, where one has several or the other lacks a part."""
    incomplete = not (other.given_names and other.family_name)
    return (incomplete or bool(one.also_known_as)) and other.name() <= one.names()


def groups(visible: Mapping[str, RecordRun], held_at_once: int = HELD_AT_ONCE) -> list[Part]:
    """The records visible at an instant, grouped by person.

    A group with a conflict in it is parted: records that agree on more hold together before others, and a record that
    agrees as well with both sides of a conflict stands alone. Where that does not resolve it, all of them do.
    """
    visible = _relied_on(visible, held_at_once)
    joined = _joined(visible, held_at_once)
    made: list[Part] = []
    for component in _components(visible, joined):
        made += _unambiguous(component, visible, joined)
    return made


def shared_in_agency(visible: Mapping[str, RecordRun], held_at_once: int = HELD_AT_ONCE) -> dict[str, set[str]]:
    """By record, the identifiers that its agency gives to another person too: verified for neither of them."""
    by_agency: dict[tuple[str, str], list[str]] = defaultdict(list)
    for record, run in visible.items():
        for identifier in run.identifiers if run.agency else ():
            by_agency[run.agency, identifier].append(record)
    shared: dict[str, set[str]] = defaultdict(set)
    for (_, identifier), records in by_agency.items():
        if len(records) > held_at_once:
            pairs = [(records[0], other) for other in records[1:]]
        else:
            pairs = [(a, b) for a, b in combinations(records, 2) if kept_apart(visible[a], visible[b])]
        for record in {record for pair in pairs for record in pair}:
            shared[record].add(identifier)
    return shared


def _relied_on(visible: Mapping[str, RecordRun], held_at_once: int) -> Mapping[str, RecordRun]:
    """The records without the identifiers that are verified for neither of two."""
    shared = shared_in_agency(visible, held_at_once)
    if not shared:
        return visible
    return {**visible, **{
        record: replace(visible[record], identifiers=visible[record].identifiers - identifiers)
        for record, identifiers in shared.items()
    }}


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


def _components(records: Collection[str], joined: Mapping[str, Collection[str]]) -> list[Part]:
    left, made = set(records), []
    while left:
        found, frontier = set[str](), {left.pop()}
        while frontier:
            found |= frontier
            frontier = {near for record in frontier for near in joined.get(record, ()) if near in left}
            left -= frontier
        made.append(frozenset(found))
    return made


def _unambiguous(component: Part, visible: Mapping[str, RecordRun], joined: Mapping[str, set[str]]) -> list[Part]:
    """The parts of a component that hold together, the records that agree on most first."""
    against = _conflicts(component, visible)
    if not against:
        return [component]
    links = [
        (_agreement(visible[one], visible[other]), one, other)
        for one in component for other in joined[one] if one < other
    ]
    parts = [frozenset({record}) for record in component]
    for least in sorted({agreed for agreed, _, _ in links}, reverse=True):
        parts = _merged(parts, [(one, other) for agreed, one, other in links if agreed >= least], against)
    return parts


def _conflicts(records: Part, visible: Mapping[str, RecordRun]) -> list[tuple[str, str]]:
    return [(one, other) for one, other in combinations(sorted(records), 2) if conflict(visible[one], visible[other])]


def _agreement(one: RecordRun, other: RecordRun) -> int:
    """On how much two records agree: two for each identifier, a name and a date of birth, one for half of either."""
    agreed = 2 * len(one.identifiers & other.identifiers)
    if one.name() and other.name() and not _names_differ(one, other):
        agreed += 2
    elif not one.names().isdisjoint(other.names()):
        agreed += 1
    if one.born and other.born:
        agreed += 2 if one.born == other.born else 1
    return agreed


def _merged(
    parts: Sequence[Part], links: Sequence[tuple[str, str]], against: Sequence[tuple[str, str]]
) -> list[Part]:
    """Parts made one by the links between their records, as far as that joins no two sides of a conflict."""
    part_of = {record: min(part) for part in parts for record in part}
    records_of = {min(part): part for part in parts}
    opposed = {(part_of[one], part_of[other]) for one, other in against}
    opposed |= {(other, one) for one, other in opposed}
    near: dict[str, set[str]] = defaultdict(set)
    for one, other in links:
        a, b = part_of[one], part_of[other]
        if a != b and (a, b) not in opposed:
            near[a].add(b)
            near[b].add(a)
    made: list[Part] = []
    for component in _components(records_of, near):
        for whole in _resolved(component, near, opposed):
            made.append(frozenset().union(*(records_of[one] for one in whole)))
    return made


def _resolved(component: Part, near: Mapping[str, set[str]], opposed: Collection[tuple[str, str]]) -> list[Part]:
    """A component without those that are linked with both sides of a conflict; all apart where that is not enough."""
    inner = [(one, other) for one, other in opposed if one in component and other in component]
    if not inner:
        return [component]
    ambiguous = {between for one, other in inner for between in near.get(one, set()) & near.get(other, set())}
    parts = _components(component - ambiguous, near)
    if any(one in part and other in part for part in parts for one, other in inner):
        return [frozenset({one}) for one in component]
    return [*parts, *(frozenset({one}) for one in ambiguous)]


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


def shared_times(records: Mapping[str, Sequence[RecordRun]]) -> dict[str, list[Shared]]:
    """For each record of a cluster, when its agency gives one of its identifiers to another person too."""
    made: dict[str, list[Shared]] = {record: [] for record in records}
    instants = sorted({i for runs in records.values() for run in runs for i in (run.recorded_at, run.superseded_at)})
    for start, end in pairwise(instants) if _any_shared(records) else ():
        visible = {record: run for record, runs in records.items() for run in runs
                   if run.recorded_at <= start < run.superseded_at}
        for record, identifiers in shared_in_agency(visible).items():
            for identifier in sorted(identifiers):
                _lengthen(made[record], Shared(visible[record].opened_by, identifier, start, end))
    return {record: sorted(found) for record, found in made.items()}


def _any_shared(records: Mapping[str, Sequence[RecordRun]]) -> bool:
    """Whether two records of one agency ever held the same identifier."""
    held = [
        (agency, identifier)
        for runs in records.values()
        for agency, identifier in {(run.agency, one) for run in runs if run.agency for one in run.identifiers}
    ]
    return len(held) > len(set(held))


def _lengthen(made: list[Shared], found: Shared) -> None:
    for place, one in enumerate(made):
        if (one.opened_by, one.identifier, one.until) == (found.opened_by, found.identifier, found.since):
            made[place] = replace(one, until=found.until)
            return
    made.append(found)


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
