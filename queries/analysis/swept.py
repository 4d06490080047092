"""`hiddenConnections` without persons: what the last sweep found."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import orjson

from queries import ask
from queries.access.sight import MayNotSee
from queries.analysis import hidden
from queries.analysis.rule import rules_asked
from queries.context import Context
from queries.planner import Pick
from queries.questions.hidden_connections import NoSweep
from queries.read import Reader


async def flags(
    reader: Reader,
    rules: list[str] | None,
    context: Context,
    nodes: tuple[Pick, ...],
    edges: tuple[Pick, ...],
    skip: int,
    take: int,
) -> list[dict[str, Any]]:
    """One page of the last sweep's flags as picked, true of its date: rows `{node, edge}`.

    NoSweep where there was none; MayNotSee for who may not see all, who is answered by `caseload`.
    """
    if not context.viewer.sees_all:
        raise MayNotSee("the last sweep is of all agencies' records")
    rules_asked(rules)
    found = await reader.plain(ask.last_sweep(rules, skip, take), context)
    if found is None:
        raise NoSweep("nothing has been swept yet: run `thinkfamily flags`, or name people")
    as_swept = replace(context, on=found["on"].to_native())
    return await hidden.read(reader, [orjson.loads(body) for body in found["bodies"]], as_swept, nodes, edges)
