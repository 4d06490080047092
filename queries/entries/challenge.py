"""`challenge`: somebody concerned says that a row is wrong; it is shown so until that is taken back."""

from __future__ import annotations

from dataclasses import dataclass

from graph.entries import EnteredRow
from queries import catalogue
from queries.ask import Question
from queries.entries.entering import Entering, NotFound, answered, needed, said

TABLE = "entered_challenges"


@dataclass(frozen=True)
class Wrong:
    """Which row is said to be wrong, what about it, and by whom."""

    assertion: str
    reason: str
    by: str | None = None


async def record(entering: Entering, wrong: Wrong) -> Question:
    """Enter it, and the question that answers with the entry. Source: UK GDPR art. 16 and 18."""
    await _must_see_row(entering, wrong.assertion)
    reason, by = needed("reason", wrong.reason), said("by", wrong.by)
    line = f"challenge/{entering.agency}/{wrong.assertion}/{entering.key}"  # several may stand side by side
    content = {"assertion": wrong.assertion, "reason": reason, "by": by}
    entered = await entering.write(line, EnteredRow(TABLE, line, content))
    more = {"row": wrong.assertion, "reason": reason}
    return answered("entered_on_row", "Challenged", entered, entering.agency, **more)


async def _must_see_row(entering: Entering, assertion: str) -> None:
    """NotFound where no row has this id, or the viewer may not see it."""
    kind = assertion.partition(":")[0].removeprefix("entered_")
    if kind in catalogue.rows():
        question = Question("row", catalogue.row(kind), parameters={"row": assertion})
        if await entering.reader.plain(question, entering.context):
            return
    raise NotFound("assertion is the id of no row that is known to you; take it from an answer")
