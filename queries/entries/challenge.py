"""`challenge`: somebody concerned says that a row is wrong; it is shown so until that is taken back."""

from __future__ import annotations

from dataclasses import dataclass

from graph.entries import EnteredRow
from graph.ids import PREFIX
from graph.shape import BY_TABLE
from queries.ask import Question
from queries.entries.entering import Entering, NotFound, answered, needed, said

TABLE = "entered_challenges"
_NODES = {PREFIX[label]: label for label in ("SourceRecord", "Household", "Involvement", "Event", "Enquiry", "Consent")}
_EDGES = {table: BY_TABLE[table].name for table in ("residence", "relationships", "informed")}
_EDGES["entered_informed"] = _EDGES["informed"]


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
    more = {"assertion": wrong.assertion, "reason": reason}
    return answered("entered_challenge", "Challenged", entered, entering.agency, **more)


async def _must_see_row(entering: Entering, assertion: str) -> None:
    """NotFound where no row has this id, or the viewer may not see it."""
    kind = assertion.partition(":")[0]
    if kind in _NODES:
        label = _NODES[kind]
        question = Question("row", f"MATCH (it:{label} {{id: $row}}) RETURN it", label, {"row": assertion})
        await entering.must_see("assertion", question)
        return
    if kind in _EDGES:
        stated = f"MATCH ()-[r:{_EDGES[kind]} {{row: $row}}]->() WHERE KNOWN(r) RETURN true AS answer LIMIT 1"
        found = await entering.reader.plain(Question("row", stated, parameters={"row": assertion}), entering.context)
        if found:
            return
    raise NotFound("assertion is the id of no row that is known to you; take it from an answer")
