"""A case of visible facts built by hand: for tests of questions and definitions, without a store.

    facts = Facts()
    facts.person("mum", "1990-01-01")
    facts.person("kid", "2016-05-01")
    facts.tie("mum", "parent", "kid")
    facts.involved("drugs", "mum")
    facts.event("relapse", "drugs", "relapse", "2026-02-10", "mum", told=[told("csc", "2026-02-11")])
    answer = await agencies_not_informed(facts.case(), "relapse")

Persons, events and involvements are called by the names given, which are their ids. Everything counts as read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from msgspec.structs import replace

from graph.dates import partial_date
from graph.model import FAMILY_EDGE
from queries.access.permissions import Permissions
from queries.access.visible import (
    Address,
    Allocation,
    Assertion,
    Enquiry,
    Event,
    Household,
    Involvement,
    Other,
    Party,
    Person,
    Record,
    Stated,
    Stay,
    Tie,
    Told,
    Visible,
    Worker,
)
from queries.case import Around, Case
from queries.context import Context
from queries.facts.rows import ExtractRow, OrganisationRow, ServiceRow
from queries.facts.store import Directory, FactStore
from queries.validity import FIRST, LAST

ON = date(2026, 3, 1)
KNOWN_AT = datetime(2026, 6, 30, 12, tzinfo=UTC)

class CaseInMemory(Case):
    """A case whose facts are all there: whatever a question reads has been read."""

    async def people(
        self, ids: Iterable[str], their: Iterable[str] = (), around: Around | None = None
    ) -> dict[str, Person]:
        """Persons by name."""
        return {id: self.persons[id] for id in ids if id in self.persons}

    async def _wave(
        self, wanted: Mapping[str, Iterable[str]], their: Iterable[str] = (), around: Around | None = None
    ) -> None:
        for kind, ids in wanted.items():
            self._have[kind].update(ids)

    async def _read_ever(self, ties: Iterable[str], stays: Iterable[str]) -> None:
        for person in ties:
            self.all_ties_of[person] = self.ties_of[person]
        for person in stays:
            self.all_stays_of[person] = self.stays_of[person]

    async def _read_officers(self, agencies: Iterable[str]) -> None:
        for agency in agencies:
            self.officers.setdefault(agency, [])

    async def sights(self, people: Iterable[str], attempts: Iterable[str]) -> list[str]:
        """All events are there."""
        return []

    async def _read_beside(self, wanted: Mapping[str, Iterable[str]]) -> None:
        """What is kept beside rows is put in by hand."""

    async def begin(self) -> None:
        """The directory is there."""


@dataclass
class Facts:
    """Visible facts, put together by name."""

    kinds: Mapping[str, str] = field(default_factory=dict)
    """The kinds of agencies; those that are not named are `other`."""
    found: Visible = field(default_factory=Visible)
    agencies: dict[str, OrganisationRow] = field(default_factory=dict)
    extracts: dict[str, list[ExtractRow]] = field(default_factory=dict)
    officers: dict[str, list[Worker]] = field(default_factory=dict)
    services: dict[str, ServiceRow] = field(default_factory=dict)
    """Services besides the default one of each agency."""

    def case(
        self, on: date = ON, since: date | None = None, closed_within: int = 0, *, allowed: Permissions | None = None,
        context: Context | None = None,
    ) -> CaseInMemory:
        """The case of these facts on a date, for who sees all: or in a context, for who may see so much."""
        services = {f"{id}-service": _service(id, one.kind) for id, one in self.agencies.items()} | self.services
        directory = Directory((0, 0, 0), self.agencies, services, self.extracts)
        made = CaseInMemory(
            _NO_STORE, context or Context(on, KNOWN_AT, latest=True), allowed, now=True, closed_within=closed_within,
            since=since, directory=directory,
        )
        made._keep(self.found)
        made.officers.update(self.officers)
        return made

    def agency(self, id: str) -> str:
        """An agency that delivers; what names an agency makes it."""
        self.agencies.setdefault(id, OrganisationRow(id, id.title(), self.kinds.get(id, "other"), True))
        return id

    def service(self, agency: str, kind: str | None = None, area: str | None = None) -> str:
        """A service of an agency besides its default one."""
        id = f"{self.agency(agency)}-{kind}-{area}"
        self.services[id] = ServiceRow(id, agency, None, kind, area, None, None, None, None, f"0100 {agency}")
        return id

    def person(
        self, name: str, born: str | None = None, died: str | None = None, *, due: str | None = None,
        sex: str | None = None,
    ) -> str:
        """A person, by a date of birth of any precision, or the day on which they are due."""
        birth, death = _window(born), _window(died)
        stated = Stated(
            None, name, None, born, *birth, due, *_window(due), died, *death, sex, None, None, None, None
        )
        self.found.persons[name] = Person(name, (name,), stated)
        return name

    def record(self, agency: str, person: str, born: str | None = None) -> None:
        """An agency's record of a person, of the same name; with a date of birth of its own, if given."""
        said = self.found.persons[person].stated
        stated = replace(said, date_of_birth=born or said.date_of_birth)
        id = f"{self.agency(agency)}-record-of-{person}"
        self.found.records.append(Record(id, agency, person, person, "2026-02-01", None, None, stated, []))

    def tie(self, one: str, type: str, other: str, *, agency: str = "csc", since: str = "", until: str = "") -> None:
        """One is the TYPE of the other."""
        edge = FAMILY_EDGE[type]
        asserted = assertion(self.agency(agency), f"{one}-{type}-{other}", since, until)
        self.found.ties.append(Tie(edge, type, one, other, [asserted]))

    def home(self, place: str, *people: str, kind: str | None = None, since: str = "", until: str = "") -> None:
        """Persons live at an address; more of them, and others' times, by calling it again."""
        households = [Household(place, self.agency("csc"), kind)]
        self.found.addresses.setdefault(place, Address(place, None, households))
        for person in people:
            asserted = assertion("csc", f"{person}-at-{place}", since, until, to_record=place)
            self.found.stays.append(Stay(person, place, [asserted]))

    def involved(
        self, agency: str, person: str, status: str = "open", *, since: str = "2025-06-01", until: str | None = None,
        provider: str | None = None, workers: Sequence[Worker] = (), implied: str | None = None,
        service: str | None = None, content: bool = True, lead: str | None = None,
    ) -> str:
        """An agency's record that it, or a `provider`, is involved with a person."""
        whose = self.agency(provider or agency)
        id = f"{self.agency(agency)}-{person}-{len(self.found.involvements)}"
        ended = until or LAST
        self.found.involvements.append(Involvement(
            id, person, agency, whose, None, implied, status, None, None, lead, None, since, until, since, since, ended,
            ended, [service or f"{whose}-service"], [Allocation(None, None, None, one) for one in workers],
            content=content,
        ))
        return id

    def registered(self, agency: str, person: str, practice: str) -> str:
        """An agency's record of a person names their GP practice."""
        self.kinds = {**self.kinds, practice: "gp"}
        return self.involved(agency, person, provider=practice, implied="gp", since=FIRST)

    def event(
        self, id: str, agency: str, kind: str, on: str | None, *people: str, told: Sequence[Told] = (),
        took_part: Sequence[str] = (), to_agency: str | None = None, after: Sequence[str] = (),
        same: Sequence[Other] = (), until: str | None = None, **more: Any,
    ) -> Event:
        """Something that happened to persons, on a day of any precision."""
        first, last = _window(on)
        parties = [Party(self.agency(one), "TOOK_PART") for one in took_part]
        parties += [Party(self.agency(to_agency), "REFERRED_TO")] if to_agency else []
        for one in told:
            self.agency(one.organisation)
        made = Event(
            id, self.agency(agency), id, kind, on, first, last, until, _window(until)[1], more.get("category"), None,
            None, None, None, "2026-03-31T22:00:00Z", sorted(people), more.get("seen", []), more.get("spoken_to", []),
            list(told), parties, list(same), [Other(one, True) for one in after], f"{agency}-service",
            more.get("involvement"), more.get("seen_how"),
        )
        self.found.events[id] = made
        return made

    def asked(self, agency: str, person: str, question: str, answer: str, on: str | None = None) -> None:
        """An agency asked a person something."""
        id = f"{self.agency(agency)}-{person}-{question}-{len(self.found.enquiries)}"
        self.found.enquiries.append(Enquiry(id, person, agency, question, answer, on, _window(on)[0], None))

    def delivered(
        self, agency: str, at: str, state: str = "complete", *, covers: tuple[str, str] | None = None
    ) -> None:
        """An agency's delivery, by when it was extracted and what days it covers."""
        first, last = covers or (None, None)
        self.extracts.setdefault(self.agency(agency), []).append(ExtractRow(agency, state, at, first, last))


def assertion(agency: str, row: str, since: str = "", until: str = "", *, to_record: str = "") -> Assertion:
    """One agency's row that asserts a tie or a stay."""
    start, end = since or FIRST, until or LAST
    return Assertion(agency, row, "", since, until, start, start, end, end, to_record)


def told(
    organisation: str, at: str | None = None, status: str = "informed", *, agency: str = "drugs",
    recorded_at: str = "2026-03-31T22:00:00Z", basis: str | None = None, how: str | None = None,
) -> Told:
    """An agency's row that an organisation was told; `at` is a day or an instant."""
    instant = None if at is None else at if "T" in at else f"{at}T12:00:00Z"
    row = f"{organisation}-{at}-{status}"
    return Told(organisation, agency, None, status, at, instant, instant, recorded_at, how, None, basis, row, None)


def worker(id: str, agency: str, *, registration: str | None = None, serving: bool = True) -> Worker:
    """A worker of an agency's directory."""
    phone = f"0100 {id}"
    return Worker(id, id.title(), None, registration, phone, None, None, None, agency, serving, None, FIRST, LAST)


class _NoStore(FactStore):
    def __init__(self) -> None:
        """Nothing is asked of it."""


_NO_STORE = _NoStore()


def _service(agency: str, kind: str | None) -> ServiceRow:
    return ServiceRow(f"{agency}-service", agency, None, kind, None, None, None, None, None, None)


def _window(text: str | None) -> tuple[str | None, str | None]:
    """The first and last day that a date of any precision may mean."""
    if text is None:
        return None, None
    meant = partial_date(text)
    return meant.first.isoformat(), meant.last.isoformat()
