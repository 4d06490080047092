"""What is answered of the families of a borough, in terms of true persons, so that two boroughs can be compared."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from deliver import NOW, loaded, opened

from graph.ids import global_id
from graph.private_store import StoreAddress
from loaders.report import LoadReport
from queries.analysis.borough.asof import Borough
from queries.analysis.borough.derive import Engine
from queries.analysis.borough.files import Files
from queries.analysis.borough.reading import refreshed
from queries.analysis.rule import rules_asked
from queries.case import Case, Cases
from queries.context import Context
from queries.definitions.homes import home, know_homes
from queries.definitions.persons import child, missing
from queries.definitions.ties import disputed, holding, relationships, uncertain
from queries.questions.agencies_not_informed import agencies_not_informed
from queries.questions.agency_matrix import agency_matrix
from queries.questions.children_affected import children_affected
from wrong_records.deliveries import Place

ON = date(2026, 3, 31)
Mark = tuple[str, ...]
"""Something that an answer shows to be in doubt: disputed, uncertain, missing, undated, or no home; with what."""


@dataclass
class Answers:
    """By true person: records, the children affected, the agencies around, events, and what is shown to be in doubt.

    `informed` are the agencies of each event, `persons` is the product's person of each record that was loaded, `found`
    the findings by id, with whom they name.
    """

    persons: dict[Place, str]
    records: dict[str, set[Place]] = field(default_factory=lambda: defaultdict(set))
    children: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    agencies: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    informed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    events: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    marks: dict[str, set[Mark]] = field(default_factory=lambda: defaultdict(set))
    found: dict[str, set[str]] = field(default_factory=dict)


def answers(
    store: StoreAddress, home: Path, folders: Iterable[Path], truth: Mapping[Place, str], about: Collection[str]
) -> tuple[list[LoadReport], Answers]:
    """Load deliveries into the emptied store; the reports, and what is answered about some true persons."""
    return asyncio.run(_asked(store, home, folders, truth, about))


async def _asked(
    store: StoreAddress, home: Path, folders: Iterable[Path], truth: Mapping[Place, str], about: Collection[str]
) -> tuple[list[LoadReport], Answers]:
    reports = await loaded(store, home, *folders)
    context = Context(on=ON, known_at=NOW, latest=True)
    async with opened(store) as driver:
        cases = Cases.on(driver, timeout=170.0)
        records = {global_id("SourceRecord", *one): one for one in truth}

        async def whose(case: Case) -> dict[Place, str]:
            await case.read_about(records)
            return {one: case.about[id] for id, one in records.items() if id in case.about}

        made = Answers(await cases.ask(context, whose))
        for one in made.persons:
            made.records[truth[one]].add(one)
        asking = _Asking(cases, context, made, _true(made.persons, truth))
        for person in sorted({id for one, id in made.persons.items() if truth[one] in about}):
            await asking.of(person)
        with Files.of(home) as files:
            snapshot = await refreshed(cases.store, files, context, lambda what, done: None)
        found = Engine(Borough.of(snapshot, context), rules_asked(["IDENTITY_MISMATCH"])).derived()
        for id, flagged in found.items():
            made.found[id] = {true for person in flagged.flag.people for true in asking.true.get(person, ())}
    return reports, made


def _true(persons: Mapping[Place, str], truth: Mapping[Place, str]) -> dict[str, set[str]]:
    """By the product's person, the true persons whose records it is made of: one, where nothing is wrong."""
    found: dict[str, set[str]] = defaultdict(set)
    for one, person in persons.items():
        found[person].add(truth[one])
    return found


@dataclass(frozen=True)
class _Asking:
    """The questions, one person of the product's at a time."""

    cases: Cases
    context: Context
    made: Answers
    true: Mapping[str, set[str]]

    async def of(self, person: str) -> None:
        """Ask all of a person."""
        affected = await self.cases.ask(self.context, partial(children_affected, adult=person))
        matrix = await self.cases.ask(self.context, partial(agency_matrix, person=person))
        events, marks = await self.cases.ask(self.context, partial(self._own, person=person))
        assert affected is not None and matrix is not None
        for one in self.true[person]:
            self.made.children[one] |= {true for each in affected.children for true in self.true[each.child]}
            self.made.agencies[one] |= {row.agency for row in matrix.agencies}
            self.made.events[one] |= events
            self.made.marks[one] |= marks
        for event in events:
            state = await self.cases.ask(self.context, partial(agencies_not_informed, event=event))
            if state is not None:
                self.made.informed[event] |= {one.agency for one in state.agencies}

    async def _own(self, case: Case, person: str) -> tuple[set[str], set[Mark]]:
        """The events about a person, and what is shown to be in doubt."""
        case.events_since = date.min
        await case.people([person])
        await case.read(
            ties=[person], involvements=[person], stays=[person], events_of=[person], recorded=[person], ever=[person]
        )
        ties = relationships(case, person)
        await case.read(ties=[tie.start for tie in ties])
        marks: set[Mark] = {("undated", one.id) for one in case.events_of[person] if one.on is None}
        for tie in ties:
            shown = (tie.type, *("+".join(sorted(self.true[end])) for end in (tie.start, tie.end)))
            marks |= {("disputed", *shown)} if disputed(case, tie) else set()
            marks |= {("uncertain", *shown)} if uncertain(case, tie) else set()
        there = [stay.address for stay in case.stays_of[person] if holding(case, stay)]
        await know_homes(case, there)
        marks |= {("no home", address) for address in there if not home(case, address)}
        if child(case, person):
            marks |= {("missing", str(fact)) for fact in missing(case, person)}
        return {one.id for one in case.events_of[person]}, marks
