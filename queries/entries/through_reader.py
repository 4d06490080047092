"""What an entry asks of what is recorded, by the questions in Cypher; and the question that answers with its result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC
from typing import Any

from graph.flags import Told
from graph.ids import own_record
from queries import ask, catalogue
from queries.access.policy import Policy
from queries.analysis import hidden
from queries.ask import Question
from queries.context import Context, Viewer
from queries.entries.entering import Entering
from queries.entries.results import (
    Challenged,
    EntryTakenBack,
    Granted,
    Made,
    RecordedAbout,
    RecordedDecision,
    RecordedInformed,
    Result,
)
from queries.planner import Pick
from queries.read import Reader


@dataclass(frozen=True)
class ReaderRecords:
    """What is recorded, read by a `Reader`: as `queries.entries.records.Records` says."""

    reader: Reader
    context: Context

    @property
    def policy(self) -> Policy:
        """Who may see what."""
        return self.reader.policy

    async def admit(self) -> None:
        """Raise `MayNotSee` for a viewer who is answered nothing about named persons."""
        if not self.context.viewer.sees_all:
            await self.reader.sight(self.context)

    async def sees_person(self, id: str) -> bool:
        """Whether the viewer knows a person by an id."""
        return await self._found(ask.person(id))

    async def sees_event(self, id: str) -> bool:
        """Whether the viewer sees an event."""
        return await self._found(ask.event(id))

    async def sees_row(self, id: str) -> bool:
        """Whether the viewer sees a row."""
        kind = id.partition(":")[0].removeprefix("entered_")
        return kind in catalogue.rows() and bool(await self._plain("row", catalogue.row(kind), row=id))

    async def knows_organisation(self, id: str) -> bool:
        """Whether the viewer may know of an organisation."""
        return await self._found(Question("organisation", catalogue.text("organisation"), "Organisation", {"id": id}))

    async def own_record(self, person: str, agency: str) -> str | None:
        """An agency's own record of a person."""
        found: str | None = await self._plain(
            "own_record", catalogue.text("own_record"), record=own_record(person), agency=agency
        )
        return found

    async def named_by_finding(self, flag: str) -> list[str]:
        """Whom a flag of the last sweep names."""
        return await self._plain("finding", catalogue.text("finding"), flag=flag) or []

    async def flags_about(self, people: Sequence[str]) -> list[Told]:
        """The flags about some persons."""
        found = await hidden.derive(self.reader, list(people), self.context)
        return [Told(flag.id, flag.evidence_digest, tuple(flag.people)) for flag in found]

    async def agencies_opened(self, people: Sequence[str]) -> Sequence[str]:
        """Whose records of some persons break-glass access would open."""
        delivering = await self.reader.agencies.kinds(self.reader)
        return (await self.reader.opened(people, delivering, self.context))["agencies"]

    async def _found(self, question: Question) -> bool:
        return await self.reader.answer(question, (Pick("id", "id"),), self.context) is not None

    async def _plain(self, name: str, text: str, **parameters: Any) -> Any:
        return await self.reader.plain(Question(name, text, parameters=parameters), self.context)


async def entering(
    reader: Reader, context: Context, agency: str, key: str, expected: int, asked: Mapping[str, Any]
) -> Entering:
    """The entry of the context's viewer, as `Entering.by` says."""
    return await Entering.by(reader.driver, ReaderRecords(reader, context), context, agency, key, expected, asked)


def question(result: Result, viewer: Viewer) -> Question:
    """The question that reads what an entry changed."""
    entry = {**asdict(result.entry), "entered_at": _text(result.entry)}
    match result:
        case RecordedInformed():
            return _answered("entered_informed", "RecordedInformed", entry, event=result.event)
        case RecordedAbout():
            return _answered("entered_about", "RecordedAbout", entry, record=own_record(result.person))
        case RecordedDecision():
            decided = {"flag": result.flag, "state": result.state, "reason": result.reason}
            return _answered("entered_decision", "RecordedDecision", entry, **decided, people=list(result.people))
        case Challenged():
            return _answered("entered_on_row", "Challenged", entry, row=result.assertion, reason=result.reason)
        case EntryTakenBack():
            return _answered("entered_on_row", "EntryTakenBack", entry, row=result.row, reason=result.reason)
        case Granted():
            return ask.glass(result.reference, viewer, entry)


def _answered(name: str, shape: str, entry: dict[str, Any], **more: Any) -> Question:
    return Question(name, catalogue.text(name), shape, {"entry": entry, **more})


def _text(entry: Made) -> str:
    return entry.entered_at.astimezone(UTC).isoformat()
