"""The mutations: signature, shape of the answer, and what each enters. One a request, each once by its key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from api.errors import BadArgument, GraphQLRefused, ServiceError, TooManyRequests
from api.roots import own_agency
from graph import codes
from graph.codes import CodeList
from queries.ask import Question
from queries.context import Context
from queries.entries import challenge, consent, decision, glass, informed, through_reader
from queries.entries.entering import Conflict, Entering, EntryRefused, Impossible, KeyTaken, NotFound, TooOften
from queries.entries.results import Result
from queries.read import Reader
from queries.sharing.words import INFORMATION

Arguments = dict[str, Any]


class VersionConflict(GraphQLRefused):
    """Somebody entered something meanwhile; the message says how many entries there are now."""

    code = "CONFLICT"
    status = 409

    def __init__(self, message: str, version: int) -> None:
        super().__init__(message)
        self.version = version

    def entries(self) -> list[dict[str, Any]]:
        """The entry, with the version to read again."""
        return [{**one, "extensions": {**one["extensions"], "version": self.version}} for one in super().entries()]


class IdempotencyKeyReused(GraphQLRefused):
    """The same key for something else."""

    code = "IDEMPOTENCY_KEY_REUSED"
    status = 422


class EntryNotFound(GraphQLRefused):
    """What the entry is about is unknown, or not to be seen."""

    code = "NOT_FOUND"
    status = 404


@dataclass(frozen=True)
class Change:
    """A mutation. `make` makes the entry and says what it changed; `codes` are those of the arguments.

    `notice` is the code of what those who answer for the use of records are told of it.
    """

    name: str
    arguments: str
    shape: str
    meaning: str
    make: Callable[[Entering, Arguments], Awaitable[Result]]
    codes: tuple[CodeList, ...] = ()
    notice: str | None = None

    async def enter(self, entering: Entering, a: Arguments) -> Question:
        """Make the entry, and give the question that answers with what it changed."""
        return through_reader.question(await self.make(entering, a), entering.context.viewer)


async def entering(reader: Reader, context: Context, change: Change, a: Arguments) -> Entering:
    """The entry that is to be made, for the viewer's own agency; MayNotSee for who may make none."""
    agency = own_agency(a.get("agency"), context.viewer)
    asked = {**{name: value for name, value in a.items() if name != "idempotencyKey"}, "mutation": change.name}
    return await through_reader.entering(reader, context, agency, a["idempotencyKey"], a["expectedVersion"], asked)


def one_at_a_time(fields: Mapping[str, Any]) -> None:
    """Refuse several mutations in one request: were one refused, the answer could not say that another stands."""
    if len(fields) > 1:
        raise BadArgument("one mutation a request: send the others in requests of their own")


def entry_refusal(refused: EntryRefused) -> ServiceError:
    """What a request is refused with whose entry was not made."""
    match refused:
        case Conflict():
            return VersionConflict(str(refused), refused.version)
        case KeyTaken():
            return IdempotencyKeyReused(str(refused))
        case TooOften():
            return TooManyRequests(f"{refused}.", refused.seconds)
        case NotFound():
            return EntryNotFound(str(refused))
        case Impossible():
            return BadArgument(str(refused))
        case _:
            raise AssertionError("every refusal has its code")


def _code(a: Arguments, name: str) -> str | None:
    value = a.get(name)
    return value.lower() if value is not None else None


async def _informed(entering: Entering, a: Arguments) -> Result:
    told = informed.Told(
        event=a["event"], agency=a["informed"], status=a["status"].lower(), at=a.get("at"), how=_code(a, "how"),
        by=a.get("by"), basis=a.get("basis"), service=a.get("service"),
    )
    return await informed.record(entering, told)


async def _consent(entering: Entering, a: Arguments) -> Result:
    said = consent.Said(
        person=a["person"], scope=a["scope"].lower(), given=a["given"].lower(), since=a.get("from"),
        until=a.get("to"), agencies=tuple(a.get("agencies") or ()), note=a.get("note"),
    )
    return await consent.record(entering, said)


async def _decision(entering: Entering, a: Arguments) -> Result:
    deciding = decision.Deciding(a["flag"], a["state"], a.get("reason"), tuple(a.get("people") or ()))
    return await decision.of_flag(entering, deciding)


async def _sharing(entering: Entering, a: Arguments) -> Result:
    sharing = decision.Sharing(
        person=a["about"], receiver=a["with"], information=a["what"].lower(), decided=a["decided"].lower(),
        reason=a["reason"], rule=a.get("rule"), pack_version=a.get("packVersion"), event=a.get("event"), by=a.get("by"),
    )
    return await decision.of_sharing(entering, sharing)


async def _challenge(entering: Entering, a: Arguments) -> Result:
    return await challenge.record(entering, challenge.Wrong(a["assertion"], a["reason"], a.get("by")))


async def _take_back(entering: Entering, a: Arguments) -> Result:
    return await decision.take_back(entering, a["entry"], a["reason"])


async def _break_glass(entering: Entering, a: Arguments) -> Result:
    return await glass.break_it(entering, glass.Wanted(a["people"], a["reason"], a.get("minutes")))


async def _close_glass(entering: Entering, a: Arguments) -> Result:
    return await glass.close(entering, a["reference"])


CHANGES = (
    Change(
        "recordInformed",
        "event: ID!, informed: ID!, status: InformedStatus!, at: DateTime, how: InformedHow, by: String, basis: String,"
        " service: ID",
        "RecordedInformed",
        "This agency told another of an event, or was told of it: `informed` is who was told. Pending: it is to be;"
        " withheld: it lawfully was not, with the basis.",
        _informed,
        (codes.INFORMED_STATUS, codes.INFORMED_HOW),
    ),
    Change(
        "recordConsent",
        "person: ID!, scope: ConsentScope!, given: YesNoUnknown!, from: String, to: String, agencies: [ID!],"
        " note: String",
        "RecordedAbout",
        "A person gave, refused or withdrew consent; `from` is today by default, `agencies` empty means not limited.",
        _consent,
        (codes.CONSENT_SCOPE, codes.YES_NO),
    ),
    Change(
        "recordDecision",
        "flag: ID!, state: FlagState!, reason: String, people: [ID!]",
        "RecordedDecision",
        "What was decided of a flag, for all to whom the agency may tell it so; it holds while the evidence stays the"
        " same. OPEN takes a decision back. `people` are those about whom it was told, where no sweep found it so.",
        _decision,
    ),
    Change(
        "recordSharing",
        "about: ID!, with: ID!, what: InformationKind!, decided: SharingDecided!, reason: String!, rule: ID,"
        " packVersion: String, event: ID, by: String",
        "RecordedAbout",
        "What was decided of sharing something about a person; `rule` and `packVersion` as the advice gave them.",
        _sharing,
        (INFORMATION, codes.SHARING_DECIDED),
    ),
    Change(
        "challenge",
        "assertion: ID!, reason: String!, by: String",
        "Challenged",
        "Somebody concerned says that a row is wrong: it is shown so everywhere until this is taken back.",
        _challenge,
    ),
    Change(
        "takeBack",
        "entry: ID!, reason: String!",
        "EntryTakenBack",
        "Take back what this agency entered by mistake: it stays in the history, and no longer counts. What was entered"
        " before it, and not taken back, stands again.",
        _take_back,
    ),
    Change(
        "breakGlass",
        "people: [ID!]!, reason: String!, minutes: Int",
        "Glass",
        "Somebody is in danger now: open what is kept of persons whom you know, for so many minutes, by the header"
        " `X-Glass` with the reference. Privacy officers have notice. Not shielded addresses, nor what is sealed.",
        _break_glass,
        notice="broken_glass",
    ),
    Change(
        "closeGlass",
        "reference: ID!",
        "Glass",
        "Close it before its time: who broke it, or who answers for the agency's use of records.",
        _close_glass,
    ),
)

BY_NAME = {change.name: change for change in CHANGES}
