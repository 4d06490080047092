"""The model: every row that an agency may deliver, what it becomes in the graph, and what is derived.

Three layers, each made from the one above it (docs/decisions/0001):

* **Rows**: what an agency said. A node or edge per row, with its source (`agency`, `extract`, `row`),
  `recorded_at` and `superseded_at`. Nothing is overwritten: a node keeps what it said before as
  `(n)-[:WAS]->(:<Label>Was)`, an edge is closed and another opened.
* **Identity**: `(:SourceRecord)-[:ABOUT]->(:Person)`, dated like every assertion. Records are joined,
  not merged.
* **Family**: between persons, one edge a pair and type, carrying the assertions of all agencies as
  parallel lists (`FAMILY_LISTS`). Derived wholly from the first two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from graph import codes
from graph.declare import Dangling, Dated, Edge, Kind, Node, Reference, Row, Sensitivity, fact, reference

_PERSON = Reference("SourceRecord", "CONCERNS", dangling=Dangling.QUARANTINE, marks="Concerned")
_PERSONAL = Sensitivity.PERSONAL
_SPECIAL = Sensitivity.SPECIAL


@dataclass(frozen=True, kw_only=True)
class SourceRecord(Row, Node):
    """One agency's record of a person; an unborn child too (seed row 7)."""

    table = "people"
    key = ("person_id",)
    label = "SourceRecord"
    prefix = "record"

    person_id: str = fact("The agency's own id of the person.", required=True)
    family_name: str | None = fact("Family name.", sensitivity=_PERSONAL)
    given_names: str | None = fact("Given names, in their usual order.", sensitivity=_PERSONAL)
    also_known_as: tuple[str, ...] = fact("Other names.", many=True, sensitivity=_PERSONAL)
    date_of_birth: str | None = fact("Date of birth.", Kind.DATE, sensitivity=_PERSONAL, windowed=True, indexed=True)
    date_of_birth_recorded: str | None = fact(
        "The date of birth as recorded, where it is a placeholder or far too frequent: `date_of_birth` then is empty "
        "or its year alone.", Kind.DATE, column=None, sensitivity=_PERSONAL,
    )
    expected_date_of_birth: str | None = fact(
        "The due date of an unborn child.", Kind.DATE, sensitivity=_PERSONAL, windowed=True
    )
    deceased_on: str | None = fact(
        "Date of death; `yes` where the date is not known.", Kind.DATE, sensitivity=_PERSONAL, windowed=True,
        words=("yes",),
    )
    deceased: str | None = fact(
        "`yes` of the dead whose date of death is not known.", codes=codes.YES_NO, column=None, sensitivity=_PERSONAL
    )
    sex: str | None = fact("Sex as recorded.", codes=codes.SEX, sensitivity=_PERSONAL)
    nhs_number: str | None = fact("NHS number: ten digits, modulus 11.", sensitivity=_PERSONAL)
    upn: str | None = fact("Unique pupil number: a check letter and twelve characters.", sensitivity=_PERSONAL)
    other_identifiers: tuple[str, ...] = fact("Other identifiers, `scheme:value`.", many=True, sensitivity=_PERSONAL)
    gp_practice: str | None = fact("The GP practice the person is registered with (row 4).")
    school: str | None = fact("The school the person is on the roll of (row 4).")
    first_language: str | None = fact("First language (row 53).")
    interpreter_needed: str | None = fact("Whether an interpreter is needed.", codes=codes.YES_NO)
    disability: str | None = fact("Disability as recorded.", sensitivity=_SPECIAL, prose=True)
    strengths: str | None = fact("What goes well (row 58).", sensitivity=_PERSONAL, prose=True)
    ethnicity: str | None = fact(
        "Ethnicity as recorded; the census's own codes where given.", sensitivity=_SPECIAL
    )
    sensitivity: str | None = fact(
        "How closely the record must be kept; sealed for a protected identity.", codes=codes.SENSITIVITY
    )
    folded_names: str | None = fact(
        "All names as they are searched: lower case, without accents, hyphens or apostrophes.", column=None
    )
    verified_identifiers: tuple[str, ...] = reference(
        "Identifiers that passed their check and may join records, `scheme:value`.",
        Reference("Identifier", "IDENTIFIED_BY"),
        many=True,
        column=None,
    )
    unverified_identifiers: tuple[str, ...] = reference(
        "Identifiers as recorded that are never matched on, `scheme:value`.",
        Reference("Identifier", "CLAIMS"),
        many=True,
        column=None,
    )


@dataclass(frozen=True, kw_only=True)
class Household(Row, Node):
    """A place where people live, as one agency records it.

    Two agencies' are one place by UPRN and agreeing address, or by standard address and postcode (`graph.places`).
    """

    table = "households"
    key = ("household_id",)
    label = "Household"
    prefix = "household"

    household_id: str = fact("The agency's own id of the household.", required=True)
    uprn: str | None = fact("Unique property reference number.", sensitivity=Sensitivity.SHIELDED)
    address: str | None = fact("The address as written.", sensitivity=Sensitivity.SHIELDED, prose=True)
    postcode: str | None = fact("Postcode.", sensitivity=Sensitivity.SHIELDED)
    kind: str | None = fact("The kind of place; empty where not recorded.", codes=codes.HOUSEHOLD_KIND)
    shielded: str | None = fact("Whether the address must not be disclosed.", codes=codes.YES_NO)
    standard_address: str | None = fact(
        "The address in standard form, without postcode, by which two agencies' texts are compared.",
        column=None, sensitivity=Sensitivity.SHIELDED,
    )
    place: str | None = reference(
        "The address: by UPRN, else by standard address and postcode, else the household's own.",
        Reference("Address", "AT"), column=None,
    )
    place_by_text: str | None = reference(
        "Of a household with a UPRN, the address by standard address and postcode, where others' records lack a UPRN.",
        Reference("Address", "WRITTEN_AS"), column=None,
    )


@dataclass(frozen=True, kw_only=True)
class Residence(Dated, Edge):
    """A person lives in a household."""

    table = "residence"
    key = ("person_id", "household_id", "valid_from")
    edge = "LIVES_IN"
    start = "person_id"
    end = "household_id"

    person_id: str = reference("Who lives there.", _PERSON, required=True)
    household_id: str = reference(
        "Where.", Reference("Household", "LIVES_IN", dangling=Dangling.QUARANTINE, foreign=True), required=True
    )
    kind: str | None = fact("In what way.", codes=codes.RESIDENCE_KIND)


@dataclass(frozen=True, kw_only=True)
class Relationship(Dated, Edge):
    """One person's tie to another, read as 'from is the TYPE of to' (seed rows 1 to 3, 10)."""

    table = "relationships"
    key = ("from_person_id", "to_person_id", "type", "valid_from")
    edge = "STATES"
    start = "from_person_id"
    end = "to_person_id"

    from_person_id: str = reference("The one who is the TYPE.", _PERSON, required=True)
    to_person_id: str = reference("Of whom.", _PERSON, required=True)
    type: str = fact("The tie; inverse types are kept the other way round.", codes=codes.RELATIONSHIP, required=True)
    parental_responsibility: str | None = fact(
        "Whether the parent has parental responsibility (CA 1989 s.3).", codes=codes.YES_NO
    )
    note: str | None = fact("A note.", sensitivity=_PERSONAL, prose=True)
    sensitivity: str | None = fact(
        "How closely the tie must be kept; an adoption may be sealed.", codes=codes.SENSITIVITY
    )


@dataclass(frozen=True, kw_only=True)
class Service(Row, Node):
    """A service of an agency, from its catalogue (seed row 16)."""

    table = "services"
    key = ("service_id",)
    label = "Service"
    prefix = "service"

    service_id: str = fact("The agency's own id of the service.", required=True)
    name: str = fact("Its name.", required=True)
    kind: str | None = fact("What kind of service; the agency's kind where empty.", codes=codes.AGENCY_KIND)
    area: str | None = fact("Area served.")
    threshold: str | None = fact("Threshold for the service.", prose=True)
    referral_route: str | None = fact("How to refer.", prose=True)
    response_time: str | None = fact("How soon it answers.", prose=True)
    eligibility: str | None = fact("Who is eligible.", prose=True)
    contact: str | None = fact("How to reach it.", prose=True)


@dataclass(frozen=True, kw_only=True)
class Professional(Dated, Node):
    """A worker as one agency records them."""

    table = "professionals"
    key = ("professional_id",)
    label = "Professional"
    prefix = "professional"

    professional_id: str = fact("The agency's own id of the worker.", required=True)
    name: str = fact("Name.", required=True)
    role: str | None = fact("Role.")
    registration: str | None = fact(
        "Professional registration (`SWE:…`, `NMC:…`, `GMC:…`): the same worker in two agencies' records.",
        indexed=True,
    )
    service_id: str | None = reference("The service they work in.", Reference("Service", "WORKS_IN"))
    phone: str | None = fact("Telephone.")
    email: str | None = fact("E-mail.")
    named_officer: str | None = fact("Whether they are the named officer (row 17).", codes=codes.YES_NO)
    team: str | None = fact("Team.")
    manager_id: str | None = reference("Their manager (row 49).", Reference("Professional", "MANAGED_BY"))


@dataclass(frozen=True, kw_only=True)
class Involvement(Dated, Node):
    """A person with a service: status, dates, reason, workers (seed rows 13, 18, 20)."""

    table = "involvements"
    key = ("involvement_id",)
    label = "Involvement"
    prefix = "involvement"

    involvement_id: str = fact("The agency's own id of the involvement.", required=True)
    person_id: str = reference(
        "With whom.",
        Reference("SourceRecord", "INVOLVED", inward=True, dangling=Dangling.QUARANTINE, marks="Involved"),
        required=True,
    )
    service_id: str | None = reference(
        "The service; the agency itself where not recorded.", Reference("Service", "WITH")
    )
    professional_ids: tuple[str, ...] = reference(
        "Workers, without dates.", Reference("Professional", "ALLOCATED_TO", foreign=True), many=True
    )
    status: str = fact("Where it stands.", codes=codes.INVOLVEMENT_STATUS, required=True)
    reason: str | None = fact("Why.", sensitivity=_SPECIAL, prose=True)
    primary_need: str | None = fact("The main need.", sensitivity=_SPECIAL, prose=True)
    lead_professional: str | None = fact("Whether this agency leads (row 18).", codes=codes.YES_NO)
    sensitivity: str | None = fact("How closely the row must be kept.", codes=codes.SENSITIVITY)
    provider: str | None = fact("The organisation whose service it is.", column=None, indexed=True)
    implied: str | None = fact("Set where a person's record names a `gp` or `school` and no row says so.", column=None)


@dataclass(frozen=True, kw_only=True)
class Registration(Involvement):
    """The GP practice or school that a person's record names, as a live involvement (seed row 4)."""

    table = "registrations"


@dataclass(frozen=True, kw_only=True)
class Allocation(Dated, Edge):
    """A worker allocated to an involvement, dated (seed row 20)."""

    table = "allocations"
    key = ("involvement_id", "professional_id", "valid_from")
    edge = "ALLOCATED_TO"
    start = "involvement_id"
    end = "professional_id"

    involvement_id: str = reference(
        "To what.", Reference("Involvement", "ALLOCATED_TO", dangling=Dangling.QUARANTINE), required=True
    )
    professional_id: str = reference("Who.", Reference("Professional", "ALLOCATED_TO", foreign=True), required=True)
    role: str | None = fact("In what role.", codes=codes.ALLOCATION_ROLE)
    accepted_at: str | None = fact("When the worker accepted the handover.", Kind.MOMENT)


MOST_FOLLOWED = 8
"""How many steps back, each event following the next, the day of an undated one is looked for."""


@dataclass(frozen=True, kw_only=True)
class Event(Row, Node):
    """Something that happened: a contact, referral, incident, assessment, meeting (seed rows 21 to 24, 38)."""

    table = "events"
    key = ("event_id",)
    label = "Event"
    prefix = "event"

    event_id: str = fact("The agency's own id of the event.", required=True)
    kind: str = fact("What kind.", codes=codes.EVENT_KIND, required=True)
    on: str | None = fact("The day; empty where not known.", Kind.DATE, windowed=True, indexed=True)
    until: str | None = fact("The last day, of several.", Kind.DATE, windowed=True)
    person_ids: tuple[str, ...] = reference("Whom it concerns.", _PERSON, many=True)
    service_id: str | None = reference(
        "The service that recorded it; the agency itself where not recorded.", Reference("Service", "REPORTED_BY")
    )
    involvement_id: str | None = reference("The involvement it belongs to.", Reference("Involvement", "PART_OF"))
    category: str | None = fact("The agency's own category.", sensitivity=_SPECIAL)
    summary: str | None = fact("In a sentence.", sensitivity=_SPECIAL, prose=True)
    sensitivity: str | None = fact("How closely the row must be kept.", codes=codes.SENSITIVITY)
    count: int | None = fact("How many alike in one row.", Kind.INTEGER)
    seen: tuple[str, ...] = reference(
        "Whom a worker saw (row 42).", Reference("SourceRecord", "SAW", dangling=Dangling.QUARANTINE), many=True
    )
    spoken_to: tuple[str, ...] = reference(
        "Whom a worker spoke to alone (row 42).",
        Reference("SourceRecord", "SPOKE_TO", dangling=Dangling.QUARANTINE),
        many=True,
    )
    seen_how: str | None = fact("How those were seen whom it saw or spoke to.", codes=codes.SEEN_HOW)
    participants: tuple[str, ...] = reference(
        "Agencies that took part together.", Reference("Organisation", "TOOK_PART"), many=True
    )
    after: str | None = reference("The event it followed, where the date is not known.", Reference("Event", "FOLLOWED"))
    to_agency: str | None = reference("A referral's receiver.", Reference("Organisation", "REFERRED_TO"))
    to_service: str | None = fact("The receiver's service.")
    parent_event: str | None = reference(
        "The same occurrence in another agency's records, `agency:event_id`.",
        Reference("Event", "SAME_OCCURRENCE", foreign=True),
    )


@dataclass(frozen=True, kw_only=True)
class Informed(Row, Edge):
    """An organisation was told of an event, or is to be, or lawfully is not (seed rows 21 to 25)."""

    table = "informed"
    key = ("event_agency", "event_id", "agency", "at")
    edge = "INFORMED"
    start = "event_id"
    end = "agency"

    event_id: str = reference(
        "Of which event.", Reference("Event", "INFORMED", dangling=Dangling.QUARANTINE, foreign=True), required=True
    )
    event_agency: str | None = fact("Whose event it is, where another's.")
    agency: str = reference("Who was told.", Reference("Organisation", "INFORMED"), required=True)
    service_id: str | None = fact("The service told.")
    at: str | None = fact("When.", Kind.MOMENT, windowed=True)
    status: str | None = fact("How it stands; informed where empty.", codes=codes.INFORMED_STATUS)
    how: str | None = fact("By what means.", codes=codes.INFORMED_HOW)
    by: str | None = fact("By whom.", sensitivity=_PERSONAL)
    basis: str | None = fact("On what basis it was told or withheld.", prose=True)


@dataclass(frozen=True, kw_only=True)
class Enquiry(Row, Node):
    """What a worker asked about a person, and the answer (seed rows 5, 8, 42)."""

    table = "enquiries"
    key = ("person_id", "question", "on")
    label = "Enquiry"
    prefix = "enquiry"

    person_id: str = reference("About whom.", _PERSON, required=True)
    question: str = fact("What was asked.", codes=codes.ENQUIRY_QUESTION, required=True)
    answer: str = fact("What was answered.", codes=codes.ENQUIRY_ANSWER, required=True)
    on: str | None = fact("When.", Kind.DATE, windowed=True)
    by: str | None = fact("By whom.", sensitivity=_PERSONAL)


@dataclass(frozen=True, kw_only=True)
class Consent(Dated, Node):
    """A person's consent, given or not, to share or to refer (seed rows 25 to 27)."""

    table = "consents"
    key = ("person_id", "scope", "valid_from")
    label = "Consent"
    prefix = "consent"

    person_id: str = reference("Whose.", _PERSON, required=True)
    scope: str = fact("To what.", codes=codes.CONSENT_SCOPE, required=True)
    given: str | None = fact("Whether given.", codes=codes.YES_NO)
    agencies: tuple[str, ...] = fact("With which agencies; empty means not limited.", many=True)
    note: str | None = fact("A note.", sensitivity=_PERSONAL, prose=True)


ROWS: tuple[type[Row], ...] = (
    SourceRecord,
    Household,
    Service,
    Professional,
    Residence,
    Relationship,
    Involvement,
    Registration,
    Allocation,
    Event,
    Informed,
    Enquiry,
    Consent,
)
"""Every row class, in the order in which a delivery is written."""

BY_TABLE: Mapping[str, type[Row]] = MappingProxyType({row.table: row for row in ROWS})

ELDER_TYPES = frozenset(
    {"parent", "adoptive_parent", "foster_parent", "grandparent", "great_grandparent", "special_guardian"}
)
"""Relationships in which the first person is older than the second."""

FAMILY_EDGE: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("parent", "adoptive_parent", "step_parent", "foster_parent"), "PARENT_OF"),
        **dict.fromkeys(("special_guardian", "carer", "main_carer", "young_carer", "kinship_carer"), "CARES_FOR"),
        **dict.fromkeys(("partner", "spouse"), "PARTNER_OF"),
        **dict.fromkeys(("sibling", "half_sibling", "step_sibling"), "SIBLING_OF"),
        **dict.fromkeys(
            (
                "grandparent",
                "great_grandparent",
                "aunt_uncle",
                "cousin",
                "ex_partner",
                "lodger",
                "family_friend",
                "neighbour",
                "contact",
                "other",
            ),
            "RELATED_TO",
        ),
    }
)
"""The family edge between persons by which each type of relationship is held; the type stays on it."""

UNDIRECTED = (
    "partner", "spouse", "ex_partner", "sibling", "half_sibling", "step_sibling", "cousin", "family_friend",
    "neighbour",
)
"""Types that say the same both ways: held once, from the person with the smaller id, whoever states them how."""

LIVES_AT = "LIVES_AT"
"""The family edge from a person to an address, one a pair, from residences and households."""

FAMILY_LISTS: Mapping[str, str] = MappingProxyType(
    {
        "agency": "who asserts it",
        "extract": "in which delivery",
        "row": "global id of the row",
        "from_record": "the record at the edge's start",
        "to_record": "the record at its end (for LIVES_AT the household)",
        "kind": "parental responsibility (for LIVES_AT the kind of residence), '' where not recorded",
        "valid_from": "as recorded, '' where open",
        "valid_to": "as recorded, '' where open",
        "maybe_from": "first day on which it may hold",
        "surely_from": "first day on which it surely holds",
        "surely_to": "first day on which it may no longer hold",
        "maybe_to": "first day on which it surely no longer holds",
        "recorded_at": "known from",
        "superseded_at": "known until",
    }
)
"""The parallel lists of a family edge, one place an assertion, in the order of agency and row.

Not of recorded_at: that moves when another agency's record joins a person, which a reader must not be able to tell.
"""

FAMILY_SCALARS: Mapping[str, str] = MappingProxyType(
    {
        "type": "the type of relationship (not on LIVES_AT)",
        "any_from": "the least maybe_from",
        "any_to": "the greatest maybe_to",
        "known_from": "the least recorded_at",
        "known_to": "the greatest superseded_at",
        "exact": "whether the four above say all: every date and time within them is covered",
        "kept": "list, only where any is not ordinary: how closely the row is kept today",
        "to_agency": "list, only where any differs from `agency`: whose record is at the edge's end",
    }
)
"""What a reader tests first, before the lists."""

PERSON_FACTS: tuple[str, ...] = (
    "family_name",
    "given_names",
    "also_known_as",
    "date_of_birth",
    "expected_date_of_birth",
    "deceased_on",
    "deceased",
    "sex",
    "first_language",
    "interpreter_needed",
    "disability",
    "strengths",
    "ethnicity",
)
"""Facts of a Person, taken from its records: from the newest that gives one; `also_known_as` from all."""


class Labels:
    """Nodes that no row of an extract becomes by itself."""

    PERSON: ClassVar = "Person"
    IDENTIFIER: ClassVar = "Identifier"
    ADDRESS: ClassVar = "Address"
    ORGANISATION: ClassVar = "Organisation"
    EXTRACT: ClassVar = "Extract"
    FLAG: ClassVar = "Flag"
    FLAG_DECISION: ClassVar = "FlagDecision"
    SWEEP: ClassVar = "Sweep"
    FINDING: ClassVar = "Finding"
    ENTRY: ClassVar = "Entry"
    LINE: ClassVar = "Line"
    GLASS: ClassVar = "Glass"
