"""The sweep: every child's network, by every rule, and what is found kept in the store."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable
from typing import Any

import orjson

from graph import flags as kept
from graph.flags import Kept, Sweep, SweepCounts
from queries import ask
from queries.analysis import hidden
from queries.analysis.rule import Flag
from queries.context import Context
from queries.read import Reader

AT_ONCE = 150
"""Persons whose children's networks are read in one statement."""

Told = Callable[[int, int], None]
"""Told how many children are done and how many flags are found."""


def _nobody(children: int, flags: int) -> None:
    """Tell nobody."""


async def sweep(
    reader: Reader, context: Context, only: list[str] | None = None, told: Told = _nobody
) -> SweepCounts:
    """Derive the flags of all rules, or of `only` some, as of the context; write them, and let them count.

    Says how they differ from the last sweep.

    A sweep that is stopped leaves the last one as it was.
    """
    rules = tuple(rule.rule.id for rule in hidden.rules_asked(only))
    begun = Sweep(uuid.uuid4().hex, context.on, context.known_at, rules)
    await kept.begin(reader.driver, begun)
    children, found = 0, set[str]()
    async for some in _children(reader, context):
        flags = await hidden.derive(reader, some, context, list(rules))
        await kept.put(reader.driver, begun, [_kept(flag) for flag in flags])
        children += len(some)
        found |= {flag.id for flag in flags}
        told(children, len(found))
    return await kept.complete(reader.driver, begun, children)


async def _children(reader: Reader, context: Context) -> AsyncIterator[list[str]]:
    """All children, some at a time."""
    page: dict[str, Any] | None = {"last": "", "children": []}
    while page is not None:
        if page["children"]:
            yield page["children"]
        page = await reader.plain(ask.children(page["last"], AT_ONCE), context)


def _kept(flag: Flag) -> Kept:
    evidence = dict.fromkeys(one.involvement for one in flag.evidence if one.involvement)
    return Kept(flag.id, flag.rule, flag.evidence_digest, tuple(evidence), orjson.dumps(flag.as_map()).decode())
