"""A child's network as it was read: persons, ties, involvements, events; and its graphs.

Networks are made from plain rows, whoever read them: the question `networks` here, each table once for
all networks. Days are the first or last that a recorded date can mean; what was recorded is beside them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any, TypeVar

import networkx as nx

from graph.dates import PartialDate, partial_date
from graph.names import folded
from queries.child_networks import Table

Row = Mapping[str, Any]
T = TypeVar("T")


@dataclass(frozen=True)
class Record:
    """What one agency's record says of a person; `identifiers` are the verified ones, each with its scheme."""

    person: str
    agency: str
    given_names: str | None
    family_name: str | None
    also_known_as: tuple[str, ...]
    date_of_birth: str | None
    identifiers: tuple[str, ...]

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


@dataclass(frozen=True)
class Person:
    """Somebody of the network, or concerned in its events.

    `records` are of the person, and of whoever else holds the same verified identifier.
    """

    id: str
    adult: bool
    records: tuple[Record, ...]


@dataclass(frozen=True)
class Tie:
    """A tie within the window; `now` says whether it holds on the date, `ids` are the store's of what says so.

    `edge` is PARENT_OF, CARES_FOR, PARTNER_OF, SIBLING_OF or HOME; `type` the type recorded.
    """

    start: str
    end: str
    edge: str
    type: str | None
    ids: tuple[str, ...]
    now: bool


@dataclass(frozen=True)
class Stay:
    """Where an agency says that a person lives on the date."""

    person: str
    place: str
    uprn: str | None
    agency: str
    kind: str
    since: str


@dataclass(frozen=True)
class Allocation:
    """A worker allocated on or before the date; days are None where the allocation is not dated."""

    registration: str | None
    first: date | None
    end: date | None
    until: str | None


@dataclass(frozen=True)
class Involved:
    """A live involvement of a member with a service; `kind` is the service's, else its agency's."""

    id: str
    person: str
    service: str
    service_name: str
    kind: str
    agency: str
    agency_name: str
    since: str | None
    first: date
    recorded_by: str
    allocations: tuple[Allocation, ...]


@dataclass(frozen=True)
class Told:
    """What is recorded of an agency's being told of an event; `last` is None where nothing says when."""

    agency: str
    status: str
    at: str | None
    last: date | None


@dataclass(frozen=True)
class Twin:
    """Another agency's record of the same occurrence."""

    id: str
    agency: str


@dataclass(frozen=True)
class Happened:
    """An event about somebody of the network, on or before the date.

    `on` is as recorded; it lies between `first` and `last`, and was over on `until`. `seen` were seen or
    spoken to by a worker, `together` are agencies that took part, `referred` received it as a referral.
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


@dataclass(frozen=True)
class Enquiry:
    """What an agency asked about a person."""

    person: str
    agency: str
    question: str
    answer: str
    on: str | None


@dataclass(frozen=True)
class Agency:
    """An organisation: whether it has delivered anything, and anything that covers the date."""

    id: str
    name: str
    kind: str
    delivered: bool
    covered: bool


class Unread(tuple[Any, ...]):
    """Rows of a table that was not read: to go through them is an error, for nothing would be a false answer."""

    def __iter__(self) -> Iterator[Any]:
        raise LookupError("a rule goes through rows that its `reads` do not name")


@dataclass(frozen=True)
class Network:
    """One child's network from `start` to the date: who is in it, in which roles, and what is known of them.

    Roles: child, parent, carer, home, sibling, partner. `allocating` are services whose records name
    allocated workers at all. Rows that were not read are `Unread`.
    """

    child: str
    start: date
    roles: Mapping[str, frozenset[str]]
    people: Mapping[str, Person]
    ties: tuple[Tie, ...]
    stays: tuple[Stay, ...]
    involvements: tuple[Involved, ...]
    allocating: frozenset[str]
    events: tuple[Happened, ...]
    enquiries: tuple[Enquiry, ...]
    agencies: Mapping[str, Agency]

    def adults(self, roles: Collection[str]) -> list[Person]:
        """The members who are adults and have one of the roles."""
        return [self.people[id] for id in sorted(self.roles) if self.roles[id] & set(roles) and self.people[id].adult]

    def about(self, person: str) -> list[Happened]:
        """The events that concern a person."""
        return [event for event in self.events if person in event.people]

    def tied_now(self, edge: str) -> list[Tie]:
        """The ties of one kind that hold on the date."""
        return [tie for tie in self.ties if tie.edge == edge and tie.now]

    def name(self, agency: str) -> str:
        """An agency's name; its id where no more is known of it."""
        return self.agencies[agency].name if agency in self.agencies else agency

    def names(self, agencies: Iterable[str]) -> str:
        """Agencies' names in a sentence."""
        return " and ".join(sorted(set(map(self.name, agencies))))

    def uncovered(self, agencies: Iterable[str]) -> list[str]:
        """Those of some agencies that delivered nothing for the date."""
        return sorted(a for a in set(agencies) if a in self.agencies and not self.agencies[a].covered)

    @cached_property
    def occurrences(self) -> list[list[Happened]]:
        """The events; those that are records of the same occurrence together, by id."""
        twins: nx.Graph[str] = nx.Graph()
        twins.add_edges_from((event.id, twin.id) for event in self.events for twin in event.twins)
        by_id = {event.id: event for event in self.events}
        together = [[by_id[id] for id in sorted(part) if id in by_id] for part in nx.connected_components(twins)]
        return [*together, *([event] for event in self.events if event.id not in twins)]

    @cached_property
    def family(self) -> nx.Graph[str]:
        """The members and the ties between them; an edge's `ties` are the store's ids of what says so."""
        graph: nx.Graph[str] = nx.Graph()
        graph.add_nodes_from(sorted(self.roles))
        for tie in sorted(self.ties, key=lambda tie: -len(tie.ids)):
            graph.add_edge(tie.start, tie.end, ties=tie.ids)  # a recorded tie says more than a shared home, of two
        return graph

    def path(self, these: Sequence[str], those: Sequence[str]) -> dict[str, Any] | None:
        """A shortest family path from any of these to any of those, as a flag's: `people`, and `steps` of ties.

        One person where they share them.
        """
        both = set(these) & set(those)
        paths = (self._ways[one].get(other) for one in these for other in those)
        people = [min(both)] if both else min(filter(None, paths), key=lambda path: (len(path), path), default=None)
        if people is None:
            return None
        return {"people": people, "steps": [list(self.family.edges[a, b]["ties"]) for a, b in pairwise(people)]}

    @cached_property
    def _ways(self) -> Mapping[str, Mapping[str, list[str]]]:
        """A shortest path from each member to each that is connected with it."""
        return _Ways(self.family)


class _Ways(dict[str, Mapping[str, list[str]]]):
    """Shortest paths of a graph by start and end, worked out when a start is first asked for."""

    def __init__(self, graph: nx.Graph[str]) -> None:
        super().__init__()
        self._graph = graph

    def __missing__(self, start: str) -> Mapping[str, list[str]]:
        found = self[start] = nx.single_source_shortest_path(self._graph, start)
        return found


def networks(rows: Row, start: date, read: Collection[Table]) -> list[Network]:
    """The networks of an answer of the question `networks` that has read some tables, by child."""
    tables = _Tables(rows, start, read)
    return [tables.network(row) for row in sorted(rows["networks"], key=lambda row: str(row["child"]))]


class _Tables:
    """The rows of many networks, found by the person they are about."""

    def __init__(self, rows: Row, start: date, read: Collection[Table]) -> None:
        self.start = start
        self.read = read
        self.people = {row["id"]: _person(row) for row in rows["persons"]}
        self.agencies = {row["id"]: Agency(**row) for row in rows["agencies"]}
        ties = sorted((_tie(row) for row in rows["ties"]), key=lambda t: (t.start, t.end, t.edge, t.type or "", t.ids))
        self.ties = _by(ties, lambda tie: (tie.start,))
        stays = sorted((Stay(**row) for row in rows["stays"]), key=lambda stay: (stay.agency, stay.place, stay.since))
        self.stays = _by(stays, lambda stay: (stay.person,))
        involvements = sorted(map(_involved, rows["involvements"]), key=lambda involved: involved.id)
        self.allocating = frozenset(rows["allocating"])
        self.involvements = _by(involvements, lambda involved: (involved.person,))
        events = sorted(map(_happened, rows["events"]), key=lambda e: (e.first or date.max, e.id))
        self.events = _by(events, lambda event: event.people)
        enquiries = sorted((Enquiry(**row) for row in rows["enquiries"]), key=lambda one: (one.on or "", one.answer))
        self.enquiries = _by(enquiries, lambda enquiry: (enquiry.person,))

    def network(self, row: Row) -> Network:
        roles = {member["person"]: frozenset(member["roles"]) for member in row["members"]}
        events = list(_of(self.events, roles))
        concerned = {*roles, *(person for event in events for person in event.people)}
        return Network(
            child=row["child"],
            start=self.start,
            roles=roles,
            people={id: self.people[id] for id in sorted(concerned & self.people.keys())},
            ties=self._rows(Table.TIES, (tie for tie in _of(self.ties, roles) if tie.end in roles)),
            stays=self._rows(Table.STAYS, _of(self.stays, roles)),
            involvements=self._rows(Table.INVOLVEMENTS, sorted(_of(self.involvements, roles), key=lambda i: i.id)),
            allocating=self.allocating,
            events=self._rows(Table.EVENTS, sorted(events, key=lambda e: (e.first or date.max, e.id))),
            enquiries=self._rows(Table.ENQUIRIES, _of(self.enquiries, roles)),
            agencies=self.agencies,
        )

    def _rows(self, table: Table, rows: Iterable[T]) -> tuple[T, ...]:
        return tuple(rows) if table in self.read else Unread()


def _by(rows: Iterable[T], people: Callable[[T], Iterable[str]]) -> dict[str, list[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for row in rows:
        for person in people(row):
            found[person].append(row)
    return found


def _of(rows: Mapping[str, list[T]], people: Iterable[str]) -> Iterable[T]:
    """The rows about any of some persons, each once; told apart as objects, for comparing them is dear."""
    return {id(row): row for person in sorted(people) for row in rows.get(person, ())}.values()


def _person(row: Row) -> Person:
    return Person(row["id"], row["adult"], tuple(sorted(map(_record, row["records"]), key=_record_order)))


def _record(row: Row) -> Record:
    lists = {name: tuple(sorted(row[name])) for name in ("also_known_as", "identifiers")}
    return Record(**{**row, **lists})


def _record_order(record: Record) -> tuple[str, ...]:
    said = (record.date_of_birth, record.family_name, record.given_names)
    texts = (text or "" for text in said)
    return (record.agency, record.person, *texts, *record.also_known_as, *record.identifiers)


def _tie(row: Row) -> Tie:
    return Tie(**{**row, "ids": tuple(row["ids"])})


def _involved(row: Row) -> Involved:
    allocations = tuple(
        Allocation(made["registration"], _day(made["first"]), _day(made["end"]), made["until"])
        for made in row["allocations"]
    )
    return Involved(**{**row, "first": date.fromisoformat(row["first"]), "allocations": allocations})


def _happened(row: Row) -> Happened:
    lists = {name: tuple(sorted(set(row[name]))) for name in ("people", "seen", "together", "referred")}
    days = {name: _day(row[name]) for name in ("first", "last", "until")}
    told = tuple(Told(said["agency"], said["status"], said["at"], _day(said["last"])) for said in row["told"])
    return Happened(**{**row, **lists, **days, "told": told, "twins": tuple(Twin(**twin) for twin in row["twins"])})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
