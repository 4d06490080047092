"""What was decided: of a flag, and of sharing something about a person; and an entry taken back."""

from __future__ import annotations

from dataclasses import dataclass

from neo4j import AsyncManagedTransaction

from graph import flags as kept
from graph.entries import EnteredRow, Entry, NoSuchEntry, line_of, taken_back
from graph.ids import own_record
from graph.ledger import Catalogue
from queries import ask, catalogue
from queries.analysis import hidden
from queries.ask import Question
from queries.entries.consent import own_record_of
from queries.entries.entering import Entering, NotFound, answered, needed, said

TABLE = "entered_sharing"
_NO_FLAG = "flag is not among those that the last sweep found, or not for you"


@dataclass(frozen=True)
class Sharing:
    """What was decided of sharing: `information` and `decided` are stored codes."""

    person: str
    receiver: str
    information: str
    decided: str
    reason: str
    rule: str | None = None
    pack_version: str | None = None
    event: str | None = None
    by: str | None = None


async def of_flag(entering: Entering, flag: str, state: str, reason: str | None) -> Question:
    """Enter what was decided of a flag; it holds while the evidence is the same."""
    await _must_see_flag(entering, flag)
    why = said("reason", reason) or ""

    async def decide(tx: AsyncManagedTransaction, entry: Entry, catalogue: Catalogue) -> dict[str, object]:
        await kept.decided(tx, flag, state, why, entering.agency)
        return {}

    try:
        entered = await entering.enter(flag, decide, state=state, reason=why or None)
    except kept.NoSuchFlag:
        raise NotFound(_NO_FLAG) from None
    more = {"flag": flag, "state": state, "reason": why or None}
    return answered("entered_decision", "RecordedDecision", entered, entering.agency, **more)


async def _must_see_flag(entering: Entering, flag: str) -> None:
    """Who does not see all must be among those for whom the flag is derived."""
    if entering.context.viewer.sees_all:
        return
    named = Question("finding", catalogue.text("finding"), parameters={"flag": flag})
    people = await entering.reader.plain(named, entering.context) or []
    if flag not in {found.id for found in await hidden.derive(entering.reader, people, entering.context)}:
        raise NotFound(_NO_FLAG)


async def of_sharing(entering: Entering, sharing: Sharing) -> Question:
    """Enter what was decided of sharing something, and the question that reads the person."""
    own = await own_record_of(entering, sharing.person)
    await entering.must_know_agency("with", sharing.receiver)
    if sharing.event is not None:
        await entering.must_see("event", ask.event(sharing.event))
    today = entering.context.on.isoformat()
    content = {
        "person_id": own, "receiver": sharing.receiver, "event_id": sharing.event, "information": sharing.information,
        "decided": sharing.decided, "reason": needed("reason", sharing.reason), "on": today, "rule": sharing.rule,
        "pack_version": sharing.pack_version, "by": said("by", sharing.by),
    }
    line = f"sharing/{entering.agency}/{own}/{sharing.receiver}/{sharing.information}"
    row = EnteredRow(TABLE, f"{line}/{sharing.event or ''}/{today}", content)
    entered = await entering.write(line, row)
    return answered("entered_about", "RecordedAbout", entered, entering.agency, record=own_record(sharing.person))


async def take_back(entering: Entering, entry: str, reason: str) -> Question:
    """Take back what this agency entered: from now on it was not so recorded, and was until now."""
    why = needed("reason", reason)
    try:
        line = await line_of(entering.reader.driver, entering.agency, entry)
    except NoSuchEntry:
        raise NotFound("no such entry of this agency stands") from None
    entered = await entering.enter(line, taken_back(entry), reason=why)
    more = {"flag": None, "state": None, "reason": why}
    return answered("entered_decision", "EntryTakenBack", entered, entering.agency, **more)
