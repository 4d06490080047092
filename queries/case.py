"""A family's working set: the visible facts that one question has read, and what is read next, in waves.

A question is a plain function over a `Case`. What it still needs it asks for with `read`, for all persons at once; the
facts pass the one filter as they enter, so that a case never holds what its viewer may not see. Between waves a guard
compares the store's stamp: where a delivery, an entry or a decision came between, the question is asked anew.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any, TypeVar

from graph.ids import own_record
from queries.access.filter import allocating, decisions, visible
from queries.access.policy import Policy, shipped
from queries.access.sight import Sight, sight
from queries.access.visible import (
    Address,
    Assertion,
    Consent,
    Enquiry,
    Event,
    FlagDecision,
    Involvement,
    Person,
    Record,
    Stay,
    Tie,
    Visible,
)
from queries.context import Context
from queries.facts.rows import ExtractRow, OrganisationRow, ServiceRow, Worker
from queries.facts.statements import statement
from queries.facts.store import Directory, FactStore, StoreUnavailable
from queries.validity import Dates

T = TypeVar("T")

CROWD = 40
"""Where more than this were ever recorded to live, a walk does not go through on the way: who lives there is read
by itself, and only where the place may be a home."""
TIMES_ANEW = 2
"""How often a question is asked anew because the store changed between two of its waves."""
LOADING_SECONDS = 30.0
"""For so long after something was being loaded, questions are asked as known at a time straight away."""

_KINDS = (
    "records", "events", "around", "ties", "stays", "homes", "events_of", "involvements", "enquiries", "consents",
    "persons", "recorded", "alike",
)
"""Lists of ids that the statement `case` takes."""
_BY_PERSON = ("ties", "stays", "involvements", "enquiries", "consents", "recorded", "events_of", "alike")
"""Those whose ids are of persons."""


class Changed(Exception):
    """The store changed between two waves of a question."""


class NotNow(Exception):
    """Something is being loaded, or is of a later time: what is known now cannot be asked the short way."""


@dataclass(frozen=True)
class Around:
    """A walk around persons: how many steps, and what it brings along of those whom it meets.

    `bring`: '' for nothing, 'involvements' of everybody, 'children' for involvements of those alone who may be
    children. `homes`: whether the second step goes through shared homes too.
    """

    steps: int
    bring: str = ""
    homes: bool = True


class Case:
    """The facts of one question, for one viewer, date and time of knowledge.

    `since` opens the window of ties, stays and events that are read (by default the date alone).
    """

    def __init__(
        self,
        store: FactStore,
        context: Context,
        seen: Sight | None,
        *,
        now: bool,
        loading: Iterable[str] = (),
        closed_within: int = 0,
        since: date | None = None,
        directory: Directory | None = None,
    ) -> None:
        self.context = context
        self.dates = Dates(context, since, closed_within)
        self.bound = context.terms.list_bound
        self.workers = False
        """Whether involvements are read with the workers allocated to them."""
        self.events_since = date.fromisoformat(self.dates.since)
        """The first day whose events are read of persons (`events_of`)."""
        self.persons: dict[str, Person] = {}
        self.records: dict[str, Record] = {}
        self.records_of: dict[str, list[Record]] = defaultdict(list)
        self.identified: dict[str, list[Record]] = defaultdict(list)
        """By verified identifier, the records that hold it."""
        self.ties: dict[tuple[str, str, str], Tie] = {}
        self.ties_of: dict[str, list[Tie]] = defaultdict(list)
        self.stays: dict[tuple[str, str], Stay] = {}
        self.stays_of: dict[str, list[Stay]] = defaultdict(list)
        self.residents: dict[str, list[Stay]] = defaultdict(list)
        """By address, the stays there that were read."""
        self.addresses: dict[str, Address] = {}
        self.involvements_of: dict[str, list[Involvement]] = defaultdict(list)
        self.involvements: dict[str, Involvement] = {}
        self.events: dict[str, Event] = {}
        self.events_of: dict[str, list[Event]] = defaultdict(list)
        self.enquiries_of: dict[str, list[Enquiry]] = defaultdict(list)
        self.consents_of: dict[str, list[Consent]] = defaultdict(list)
        self.all_ties_of: dict[str, list[Tie]] = {}
        """By person, all ties ever known, of those of whom they were read (`ever_ties`, `ever`)."""
        self.all_stays_of: dict[str, list[Stay]] = {}
        """Likewise all stays (`ever_stays`)."""
        self.holding: dict[int, list[Assertion]] = {}
        self.homes: dict[str, bool] = {}
        """What `queries.definitions` have worked out of a tie or stay, by its identity, and of an address."""
        self.officers: dict[str, list[Worker]] = {}
        self.allocates: dict[str, bool] = {}
        """By service, whether its records name allocated workers at all."""
        self.decisions: dict[str, list[FlagDecision]] = {}
        """By flag, what was decided of it, the newest first."""
        self.decided: dict[str, int] = {}
        """By flag, how often it was decided upon, as the viewer's agency counts."""
        self.about: dict[str, str] = {}
        self._store, self._sight, self._now = store, seen, now
        self._have: dict[str, set[str]] = defaultdict(set)
        self._stamp: list[int] | None = None
        self._directory = directory
        self._given = {**_parameters(context, self.dates, seen), "loading": list(loading)}

    # --- reading

    async def person(self, id: str, **wanted: Any) -> Person | None:
        """The person whom an id means, now or formerly; None where nobody is known by it to the viewer.

        `wanted` is read with it: `their`, kinds of facts of that person, or `around`, a walk.
        """
        return (await self.people([id], **wanted)).get(id)

    async def people(
        self, ids: Iterable[str], their: Iterable[str] = (), around: Around | None = None
    ) -> dict[str, Person]:
        """By id, the persons whom some ids mean, now or formerly; those known to the viewer."""
        asked = {id: own_record(id) for id in ids}
        await self._wave({"records": asked.values()}, their=their, around=around)
        return {
            id: self.persons[person] for id, record in asked.items() if (person := self.about.get(record)) is not None
        }

    async def read(self, **wanted: Iterable[str]) -> None:
        """Read facts by kind, for ids as told: `persons`, `ties`, `stays`, `involvements`, `recorded` (records),
        `enquiries`, `consents`, `events_of` of persons; `alike`, the records of persons, and of whoever holds the same
        verified identifier as they or as anybody in events read with these; `homes` (who lives there) of addresses;
        `events`; `officers` of agencies; `allocates`, whether the records of services name workers; `decisions` on
        flags. `ever_ties` and `ever_stays` are all that were ever known of persons, `ever` all ties of those alone whom
        no date makes a child or an adult. What was read before is not read again.
        """
        ever, officers = wanted.pop("ever", ()), wanted.pop("officers", ())
        services, flags = wanted.pop("allocates", ()), wanted.pop("decisions", ())
        ties, stays = wanted.pop("ever_ties", ()), wanted.pop("ever_stays", ())
        await self._wave(wanted)
        await self._read_ever([*ties, *self._undated(ever)], stays)
        await self._read_officers(officers)
        await self._read_allocating(services)
        await self._read_decisions(flags)

    async def walk(self, around: Around, *, people: Iterable[str] = (), events: Iterable[str] = ()) -> None:
        """Read everything around some persons, or around those whom some events concern."""
        await self._wave({"around": people, "events": events}, around=around)

    async def _wave(
        self, wanted: Mapping[str, Iterable[str]], their: Iterable[str] = (), around: Around | None = None
    ) -> None:
        """One statement for what of this has not been read yet."""
        fresh = {kind: self._fresh(kind, ids) for kind, ids in wanted.items()}
        if not any(fresh.values()):
            return
        columns = await self._columns("case", self._asked(fresh, their, around))
        found = visible(columns, self._sight)
        self._keep(found)
        for kind, ids in fresh.items():
            self._have[kind].update(ids)
        self._settle(columns, found, their, around)

    def _asked(
        self, wanted: Mapping[str, Iterable[str]], their: Iterable[str] = (), around: Around | None = None,
        *, ever: bool = False,
    ) -> dict[str, Any]:
        """The parameter of the statement `case`. Whose rows are asked for is read with them: rows name persons."""
        lists = {kind: self._stored(kind, wanted.get(kind, ())) for kind in _KINDS}
        named = [lists["persons"], *(lists[kind] for kind in _BY_PERSON)]
        lists["persons"] = list(dict.fromkeys(id for ids in named for id in ids))
        return {
            **self._given, **lists,
            "their": list(their), "workers": self.workers, "ever": ever, "events_since": self.events_since,
            "steps": around.steps if around else 0, "bring": around.bring if around else "",
            "next_homes": around.homes if around else False,
        }

    def _fresh(self, kind: str, ids: Iterable[str]) -> list[str]:
        have = self._have[kind]
        return [id for id in dict.fromkeys(ids) if id not in have]

    def _stored(self, kind: str, ids: Iterable[str]) -> list[str]:
        """Persons by the ids that the store has of them; other ids as they are."""
        if kind in ("records", "events", "homes"):
            return list(ids)
        return list(dict.fromkeys(self.persons[id].stored for id in ids if id in self.persons))

    async def _columns(self, name: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """The typed columns of a statement. Raises `NotNow` or `Changed`."""
        columns = await self._store.read(statement(name), given, now=self._now)
        if self._now and (columns["loading"] or columns["later"]):
            raise NotNow
        if self._stamp is None:
            self._stamp, permitted_by = columns["stamp"], self._directory
            self._directory = await self._store.directory((*self._stamp[:2], columns["loading"]))
            if permitted_by is not None and permitted_by is not self._directory:
                raise Changed  # permissions name agencies, and rest on the directory as it was
        if columns["stamp"] != self._stamp:
            raise Changed
        return columns

    def _undated(self, ids: Iterable[str]) -> list[str]:
        """Those of some persons whom no date makes a child or an adult."""
        return [
            id for id in ids if id in self.persons and self.dates.child_by_date(self.persons[id].stated) is None
        ]

    async def _read_ever(self, ties: Iterable[str], stays: Iterable[str]) -> None:
        """All ties and stays that were ever known of some persons."""
        wanted = {
            "ties": [id for id in dict.fromkeys(ties) if id not in self.all_ties_of],
            "stays": [id for id in dict.fromkeys(stays) if id not in self.all_stays_of],
        }
        if not any(wanted.values()):
            return
        found = visible(await self._columns("case", self._asked(wanted, ever=True)), self._sight)
        self._keep_persons(found)
        self.all_ties_of.update((id, []) for id in wanted["ties"])
        self.all_stays_of.update((id, []) for id in wanted["stays"])
        for tie in found.ties:
            for end in {tie.start, tie.end}.intersection(wanted["ties"]):
                self.all_ties_of[end].append(tie)
        for stay in found.stays:
            if stay.person in wanted["stays"]:
                self.all_stays_of[stay.person].append(stay)

    async def _read_officers(self, agencies: Iterable[str]) -> None:
        fresh = [agency for agency in dict.fromkeys(agencies) if agency not in self.officers]
        if not fresh:
            return
        columns = await self._columns("officers", {**self._given, "officers": fresh})
        self.officers.update((agency, []) for agency in fresh)
        for worker in columns["officers"]:
            self.officers[worker.agency].append(worker)

    async def _read_allocating(self, services: Iterable[str]) -> None:
        fresh = [service for service in dict.fromkeys(services) if service not in self.allocates]
        if not fresh:
            return
        columns = await self._columns("allocating", {**self._given, "services": fresh})
        found = allocating(columns["allocating"], self._sight)
        self.allocates.update((service, service in found) for service in fresh)

    async def _read_decisions(self, flags: Iterable[str]) -> None:
        fresh = [flag for flag in dict.fromkeys(flags) if flag not in self.decisions]
        if not fresh:
            return
        columns = await self._columns("flags", {**self._given, "flags": fresh})
        self.decisions.update((flag, []) for flag in fresh)
        for decision in decisions(columns["decisions"], self._sight):
            self.decisions[decision.flag].append(decision)
        self.decided.update(dict.fromkeys(fresh, 0) | dict(columns["versions"]))

    async def own_records(self, start: str, take: int) -> list[str]:
        """So many ids of the viewer's own agency's records of persons, from one on."""
        columns = await self._columns("own_records", {**self._given, "from": start, "take": take})
        ids: list[str] = columns["ids"]
        return ids

    # --- keeping

    def _keep(self, found: Visible) -> None:
        self._keep_persons(found)
        for tie in found.ties:
            if tie.key not in self.ties:
                self.ties[tie.key] = tie
                for end in (tie.start, tie.end):
                    self.ties_of[end].append(tie)
        for stay in found.stays:
            if stay.key not in self.stays:
                self.stays[stay.key] = stay
                self.stays_of[stay.person].append(stay)
                self.residents[stay.address].append(stay)
        self._keep_rows(found)

    def _keep_persons(self, found: Visible) -> None:
        self.about.update(found.about)
        for id, person in found.persons.items():
            self.persons.setdefault(id, person)
            self._have["persons"].add(id)
        for record in found.records:
            if record.id not in self.records and record.person in self.persons:
                self.records[record.id] = record
                self.records_of[record.person].append(record)
                for identifier in record.verified:
                    self.identified[identifier].append(record)
        self.addresses.update(found.addresses)

    def _keep_rows(self, found: Visible) -> None:
        for involvement in found.involvements:
            kept = self.involvements_of[involvement.person]
            if all(one.id != involvement.id for one in kept):
                kept.append(involvement)
                self.involvements.setdefault(involvement.id, involvement)
        for event in found.events.values():
            if event.id not in self.events:
                self.events[event.id] = event
                self._have["events"].add(event.id)
                for person in event.people:
                    self.events_of[person].append(event)
        for enquiry in found.enquiries:
            self.enquiries_of[enquiry.person].append(enquiry)
        for consent in found.consents:
            self.consents_of[consent.person].append(consent)

    def _settle(
        self, columns: Mapping[str, Any], found: Visible, their: Iterable[str], around: Around | None
    ) -> None:
        """Note what a wave has read whole beyond what it was asked for by id."""
        self._have["homes"].update(columns["homes"])
        self._have["alike"].update(self._formed(found, columns["compared"]))
        named = {self.about[record] for record in found.about}
        for kind in their:
            self._have[kind].update(named)
        if around is None:
            return
        for kind in ("ties", "stays"):
            self._have[kind].update(self._formed(found, columns["start"]))
        if around.steps > 1:
            met = self._formed(found, columns["next"])
            self._have["ties"].update(met)
            if around.homes:
                self._have["stays"].update(met)
        if around.bring:
            self._have["involvements"].update(self._formed(found, columns["involved"]))

    @staticmethod
    def _formed(found: Visible, stored: Iterable[str]) -> Iterable[str]:
        return (person for id in stored for person in found.formed.get(id, ()))

    def has(self, kind: str, id: str) -> bool:
        """Whether facts of a kind have been read of somebody, or who lives at an address."""
        return id in self._have[kind]

    # --- the directory

    @property
    def directory(self) -> Directory:
        """Organisations, services and deliveries; there once anything has been read."""
        assert self._directory is not None, "a case knows the directory once it has read anything"
        return self._directory

    def organisation(self, id: str | None) -> OrganisationRow | None:
        """An agency, or an organisation that records name."""
        return self.directory.organisations.get(id) if id is not None else None

    def service(self, id: str | None) -> ServiceRow | None:
        """A service."""
        return self.directory.services.get(id) if id is not None else None

    @staticmethod
    def extracted(extract: ExtractRow) -> datetime:
        """When a delivery was extracted."""
        return _moment(extract.extracted_at)

    async def begin(self) -> None:
        """Read the directory as it stands, for a question that reads no facts of persons."""
        if self._stamp is None:
            await self._columns("stamp", self._given)

    # --- the viewer

    @property
    def sees_all(self) -> bool:
        """Whether everything that is recorded may be seen."""
        return self._sight is None

    @cached_property
    def own_agency(self) -> str | None:
        """The viewer's agency; None for who sees all."""
        return None if self._sight is None else self._sight.own

    def content(self, agency: str) -> bool:
        """Whether an agency's rows may be seen."""
        return self._sight is None or agency in self._sight.content


@lru_cache(1 << 12)
def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _parameters(context: Context, dates: Dates, seen: Sight | None) -> dict[str, Any]:
    """What every statement is given. Lists of agencies are bounds: the filter decides."""
    bounds: dict[str, Any] = {
        "own": "", "content": [], "existence": [], "opened": [], "consented": [], "shown": [], "hidden_kinds": [],
    }
    if seen is not None:
        bounds = {
            "own": seen.own,
            "content": sorted(seen.content | seen.near_content),
            "existence": sorted(
                seen.existence | seen.near_existence | seen.consented | seen.near_consented
            ),
            "opened": sorted({*seen.opened, *seen.identified}),
            "consented": sorted(seen.consented | seen.near_consented),
            "shown": list(seen.shown),
            "hidden_kinds": sorted(seen.hidden_kinds),
        }
    return {
        **bounds, "all": seen is None, "known_at": context.known_at, "on": context.on,
        "since": date.fromisoformat(dates.since), "crowd": CROWD,
        "born_after": date.fromisoformat(dates.born_after), "today": seen.today if seen else context.on,
    }


@dataclass
class Cases:
    """Opens cases on one store: settles what the viewer may see and how knowledge is asked, and guards the answer."""

    store: FactStore
    policy: Policy = field(default_factory=shipped)
    _loading_until: float = 0.0

    async def ask(
        self,
        context: Context,
        work: Callable[[Case], Awaitable[T]],
        *,
        closed_within: int = 0,
        since: date | None = None,
    ) -> T:
        """The answer of a question that reads one state of the store.

        Raises `StoreUnavailable` where the store kept changing, `MayNotSee` where the viewer may ask nothing.
        """
        now = context.latest and time.monotonic() >= self._loading_until
        for _ in range(TIMES_ANEW + 2):
            case = await self._opened(context, now, closed_within, since)
            try:
                return await work(case)
            except NotNow:
                now, self._loading_until = False, time.monotonic() + LOADING_SECONDS
            except Changed:
                continue
        raise StoreUnavailable("The records changed while they were read. Ask again in a moment.")

    async def _opened(self, context: Context, now: bool, closed_within: int, since: date | None) -> Case:
        directory = None if context.viewer.sees_all else await self.store.directory()
        seen = None if directory is None else self.permissions(context, directory)
        loading = [] if now else (await self.store.run(statement("loading").now, {}))["loading"]
        return Case(
            self.store, context, seen, now=now, loading=loading, closed_within=closed_within, since=since,
            directory=directory,
        )

    def permissions(self, context: Context, directory: Directory) -> Sight:
        """What the viewer of a context may see. Raises `MayNotSee` where nothing may be asked."""
        kinds = {one.id: one.kind for one in directory.organisations.values() if one.delivers}
        return sight(self.policy, context, kinds)
