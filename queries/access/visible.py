"""Facts as one viewer may see them: what a `Case` holds, and all that questions, rules and pictures ever read.

They are made by `queries.access.filter` alone. Persons are those that visible records form, under the ids that may be
told; content that may not be seen is None.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from msgspec import Struct

from queries.facts.rows import Challenge, HouseholdRecord, Identifier, Settlement, Stated, Worker

__all__ = [
    "Address", "Allocation", "Assertion", "Challenge", "Consent", "Enquiry", "Event", "FlagDecision", "Household",
    "HouseholdRecord", "Identifier", "Involvement", "Other", "Party", "Person", "Record", "Settlement",
    "SharingDecision", "Stated", "Stay", "Tie", "Told", "Visible", "Worker",
]


class Record(Struct, gc=False):
    """One agency's record of a person. `whole`: more of it may be seen than who the person is.

    `sensitivity` is as it stands today; None of a record that is not shown whole.
    """

    id: str
    agency: str
    person: str
    local_id: str
    recorded_at: str
    gp_practice: str | None
    school: str | None
    stated: Stated
    identifiers: list[Identifier]
    whole: bool = True
    sensitivity: str | None = "ordinary"

    @property
    def sealed(self) -> bool:
        """Whether the record is sealed: it takes part in no linking, and is nobody's candidate."""
        return self.sensitivity == "sealed"

    @property
    def verified(self) -> list[str]:
        """The identifiers that passed their check, each as `scheme:value`: no placeholder, none of a sealed record."""
        if self.sealed:
            return []
        return [f"{one.scheme}:{one.value}" for one in self.identifiers if one.verified and not one.placeholder]


class Person(Struct):
    """A person as the records that may be seen describe them.

    `id` is the id told: of the least of these records. `stored` are the persons of whom the store keeps them: several
    where it keeps apart by what may not be seen.
    """

    id: str
    stored: tuple[str, ...]
    stated: Stated


class Assertion(Struct, gc=False):
    """One agency's row that asserts a tie or a stay; `kind`: parental responsibility, or the kind of residence.

    `sensitivity` is that of the row as it stands today.
    """

    agency: str
    row: str
    kind: str
    valid_from: str
    valid_to: str
    maybe_from: str
    surely_from: str
    surely_to: str
    maybe_to: str
    to_record: str
    sensitivity: str = "ordinary"

    @property
    def sealed(self) -> bool:
        """Whether the row is sealed: it takes part in no linking."""
        return self.sensitivity == "sealed"


class Tie(Struct):
    """A tie between two persons, with the assertions that may be seen: 'start is the TYPE of end'.

    A tie that says the same both ways starts at the smaller id.
    """

    edge: str
    type: str
    start: str
    end: str
    assertions: list[Assertion]

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells one tie from all others."""
        return (self.start, self.end, self.type)

    def other(self, person: str) -> str:
        """The person at the other end."""
        return self.end if self.start == person else self.start


class Stay(Struct):
    """A person at an address, with the assertions that may be seen; each names its agency's household."""

    person: str
    address: str
    assertions: list[Assertion]

    @property
    def key(self) -> tuple[str, str]:
        """What tells one stay from all others."""
        return (self.person, self.address)


class Household(Struct, gc=False):
    """One agency's record of a household."""

    id: str
    agency: str
    kind: str | None


class Address(Struct):
    """A place that may be disclosed, with the households that agencies record there.

    An address of the store is one place, or several where an agency keeps households of it apart.
    """

    id: str
    uprn: str | None
    households: list[Household]


class Allocation(Struct):
    """A worker allocated to an involvement, over a time where that is recorded."""

    maybe_from: str | None
    maybe_to: str | None
    valid_to: str | None
    worker: Worker


class Involvement(Struct):
    """A person with a service. `content`: more may be seen of it than that it exists, with whom and since when."""

    id: str
    person: str
    agency: str
    provider: str
    table: str | None
    implied: str | None
    status: str
    reason: str | None
    primary_need: str | None
    lead_professional: str | None
    sensitivity: str | None
    valid_from: str | None
    valid_to: str | None
    maybe_from: str
    surely_from: str
    surely_to: str
    maybe_to: str
    services: list[str]
    """Ids of services; one, but for records that have changed over."""
    allocations: list[Allocation]
    content: bool


class Told(Struct, gc=False):
    """One agency's record that an organisation was told of an event, or is to be, or lawfully was not."""

    organisation: str
    agency: str
    service: str | None
    status: str
    at: str | None
    at_first: str | None
    at_last: str | None
    recorded_at: str
    how: str | None
    by: str | None
    basis: str | None
    row: str
    entry: str | None


class Party(Struct, gc=False):
    """An organisation that took part in an event, or received the referral."""

    organisation: str
    type: str


class Other(Struct, gc=False):
    """An event that another followed, or a record of the same occurrence.

    `outward`: this event's record says so, and its agency's rows may be seen.
    """

    event: str
    outward: bool


class Event(Struct):
    """Something that happened, as one agency records it. Persons are those who may be seen, by id."""

    id: str
    agency: str
    local_id: str
    kind: str
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
    people: list[str]
    seen: list[str]
    spoken_to: list[str]
    told: list[Told]
    parties: list[Party]
    same: list[Other]
    followed: list[Other]
    service: str | None
    involvement: str | None
    seen_how: str | None
    closed: str | None = None
    """Why the source is closed, and summary, what else may name it, and a category that no rule reads are None."""


class Enquiry(Struct, gc=False):
    """What an agency asked about a person, and the answer."""

    id: str
    person: str
    agency: str
    question: str
    answer: str
    on: str | None
    on_first: str | None
    by: str | None


class FlagDecision(Struct, gc=False):
    """What was decided of a flag, for as long as it rests on the evidence of the digest.

    The reason is for the agency that decided: it may speak of what others may not see.
    """

    flag: str
    digest: str
    state: str
    reason: str | None


class Consent(Struct, gc=False):
    """A consent recorded of a person, given or not."""

    id: str
    person: str
    agency: str
    scope: str
    given: str | None
    agencies: list[str]
    note: str | None
    valid_from: str | None
    valid_to: str | None
    maybe_from: str
    maybe_to: str
    entry: str | None


class SharingDecision(Struct, gc=False):
    """What an agency decided of sharing something about a person; `receiver` and `event` by id."""

    id: str
    person: str
    agency: str
    information: str
    decided: str
    reason: str
    on: str | None
    on_first: str | None
    rule: str | None
    pack_version: str | None
    by: str | None
    receiver: str | None
    event: str | None
    entry: str | None


@dataclass
class Visible:
    """What of one read may be seen, and where the persons formed of it are stored."""

    about: dict[str, str] = field(default_factory=dict)
    """By the id of a record asked for, the person it is about."""
    persons: dict[str, Person] = field(default_factory=dict)
    formed: dict[str, list[str]] = field(default_factory=dict)
    """By stored person, the ids of the persons formed of its visible records; empty where none may be seen."""
    records: list[Record] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    addresses: dict[str, Address] = field(default_factory=dict)
    places: dict[str, list[str]] = field(default_factory=dict)
    """By address of the store, the places there that may be disclosed."""
    involvements: list[Involvement] = field(default_factory=list)
    events: dict[str, Event] = field(default_factory=dict)
    enquiries: list[Enquiry] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    decisions: list[SharingDecision] = field(default_factory=list)
    challenged: set[str] = field(default_factory=set)
    """Rows that are challenged, by whomever: that shows to whoever sees the row."""
    challenges: list[Challenge] = field(default_factory=list)
    settlements: list[Settlement] = field(default_factory=list)
    households: dict[str, HouseholdRecord] = field(default_factory=dict)
    named: dict[str, list[str]] = field(default_factory=dict)
    """By the id of a record asked for, all persons formed of visible records of whom it is about."""
