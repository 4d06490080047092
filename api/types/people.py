"""Persons, the agencies' records of them, where they live, whom they are tied to, and the services they are with."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from api.types.codes import (
    ConsentScope,
    EnquiryAnswer,
    EnquiryQuestion,
    FamilyStepType,
    HouseholdKind,
    InvolvementStatus,
    RelationshipType,
    ResidenceKind,
    Sensitivity,
    Sex,
    SharingDecided,
    YesNoUnknown,
)
from api.types.declare import Needs, fact
from api.types.directory import Organisation, Professional, Service, organisation_by
from api.types.entered import Challenge, Settlement, challenged, challenges, entry, settlements, version
from api.types.node import Node, is_node
from api.types.scalars import PartialDate
from api.types.stated import stated, stated_list
from graph import model
from graph.entered import SharingDecision as Decision
from queries.access import visible
from queries.case import Case
from queries.definitions import entered, homes, involvements, records, ties
from queries.definitions.family import steps_of
from queries.definitions.ties import Held

if TYPE_CHECKING:
    from api.types.events import Event

Ended = Annotated[bool | None, strawberry.argument(description="Whether those that have ended are listed too.")]


def person_by(by: str) -> Any:
    """The function of a field that gives the person whose id an attribute of the subject holds."""
    return lambda case, subject: case.persons[getattr(subject, by)]


def persons_by(by: str) -> Any:
    """Likewise of several persons."""
    return lambda case, subject: [case.persons[id] for id in getattr(subject, by)][: case.bound]


def _ties(one: visible.Person, ended: bool | None = False) -> Needs:
    return {"ever_ties": [one.id]} if ended else {"ties": [one.id]}


def _stays(one: visible.Person, ended: bool | None = False) -> Needs:
    return {"ever_stays": [one.id]} if ended else {"stays": [one.id]}


def _involvements(one: visible.Person, ended: bool | None = False) -> Needs:
    return {"involvements": [one.id], "ever": [one.id]}


def _residences(case: Case, one: visible.Person, ended: Ended = False) -> list[Held]:
    return ties.residences(case, one.id, ended=bool(ended))


def _relationships(case: Case, one: visible.Person, ended: Ended = False) -> list[Held]:
    return ties.relationships(case, one.id, ended=bool(ended))


def _services(case: Case, one: visible.Person, ended: Ended = False) -> list[visible.Involvement]:
    return involvements.services(case, one.id, ended=bool(ended))


@is_node(visible.Person)
@strawberry.type(description="A person, as the records joined to them say.")
class Person(Node):
    """Subject: a visible `Person`."""

    family_name: str | None = stated(model.SourceRecord, "family_name", within="stated.")
    given_names: str | None = stated(model.SourceRecord, "given_names", within="stated.")
    also_known_as: list[str] = stated_list(model.SourceRecord, "also_known_as", within="stated.")
    date_of_birth: PartialDate | None = stated(model.SourceRecord, "date_of_birth", within="stated.")
    expected_date_of_birth: PartialDate | None = stated(model.SourceRecord, "expected_date_of_birth", within="stated.")
    deceased_on: PartialDate | None = stated(model.SourceRecord, "deceased_on", within="stated.")
    deceased: YesNoUnknown | None = stated(model.SourceRecord, "deceased", within="stated.")
    sex: Sex | None = stated(model.SourceRecord, "sex", within="stated.")
    first_language: str | None = stated(model.SourceRecord, "first_language", within="stated.")
    interpreter_needed: YesNoUnknown | None = stated(model.SourceRecord, "interpreter_needed", within="stated.")
    disability: str | None = stated(model.SourceRecord, "disability", within="stated.")
    strengths: str | None = stated(model.SourceRecord, "strengths", within="stated.")
    ethnicity: str | None = stated(model.SourceRecord, "ethnicity", within="stated.")
    age: int | None = fact(
        lambda case, one: case.dates.age(one.stated), "In years on the date; null where the date of birth does not say."
    )
    unborn: bool = fact(
        lambda case, one: case.dates.unborn(one.stated),
        "Whether this is a child not yet born on the date (seed row 7).",
    )
    records: list[SourceRecord] = fact(
        lambda case, one: records.records(case, one.id),
        "The agencies' records that are about this person.",
        needs=lambda one: {"recorded": [one.id]},
        early="recorded",
    )
    residences: list[Residence] = fact(
        _residences, "Where the person lives; with `ended`, also where they lived before.", needs=_stays, early="stays"
    )
    relationships: list[Relationship] = fact(
        _relationships, "Ties to other persons; with `ended`, also those that have ended.", needs=_ties, early="ties"
    )
    involvements: list[Involvement] = fact(
        _services,
        "Services the person is with, referred to or waiting for; with `ended`, also those closed.",
        needs=_involvements,
        early="involvements",
    )
    enquiries: list[Enquiry] = fact(
        lambda case, one: records.enquiries(case, one.id),
        "What was asked about the person (seed row 5).",
        needs=lambda one: {"enquiries": [one.id]},
    )
    consents: list[Consent] = fact(
        lambda case, one: records.consents(case, one.id),
        "Consents recorded of the person (seed rows 25 to 27).",
        needs=lambda one: {"consents": [one.id]},
    )
    sharing_decisions: list[SharingDecision] = fact(
        lambda case, one: records.sharing_decisions(case, one.id),
        "What was decided of sharing something about the person.",
        needs=lambda one: {"decisions": [one.id]},
    )

    tells = staticmethod(lambda case, one: (one.id,))


@strawberry.type(description="An identifier of a person as one record gives it.")
class Identifier:
    """Subject: an `Identifier` of a record."""

    scheme: str = fact(lambda case, one: one.scheme, "nhs_number, upn, or another scheme.")
    value: str = fact(lambda case, one: one.value, "The identifier.")
    verified: bool = fact(
        lambda case, one: one.verified and not one.shared,
        "Whether it passed its check and may join records; not where its agency gives it to another person too.",
    )


@is_node(visible.Record)
@strawberry.type(description="One agency's record of a person; an unborn child too (seed row 7).")
class SourceRecord(Node):
    """Subject: a visible `Record`."""

    local_id: strawberry.ID = fact(lambda case, one: one.local_id, "The agency's own id.")
    agency: Organisation = fact(organisation_by("agency"), "The agency whose record this is.")
    identifiers: list[Identifier] = fact(
        records.identifiers, "The identifiers that the record gives.",
    )
    person: Person = fact(person_by("person"), "Whom it is about.")
    family_name: str | None = stated(model.SourceRecord, "family_name", within="stated.")
    given_names: str | None = stated(model.SourceRecord, "given_names", within="stated.")
    also_known_as: list[str] = stated_list(model.SourceRecord, "also_known_as", within="stated.")
    date_of_birth: PartialDate | None = stated(model.SourceRecord, "date_of_birth", within="stated.")
    expected_date_of_birth: PartialDate | None = stated(model.SourceRecord, "expected_date_of_birth", within="stated.")
    deceased_on: PartialDate | None = stated(model.SourceRecord, "deceased_on", within="stated.")
    deceased: YesNoUnknown | None = stated(model.SourceRecord, "deceased", within="stated.")
    sex: Sex | None = stated(model.SourceRecord, "sex", within="stated.")
    gp_practice: str | None = stated(model.SourceRecord, "gp_practice")
    school: str | None = stated(model.SourceRecord, "school")
    first_language: str | None = stated(model.SourceRecord, "first_language", within="stated.")
    interpreter_needed: YesNoUnknown | None = stated(model.SourceRecord, "interpreter_needed", within="stated.")
    disability: str | None = stated(model.SourceRecord, "disability", within="stated.")
    strengths: str | None = stated(model.SourceRecord, "strengths", within="stated.")
    ethnicity: str | None = stated(model.SourceRecord, "ethnicity", within="stated.")
    sensitivity: Sensitivity | None = fact(
        lambda case, one: one.sensitivity,
        "How closely the record must be kept, as it stands today; null where no more of it is shown than who this is.",
    )
    recorded_at: datetime | None = fact(lambda case, one: one.recorded_at, "When the agency recorded this.")
    challenged: bool = challenged()
    challenges: list[Challenge] = challenges()
    settlements: list[Settlement] = settlements()

    tells = staticmethod(lambda case, one: (one.id, one.person))


@strawberry.type(description="What a worker asked about a person, and the answer (seed rows 5, 8, 42).")
class Enquiry:
    """Subject: a visible `Enquiry`."""

    id: strawberry.ID = fact(lambda case, one: one.id, "Global id.")
    agency: Organisation = fact(organisation_by("agency"), "The agency whose record this is.")
    question: EnquiryQuestion | None = stated(model.Enquiry, "question")
    answer: EnquiryAnswer | None = stated(model.Enquiry, "answer")
    on: PartialDate | None = stated(model.Enquiry, "on")
    by: str | None = stated(model.Enquiry, "by")
    challenged: bool = challenged()
    challenges: list[Challenge] = challenges()
    settlements: list[Settlement] = settlements()


@strawberry.type(description="A person's consent, given or not, to share or to refer (seed rows 25 to 27).")
class Consent:
    """Subject: a visible `Consent`."""

    id: strawberry.ID = fact(lambda case, one: one.id, "Global id.")
    agency: Organisation = fact(organisation_by("agency"), "The agency whose record this is.")
    scope: ConsentScope | None = stated(model.Consent, "scope")
    given: YesNoUnknown | None = stated(model.Consent, "given")
    agencies: list[str] = stated_list(model.Consent, "agencies")
    note: str | None = stated(model.Consent, "note")
    since: PartialDate | None = fact(lambda case, one: one.valid_from, "From when, as recorded.")
    until: PartialDate | None = fact(
        lambda case, one: one.valid_to, "The first day on which it no longer holds, as recorded."
    )
    entry: strawberry.ID | None = entry()
    version: int = version()
    challenged: bool = challenged()
    challenges: list[Challenge] = challenges()
    settlements: list[Settlement] = settlements()


@strawberry.type(description="What was decided of sharing something about a person, and why (seed rows 25 to 28).")
class SharingDecision:
    """Subject: a visible `SharingDecision`."""

    id: strawberry.ID = fact(lambda case, one: one.id, "Global id.")
    agency: Organisation = fact(organisation_by("agency"), "The agency that entered it.")
    information: str | None = stated(Decision, "information")
    decided: SharingDecided | None = stated(Decision, "decided")
    reason: str | None = stated(Decision, "reason")
    on: PartialDate | None = stated(Decision, "on")
    rule: str | None = stated(Decision, "rule")
    pack_version: str | None = stated(Decision, "pack_version")
    by: str | None = stated(Decision, "by")
    receiver: Organisation | None = fact(organisation_by("receiver"), "With whom.")
    event: Annotated[Event, strawberry.lazy("api.types.events")] | None = fact(
        lambda case, one: case.events.get(one.event),
        "Of which event.",
        needs=lambda one: {"events": [one.event] if one.event else []},
    )
    entry: strawberry.ID | None = entry()
    version: int = version()


@strawberry.type(description="A place where people live, as one agency records it. Two agencies' are one only by UPRN.")
class Household:
    """Subject: a `HouseholdRecord`."""

    id: strawberry.ID = fact(lambda case, one: one.id, "Global id.")
    agency: Organisation = fact(organisation_by("agency"), "The agency whose record this is.")
    uprn: str | None = stated(model.Household, "uprn")
    address: str | None = stated(model.Household, "address")
    postcode: str | None = stated(model.Household, "postcode")
    kind: HouseholdKind | None = stated(model.Household, "kind")
    shielded: YesNoUnknown | None = stated(model.Household, "shielded")
    local_id: strawberry.ID = fact(lambda case, one: one.local_id, "The agency's own id.")
    challenged: bool = challenged()
    challenges: list[Challenge] = challenges()
    settlements: list[Settlement] = settlements()


@strawberry.type(description="One agency's row that asserts a tie or a stay.")
class Assertion:
    """Subject: a visible `Assertion`."""

    id: strawberry.ID = fact(lambda case, one: one.row, "Global id of the row: what `challenge` takes.")
    agency: Organisation = fact(organisation_by("agency"), "Who asserts it.")
    since: PartialDate | None = fact(lambda case, one: one.valid_from or None, "From when, as recorded.")
    until: PartialDate | None = fact(lambda case, one: one.valid_to or None, "From when no longer.")
    sensitivity: Sensitivity = fact(
        lambda case, one: one.sensitivity, "How closely the row must be kept, as it stands today."
    )
    challenged: bool = challenged("row")
    challenges: list[Challenge] = challenges("row")
    settlements: list[Settlement] = settlements("row")


def _asserting_rows(of: Held) -> list[str]:
    return [one.row for some in of.assertions for one in some]


def _any_challenged() -> Any:
    return fact(
        lambda case, of: entered.is_challenged(case, *_asserting_rows(of)),
        "Whether somebody says that a row asserting it is wrong.",
        needs=lambda of: {"challenges": _asserting_rows(of)},
    )


def _assertions() -> Any:
    return fact(
        lambda case, of: ties.assertions(of)[: case.bound], "Each row that asserts it on the date."
    )


def _asserted_by(case: Case, of: Held) -> list[Any]:
    return [case.organisation(agency) for agency in ties.asserted_by(case, of)]


_SINCE = "Since when, by the earliest record; null where none says."
_UNTIL = "The first day on which it no longer holds; null where any record leaves it open."
_UNCERTAIN = "Whether the date falls within the window of a date of reduced precision."
_DISPUTED = "Whether another agency records it as ended by the date, or any record has parent and child exchanged."


def _of_the_same(of: Held) -> Needs:
    """Partners may be former partners, and parent and child exchanged, which the ties of one of them say."""
    return {"ties": [of.start]} if ties.disputed_by_ties(of) else {}


@strawberry.type(description="A person at an address over a time, with all who say so.")
class Residence:
    """Subject: a `Held` stay."""

    since: PartialDate | None = fact(lambda case, of: ties.since(of), _SINCE)
    until: PartialDate | None = fact(lambda case, of: ties.until(of), _UNTIL)
    uncertain: bool = fact(ties.uncertain, _UNCERTAIN)
    disputed: bool = fact(ties.disputed, _DISPUTED)
    asserted_by: list[Organisation] = fact(_asserted_by, "Who asserts it.")
    challenged: bool = _any_challenged()
    assertions: list[Assertion] = _assertions()
    address_id: strawberry.ID = fact(
        lambda case, of: of.stay.address, "Global id of the address: the same for the same UPRN."
    )
    uprn: str | None = fact(
        lambda case, of: case.addresses[of.stay.address].uprn, "Unique property reference number."
    )
    kind: ResidenceKind | None = fact(
        lambda case, of: next((one.kind for one in of.assertions[0] if one.kind), None), "In what way."
    )
    home: bool = fact(
        lambda case, of: homes.home(case, of.stay.address) and homes.relates(case, of.stay),
        "Whether it is a home, and relates the person to those who live there.",
        needs=lambda of: {"known_homes": [of.stay.address]},
    )
    households: list[Household] = fact(
        records.households,
        "The agencies' records of the place.",
        needs=lambda of: {"households": records.household_ids(of)},
    )


@strawberry.type(description="A tie between two persons, with all who assert it.")
class Relationship:
    """Subject: a `Held` tie, with the person at its other end."""

    type: RelationshipType = fact(lambda case, of: of.type, "'from is the TYPE of to'.")
    person: Person = fact(person_by("other"), "The other person.")
    from_: Person = fact(person_by("start"), "Who is the TYPE.", name="from")
    to: Person = fact(person_by("end"), "Of whom.")
    since: PartialDate | None = fact(lambda case, of: ties.since(of), _SINCE)
    until: PartialDate | None = fact(lambda case, of: ties.until(of), _UNTIL)
    uncertain: bool = fact(ties.uncertain, _UNCERTAIN)
    disputed: bool = fact(ties.disputed, _DISPUTED, needs=_of_the_same)
    asserted_by: list[Organisation] = fact(_asserted_by, "Who asserts it.")
    challenged: bool = _any_challenged()
    assertions: list[Assertion] = _assertions()
    parental_responsibility: YesNoUnknown | None = fact(
        lambda case, of: ties.parental_responsibility(of),
        "Whether the parent has parental responsibility; yes where any agency says so.",
    )

    tells = staticmethod(lambda case, of: (of.other,))


@strawberry.type(description="One step of a path: 'from is the TYPE of to', with all who assert it.")
class FamilyStep:
    """Subject: a `Held` tie, or two stays at one home."""

    from_: Person = fact(person_by("start"), "Who is the TYPE.", name="from")
    to: Person = fact(person_by("end"), "Of whom.")
    type: FamilyStepType = fact(lambda case, of: of.type, "By what tie.")
    since: PartialDate | None = fact(lambda case, of: ties.since(of), _SINCE)
    until: PartialDate | None = fact(lambda case, of: ties.until(of), _UNTIL)
    uncertain: bool = fact(ties.uncertain, _UNCERTAIN)
    disputed: bool = fact(ties.disputed, _DISPUTED, needs=_of_the_same)
    asserted_by: list[Organisation] = fact(_asserted_by, "Who asserts it.")
    challenged: bool = _any_challenged()
    assertions: list[Assertion] = _assertions()

    tells = staticmethod(lambda case, of: (of.start, of.end))


@strawberry.type(description="How one person is tied to another, step by step.")
class FamilyPath:
    """Subject: a `Path`."""

    people: list[Person] = fact(persons_by("people"), "The persons on the way, in order.")
    steps: list[FamilyStep] = fact(lambda case, of: steps_of(case, of), "The ties between them, in order.")

    tells = staticmethod(lambda case, of: of.people)


@is_node(visible.Involvement)
@strawberry.type(description="A person with a service: status, dates, reason, workers (seed rows 13, 18, 20).")
class Involvement(Node):
    """Subject: a visible `Involvement`."""

    person: Person = fact(person_by("person"), "Who is with the service.")
    service: Service = fact(lambda case, one: case.service(min(one.services, default=None)), "The service.")
    agency: Organisation = fact(organisation_by("provider"), "Whose service it is.")
    recorded_by: Organisation = fact(organisation_by("agency"), "Whose record says so.")
    reason: str | None = stated(model.Involvement, "reason")
    primary_need: str | None = stated(model.Involvement, "primary_need")
    sensitivity: Sensitivity | None = stated(model.Involvement, "sensitivity")
    status: InvolvementStatus = fact(involvements.status, "Where it stood on the date.")
    since: PartialDate | None = fact(lambda case, one: one.valid_from, "From when, as recorded.")
    until: PartialDate | None = fact(
        lambda case, one: one.valid_to, "The first day on which it no longer holds, as recorded."
    )
    uncertain: bool = fact(lambda case, one: case.dates.uncertain(one), _UNCERTAIN)
    stale: bool = fact(involvements.stale, "Whether the agency's deliveries end before the date.")
    allocated_to: list[Professional] = fact(
        involvements.allocated,
        "The workers allocated on the date.",
        needs=lambda one: {"workers": [one.person]},
        early="workers",
    )
    lead_professional: bool | None = fact(
        lambda case, one: {"yes": True, "no": False}.get(one.lead_professional or ""),
        "Whether this agency leads (seed row 18); null where not recorded.",
    )
    challenged: bool = challenged()
    challenges: list[Challenge] = challenges()
    settlements: list[Settlement] = settlements()

    tells = staticmethod(lambda case, one: (one.id, one.person))
