"""Extracts and organisations: what was delivered, by whom, and who else is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from neo4j import AsyncManagedTransaction

from graph import planned
from graph.dates import FOR_EVER
from graph.delivery import Delivery
from graph.ids import default_service
from graph.ledger import Extract, order_of
from graph.planned import by_id

_ALWAYS = {
    "recorded_at": datetime(1, 1, 1, tzinfo=UTC),
    "superseded_at": FOR_EVER,
    # Not absent: a reader asks whether it is among the extracts being loaded.
    "opened_by": "",
}
"""The stamps of what every reader may see at any time."""

_NAMED = """
UNWIND $organisations AS o
MERGE (g:Organisation {id: o.id})
ON CREATE SET g.name = o.id, g.kind = o.kind
SET g.kind = CASE
  WHEN g.delivers IS NOT NULL OR o.kind = 'other' OR g.kind = 'gp' THEN g.kind
  WHEN g.kind = 'other' OR o.kind = 'gp' THEN o.kind
  ELSE g.kind END
WITH g, o
MERGE (s:Service {id: o.service})
SET s += $always, s.agency = g.id, s.name = g.name, s.kind = g.kind
MERGE (s)-[p:PROVIDED_BY]->(g)
SET p += $always
"""

_DELIVERS = f"""
{by_id('g', 'Organisation', '$id')}
{by_id('s', 'Service', '$service')}
WITH g, s
WHERE g.described IS NULL OR g.described <= $order
SET g.delivers = true, g.described = $order, g.name = $name, g.kind = $kind, s.name = $name, s.kind = $kind
"""

_OPEN = f"""
CALL () {{ MATCH (x:Extract) RETURN coalesce(max(x.number), 0) + 1 AS number }}
{by_id('g', 'Organisation', '$agency')}
MERGE (e:Extract {{id: $id}})
FOREACH (_ IN CASE WHEN e.state = 'loading' THEN [] ELSE [1] END |
  SET e += $facts, e.state = 'loading', e.loaded_at = datetime(), e.number = number)
MERGE (e)-[:DELIVERED_BY]->(g)
RETURN e.number AS number
"""

_KNOWN = """
MATCH (e:Extract {agency: $agency})
RETURN e {.id, .extracted_at, .order, .full, .tables, .covers_from, .covers_to, .state, .unread} AS extract
"""

_COMPLETE = f"""
{by_id('e', 'Extract', '$id')}
SET e.state = 'complete', e.completed_at = datetime()
WITH e.agency AS agency
MATCH (x:Extract {{agency: agency, state: 'loading'}}) WHERE NOT x.id IN $settling
SET x.state = 'broken_off'
RETURN x.extracted_at AS at ORDER BY at
"""

_BEFORE = """
MATCH (e:Extract {agency: $agency})
WHERE e.state = 'complete' AND e.full AND e.extracted_at <= $at AND $table IN e.tables
RETURN count(e) > 0 AS delivered
"""


async def name_organisations(tx: AsyncManagedTransaction, kinds: Mapping[str, str]) -> None:
    """Have a node for each organisation (id → kind as named), and its default service."""
    if kinds:
        rows = [{"id": id, "kind": kind, "service": default_service(id)} for id, kind in sorted(kinds.items())]
        await (await planned.run(tx, _NAMED, organisations=rows, always=_ALWAYS)).consume()


async def provided(tx: AsyncManagedTransaction, agency: str, services: list[str]) -> None:
    """Say that services are their agency's own."""
    statement = f"""
    {by_id('g', 'Organisation', '$agency')}
    UNWIND $services AS id
    {by_id('s', 'Service', 'id')}
    MERGE (s)-[p:PROVIDED_BY]->(g)
    SET p += $always
    """
    await (await planned.run(tx, statement, agency=agency, services=services, always=_ALWAYS)).consume()


async def open_extract(tx: AsyncManagedTransaction, delivery: Delivery) -> int:
    """Record a delivery as being loaded, and what its manifest says of the agency; its change number.

    The newest manifest says what an agency is called, whatever the order of loading. Change numbers grow
    in the order in which loading began; one that was broken off begins anew.
    """
    order = order_of(delivery)
    await name_organisations(tx, {delivery.agency: delivery.agency_kind})
    parameters: dict[str, Any] = {
        "id": delivery.agency, "service": default_service(delivery.agency), "order": order,
        "name": delivery.agency_name, "kind": delivery.agency_kind,
    }
    await (await planned.run(tx, _DELIVERS, parameters)).consume()
    facts = {
        "agency": delivery.agency, "extracted_at": delivery.extracted_at.astimezone(UTC),
        "covers_from": delivery.covers_from, "covers_to": delivery.covers_to, "full": delivery.full,
        "digest": delivery.digest, "tables": sorted(delivery.tables), "order": order,
        "unread": sorted(delivery.unread) or None,
    }
    opened = await planned.run(tx, _OPEN, agency=delivery.agency, id=delivery.extract_id, facts=facts)
    number: int = (await opened.single(strict=True))["number"]
    return number


async def newest_number(tx: AsyncManagedTransaction) -> int:
    """The greatest change number that was given to a delivery."""
    result = await planned.run(tx, "MATCH (x:Extract) RETURN coalesce(max(x.number), 0) AS number")
    number: int = (await result.single(strict=True))["number"]
    return number


async def catalogue(tx: AsyncManagedTransaction, agency: str) -> list[Extract]:
    """An agency's deliveries so far."""
    return [_extract(record["extract"]) async for record in await planned.run(tx, _KNOWN, agency=agency)]


def _extract(stored: Mapping[str, Any]) -> Extract:
    def day(name: str) -> Any:
        return stored[name].to_native() if stored[name] is not None else None

    return Extract(
        stored["id"], stored["extracted_at"].to_native(), stored["order"], stored["full"], frozenset(stored["tables"]),
        day("covers_from"), day("covers_to"), complete=stored["state"] == "complete",
        unread=frozenset(stored["unread"] or ()),
    )


async def complete(tx: AsyncManagedTransaction, extract_id: str, settling: Sequence[str]) -> list[datetime]:
    """Let the delivery count for readers, and what the agency's broken-off ones had written; when these were extracted.

    `settling` are the deliveries that are to be complete. Any other that is still being loaded is so no
    more, for there is one load at a time.
    """
    broken_off = await planned.run(tx, _COMPLETE, id=extract_id, settling=list(settling))
    return [record["at"].to_native() async for record in broken_off]


async def standing(tx: AsyncManagedTransaction, label: str, ids: Sequence[str], agency: str, at: datetime) -> set[str]:
    """Those of the ids that are delivered: an agency's own as its deliveries up to then left them; others' now."""
    statement = f"""
    UNWIND $ids AS id
    {by_id('n', label, 'id')}
    WHERE CASE n.agency WHEN $agency THEN any(run IN [n] + [(n)-[:WAS]->(was) | was] WHERE run.asserted_at <= $at
        AND NOT EXISTS {{ {by_id('x', 'Extract', 'run.closed_by')} WHERE x.extracted_at <= $at }})
      ELSE n.superseded_at = $forever END
    RETURN id
    """
    found = await planned.run(tx, statement, ids=list(ids), agency=agency, at=at.astimezone(UTC), forever=FOR_EVER)
    return {record["id"] async for record in found}


async def delivered_before(tx: AsyncManagedTransaction, agency: str, table: str, at: datetime) -> bool:
    """Whether a full delivery of the agency, completely loaded and extracted then or before, had the table."""
    result = await planned.run(tx, _BEFORE, agency=agency, table=table, at=at.astimezone(UTC))
    record = await result.single(strict=True)
    delivered: bool = record["delivered"]
    return delivered
