"""A person's facts over time, from the records that are about the person.

Each fact is taken from the newest record that gives one, and a date from an older one that says it more precisely;
other names from all (`PERSON_FACTS`).
Pure: no store, no clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Any

from graph.declare import Fact
from graph.model import PERSON_FACTS, SourceRecord
from graph.times import text


@dataclass(frozen=True, slots=True)
class Piece:
    """What one record said while it was about the person."""

    record: str
    said_at: datetime
    """When the record's run was recorded: the newest wins."""
    recorded_at: datetime
    superseded_at: datetime
    opened_by: str
    closed_by: str | None
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PersonRun:
    """What is known of a person over a time."""

    recorded_at: datetime
    superseded_at: datetime
    opened_by: str
    closed_by: str | None
    facts: Mapping[str, Any]

    def properties(self, person: str) -> dict[str, Any]:
        """As the store holds it."""
        made = {
            **self.facts, "id": person, "recorded_at": text(self.recorded_at),
            "superseded_at": text(self.superseded_at), "opened_by": self.opened_by,
        }
        if self.closed_by is not None:
            made["closed_by"] = self.closed_by
        return made


def _columns(fact: Fact) -> tuple[str, ...]:
    return (fact.name, f"{fact.name}_first", f"{fact.name}_last") if fact.windowed else (fact.name,)


_FACTS = tuple((fact, _columns(fact)) for fact in SourceRecord.facts() if fact.name in PERSON_FACTS)
_SINGLE = tuple(columns for fact, columns in _FACTS if not fact.many)
_MANY = tuple(fact.name for fact, _ in _FACTS if fact.many)
COLUMNS: tuple[str, ...] = tuple(columns[0] for _, columns in _FACTS)
"""The properties of a record from which a person's facts come, but for those that are dates."""
DATES: tuple[str, ...] = tuple(column for _, columns in _FACTS for column in columns[1:])
"""The windows of its dates; ISO text on the way."""


def merged(pieces: Sequence[Piece]) -> dict[str, Any]:
    """The facts at one instant."""
    newest = sorted(pieces, key=lambda piece: (piece.said_at, piece.record), reverse=True)
    facts: dict[str, Any] = {}
    for columns in _SINGLE:
        givers = [piece.facts for piece in newest if piece.facts.get(columns[0]) is not None]
        if givers:
            giver = _giver(columns, givers)
            facts.update({column: giver[column] for column in columns})
    for name in _MANY:
        every = {value for piece in newest for value in piece.facts.get(name) or ()}
        if every:
            facts[name] = sorted(every)
    return facts


def _giver(columns: Sequence[str], newest_first: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """What the newest record says; of a date, what an older one says that lies within, for it is more precise."""
    giver, *others = newest_first
    for older in others if len(columns) > 1 else ():
        _, first, last = columns
        if giver[first] <= older[first] and older[last] <= giver[last]:
            giver = older
    return giver


def timeline(pieces: Sequence[Piece]) -> list[PersonRun]:
    """What was known of a person when; neighbouring stretches that say the same are one."""
    if len(pieces) == 1:
        (only,) = pieces
        return [PersonRun(only.recorded_at, only.superseded_at, only.opened_by, only.closed_by, merged(pieces))]
    instants = sorted({instant for piece in pieces for instant in (piece.recorded_at, piece.superseded_at)})
    runs: list[PersonRun] = []
    for start, end in pairwise(instants):
        shown = [piece for piece in pieces if piece.recorded_at <= start < piece.superseded_at]
        if shown:
            _extend(runs, start, end, merged(shown), pieces)
    return [_close(run, pieces) for run in runs]


def _extend(
    runs: list[PersonRun], start: datetime, end: datetime, facts: Mapping[str, Any], pieces: Sequence[Piece]
) -> None:
    if runs and runs[-1].superseded_at == start and runs[-1].facts == facts:
        runs[-1] = replace(runs[-1], superseded_at=end)
    else:
        runs.append(PersonRun(start, end, _cause(start, pieces), None, facts))


def _close(run: PersonRun, pieces: Sequence[Piece]) -> PersonRun:
    lasting = any(p.superseded_at == run.superseded_at and p.closed_by is None for p in pieces)
    return run if lasting else replace(run, closed_by=_cause(run.superseded_at, pieces))


def _cause(instant: datetime, pieces: Sequence[Piece]) -> str:
    """The delivery to which a change is put down: one that opened something then, else one that closed it."""
    opened = [piece.opened_by for piece in pieces if piece.recorded_at == instant]
    closed = [piece.closed_by for piece in pieces if piece.superseded_at == instant and piece.closed_by]
    return min(opened or closed)
