"""Networks made from plain rows, whoever read them: those of one question, or a slice of a borough's snapshot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from msgspec import convert

from queries.analysis.facts import (
    Agency,
    Enquiry,
    ExcludedTie,
    Happened,
    Involved,
    Person,
    Received,
    Record,
    Stay,
    Tie,
    Worker,
)
from queries.analysis.network import Network, Unread
from queries.child_network.reads import Table

Row = Mapping[str, Any]
T = TypeVar("T")

_OF_RECORD = ("also_known_as", "identifiers")
_DAYS = ("born", "born_last", "due", "due_last")
_OF_EVENT = ("people", "seen", "together", "referred")


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
        self.agencies = {agency.id: agency for agency in convert(rows["agencies"], list[Agency])}
        self.allocating = frozenset(rows["allocating"])
        ties = sorted(convert(rows["ties"], list[Tie]), key=lambda t: (t.start, t.end, t.edge, t.type or "", t.ids))
        self.ties = _by(ties, lambda tie: (tie.start,))
        excluded = sorted(convert(rows["excluded"], list[ExcludedTie]), key=lambda one: (one.id, one.row))
        self.excluded = _by(excluded, lambda tie: (tie.start, tie.end))
        stays = sorted(convert(rows["stays"], list[Stay]), key=lambda s: (s.agency, s.place, s.since, s.kind))
        self.stays = _by(stays, lambda stay: (stay.person,))
        self.involvements = _by(convert(rows["involvements"], list[Involved]), lambda involved: (involved.person,))
        received = sorted(convert(rows["received"], list[Received]), key=_answered)
        self.received = _by(received, lambda one: (one.person,))
        workers = sorted(convert(rows["workers"], list[Worker]), key=lambda one: (one.registration, one.agency))
        self.workers = _by(workers, lambda one: (one.person,))
        self.events = _by(_happened(rows["events"]), lambda event: event.people)
        enquiries = sorted(convert(rows["enquiries"], list[Enquiry]), key=_asked)
        self.enquiries = _by(enquiries, lambda enquiry: (enquiry.person,))
        self._made: dict[frozenset[str], Network] = {}

    def network(self, row: Row) -> Network:
        """Return the network of a child. Networks of the same members share what is derived of these."""
        roles = {member["person"]: frozenset(member["roles"]) for member in row["members"]}
        like = self._made.get(members := frozenset(roles))
        if like is not None:
            return replace(like, child=row["child"], roles=roles, like=like)
        made = self._made[members] = self._network(row["child"], roles)
        return made

    def _network(self, child: str, roles: Mapping[str, frozenset[str]]) -> Network:
        events = list(_of(self.events, roles))
        concerned = {*roles, *(person for event in events for person in event.people)}
        return Network(
            child=child,
            start=self.start,
            roles=roles,
            people={id: self.people[id] for id in sorted(concerned & self.people.keys())},
            ties=self._rows(Table.TIES, (tie for tie in _of(self.ties, roles) if tie.end in roles)),
            excluded=self._rows(Table.EXCLUDED, sorted(_of(self.excluded, roles), key=lambda one: (one.id, one.row))),
            stays=self._rows(Table.STAYS, _of(self.stays, roles)),
            involvements=self._rows(Table.INVOLVEMENTS, sorted(_of(self.involvements, roles), key=lambda i: i.id)),
            received=self._rows(Table.RECEIVED, _of(self.received, roles)),
            workers=self._rows(Table.WORKERS, _of(self.workers, roles)),
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
    records = convert([{**each, **_in_order(each, _OF_RECORD)} for each in row["records"]], list[Record])
    days = convert({name: row[name] for name in _DAYS}, dict[str, date | None])
    return Person(row["id"], row["adult"], tuple(sorted(records, key=_said)), **days)


def _said(record: Record) -> tuple[str, ...]:
    said = (record.date_of_birth, record.family_name, record.given_names)
    texts = (text or "" for text in said)
    return (record.agency, record.person, *texts, *record.also_known_as, *record.identifiers)


def _asked(enquiry: Enquiry) -> tuple[str, ...]:
    return (enquiry.on or "", enquiry.answer, enquiry.agency, enquiry.question)


def _answered(one: Received) -> tuple[str, str, date, str]:
    return (one.agency, one.since or "", one.end, one.status)


def _happened(rows: Iterable[Row]) -> list[Happened]:
    return convert([{**row, **_in_order(row, _OF_EVENT)} for row in rows], list[Happened])


def _in_order(row: Row, lists: Iterable[str]) -> dict[str, list[str]]:
    """Lists of a row that the store gives in any order."""
    return {name: sorted(set(row[name])) for name in lists if len(row[name]) > 1}
