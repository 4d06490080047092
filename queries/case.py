"""A family's working set: the visible facts that one question has read, and what is read next, in waves.

A question is a plain function over a `Case`. What it still needs it asks for with `read`, for all persons at once; the
facts pass the one filter as they enter, so that a case never holds what its viewer may not see. Between waves a guard
compares the store's stamp: where a delivery, an entry or a decision came between, the question is asked anew.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property, lru_cache
from math import ceil
from typing import Any, Protocol, TypeVar

from neo4j import AsyncDriver

from graph.ids import address_of_place, own_person, own_record
from queries.access.filter import allocating, flag_decisions, visible
from queries.access.grants import (
    Grant,
    GrantNotInForce,
    Notice,
    Opened,
    in_force,
    notices_after,
    opened_by,
    visible_grant,
)
from queries.access.permissions import MayNotSee, Permissions, answering_subjects, permitted
from queries.access.policy import Policy, Sources, shipped
from queries.access.subject import HeldAbout, Lookups, held_about, lookups
from queries.access.visible import (
    Address,
    Assertion,
    Challenge,
    Consent,
    Enquiry,
    Event,
    FlagDecision,
    HouseholdRecord,
    Involvement,
    Person,
    Record,
    Settlement,
    SharingDecision,
    Stay,
    Tie,
    Visible,
    Worker,
)
from queries.context import Context, Glass
from queries.facts.rows import (
    ExtractRow,
    FoundRow,
    LinkRow,
    Listed,
    OrganisationRow,
    ProfessionalRow,
    ServiceRow,
    WhoseRow,
)
from queries.facts.statements import statement
from queries.facts.store import Directory, FactStore, StoreUnavailable
from queries.step import Step
from queries.validity import Dates

T = TypeVar("T")

KEPT_CHANGING = "The records changed while they were read. Ask again in a moment."
CROWD = 40
"""Where more than this were ever recorded to live, a walk does not go through on the way: who lives there is read
by itself, and only where the place may be a home."""
MANY_ROWS, MUCH = 1_000, 200
"""From so many rows of one read, or so many ties, stays, involvements and events of a case, a step is done in a thread:
what grows with the square of these takes longer than the event loop may be held."""
PERSONS_AT_ONCE, EVENTS_AT_ONCE = 250, 1_000
"""Ids of persons, or of addresses, and of events that one statement takes: the driver decodes what it gives in one
step, which for 1,500 persons holds the event loop for some 40 ms."""
TIMES_ANEW = 3
"""How often a question is asked anew: because something is being loaded, and twice because the store changed between
two of its waves."""

_KINDS = (
    "records", "events", "around", "ties", "stays", "homes", "events_of", "involvements", "enquiries", "consents",
    "persons", "recorded", "involvement_ids", "decisions", "alike",
)
"""Lists of ids that the statement `case` takes."""
_BY_PERSON = ("ties", "stays", "involvements", "enquiries", "consents", "recorded", "events_of", "decisions", "alike")
"""Those whose ids are of persons."""
_BESIDE = ("challenges", "entries", "households", "professionals")
"""Lists of ids that the statement `beside` takes."""
_ROWS = ("persons", "records", "ties", "stays", "involvements", "events", "enquiries", "consents", "decisions")
"""Columns of the statement `case` whose rows the filter goes through."""
_NOT_PERSONS = ("records", "events", "homes", "involvement_ids", *_BESIDE)


def _unlimited(seconds: float) -> None:
    """Let a question take as much processor time as it needs."""


class AskAnew(Exception):
    """The question has to be asked anew, in a new case."""


class Counting(Protocol):
    """Counts the rows of a list, on all its pages; hashable."""

    def __hash__(self) -> int:
        """Equal lists are counted once."""

    async def count(self, case: Case) -> int | None:
        """How many there are that may be seen; None where they are too many to be counted."""


Reading = Callable[["Case", Iterable[Any]], Awaitable[None]]
_SEVERAL: dict[str, Reading] = {}


def reads(kind: str) -> Callable[[Reading], Reading]:
    """Register a function that reads a kind of facts in several waves, each as far as the one before says."""

    def register(reading: Reading) -> Reading:
        _SEVERAL[kind] = reading
        return reading

    return register


class Changed(AskAnew):
    """The store changed between two waves of a question."""


class NotNow(AskAnew):
    """Something is being loaded, or is of a later time: what is known now cannot be asked the short way."""


@reads("counts")
async def know_counts(case: Case, lists: Iterable[Counting]) -> None:
    """Count the rows of lists."""
    for one in lists:
        if one not in case.counts:
            case.counts[one] = await one.count(case)


@dataclass(frozen=True)
class Around:
    """A walk around persons: how many steps, and what it brings along of those whom it meets.

    `bring`: '' for nothing, 'involvements' of everybody, 'children' for involvements of those alone who may be
    children. `homes`: whether the second step goes through shared homes too.
    """

    steps: int
    bring: str = ""
    homes: bool = True


@dataclass(frozen=True)
class Naming:
    """Some of the rows that name an organisation: events, persons with a service of it, whether a decision on sharing
    does that may be seen; and the last of them, after which there may be more."""

    events: list[str]
    people: list[str]
    decided: bool
    last: tuple[str, str]


class Case:
    """The facts of one question, for one viewer, date and time of knowledge.

    `since` opens the window of ties, stays and events that are read (by default the date alone).
    """

    def __init__(
        self,
        store: FactStore,
        context: Context,
        seen: Permissions | None,
        *,
        now: bool,
        loading: Iterable[str] = (),
        closed_within: int = 0,
        since: date | None = None,
        directory: Directory | None = None,
        spend: Callable[[float], None] = _unlimited,
        sources: Sources | None = None,
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
        self.sights_of: dict[str, list[Event]] = defaultdict(list)
        """By person, the events in which a worker saw or spoke to them."""
        self.enquiries_of: dict[str, list[Enquiry]] = defaultdict(list)
        self.consents_of: dict[str, list[Consent]] = defaultdict(list)
        self.all_ties_of: dict[str, list[Tie]] = {}
        """By person, all ties ever known, of those of whom they were read (`ever_ties`, `ever`)."""
        self.all_stays_of: dict[str, list[Stay]] = {}
        """Likewise all stays (`ever_stays`)."""
        self.findings: dict[tuple[str, ...], tuple[Any, ...]] = {}
        """By persons asked about together, the flags that rules derive about them."""
        self.pictures: dict[Hashable, object] = {}
        """By what it is of, each picture that was drawn for a field of the answer."""
        self.counts: dict[Counting, int | None] = {}
        """How many rows a list has on all its pages, of those that were counted (`counts`)."""
        self.holding: dict[int, list[Assertion]] = {}
        self.holding_during: dict[int, list[Assertion]] = {}
        self.homes: dict[str, bool] = {}
        """What `queries.definitions` have worked out of a tie or stay, by its identity, and of an address."""
        self.officers: dict[str, list[Worker]] = {}
        self.allocates: dict[str, bool] = {}
        """By service, whether its records name allocated workers at all."""
        self.flag_decisions: dict[str, list[FlagDecision]] = {}
        """By flag, what was decided of it, the newest first."""
        self.flag_versions: dict[str, int] = {}
        """By flag, how often it was decided upon, as the viewer's agency counts."""
        self.decisions_of: dict[str, list[SharingDecision]] = defaultdict(list)
        self.challenged: set[str] = set()
        """Rows that are challenged, of those asked for (`challenges`)."""
        self.challenges_of: dict[str, list[Challenge]] = defaultdict(list)
        """By row, the challenges of it of which more may be seen than that they are there."""
        self.settlements_of: dict[str, list[Settlement]] = defaultdict(list)
        """By row, how challenges of it were settled, in order."""
        self.versions: dict[str, int] = {}
        """By entry, how often its agency has entered something on the same line (`entries`)."""
        self.households: dict[str, HouseholdRecord] = {}
        self.professionals: dict[str, ProfessionalRow] = {}
        self.about: dict[str, str] = {}
        self.named: dict[str, list[str]] = {}
        self._involved: dict[str, dict[str, Involvement]] = defaultdict(dict)
        """By person, what `involvements_of` holds by its ids: somebody may have thousands."""
        self._store, self._allowed, self._now, self._spend = store, seen, now, spend
        self._sources = sources or shipped().sources
        self._have: dict[str, set[str]] = defaultdict(set)
        self._stamp: list[int] | None = None
        self._step: Step | None = None
        """The step that is being done in a thread, or was given up there."""
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

    async def read(self, **wanted: Iterable[Any]) -> None:
        """Read facts by kind, for ids as told; what was read before is not read again.

        Of persons: `persons`, `ties`, `stays`, `involvements`, `workers` (allocated to these), `recorded` (records),
        `enquiries`, `consents`, `decisions` (on sharing), `events_of`; `alike`, the records of persons, and of whoever
        holds the same verified identifier as they or as anybody in events read with these; `ever_ties` and
        `ever_stays`, all that were ever known; `ever`, all ties of those alone whom no date makes a child or an adult.
        Of addresses: `homes`, who lives there. Of agencies: `officers`. Of services: `allocates`, whether their records
        name workers. Of flags: `flags`, what was decided. Of rows: `challenges`. By themselves: `events`, `entries`
        (their versions), `households`, `professionals`; `involvement_ids`, with all involvements of the same persons.
        What takes several waves is registered by `reads`, such as `related` of events, and `counts` of lists.
        """
        several = {kind: wanted.pop(kind) for kind in wanted.keys() & _SEVERAL.keys()}
        await self._read_beside({kind: wanted.pop(kind, ()) for kind in _BESIDE})
        ever, officers = wanted.pop("ever", ()), wanted.pop("officers", ())
        services, flags = wanted.pop("allocates", ()), wanted.pop("flags", ())
        ties, stays = wanted.pop("ever_ties", ()), wanted.pop("ever_stays", ())
        workers = wanted.pop("workers", ())
        await self._wave(wanted)
        await self._read_workers(workers)
        await self._read_ever([*ties, *self._undated(ever)], stays)
        await self._read_officers(officers)
        await self._read_allocating(services)
        await self._read_flags(flags)
        for kind, ids in several.items():
            await _SEVERAL[kind](self, ids)

    async def walk(self, around: Around, *, people: Iterable[str] = (), events: Iterable[str] = ()) -> None:
        """Read everything around some persons, or around those whom some events concern."""
        await self._wave({"around": people, "events": events}, around=around)

    async def listed(self, people: Iterable[str], given: Mapping[str, Any]) -> list[Listed]:
        """Which events of some persons come next in a chronology, in order, whether they may be seen or not.

        Read them by their ids: those in `events` then may be seen. Where others stand is told to nobody.
        """
        asked = {**self._given, "people": self._stored("persons", people), **given}
        found: list[Listed] = (await self._columns("chronology", asked))["listed"]
        return found

    async def sights(self, people: Iterable[str], attempts: Iterable[str]) -> list[str]:
        """The events in which workers saw some persons, or that concern them and are of the kinds of attempts to: of
        those persons of whom this was not asked before.

        They are told whether they may be seen or not: read them by their ids.
        """
        fresh = self._fresh("sights", people)
        if not fresh:
            return []
        columns = await self._raw("sights", people=self._stored("persons", fresh), attempts=sorted(attempts))
        self._have["sights"].update(fresh)
        ids: list[str] = columns["event_ids"]
        return ids

    async def _wave(
        self, wanted: Mapping[str, Iterable[str]], their: Iterable[str] = (), around: Around | None = None
    ) -> None:
        """One statement for what of this has not been read yet; for very many, several one after another."""
        fresh = {kind: self._fresh(kind, ids) for kind, ids in wanted.items()}
        for some in _portions(fresh):
            for part in _portions({"events": await self._statement(some, their, around)}):
                await self._statement(part)

    async def _statement(
        self, fresh: Mapping[str, Sequence[str]], their: Iterable[str] = (), around: Around | None = None
    ) -> list[str]:
        """Read and keep what a statement gives. Returns the ids of events that are more than it gives at once."""
        columns = await self._columns("case", self._asked(fresh, their, around))
        found = await self._visible(columns, self._keep)
        for kind, ids in fresh.items():
            self._have[kind].update(ids)
        self._settle(columns, found, their, around)
        if self.workers:
            self._have["workers"].update(self._have["involvements"])
        more: list[str] = columns["more_events"]
        return more

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
            "most_events": EVENTS_AT_ONCE,
            "steps": around.steps if around else 0, "bring": around.bring if around else "",
            "next_homes": around.homes if around else False,
        }

    def _fresh(self, kind: str, ids: Iterable[str]) -> list[str]:
        have = self._have[kind]
        return [id for id in dict.fromkeys(ids) if id not in have]

    def _stored(self, kind: str, ids: Iterable[str]) -> list[str]:
        """Persons by the ids that the store has of them; other ids as they are."""
        if kind == "homes":
            return list(dict.fromkeys(address_of_place(id) for id in ids))
        if kind in _NOT_PERSONS:
            return list(ids)
        return list(dict.fromkeys(one for id in ids if id in self.persons for one in self.persons[id].stored))

    async def _columns(self, name: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """The typed columns of a statement. Raises `NotNow` or `Changed`."""
        self._spend(0.0)
        columns = await self._store.read(statement(name), given, now=self._now)
        if self._now and (columns["loading"] or columns["later"]):
            self._store.note_loading()
            raise NotNow
        if self._stamp is None:
            self._stamp, permitted_by = columns["stamp"], self._directory
            self._directory = await self._store.directory((*self._stamp[:2], columns["loading"]))
            if permitted_by is not None and permitted_by is not self._directory:
                raise Changed  # permissions name agencies, and rest on the directory as it was
        if columns["stamp"] != self._stamp:
            raise Changed
        return columns

    async def _visible(
        self, columns: Mapping[str, Any], keep: Callable[[Visible], None] = lambda found: None
    ) -> Visible:
        """What of some columns may be seen, kept as asked."""

        def work() -> Visible:
            found = visible(columns, self._allowed, self._sources)
            keep(found)
            return found

        return await self._apart(work, sum(len(columns[kind]) for kind in _ROWS) > MANY_ROWS)

    async def apart(self, work: Callable[[], T]) -> T:
        """Do a step of a question that awaits nothing: in a thread where the case holds much, so that the event loop
        answers others meanwhile. Its processor time is counted; who may spend no more is refused.

        What the work goes through with `counted` ends it there, once that is so or nobody waits any more."""
        held = len(self.ties) + len(self.stays) + len(self.involvements) + len(self.events)
        return await self._apart(work, held > MUCH)

    async def _apart(self, work: Callable[[], T], is_long: bool) -> T:
        if not is_long:
            return work()
        self._step = Step(self._spend)
        done = await self._step.done(work)
        self._step = None
        return done

    def counted(self, items: Iterable[T]) -> Iterable[T]:
        """Something that a step goes through: in a thread, as far as the request may spend more and is waited for."""
        return items if self._step is None else self._step.counted(items)

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
        found = await self._visible(await self._columns("case", self._asked(wanted, ever=True)), self._keep_persons)
        self.all_ties_of.update((id, []) for id in wanted["ties"])
        self.all_stays_of.update((id, []) for id in wanted["stays"])
        for tie in found.ties:
            for end in {tie.start, tie.end}.intersection(wanted["ties"]):
                self.all_ties_of[end].append(tie)
        for stay in found.stays:
            if stay.person in wanted["stays"]:
                self.all_stays_of[stay.person].append(stay)

    async def _read_workers(self, people: Iterable[str]) -> None:
        """The workers of involvements that were read without them."""
        lacking = [id for id in dict.fromkeys(people) if id not in self._have["workers"]]
        if not lacking:
            return
        asked = {**self._asked({"involvements": lacking}), "workers": True}
        found = await self._visible(await self._columns("case", asked))
        for one in found.involvements:
            if (kept := self._involved[one.person].get(one.id)) is not None:
                kept.allocations = one.allocations
        self._have["workers"].update(lacking)

    async def _read_officers(self, agencies: Iterable[str]) -> None:
        wanted = list(dict.fromkeys(agencies))
        if not wanted:
            return
        await self.begin()
        kept = self.directory.officers if self._now else self.officers
        fresh = [agency for agency in wanted if agency not in kept]
        if fresh:
            columns = await self._columns("officers", {**self._given, "officers": fresh})
            found: dict[str, list[Worker]] = {agency: [] for agency in fresh}
            for worker in columns["officers"]:
                found[worker.agency].append(worker)
            kept.update(found)
        self.officers = kept

    async def _read_allocating(self, services: Iterable[str]) -> None:
        wanted = list(dict.fromkeys(services))
        if not wanted:
            return
        await self.begin()
        kept = self._found_to_allocate()
        fresh = [service for service in wanted if service not in kept]
        if fresh:
            columns = await self._columns("allocating", {**self._given, "services": fresh})
            found = allocating(columns["allocating"], self._allowed)
            kept.update((service, service in found) for service in fresh)
        self.allocates.update((service, kept[service]) for service in wanted)

    def _found_to_allocate(self) -> dict[str, bool]:
        """Return the cache of services that allocate workers, shared by viewers who see the same involvements."""
        if not self._now:
            return self.allocates
        seen = self._allowed
        alike = () if seen is None else (seen.own, seen.existence, seen.shown, *self._given["existence"])
        return self.directory.allocates.setdefault(alike, {})

    async def _read_flags(self, flags: Iterable[str]) -> None:
        fresh = [flag for flag in dict.fromkeys(flags) if flag not in self.flag_decisions]
        if not fresh:
            return
        columns = await self._columns("flags", {**self._given, "flags": fresh})
        self.flag_decisions.update((flag, []) for flag in fresh)
        for decision in flag_decisions(columns["flag_decisions"], self._allowed):
            self.flag_decisions[decision.flag].append(decision)
        self.flag_versions.update(dict.fromkeys(fresh, 0) | dict(columns["versions"]))

    async def own_records(self, start: str, take: int) -> list[str]:
        """So many ids of the viewer's own agency's records of persons, from one on."""
        columns = await self._columns("own_records", {**self._given, "from": start, "take": take})
        ids: list[str] = columns["ids"]
        return ids

    async def _read_beside(self, wanted: Mapping[str, Iterable[str]]) -> None:
        """Challenges, versions of entries, households and workers, by id."""
        fresh = {kind: self._fresh(kind, ids) for kind, ids in wanted.items()}
        if not any(fresh.values()):
            return
        columns = await self._raw("beside", **fresh)
        shown = {kind: columns[kind] for kind in ("challenges", "settlements", "households")}
        found = visible(shown, self._allowed, self._sources)
        self.challenged |= found.challenged
        for challenge in sorted(found.challenges, key=lambda one: one.id):
            self.challenges_of[challenge.assertion].append(challenge)
        for settlement in sorted(found.settlements, key=lambda one: (one.recorded_at, one.id)):
            self.settlements_of[settlement.assertion].append(settlement)
        self.households.update(found.households)
        self.versions.update((entry.id, entry.version) for entry in columns["entries"])
        self.professionals.update((one.worker.id, one) for one in columns["professionals"])
        for kind, ids in fresh.items():
            self._have[kind].update(ids)

    async def _raw(self, name: str, /, **given: Any) -> dict[str, Any]:
        """The columns of a statement that takes more than the case gives to all."""
        return await self._columns(name, {**self._given, **given})

    # --- reading by other ids than those of persons

    async def known_by(self, ids: Iterable[str]) -> list[str]:
        """The persons of some ids, of anybody's records, that rows keep of them: of those whom the viewer knows, by
        the ids told."""
        records = [own_record(id) for id in ids]
        await self._wave({"records": records})
        return sorted({person for record in records for person in self.named.get(record, ())})

    async def links(self, most: int) -> list[LinkRow]:
        """How many links agencies have with one another in the case's window, by pair and kind, at most so many rows.

        Raises `MayNotSee` for who may not see all, on whose records they rest.
        """
        if not self.sees_all:
            raise MayNotSee("the links between agencies are counted from all agencies' records")
        found: list[LinkRow] = (await self._raw("borough/service_links", most=most))["links"]
        return found

    async def records_found(self, wanted: Mapping[str, Any], after: str, take: int) -> dict[str, list[str]]:
        """Look at the next records beyond one of them, at most so many, visible or not; `wanted` is what the statement
        `find` takes. Gives by the id of each, in order, which records of the same person match."""
        found: list[FoundRow] = (await self._raw("find", **wanted, after=after, take=take))["found"]
        matching = {record: sorted(one.matching) for one in found for record in one.records}
        return dict(sorted(matching.items()))

    async def read_about(self, records: Iterable[str], their: Iterable[str] = ()) -> None:
        """Read the visible persons of some records, and kinds of facts of these persons."""
        await self._wave({"records": records}, their=their)

    def is_whole(self, record: str) -> bool:
        """Return whether a visible record shows more than the identity of its person."""
        read = self.records.get(record)
        return self.sees_all if read is None else read.whole

    async def whose(self, row: str) -> tuple[list[str], str | None]:
        """The persons whom a row is about, whether or not it stands, of those whom the viewer knows; and the event
        that it is part of."""
        whose: list[WhoseRow] = (await self._raw("whose", rows=[row]))["whose"]
        people = [own_person(record) for one in whose for record in one.records]
        return await self.known_by(people), next((one.event for one in whose), None)

    async def naming(self, organisation: str, after: tuple[str, str], take: int) -> Naming:
        """Some of the rows that name an organisation, beyond an event and a person, read as the viewer may see them."""
        columns = await self._raw(
            "naming", organisation=organisation, after_event=after[0], after_person=after[1], take=take
        )
        events, stored = columns["event_ids"], columns["person_ids"]
        await self._wave({"events": events, "records": [own_record(id) for id in stored]})
        known = [person for id in stored for person in self.named.get(own_record(id), ())]
        await self._wave({"involvements": known})
        last = (max(events, default=after[0]), max(stored, default=after[1]))
        return Naming(events, known, any(map(self.content, columns["deciders"])), last)

    async def finding(self, flag: str) -> list[str]:
        """Whom a flag of the last sweep names, of those whom the viewer knows."""
        return await self.known_by((await self._raw("finding", flag=flag))["person_ids"])

    async def grants(self, references: Iterable[str]) -> dict[str, Grant]:
        """By reference, grants of break-glass access that the viewer may see."""
        asked = list(dict.fromkeys(references))
        rows = (await self._raw("grants", grants=asked))["grants"] if asked else []
        found = (visible_grant(row, self.context.viewer) for row in rows)
        return {grant.reference: grant for grant in found if grant is not None}

    async def notices(self, agency: str, after: str, take: int) -> list[Notice]:
        """At most so many notices of an agency, newest first. Raises `MayNotSee` for who does not answer for its use of
        records."""
        return await notices_after(self._raw, self.context.viewer, agency, after, take)

    async def lookups(self, person: str, most: int) -> Lookups | None:
        """The ids by which a person may have been asked about. Raises `MayNotSee` likewise."""
        own, stored = self._answering(), self.persons[person].stored
        rows = (await self._raw("held", persons=list(stored), own=own, most=most))["held"]
        return lookups(rows, person, own, most)

    async def held_about(self, person: str) -> HeldAbout | None:
        """Everything held about a person, by the agency that answers for it. Raises `MayNotSee` likewise."""
        own, stored = self._answering(), self.persons[person].stored
        columns = await self._raw("subject_access", persons=list(stored), own=own)
        return held_about(columns, person, own, self._allowed, self.directory.organisations, self._sources)

    def _answering(self) -> str | None:
        """The agency that the viewer answers for; None for who sees all."""
        answering_subjects(self.context.viewer)
        return self.own_agency

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
        self.named.update(found.named)
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
            kept = self._involved[involvement.person]
            if involvement.id not in kept:
                kept[involvement.id] = involvement
                self.involvements_of[involvement.person].append(involvement)
                self.involvements.setdefault(involvement.id, involvement)
        for event in found.events.values():
            if event.id not in self.events:
                self.events[event.id] = event
                self._have["events"].add(event.id)
                for person in event.people:
                    self.events_of[person].append(event)
                for person in {*event.seen, *event.spoken_to}:
                    self.sights_of[person].append(event)
        for enquiry in found.enquiries:
            self.enquiries_of[enquiry.person].append(enquiry)
        for consent in found.consents:
            self.consents_of[consent.person].append(consent)
        for decision in found.decisions:
            self.decisions_of[decision.person].append(decision)

    def _settle(
        self, columns: Mapping[str, Any], found: Visible, their: Iterable[str], around: Around | None
    ) -> None:
        """Note what a wave has read whole beyond what it was asked for by id."""
        read = columns["homes"]
        self._have["homes"].update(read, (place for address in read for place in found.places.get(address, ())))
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
            self._have["stays"].update(met)
        if around.bring:
            self._have["involvements"].update(self._formed(found, columns["involved"]))

    @staticmethod
    def _formed(found: Visible, stored: Iterable[str]) -> list[str]:
        return [person for id in stored for person in found.formed.get(id, ())]

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
        return self._allowed is None

    @property
    def permissions(self) -> Permissions | None:
        """What the viewer may see at all; None for who sees all."""
        return self._allowed

    def sees_content_of(self, agency: str) -> bool:
        """Whether an agency's rows may be seen of anybody, so that what is not among them is not recorded.

        They may not where those that it marks as sensitive are hidden: what is missing may be among these.
        """
        allowed = self._allowed
        return allowed is None or agency == allowed.own or (agency in allowed.content and "sensitive" in allowed.shown)

    @cached_property
    def own_agency(self) -> str | None:
        """The viewer's agency; None for who sees all."""
        return None if self._allowed is None else self._allowed.own

    def shows_events(self, agency: str, involvement: Involvement) -> bool:
        """Whether an agency's events about a person may be seen by an involvement, but for those marked closer.

        The involvement is the agency's own record, or another's that names the agency. Not where the directory has a
        service of the agency whose kind is hidden from the viewer: that service may work with the person, unseen.
        """
        allowed = self._allowed
        if allowed is None or agency == allowed.own:
            return True
        contained = involvement.agency == agency and involvement.content
        if contained and agency not in allowed.content | allowed.near_content:
            return True  # break-glass access opened it, whatever its kind
        if agency in self._hiding:
            return False
        kinds = {one.kind or "" for id in involvement.services if (one := self.service(id)) is not None}
        return (agency in allowed.content or contained) and allowed.hidden_kinds.isdisjoint(kinds)

    @cached_property
    def _hiding(self) -> frozenset[str | None]:
        """The agencies with a service of a kind that is hidden from the viewer, by the directory."""
        hidden = self._allowed.hidden_kinds if self._allowed is not None else frozenset[str]()
        return frozenset(one.agency for one in self.directory.services.values() if one.kind in hidden)

    def content(self, agency: str) -> bool:
        """Whether an agency's rows may be seen."""
        return self._allowed is None or agency in self._allowed.content


def _portions(wanted: Mapping[str, Sequence[str]]) -> Iterator[dict[str, Sequence[str]]]:
    """Lists of ids, by kind, in parts of which each is enough for one statement."""
    sizes = {kind: EVENTS_AT_ONCE if kind == "events" else PERSONS_AT_ONCE for kind in wanted}
    for number in range(max((ceil(len(ids) / sizes[kind]) for kind, ids in wanted.items()), default=0)):
        yield {kind: ids[number * sizes[kind] :][: sizes[kind]] for kind, ids in wanted.items()}


@lru_cache(1 << 12)
def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def _parameters(context: Context, dates: Dates, seen: Permissions | None) -> dict[str, Any]:
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
    spend: Callable[[float], None] = _unlimited
    """Told of the processor time that steps take; it raises where a request may spend no more."""

    @classmethod
    def on(cls, driver: AsyncDriver, policy: Policy | None = None, timeout: float = 55.0) -> Cases:
        """Cases on the store of a driver, by the policy that is shipped where none is given; seconds for a statement.

            cases = Cases.on(driver)
            answer = await cases.ask(Context.as_of(day), lambda case: children_affected(case, adult))
        """
        return cls(FactStore(driver, timeout), policy or shipped())

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
        for _ in range(TIMES_ANEW + 1):
            case = await self.open(context, closed_within=closed_within, since=since)
            with suppress(AskAnew):
                return await work(case)
        raise StoreUnavailable(KEPT_CHANGING)

    async def open(self, context: Context, *, closed_within: int = 0, since: date | None = None) -> Case:
        """A case with nothing read yet. Whoever reads it asks anew on `AskAnew`. Raises `MayNotSee`."""
        now = context.latest and not self.store.is_loading
        directory = None if context.viewer.sees_all else await self.store.directory()
        seen = None if directory is None else await self.permissions(context, directory)
        loading = [] if now else (await self.store.run(statement("loading").now, {}))["loading"]
        return Case(
            self.store, context, seen, now=now, loading=loading, closed_within=closed_within, since=since,
            directory=directory, spend=self.spend, sources=self.policy.sources,
        )

    async def permissions(self, context: Context, directory: Directory) -> Permissions:
        """What the viewer of a context may see, with what a grant in force opens. Raises `MayNotSee` where nothing may
        be asked."""
        kinds = {one.id: one.kind for one in directory.organisations.values() if one.delivers}
        seen, grant = permitted(self.policy, context, kinds), context.broken
        if grant is None:
            return seen
        opened = await self._opened_by(grant.people, grant.agencies, context, seen)
        return replace(
            seen, opened=opened.records, identified=(*opened.records, *opened.met), discloses=False
        )

    async def opened_by(self, people: Iterable[str], context: Context) -> Opened:
        """The records that new break-glass access to persons would open, as they stand today."""
        directory = await self.store.directory()
        agencies = {one.id: one.kind for one in directory.organisations.values() if one.delivers}
        return await self._opened_by(people, agencies, context, permitted(self.policy, context, agencies))

    async def _opened_by(
        self, people: Iterable[str], agencies: Iterable[str], context: Context, seen: Permissions
    ) -> Opened:
        """The records of some agencies that break-glass access to persons opens to who sees so much without it."""
        assert context.asked_at is not None
        records = [own_record(person) for person in people]
        asked = {
            "records": records, "agencies": sorted(agencies), "content": sorted(seen.content | seen.near_content),
            "asked_at": context.asked_at,
        }
        columns = await self.store.read(statement("opened"), asked, now=True)
        return opened_by(records, columns["openable"], seen, context.terms.list_bound)

    async def grant_in_force(self, reference: str, context: Context) -> Glass:
        """The viewer's own grant that is in force. Raises `GrantNotInForce` for any other reference, whatever it is."""
        allowed = self.policy.glass
        if allowed is None or not allowed.allows(context.viewer.role, context.purpose):
            raise GrantNotInForce
        given = {"grants": [reference], "known_at": context.known_at}
        return in_force((await self.store.read(statement("grants"), given, now=True))["grants"], context)
