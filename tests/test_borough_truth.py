"""The truth of the synthetic borough: planted families are what they say, findings are of real records."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.borough import Missing, write_borough
from loaders.borough.agencies import (
    AGENCIES,
    CHILDRENS_SOCIAL_CARE,
    MENTAL_HEALTH,
    PROBATION,
    SUBSTANCE_MISUSE,
)
from loaders.borough.days import TODAY
from loaders.borough.dice import Dice, Steady
from loaders.borough.mistakes import mistyped, with_letters_swapped
from loaders.borough.oracle import Finding, findings
from loaders.borough.oracle.calendar import working_days_since
from loaders.borough.oracle.network import networks
from loaders.borough.planted import SCENARIOS, Scenario, Stage, Target
from loaders.borough.planted.stage import ago
from loaders.borough.records import Book
from loaders.borough.staff import Registrations, staffed_services
from loaders.borough.town import Town
from loaders.borough.truth import Human
from loaders.borough.truth_files import COLUMNS
from loaders.borough.write import Undelivered
from queries.rules import RULE_ID

Row = dict[str, str]
RULES = [code.code.upper() for code in RULE_ID.codes]
PEOPLE = 1500


def stage(seed: int = 1) -> Stage:
    """An empty stage, whose agencies write nothing to disk."""
    town, registrations, books = Town(Dice(seed), 5000), Registrations(), {}
    for agency in AGENCIES:
        delivery = Undelivered(Path("nowhere") / agency.id)
        services = staffed_services(agency, delivery, town.dice, 5000, registrations)
        books[agency.id] = Book(agency, delivery, services, Steady())
    return Stage(town, books)


def found(on: Stage, rule: str) -> list[Finding]:
    on.closes()
    return [finding for finding in findings(on.circle) if finding.rule == rule]


# Planted families


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_cases_and_more_near_misses(rule: str) -> None:
    kinds = Counter(scenario.kind for scenario in SCENARIOS if scenario.rule == rule)
    assert kinds["case"] >= 3
    assert kinds["near_miss"] >= 4


def test_scenarios_have_names_of_their_own() -> None:
    assert max(Counter(scenario.name for scenario in SCENARIOS).values()) == 1


@settings(max_examples=8)
@given(seed=st.integers(0, 10**6))
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: f"{scenario.rule}-{scenario.name}")
def test_a_case_is_a_true_finding_and_a_near_miss_is_none(scenario: Scenario, seed: int) -> None:
    on = stage(seed)
    target = scenario.play(on)
    about = [finding for finding in found(on, scenario.rule) if is_about(finding, target)]
    if scenario.kind == "near_miss":
        assert about == []
    else:
        (finding,) = about
        assert set(target.children) <= set(finding.children)
        assert {agency.id for agency in target.agencies} <= set(finding.agencies)


def is_about(finding: Finding, target: Target) -> bool:
    event, case = target.event, target.involvement
    return (
        bool(set(finding.children) & set(target.children))
        and target.adult in (None, finding.adult)
        and (event is None or finding.event == event.reference)
        and (case is None or finding.involvement == f"{case.agency.id}:{case.involvement}")
    )


# What decides: one fact more or less


def test_a_contact_joins_what_was_apart() -> None:
    on = stage()
    mother, _, child = on.couple()
    csc = on.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother)
    health = on.opens(MENTAL_HEALTH, mother, 300, child)
    assert [finding.children for finding in found(on, "COMPARTMENTALISED")] == [(child,)]
    on.tells(on.event(csc, "plan_start", 10, child), health)
    assert found(on, "COMPARTMENTALISED") == []


def test_what_is_pending_is_no_contact() -> None:
    on = stage()
    mother, _, child = on.couple()
    csc = on.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother)
    health = on.opens(MENTAL_HEALTH, mother, 300, child)
    on.tells(on.event(csc, "plan_start", 10, child), health, status="pending")
    assert len(found(on, "COMPARTMENTALISED")) == 1


def test_an_adult_is_one_finding_for_all_the_children() -> None:
    on = stage()
    mother, elder = on.lone_mother(9)
    younger = on.child(3, mother, home=on.family.home_of(mother))
    partner = on.moves_in(mother, 100)
    for child in (elder, younger):
        on.opens(CHILDRENS_SOCIAL_CARE, child, 90, mother)
    on.opens(PROBATION, partner, 100)
    (finding,) = found(on, "HIDDEN_ADULT")
    assert finding.adult is partner
    assert set(finding.children) == {elder, younger}


def test_the_newest_word_of_withheld_and_pending_stands() -> None:
    on = stage()
    mother, child = on.lone_mother()
    csc = on.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother)
    recovery = on.opens(SUBSTANCE_MISUSE, mother, 250, child)
    relapse = on.event(recovery, "relapse", 21, mother)
    on.tells(relapse, csc, status="pending")
    assert len(found(on, "AGENCY_NOT_INFORMED")) == 1
    on.tells(relapse, csc, status="withheld")
    assert found(on, "AGENCY_NOT_INFORMED") == []


@pytest.mark.parametrize(("days", "too_long"), [(7, False), (8, True)])
def test_a_worker_gone_for_more_than_five_working_days(days: int, too_long: bool) -> None:
    """The extracts are of a Tuesday: seven days hold five working days, eight hold six."""
    on = stage()
    mother, child = on.lone_mother()
    on.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother, spells=[(200, days)])
    assert bool(found(on, "NO_ALLOCATED_WORKER")) is too_long


@pytest.mark.parametrize(
    ("days", "plan", "unseen"), [(42, True, False), (43, True, True), (92, False, False), (93, False, True)]
)
def test_a_child_unseen_for_more_than_six_weeks_of_a_plan_or_three_months(days: int, plan: bool, unseen: bool) -> None:
    on = stage()
    mother, child = on.lone_mother(3)
    csc = on.opens(CHILDRENS_SOCIAL_CARE, child, 100, mother)
    if plan:
        on.event(csc, "plan_start", 99, child)
    on.event(csc, "home_visit", days, child, seen=[child])
    assert bool(found(on, "CHILD_NOT_SEEN")) is unseen


@pytest.mark.parametrize(("days", "had_time"), [(27, False), (28, True)])
def test_an_adults_service_has_four_weeks_to_ask(days: int, had_time: bool) -> None:
    on = stage()
    mother, _ = on.lone_mother()
    on.opens(MENTAL_HEALTH, mother, days)
    assert bool(found(on, "CHILDREN_NOT_CONSIDERED")) is had_time


def test_a_childless_family_has_no_finding() -> None:
    on = stage()
    adult = on.adult("female")
    on.home(adult)
    on.opens(MENTAL_HEALTH, adult, 400, spells=[])
    on.closes()
    assert list(findings(on.circle)) == []


# The network


def roles_of(on: Stage, child: Human, human: Human) -> set[str]:
    return next(n for n in networks(on.family) if n.child is child).roles.get(human, set())


def test_a_network_has_the_roles_of_the_last_twelve_months() -> None:
    on = stage()
    mother, father, child = on.couple()
    grandmother = on.adult("female", 60, 70)
    on.home(grandmother)
    on.family.tie(grandmother, "kinship_carer", child, ago(50))
    assert roles_of(on, child, mother) == {"parent", "home", "partner"}
    assert roles_of(on, child, father) == {"parent", "home", "partner"}
    assert roles_of(on, child, grandmother) == {"carer"}


@pytest.mark.parametrize(("left", "member"), [(364, True), (365, False)])
def test_a_partner_of_the_window_is_in_it_and_an_earlier_one_is_not(left: int, member: bool) -> None:
    on = stage()
    mother, child = on.lone_mother(8)
    former = on.moves_in(mother, 900)
    on.moves_out(former, left)
    assert bool(roles_of(on, child, former)) is member


def test_half_siblings_by_a_father_are_siblings() -> None:
    on = stage()
    _, father, child = on.couple()
    other_mother = on.adult("female")
    half = on.child(2, other_mother, father, home=on.home(other_mother))
    assert roles_of(on, child, half) == {"sibling"}
    assert roles_of(on, child, other_mother) == set()


def test_the_dead_and_those_in_prison_are_not_at_home() -> None:
    on = stage()
    mother, child = on.lone_mother()
    lodger = on.moves_in(mother, 100)
    lodger.died = TODAY - 1
    assert roles_of(on, child, lodger) == set()


# Days


@given(st.integers(0, 60))
def test_working_days_are_those_of_the_calendar(days: int) -> None:
    today = date.fromordinal(TODAY)
    later = (today - timedelta(days=back) for back in range(days))
    assert working_days_since(TODAY - days, 99) == sum(1 for day in later if day.weekday() < 5)


@given(st.dates(date(1930, 1, 1), date(2026, 3, 31)))
def test_a_mistyped_date_is_another_and_an_earlier_one(born: date) -> None:
    assert date.fromisoformat(mistyped(born.toordinal())) < born


def test_swapped_letters() -> None:
    assert with_letters_swapped("Smith") == "Simth"
    assert with_letters_swapped("Ali") == "Ali"


# The files


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@dataclass
class Written:
    """A borough read back: its truth, and one table of all its deliveries."""

    folder: Path

    def truth(self, name: str) -> list[Row]:
        return read(self.folder / f"truth-{name}.csv")

    def delivered(self, table: str) -> Iterator[tuple[str, Row]]:
        for path in sorted(self.folder.glob(f"*/{table}.csv")):
            for row in read(path):
                yield path.parent.name, row

    def references(self, table: str, column: str) -> set[str]:
        return {f"{agency}:{row[column]}" for agency, row in self.delivered(table)}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    out = tmp_path_factory.mktemp("written")
    write_borough(out, PEOPLE, seed=3)
    return Written(out)


SILENT = {agency.id for agency in AGENCIES if not agency.delivers}


@pytest.mark.parametrize("name", COLUMNS)
def test_the_truth_has_its_columns(written: Written, name: str) -> None:
    rows = written.truth(name)
    assert rows and tuple(rows[0]) == COLUMNS[name]


def test_every_scenario_is_in_every_borough(written: Written) -> None:
    assert {row["scenario"] for row in written.truth("planted")} == {s.name for s in SCENARIOS}


def test_every_record_is_of_one_true_person(written: Written) -> None:
    records = [f"{row['agency']}:{row['local_id']}" for row in written.truth("records")]
    assert len(records) == len(set(records))
    delivered = {record for record in records if record.partition(":")[0] not in SILENT}
    assert delivered == written.references("people", "person_id")


def test_no_number_is_of_two_true_persons(written: Written) -> None:
    person = {(r["agency"], r["local_id"]): r["person"] for r in written.truth("records")}
    holders = defaultdict(set)
    for agency, row in written.delivered("people"):
        for number in {row["nhs_number"], row["upn"]} - {""}:
            holders[number].add(person[agency, row["person_id"]])
    assert max(map(len, holders.values())) == 1


def test_what_findings_name_was_delivered(written: Written) -> None:
    people = {row["person"] for row in written.truth("records")}
    events = written.references("events", "event_id")
    involvements = written.references("involvements", "involvement_id")
    agencies = {agency.id for agency in AGENCIES}
    for row in [*written.truth("findings"), *written.truth("planted")]:
        assert {*row["children"].split(";"), row["adult"]} - {""} <= people
        assert set(row["agencies"].split(";")) - {""} <= agencies
        for reference, known in ((row["event"], events), (row["involvement"], involvements)):
            assert not reference or reference.partition(":")[0] in SILENT or reference in known


def test_planted_persons_are_found_by_their_records(written: Written) -> None:
    person = {f"{r['agency']}:{r['local_id']}": r["person"] for r in written.truth("records")}
    for row in written.truth("planted"):
        children = {person[record] for record in row["child_records"].split(";")}
        assert children == set(row["children"].split(";"))
        if row["adult"]:
            assert {person[record] for record in row["adult_records"].split(";")} == {row["adult"]}


def test_ordinary_families_have_findings_of_many_rules(written: Written) -> None:
    planted = {row["family"] for row in written.truth("planted")}
    rules = {row["rule"] for row in written.truth("findings") if row["family"] not in planted}
    assert len(rules) >= 5


def test_a_finding_is_listed_once(written: Written) -> None:
    keys = Counter(
        tuple(row[column] for column in ("rule", "children", "adult", "event", "involvement", "agencies"))
        for row in written.truth("findings")
    )
    assert max(keys.values()) == 1


def test_subgroups_are_filled(written: Written) -> None:
    rows = [*written.truth("planted"), *written.truth("findings")]
    for column in ("form", "community", "disability", "area"):
        assert len({row[column] for row in rows} - {""}) > 1
    assert all(row["form"] and row["community"] for row in rows)


# Worse data


def worse(written: Written, out: Path, missing: Missing) -> Written:
    write_borough(out, PEOPLE, seed=3, missing=missing)
    for name in COLUMNS:
        assert Written(out).truth(name) == written.truth(name), "the truth stays the same"
    return Written(out)


def test_identifiers_are_blanked(written: Written, tmp_path: Path) -> None:
    def identified(borough: Written) -> set[tuple[str, str]]:
        return {(agency, row["person_id"]) for agency, row in borough.delivered("people") if row["nhs_number"]}

    third = identified(worse(written, tmp_path / "third", Missing(identifiers=0.3)))
    more = identified(worse(written, tmp_path / "more", Missing(identifiers=0.6)))
    assert more < third < identified(written)
    assert 0.65 < len(third) / len(identified(written)) < 0.75


def test_relationships_are_left_out_and_nothing_else(written: Written, tmp_path: Path) -> None:
    less = worse(written, tmp_path, Missing(relationships=0.3))
    kept, all_of_them = (list(borough.delivered("relationships")) for borough in (less, written))
    assert 0.65 < len(kept) / len(all_of_them) < 0.75
    assert all(row in all_of_them for row in kept[:50])
    assert list(less.delivered("people")) == list(written.delivered("people"))


def test_agencies_deliver_nothing(written: Written, tmp_path: Path) -> None:
    write_borough(tmp_path, PEOPLE, seed=3)  # what is there already goes
    less = worse(written, tmp_path, Missing(agencies=0.3))
    there = {path.name for path in less.folder.iterdir() if path.is_dir()}
    assert len(there) == 13
    for name in there:
        assert (less.folder / name / "people.csv").read_bytes() == (written.folder / name / "people.csv").read_bytes()


# Better data


def held_alike(borough: Written) -> float:
    """The share of persons whom all agencies hold under the same number and date of birth."""
    number = {(row["agency"], row["local_id"]): row["person"] for row in borough.truth("records")}
    held: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for agency, row in borough.delivered("people"):
        held[number[agency, row["person_id"]]].add((row["nhs_number"], row["date_of_birth"]))
    return sum(len(facts) == 1 for facts in held.values()) / len(held)


def test_complete_data_are_without_error_or_gap_but_for_families_planted_with_one(
    written: Written, tmp_path: Path
) -> None:
    write_borough(tmp_path, PEOPLE, seed=3, complete=True)
    assert held_alike(Written(tmp_path)) > 0.99 > 0.9 > held_alike(written)
    assert (tmp_path / "riverton-yjs").is_dir()


@pytest.mark.parametrize("option", ["names=0.3", "identifiers", "identifiers=much", "agencies=1.5", "agencies=-1"])
def test_what_cannot_be_missing_is_refused_by_name(option: str) -> None:
    with pytest.raises(ValueError, match=option.partition("=")[0]):
        Missing.read([option])


def test_several_things_can_be_missing() -> None:
    assert Missing.read(["agencies=0.1", "identifiers=1"]) == Missing(identifiers=1, agencies=0.1)
