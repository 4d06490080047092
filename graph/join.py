"""Joining records in the store: the clusters of touched records, whom they are about, and what is known of them.

A batch reads the clusters of some records marked `:Touched`, works out identity and persons, writes
what differs, takes the mark away and marks the persons whose family ties must be derived anew as
`:Stale`; all in one transaction, so that a load killed anywhere goes on where it stopped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from neo4j import AsyncManagedTransaction

from graph import planned
from graph.dates import FOR_EVER
from graph.identity import HELD_AT_ONCE, About, RecordRun, Shared, shared_times, timelines
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
    MATCH (s)-[r:IDENTIFIED_BY]->(i) WHERE i.placeholder IS NULL
    RETURN [r.opened_by, i.id, [t IN r.shared_from | toString(t)], [t IN r.shared_to | toString(t)]]
  }},
  about: COLLECT {{
    MATCH (s)-[a:ABOUT]->(p)
    RETURN {as_text('a', plain='.opened_by, .closed_by, person: p.id, beside: p.beside')}
  }}}}) AS records
"""

_HOLDERS = f"""
UNWIND $identifiers AS id
{by_id('i', 'Identifier', 'id')}
RETURN collect([id, COLLECT {{ MATCH (i)<-[:IDENTIFIED_BY]-(s) RETURN DISTINCT s.id }}]) AS holders
"""

_TOLD_APART = f"""
UNWIND $pairs AS pair
{by_id('a', 'SourceRecord', 'pair[0]')}
{by_id('b', 'SourceRecord', 'pair[1]')}
MATCH (a)<-[one:CONCERNS]-(e:Event)-[other:CONCERNS]->(b)
WHERE e.closed_by IS NULL AND one.closed_by IS NULL AND other.closed_by IS NULL
WITH a, b, e, EXISTS {{ MATCH (e)-[saw:SAW|SPOKE_TO]->(a) WHERE saw.closed_by IS NULL }} AS saw_a,
  EXISTS {{ MATCH (e)-[saw:SAW|SPOKE_TO]->(b) WHERE saw.closed_by IS NULL }} AS saw_b
WHERE saw_a <> saw_b
RETURN collect([a.id, e.id, saw_a]) + collect([b.id, e.id, saw_b]) AS told
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

_FORGET_SHARED = f"""
UNWIND $ids AS id
{by_id('s', 'SourceRecord', 'id')}
MATCH (s)-[r:IDENTIFIED_BY]->() WHERE r.shared_from IS NOT NULL
REMOVE r.shared_from, r.shared_to
"""

_SHARED = f"""
UNWIND $rows AS row
{by_id('s', 'SourceRecord', 'row.id')}
MATCH (s)-[r:IDENTIFIED_BY {{opened_by: row.opened_by}}]->(i) WHERE i.id = row.identifier
SET r.shared_from = coalesce(r.shared_from, []) + datetime(row.since),
    r.shared_to = coalesce(r.shared_to, []) + datetime(row.until)
"""

_PERSON = f"""
UNWIND $rows AS row
WITH row, row.now AS now
MERGE (p:Person {{id: row.id}})
SET p = {typed('now', DATES)}, p:Stale
"""

_BESIDE = f"UNWIND $rows AS row {by_id('p', 'Person', 'row.id')} SET p.beside = row.beside"

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
    shared: list[Shared]
    """When which of its identifiers is said to be another person's of the same agency too."""
    beside: Mapping[str, list[str]]
    """By person, the others who share an identifier with a record of that person."""


@dataclass(frozen=True)
class KeptApart:
    """A record among those that share identifiers, and the persons that these records are about."""

    opened_by: str
    agencies: frozenset[str]


async def pick(tx: AsyncManagedTransaction, limit: int) -> list[str]:
    """Some records that are marked."""
    return [record["id"] async for record in await planned.run(tx, _PICK, limit=limit)]


async def join(tx: AsyncManagedTransaction, touched: Sequence[str], apart: dict[str, KeptApart]) -> None:
    """Derive identity and persons for the clusters of some marked records; note by id which are kept `apart` now."""
    cluster = await _clusters(tx, touched)
    wanted: dict[str, list[About]] = {}
    shared: dict[str, list[Shared]] = {}
    beside: dict[str, list[str]] = {}
    for part in _connected(cluster):
        runs = {id: cluster[id].runs for id in part}
        made = timelines(runs)
        wanted.update(made)
        shared.update(shared_times(runs))
        beside.update(_beside(made))
        apart.update(_apart(runs, made))
    moved = [id for id, about in wanted.items() if about != cluster[id].about]
    await _write_persons(tx, cluster, wanted, set(touched) | set(moved))
    await _write_about(tx, cluster, wanted, moved)
    await _write_beside(tx, cluster, beside)
    await _write_shared(tx, {id: found for id, found in shared.items() if found != cluster[id].shared})
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
    await _tell_apart(tx, found)
    return found


async def _tell_apart(tx: AsyncManagedTransaction, records: Mapping[str, Record]) -> None:
    """Note on records of one agency that share an identifier which events saw only one of two: seldom are there any."""
    holders: dict[tuple[str, str], set[str]] = defaultdict(set)
    for record in records.values():
        for run in record.runs:
            for identifier in run.identifiers:
                holders[run.agency, identifier].add(record.id)
    doubled = [held for held in holders.values() if 1 < len(held) <= HELD_AT_ONCE]
    pairs = {pair for held in doubled for pair in combinations(sorted(held), 2)}
    if not pairs:
        return
    read = await (await planned.run(tx, _TOLD_APART, pairs=sorted(map(list, pairs)))).single(strict=True)
    told: dict[str, set[tuple[str, bool]]] = defaultdict(set)
    for id, event, seen in read["told"]:
        told[id].add((event, seen))
    for id, events in told.items():
        records[id].runs = [replace(run, told_apart=frozenset(events)) for run in records[id].runs]


def _without(records: Mapping[str, Record], placeholders: set[str]) -> None:
    for record in records.values():
        record.runs = [replace(run, identifiers=run.identifiers - placeholders) for run in record.runs]


def _record(stored: Any) -> Record:
    held: dict[str, set[str]] = defaultdict(set)
    shared: list[Shared] = []
    for opened_by, identifier, since, until in stored["identifiers"]:
        held[opened_by].add(identifier)
        shared += (
            Shared(opened_by, identifier, instant(start), instant(end))
            for start, end in zip(since or (), until or (), strict=True)
        )
    facts = sorted(
        (run for run in (stored["now"], *stored["was"]) if run["opened_by"] is not None),
        key=lambda run: instant(run["recorded_at"]),
    )
    about = [
        About(a["person"], instant(a["recorded_at"]), instant(a["superseded_at"]), a["opened_by"], a["closed_by"])
        for a in stored["about"]
    ]
    return Record(
        stored["id"], [_run_of(run, held) for run in facts], facts, sorted(about, key=lambda a: a.recorded_at),
        sorted(shared), {a["person"]: a["beside"] or [] for a in stored["about"]},
    )


def _run_of(run: Mapping[str, Any], held: Mapping[str, set[str]]) -> RecordRun:
    """A run of a record as identity needs it; while it is sealed it takes part in no linking."""
    identifiers = () if run["sensitivity"] == "sealed" else held.get(run["opened_by"], ())
    first, last = run["date_of_birth_first"], run["date_of_birth_last"]
    return RecordRun(
        instant(run["recorded_at"]), instant(run["superseded_at"]), run["opened_by"], run["closed_by"],
        frozenset(identifiers),
        (day(first), day(last)) if first is not None else None,
        run["agency"], run["sex"], run["given_names"], run["family_name"], tuple(run["also_known_as"] or ()),
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


def _beside(made: Mapping[str, Sequence[About]]) -> dict[str, list[str]]:
    """By person, the others at the same time whose records hold an identifier in common with theirs, however far.

    Where there are very many, the identifier is no one's.
    """
    spans = {(about.person, about.recorded_at, about.superseded_at) for abouts in made.values() for about in abouts}
    found: dict[str, set[str]] = {person: set() for person, _, _ in spans}
    if 1 < len(found) <= HELD_AT_ONCE:
        for (one, since, until), (other, start, end) in combinations(spans, 2):
            if one != other and since < end and start < until:
                found[one].add(other)
                found[other].add(one)
    return {person: sorted(others) for person, others in found.items()}


def _apart(
    runs: Mapping[str, Sequence[RecordRun]], made: Mapping[str, Sequence[About]]
) -> dict[str, KeptApart]:
    """The records as they stand now, where an identifier is in two agencies' records of different persons."""
    person = {id: abouts[-1].person for id, abouts in made.items() if abouts and abouts[-1].superseded_at == FOR_EVER}
    if len(set(person.values())) < 2:
        return {}
    now = {id: runs[id][-1] for id in person}
    holders: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for id, run in now.items():
        for identifier in run.identifiers:
            holders[identifier].add((run.agency, person[id]))
    if not any(_differ(held) for held in holders.values() if len(held) <= HELD_AT_ONCE):
        return {}
    agencies = frozenset(run.agency for run in now.values())
    return {id: KeptApart(run.opened_by, agencies) for id, run in now.items()}


def _differ(held: Collection[tuple[str, str]]) -> bool:
    """Whether two agencies hold an identifier of different persons."""
    return any(one[0] != other[0] and one[1] != other[1] for one, other in combinations(held, 2))


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


async def _write_beside(
    tx: AsyncManagedTransaction, cluster: Mapping[str, Record], beside: Mapping[str, Sequence[str]]
) -> None:
    """Write which persons share identifiers: a viewer's person may be formed of records of several (decision 0045)."""
    known = {person: others for record in cluster.values() for person, others in record.beside.items()}
    rows = [
        {"id": person, "beside": list(others) or None}
        for person, others in beside.items() if others or known.get(person)
    ]
    if rows:
        await _run(tx, _BESIDE, rows=rows)


async def _write_shared(tx: AsyncManagedTransaction, shared: Mapping[str, Sequence[Shared]]) -> None:
    """Write on identifiers when they are another person's of the same agency too."""
    if not shared:
        return
    await _run(tx, _FORGET_SHARED, ids=list(shared))
    await _run(tx, _SHARED, rows=[
        {"id": id, "opened_by": one.opened_by, "identifier": one.identifier, "since": text(one.since),
         "until": text(one.until)}
        for id, found in shared.items() for one in found
    ])


def _stamps(about: About) -> dict[str, Any]:
    made: dict[str, Any] = {
        "recorded_at": text(about.recorded_at), "superseded_at": text(about.superseded_at),
        "opened_by": about.opened_by,
    }
    if about.closed_by is not None:
        made["closed_by"] = about.closed_by
    return made

