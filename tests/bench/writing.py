"""Bare writes of the same final rows: what a load costs at the least, through the same driver.

The nodes and edges of the loaded graph are read back and written again under labels and types of their
own, with `UNWIND … MERGE`, in the batches of the writer. They stay: it is the last that a store is used for.
"""

from __future__ import annotations

import time
from typing import Any

from neo4j import AsyncDriver, AsyncSession

from graph.shape import EDGE_TYPES, NODE_LABELS

BATCH = 4000
_DERIVED_NODES = ("Person", "Identifier", "Address", "Organisation")
_DERIVED_EDGES = ("ABOUT", "PARENT_OF", "CARES_FOR", "PARTNER_OF", "SIBLING_OF", "RELATED_TO", "LIVES_AT")


async def bare_writes(driver: AsyncDriver) -> float:
    """Seconds of writing, reading not counted."""
    seconds = 0.0
    async with driver.session() as session:
        await _run(session, "CREATE CONSTRAINT bench IF NOT EXISTS FOR (n:Bench) REQUIRE n.id IS UNIQUE")
        await _run(session, "CALL db.awaitIndexes(300)")
        for label in (*NODE_LABELS, *_DERIVED_NODES):
            seconds += await _nodes(session, label)
        for edge in dict.fromkeys((*EDGE_TYPES, *_DERIVED_EDGES)):
            seconds += await _edges(session, edge)
    return seconds


async def _nodes(session: AsyncSession, label: str) -> float:
    write = "UNWIND $rows AS row MERGE (n:Bench {id: row.id}) SET n += row.facts"
    return await _batches(session, f"MATCH (n:{label}) RETURN n.id AS id, properties(n) AS facts", write)


async def _edges(session: AsyncSession, edge: str) -> float:
    read = (
        f"MATCH (a)-[r:{edge}]->(b) WHERE a.id IS NOT NULL AND b.id IS NOT NULL"
        " RETURN a.id AS a, b.id AS b, properties(r) AS facts"
    )
    write = (
        "UNWIND $rows AS row MATCH (a:Bench {id: row.a}) MATCH (b:Bench {id: row.b})"
        f" MERGE (a)-[r:BENCH_{edge} {{row: coalesce(row.facts.row, '')}}]->(b) SET r += row.facts"
    )
    return await _batches(session, read, write)


async def _batches(session: AsyncSession, read: str, write: str) -> float:
    rows = [record.data() async for record in await session.run(read)]
    started = time.perf_counter()
    for first in range(0, len(rows), BATCH):
        await _run(session, write, rows=rows[first : first + BATCH])
    return time.perf_counter() - started


async def _run(session: AsyncSession, statement: str, **parameters: Any) -> None:
    await (await session.run(statement, parameters)).consume()
