"""Records, raw rows and cases of them, built by hand: for tests of what agencies record, without a store.

    case = case_of([record("csc-1", "csc", "ana", family_name="Reed")])
    case.consents_of["ana"].append(consent("csc", "yes"))

Persons are called by names, which are their ids; a record's person is in `case.about` as if it had been asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from queries.access.permissions import Permissions
from queries.access.visible import Consent, Identifier, Person, Record, Stated
from queries.case import Case, Naming
from queries.context import Context
from queries.facts.rows import OrganisationRow, RecordRow, ServiceRow, Worker
from queries.facts.store import Directory, FactStore
from queries.validity import LAST

ON = date(2026, 3, 1)
NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


class _NoStore(FactStore):
    def __init__(self) -> None:
        """Nothing is asked of it."""


class RecordsCase(Case):
    """A case whose facts are all there, and a search that finds any of its records, or some that are hidden."""

    hidden: Iterable[str] = ()
    searches: int = 0
    batches: list[Naming]
    """Rows that name an organisation, as they are read, batch by batch."""

    async def people(self, ids: Iterable[str], *args: Any, **wanted: Any) -> dict[str, Person]:
        """Persons by name."""
        return {id: self.persons[id] for id in ids if id in self.persons}

    async def read(self, **wanted: Iterable[str]) -> None:
        """Nothing is left to read."""

    async def begin(self) -> None:
        """The directory is there."""

    async def naming(self, organisation: str, after: tuple[str, str], take: int) -> Naming:
        """The next batch."""
        return self.batches.pop(0)

    async def records_found(self, wanted: Mapping[str, Any], after: str, take: int) -> dict[str, list[str]]:
        """So many records beyond one of them, hidden ones too: a search is narrowed by no more than bounds."""
        self.searches += 1
        found = sorted(id for id in {*self.records, *self.hidden} if id > after)[:take]
        return {id: [one.id for one in self._alike(id)] or [id] for id in found}

    def _alike(self, id: str) -> list[Record]:
        return self.records_of[self.about[id]] if id in self.about else []

    async def read_about(self, records: Iterable[str], their: Iterable[str] = ()) -> None:
        """Whom they are about is known."""


def stated(**facts: Any) -> Stated:
    """What a record says; what is not given is not recorded."""
    return Stated(**{name: facts.get(name) for name in Stated.__struct_fields__})


def record(
    id: str, agency: str, person: str, *identifiers: str, whole: bool = True, **facts: Any
) -> Record:
    """One agency's record of a person; `identifiers` are verified, each `scheme:value`."""
    given = [Identifier(scheme, value, True, None) for scheme, _, value in (one.partition(":") for one in identifiers)]
    return Record(id, agency, person, id, "2026-01-01T00:00:00Z", None, None, stated(**facts), given, whole=whole)


def raw_record(
    id: str, agency: str, person: str, *identifiers: str, kept: str = "ordinary", **facts: Any
) -> RecordRow:
    """The same as the store gives it."""
    made = record(id, agency, person, *identifiers, **facts)
    return RecordRow(
        person, id, agency, made.recorded_at, made.local_id, None, None, made.stated, made.identifiers, kept
    )


def consent(
    agency: str, given: str | None, *, since: str = "2026-01-01", until: str | None = None, to: Iterable[str] = (),
    scope: str = "share", person: str = "ana",
) -> Consent:
    """A consent that an agency recorded of a person."""
    id = f"consent:{agency}-{given}-{since}"
    return Consent(id, person, agency, scope, given, list(to), None, since, until, since, until or LAST, None)


def worker(id: str, agency: str) -> Worker:
    """A worker of an agency's directory."""
    return Worker(id, id.title(), None, None, None, None, None, None, agency, True, None, None, None)


def case_of(
    records: Iterable[Record] = (), *, agencies: Mapping[str, str] | None = None,
    named: Mapping[str, str] | None = None, form: type[RecordsCase] = RecordsCase,
) -> RecordsCase:
    """A case of some records; `agencies` deliver, by id and kind, organisations are `named` by rows alone."""
    organisations = {id: OrganisationRow(id, id, kind, True) for id, kind in (agencies or {}).items()}
    organisations |= {id: OrganisationRow(id, name, None, None) for id, name in (named or {}).items()}
    services = {f"{id}-service": ServiceRow(f"{id}-service", id, *[None] * 8) for id in organisations}
    context = Context(ON, NOW, latest=True, asked_at=NOW)
    case = form(
        _NoStore(), context, None, now=True, directory=Directory((0, 0), organisations, services, {})
    )
    for one in records:
        case.records[one.id], case.about[one.id] = one, one.person
        case.records_of[one.person].append(one)
        case.persons.setdefault(one.person, Person(one.person, (one.person,), one.stated))
    return case


def sees(*content: str, own: str = "csc", **more: Any) -> Permissions:
    """What a worker of an agency may see: the content of the own agency and of some others."""
    seen = frozenset({own, *content})
    given: dict[str, Any] = {
        "existence": seen, "consented": seen, "shown": ("ordinary", "sensitive"), "hidden_kinds": frozenset[str](),
        "discloses": False, "today": ON, **more,
    }
    return Permissions(own, seen, **given)
