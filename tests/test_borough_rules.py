"""The rules against the synthetic borough's truth: every planted family is found, no near miss is."""

from __future__ import annotations

import asyncio
import csv
import os
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from deliver import NOW, empty, opened

from graph.ids import global_id
from graph.private_store import StoreAddress
from graph.writer import Writer
from loaders.borough import write_borough
from loaders.borough.planted import SCENARIOS, Scenario
from loaders.load import load
from loaders.settings import LoadSettings
from queries.analysis.borough import asof as arrays
from queries.analysis.borough import slices
from queries.analysis.borough.derive import Engine, Found
from queries.analysis.borough.files import Files
from queries.analysis.borough.reading import refreshed
from queries.analysis.rule import AnalysisRule, Flag, built, rules_asked
from queries.case import Case, Cases
from queries.context import Context
from queries.facts.store import FactStore
from queries.questions.hidden_connections import derived

pytestmark = pytest.mark.slow

PEOPLE, SEED = 1000, 3
ON = date(2026, 3, 31)
Row = dict[str, str]

_PERSONS = """
UNWIND $records AS id
MATCH (:SourceRecord {id: id})-[about:ABOUT]->(p:Person) WHERE about.closed_by IS NULL
RETURN id AS record, p.id AS person
"""


@dataclass(frozen=True)
class Borough:
    """The planted families, by scenario; the person each delivered record is of; and all flags about their children.

    `together` are the flags of some persons, each asked about by every rule at once, and `alone` by one rule each.
    """

    planted: dict[str, list[Row]]
    person: dict[str, str]
    flags: list[Flag]
    together: list[Flag]
    alone: list[Flag]
    arrays: arrays.Borough

    def people(self, records: str) -> set[str]:
        """The persons of a list of records, `agency:local id`."""
        listed = (id_of("SourceRecord", record) for record in records.split(";") if record)
        return {self.person[record] for record in listed if record in self.person}

    def found(self, row: Row) -> list[Flag]:
        """The flags of the rule about what a planted family is about."""
        return [flag for flag in self.flags if flag.rule == row["rule"] and self._is_about(flag, row)]

    def _is_about(self, flag: Flag, row: Row) -> bool:
        if row["event"]:
            return id_of("Event", row["event"]) in flag.about
        if row["involvement"]:
            return id_of("Involvement", row["involvement"]) in flag.about
        children, adult = self.people(row["child_records"]), self.people(row["adult_records"])
        return not children.isdisjoint(flag.people) and not (adult or children).isdisjoint(flag.about)


def id_of(label: str, reference: str) -> str:
    """The global id of `agency:local id`."""
    return global_id(label, *reference.split(":", 1))


@pytest.fixture(scope="module")
def borough(store: StoreAddress, tmp_path_factory: pytest.TempPathFactory) -> Borough:
    empty(store)
    home = tmp_path_factory.mktemp("borough-rules")
    folders = write_borough(home / "borough", PEOPLE, SEED)
    planted = defaultdict(list)
    with (home / "borough" / "truth-planted.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            planted[row["scenario"]].append(row)
    return asyncio.run(_derived(store, home, folders, dict(planted)))


async def _derived(
    store: StoreAddress, home: Path, folders: list[Path], planted: dict[str, list[Row]]
) -> Borough:
    rows = [row for rows in planted.values() for row in rows]
    listed = [record for row in rows for of in ("child_records", "adult_records") for record in row[of].split(";")]
    records = [id_of("SourceRecord", record) for record in listed if record]
    async with opened(store) as driver:
        await load(folders, writer=Writer(driver), home=home, settings=LoadSettings())
        async with driver.session() as session:
            about = await session.run(_PERSONS, records=records)
            person = {found["record"]: found["person"] async for found in about}
        children = {id_of("SourceRecord", one) for row in rows for one in row["child_records"].split(";") if one}
        context = Context(on=ON, known_at=NOW, latest=True)
        people = sorted({person[record] for record in children if record in person})
        cases = Cases.on(driver, timeout=170.0)

        async def derive(people: list[str], rules: list[str] | None = None) -> list[Flag]:
            async def work(case: Case) -> list[Flag]:
                return await derived(case, people, rules_asked(rules))

            return await cases.ask(context, work, since=context.linked_from)

        flags = await derive(people)
        together, alone = list[Flag](), list[Flag]()
        for one in sorted(_of_each_rule(rows, person)):
            together += await derive([one])
            for rule in sorted(built()):
                alone += await derive([one], [rule])
        with Files.of(home) as files:
            snapshot = await refreshed(FactStore(driver, timeout=170.0), files, context, lambda what, done: None)
        return Borough(planted, person, flags, together, alone, arrays.Borough.of(snapshot, context))


def _of_each_rule(rows: list[Row], person: dict[str, str]) -> set[str]:
    """The persons of one planted case of each rule."""
    cases = {row["rule"]: row for row in rows if row["kind"] == "case"}.values()
    listed = [record for row in cases for of in ("child_records", "adult_records") for record in row[of].split(";")]
    return {person[id] for record in listed if record and (id := id_of("SourceRecord", record)) in person}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: f"{scenario.rule}-{scenario.name}")
def test_a_planted_case_is_found_and_a_near_miss_is_not(borough: Borough, scenario: Scenario) -> None:
    for row in borough.planted[scenario.name]:
        found = borough.found(row)
        if row["kind"] == "case":
            assert any(set(row["agencies"].split(";")) <= set(flag.agencies) for flag in found)
        else:
            assert [flag.statement for flag in found] == []


def test_a_rule_reads_all_that_it_needs(borough: Borough) -> None:
    assert {flag.rule for flag in borough.together} == built().keys()
    assert [flag.as_map() for flag in borough.alone] == [flag.as_map() for flag in borough.together]


def test_the_arrays_find_what_a_case_finds(borough: Borough) -> None:
    engine = Engine(borough.arrays, rules_asked(None))
    found = {id: one.flag.as_map() for id, one in engine.derived().items()}
    assert {flag.id: found.get(flag.id) for flag in borough.flags} == {flag.id: flag.as_map() for flag in borough.flags}


def test_many_processes_find_what_one_finds(borough: Borough, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine(borough.arrays, rules_asked(None))
    alone = maps(engine.derived())
    monkeypatch.setattr(slices, "CHILDREN", 20)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert maps(engine.derived()) == alone


@pytest.mark.parametrize("rule", rules_asked(None), ids=lambda rule: rule.rule.id)
def test_where_a_rule_does_not_look_there_is_nothing(borough: Borough, rule: AnalysisRule) -> None:
    everywhere = Engine(borough.arrays, [replace(rule, screen=None)])
    assert rule.screen is not None
    assert maps(Engine(borough.arrays, [rule]).derived()) == maps(everywhere.derived())


def maps(found: dict[str, Found]) -> dict[str, dict[str, Any]]:
    """Flags by id, as they are kept."""
    return {id: one.flag.as_map() for id, one in found.items()}
