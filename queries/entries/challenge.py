"""`challenge`: somebody concerned says that a row is wrong; it is shown so until that is settled or taken back."""

from __future__ import annotations

from dataclasses import dataclass

from graph.settling import challenged
from queries.entries.entering import Entering, NotFound, made, needed, said
from queries.entries.results import Challenged


@dataclass(frozen=True)
class Wrong:
    """Which row is said to be wrong, what about it, and by whom."""

    assertion: str
    reason: str
    by: str | None = None


async def record(entering: Entering, wrong: Wrong) -> Challenged:
    """Enter it. Source: UK GDPR art. 16 and 18."""
    if not await entering.records.sees_row(wrong.assertion):
        raise NotFound("assertion is the id of no row that is known to you; take it from an answer")
    reason, by = needed("reason", wrong.reason), said("by", wrong.by)
    line = f"challenge/{entering.agency}/{wrong.assertion}/{entering.key}"  # several may stand side by side
    content = {"assertion": wrong.assertion, "reason": reason, "by": by}
    entered = await entering.enter(line, challenged(line, content))
    return Challenged(made(entered, entering.agency), wrong.assertion, reason)
