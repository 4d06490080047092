"""Findings kept in the store: sweeps, what each found, and what was decided of a flag.

A sweep writes its findings under its own id and counts only once it is complete, so that readers see
the last whole one. What has changed since is written as a further step of it: new findings from that step
on, those that are gone until it, and one small write lets the step count. A flag is the same for the same
finding, sweep after sweep; what was decided of it holds while its evidence stays the same.
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

OPEN = "OPEN"
DECISIONS = (OPEN, "ACTED_ON", "CLEARED", "CHALLENGED")
"""What may be decided of a flag; OPEN takes a decision back."""


@dataclass(frozen=True)
class Sweep:
    """A sweep over everything: as of which date, known when, by which rules, and its `step`, 0 for all of it."""

    id: str
    on: date
    known_at: datetime
    rules: tuple[str, ...]
    step: int = 0


@dataclass(frozen=True)
class Kept:
    """A finding to keep.

    `digest` is of what it rests on, `evidence` are ids of involvements, `people` of those whom it names, `body` is the
    finding as readers get it.
    """

    flag: str
    rule: str
    digest: str
    evidence: tuple[str, ...]
    people: tuple[str, ...]
    body: str


@dataclass(frozen=True)
class SweepCounts:
    """A sweep against the one before: `changed` flags are the same findings on other evidence."""

    new: int
    changed: int
    unchanged: int
    gone: int


@dataclass(frozen=True)
class Told:
    """A flag as it is told to an agency's workers, by what they may see: `digest` is of the evidence told."""

    flag: str
    digest: str
    people: tuple[str, ...]


class NoSuchFlag(LookupError):
    """No sweep has found a flag of that id."""


_BEGIN = """
MERGE (s:Sweep {id: $id})
SET s.state = 'running', s.step = $step, s.on = $on, s.known_at = $known_at, s.rules = $rules
"""

_PUT = f"""
UNWIND $findings AS row
MERGE (flag:Flag {{id: row.flag}})
ON CREATE SET flag.rule = row.rule, flag.state = 'OPEN', flag.first_found = $on
MERGE (f:Finding {{id: $sweep + '/' + $step + '/' + row.flag}})
SET f.sweep = $sweep, f.since = $step, f.rule = row.rule, f.flag = row.flag, f.digest = row.digest, f.body = row.body,
  f.people = row.people
MERGE (f)-[:OF]->(flag)
WITH f, row
UNWIND row.evidence AS evidence
{by_id('i', 'Involvement', 'evidence')}
MERGE (f)-[:HAS_EVIDENCE]->(i)
"""

STANDING = "{finding}.since <= {sweep}.step AND coalesce({sweep}.step < {finding}.until, true)"
"""Whether a finding of a sweep is one of those that count."""

_OF_FLAG = "[(flag)<-[:OF]-(found) | found]"
"""The findings of a flag, few: reached from it, never by their sweep, which has as many as there are flags."""

_END = f"""
UNWIND $flags AS id
{by_id('flag', 'Flag', 'id')}
UNWIND {_OF_FLAG} AS f
WITH f WHERE f.sweep = $sweep AND f.since < $step AND f.until IS NULL
SET f.until = $step
"""

_LAST = """
MATCH (s:Sweep {state: 'complete'})
RETURN s {.id, .on, .known_at, .rules, .step} AS sweep ORDER BY s.completed_at DESC LIMIT 1
"""

COUNT = f"""
OPTIONAL MATCH (s:Sweep {{state: 'complete'}}) WHERE s.id <> $id
WITH s ORDER BY s.completed_at DESC LIMIT 1
CALL (s) {{
  MATCH (f:Finding {{sweep: $id}})-[:OF]->(flag)
  WITH f, head([b IN {_OF_FLAG} WHERE b.sweep = s.id AND {STANDING.format(finding='b', sweep='s')}]) AS b
  RETURN count(CASE WHEN b IS NULL THEN 1 END) AS new,
    count(CASE WHEN b.digest <> f.digest THEN 1 END) AS changed,
    count(CASE WHEN b.digest = f.digest THEN 1 END) AS unchanged
}}
CALL (s) {{
  MATCH (b:Finding {{sweep: s.id}})-[:OF]->(flag)
  WHERE {STANDING.format(finding='b', sweep='s')} AND b.rule IN $rules
    AND none(f IN {_OF_FLAG} WHERE f.sweep = $id)
  RETURN count(b) AS gone
}}
RETURN new, changed, unchanged, gone
"""
"""How a sweep differs from the one before; in the size of the sweep, whatever plans were made on."""

_COMPLETE = """
MATCH (s:Sweep {id: $id})
SET s.state = 'complete', s.children = $children, s.completed_at = datetime()
"""

_STEP = "MATCH (s:Sweep {id: $id, state: 'complete'}) SET s.step = $step, s.known_at = $known_at"

_OUTDATED = """
MATCH (f:Finding) WHERE f.sweep <> $id
WITH f LIMIT $limit DETACH DELETE f
RETURN count(*) AS removed
"""

_ENDED = """
MATCH (f:Finding) WHERE f.until <= $step
WITH f LIMIT $limit DETACH DELETE f
RETURN count(*) AS removed
"""

_NOT_BEGUN = """
MATCH (f:Finding) WHERE f.since > $step
WITH f LIMIT $limit DETACH DELETE f
RETURN count(*) AS removed
"""

_NOT_ENDED = "MATCH (f:Finding) WHERE f.until > $step REMOVE f.until"

_FORGET = "MATCH (s:Sweep) WHERE s.id <> $id DETACH DELETE s"

_DECIDE = f"""
{by_id('flag', 'Flag', '$id')}
MATCH (f:Finding)-[:OF]->(flag)
MATCH (s:Sweep {{id: f.sweep}})
WITH flag, f ORDER BY s.state, {STANDING.format(finding='f', sweep='s')} DESC, s.completed_at DESC LIMIT 1
WITH flag, f WHERE coalesce(f.digest = $digest, true)
SET flag.state = $state, flag.reason = $reason, flag.agency = $agency, flag.digest = f.digest,
  flag.decided_at = datetime()
RETURN flag.id AS id
"""

_DECIDE_AS_TOLD = """
MERGE (d:FlagDecision {id: $agency + '/' + $id + '/' + $digest})
SET d.agency = $agency, d.flag = $id, d.digest = $digest, d.people = $people, d.state = $state, d.reason = $reason,
  d.decided_at = datetime()
"""


async def last(driver: AsyncDriver) -> Sweep | None:
    """The last complete sweep; None where there was none."""
    record = await _write(driver, _LAST, {})
    if record is None:
        return None
    sweep = record["sweep"]
    on, known_at = sweep["on"].to_native(), sweep["known_at"].to_native()
    return Sweep(sweep["id"], on, known_at, tuple(sweep["rules"]), sweep["step"] or 0)


async def begin(driver: AsyncDriver, sweep: Sweep) -> None:
    """Begin a sweep; nobody reads it before it is complete."""
    await _write(driver, _BEGIN, _facts(sweep))


def _facts(sweep: Sweep) -> dict[str, Any]:
    return {
        "id": sweep.id, "on": sweep.on, "known_at": sweep.known_at.astimezone(UTC), "rules": list(sweep.rules),
        "step": sweep.step,
    }


async def put(driver: AsyncDriver, sweep: Sweep, findings: Sequence[Kept]) -> None:
    """Write some findings of a sweep's step; writing the same again changes nothing."""
    rows = [
        {"flag": f.flag, "rule": f.rule, "digest": f.digest, "evidence": list(f.evidence),
         "people": list(f.people), "body": f.body}
        for f in findings
    ]
    await _write(driver, _PUT, {"sweep": sweep.id, "step": sweep.step, "on": sweep.on, "findings": rows})


async def complete(driver: AsyncDriver, sweep: Sweep, children: int) -> SweepCounts:
    """Let a sweep of so many children count, and forget the one before; how the two differ."""
    record = await _write(driver, COUNT, {"id": sweep.id, "rules": list(sweep.rules)})
    await _write(driver, _COMPLETE, {"id": sweep.id, "children": children})
    await _remove(driver, _OUTDATED, {"id": sweep.id})
    await _write(driver, _FORGET, {"id": sweep.id})
    return SweepCounts(record["new"], record["changed"], record["unchanged"], record["gone"])


async def step(driver: AsyncDriver, sweep: Sweep, findings: Sequence[Kept], ended: Sequence[str], batch: int) -> None:
    """Take a complete sweep one step on: these findings are there from now on, those of the flags `ended` no more.

    What a step that was killed has left is taken back first.
    """
    before = {"step": sweep.step - 1}
    await _remove(driver, _NOT_BEGUN, before)
    await _write(driver, _NOT_ENDED, before)
    for start in range(0, len(findings), batch):
        await put(driver, sweep, findings[start : start + batch])
    for start in range(0, len(ended), batch):
        flags = list(ended[start : start + batch])
        await _write(driver, _END, {"sweep": sweep.id, "step": sweep.step, "flags": flags})
    await _write(driver, _STEP, _facts(sweep))
    await _remove(driver, _ENDED, {"step": sweep.step})


async def _remove(driver: AsyncDriver, statement: str, parameters: Mapping[str, Any], batch: int = 2000) -> None:
    while (await _write(driver, statement, {**parameters, "limit": batch}))["removed"] == batch:
        pass


async def decide(driver: AsyncDriver, flag: str, state: str, reason: str) -> None:
    """Keep what was decided of a flag, for as long as its evidence stays as it is; raises as `decided` does."""

    async def both(tx: AsyncManagedTransaction) -> None:
        await number(tx, flag)  # so that whoever decides meanwhile by what they saw before is told
        await decided(tx, flag, state, reason)

    async with driver.session() as session:
        await session.execute_write(both)


async def decided(
    tx: AsyncManagedTransaction, flag: str, state: str, reason: str, agency: str | None = None
) -> None:
    """Keep a decision of who sees all of a flag, for an agency or none, within a transaction.

    ValueError for a state that is none or a decision without a reason; NoSuchFlag where no sweep found it.
    """
    asked = {"id": flag, "digest": None, "agency": agency, **_decision(state, reason)}
    if await (await planned.run(tx, _DECIDE, asked)).single() is None:
        raise NoSuchFlag(f"no sweep has found {flag}; run `thinkfamily flags`, or look at its list")


async def decided_as_told(tx: AsyncManagedTransaction, told: Told, state: str, reason: str, agency: str) -> None:
    """Keep a decision of an agency's worker on a flag as it was told; raises as `decided`, whatever a sweep found.

    Where a sweep found it on just that evidence, nothing was kept from the worker: it is decided for who sees all.
    """
    asked = {"id": told.flag, "digest": told.digest, "agency": agency, **_decision(state, reason)}
    await (await planned.run(tx, _DECIDE_AS_TOLD, asked, people=list(told.people))).consume()
    await (await planned.run(tx, _DECIDE, asked)).consume()


def _decision(state: str, reason: str) -> dict[str, str]:
    """What was decided, and why: ValueError where that cannot be."""
    if state not in DECISIONS:
        raise ValueError(f"{state} is no state of a flag; give {', '.join(DECISIONS)}")
    if state != OPEN and not reason.strip():
        raise ValueError("a decision needs its reason")
    return {"state": state, "reason": reason.strip()}


async def _write(driver: AsyncDriver, statement: str, parameters: Mapping[str, Any]) -> Any:
    async def write(tx: AsyncManagedTransaction) -> Any:
        return await (await planned.run(tx, statement, parameters)).single()

    async with connection.session(driver) as session:
        return await session.execute_write(write)
