"""Family ties between persons, derived from what rows state and of whom records are.

One edge a pair and type, with the assertions of all agencies as parallel lists (`FAMILY_LISTS`), so
that ten agencies asserting a tie cost a reader little more than one. `LIVES_AT` likewise, from a
person to an address. A tie without a direction starts at the smaller id. An assertion is
known while its row and the joins at both ends are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from neo4j import AsyncManagedTransaction

from graph import planned
from graph.model import FAMILY_EDGE, FAMILY_LISTS, LIVES_AT, UNDIRECTED
from graph.planned import by_id
from graph.shape import FAMILY_TYPES, WINDOW
from graph.times import as_text, day, instant, text

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
    to_agency: str
    kept: str = "ordinary"


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
    """The properties of the edge that carries these assertions; dates and times as ISO text."""
    listed = sorted(assertions, key=lambda one: (one.agency, one.row, one.recorded_at, one.superseded_at))
    made: dict[str, Any] = {name: [getattr(one, name) for one in listed] for name in FAMILY_LISTS}
    made["any_from"], made["any_to"] = min(made["maybe_from"]), max(made["maybe_to"])
    made["known_from"], made["known_to"] = min(made["recorded_at"]), max(made["superseded_at"])
    for name in (*WINDOW, *_TIMES):
        made[name] = [text(value) for value in made[name]]
    for name in ("any_from", "any_to", "known_from", "known_to"):
        made[name] = text(made[name])
    made["exact"] = exact(listed)
    if any(one.to_agency != one.agency for one in listed):
        made["to_agency"] = [one.to_agency for one in listed]
        made["exact"] = False  # who may see a place of it is not said by `agency` alone
    if any(one.kept != "ordinary" for one in listed):
        made["kept"] = [one.kept for one in listed]
        made["exact"] = False  # likewise
    if tie.type is not None:
        made["type"] = tie.type
    return made


_PICK = "MATCH (p:Stale) RETURN p.id AS id LIMIT $limit"

_STATED = as_text(
    "r", WINDOW, plain=", ".join(f".{name}" for name in ("agency", "extract", "row", "valid_from", "valid_to"))
)
_ASSERTED = f"""
{_STATED} AS stated, [[toString(a.recorded_at), toString(a.superseded_at)],
  [toString(b.recorded_at), toString(b.superseded_at)]] AS known
"""

_TIES = f"""
UNWIND $ids AS id
{by_id('p', 'Person', 'id')}
MATCH (p)<-[a:ABOUT]-(s:SourceRecord)-[r:STATES]-(t:SourceRecord)-[b:ABOUT]->(q:Person)
WHERE p <> q AND CASE WHEN r.type IN {list(UNDIRECTED)} THEN id < q.id ELSE startNode(r) = s END
WITH id, q.id AS end, r.type AS type, s.id AS from_record, t.id AS to_record, t.agency AS to_agency,
  r.parental_responsibility AS kind, r.sensitivity AS kept, {_ASSERTED}
RETURN collect([id, end, type, from_record, to_record, to_agency, kind, kept, stated, known]) AS found
"""

_LIVES = f"""
UNWIND $ids AS id
{by_id('p', 'Person', 'id')}
MATCH (p)<-[a:ABOUT]-(s:SourceRecord)-[r:LIVES_IN]->(h:Household)-[b:AT]->(q:Address)
WITH *, COLLECT {{
  MATCH (q)<-[:WRITTEN_AS]-(:Household)-[:AT]->(u:Address) RETURN u.id ORDER BY u.id LIMIT 1
}} AS by_uprn
WITH id, coalesce(by_uprn[0], q.id) AS end, null AS type, s.id AS from_record, h.id AS to_record,
  h.agency AS to_agency, r.kind AS kind, null AS kept, {_ASSERTED}
RETURN collect([id, end, type, from_record, to_record, to_agency, kind, kept, stated, known]) AS found
"""

_FORGET = f"""
UNWIND $ids AS id
{by_id('p', 'Person', 'id')}
MATCH (p)-[e:{'|'.join((*FAMILY_TYPES, LIVES_AT))}]->()
DELETE e
"""

_FRESH = f"UNWIND $ids AS id {by_id('p', 'Person', 'id')} SET p.changed = $number REMOVE p:Stale"


_TIMES = ("recorded_at", "superseded_at")
_LISTED = ", ".join(
    [f"{name}: [each IN e.{name} | date(each)]" for name in WINDOW]
    + [f"{name}: [each IN e.{name} | datetime(each)]" for name in _TIMES]
)
_BOUNDS = ", ".join(
    [f"{name}: date(e.{name})" for name in ("any_from", "any_to")]
    + [f"{name}: datetime(e.{name})" for name in ("known_from", "known_to")]
)


def _create(end: str) -> str:
    """Write the ties that end at a label, of whatever type: a statement a type would each be planned."""
    return f"""
    UNWIND $rows AS row
    {by_id('p', 'Person', 'row.start')}
    {by_id('q', end, 'row.end')}
    WITH p, q, row.edge AS edge, row.e AS e
    CREATE (p)-[tie:$(edge)]->(q)
    SET tie = e {{.*, {_LISTED}, {_BOUNDS}}}
    """


async def pick(tx: AsyncManagedTransaction, limit: int) -> list[str]:
    """Some persons whose ties must be derived anew."""
    return [record["id"] async for record in await planned.run(tx, _PICK, limit=limit)]


async def derive(tx: AsyncManagedTransaction, persons: Sequence[str], number: int) -> None:
    """Write the ties that start at some persons, and take the mark away; they have changed by this number."""
    ids = list(persons)
    ties: dict[Tie, list[Assertion]] = defaultdict(list)
    for statement in (_TIES, _LIVES):
        record = await (await planned.run(tx, statement, ids=ids)).single(strict=True)
        kept = _kept_today(record["found"])
        for start, end, type, *said in record["found"]:
            assertion = _assertion(*said, kept=kept)
            if assertion is not None:
                ties[Tie(LIVES_AT if type is None else FAMILY_EDGE[type], start, end, type)].append(assertion)
    await (await planned.run(tx, _FORGET, ids=ids)).consume()
    await _write(tx, ties)
    await (await planned.run(tx, _FRESH, ids=ids, number=number)).consume()


def _kept_today(found: Sequence[Sequence[Any]]) -> dict[str, str]:
    """By row, how closely it is kept by its newest run: that decides on what it said before, too (decision 0019)."""
    newest: dict[str, tuple[str, str]] = {}
    for *_, kept, stated, _known in found:
        newest[stated["row"]] = max(newest.get(stated["row"], ("", "")), (stated["recorded_at"], kept or "ordinary"))
    return {row: kept for row, (_, kept) in newest.items()}


def _assertion(
    from_record: str, to_record: str, to_agency: str | None, kind: str | None, _: str | None,
    stated: Mapping[str, Any], known: Sequence[Sequence[str]], *, kept: Mapping[str, str],
) -> Assertion | None:
    intervals = [(stated["recorded_at"], stated["superseded_at"]), *known]
    during = overlap((instant(start), instant(end)) for start, end in intervals)
    if during is None:
        return None
    maybe_from, surely_from, surely_to, maybe_to = (day(stated[name]) for name in WINDOW)
    return Assertion(
        stated["agency"], stated["extract"], stated["row"], from_record, to_record,
        kind or "", stated["valid_from"] or "", stated["valid_to"] or "",
        maybe_from, surely_from, surely_to, maybe_to, *during, to_agency or stated["agency"], kept[stated["row"]],
    )


async def _write(tx: AsyncManagedTransaction, ties: Mapping[Tie, Sequence[Assertion]]) -> None:
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for tie, assertions in ties.items():
        row = {"start": tie.start, "end": tie.end, "edge": tie.edge, "e": edge_properties(tie, assertions)}
        rows["Address" if tie.edge == LIVES_AT else "Person"].append(row)
    for end, listed in rows.items():
        await (await planned.run(tx, _create(end), rows=listed)).consume()
