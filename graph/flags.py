"""Findings kept in the store: sweeps, what each found, and what was decided of a flag.

A sweep writes its findings under its own id and counts only once it is complete, so that readers see
the last whole one. A flag is the same for the same finding, sweep after sweep; what was decided of it
holds while its evidence stays the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from neo4j import AsyncDriver, AsyncManagedTransaction

from graph import connection, planned
from graph.entries import number
from graph.planned import by_id

DECISIONS = ("OPEN", "ACTED_ON", "CLEARED", "CHALLENGED")
"""What may be decided of a flag; OPEN takes a decision back."""


@dataclass(frozen=True)
class Sweep:
    """A sweep over everything: as of which date, known when, by which rules."""

    id: str
    on: date
    known_at: datetime
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Kept:
    """A finding to keep.

    `digest` is of what it rests on, `evidence` are ids of involvements, `body` is the finding as readers get it.
    """

    flag: str
    rule: str
    digest: str
    evidence: tuple[str, ...]
    body: str


@dataclass(frozen=True)
class SweepCounts:
    """A sweep against the one before: `changed` flags are the same findings on other evidence."""

    new: int
    changed: int
    unchanged: int
    gone: int


class NoSuchFlag(LookupError):
    """No sweep has found a flag of that id."""


_BEGIN = """
MERGE (s:Sweep {id: $id})
SET s.state = 'running', s.on = $on, s.known_at = $known_at, s.rules = $rules
"""

_PUT = f"""
UNWIND $findings AS row
MERGE (flag:Flag {{id: row.flag}})
ON CREATE SET flag.rule = row.rule, flag.state = 'OPEN', flag.first_found = $on
MERGE (f:Finding {{id: $sweep + '/' + row.flag}})
SET f.sweep = $sweep, f.rule = row.rule, f.flag = row.flag, f.digest = row.digest, f.body = row.body
MERGE (f)-[:OF]->(flag)
WITH f, row
UNWIND row.evidence AS evidence
{by_id('i', 'Involvement', 'evidence')}
MERGE (f)-[:HAS_EVIDENCE]->(i)
"""

_COUNT = """
OPTIONAL MATCH (s:Sweep {state: 'complete'}) WHERE s.id <> $id
WITH s ORDER BY s.completed_at DESC LIMIT 1
CALL (s) {
  MATCH (f:Finding {sweep: $id})
  OPTIONAL MATCH (b:Finding {id: s.id + '/' + f.flag})
  RETURN count(CASE WHEN b IS NULL THEN 1 END) AS new,
    count(CASE WHEN b.digest <> f.digest THEN 1 END) AS changed,
    count(CASE WHEN b.digest = f.digest THEN 1 END) AS unchanged
}
CALL (s) {
  OPTIONAL MATCH (b:Finding {sweep: s.id})
  WITH b WHERE b.rule IN $rules AND NOT EXISTS { (:Finding {id: $id + '/' + b.flag}) }
  RETURN count(b) AS gone
}
RETURN new, changed, unchanged, gone
"""

_COMPLETE = """
MATCH (s:Sweep {id: $id})
SET s.state = 'complete', s.children = $children, s.completed_at = datetime()
"""

_OUTDATED = """
MATCH (f:Finding) WHERE f.sweep <> $id
WITH f LIMIT $limit DETACH DELETE f
RETURN count(*) AS removed
"""

_FORGET = "MATCH (s:Sweep) WHERE s.id <> $id DETACH DELETE s"

_DECIDE = f"""
{by_id('flag', 'Flag', '$id')}
MATCH (f:Finding)-[:OF]->(flag)
WITH flag, f ORDER BY f.sweep DESC LIMIT 1
SET flag.state = $state, flag.reason = $reason, flag.digest = f.digest, flag.decided_at = datetime()
RETURN flag.id AS id
"""


async def begin(driver: AsyncDriver, sweep: Sweep) -> None:
    """Begin a sweep; nobody reads it before it is complete."""
    facts = {"id": sweep.id, "on": sweep.on, "known_at": sweep.known_at.astimezone(UTC), "rules": list(sweep.rules)}
    await _write(driver, _BEGIN, facts)


async def put(driver: AsyncDriver, sweep: Sweep, findings: Sequence[Kept]) -> None:
    """Write some of a sweep's findings; writing the same again changes nothing."""
    rows = [
        {"flag": f.flag, "rule": f.rule, "digest": f.digest, "evidence": list(f.evidence), "body": f.body}
        for f in findings
    ]
    await _write(driver, _PUT, {"sweep": sweep.id, "on": sweep.on, "findings": rows})


async def complete(driver: AsyncDriver, sweep: Sweep, children: int, batch: int = 2000) -> SweepCounts:
    """Let a sweep of so many children count, and forget the one before; how the two differ."""
    record = await _write(driver, _COUNT, {"id": sweep.id, "rules": list(sweep.rules)})
    await _write(driver, _COMPLETE, {"id": sweep.id, "children": children})
    while (await _write(driver, _OUTDATED, {"id": sweep.id, "limit": batch}))["removed"] == batch:
        pass
    await _write(driver, _FORGET, {"id": sweep.id})
    return SweepCounts(record["new"], record["changed"], record["unchanged"], record["gone"])


async def decide(driver: AsyncDriver, flag: str, state: str, reason: str) -> None:
    """Keep what was decided of a flag, for as long as its evidence stays as it is; raises as `decided` does."""

    async def both(tx: AsyncManagedTransaction) -> None:
        await number(tx, flag)  # so that whoever decides meanwhile by what they saw before is told
        await decided(tx, flag, state, reason)

    async with driver.session() as session:
        await session.execute_write(both)


async def decided(tx: AsyncManagedTransaction, flag: str, state: str, reason: str) -> None:
    """Keep a decision, within a transaction.

    ValueError for a state that is none or a decision without a reason; NoSuchFlag where no sweep found it.
    """
    if state not in DECISIONS:
        raise ValueError(f"{state} is no state of a flag; give {', '.join(DECISIONS)}")
    if state != "OPEN" and not reason.strip():
        raise ValueError("a decision needs its reason")
    parameters = {"id": flag, "state": state, "reason": reason.strip()}
    if await (await planned.run(tx, _DECIDE, parameters)).single() is None:
        raise NoSuchFlag(f"no sweep has found {flag}; run `thinkfamily flags`, or look at its list")


async def _write(driver: AsyncDriver, statement: str, parameters: Mapping[str, Any]) -> Any:
    async def write(tx: AsyncManagedTransaction) -> Any:
        return await (await planned.run(tx, statement, parameters)).single()

    async with connection.session(driver) as session:
        return await session.execute_write(write)
