"""Running the writer's statements, each planned once, and finding by index what they start from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from neo4j import AsyncManagedTransaction, AsyncResult, AsyncTransaction


def by_id(variable: str, label: str, id: str) -> str:
    """The clause that finds a node by its id.

    It says which index: a statement that is planned while the store is all but empty would scan else,
    and would go on scanning when the store is full.
    """
    return f"MATCH ({variable}:{label} {{id: {id}}}) USING INDEX SEEK {variable}:{label}(id)"


def by_row(variable: str, type: str, row: str, *, start: str = "", end: str = "", where: str = "") -> str:
    """The clause that finds relationships by the row that states them."""
    pattern = f"({start})-[{variable}:{type} {{row: {row}}}]->({end})"
    return f"MATCH {pattern} USING INDEX SEEK {variable}:{type}(row){f' WHERE {where}' if where else ''}"


async def run(
    tx: AsyncManagedTransaction | AsyncTransaction,
    statement: str,
    parameters: Mapping[str, Any] | None = None,
    **more: Any,
) -> AsyncResult:
    """Run a statement by the plan that it had the first time.

    The store plans anew whenever its counts have changed, which in a load they do all the time, and
    planning costs a large part of a second a statement. The writer's statements look up what they need
    by index whatever the counts are, so that another plan would be no better.
    """
    return await tx.run(f"CYPHER replan=skip {statement}", {**(parameters or {}), **more})
