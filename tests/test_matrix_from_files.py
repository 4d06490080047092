"""The matrix of agencies, derived anew from the demonstration's files: each agency, and each pair of them, agrees.

Who is one person, and who is in the family, is taken from the answers: other tests derive these. Whom an agency is
involved with, whom its own rows name, and with whom it was in contact is read from the CSV files alone.
"""

from __future__ import annotations

import asyncio
import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from pathlib import Path

import pytest
from deliver import empty, loaded, opened

from graph.ids import global_id
from graph.private_store import StoreAddress
from loaders.borough import write_borough
from queries.case import Case, Cases
from queries.context import Context
from queries.questions.agency_matrix import AgencyMatrix, agency_matrix

pytestmark = pytest.mark.slow

PEOPLE, SEED = 2000, 1
"""The borough that `make demo` loads."""
ON = "2026-03-31"
ADULT_IF_BORN_BY = "2008-03-31"
PARTNERS = {"partner", "spouse", "ex_partner"}
GROWN = {
    "parent", "adoptive_parent", "step_parent", "foster_parent", "special_guardian", "grandparent",
    "great_grandparent", "carer", "main_carer", "kinship_carer",
}
"""Ties that only an adult has to somebody; the next, ties that somebody has only to an adult."""
GROWN_OTHER = {"child", "grandchild", "cared_for_by"}
Row = dict[str, str]
Pair = tuple[str, str]


@dataclass
class Files:
    """All rows of a borough, by table, and what they say of each person: an agency, and one that it knows of."""

    person_of: dict[Pair, str]
    tables: dict[str, list[tuple[str, Row]]] = field(default_factory=lambda: defaultdict(list))
    knows: dict[str, set[Pair]] = field(default_factory=lambda: defaultdict(set))
    live: dict[str, list[tuple[str, frozenset[str]]]] = field(default_factory=lambda: defaultdict(list))
    """By person, the agencies at work with them, and the registrations of the workers whom each allocated."""

    @classmethod
    def read(cls, folders: Iterable[Path], person_of: dict[Pair, str]) -> Files:
        made = cls(person_of)
        for folder in folders:
            for path in sorted(folder.glob("*.csv")):
                with path.open(encoding="utf-8-sig", newline="") as file:
                    made.tables[path.stem] += ((folder.name, row) for row in csv.DictReader(file))
        made._people()
        made._involvements()
        made._events()
        return made

    def _people(self) -> None:
        for agency, row in self.tables["people"]:
            person = self.person_of[agency, row["person_id"]]
            self.knows[person] |= {(agency, row[column]) for column in ("gp_practice", "school") if row[column]}
        for agency, row in self.tables["consents"]:
            if row["from"] <= ON:
                person = self.person_of[agency, row["person_id"]]
                self.knows[person] |= {(agency, other) for other in each(row["agencies"])}

    def _involvements(self) -> None:
        workers: dict[Pair, set[str]] = defaultdict(set)
        for agency, row in self.tables["allocations"]:
            if row["from"] <= ON:
                workers[agency, row["involvement_id"]].add(row["professional_id"])
        registered = {
            (agency, row["professional_id"]): row["registration"] for agency, row in self.tables["professionals"]
        }
        with_row: set[Pair] = set()
        for agency, row in self.tables["involvements"]:
            running = row["status"] == "open" or (row["status"] == "closed" and row["to"] != "")
            if running and row["from"] <= ON and (not row["to"] or row["to"] > ON):
                person = self.person_of[agency, row["person_id"]]
                names = {*each(row["professional_ids"]), *workers[agency, row["involvement_id"]]}
                registrations = frozenset(registered[agency, name] for name in names) - {""}
                self.live[person].append((agency, registrations))
                with_row.add((person, agency))
        for agency, row in self.tables["people"]:
            person = self.person_of[agency, row["person_id"]]
            if person in self.children:
                for other in (row["gp_practice"], row["school"]):
                    if other and (person, other) not in with_row:
                        self.live[person].append((other, frozenset()))

    @cached_property
    def children(self) -> set[str]:
        """Those whom any record says to be born later, or to be due; of whom none says, those whom no tie makes adult.
        """
        born: dict[str, str] = {}
        for agency, row in self.tables["people"]:
            person = self.person_of[agency, row["person_id"]]
            born[person] = max(born.get(person, ""), row["date_of_birth"] or row["expected_date_of_birth"])
        grown: set[str] = set()
        for agency, row in self.tables["relationships"]:
            one, other = (self.person_of[agency, row[end]] for end in ("from_person_id", "to_person_id"))
            grown |= {one} if row["type"] in GROWN | PARTNERS else set()
            grown |= {other} if row["type"] in GROWN_OTHER | PARTNERS else set()
        return {one for one, day in born.items() if day > ADULT_IF_BORN_BY or (not day and one not in grown)}

    def _events(self) -> None:
        events = {(agency, row["event_id"]): row for agency, row in self.tables["events"]}
        for (agency, _), row in events.items():
            if row["on"] > ON:
                continue
            took_part = {agency, *each(row["participants"])}
            self._said(row, agency, ((one, other) for one in took_part for other in took_part))
            if row["to_agency"]:
                self._said(row, agency, both(agency, row["to_agency"]))
            owner, _, id = row["parent_event"].partition(":")
            parent = events.get((owner, id))
            if parent is not None and parent["on"] <= ON:
                self._said(row, agency, both(agency, owner))
                self._said(parent, owner, both(agency, owner))
        for agency, row in self.tables["informed"]:
            owner = row["event_agency"] or agency
            event = events.get((owner, row["event_id"]))
            if event is not None and event["on"] <= ON and row["at"][:10] <= ON:
                self._said(event, owner, [(agency, row["agency"]), (agency, owner)])
                if row["status"] in ("", "informed", "acknowledged"):
                    self._said(event, owner, both(owner, row["agency"]))

    def _said(self, event: Row, owner: str, pairs: Iterable[Pair]) -> None:
        known = set(pairs)
        for name in each(event["person_ids"]):
            self.knows[self.person_of[owner, name]] |= known

    def matrix(self, people: Iterable[str]) -> dict[str, tuple[set[str], set[str]]]:
        """By agency at work with some persons, with whom of them, and of which of the other agencies it knows."""
        works: dict[str, set[str]] = defaultdict(set)
        knows: set[Pair] = set()
        workers: dict[str, set[str]] = defaultdict(set)
        for person in people:
            knows |= self.knows[person]
            for agency, registrations in self.live[person]:
                works[agency].add(person)
                workers[agency] |= registrations
        knows |= {(one, other) for one in works for other in works if workers[one] & workers[other]}
        return {
            agency: (some, {other for other in works if other != agency and (agency, other) in knows})
            for agency, some in works.items()
        }


def each(cell: str) -> list[str]:
    """The values of a list in a cell."""
    return [one for one in cell.split(";") if one]


def both(one: str, other: str) -> Iterator[Pair]:
    """Two agencies that know of each other."""
    return iter([(one, other), (other, one)])


def _records(folder: Path) -> list[Pair]:
    """The agency's records of persons, by agency and local id."""
    with (folder / "people.csv").open(encoding="utf-8-sig", newline="") as file:
        return [(folder.name, row["person_id"]) for row in csv.DictReader(file)]


async def answered(store: StoreAddress, home: Path, folders: list[Path]) -> tuple[dict[Pair, str], list[AgencyMatrix]]:
    """By agency and local id, the person; and the matrix of every person."""
    await loaded(store, home, *folders)
    context = Context.as_of(date.fromisoformat(ON))
    records = [one for folder in folders for one in _records(folder)]
    async with opened(store) as driver:
        cases = Cases.on(driver, timeout=170.0)

        async def who(case: Case) -> dict[Pair, str]:
            ids = {global_id("SourceRecord", *one): one for one in records}
            await case.read_about(ids)
            return {one: case.about[id] for id, one in ids.items()}

        person_of = await cases.ask(context, who)
        found = []
        for person in sorted(set(person_of.values())):
            answer = await cases.ask(context, partial(agency_matrix, person=person))
            assert answer is not None
            found.append(answer)
    return person_of, found


def test_each_agency_and_each_pair_of_them_is_as_the_files_say(store: StoreAddress, tmp_path: Path) -> None:
    empty(store)
    folders = write_borough(tmp_path / "borough", PEOPLE, SEED)
    person_of, answers = asyncio.run(answered(store, tmp_path, folders))
    files = Files.read(folders, person_of)
    pairs = 0
    for answer in answers:
        told = {row.agency: (set(row.people), set(row.knows_of)) for row in answer.agencies}
        assert told == files.matrix(answer.people), answer.person
        for row in answer.agencies:
            assert {*row.knows_of, *row.does_not_know_of, row.agency} == told.keys()
        pairs += len(told) * (len(told) - 1)
    assert pairs > 10_000
