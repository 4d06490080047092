"""A digest of the whole graph: two stores hold the same if, and only if, their digests agree.

Over every node, edge, label and property, but for what says when loading took place. It reads the
whole store and is meant for tests and for `thinkfamily check`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from neo4j import AsyncDriver

from graph import connection

_LEFT_OUT = frozenset({"loaded_at", "completed_at", "number", "changed"})

_NODES = """
MATCH (n) WHERE NOT n:Lease
RETURN labels(n) AS labels, properties(n) AS properties
"""
_EDGES = """
MATCH (a)-[r]->(b)
RETURN type(r) AS type, properties(r) AS properties, labels(a) AS start_labels, a.id AS start,
  a.opened_by AS start_run, labels(b) AS end_labels, b.id AS end, b.opened_by AS end_run
"""


def content_digest(content: Mapping[str, Any]) -> str:
    """A digest of what a row or a request says: the same for the same content, in whatever order."""
    return blake2b(json.dumps(content, sort_keys=True, default=str).encode(), digest_size=12).hexdigest()


async def graph_digest(driver: AsyncDriver) -> str:
    """The digest, in hexadecimal; the order in which the store lists things does not matter."""
    total = 0
    async for line in graph_lines(driver):
        total = (total + int.from_bytes(blake2b(line.encode(), digest_size=16).digest())) % (1 << 128)
    return f"{total:032x}"


async def graph_lines(driver: AsyncDriver) -> Any:
    """Each node and edge as a text."""
    async with connection.session(driver) as session:
        async for node in await session.run(_NODES):
            yield f"{sorted(node['labels'])} {_text(node['properties'])}"
        async for edge in await session.run(_EDGES):
            start = f"{sorted(edge['start_labels'])} {edge['start']} {edge['start_run']}"
            end = f"{sorted(edge['end_labels'])} {edge['end']} {edge['end_run']}"
            yield f"({start})-{edge['type']}->({end}) {_text(edge['properties'])}"


def _text(properties: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={_value(properties[name])}" for name in sorted(properties) if name not in _LEFT_OUT)


def _value(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return value.iso_format() if hasattr(value, "iso_format") else repr(value)
