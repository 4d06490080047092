"""Joining records in the store: the clusters of touched records, whom they are about, and what is known of them.

A batch reads the clusters of some records marked `:Touched`, works out identity and persons, writes
what differs, takes the mark away and marks the persons whose family ties must be derived anew as
`:Stale`; all in one transaction, so that a load killed anywhere goes on where it stopped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from neo4j import AsyncManagedTransaction

from graph import planned
from graph.dates import FOR_EVER
from graph.identity import About, RecordRun, timelines
from graph.persons import COLUMNS, DATES, Piece, timeline
from graph.planned import by_id
from graph.shape import FAMILY_TYPES
from graph.times import as_text, day, instant, text, typed

HELD_EVER = 200
"""An identifier that more records than this have ever held is no longer followed.

It joins nobody, at any time. Without the limit one placeholder number would pull thousands of records
into each small delivery.
"""

_PICK = "MATCH (s:Touched) RETURN s.id AS id LIMIT $limit"

_PLAIN = ", ".join(f".{name}" for name in ("agency", "opened_by", "closed_by", "sensitivity", *COLUMNS))

_READ = f"""
UNWIND $ids AS id
{by_id('s', 'SourceRecord', 'id')}
RETURN collect({{id: id, now: {as_text('s', DATES, plain=_PLAIN)},
  was: CASE WHEN s.revised THEN COLLECT {{
    MATCH (s)-[:WAS]->(w)
    RETURN {as_text('w', DATES, plain=_PLAIN)}
  }} ELSE [] END,
  identifiers: COLLECT {{
    MATCH (s)-[r:IDENTIFIED_BY]->(i) WHERE i.placeholder IS NULL RETURN [r.opened_by, i.id]
  }},
  about: COLLECT {{
    MATCH (s)-[a:ABOUT]->(p)
    RETURN {as_text('a', plain='.opened_by, .closed_by, person: p.id')}
  }}}}) AS records
"""

_HOLDERS = f"""
UNWIND $identifiers AS id
{by_id('i', 'Identifier', 'id')}
RETURN collect([id, COLLECT {{ MATCH (i)<-[:IDENTIFIED_BY]-(s) RETURN DISTINCT s.id }}]) AS holders
"""

_PLACEHOLDERS = f"UNWIND $identifiers AS id {by_id('i', 'Identifier', 'id')} SET i.placeholder = true"

_UNTOUCH = f"UNWIND $ids AS id {by_id('s', 'SourceRecord', 'id')} REMOVE s:Touched"

_FORGET_ABOUT = f"UNWIND $ids AS id {by_id('s', 'SourceRecord', 'id')} MATCH (s)-[a:ABOUT]->() DELETE a"

_ABOUT = f"""
UNWIND $rows AS row
{by_id('s', 'SourceRecord', 'row.id')}
{by_id('p', 'Person', 'row.person')}
WITH s, p, row.a AS about
CREATE (s)-[a:ABOUT]->(p)
SET a = {typed('about')}
"""

_PERSON = f"""
UNWIND $rows AS row
WITH row, row.now AS now
MERGE (p:Person {{id: row.id}})
SET p = {typed('now', DATES)}, p:Stale
"""

_WAS = f"""
UNWIND $rows AS row
{by_id('p', 'Person', 'row.id')}
CALL (p) {{ MATCH (p)-[:WAS]->(w) DETACH DELETE w }}
FOREACH (old IN row.was | CREATE (p)-[:WAS]->(w:PersonWas) SET w = {typed('old', DATES)})
"""

_VANISH = f"""
UNWIND $ids AS id
{by_id('p', 'Person', 'id')}
CALL (p) {{ MATCH (p)-[:WAS]->(w) DETACH DELETE w }}
CALL (p) {{ MATCH (p)-[e:{'|'.join(FAMILY_TYPES)}|LIVES_AT]-() DELETE e }}
SET p = {{id: id}}
REMOVE p:Stale
WITH p WHERE NOT EXISTS {{ (p)--() }}
DELETE p
"""

_STALE = f"""
UNWIND $ids AS id
{by_id('s', 'SourceRecord', 'id')}
MATCH (s)-[:STATES]-(:SourceRecord)-[:ABOUT]->(p:Person)
WITH DISTINCT p SET p:Stale
"""


@dataclass
class Record:
    """A record as the store holds it: its runs, and of whom it is now said to be."""

    id: str
    runs: list[RecordRun]
    facts: list[Mapping[str, Any]]
    about: list[About]


async def pick(tx: AsyncManagedTransaction, limit: int) -> list[str]:
    """Some records that are marked."""
    return [record["id"] async for record in await planned.run(tx, _PICK, limit=limit)]


async def join(tx: AsyncManagedTransaction, touched: Sequence[str]) -> None:
    """Derive identity and persons for the clusters of some marked records."""
    cluster = await _clusters(tx, touched)
    wanted: dict[str, list[About]] = {}
    for part in _connected(cluster):
        wanted.update(timelines({id: cluster[id].runs for id in part}))
    moved = [id for id, about in wanted.items() if about != cluster[id].about]
    await _write_persons(tx, cluster, wanted, set(touched) | set(moved))
    await _write_about(tx, cluster, wanted, moved)
    await _run(tx, _UNTOUCH, ids=list(touched))


async def _run(tx: AsyncManagedTransaction, statement: str, **parameters: Any) -> None:
    await (await planned.run(tx, statement, parameters)).consume()


async def _clusters(tx: AsyncManagedTransaction, touched: Iterable[str]) -> dict[str, Record]:
    """All records that identifiers link with these, however far."""
    found: dict[str, Record] = {}
    followed: set[str] = set()
    placeholders: set[str] = set()
    frontier = list(touched)
    while frontier:
        read = await (await planned.run(tx, _READ, ids=frontier)).single(strict=True)
        found.update((stored["id"], _record(stored)) for stored in read["records"])
        near = {i for id in frontier if id in found for run in found[id].runs for i in run.identifiers} - followed
        followed |= near
        near_by = await (await planned.run(tx, _HOLDERS, identifiers=sorted(near))).single(strict=True)
        holders = dict(near_by["holders"])
        placeholders |= {identifier for identifier, records in holders.items() if len(records) > HELD_EVER}
        frontier = list({record for records in holders.values() for record in records if record not in found})
    if placeholders:
        await _run(tx, _PLACEHOLDERS, identifiers=sorted(placeholders))
        _without(found, placeholders)
    return found


def _without(records: Mapping[str, Record], placeholders: set[str]) -> None:
    for record in records.values():
        record.runs = [
            RecordRun(r.recorded_at, r.superseded_at, r.opened_by, r.closed_by, r.identifiers - placeholders, r.born)
            for r in record.runs
        ]


def _record(stored: Any) -> Record:
    held: dict[str, set[str]] = defaultdict(set)
    for opened_by, identifier in stored["identifiers"]:
        held[opened_by].add(identifier)
    facts = sorted(
        (run for run in (stored["now"], *stored["was"]) if run["opened_by"] is not None),
        key=lambda run: instant(run["recorded_at"]),
    )
    about = [
        About(a["person"], instant(a["recorded_at"]), instant(a["superseded_at"]), a["opened_by"], a["closed_by"])
        for a in stored["about"]
    ]
    return Record(
        stored["id"], [_run_of(run, held) for run in facts], facts, sorted(about, key=lambda a: a.recorded_at)
    )


def _run_of(run: Mapping[str, Any], held: Mapping[str, set[str]]) -> RecordRun:
    """A run of a record as identity needs it; while it is sealed it takes part in no linking."""
    identifiers = () if run["sensitivity"] == "sealed" else held.get(run["opened_by"], ())
    first, last = run["date_of_birth_first"], run["date_of_birth_last"]
    return RecordRun(
        instant(run["recorded_at"]), instant(run["superseded_at"]), run["opened_by"], run["closed_by"],
        frozenset(identifiers),
        (day(first), day(last)) if first is not None else None,
    )


def _connected(cluster: Mapping[str, Record]) -> list[list[str]]:
    """The records, parted into those that any identifier has ever linked."""
    holders: dict[str, list[str]] = defaultdict(list)
    for record in cluster.values():
        for identifier in {i for run in record.runs for i in run.identifiers}:
            holders[identifier].append(record.id)
    parts: list[list[str]] = []
    seen: set[str] = set()
    for start in cluster:
        if start in seen:
            continue
        seen.add(start)
        part = [start]
        for id in part:
            for identifier in {i for run in cluster[id].runs for i in run.identifiers}:
                for near in holders.pop(identifier, ()):
                    if near not in seen:
                        seen.add(near)
                        part.append(near)
        parts.append(part)
    return parts


async def _write_persons(
    tx: AsyncManagedTransaction, cluster: Mapping[str, Record], wanted: Mapping[str, list[About]], changed: set[str]
) -> None:
    """Write the persons whom changed records are about, or were: what is known of them, and was."""
    before = {about.person for id in changed if id in cluster for about in cluster[id].about}
    after = {about.person for id in changed for about in wanted.get(id, ())}
    pieces = _pieces(cluster, wanted, before | after)
    rows = [_person_row(person, found) for person, found in pieces.items()]
    await _run(tx, _PERSON, rows=rows)
    history = [row for row in rows if row["was"] or row["id"] in before]
    if history:
        await _run(tx, _WAS, rows=history)


def _pieces(
    cluster: Mapping[str, Record], wanted: Mapping[str, list[About]], persons: set[str]
) -> dict[str, list[Piece]]:
    """What each record said while it was about each of the persons."""
    pieces: dict[str, list[Piece]] = defaultdict(list)
    for id, abouts in wanted.items():
        record = cluster[id]
        for about in abouts:
            if about.person in persons:
                pieces[about.person] += (
                    piece for run, facts in zip(record.runs, record.facts, strict=True)
                    if (piece := _piece(id, run, about, facts)) is not None
                )
    return pieces


def _piece(record: str, run: RecordRun, about: About, facts: Mapping[str, Any]) -> Piece | None:
    start, end = max(run.recorded_at, about.recorded_at), min(run.superseded_at, about.superseded_at)
    if start >= end:
        return None
    return Piece(
        record, run.recorded_at, start, end,
        run.opened_by if start == run.recorded_at else about.opened_by,
        run.closed_by if end == run.superseded_at else about.closed_by,
        facts,
    )


def _person_row(person: str, pieces: Sequence[Piece]) -> dict[str, Any]:
    *was, now = (run.properties(person) for run in timeline(pieces))
    if was:
        now["revised"] = True
    return {"id": person, "now": {**now, **_records_of(pieces)}, "was": was}


def _records_of(pieces: Sequence[Piece]) -> dict[str, list[str]]:
    """The records that are about a person, and their agencies; and all agencies whose records ever were."""
    about = sorted({(piece.record, piece.facts["agency"]) for piece in pieces if piece.superseded_at == FOR_EVER})
    return {
        "records": [record for record, _ in about], "record_agencies": [agency for _, agency in about],
        "agencies": sorted({piece.facts["agency"] for piece in pieces}),
    }


async def _write_about(
    tx: AsyncManagedTransaction, cluster: Mapping[str, Record], wanted: Mapping[str, list[About]], moved: Sequence[str]
) -> None:
    """Write of whom the moved records are; persons of whom no record is or was any more go."""
    left = [id for id in moved if cluster[id].about]
    if left:
        await _run(tx, _FORGET_ABOUT, ids=left)
    await _run(tx, _ABOUT, rows=[{"id": id, "person": a.person, "a": _stamps(a)} for id in moved for a in wanted[id]])
    if moved:
        await _run(tx, _STALE, ids=list(moved))
    persons = {about.person for id in left for about in cluster[id].about}
    gone = persons - {about.person for abouts in wanted.values() for about in abouts}
    if gone:
        await _run(tx, _VANISH, ids=sorted(gone))


def _stamps(about: About) -> dict[str, Any]:
    made: dict[str, Any] = {
        "recorded_at": text(about.recorded_at), "superseded_at": text(about.superseded_at),
        "opened_by": about.opened_by,
    }
    if about.closed_by is not None:
        made["closed_by"] = about.closed_by
    return made

