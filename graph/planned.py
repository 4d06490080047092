"""Running the writer's statements, each planned once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from neo4j import AsyncManagedTransaction, AsyncResult


async def run(
    tx: AsyncManagedTransaction, statement: str, parameters: Mapping[str, Any] | None = None, **more: Any
) -> AsyncResult:
    """Run a statement by the plan that it had the first time.

    The store plans anew whenever its counts have changed, which in a load they do all the time, and
    planning costs a large part of a second a statement. The writer's statements look up what they need
    by index whatever the counts are, so that another plan would be no better.
    """
    return await tx.run(f"CYPHER replan=skip {statement}", {**(parameters or {}), **more})
