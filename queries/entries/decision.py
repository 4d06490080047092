"""What was decided: of a flag, and of sharing something about a person; and an entry taken back."""

from __future__ import annotations

from dataclasses import dataclass

from neo4j import AsyncManagedTransaction

from graph import flags as kept
from graph.entries import EnteredRow, Entry, NoSuchEntry, taken_back, written_by
from graph.ledger import Catalogue
from queries.entries.consent import own_record_of
from queries.entries.entering import NO_SUCH_ENTRY, Entering, Impossible, NotFound, made, needed, said
from queries.entries.results import EntryTakenBack, RecordedAbout, RecordedDecision
from queries.facts.store import answering_store

TABLE = "entered_sharing"
MOST_PEOPLE = 50
"""Persons about whom a flag may have been told, named where it is decided."""
_NO_FLAG = "flag is not known, or not to you; name in people those about whom you were told of it"


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


@dataclass(frozen=True)
class Deciding:
    """What is to be decided of a flag: `people` are those about whom it was told, where a sweep has not found it so."""

    flag: str
    state: str
    reason: str | None = None
    people: tuple[str, ...] = ()


async def of_flag(entering: Entering, deciding: Deciding) -> RecordedDecision:
    """Enter what was decided of a flag, as it is told to who decides; it holds while the evidence told is the same."""
    flag, state = deciding.flag, deciding.state
    why = said("reason", deciding.reason) or "" if state == kept.OPEN else needed("reason", deciding.reason)
    told = await _told(entering, deciding)

    async def decide(tx: AsyncManagedTransaction, entry: Entry, catalogue: Catalogue) -> dict[str, object]:
        if told is None:
            await kept.decided(tx, flag, state, why, entering.agency)
        else:
            await kept.decided_as_told(tx, told, state, why, entering.agency)
        return {}

    try:
        entered = await entering.enter(
            flag if told is None else f"{entering.agency}/{flag}", decide, state=state, reason=why or None
        )
    except kept.NoSuchFlag:
        raise NotFound(_NO_FLAG) from None
    people = told.people if told else await entering.records.named_by_finding(flag)
    return RecordedDecision(made(entered, entering.agency), flag, state, why or None, tuple(people))


async def _told(entering: Entering, deciding: Deciding) -> kept.Told | None:
    """The flag as it is told to who does not see all, for whom it is derived; None for who does."""
    if entering.context.viewer.sees_all:
        return None
    if len(deciding.people) > MOST_PEOPLE:
        raise Impossible(f"people holds {len(deciding.people)} ids; name at most {MOST_PEOPLE}")
    people = list(deciding.people) or await entering.records.named_by_finding(deciding.flag)
    for told in await entering.records.flags_about(people):
        if told.flag == deciding.flag:
            return told
    raise NotFound(_NO_FLAG)


async def of_sharing(entering: Entering, sharing: Sharing) -> RecordedAbout:
    """Enter what was decided of sharing something."""
    own = await own_record_of(entering, sharing.person)
    await entering.must_know_agency("with", sharing.receiver)
    if sharing.event is not None:
        await entering.must_see_event("event", sharing.event)
    today = entering.context.on.isoformat()
    content = {
        "person_id": own, "receiver": sharing.receiver, "event_id": sharing.event, "information": sharing.information,
        "decided": sharing.decided, "reason": needed("reason", sharing.reason), "on": today, "rule": sharing.rule,
        "pack_version": sharing.pack_version, "by": said("by", sharing.by),
    }
    line = f"sharing/{entering.agency}/{own}/{sharing.receiver}/{sharing.information}"
    row = EnteredRow(TABLE, f"{line}/{sharing.event or ''}/{today}", content)
    entered = await entering.write(line, row)
    return RecordedAbout(made(entered, entering.agency), sharing.person)


async def take_back(entering: Entering, entry: str, reason: str) -> EntryTakenBack:
    """Take back what this agency entered: it was so recorded until now; what was entered before it stands again."""
    why = needed("reason", reason)
    try:
        with answering_store():
            line, row = await written_by(entering.driver, entering.agency, entry)
    except NoSuchEntry:
        raise NotFound(NO_SUCH_ENTRY) from None
    if line.startswith("settle/"):
        raise Impossible("a settlement is not taken back; challenge the row as it stands now, and settle that")
    entered = await entering.enter(line, taken_back(entry), reason=why)
    return EntryTakenBack(made(entered, entering.agency), row, why)
