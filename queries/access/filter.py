"""The one filter: raw rows in, what a viewer may see out. Nothing else of the product reads raw rows.

Rows come from `queries.facts` as known at the time asked (the statements see to transaction time; of the assertions in
a family edge, their list `known`). For one viewer, the permissions (`Permissions`) decide row by row:

* an agency's content: its rows; of a tie or stay, the assertions of that agency whose other end is such an agency's too
* no more than existence: that the agency is involved with a person, without what it is about
* rows marked sensitive or sealed, sensitive kinds of service, shielded addresses: by basis, consent and role
* an anonymous or confidential source: closed to all but the agency that holds the report (`queries.access.sources`)
* break-glass access: the rows of the records that it opened, but nothing sealed and no shielded address

What keeps a row close counts as it stands today, whatever date is asked about. Nothing that is hidden changes what
comes out: `visible(rows + hidden) == visible(rows)`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from msgspec.structs import replace

from graph.model import UNDIRECTED
from graph.places import PlacedHousehold
from queries.access.permissions import Permissions
from queries.access.persons import Formed, sharing
from queries.access.placing import Placing, placed, shielded_at
from queries.access.policy import Sources, shipped
from queries.access.sources import CLOSED, closed_by_words
from queries.access.visible import (
    Address,
    Allocation,
    Assertion,
    Consent,
    Enquiry,
    Event,
    FlagDecision,
    Household,
    Involvement,
    Other,
    Party,
    Person,
    Record,
    SharingDecision,
    Stay,
    Tie,
    Told,
    Visible,
)
from queries.categories import is_read
from queries.facts import rows as raw

_UNDIRECTED = frozenset(UNDIRECTED)
Joined = TypeVar("Joined", Tie, Stay)
_UNSEALED = ("ordinary", "sensitive")


def visible(columns: Mapping[str, Any], allowed: Permissions | None, sources: Sources | None = None) -> Visible:
    """Filter the columns of one read, typed as in `rows.COLUMNS`; `allowed` is None for a viewer who sees all.

    `sources` says whose reports are closed, as the shipped policy does where None.
    """
    closing = sources or shipped().sources
    return (_OpenFilter(columns, closing) if allowed is None else _Filter(columns, closing, allowed)).made()


@dataclass
class _OpenFilter:
    """For who sees all: persons are the store's, and every row that was known is visible."""

    columns: Mapping[str, Any]
    sources: Sources
    out: Visible = field(default_factory=Visible)
    placing: dict[str, Placing] = field(default_factory=dict)
    """By address, which of its households are at which place."""

    def made(self) -> Visible:
        """Everything, kind by kind; persons first, for the other rows name them."""
        self._persons()
        for about in self._rows("about"):
            self.out.named[about.record] = self.out.formed.get(about.person, [])
            if of := self._of(about.person, about.record):
                self.out.about[about.record] = of[0]
        for row in self._rows("addresses"):
            self._address(row)
        for edge in self._rows("ties"):
            self.out.ties += self._ties(edge)
        for edge in self._rows("stays"):
            self.out.stays += self._stays(edge)
        self._involvements()
        for row in self._rows("events"):
            if self._event_shown(row):
                self.out.events[row.id] = self._event(row)
        for row in self._rows("enquiries"):
            for person in self._answered(row):
                self.out.enquiries.append(Enquiry(
                    row.id, person, row.agency, row.question, row.answer, row.on, row.on_first, row.by
                ))
        for row in self._rows("consents"):
            for person in self._answered(row):
                self.out.consents.append(Consent(
                    row.id, person, row.agency, row.scope, row.given, row.agencies or [], row.note, row.valid_from,
                    row.valid_to, row.maybe_from, row.maybe_to, row.entry,
                ))
        self._beside()
        return self.out

    def _rows(self, kind: str) -> Iterable[Any]:
        rows: Iterable[Any] = self.columns.get(kind, ())
        return rows

    # Persons

    def _persons(self) -> None:
        for row in self._rows("persons"):
            known = bool(row.known)
            self.out.formed[row.id] = [row.id] if known else []
            if known:
                self.out.persons[row.id] = Person(row.id, (row.id,), row.stated)
        for row in self._rows("records"):
            self.out.records.append(Record(
                row.id, row.agency, row.person, row.local_id, row.recorded_at, row.gp_practice, row.school, row.stated,
                row.identifiers, sensitivity=row.kept,
            ))

    def _of(self, stored: str, record: str) -> list[str]:
        """The persons whom a row about a record is about: one, or none that may be seen."""
        return self.out.formed.get(stored, [])

    # Ties, stays, addresses

    def _ties(self, edge: raw.EdgeRow) -> list[Tie]:
        assertions = [made for place in _places(edge) if (made := self._assertion(edge, place)) is not None]
        ends = self.out.formed.get(edge.start), self.out.formed.get(edge.end)
        if not assertions or not all(ends):
            return []
        return [Tie(edge.edge, edge.type or "", edge.start, edge.end, assertions)]

    def _stays(self, edge: raw.EdgeRow) -> list[Stay]:
        found: dict[tuple[str, str], list[Assertion]] = {}
        for place in _places(edge):
            made = self._assertion(edge, place)
            there = self._place(edge.end, made.to_record) if made is not None else None
            if made is not None and there is not None:
                for person in self._of(edge.start, edge.from_record[place]):
                    found.setdefault((person, there), []).append(made)
        return [Stay(person, there, made) for (person, there), made in sorted(found.items())]

    def _assertion(self, edge: raw.EdgeRow, place: int) -> Assertion | None:
        return _assertion(edge, place)

    def _address(self, row: raw.AddressRow) -> None:
        """Each place at an address that may be disclosed: an address is one where no agency keeps its households apart.
        """
        placing = self.placing[row.id] = Placing(row, {h.id: h for h in row.households if self._household_met(h)})
        for place, members in placing.members.items():
            self._disclose(row, place, members)

    def _disclose(self, row: raw.AddressRow, place: str, members: Collection[raw.HouseholdRow]) -> None:
        if self._disclosed(row, members):
            shown = [Household(h.id, h.agency, h.kind) for h in members if self._household_shown(h)]
            self.out.addresses[place] = Address(place, row.uprn, shown)
            self.out.places.setdefault(row.id, []).append(place)

    def _disclosed(self, row: raw.AddressRow, members: Collection[raw.HouseholdRow]) -> bool:
        return True

    def _place(self, address: str, household: str) -> str | None:
        """The place of a household at an address; None where it may not be disclosed."""
        placing = self.placing.get(address)
        if placing is None:
            return None
        place = placing.of.get(household)
        if place is None:  # a household that is not shown itself, where somebody stays who is
            place = placing.add(household)
            if place not in self.out.addresses:
                self._disclose(placing.row, place, placing.members[place])
        return place if place in self.out.addresses else None

    def _household_shown(self, household: raw.HouseholdRow) -> bool:
        return bool(household.known)

    def _household_met(self, household: raw.HouseholdRow) -> bool:
        """Whether stays that may be seen can be in a household, though its own record may not be seen."""
        return bool(household.known)

    # Involvements

    def _involvements(self) -> None:
        for row in self._rows("involvements"):
            if self._involvement_shown(row):
                for person in self._of(row.person, row.records[0]):
                    self.out.involvements.append(_involvement(row, person, content=True))

    def _involvement_shown(self, row: raw.InvolvementRow) -> bool:
        return True

    # Events

    def _event_shown(self, row: raw.EventRow) -> bool:
        return bool(row.known) and row.agency is not None

    def _content(self, agency: str) -> bool:
        """Whether a row of an agency may be seen by its agency alone."""
        return True

    def _event(self, row: raw.EventRow) -> Event:
        assert row.agency is not None
        assert row.kind is not None
        assert row.local_id is not None
        services = [service for service, agency in row.services if self._content(agency)]
        involvements = [involvement for involvement, agency in row.involvements if self._content(agency)]
        made = Event(
            row.id, row.agency, row.local_id, row.kind, row.on, row.on_first, row.on_last, row.until, row.until_last,
            row.category, row.summary, row.sensitivity, row.count, row.to_service, row.recorded_at,
            self._people(row.concerned), self._people(row.seen), self._people(row.spoken_to),
            [_told(t) for t in row.told if self._content(t.agency)],
            [Party(p.organisation, p.type) for p in row.parties if self._content(p.agency)],
            [Other(o.event, o.outward and self._content(o.agency)) for o in row.same if self._linked_openly(row, o)],
            [Other(o.event, o.outward) for o in row.followed if self._content(o.agency)],
            min(services, default=None), min(involvements, default=None), row.seen_how,
        )
        return self._without_source(made) if self._event_closed(row) else made

    def _event_closed(self, row: raw.EventRow) -> bool:
        assert row.agency is not None
        return self._source_closed(row.agency, (row.category, row.summary, *row.says))

    def _linked_openly(self, row: raw.EventRow, other: raw.Other) -> bool:
        """Whether the link of two records of one occurrence names nobody's closed source: it may be the other agency.
        """
        assert row.agency is not None
        if other.outward:
            return row.kind not in self.sources.kinds or not self._event_closed(row)
        return self._holds(row.agency) or not self._source_closed(other.agency, other.says)

    def _source_closed(self, agency: str, texts: Iterable[str | None]) -> bool:
        """Whether the source of an agency's report is closed: by its words today, or as they were known."""
        return not self._holds(agency) and closed_by_words(self.sources, texts)

    def _holds(self, agency: str) -> bool:
        """Whether the viewer's agency is the one that holds a row."""
        return False

    def _without_source(self, event: Event) -> Event:
        reads = is_read(event.category) and not closed_by_words(self.sources, (event.category,))
        told = replace(event, category=event.category if reads else None, summary=None, closed=CLOSED)
        if event.kind not in self.sources.kinds:
            return told
        return replace(told, service=None, involvement=None)

    def _people(self, concerned: Iterable[raw.Concerned]) -> list[str]:
        return sorted({person for one in concerned for person in self._of(one.person, one.record)})

    # What was asked of a person, and consented to

    def _answered(self, row: raw.EnquiryRow | raw.ConsentRow) -> list[str]:
        return self._of(row.person, row.record)

    # What workers entered, and whole records of households

    def _beside(self) -> None:
        for row in self._rows("decisions"):
            if self._content(row.agency):
                self.out.decisions += [self._decision(row, person) for person in self._of(row.person, row.record)]
        for row in self._rows("challenges"):
            self.out.challenged.add(row.assertion)
            if self._challenge_shown(row):
                self.out.challenges.append(row)
        for row in self._rows("settlements"):
            if self._content(row.agency):
                self.out.settlements.append(self._settlement(row))
        for row in self._rows("households"):
            if self._housed(row):
                self.out.households[row.record.id] = row.record

    def _challenge_shown(self, row: raw.Challenge) -> bool:
        """Whether more may be seen of a challenge than that it is there."""
        return True

    def _settlement(self, row: raw.Settlement) -> raw.Settlement:
        """A settlement; why and by whom the words of an event were corrected may name its source, as they may."""
        return _unexplained(row) if row.corrects in ("category", "summary") else row

    def _decision(self, row: raw.DecisionRow, person: str) -> SharingDecision:
        receivers = [receiver for receiver, agency in row.receivers if self._content(agency)]
        events = [event for event, agency in row.events if self._content(agency)]
        return SharingDecision(
            row.id, person, row.agency, row.information, row.decided, row.reason, row.on, row.on_first, row.rule,
            row.pack_version, row.by, min(receivers, default=None), min(events, default=None), row.entry,
        )

    def _housed(self, row: raw.HouseholdRecordRow) -> bool:
        """Whether an agency's record of a household may be seen: it is shielded by any household at its address."""
        return True


class _Filter(_OpenFilter):
    """For a viewer with permissions: persons are those that visible records form."""

    def __init__(self, columns: Mapping[str, Any], sources: Sources, allowed: Permissions) -> None:
        super().__init__(columns, sources)
        self.allowed = allowed
        self.opened = frozenset(allowed.opened)
        self.by_person: dict[str, Formed] = {}

    def made(self) -> Visible:
        out = super().made()
        if any(len(person.stored) > 1 for person in out.persons.values()):
            out.ties, out.stays = _each_key_once(out.ties), _each_key_once(out.stays)
        return out

    def _persons(self) -> None:
        for held in sharing(row for row in self._rows("records") if self._record_shown(row)):
            formed = Formed(_each_once(held), self.allowed)
            for stored in formed.stored:
                self.by_person[stored] = formed
                self.out.formed[stored] = formed.in_store(stored)
            self.out.persons.update((person.id, person) for person in formed.persons)
            self.out.records += formed.records

    def _record_shown(self, row: raw.RecordRow) -> bool:
        """Whether a record may be seen as closely as it is kept: one that is sealed is its agency's alone."""
        return self._kept_open(row.agency, row.kept) or (row.kept in _UNSEALED and row.id in self.allowed.identified)

    def _kept_open(self, agency: str, kept: str) -> bool:
        return agency == self.allowed.own or kept in self.allowed.shown

    def _of(self, stored: str, record: str) -> list[str]:
        formed = self.by_person.get(stored)
        person = formed.of.get(record) if formed else None
        return [person] if person is not None else []

    def _of_record(self, stored: str, record: str) -> str | None:
        found = self._of(stored, record)
        return found[0] if found else None

    # Ties, stays, addresses: by the assertions that may be seen, between the persons of the records that state them

    def _ties(self, edge: raw.EdgeRow) -> list[Tie]:
        found: dict[tuple[str, str], list[Assertion]] = {}
        for place in _places(edge):
            made = self._assertion(edge, place)
            start = self._of_record(edge.start, edge.from_record[place])
            end = self._of_record(edge.end, edge.to_record[place])
            if made is None or start is None or end is None or start == end:
                continue
            if edge.type in _UNDIRECTED and end < start:
                start, end = end, start
            found.setdefault((start, end), []).append(made)
        return [Tie(edge.edge, edge.type or "", start, end, made) for (start, end), made in sorted(found.items())]

    def _assertion(self, edge: raw.EdgeRow, place: int) -> Assertion | None:
        content, agency = self.allowed.content, edge.agency[place]
        other = edge.to_agency[place] if edge.to_agency else agency
        kept = edge.kept[place] if edge.kept else "ordinary"
        if agency != self.allowed.own and kept not in _UNSEALED:
            return None
        shown = agency in content and other in content and self._kept_open(agency, kept)
        if not shown and self.opened.isdisjoint((edge.from_record[place], edge.to_record[place])):
            return None
        return _assertion(edge, place)

    def _disclosed(self, row: raw.AddressRow, members: Collection[raw.HouseholdRow]) -> bool:
        shields = (raw.ShieldRow(h.id, h.agency, h.shielded, h.text_today) for h in row.households if h.current)
        return self.allowed.discloses or not shielded_at(map(placed, members), shields)

    def _household_shown(self, household: raw.HouseholdRow) -> bool:
        return bool(household.known) and household.agency in self.allowed.content

    def _household_met(self, household: raw.HouseholdRow) -> bool:
        return bool(household.known) and (household.agency in self.allowed.content or household.opened)

    # Involvements: those whose existence may be seen, and of whom their records are

    def _involvements(self) -> None:
        shown: dict[Formed, dict[str, raw.InvolvementRow]] = {}
        for row in self._rows("involvements"):
            if (of := self.by_person.get(row.person)) is not None:
                held = shown.setdefault(of, {})
                held[row.id] = _together(held[row.id], row) if row.id in held else row
        linked: dict[str, dict[str, raw.LinkedRow]] = {}
        for one in self._rows("linked"):
            if not self._kept_open(one.agency, one.kept):
                continue
            linked.setdefault(one.person, {})[one.id] = one
        for formed, found in shown.items():
            known = {id: one for stored in formed.stored for id, one in linked.get(stored, {}).items()}
            self._of_one(formed, found.values(), self._linked(formed, known))

    def _linked(self, formed: Formed, linked: Mapping[str, raw.LinkedRow]) -> dict[str, raw.LinkedRow]:
        """The records of which only existence may be seen: those without content, and those an agreement on clients
        leaves at that."""
        held = {
            row.id: raw.LinkedRow(row.person, row.id, row.agency, [
                f"{i.scheme}:{i.value}" for i in row.identifiers if i.joins
            ])
            for row in self._rows("records")
            if self._kept_open(row.agency, row.kept) and row.id not in formed.of and row.person in formed.stored
        }
        return {**linked, **held}

    def _of_one(
        self, formed: Formed, held: Collection[raw.InvolvementRow], linked: Mapping[str, raw.LinkedRow]
    ) -> None:
        """The involvements of one stored person's records."""
        candidates = {record for row in held for record in row.records if record in linked and self._may_exist(row)}
        attached = formed.attached([linked[record] for record in sorted(candidates)])
        for row in held:
            people = {formed.of[record] for record in row.records if record in formed.of}
            people.update(person for record in row.records for person in attached.get(record, ()))
            for person in sorted(people):
                near = person in formed.clients
                if self._shown_of(row, near):
                    content = self._contained(row.agency, near) or not self.opened.isdisjoint(row.records)
                    self.out.involvements.append(_involvement(row, person, content=content))

    def _may_exist(self, row: raw.InvolvementRow) -> bool:
        """Whether the involvement may be seen of somebody at all, so that its record is not hidden altogether."""
        return self._shown_of(row, near=True)

    def _shown_of(self, row: raw.InvolvementRow, near: bool) -> bool:
        """Whether it may be seen that an agency is involved; `near`: with a client of the viewer's agency."""
        allowed, kept = self.allowed, row.kept
        if row.agency == allowed.own:
            return True
        if kept not in _UNSEALED:
            return False
        if not self.opened.isdisjoint(row.records):
            return True
        if row.implied is not None:
            return self._contained(row.agency, near) and kept in allowed.shown
        exists = row.agency in allowed.existence or (near and row.agency in allowed.near_existence)
        if exists and kept in allowed.shown and self._none_hidden(service.kind for service in row.services):
            return True
        asked = row.agency in allowed.consented or (near and row.agency in allowed.near_consented)
        return asked and self._consented(row.consents or ())

    def _contained(self, agency: str, near: bool) -> bool:
        return agency in self.allowed.content or (near and agency in self.allowed.near_content)

    def _none_hidden(self, kinds: Iterable[str | None]) -> bool:
        hidden = self.allowed.hidden_kinds
        return not hidden or not any((kind or "") in hidden for kind in kinds)

    def _consented(self, consents: Iterable[raw.ConsentSaid]) -> bool:
        """Whether the person agrees to share with the viewer's agency, as the agency that holds the record says.

        A consent that may have ended is none, and one refusal outweighs any consent (seed rows 25 to 27).
        """
        limited = [one for one in consents if not one.agencies or self.allowed.own in one.agencies]
        if any((one.given or "") != "yes" for one in limited):
            return False
        return any(one.surely for one in limited)

    # Events

    def _holds(self, agency: str) -> bool:
        return agency == self.allowed.own

    def _challenge_shown(self, row: raw.Challenge) -> bool:
        """As of the challenging agency's rows; the agency that holds the row reads it, for it has to settle it.

        Not where that the agency knows the person is sensitive by its kind: it has to ring.
        """
        return self._content(row.agency) or (row.holder == self.allowed.own and self._none_hidden([row.kind]))

    def _settlement(self, row: raw.Settlement) -> raw.Settlement:
        """A settlement; what was found to be wrong, and why, is for the agency that holds the row."""
        return row if self._holds(row.agency) else _unexplained(row)

    def _event_shown(self, row: raw.EventRow) -> bool:
        return bool(row.known) and row.agency is not None and self._happening_shown(row)

    def _happening_shown(self, row: raw.EventRow) -> bool:
        allowed = self.allowed
        if row.agency == allowed.own:
            return True
        marks = [mark or "ordinary" for mark in row.marks]
        if self.opened and any(one.record in self.opened for one in row.concerned):
            return all(mark in _UNSEALED for mark in marks)
        if row.agency is None or not (row.agency in allowed.content or self._near_event(row)):
            return False
        return all(mark in allowed.shown for mark in marks) and self._none_hidden(row.service_kinds)

    def _near_event(self, row: raw.EventRow) -> bool:
        """Whether an agreement on clients opens an event: it concerns one."""
        return row.agency in self.allowed.near_content and any(
            one.record in formed.of and formed.of[one.record] in formed.clients
            for one in row.concerned
            if (formed := self.by_person.get(one.person)) is not None
        )

    def _content(self, agency: str) -> bool:
        return agency in self.allowed.content

    def _answered(self, row: raw.EnquiryRow | raw.ConsentRow) -> list[str]:
        if row.agency in self.allowed.content or row.record in self.opened:
            return self._of(row.person, row.record)
        return []

    def _housed(self, row: raw.HouseholdRecordRow) -> bool:
        kept = PlacedHousehold(row.kept.id, row.kept.agency, row.kept.text or "")
        if not self.allowed.discloses and shielded_at([kept], [row.kept, *row.shields]):
            return False
        return row.record.agency in self.allowed.content or not self.opened.isdisjoint(row.opened)


def allocating(rows: Iterable[raw.AllocatingRow], allowed: Permissions | None) -> set[str]:
    """The services of which an involvement that may be seen names an allocated worker."""
    return {
        row.service for row in rows
        if allowed is None or row.agency == allowed.own
        or (row.agency in allowed.existence and row.kept in allowed.shown)
    }


def flag_decisions(rows: Iterable[raw.FlagDecisionRow], allowed: Permissions | None) -> list[FlagDecision]:
    """The decisions on flags that may be seen, the newest first."""
    seen = [row for row in rows if allowed is None or row.agency in allowed.content]
    seen.sort(key=lambda row: row.id)
    seen.sort(key=lambda row: datetime.fromisoformat(row.decided_at.replace("Z", "+00:00")), reverse=True)
    return [
        FlagDecision(
            row.flag, row.digest, row.state, row.reason if allowed is None or row.agency == allowed.own else None
        )
        for row in seen
    ]


def _unexplained(row: raw.Settlement) -> raw.Settlement:
    """A settlement without what was found to be wrong, why and by whom."""
    return replace(row, was=None, value=None, reason=None, basis=None, by=None)


def _together(one: raw.InvolvementRow, other: raw.InvolvementRow) -> raw.InvolvementRow:
    """An involvement of which the store keeps the records of several persons."""
    return replace(one, records=sorted({*one.records, *other.records}))


def _each_key_once(rows: Iterable[Joined]) -> list[Joined]:
    """Ties or stays that the store keeps of several persons, each once with all that is asserted of it."""
    made: dict[tuple[str, ...], Joined] = {}
    for row in rows:
        if row.key in made:
            made[row.key].assertions += row.assertions
        else:
            made[row.key] = row
    return list(made.values())


def _each_once(rows: Iterable[raw.RecordRow]) -> list[raw.RecordRow]:
    return list({row.id: row for row in rows}.values())


def _places(edge: raw.EdgeRow) -> Iterable[int]:
    return range(len(edge.agency)) if edge.known is None else edge.known


def _assertion(edge: raw.EdgeRow, place: int) -> Assertion:
    surely_from = edge.surely_from or edge.maybe_from
    surely_to = edge.surely_to or edge.maybe_to
    return Assertion(
        edge.agency[place], edge.row[place], edge.kind[place], edge.valid_from[place], edge.valid_to[place],
        edge.maybe_from[place], surely_from[place], surely_to[place], edge.maybe_to[place], edge.to_record[place],
        edge.kept[place] if edge.kept else "ordinary",
    )


def _involvement(row: raw.InvolvementRow, person: str, *, content: bool) -> Involvement:
    """The involvement of one person; without `content`, what it is about is left out."""
    shown: Callable[[str | None], str | None] = (lambda value: value) if content else (lambda value: None)
    return Involvement(
        row.id, person, row.agency, row.provider, row.table, row.implied, row.status, shown(row.reason),
        shown(row.primary_need), shown(row.lead_professional), shown(row.sensitivity), row.valid_from, row.valid_to,
        row.maybe_from, row.surely_from, row.surely_to, row.maybe_to,
        sorted({service.service for service in row.services if service.known}),
        [Allocation(a.maybe_from, a.maybe_to, a.valid_to, a.worker) for a in row.allocations or ()],
        content,
    )


def _told(row: raw.ToldRow) -> Told:
    return Told(
        row.organisation, row.agency, row.service, row.status or "informed", row.at, row.at_first, row.at_last,
        row.recorded_at, row.how, row.by, row.basis, row.row, row.entry,
    )
