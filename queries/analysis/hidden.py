"""`hiddenConnections`: read the networks around persons, derive the flags, read what is picked of them.

Two statements: the first the networks, the second the selection over the ids found.
"""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from graph.ids import own_record
from queries import catalogue
from queries.analysis.network import Network
from queries.analysis.rule import AnalysisRule, Flag, built
from queries.ask import Question
from queries.context import Context, months_before
from queries.planner import Pick
from queries.read import Reader, parameters
from queries.shapes import FLAGS
from queries.terms import framed


class NotBuilt(Exception):
    """Asked for what the product does not do yet: an error, for an empty list would be a false answer."""


def rules_asked(names: list[str] | None) -> list[AnalysisRule]:
    """The rules to derive by: those named, or all that are built. NotBuilt names any that is not."""
    there = built()
    missing = [name for name in names or () if name not in there]
    if missing:
        raise NotBuilt(f"{', '.join(missing)} is not built yet; ask for {', '.join(sorted(there))}")
    return [there[name] for name in dict.fromkeys(names or sorted(there))]


async def networks(reader: Reader, people: list[str], context: Context, start: date | None = None) -> list[Network]:
    """The network of every child whose network holds one of these persons, over `start` to `on`.

    `start` is by default the months before the date in which a contact links two services.
    """
    if not people:
        return []
    linked_from = months_before(context.on, context.terms.link_months)
    question = Question(
        "networks",
        catalogue.text("networks"),
        "Flag",
        {
            "records": [own_record(p) for p in dict.fromkeys(people)],
            "from": start or linked_from,
            "linked_from": linked_from,
        },
    )
    rows = await reader.ask(partial(framed, question.text), parameters(question, context), context)
    return [Network.read(row) for row in rows or ()]


async def derive(
    reader: Reader, people: list[str], context: Context, rules: list[str] | None = None, start: date | None = None
) -> list[Flag]:
    """The flags that name one of these persons, or whose child's network holds one; ordered by child."""
    chosen = rules_asked(rules)
    return [
        flag
        for network in await networks(reader, people, context, start)
        for rule in chosen
        for flag in rule.derive(network, context)
    ]


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
    rules_asked(arguments.get("rule"))
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
    return {"flags": flags, "rules": {name: rule.rule.as_map() for name, rule in built().items()}}
