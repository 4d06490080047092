"""`accessLog`: who looked at a person, when and why; two statements, and the audit log's index between them.

Who has signed in answers for the own agency's use of records: its workers' looks, by the ids that they may see, and
by others that those workers were told.
"""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Any

from graph.ids import own_record
from queries import catalogue
from queries.ask import Question
from queries.audit.looked import MOST, MOST_IDS, AccessLog, Looked
from queries.context import Context
from queries.planner import Pick
from queries.read import Reader


async def looks(
    log: AccessLog,
    reader: Reader,
    person: str,
    context: Context,
    nodes: tuple[Pick, ...],
    edges: tuple[Pick, ...],
    skip: int,
    take: int,
) -> list[dict[str, Any]]:
    """One page of looks at a person, newest first: rows `{node, edge}`.

    MayNotSee for a role that does not answer for the use of records; AccessLogUnreadable as the log raises.
    """
    parameters = {"record": own_record(person), "most": MOST_IDS}
    by = await reader.plain(Question("access_ids", catalogue.text("access_ids"), parameters=parameters), context)
    found = await asyncio.to_thread(_read, log, by, context.viewer.agency or None, skip + take) if by else []
    if not found[skip:]:
        return []
    rows = [{**asdict(one), "fields": list(one.fields), "recorded": one.recorded.isoformat()} for one in found[skip:]]
    question = Question("looks", catalogue.text("looks"), "Look", {"looks": rows})
    return await reader.page(question, nodes, edges, context)


def _read(log: AccessLog, by: dict[str, list[str]], agency: str | None, wanted: int) -> list[Looked]:
    """So many looks, newest first, in as many readings as the log's bound needs."""
    found: list[Looked] = []
    while len(found) < wanted:
        before = found[-1].seq if found else None
        some = log.looked_at(by["ids"], min(MOST, wanted - len(found)), before, agency, by["others"])
        if not some:
            break
        found += some
    return found
