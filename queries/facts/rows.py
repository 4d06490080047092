"""Raw rows, one class a kind, each a positional list in the order in which a statement returns it.

Dates and times are ISO text, so that they compare as they stand; an open end is `9999-12-31`. Persons are the
store's: which of them a viewer may see, and under which id, is decided in `queries.access.filter`.
"""

from __future__ import annotations

from typing import Any

from msgspec import Struct


class About(Struct, array_like=True, gc=False):
    """A record that was asked for by its id, and the stored person that it is about."""

    record: str
    agency: str
    person: str


class FoundRow(Struct, array_like=True, gc=False):
    """Records of one stored person that a search looks at, and all of the person's records that have what is wanted."""

    records: list[str]
    matching: list[str]


class Stated(Struct, array_like=True, gc=False):
    """What a record, or all records of a person together, say of somebody."""

    family_name: str | None
    given_names: str | None
    also_known_as: list[str] | None
    date_of_birth: str | None
    date_of_birth_first: str | None
    date_of_birth_last: str | None
    expected_date_of_birth: str | None
    expected_date_of_birth_first: str | None
    expected_date_of_birth_last: str | None
    deceased_on: str | None
    deceased_on_first: str | None
    deceased_on_last: str | None
    sex: str | None
    first_language: str | None
    interpreter_needed: str | None
    disability: str | None
    strengths: str | None
    deceased: str | None = None
    ethnicity: str | None = None


class PersonRow(Struct, array_like=True, gc=False):
    """A stored person as all records together describe them; read only for who sees all."""

    id: str
    known: bool | None
    stated: Stated


class Identifier(Struct, array_like=True, gc=False):
    """An identifier that a record gives; `shared`: its agency gives it to another person too.

    A placeholder joins nobody, and a shared one is verified for neither.
    """

    scheme: str
    value: str
    verified: bool
    placeholder: bool | None
    shared: bool | None = None

    @property
    def joins(self) -> bool:
        """Whether it may join records."""
        return self.verified and not self.placeholder and not self.shared


class RecordRow(Struct, array_like=True, gc=False):
    """One agency's record of a person; `kept` is its sensitivity today."""

    person: str
    id: str
    agency: str
    recorded_at: str
    local_id: str
    gp_practice: str | None
    school: str | None
    stated: Stated
    identifiers: list[Identifier]
    kept: str = "ordinary"


class LinkedRow(Struct, array_like=True, gc=False):
    """A record of which the viewer may learn no more than that its agency is involved, with what links it."""

    person: str
    id: str
    agency: str
    identifiers: list[str]
    kept: str = "ordinary"


class EdgeRow(Struct, array_like=True, gc=False):
    """A family edge with its assertions as parallel lists.

    `known` holds the places that were known at the time, None where all were. `surely_from` and `surely_to` are None
    where they equal `maybe_from` and `maybe_to`, `to_agency` where every record at the end is the asserting agency's,
    `kept` (their sensitivities today) where all are ordinary.
    """

    edge: str
    start: str
    end: str
    type: str | None
    agency: list[str]
    row: list[str]
    from_record: list[str]
    to_record: list[str]
    kind: list[str]
    valid_from: list[str]
    valid_to: list[str]
    maybe_from: list[str]
    maybe_to: list[str]
    surely_from: list[str] | None
    surely_to: list[str] | None
    to_agency: list[str] | None
    known: list[int] | None
    kept: list[str] | None = None


class HouseholdRow(Struct, array_like=True, gc=False):
    """One agency's record of a household at an address.

    `known`: its facts and its place were known at the time. `current`: both stand today, which shields an address.
    `text` is its standard address as it was known, `text_today` as it stands today. `opened`: records opened by
    break-glass access live there.
    """

    id: str
    agency: str
    kind: str | None
    shielded: str | None
    known: bool | None
    current: bool | None
    text: str | None
    text_today: str | None
    opened: bool


class AddressRow(Struct, array_like=True, gc=False):
    """An address and the households recorded there."""

    id: str
    uprn: str | None
    households: list[HouseholdRow]


class ServedBy(Struct, array_like=True, gc=False):
    """A service of an involvement; `known`: whether the edge to it was known at the time."""

    service: str
    kind: str | None
    known: bool | None


class Worker(Struct, array_like=True, gc=False):
    """A worker as the directory has them. `serving` says whether the agency's directory had them at the time."""

    id: str
    name: str | None
    role: str | None
    registration: str | None
    phone: str | None
    email: str | None
    named_officer: str | None
    team: str | None
    agency: str | None
    serving: bool | None
    valid_to: str | None
    maybe_from: str | None
    maybe_to: str | None


class AllocationRow(Struct, array_like=True, gc=False):
    """A worker allocated to an involvement, over a time where that is recorded."""

    maybe_from: str | None
    maybe_to: str | None
    valid_to: str | None
    worker: Worker


class ConsentSaid(Struct, array_like=True, gc=False):
    """A consent to share that stands today: what it says, to whom it is limited, whether it surely holds today."""

    given: str | None
    agencies: list[str] | None
    surely: bool


class InvolvementRow(Struct, array_like=True, gc=False):
    """A stored person with a service. `kept` is the row's sensitivity today, `sensitivity` as it was known."""

    person: str
    records: list[str]
    id: str
    agency: str
    table: str | None
    provider: str
    implied: str | None
    status: str
    reason: str | None
    primary_need: str | None
    lead_professional: str | None
    sensitivity: str | None
    kept: str
    valid_from: str | None
    valid_to: str | None
    maybe_from: str
    surely_from: str
    surely_to: str
    maybe_to: str
    services: list[ServedBy]
    allocations: list[AllocationRow] | None
    consents: list[ConsentSaid] | None


class Concerned(Struct, array_like=True, gc=False):
    """A record that an event names, and the stored person it is about."""

    person: str
    record: str
    agency: str


class ToldRow(Struct, array_like=True, gc=False):
    """One agency's record that an organisation was told of an event. `entry` is the delivery or entry that says so."""

    organisation: str
    agency: str
    service: str | None
    status: str | None
    at: str | None
    at_first: str | None
    at_last: str | None
    recorded_at: str
    how: str | None
    by: str | None
    basis: str | None
    row: str
    entry: str | None


class Party(Struct, array_like=True, gc=False):
    """An organisation that took part in an event, or received the referral; by whose record."""

    organisation: str
    type: str
    agency: str


class Other(Struct, array_like=True, gc=False):
    """Another event: one that an event followed, or a record of the same occurrence; by whose record.

    `outward`: the edge leads from this event to the other. `says`: what the other says today, where it names this one.
    """

    event: str
    agency: str
    outward: bool
    says: list[str | None]


class EventRow(Struct, array_like=True, gc=False):
    """An event. `agency` is None for one that other rows only refer to."""

    id: str
    agency: str | None
    known: bool | None
    local_id: str | None
    kind: str | None
    on: str | None
    on_first: str | None
    on_last: str | None
    until: str | None
    until_last: str | None
    category: str | None
    summary: str | None
    sensitivity: str | None
    count: int | None
    to_service: str | None
    recorded_at: str | None
    concerned: list[Concerned]
    seen: list[Concerned]
    spoken_to: list[Concerned]
    told: list[ToldRow]
    parties: list[Party]
    same: list[Other]
    followed: list[Other]
    marks: list[str | None]
    """The sensitivity of the event and of its involvement."""
    service_kinds: list[str | None]
    services: list[list[str]]
    """`[service, agency of the edge]`, where known."""
    involvements: list[list[str]]
    """`[involvement, agency of the edge]`, where known."""
    seen_how: str | None
    says: list[str | None]
    """Category and summary as they stand today."""


class Listed(Struct, array_like=True, gc=False):
    """Which event comes next in an order, and its place there: nothing of what it says."""

    event: str
    day: str
    steps: int
    last: str | None


class LinkRow(Struct, array_like=True, gc=False):
    """How many links of a kind two agencies have, or one of them to the other: of nobody."""

    one: str
    other: str
    kind: str
    count: int


class EnquiryRow(Struct, array_like=True, gc=False):
    """What an agency asked about a stored person, and the answer."""

    person: str
    record: str
    id: str
    agency: str
    question: str
    answer: str
    on: str | None
    on_first: str | None
    by: str | None


class ConsentRow(Struct, array_like=True, gc=False):
    """A consent recorded of a stored person."""

    person: str
    record: str
    id: str
    agency: str
    scope: str
    given: str | None
    agencies: list[str] | None
    note: str | None
    valid_from: str | None
    valid_to: str | None
    maybe_from: str
    maybe_to: str
    entry: str | None


class OrganisationRow(Struct, array_like=True, gc=False):
    """An agency, or an organisation that an agency's records name."""

    id: str
    name: str | None
    kind: str | None
    delivers: bool | None


class ServiceRow(Struct, array_like=True, gc=False):
    """A service of an agency's catalogue."""

    id: str
    agency: str | None
    name: str | None
    kind: str | None
    area: str | None
    threshold: str | None
    referral_route: str | None
    response_time: str | None
    eligibility: str | None
    contact: str | None


class ExtractRow(Struct, array_like=True, gc=False):
    """A delivery: of which agency, in which state, when extracted, and what it covers."""

    agency: str
    state: str
    extracted_at: str
    covers_from: str | None
    covers_to: str | None


class AllocatingRow(Struct, array_like=True, gc=False):
    """That involvements of an agency with a service, of some sensitivity, name allocated workers."""

    service: str
    agency: str
    kept: str


class FlagDecisionRow(Struct, array_like=True, gc=False):
    """What was decided of a flag on the evidence of a digest; by which agency, where it was one."""

    flag: str
    id: str
    digest: str
    agency: str | None
    state: str
    reason: str | None
    decided_at: str


class DecisionRow(Struct, array_like=True, gc=False):
    """What an agency decided of sharing something about a stored person."""

    person: str
    record: str
    id: str
    agency: str
    information: str
    decided: str
    reason: str
    on: str | None
    on_first: str | None
    rule: str | None
    pack_version: str | None
    by: str | None
    receivers: list[list[str]]
    """`[organisation, agency of the edge]`, where known."""
    events: list[list[str]]
    """`[event, agency of the edge]`, where known."""
    entry: str | None


class Challenge(Struct, array_like=True, gc=False):
    """Somebody concerned says that a row is wrong, as an agency entered it."""

    id: str
    assertion: str
    agency: str
    reason: str
    by: str | None
    recorded_at: str
    entry: str | None
    holder: str | None = None
    """The agency that holds the row."""
    kind: str | None = None
    """The kind of the agency that entered it."""


class Settlement(Struct, array_like=True, gc=False):
    """How the agency whose row it is settled a challenge. Upheld, what it `corrects` `was`, and is `value`."""

    id: str
    assertion: str
    agency: str
    challenge: str
    outcome: str
    corrects: str | None
    was: str | None
    value: str | None
    reason: str | None
    basis: str | None
    by: str | None
    recorded_at: str
    lapsed_at: str | None
    entry: str | None


class EntryRow(Struct, array_like=True, gc=False):
    """An entry, and how often its agency has entered something on the same line."""

    id: str
    version: int


class HouseholdRecord(Struct, array_like=True, gc=False):
    """One agency's record of a household, whole."""

    id: str
    agency: str
    local_id: str
    uprn: str | None
    address: str | None
    postcode: str | None
    kind: str | None
    shielded: str | None


class ShieldRow(Struct, array_like=True, gc=False):
    """A household at an address, as it stands today: what shields the address, and of which dwelling it speaks."""

    id: str
    agency: str
    shielded: str | None
    text: str | None


class HouseholdRecordRow(Struct, array_like=True, gc=False):
    """A whole record of a household, with what decides whether it may be seen.

    `kept` is the household as it stands today, `shields` all households at its address; `opened` are the records opened
    by break-glass access that live there.
    """

    record: HouseholdRecord
    kept: ShieldRow
    opened: list[str]
    shields: list[ShieldRow]


class ProfessionalRow(Struct, array_like=True, gc=False):
    """A worker, and in which service and under whom they work."""

    worker: Worker
    services: list[str]
    managers: list[str]


class WhoseRow(Struct, array_like=True, gc=False):
    """A row by its id, the records that it is about, and the event that it is part of."""

    row: str
    records: list[str]
    event: str | None


class OpenableRow(Struct, array_like=True, gc=False):
    """A record of a stored person that break-glass access may open, with who it says that the person is.

    `noticed`: its agency has notice. `marks` are the sensitivities of each row that hangs from it, `met` the records to
    which its family ties lead.
    """

    record: RecordRow
    noticed: bool
    marks: list[list[str]]
    met: list[str]


class GrantRow(Struct, array_like=True, gc=False):
    """A grant of break-glass access. `agencies` are those whose officers have notice of it."""

    reference: str
    agency: str
    professional: str
    role: str
    purpose: str
    basis: str | None
    reason: str
    people: list[str]
    broken_at: str
    until: str
    closed_at: str | None
    agencies: list[str]


class NoticeRow(Struct, array_like=True, gc=False):
    """A grant of which an agency has notice."""

    at: str
    reference: str
    agency: str


class HeldRow(Struct, array_like=True, gc=False):
    """A record of a stored person, and the involvements and events that hang from it; events with their first day."""

    record: str
    agency: str
    involvements: list[str]
    events: list[tuple[str, str | None]]


RETURNED: dict[str, frozenset[str]] = {
    "case": frozenset({
        "about", "persons", "records", "linked", "ties", "stays", "addresses", "involvements", "events", "enquiries",
        "consents", "decisions", "start", "next", "involved", "compared", "homes", "more_events",
    }),
    "beside": frozenset({"challenges", "settlements", "entries", "households", "professionals"}),
}
"""By statement, the columns of facts, of those statements whose facts pass the filter: it takes what is not there for
nothing recorded."""

COLUMNS: dict[str, Any] = {
    "about": list[About],
    "persons": list[PersonRow],
    "records": list[RecordRow],
    "linked": list[LinkedRow],
    "ties": list[EdgeRow],
    "stays": list[EdgeRow],
    "addresses": list[AddressRow],
    "involvements": list[InvolvementRow],
    "events": list[EventRow],
    "listed": list[Listed],
    "links": list[LinkRow],
    "enquiries": list[EnquiryRow],
    "consents": list[ConsentRow],
    "organisations": list[OrganisationRow],
    "services": list[ServiceRow],
    "extracts": list[ExtractRow],
    "officers": list[Worker],
    "decisions": list[DecisionRow],
    "found": list[FoundRow],
    "challenges": list[Challenge],
    "settlements": list[Settlement],
    "entries": list[EntryRow],
    "households": list[HouseholdRecordRow],
    "professionals": list[ProfessionalRow],
    "whose": list[WhoseRow],
    "openable": list[OpenableRow],
    "grants": list[GrantRow],
    "notices": list[NoticeRow],
    "held": list[HeldRow],
    "allocating": list[AllocatingRow],
    "flag_decisions": list[FlagDecisionRow],
}
"""By the column of a statement, what its value is."""
