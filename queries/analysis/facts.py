"""What is known of those in children's networks, a fact at a time: records, ties, stays, involvements, events.

Days are the first or last that a recorded date can mean; what was recorded is beside them. They are made by
the hundred for one question, and by the million in a sweep: hence structures of msgspec.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property

import msgspec

from graph.dates import FIRST_DAY, PartialDate, partial_date
from graph.names import folded


class Record(msgspec.Struct, frozen=True, dict=True):
    """What one agency's record says of a person; `identifiers` are the verified ones, each with its scheme.

    A `sealed` record has none: it is compared with no other.
    """

    person: str
    agency: str
    given_names: str | None
    family_name: str | None
    also_known_as: tuple[str, ...]
    date_of_birth: str | None
    identifiers: tuple[str, ...]
    sealed: bool

    @cached_property
    def full_name(self) -> str:
        """Given and family names as they are compared; '' where none is recorded."""
        return folded(f"{self.given_names or ''} {self.family_name or ''}")

    @cached_property
    def first_name(self) -> str:
        """The first given name as it is compared."""
        return folded(self.given_names or "").partition(" ")[0]

    @cached_property
    def names(self) -> frozenset[str]:
        """Every word of every name, as they are compared."""
        return frozenset(f"{self.full_name} {folded(' '.join(self.also_known_as))}".split())

    @cached_property
    def born(self) -> PartialDate | None:
        """The days that the date of birth may mean."""
        return partial_date(self.date_of_birth) if self.date_of_birth else None


class Person(msgspec.Struct, frozen=True):
    """Somebody of the network, or concerned in its events.

    `records` are of the person, and of other persons with the same verified identifier. The day of birth lies between
    `born` and `born_last`, that on which somebody of whom
    none is recorded is due between `due` and `due_last`. None where it is not recorded.
    """

    id: str
    adult: bool
    records: tuple[Record, ...]
    born: date | None = None
    born_last: date | None = None
    due: date | None = None
    due_last: date | None = None


class Tie(msgspec.Struct, frozen=True):
    """A tie within the window; `now` says whether it holds on the date.

    `ids` are those of the edges that say so (`graph.ids.edge_id`). Of a recorded tie that holds, `sure` says whether
    the dates leave no doubt and no other agency has it as ended; `first` is the first day on which it may have begun.

    `edge` is PARENT_OF, CARES_FOR, PARTNER_OF, SIBLING_OF or HOME; `type` the type recorded. `sealed`: by sealed rows
    alone.
    """

    start: str
    end: str
    edge: str
    type: str | None
    ids: tuple[str, ...]
    now: bool
    sealed: bool = False
    sure: bool = False
    first: date | None = None


class ExcludedTie(msgspec.Struct, frozen=True):
    """A row that asserts for the date a tie which dates of birth exclude: its elder, `start`, was born after `end`.

    The tie holds on no date. `id` is that of its edge (`graph.ids.edge_id`).
    """

    start: str
    end: str
    type: str
    id: str
    agency: str
    row: str
    since: str | None


class Stay(msgspec.Struct, frozen=True):
    """Where an agency says that a person lives on the date."""

    person: str
    place: str
    uprn: str | None
    agency: str
    kind: str
    since: str


class Allocation(msgspec.Struct, frozen=True):
    """A worker allocated on or before the date; days are None where the allocation is not dated."""

    first: date | None
    end: date | None
    until: str | None


class Worker(msgspec.Struct, frozen=True):
    """Somebody by registration, allocated in the months that link to a member's involvement, live or closed since."""

    person: str
    agency: str
    registration: str


class Involved(msgspec.Struct, frozen=True):
    """A live involvement of a member with a service; `kind` is the service's, else its agency's.

    `lead` is whether it is the lead professional's, as recorded: yes, no, unknown, or None where nothing is.
    """

    id: str
    person: str
    service: str
    service_name: str
    kind: str
    agency: str
    agency_name: str
    since: str | None
    recorded_by: str
    allocations: tuple[Allocation, ...]
    lead: str | None = None

    @property
    def begun(self) -> date:
        """The last day on which it may have begun, so that what is known less well is not held against anybody."""
        return partial_date(self.since).last if self.since else FIRST_DAY


class Received(msgspec.Struct, frozen=True):
    """An agency's involvement with a member, whatever came of it, that had begun by the date.

    `status` is `open` where a service is or was at work, closed since or not; else as recorded. `end` is the first day
    on which it is surely over.
    """

    person: str
    agency: str
    status: str
    since: str | None
    end: date


class Told(msgspec.Struct, frozen=True):
    """What is recorded of an agency's being told of an event; `at` and `last` are None where nothing says when.

    `at` (the first instant that it may mean) and `recorded` are in milliseconds since 1970: which word is newer.
    """

    agency: str
    status: str
    at: int | None
    recorded: int
    last: date | None


class Twin(msgspec.Struct, frozen=True):
    """Another agency's record of the same occurrence; whose is not known where by the date there is none to be read."""

    id: str
    agency: str | None


class Happened(msgspec.Struct, frozen=True):
    """An event about somebody of the network, on or before the date.

    `on` is as recorded; it lies between `first` and `last`, and was over on `until`. `seen` were seen or
    spoken to by a worker, as `seen_how` says; `together` are agencies that took part, `referred` received it as a
    referral.
    """

    id: str
    agency: str
    kind: str
    on: str | None
    category: str | None
    count: int
    first: date | None
    last: date | None
    until: date | None
    people: tuple[str, ...]
    seen: tuple[str, ...]
    service: str | None
    together: tuple[str, ...]
    referred: tuple[str, ...]
    told: tuple[Told, ...]
    twins: tuple[Twin, ...]
    seen_how: str | None


class Enquiry(msgspec.Struct, frozen=True):
    """What an agency asked about a person."""

    person: str
    agency: str
    question: str
    answer: str
    on: str | None


class Agency(msgspec.Struct, frozen=True):
    """An organisation: whether it has delivered anything, and anything that covers the date.

    `open`: whether the viewer may see what its rows say, so that what is not among them is not recorded.
    """

    id: str
    name: str
    kind: str
    delivered: bool
    covered: bool
    open: bool = True
