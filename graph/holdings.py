"""How much a store holds: nodes by label and relationships by type, from the store's own counts."""

from __future__ import annotations

from dataclasses import dataclass

from neo4j import AsyncDriver, AsyncSession

from graph import connection


@dataclass(frozen=True)
class Holdings:
    """Counts by name, in order of name; what the model does not know is counted too."""

    nodes: dict[str, int]
    relationships: dict[str, int]


async def holdings(driver: AsyncDriver) -> Holdings:
    """Count without reading a node: the store keeps these counts, so that its size does not matter."""
    async with connection.session(driver, reading=True) as session:
        labels = await _names(session, "CALL db.labels() YIELD label RETURN label AS name")
        types = await _names(session, "CALL db.relationshipTypes() YIELD relationshipType AS name RETURN name")
        return Holdings(
            await _counts(session, "COUNT {{ (:{name}) }}", labels),
            await _counts(session, "COUNT {{ ()-[:{name}]->() }}", types),
        )


async def _names(session: AsyncSession, statement: str) -> list[str]:
    return sorted([row["name"] async for row in await session.run(statement)])


async def _counts(session: AsyncSession, count: str, names: list[str]) -> dict[str, int]:
    """Counts above none, by name, in one statement; a store remembers names that it no longer uses."""
    counts = ", ".join(count.format(name=f"`{name.replace('`', '``')}`") for name in names)
    record = await (await session.run(f"RETURN [{counts}] AS counts")).single(strict=True)
    return {name: found for name, found in zip(names, record["counts"], strict=True) if found}
