"""The root fields of `Mutation`: each makes one entry, by its key once, and answers with what it changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Protocol

import strawberry

from api.types.asked import Request
from api.types.codes import (
    ConsentScope,
    FlagState,
    InformationKind,
    InformedHow,
    InformedStatus,
    SettlementOutcome,
    SharingDecided,
    YesNoUnknown,
)
from api.types.declare import Answered, fact, root
from api.types.entered import Entry
from api.types.events import Event
from api.types.grants import Glass, ReadGrant
from api.types.people import Person
from graph.settling import Settling
from queries.case import Case
from queries.entries import challenge, consent, decision, glass, informed, settlement
from queries.entries.entering import Entering
from queries.entries.results import Granted, Made, RecordedAbout
from queries.questions import grants, rows

BROKEN_GLASS = "broken_glass"

Agency = Annotated[
    strawberry.ID | None,
    strawberry.argument(
        description="Whose entry it is: the agency that you have signed in for; to be named where nobody has."
    ),
]
Expected = Annotated[
    int, strawberry.argument(description="How many entries you have seen on what this changes.")
]
Key = Annotated[
    strawberry.ID,
    strawberry.argument(description="A new UUID for each entry: asked again with the same, it is entered once."),
]
Reason = Annotated[str, strawberry.argument(description="Why.")]
By = Annotated[str | None, strawberry.argument(description="By whom, as it should be kept.")]


class Changing(Request, Protocol):
    """The request as mutations see it."""

    notices: list[str]

    async def entering(
        self, mutation: str, agency: str | None, key: str, expected: int, said: dict[str, Any]
    ) -> Entering:
        """The entry that is to be made, for the principal's own agency. Raises `MayNotSee`."""

    async def case_after(self, entry: Made) -> Case:
        """A case in which an entry just made counts."""


@dataclass(frozen=True)
class About:
    """What an entry changed, with the persons it is about of those whom the principal knows."""

    result: Any
    people: tuple[str, ...]


def _people(case: Case, of: About) -> list[object]:
    return [case.persons[id] for id in of.people]


_ENTRY = "The entry as it stands."
_ABOUT = "Whom it is about, of those whom you may see."


@strawberry.type(description="An agency was told of an event, as entered.")
class RecordedInformed:
    """Subject: a `RecordedInformed` of `queries.entries.results`."""

    entry: Entry = fact(lambda case, of: of.entry, _ENTRY)
    event: Event = fact(lambda case, of: case.events.get(of.event), "The event.")

    tells = staticmethod(lambda case, of: (of.event, *case.events[of.event].people) if of.event in case.events else ())


@strawberry.type(name="RecordedAbout", description="Something about a person, as entered.")
class RecordedOfPerson:
    """Subject: an `About`."""

    entry: Entry = fact(lambda case, of: of.result.entry, _ENTRY)
    person: Person = fact(lambda case, of: case.persons[of.people[0]] if of.people else None, "The person.")

    tells = staticmethod(lambda case, of: of.people)


@strawberry.type(description="What was decided of a flag, as entered.")
class RecordedDecision:
    """Subject: an `About`."""

    entry: Entry = fact(lambda case, of: of.result.entry, _ENTRY)
    flag: strawberry.ID = fact(lambda case, of: of.result.flag, "Of which flag.")
    state: FlagState = fact(lambda case, of: of.result.state, "What was decided.")
    reason: str | None = fact(lambda case, of: of.result.reason, "Why.")
    people: list[Person] = fact(_people, _ABOUT)

    tells = staticmethod(lambda case, of: of.people)


@strawberry.type(description="An entry that says that an earlier one no longer counts.")
class EntryTakenBack:
    """Subject: an `About`."""

    entry: Entry = fact(lambda case, of: of.result.entry, _ENTRY)
    reason: str = fact(lambda case, of: of.result.reason, "Why.")
    people: list[Person] = fact(_people, _ABOUT)

    tells = staticmethod(lambda case, of: of.people)


@strawberry.type(description="A challenge, as entered.")
class Challenged:
    """Subject: an `About`."""

    entry: Entry = fact(lambda case, of: of.result.entry, _ENTRY)
    assertion: strawberry.ID = fact(lambda case, of: of.result.assertion, "The row that is challenged.")
    reason: str = fact(lambda case, of: of.result.reason, "What is said to be wrong.")
    people: list[Person] = fact(_people, _ABOUT)

    tells = staticmethod(lambda case, of: of.people)


@strawberry.type(description="How a challenge was settled, as entered.")
class SettledChallenge:
    """Subject: an `About`."""

    entry: Entry = fact(lambda case, of: of.result.entry, _ENTRY)
    challenge: strawberry.ID = fact(lambda case, of: of.result.challenge, "The challenge.")
    assertion: strawberry.ID = fact(lambda case, of: of.result.assertion, "The row that was challenged.")
    outcome: SettlementOutcome = fact(lambda case, of: of.result.outcome, "How it was settled.")
    people: list[Person] = fact(_people, _ABOUT)

    tells = staticmethod(lambda case, of: of.people)


async def _informed(
    request: Changing,
    event: Annotated[strawberry.ID, strawberry.argument(description="The event.")],
    informed_: Annotated[strawberry.ID, strawberry.argument(name="informed", description="Who was told.")],
    status: Annotated[InformedStatus, strawberry.argument(description="How it stands.")],
    idempotency_key: Key,
    at: Annotated[datetime | None, strawberry.argument(description="When; now by default.")] = None,
    how: Annotated[InformedHow | None, strawberry.argument(description="By what means.")] = None,
    by: By = None,
    basis: Annotated[str | None, strawberry.argument(description="On what basis it was told or withheld.")] = None,
    service: Annotated[strawberry.ID | None, strawberry.argument(description="The service told.")] = None,
    agency: Agency = None,
    expected_version: Expected = 0,
) -> Answered:
    said = {
        "event": event, "informed": informed_, "status": status, "at": at, "how": how, "by": by, "basis": basis,
        "service": service,
    }
    entering = await request.entering("recordInformed", agency, idempotency_key, expected_version, said)
    told = informed.Told(
        event=event, agency=informed_, status=status.value, at=at, how=how.value if how else None, by=by, basis=basis,
        service=service,
    )
    result = await informed.record(entering, told)
    case = await request.case_after(result.entry)
    await case.read(events=[result.event])
    return Answered(case, result)


async def _consent(
    request: Changing,
    person: Annotated[strawberry.ID, strawberry.argument(description="Whose consent.")],
    scope: Annotated[ConsentScope, strawberry.argument(description="To what.")],
    given: Annotated[YesNoUnknown, strawberry.argument(description="Whether given.")],
    idempotency_key: Key,
    from_: Annotated[
        str | None, strawberry.argument(name="from", description="From when; today by default.")
    ] = None,
    to: Annotated[str | None, strawberry.argument(description="The first day on which it no longer holds.")] = None,
    agencies: Annotated[
        list[strawberry.ID] | None, strawberry.argument(description="With which agencies; empty: not limited.")
    ] = None,
    note: Annotated[str | None, strawberry.argument(description="A note.")] = None,
    agency: Agency = None,
    expected_version: Expected = 0,
) -> Answered:
    asked = {
        "person": person, "scope": scope, "given": given, "from": from_, "to": to, "agencies": agencies, "note": note,
    }
    entering = await request.entering("recordConsent", agency, idempotency_key, expected_version, asked)
    said = consent.Said(
        person=person, scope=scope.value, given=given.value, since=from_, until=to, agencies=tuple(agencies or ()),
        note=note,
    )
    return await _about_person(request, await consent.record(entering, said))


async def _about_person(request: Changing, result: RecordedAbout) -> Answered:
    case = await request.case_after(result.entry)
    who = await case.person(result.person)
    return Answered(case, About(result, (who.id,) if who is not None else ()))


async def _decision(
    request: Changing,
    flag: Annotated[strawberry.ID, strawberry.argument(description="Of which flag.")],
    state: Annotated[FlagState, strawberry.argument(description="What was decided.")],
    idempotency_key: Key,
    reason: Annotated[str | None, strawberry.argument(description="Why.")] = None,
    people: Annotated[
        list[strawberry.ID] | None,
        strawberry.argument(description="Those about whom it was told, where no sweep found it so."),
    ] = None,
    agency: Agency = None,
    expected_version: Expected = 0,
) -> Answered:
    said = {"flag": flag, "state": state, "reason": reason, "people": people}
    entering = await request.entering("recordDecision", agency, idempotency_key, expected_version, said)
    deciding = decision.Deciding(flag, state.value, reason, tuple(people or ()))
    result = await decision.of_flag(entering, deciding)
    case = await request.case_after(result.entry)
    return Answered(case, About(result, tuple(await case.known_by(result.people))))


async def _sharing(
    request: Changing,
    about: Annotated[strawberry.ID, strawberry.argument(description="About whom.")],
    with_: Annotated[strawberry.ID, strawberry.argument(name="with", description="With which agency.")],
    what: Annotated[InformationKind, strawberry.argument(description="What kind of information.")],
    decided: Annotated[SharingDecided, strawberry.argument(description="What was decided.")],
    reason: Reason,
    idempotency_key: Key,
    rule: Annotated[strawberry.ID | None, strawberry.argument(description="The rule, as the advice gave it.")] = None,
    pack_version: Annotated[
        str | None, strawberry.argument(description="The pack's version, as the advice gave it.")
    ] = None,
    event: Annotated[strawberry.ID | None, strawberry.argument(description="Of which event.")] = None,
    by: By = None,
    agency: Agency = None,
    expected_version: Expected = 0,
) -> Answered:
    said = {
        "about": about, "with": with_, "what": what, "decided": decided, "reason": reason, "rule": rule,
        "packVersion": pack_version, "event": event, "by": by,
    }
    entering = await request.entering("recordSharing", agency, idempotency_key, expected_version, said)
    sharing = decision.Sharing(
        person=about, receiver=with_, information=what.value, decided=decided.value, reason=reason, rule=rule,
        pack_version=pack_version, event=event, by=by,
    )
    return await _about_person(request, await decision.of_sharing(entering, sharing))


async def _challenge(
    request: Changing,
    assertion: Annotated[strawberry.ID, strawberry.argument(description="The row that is wrong.")],
    reason: Reason,
    idempotency_key: Key,
    by: By = None,
    agency: Agency = None,
    expected_version: Expected = 0,
) -> Answered:
    said = {"assertion": assertion, "reason": reason, "by": by}
    entering = await request.entering("challenge", agency, idempotency_key, expected_version, said)
    result = await challenge.record(entering, challenge.Wrong(assertion, reason, by))
    case = await request.case_after(result.entry)
    return Answered(case, About(result, await rows.about_row(case, result.assertion)))


async def _settle(
    request: Changing,
    challenge: Annotated[strawberry.ID, strawberry.argument(description="The challenge.")],
    outcome: Annotated[SettlementOutcome, strawberry.argument(description="How it is settled.")],
    reason: Reason,
    idempotency_key: Key,
    fact: Annotated[
        str | None,
        strawberry.argument(description="Upheld: which fact is corrected; without one the row no longer holds."),
    ] = None,
    value: Annotated[
        str | None, strawberry.argument(description="What is right; without one nothing is recorded of it.")
    ] = None,
    basis: Annotated[str | None, strawberry.argument(description="On what it rests.")] = None,
    by: By = None,
    agency: Agency = None,
    expected_version: Expected = 0,
) -> Answered:
    said = {
        "challenge": challenge, "outcome": outcome, "reason": reason, "fact": fact, "value": value, "basis": basis,
        "by": by,
    }
    entering = await request.entering("settleChallenge", agency, idempotency_key, expected_version, said)
    settling = Settling(challenge, outcome.value, reason, fact, value, basis, by)
    result = await settlement.record(entering, settling)
    case = await request.case_after(result.entry)
    return Answered(case, About(result, await rows.about_row(case, result.assertion)))


async def _take_back(
    request: Changing,
    entry: Annotated[strawberry.ID, strawberry.argument(description="The entry that is taken back.")],
    reason: Reason,
    idempotency_key: Key,
    agency: Agency = None,
    expected_version: Expected = 0,
) -> Answered:
    said = {"entry": entry, "reason": reason}
    entering = await request.entering("takeBack", agency, idempotency_key, expected_version, said)
    result = await decision.take_back(entering, entry, reason)
    case = await request.case_after(result.entry)
    return Answered(case, About(result, await rows.about_row(case, result.row)))


async def _break_glass(
    request: Changing,
    people: Annotated[list[strawberry.ID], strawberry.argument(description="For whom, by their ids.")],
    reason: Reason,
    idempotency_key: Key,
    minutes: Annotated[int | None, strawberry.argument(description="For how many minutes.")] = None,
    agency: Agency = None,
    expected_version: Expected = 0,
) -> Answered:
    said = {"people": people, "reason": reason, "minutes": minutes}
    entering = await request.entering("breakGlass", agency, idempotency_key, expected_version, said)
    result = await glass.break_it(entering, glass.Wanted(people, reason, minutes))
    request.notices.append(BROKEN_GLASS)
    return await _granted(request, result)


async def _close_glass(
    request: Changing,
    reference: Annotated[strawberry.ID, strawberry.argument(description="Its reference.")],
    idempotency_key: Key,
    agency: Agency = None,
    expected_version: Expected = 0,
) -> Answered:
    said = {"reference": reference}
    entering = await request.entering("closeGlass", agency, idempotency_key, expected_version, said)
    return await _granted(request, await glass.close(entering, reference))


async def _granted(request: Changing, result: Granted) -> Answered:
    case = await request.case_after(result.entry)
    found = await grants.grant(case, result.reference)
    if found is None:
        return Answered(case, None)
    return Answered(case, ReadGrant(found, await grants.people_of(case, found), result.entry))


@strawberry.type(description="One change a request, each once by its key.")
class Mutation:
    """Each makes one entry of the principal's own agency."""

    record_informed: RecordedInformed = root(
        _informed,
        "This agency told another of an event, or was told of it: `informed` is who was told. Pending: it is to be;"
        " withheld: it lawfully was not, with the basis.",
    )
    record_consent: RecordedOfPerson = root(
        _consent,
        "A person gave, refused or withdrew consent; `from` is today by default, `agencies` empty means not limited.",
    )
    record_decision: RecordedDecision = root(
        _decision,
        "What was decided of a flag, for all to whom the agency may tell it so; it holds while the evidence stays the"
        " same. OPEN takes a decision back. `people` are those about whom it was told, where no sweep found it so.",
    )
    record_sharing: RecordedOfPerson = root(
        _sharing,
        "What was decided of sharing something about a person; `rule` and `packVersion` as the advice gave them.",
    )
    challenge: Challenged = root(
        _challenge,
        "Somebody concerned says that a row is wrong: it is shown so everywhere until this is settled or taken back.",
    )
    settle_challenge: SettledChallenge = root(
        _settle,
        "The agency whose row is challenged settles that: refused with the reason, or upheld. Upheld, `fact` is `value`"
        " from now on, or without a fact the row no longer holds: so it stays, whatever is delivered, until the agency"
        " delivers something else. `CONFLICT` where somebody settled it meanwhile; not while a delivery is loaded.",
    )
    take_back: EntryTakenBack = root(
        _take_back,
        "Take back what this agency entered by mistake: it stays in the history, and no longer counts. What was entered"
        " before it, and not taken back, stands again.",
    )
    break_glass: Glass = root(
        _break_glass,
        "Somebody is in danger now: open what is kept of persons whom you know, for so many minutes, by the header"
        " `X-Glass` with the reference. Privacy officers have notice. Not shielded addresses, nor what is sealed.",
    )
    close_glass: Glass = root(
        _close_glass, "Close it before its time: who broke it, or who answers for the agency's use of records."
    )
