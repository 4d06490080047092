"""Who should know of an event and is not involved, derived anew from the demonstration's files: each event agrees.

Who is one person, and which agencies are involved around an event, is taken from the answers: other tests derive these.
"""

from __future__ import annotations

import asyncio
import csv
import tomllib
from collections import defaultdict
from collections.abc import Iterable
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
from queries.questions.agencies_not_informed import InformingState, agencies_not_informed

pytestmark = pytest.mark.slow

PEOPLE, SEED = 2000, 1
ON, ADULT_IF_BORN_BY, FIVE_IF_BORN_BY = "2026-03-31", "2008-03-31", "2021-03-31"
OF_ADULTS = {"relapse", "treatment_end", "missed_appointment", "treatment_start", "tenancy_notice"}
OF_CHILDREN = {"return_home", "discharge"}
PARENTS = {"parent", "adoptive_parent", "step_parent", "foster_parent"}
CARERS = {"special_guardian", "carer", "main_carer", "kinship_carer"}
ADULTS_ONLY = PARENTS | CARERS | {"grandparent", "great_grandparent"}
PARTNERS = {"partner", "spouse", "ex_partner"}
FRONT_DOOR, HEALTH_VISITORS, MIDWIVES = "riverton-csc", "riverton-hv", "riverton-midwifery"
CHILDRENS = {"children_social_care", "early_help", "mash"}
NOT_HOME = {"refuge", "custody", "hospital"}
Row = dict[str, str]
Pair = tuple[str, str]
Stay = tuple[str, str, str]
"""Where, in which agency's record, and by what kind of residence."""


def each(cell: str) -> list[str]:
    """The values of a list in a cell."""
    return [one for one in cell.split(";") if one]


def holds(row: Row) -> bool:
    """Whether a row may hold on the date, by dates that may be of reduced precision."""
    ended = row["to"] + "-99" if 0 < len(row["to"]) < 10 else row["to"]
    return row["from"] <= ON and (not ended or ended > ON)


class Files:
    """The rows of a borough, by table, with the agency of each; persons are those of the answers."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self.tables: dict[str, list[tuple[str, Row]]] = defaultdict(list)
        self.kinds: dict[Pair, str] = {}
        self.person: dict[Pair, str] = {}
        for folder in folders:
            kind = tomllib.loads((folder / "manifest.toml").read_text(encoding="utf-8"))["agency_kind"]
            self.kinds[folder.name, ""] = kind
            for path in folder.glob("*.csv"):
                with path.open(encoding="utf-8-sig", newline="") as file:
                    self.tables[path.stem] += ((folder.name, row) for row in csv.DictReader(file))
        self.kinds.update({(agency, row["service_id"]): row["kind"] for agency, row in self.tables["services"]})

    @cached_property
    def born(self) -> dict[str, str]:
        """By person, the latest date of birth that a record has, else the day on which they are due, else ''."""
        found: dict[str, str] = {}
        for agency, row in self.tables["people"]:
            one = self.person[agency, row["person_id"]]
            found[one] = max(found.get(one, ""), row["date_of_birth"] or row["expected_date_of_birth"])
        return found

    @cached_property
    def children(self) -> set[str]:
        grown: set[str] = set()
        for agency, row in self.tables["relationships"]:
            if row["type"] in ADULTS_ONLY | PARTNERS:
                grown.add(self.person[agency, row["from_person_id"]])
            if row["type"] in PARTNERS | {"child", "grandchild", "cared_for_by"}:
                grown.add(self.person[agency, row["to_person_id"]])
        return {one for one, day in self.born.items() if day > ADULT_IF_BORN_BY or (not day and one not in grown)}

    @cached_property
    def dead(self) -> set[str]:
        return {
            self.person[agency, row["person_id"]] for agency, row in self.tables["people"]
            if row["deceased_on"] and row["deceased_on"] <= ON
        }

    @cached_property
    def ties(self) -> dict[str, set[tuple[str, str]]]:
        """By adult, whom they are a parent or a carer of, and which of the two."""
        found: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for agency, row in self.tables["relationships"]:
            one, other = (self.person[agency, row[end]] for end in ("from_person_id", "to_person_id"))
            if row["type"] in {"child", "cared_for_by"}:
                one, other = other, one
            if holds(row) and row["type"] in PARENTS | {"child"}:
                found[one].add((other, "parent"))
            if holds(row) and row["type"] in CARERS | {"cared_for_by"}:
                found[one].add((other, "carer"))
        return found

    @cached_property
    def stays(self) -> dict[str, set[Stay]]:
        place = {
            (agency, row["household_id"]): row["uprn"].lstrip("0") or f"{agency}:{row['household_id']}"
            for agency, row in self.tables["households"]
        }
        found: dict[str, set[Stay]] = defaultdict(set)
        for agency, row in self.tables["residence"]:
            if holds(row):
                stay = (place[agency, row["household_id"]], agency, row["kind"])
                found[self.person[agency, row["person_id"]]].add(stay)
        return found

    @cached_property
    def homes(self) -> dict[str, set[str]]:
        """By place that is a home, who lives there by a residence that relates them."""
        kinds: dict[str, set[str]] = defaultdict(set)
        for agency, row in self.tables["households"]:
            kinds[row["uprn"].lstrip("0") or f"{agency}:{row['household_id']}"].add(row["kind"])
        found: dict[str, set[str]] = defaultdict(set)
        for person, stays in self.stays.items():
            for place, _, kind in stays:
                if (kinds[place] - {""} or {"home"}) & {"home"} and kind not in NOT_HOME:
                    found[place].add(person)
        return found

    def in_care(self, adult: str) -> set[str]:
        """The living children whom somebody has in their home or in their care."""
        near = {other for place, some in self.homes.items() if adult in some for other in some}
        cared = {other for other, tie in self.ties[adult] if tie == "carer"}
        parented = {other for other, tie in self.ties[adult] if tie == "parent" and not self.apart(adult, other)}
        return ((near | cared | parented) & self.children) - self.dead - {adult}

    def apart(self, one: str, other: str) -> bool:
        """Whether two persons are known to live apart: at two UPRNs, by one agency's records, or one away from home."""
        pairs = [(a, b) for a in self.stays[one] for b in self.stays[other]]
        if any(a[0] == b[0] for a, b in pairs):
            return False
        return any(
            (":" not in a[0] + b[0]) or {a[2], b[2]} & NOT_HOME or a[1] == b[1] for a, b in pairs
        )

    @cached_property
    def live(self) -> dict[str, set[str]]:
        """By person, the kinds of the services that are live with them."""
        found: dict[str, set[str]] = defaultdict(set)
        for agency, row in self.tables["involvements"]:
            if holds(row) and (row["status"] == "open" or (row["status"] == "closed" and row["to"])):
                kind = self.kinds.get((agency, row["service_id"])) or self.kinds[agency, ""]
                found[self.person[agency, row["person_id"]]].add(kind)
        return found

    @cached_property
    def practices(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for agency, row in self.tables["people"]:
            found[self.person[agency, row["person_id"]]] |= {row["gp_practice"]} - {""}
        return found

    def beyond(self, owner: str, event: Row) -> tuple[set[str], set[str]]:
        """The agencies beside those involved that should know of an event, and the kinds of which there is none."""
        people = {self.person[owner, name] for name in each(event["person_ids"])}
        adults = {one: some for one in people - self.children if (some := self.in_care(one))}
        children = set().union(*adults.values())
        about_child = event["kind"] in OF_CHILDREN and bool(people & self.children)
        applies = event["kind"] in OF_ADULTS or about_child
        if not applies or not adults or any(self.live[one] & CHILDRENS for one in {*adults, *children}):
            return set(), set()
        found, missing = {FRONT_DOOR}, set[str]()
        for adult in adults:
            found |= self.practices[adult]
            missing |= set() if self.practices[adult] else {"gp"}
        for kind, agency, some in (
            ("midwifery", MIDWIVES, {one for one in children if self.born[one] > ON}),
            ("health_visiting", HEALTH_VISITORS, {one for one in children if FIVE_IF_BORN_BY < self.born[one] <= ON}),
        ):
            if any(not any(kind in self.live[one] for one in {child, *adults}) for child in some):
                found.add(agency)
        return found, missing


async def answered(store: StoreAddress, home: Path, folders: list[Path], files: Files) -> dict[Pair, InformingState]:
    """The state of each event, by agency and local id; and whom the files' records are about."""
    await loaded(store, home, *folders)
    context = Context.as_of(date.fromisoformat(ON))
    records = [(agency, row["person_id"]) for agency, row in files.tables["people"]]
    async with opened(store) as driver:
        cases = Cases.on(driver, timeout=170.0)

        async def who(case: Case) -> None:
            ids = {global_id("SourceRecord", *one): one for one in records}
            await case.read_about(ids)
            files.person.update({one: case.about[id] for id, one in ids.items()})

        await cases.ask(context, who)
        found = {}
        for agency, row in files.tables["events"]:
            id = global_id("Event", agency, row["event_id"])
            state = await cases.ask(context, partial(agencies_not_informed, event=id))
            assert state is not None
            found[agency, row["event_id"]] = state
    return found


def test_who_should_know_and_is_not_involved_is_as_the_files_say(store: StoreAddress, tmp_path: Path) -> None:
    empty(store)
    folders = write_borough(tmp_path / "borough", PEOPLE, SEED)
    files = Files(folders)
    states = asyncio.run(answered(store, tmp_path, folders, files))
    events = {(agency, row["event_id"]): row for agency, row in files.tables["events"]}
    added = 0
    for (agency, id), state in states.items():
        others = {one.agency for one in state.agencies if one.not_involved}
        involved = {one.agency for one in state.agencies} - others
        expected, missing = files.beyond(agency, events[agency, id])
        assert (others, set(state.missing_agencies)) == (expected - involved, missing), (agency, id)
        added += len(others)
    assert added > 20
