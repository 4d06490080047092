"""Family ties between persons, derived from what rows state and of whom records are.

One edge a pair and type, with the assertions of all agencies as parallel lists (`FAMILY_LISTS`), so
that ten agencies asserting a tie cost a reader little more than one. `LIVES_AT` likewise, from a
person to an address. An assertion is known while its row and the joins at both ends are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from neo4j import AsyncManagedTransaction

from graph.elements import native
from graph.model import FAMILY_EDGE, FAMILY_LISTS, LIVES_AT
from graph.shape import FAMILY_TYPES, WINDOW

Interval = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Assertion:
    """One row's assertion of a tie; the fields are those of `FAMILY_LISTS`."""

    agency: str
    extract: str
    row: str
    from_record: str
    to_record: str
    kind: str
    valid_from: str
    valid_to: str
    maybe_from: date
    surely_from: date
    surely_to: date
    maybe_to: date
    recorded_at: datetime
    superseded_at: datetime


@dataclass(frozen=True, slots=True)
class Tie:
    """What an edge joins: the person it starts at, where it ends, by which edge, and the type stated."""

    edge: str
    start: str
    end: str
    type: str | None


def overlap(intervals: Iterable[Interval]) -> Interval | None:
    """The time in all of the intervals; None where there is none."""
    starts, ends = zip(*intervals, strict=True)
    start, end = max(starts), min(ends)
    return (start, end) if start < end else None


def exact(assertions: Sequence[Assertion]) -> bool:
    """Whether the assertions cover every date and time between their least and greatest.

    Sufficient, not necessary: where it says no, a reader goes through the lists.
    """
    known = [(one.recorded_at, one.superseded_at) for one in assertions]
    holds = [(one.maybe_from, one.maybe_to) for one in assertions]
    if len(assertions) == 1 or (_hull(known), _hull(holds)) in zip(known, holds, strict=True):
        return True
    if len(set(holds)) == 1:
        return _unbroken(known)
    return len(set(known)) == 1 and _unbroken(holds)


def _hull(intervals: Sequence[tuple[Any, Any]]) -> tuple[Any, Any]:
    return min(start for start, _ in intervals), max(end for _, end in intervals)


def _unbroken(intervals: Sequence[tuple[Any, Any]]) -> bool:
    reach = min(start for start, _ in intervals)
    for start, end in sorted(intervals):
        if start > reach:
            return False
        reach = max(reach, end)
    return True


def edge_properties(tie: Tie, assertions: Sequence[Assertion]) -> dict[str, Any]:
    """The properties of the edge that carries these assertions."""
    listed = sorted(assertions, key=lambda one: (one.recorded_at, one.agency, one.row, one.superseded_at))
    made: dict[str, Any] = {name: [getattr(one, name) for one in listed] for name in FAMILY_LISTS}
    made["any_from"], made["any_to"] = min(made["maybe_from"]), max(made["maybe_to"])
    made["known_from"], made["known_to"] = min(made["recorded_at"]), max(made["superseded_at"])
    made["exact"] = exact(listed)
    if tie.type is not None:
        made["type"] = tie.type
    return made


_PICK = "MATCH (p:Stale) RETURN p.id AS id LIMIT $limit"

_STATED = ", ".join(
    f".{name}" for name in ("agency", "extract", "row", "valid_from", "valid_to", *WINDOW, "recorded_at", "superseded_at")
)

_TIES = f"""
UNWIND $ids AS id
MATCH (p:Person {{id: id}})<-[a:ABOUT]-(s:SourceRecord)-[r:STATES]->(t:SourceRecord)-[b:ABOUT]->(q:Person)
WHERE p <> q
RETURN id AS start, q.id AS end, r.type AS type, s.id AS from_record, t.id AS to_record,
  r.parental_responsibility AS kind, r {{{_STATED}}} AS stated,
  [[a.recorded_at, a.superseded_at], [b.recorded_at, b.superseded_at]] AS known
"""

_LIVES = f"""
UNWIND $ids AS id
MATCH (p:Person {{id: id}})<-[a:ABOUT]-(s:SourceRecord)-[r:LIVES_IN]->(h:Household)-[b:AT]->(q:Address)
RETURN id AS start, q.id AS end, null AS type, s.id AS from_record, h.id AS to_record,
  r.kind AS kind, r {{{_STATED}}} AS stated,
  [[a.recorded_at, a.superseded_at], [b.recorded_at, b.superseded_at]] AS known
"""

_FORGET = f"""
UNWIND $ids AS id
MATCH (:Person {{id: id}})-[e:{'|'.join((*FAMILY_TYPES, LIVES_AT))}]->()
DELETE e
"""

_FRESH = "UNWIND $ids AS id MATCH (p:Person {id: id}) REMOVE p:Stale"


def _create(edge: str) -> str:
    end = "Address" if edge == LIVES_AT else "Person"
    return f"""
    UNWIND $rows AS row
    MATCH (p:Person {{id: row.start}})
    MATCH (q:{end} {{id: row.end}})
    CREATE (p)-[e:{edge}]->(q)
    SET e = row.e
    """


async def pick(tx: AsyncManagedTransaction, limit: int) -> list[str]:
    """Some persons whose ties must be derived anew."""
    return [record["id"] async for record in await tx.run(_PICK, limit=limit)]


async def derive(tx: AsyncManagedTransaction, persons: Sequence[str]) -> None:
    """Write the ties that start at some persons, and take the mark away."""
    ids = list(persons)
    ties: dict[Tie, list[Assertion]] = defaultdict(list)
    for statement in (_TIES, _LIVES):
        async for record in await tx.run(statement, ids=ids):
            assertion = _assertion(record)
            if assertion is not None:
                type = record["type"]
                edge = LIVES_AT if type is None else FAMILY_EDGE[type]
                ties[Tie(edge, record["start"], record["end"], type)].append(assertion)
    await (await tx.run(_FORGET, ids=ids)).consume()
    await _write(tx, ties)
    await (await tx.run(_FRESH, ids=ids)).consume()


def _assertion(record: Any) -> Assertion | None:
    stated: Mapping[str, Any] = record["stated"]
    intervals = [(stated["recorded_at"], stated["superseded_at"]), *(tuple(pair) for pair in record["known"])]
    known = overlap((native(start), native(end)) for start, end in intervals)
    if known is None:
        return None
    maybe_from, surely_from, surely_to, maybe_to = (stated[name].to_native() for name in WINDOW)
    return Assertion(
        stated["agency"], stated["extract"], stated["row"], record["from_record"], record["to_record"],
        record["kind"] or "", stated["valid_from"] or "", stated["valid_to"] or "",
        maybe_from, surely_from, surely_to, maybe_to, *known,
    )


async def _write(tx: AsyncManagedTransaction, ties: Mapping[Tie, Sequence[Assertion]]) -> None:
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for tie, assertions in ties.items():
        rows[tie.edge].append({"start": tie.start, "end": tie.end, "e": edge_properties(tie, assertions)})
    for edge, listed in rows.items():
        await (await tx.run(_create(edge), rows=listed)).consume()
