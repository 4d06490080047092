"""Who is involved with whom around persons, and which agencies can know of each other (seed rows 13, 29, 60).

An agency can know of another where a row of its own about the family names it (`queries.definitions.naming`), or where
the two were in contact: one told the other of something, both took part or hold a record of it, or a worker is
allocated in both (by registration). Contact of any time counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from queries.access.visible import Event, Involvement, Worker
from queries.case import Around, Case
from queries.definitions.events import dated, happened
from queries.definitions.family import Member, around
from queries.definitions.homes import home, know_homes, relates_during, together
from queries.definitions.involvements import at_work, contacts, each_once, know_contacts
from queries.definitions.knowledge import (
    PENDING,
    WITHHELD,
    know_related,
    know_rules,
    knowledge,
    row_for,
    rule_for,
)
from queries.definitions.naming import named_by
from queries.definitions.not_involved import beyond, know_beyond
from queries.definitions.persons import alive, child
from queries.definitions.ties import during
from queries.informing import PASSED_ON, Informing
from queries.rules import Rule

STEPS = 2
"""How far the family around the persons goes (DOMAIN, 'The family around a person')."""


@dataclass(frozen=True)
class MatrixAgency:
    """One agency, the members that it is involved with, whom to ring, and of which agencies it can know."""

    agency: str
    contacts: tuple[Worker, ...]
    people: tuple[str, ...]
    involvements: tuple[Involvement, ...]
    knows_of: tuple[str, ...]
    does_not_know_of: tuple[str, ...]


@dataclass(frozen=True)
class AgencyMatrix:
    """The person, the family around them, and the agencies involved with it, by id."""

    person: str
    people: tuple[str, ...]
    agencies: tuple[MatrixAgency, ...]


@dataclass(frozen=True)
class UntoldEvent:
    """An event, and the agencies that should know of it and of which nothing says that they do, or why not.

    `not_involved` are those of them that are not involved with the family yet, `missing_agencies` the kinds of agency
    that should know, of which there is none.
    """

    event: str
    rule: Rule
    agencies: tuple[str, ...]
    not_involved: tuple[str, ...] = ()
    missing_agencies: tuple[str, ...] = ()


@dataclass(frozen=True)
class MashCheck:
    """What a hub asks first of the persons in a contact.

    `people` are those asked about who are known, `lately` those who shared a home with one of them in the months
    before and are not in the family now, `children` the children of the family. Findings are derived by the rules:
    whoever answers `flags` asks them for `people`.
    """

    people: tuple[str, ...]
    family: tuple[Member, ...]
    lately: tuple[str, ...]
    agencies: tuple[MatrixAgency, ...]
    untold: tuple[UntoldEvent, ...]
    children: tuple[str, ...]


async def agency_matrix(case: Case, person: str) -> AgencyMatrix | None:
    """The agencies around a person, by any id they have or had; None where nobody is known."""
    found = await _surveyed(case, [person])
    if found is None:
        return None
    people = tuple(member.person for member in found.members)
    return AgencyMatrix(found.start[0], people[: case.bound], tuple(await case.apart(partial(_rows, case, found))))


async def mash_check(case: Case, people: Sequence[str]) -> MashCheck | None:
    """What is asked first of the persons in a contact; None where nobody is known.

    The case has to be opened with `since=context.linked_from`: who lived together lately is read of those months.
    """
    found = await _surveyed(case, people)
    if found is None:
        return None
    members = [member.person for member in found.members]
    children = sorted(person for person in members if alive(case, person) and child(case, person))
    return MashCheck(
        found.start,
        tuple(member for member in found.members if member.distance > 0)[: case.bound],
        tuple((await _lately(case, found.start, members))[: case.bound]),
        tuple(await case.apart(partial(_rows, case, found))),
        tuple((await _untold(case, found))[: case.bound]),
        tuple(children[: case.bound]),
    )


@dataclass(frozen=True)
class _Survey:
    """Persons, the family around them, each agency's involvements with it, and all that happened to it by the date."""

    start: tuple[str, ...]
    members: Sequence[Member]
    works: Mapping[str, Sequence[Involvement]]
    events: Sequence[Event]


async def _surveyed(case: Case, asked: Iterable[str]) -> _Survey | None:
    case.workers, case.events_since = True, date.min
    found = await case.people(asked, around=Around(STEPS, bring="involvements"))
    start = tuple(dict.fromkeys(person.id for person in found.values()))
    if not start:
        return None
    members = await around(case, start, STEPS)
    people = sorted(member.person for member in members)
    await case.read(involvements=people, consents=people, decisions=people, events_of=people, ever=people)
    events = {event.id: event for person in people for event in case.events_of[person]}
    await know_related(case, events)
    works = at_work(case, people)
    await know_contacts(case, works.items())
    past = [event for event in events.values() if (happened(case, event) or case.dates.on) <= case.dates.on]
    return _Survey(start, members, works, past)


def _rows(case: Case, found: _Survey) -> list[MatrixAgency]:
    knows = _known(case, found)
    made = []
    for agency, works in case.counted(found.works.items()):
        others = [other for other in found.works if other != agency]
        people = tuple(dict.fromkeys(work.person for work in works))
        some = each_once(sorted(works, key=lambda work: (work.person, work.id)))
        made.append(MatrixAgency(
            agency, tuple(contacts(case, agency, works)), people[: case.bound], some[: case.bound],
            tuple(other for other in others if other in knows[agency]),
            tuple(other for other in others if other not in knows[agency]),
        ))
    return made


def _known(case: Case, found: _Survey) -> dict[str, set[str]]:
    """By agency, of which it can know: those that its own rows name, and those it was in contact with."""
    named = named_by(case, (member.person for member in found.members), found.events)
    known = {agency: {*named.get(agency, ())} for agency in found.works}
    for parties in (*_contacts(case, found.events), *_shared_workers(case, found.works)):
        for agency in known.keys() & parties:
            known[agency] |= parties
    return known


def _contacts(case: Case, events: Iterable[Event]) -> Iterator[set[str]]:
    """Agencies that were in contact over an event: its owner with each that knows of it, and all who took part."""
    for event in case.counted(events):
        for agency, known in knowledge(case, event).items():
            if known.state not in (PENDING, WITHHELD):
                yield {event.agency, agency}
        yield {event.agency, *(party.organisation for party in event.parties if party.type == "TOOK_PART")}


def _shared_workers(case: Case, works: Mapping[str, Sequence[Involvement]]) -> Iterable[set[str]]:
    """Agencies in whose involvements one worker is or was allocated, by registration."""
    by_worker: dict[str, set[str]] = {}
    for agency, some in works.items():
        for work in some:
            for one in work.allocations:
                if one.worker.registration is not None and (one.maybe_from or "") <= case.dates.on:
                    by_worker.setdefault(one.worker.registration, set()).add(agency)
    return by_worker.values()


async def _untold(case: Case, found: _Survey) -> list[UntoldEvent]:
    """Events of the months before, newest first, that an agency should know of and does not."""
    recent = {
        event.id: by.day for event in found.events
        if event.kind in PASSED_ON and (by := dated(case, event)) is not None and by.last >= case.dates.linked_from
    }
    await know_rules(case, recent)
    rows = {id: row for id in sorted(recent) if (row := row_for(case, case.events[id])) is not None}
    await know_beyond(case, [person for id, row in rows.items() if row.beyond for person in case.events[id].people])
    made = await case.apart(
        lambda: [_not_told(case, found, case.events[id], row) for id, row in case.counted(rows.items())]
    )
    return sorted((one for one in made if one is not None), key=lambda one: recent[one.event], reverse=True)


def _not_told(case: Case, found: _Survey, event: Event, row: Informing) -> UntoldEvent | None:
    """The agencies that an event's rule says should know of it and that do not; None where there is none."""
    settled = {agency for agency, known in knowledge(case, event).items() if known.state != PENDING}
    others = beyond(case, event, row, found.works.keys())
    inside = {agency for agency, works in found.works.items() if rule_for(case, row, works) is not None} - settled
    outside = {one.agency for one in others.agencies} - settled
    if not (inside or outside or others.missing):
        return None
    return UntoldEvent(
        event.id, row.rule, tuple(sorted(inside | outside)), tuple(sorted(outside)), others.missing
    )


async def _lately(case: Case, asked: Iterable[str], members: Collection[str]) -> list[str]:
    """Who shared a home with one of some persons within the window, and is none of the members, by id."""
    stays = [
        stay for person in asked for stay in case.stays_of[person] if during(case, stay) and relates_during(case, stay)
    ]
    places = [stay.address for stay in stays]
    await know_homes(case, places)
    await case.read(homes=[place for place in places if home(case, place)])
    return sorted({
        other.person
        for stay in stays if home(case, stay.address)
        for other in case.residents[stay.address]
        if other.person not in members and relates_during(case, other) and together(case, stay, other)
    })
