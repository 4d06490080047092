"""`hiddenConnections`: read the networks around persons, derive the flags, read what is picked of them.

Two statements: the first the networks, the second the selection over the ids found.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from queries import ask
from queries.analysis.making import networks as read_networks
from queries.analysis.rule import Flag, built, once_each, rules_asked
from queries.ask import Question
from queries.child_network.networks import Networks
from queries.child_network.reads import Reads
from queries.context import Context
from queries.planner import Pick
from queries.read import Reader
from queries.shapes import FLAGS


async def networks(
    reader: Reader, people: list[str], context: Context, reads: Reads, start: date | None = None
) -> Networks:
    """The networks of the children around these persons, over `start` to `on`, and of them what is to be read.

    `start` is by default the months before the date in which a contact links two services. With `further`
    networks a finding that several of them bear out is whole.
    """
    begun = start or context.linked_from
    question = ask.networks(people, begun, context.terms.list_bound, reads)
    rows = await reader.plain(question, context) if people else None
    if rows is None:
        return Networks(frozenset(), [])
    return Networks(frozenset(rows["asked"]), read_networks(rows, begun, reads.tables))


async def derive(
    reader: Reader, people: list[str], context: Context, rules: list[str] | None = None, start: date | None = None
) -> list[Flag]:
    """The flags that name one of these persons, or whose child's network holds one; each finding once."""
    chosen = rules_asked(rules)
    found = await networks(reader, people, context, reduce(or_, (rule.reads for rule in chosen)), start)
    flags = [flag for flag in once_each(found.flags(chosen, context)) if found.concerns(flag)]
    return flags if context.viewer.sees_all else [_limited(flag) for flag in flags]


def _limited(flag: Flag) -> Flag:
    """A flag that is derived from what a viewer may see: that an agency knows may be in the rest."""
    return replace(flag, not_known=[*flag.not_known, "What is in records that the viewer may not see"])


async def flags(
    reader: Reader,
    arguments: dict[str, Any],
    context: Context,
    nodes: tuple[Pick, ...],
    edges: tuple[Pick, ...],
    skip: int,
    take: int,
) -> list[dict[str, Any]]:
    """One page of flags as picked: rows `{node, edge}`."""
    found = await derive(reader, arguments["people"], context, arguments.get("rule"), arguments.get("from"))
    return await read(reader, [flag.as_map() for flag in found[skip : skip + take]], context, nodes, edges)


async def read(
    reader: Reader, wanted: list[dict[str, Any]], context: Context, nodes: tuple[Pick, ...], edges: tuple[Pick, ...]
) -> list[dict[str, Any]]:
    """What is picked of flags, each a map by ids, and what was decided of them: rows `{node, edge}`."""
    if not wanted:
        return []
    return await reader.page(Question("flags", FLAGS, "Flag", as_parameters(wanted)), nodes, edges, context)


def as_parameters(flags: list[dict[str, Any]]) -> dict[str, Any]:
    """What a statement that reads flags is given."""
    return {"flags": flags, "rules": {name: built()[name].rule.as_map() for name in {flag["rule"] for flag in flags}}}
