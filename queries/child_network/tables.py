"""What is known of everybody in some networks, table by table: rows for `queries.analysis.making`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.ids import edge_id
from graph.model import LIVES_AT
from queries.access.visible import Assertion, Event, Involvement, Record
from queries.access.visible import Stay as VisibleStay
from queries.access.visible import Tie as VisibleTie
from queries.analysis.facts import Agency, Enquiry, ExcludedTie, Involved, Received, Stay, Tie, Worker
from queries.case import Case
from queries.child_network.allocations import allocations, begun_by, ran_with
from queries.child_network.happenings import happened, happenings, know_happenings
from queries.child_network.identifiers import holders
from queries.child_network.members import Members, stays
from queries.child_network.reads import Table
from queries.definitions.homes import home, know_homes, relates, together
from queries.definitions.involvements import involvements
from queries.definitions.persons import child
from queries.definitions.ties import born_after, during, holding
from queries.facts.rows import ExtractRow
from queries.kept import kept

_FAMILY = frozenset({"PARENT_OF", "CARES_FOR", "PARTNER_OF", "SIBLING_OF"})

_NEEDED: Mapping[Table, tuple[str, ...]] = {
    Table.TIES: ("ties", "stays"),
    Table.EXCLUDED: ("ties",),
    Table.STAYS: ("stays",),
    Table.INVOLVEMENTS: ("involvements",),
    Table.RECEIVED: ("involvements",),
    Table.WORKERS: ("involvements",),
    Table.ALLOCATING: ("involvements",),
    Table.EVENTS: ("events_of",),
    Table.ENQUIRIES: ("enquiries",),
    Table.PERSONS: ("alike",),
}
"""By table, the kinds of facts that it is made of (`Case.read`)."""


async def know_tables(case: Case, people: Collection[str], tables: Collection[Table]) -> None:
    """Read what some tables need of persons, all in one wave; then what these facts lead to."""
    await case.read(**{kind: people for table in tables for kind in _NEEDED.get(table, ())})
    if Table.EVENTS in tables:
        await know_happenings(case, people)
    if Table.TIES in tables:
        await know_homes(case, sorted(place for place, there in _together(case, people).items() if len(there) > 1))
    concerned = sorted({*people, *(one for event in _events(case, people, tables) for one in event.people)})
    await case.read(ever=concerned)
    if Table.PERSONS in tables:
        await case.read(alike=concerned)
    if Table.ALLOCATING in tables:
        await case.read(allocates=sorted({row.service for row in _Rows(case, people, tables).involvements}))


def rows(case: Case, networks: Mapping[str, Members], tables: Collection[Table]) -> dict[str, Any]:
    """The rows of the networks, each once. Needs `know_tables`."""
    people = sorted({person for members in networks.values() for person in members})
    made = _Rows(case, people, tables)
    read: Mapping[Table, Callable[[], Iterable[Any]]] = {
        Table.TIES: made.ties, Table.EXCLUDED: lambda: made.excluded, Table.STAYS: made.stays,
        Table.INVOLVEMENTS: lambda: made.involvements, Table.RECEIVED: made.received, Table.WORKERS: made.workers,
        Table.ALLOCATING: made.allocating, Table.EVENTS: made.events, Table.ENQUIRIES: made.enquiries,
        Table.PERSONS: lambda: made.persons, Table.AGENCIES: made.agencies,
    }
    return {
        "networks": [
            {"child": child, "members": [{"person": one, "roles": roles} for one, roles in members.items()]}
            for child, members in networks.items()
        ],
        **{str(table): list(case.counted(read[table]())) if table in tables else [] for table in Table},
    }


def _together(case: Case, people: Iterable[str]) -> dict[str, list[VisibleStay]]:
    """By address, the stays of some persons there that relate them in the window."""
    found: defaultdict[str, list[VisibleStay]] = defaultdict(list)
    for person in people:
        for stay in case.stays_of[person]:
            if stays(case, stay):
                found[stay.address].append(stay)
    return found


def _events(case: Case, people: Iterable[str], tables: Collection[Table]) -> list[Event]:
    return happenings(case, people) if Table.EVENTS in tables else []


@dataclass(frozen=True)
class _Rows:
    """The rows about some persons."""

    case: Case
    people: Collection[str]
    tables: Collection[Table]

    def ties(self) -> Iterator[Tie]:
        """Recorded ties within the window, and homes shared; whether each holds on the date."""
        case, members = self.case, frozenset(self.people)
        recorded = {tie.key: tie for person in self.people for tie in case.ties_of[person]}
        for tie in recorded.values():
            if tie.edge in _FAMILY and members.issuperset((tie.start, tie.end)) and during(case, tie):
                type = tie.type or None
                ids = (edge_id(tie.edge, tie.start, tie.end, type),)
                now = holding(case, tie)
                first = min((_day(one.maybe_from) for one in now), default=None)
                sealed = all(one.sealed for one in during(case, tie))
                yield Tie(tie.start, tie.end, tie.edge, type, ids, bool(now), sealed, self._sure(tie, now), first)
        for place, there in _together(case, self.people).items():
            if len(there) > 1 and home(case, place):
                yield from self._sharing(place, there)

    def _sure(self, tie: VisibleTie, now: Iterable[Assertion]) -> bool:
        """Whether a tie that holds surely does, and no other agency has it as ended in the window."""
        dates, agencies = self.case.dates, {one.agency for one in now}
        ended = (one.agency for one in during(self.case, tie) if one.maybe_to <= dates.on)
        return any(map(dates.surely, now)) and agencies.issuperset(ended)

    def _sharing(self, place: str, there: Iterable[VisibleStay]) -> Iterator[Tie]:
        case = self.case
        in_order = sorted(there, key=lambda stay: stay.person)
        now = {stay.person: bool(holding(case, stay)) and relates(case, stay) for stay in in_order}
        for number, one in enumerate(in_order):
            for other in in_order[number + 1 :]:
                if together(case, one, other):
                    ids = (edge_id(LIVES_AT, one.person, place), edge_id(LIVES_AT, other.person, place))
                    yield Tie(one.person, other.person, "HOME", None, ids, now[one.person] and now[other.person])

    @kept
    def excluded(self) -> list[ExcludedTie]:
        """The rows of the date that assert ties which dates of birth exclude, of any type."""
        case = self.case
        ties = {tie.key: tie for person in self.people for tie in case.ties_of[person] if born_after(case, tie)}
        return [
            ExcludedTie(
                tie.start, tie.end, tie.type, edge_id(tie.edge, tie.start, tie.end, tie.type), one.agency, one.row,
                one.valid_from or None,
            )
            for tie in ties.values() for one in tie.assertions if case.dates.holds(one)
        ]

    def stays(self) -> set[Stay]:
        """Where each lives on the date, by whom."""
        return {
            Stay(person, stay.address, self.case.addresses[stay.address].uprn, one.agency, one.kind, one.valid_from)
            for person in self.people
            for stay in self.case.stays_of[person]
            for one in holding(self.case, stay)
        }

    @kept
    def involvements(self) -> list[Involved]:
        """Live involvements with services."""
        return [
            made
            for person in self.people
            for one in involvements(self.case, person, self.case.dates.live)
            for made in self._with_services(person, one)
        ]

    def _with_services(self, person: str, one: Involvement) -> Iterator[Involved]:
        provider = self.case.organisation(one.provider)
        if provider is None:
            return
        name = provider.name or provider.id
        made = tuple(each for each in allocations(one) if begun_by(self.case, each))
        for id in one.services:
            service = self.case.service(id)
            assert service is not None, "an involvement's services are in the directory"
            yield Involved(
                one.id, person, id, service.name or name, service.kind or provider.kind or "other", provider.id, name,
                one.valid_from, one.agency, tuple(each.dated for each in made), one.lead_professional,
            )

    def received(self) -> set[Received]:
        """Involvements of any status that had begun by the date."""
        dates = self.case.dates

        def status(one: Involvement) -> str:
            return "open" if dates.ever_live(one) else one.status

        return {
            Received(person, one.provider, status(one), one.valid_from, _day(one.maybe_to))
            for person in self.people
            for one in self.case.involvements_of[person]
            if one.implied is None and one.services and one.maybe_from <= dates.on
        }

    def workers(self) -> set[Worker]:
        """Who by registration was allocated, in the months that link, to an involvement that ran then."""
        return {
            Worker(person, one.provider, each.registration)
            for person in self.people
            for one in self.case.involvements_of[person]
            if self.case.dates.ran(one)
            for each in allocations(one)
            if each.registration is not None and ran_with(self.case, each)
        }

    def allocating(self) -> list[str]:
        """The services whose records name allocated workers at all."""
        return sorted(service for service, allocates in self.case.allocates.items() if allocates)

    @kept
    def _events(self) -> list[Event]:
        return _events(self.case, self.people, self.tables)

    def events(self) -> Iterator[Any]:
        """What happened on or before the date, and who knows."""
        return (happened(self.case, event) for event in self._events)

    def enquiries(self) -> Iterator[Enquiry]:
        """What agencies had asked by the date."""
        for person in self.people:
            for one in self.case.enquiries_of[person]:
                if one.on_first is None or one.on_first <= self.case.dates.on:
                    yield Enquiry(person, one.agency, one.question, one.answer, one.on)

    @kept
    def persons(self) -> list[dict[str, Any]]:
        """Who they are, and who else is concerned in the events.

        With the records of each, and those of others that hold the same identifiers.
        """
        concerned = {one for event in self._events for one in event.people}
        return [self._person(person) for person in sorted({*self.people, *concerned})]

    def _person(self, person: str) -> dict[str, Any]:
        records = [*self.case.records_of[person], *holders(self.case, person)]
        said = [_record(record) for record in records if record.whole]
        who = self.case.persons[person].stated
        born = who.date_of_birth is not None
        return {
            "id": person, "adult": not child(self.case, person), "records": said, "born": who.date_of_birth_first,
            "born_last": who.date_of_birth_last, "due": None if born else who.expected_date_of_birth_first,
            "due_last": None if born else who.expected_date_of_birth_last,
        }

    def agencies(self) -> Iterator[Agency]:
        """The agencies that deliver, and those that the other rows name; none where there is nobody to tell of."""
        if not self.people:
            return  # a case that has read nothing knows no directory
        named = {event.agency for event in self._events} | self.case.directory.extracts.keys()
        named |= {party.organisation for event in self._events for party in event.parties}
        if Table.INVOLVEMENTS in self.tables:
            named |= {agency for one in self.involvements for agency in (one.agency, one.recorded_by)}
        if Table.EXCLUDED in self.tables:
            named |= {one.agency for one in self.excluded}
        if Table.PERSONS in self.tables:
            named |= {record["agency"] for person in self.persons for record in person["records"]}
        for id in sorted(named):
            organisation = self.case.organisation(id)
            if organisation is not None:
                delivered = [one for one in self.case.directory.extracts.get(id, ()) if one.state == "complete"]
                covered = any(map(self._covers, delivered))
                kind, whole = organisation.kind or "other", self.case.sees_content_of(id)
                yield Agency(id, organisation.name or id, kind, bool(delivered), covered, whole)

    def _covers(self, extract: ExtractRow) -> bool:
        """Whether a delivery that was known covers the date."""
        on = self.case.dates.on
        return (
            self.case.extracted(extract) <= self.case.context.known_at
            and (extract.covers_from is None or extract.covers_from <= on)
            and (extract.covers_to is None or on <= extract.covers_to)
        )


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _record(record: Record) -> dict[str, Any]:
    said = record.stated
    return {
        "person": record.person, "agency": record.agency, "given_names": said.given_names,
        "family_name": said.family_name, "also_known_as": said.also_known_as or [],
        "date_of_birth": said.date_of_birth, "identifiers": record.verified, "sealed": record.sealed,
    }
