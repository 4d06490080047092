"""The synthetic borough: the same for the same seed, clean, and true to the delivery format."""

import csv
import hashlib
import tomllib
import tracemalloc
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from loaders.borough import write_borough
from loaders.borough.dice import Dice
from loaders.borough.families import families
from loaders.borough.identifiers import nhs_check_digit, nhs_test_numbers, upn_check_letter
from loaders.borough.town import Town
from loaders.borough.write import TABLES

PEOPLE = 2000
SILENT = "riverton-yjs"
Row = dict[str, str]

CODES = {
    ("people", "sex"): "female male indeterminate not_known",
    ("people", "interpreter_needed"): "yes no unknown",
    ("households", "kind"): "home hostel refuge prison hospital care_home boarding_school other",
    ("households", "shielded"): "yes no unknown",
    ("residence", "kind"): "usual part_time temporary placement refuge custody hospital",
    ("relationships", "type"): "parent adoptive_parent step_parent foster_parent special_guardian"
    " grandparent great_grandparent aunt_uncle cousin sibling half_sibling step_sibling partner"
    " ex_partner spouse carer main_carer young_carer kinship_carer lodger family_friend neighbour"
    " contact other child niece_nephew grandchild cared_for_by",
    ("relationships", "parental_responsibility"): "yes no unknown",
    ("services", "kind"): "children_social_care adult_social_care early_help mash mental_health"
    " substance_misuse learning_disability domestic_abuse probation police midwifery"
    " health_visiting gp school nursery housing young_carers",
    ("professionals", "named_officer"): "yes no unknown",
    ("involvements", "status"): "referred waiting open closed refused",
    ("involvements", "lead_professional"): "yes no unknown",
    ("involvements", "sensitivity"): "ordinary sensitive sealed",
    ("allocations", "role"): "allocated lead co_worker duty",
    ("events", "kind"): "contact information enquiry referral allegation concern complaint incident"
    " injury arrest sentence court_order release missing absence attendance missed_appointment"
    " home_visit welfare_check assessment meeting strategy_meeting section47 conference core_group"
    " plan_start plan_end review placement treatment_start treatment_end relapse discharge"
    " return_home enrolment new_relationship household_change pregnancy birth death tenancy_notice"
    " handover escalation closure other",
    ("events", "sensitivity"): "ordinary sensitive sealed",
    ("informed", "status"): "informed acknowledged pending withheld",
    ("informed", "how"): "phone email meeting letter system",
    ("enquiries", "question"): "dependent_children other_services caring_responsibilities partner"
    " young_carer wishes_and_feelings seen_alone",
    ("enquiries", "answer"): "yes no unknown declined",
    ("consents", "scope"): "share refer",
    ("consents", "given"): "yes no unknown",
}
REQUIRED = {
    "people": ["person_id"],
    "households": ["household_id"],
    "residence": ["person_id", "household_id"],
    "relationships": ["from_person_id", "to_person_id", "type"],
    "services": ["service_id", "name"],
    "professionals": ["professional_id", "name"],
    "involvements": ["involvement_id", "person_id", "status"],
    "allocations": ["involvement_id", "professional_id"],
    "events": ["event_id", "kind"],
    "informed": ["event_id", "agency"],
    "enquiries": ["person_id", "question", "answer"],
    "consents": ["person_id", "scope"],
}
KEYS = {
    "people": ["person_id"],
    "households": ["household_id"],
    "residence": ["person_id", "household_id", "from"],
    "relationships": ["from_person_id", "to_person_id", "type", "from"],
    "services": ["service_id"],
    "professionals": ["professional_id"],
    "involvements": ["involvement_id"],
    "allocations": ["involvement_id", "professional_id", "from"],
    "events": ["event_id"],
    "informed": ["event_agency", "event_id", "agency", "at"],
    "enquiries": ["person_id", "question", "on"],
    "consents": ["person_id", "scope", "from"],
}
REFERENCES = [
    ("residence", "person_id", "people"),
    ("residence", "household_id", "households"),
    ("relationships", "from_person_id", "people"),
    ("relationships", "to_person_id", "people"),
    ("professionals", "service_id", "services"),
    ("professionals", "manager_id", "professionals"),
    ("involvements", "person_id", "people"),
    ("involvements", "service_id", "services"),
    ("involvements", "professional_ids", "professionals"),
    ("allocations", "involvement_id", "involvements"),
    ("allocations", "professional_id", "professionals"),
    ("events", "person_ids", "people"),
    ("events", "seen", "people"),
    ("events", "spoken_to", "people"),
    ("events", "service_id", "services"),
    ("events", "involvement_id", "involvements"),
    ("events", "after", "events"),
    ("informed", "by", "professionals"),
    ("enquiries", "person_id", "people"),
    ("enquiries", "by", "professionals"),
    ("consents", "person_id", "people"),
]


@dataclass
class Extract:
    """One delivery read back."""

    manifest: dict[str, Any]
    tables: dict[str, list[Row]]

    def ids(self, table: str) -> set[str]:
        return {row[KEYS[table][0]] for row in self.tables[table]}


Borough = dict[str, Extract]


def read(folder: Path) -> Extract:
    manifest = tomllib.loads((folder / "manifest.toml").read_text("utf-8"))
    tables = {}
    for table in TABLES:
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            tables[table] = list(csv.DictReader(file, strict=True))
    return Extract(manifest, tables)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("borough")
    write_borough(out, PEOPLE, seed=7)
    return out


@pytest.fixture(scope="module")
def borough(folder: Path) -> Borough:
    return {path.name: read(path) for path in sorted(folder.iterdir()) if path.is_dir()}


@pytest.fixture(scope="module")
def larger(tmp_path_factory: pytest.TempPathFactory) -> Borough:
    out = tmp_path_factory.mktemp("larger")
    return {path.name: read(path) for path in write_borough(out, 8000, seed=11)}


def rows(borough: Borough, table: str) -> Iterator[tuple[Extract, Row]]:
    for extract in borough.values():
        for row in extract.tables[table]:
            yield extract, row


def digest(out: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(out.rglob("*")):
        if path.is_file():
            total.update(path.relative_to(out).as_posix().encode() + path.read_bytes())
    return total.hexdigest()


def first_day(text: str) -> date:
    """The first day of a date of any precision, or of a time."""
    if "T" in text:
        return datetime.fromisoformat(text).date()
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    return date(year, month, day)


def last_day(text: str) -> date:
    parts = [int(part) for part in text.split("T")[0].split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    return date(year, month, parts[2] if len(parts) > 2 else monthrange(year, month)[1])


# The same, and different


@pytest.mark.slow
def test_the_same_seed_writes_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    write_borough(tmp_path, PEOPLE, seed=7)
    assert digest(tmp_path) == digest(folder)


def test_another_seed_writes_another_borough(folder: Path, tmp_path: Path) -> None:
    write_borough(tmp_path, PEOPLE, seed=8)
    assert digest(tmp_path) != digest(folder)


@pytest.mark.slow
def test_a_smaller_borough_leaves_nothing_of_the_larger(tmp_path: Path) -> None:
    write_borough(tmp_path / "again", PEOPLE, seed=7)
    write_borough(tmp_path / "again", 1000, seed=7)
    write_borough(tmp_path / "once", 1000, seed=7)
    assert digest(tmp_path / "again") == digest(tmp_path / "once")


@pytest.mark.parametrize("people", [0, 999, 1_000_001])
def test_a_size_out_of_range_is_refused_by_name(tmp_path: Path, people: int) -> None:
    with pytest.raises(ValueError, match=str(people)):
        write_borough(tmp_path, people, seed=1)


# True to the format


def test_the_manifests_name_their_folder_and_period(folder: Path, borough: Borough) -> None:
    for name, extract in borough.items():
        assert extract.manifest["agency"] == name
        assert extract.manifest["extracted_at"].startswith("2026-03-31T22:")
    ending = [name for name, e in borough.items() if e.manifest["covers_to"] != "2026-03-31"]
    beginning = [name for name, e in borough.items() if e.manifest["covers_from"] != "2024-04-01"]
    assert ending == ["riverton-housing"]
    assert beginning == ["riverton-probation", "riverton-school-academy"]
    times = {extract.manifest["extracted_at"] for extract in borough.values()}
    assert len(times) == len(borough)


def test_one_agency_keeps_records_and_delivers_nothing(folder: Path, larger: Borough) -> None:
    assert not (folder / SILENT).exists()
    assert SILENT not in larger
    told = {row["agency"] for _, row in rows(larger, "informed")}
    met = {a for _, row in rows(larger, "events") for a in row["participants"].split(";")}
    assert SILENT in told | met


def test_nothing_happens_before_an_agencys_records_begin(borough: Borough) -> None:
    for extract in borough.values():
        covers_from = first_day(extract.manifest["covers_from"])
        for row in extract.tables["events"]:
            assert not row["on"] or last_day(row["on"]) >= covers_from


def test_every_table_has_rows_somewhere(borough: Borough) -> None:
    assert {table for table in TABLES if not any(rows(borough, table))} == set()


@pytest.mark.parametrize("table", TABLES)
def test_required_cells_are_filled(borough: Borough, table: str) -> None:
    bad = [row for _, row in rows(borough, table) if not all(row[c] for c in REQUIRED[table])]
    assert bad == []


@pytest.mark.parametrize(("table", "column"), CODES)
def test_codes_are_on_the_list(borough: Borough, table: str, column: str) -> None:
    used = {row[column] for _, row in rows(borough, table)}
    assert used - {""} <= set(CODES[table, column].split())


@pytest.mark.parametrize("table", TABLES)
def test_keys_are_unique_in_their_agency(borough: Borough, table: str) -> None:
    for extract in borough.values():
        keys = [tuple(row[column] for column in KEYS[table]) for row in extract.tables[table]]
        assert len(keys) == len(set(keys))


@pytest.mark.parametrize(("table", "column", "target"), REFERENCES)
def test_references_resolve_in_their_agency(
    borough: Borough, table: str, column: str, target: str
) -> None:
    for extract in borough.values():
        named = {i for row in extract.tables[table] for i in row[column].split(";")}
        assert named - {""} <= extract.ids(target)


def test_references_between_agencies_resolve(borough: Borough) -> None:
    for extract, row in rows(borough, "informed"):
        if row["event_agency"] != SILENT:
            owner = borough[row["event_agency"]] if row["event_agency"] else extract
            assert row["event_id"] in owner.ids("events")
        if row["agency"] != SILENT:
            assert row["service_id"] in borough[row["agency"]].ids("services")
    for _, row in rows(borough, "events"):
        assert set(row["participants"].split(";")) - {""} <= borough.keys() | {SILENT}
        if row["to_agency"]:
            assert row["to_service"] in borough[row["to_agency"]].ids("services")
        if row["parent_event"]:
            agency, _, event = row["parent_event"].partition(":")
            assert agency == SILENT or event in borough[agency].ids("events")
    for _, row in rows(borough, "people"):
        assert {row["gp_practice"], row["school"]} - {""} <= borough.keys()


@pytest.mark.parametrize("table", TABLES)
def test_a_row_ends_after_it_begins_and_is_recorded_before_the_extract(
    borough: Borough, table: str
) -> None:
    for extract, row in rows(borough, table):
        begin = row.get("from") or row.get("on") or row.get("at") or ""
        end = row.get("to") or row.get("until") or ""
        if begin and end:
            assert first_day(begin) <= first_day(end), row
        covers_to = last_day(extract.manifest["covers_to"])
        for text in (begin, end, row["recorded_at"]):
            assert not text or first_day(text) <= covers_to, row
        if begin and row["recorded_at"]:
            assert begin[:10] <= row["recorded_at"][: len(begin[:10])], row
            assert "T" not in begin or begin <= row["recorded_at"], row


def test_people_are_born_before_they_die_and_before_what_concerns_them(borough: Borough) -> None:
    for extract in borough.values():
        born = {row["person_id"]: row["date_of_birth"] for row in extract.tables["people"]}
        for row in extract.tables["people"]:
            assert not (row["date_of_birth"] and row["expected_date_of_birth"])
            if row["date_of_birth"] and row["deceased_on"]:
                assert first_day(row["date_of_birth"]) <= first_day(row["deceased_on"])
        for table in ("residence", "involvements", "enquiries"):
            for row in extract.tables[table]:
                begin, birth = row.get("from") or row.get("on") or "", born[row["person_id"]]
                assert not begin or not birth or first_day(birth) <= last_day(begin), row


def test_nobody_is_in_a_tie_with_themselves(borough: Borough) -> None:
    assert not [
        r for _, r in rows(borough, "relationships") if r["from_person_id"] == r["to_person_id"]
    ]


def test_allocations_lie_within_their_involvement(borough: Borough) -> None:
    for extract in borough.values():
        involvements = {row["involvement_id"]: row for row in extract.tables["involvements"]}
        for row in extract.tables["allocations"]:
            of = involvements[row["involvement_id"]]
            assert of["from"] <= row["from"]
            assert not of["to"] or row["to"] <= of["to"]
            assert not of["to"] or row["to"], "a closed involvement has no open allocation"


# Identifiers


def test_workers_leave_and_their_allocations_end(larger: Borough) -> None:
    for extract in larger.values():
        left = {w["professional_id"]: w["to"] for w in extract.tables["professionals"] if w["to"]}
        assert left
        for row in extract.tables["allocations"]:
            if row["professional_id"] in left:
                assert row["to"] and row["to"] <= left[row["professional_id"]]


def test_workers_are_named_with_dates_or_without_and_never_both(borough: Borough) -> None:
    for extract in borough.values():
        undated = any(row["professional_ids"] for row in extract.tables["involvements"])
        assert not (undated and extract.tables["allocations"])


def test_check_digits_are_valid(borough: Borough) -> None:
    for _, row in rows(borough, "people"):
        if nhs := row["nhs_number"]:
            assert nhs.startswith("999") and len(nhs) == 10
            assert nhs_check_digit(nhs[:9]) == int(nhs[9])
        if upn := row["upn"]:
            assert len(upn) == 13 and upn_check_letter(upn[1:]) == upn[0]


def test_check_digits_agree_with_published_examples() -> None:
    assert nhs_check_digit("943476591") == 9  # NHS Data Dictionary: 943 476 5919
    assert nhs_check_digit("401023213") == 7  # the same: 401 023 2137


def test_the_test_range_gives_no_number_twice() -> None:
    numbers = list(islice(nhs_test_numbers(12), 50_000))
    assert len(numbers) == len(set(numbers)) == 50_000


def test_one_number_is_one_person_everywhere(borough: Borough) -> None:
    sexes: dict[str, set[str]] = {}
    for _, row in rows(borough, "people"):
        for number in {row["nhs_number"], row["upn"]} - {""}:
            sexes.setdefault(number, set()).add(row["sex"])
    assert all(len(of_one) == 1 for of_one in sexes.values())


def test_most_records_have_an_identifier_and_some_have_none(borough: Borough) -> None:
    records = [row for _, row in rows(borough, "people")]
    identified = sum(bool(row["nhs_number"] or row["upn"]) for row in records)
    assert 0.75 < identified / len(records) < 0.97


def test_some_workers_are_in_two_agencies_under_one_registration(borough: Borough) -> None:
    agencies: dict[str, set[str]] = {}
    names: dict[str, set[str]] = {}
    for extract, row in rows(borough, "professionals"):
        if row["registration"]:
            agencies.setdefault(row["registration"], set()).add(extract.manifest["agency"])
            names.setdefault(row["registration"], set()).add(row["name"])
    assert [of_one for of_one in agencies.values() if len(of_one) == 2]
    assert all(len(of_one) == 1 for of_one in names.values())


# Size


@pytest.mark.parametrize("people", [1000, PEOPLE, 5000])
def test_the_true_people_are_about_as_many_as_asked(people: int) -> None:
    total = sum(len(family.people) for family in families(Town(Dice(3), people), people))
    assert people <= total < people * 1.05


def test_the_files_hold_about_the_people_asked_for(borough: Borough) -> None:
    numbers = {row["nhs_number"] for _, row in rows(borough, "people")} - {""}
    records = sum(len(extract.tables["people"]) for extract in borough.values())
    assert 0.88 * PEOPLE < len(numbers) < 1.05 * PEOPLE
    assert 1.8 * PEOPLE < records < 3 * PEOPLE


def test_a_fifth_are_children_and_some_are_unborn() -> None:
    people = [
        human for family in families(Town(Dice(5), 10_000), 10_000) for human in family.people
    ]
    children = [human for human in people if human.is_child]
    assert 0.17 < len(children) / len(people) < 0.26
    assert any(child.due is not None for child in children)


@pytest.mark.slow
def test_families_do_not_pile_up_in_memory() -> None:
    """Six times the people take no more than a little more memory."""

    def peak(people: int) -> int:
        town = Town(Dice(2), people)
        tracemalloc.start()
        for _ in families(town, people):
            pass
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    peak(1000)  # fills the caches
    assert peak(6000) < peak(1000) + 1_000_000


@pytest.mark.slow
def test_writing_keeps_to_little_memory(tmp_path: Path) -> None:
    tracemalloc.start()
    write_borough(tmp_path, PEOPLE, seed=4)
    highest = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert highest < 60_000_000  # of which most are the open files' buffers


def test_progress_ends_at_the_people_asked_for(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    write_borough(tmp_path, PEOPLE, seed=4, progress=lambda done, of: seen.append((done, of)))
    assert seen == sorted(seen)
    assert seen[-1] == (PEOPLE, PEOPLE)


# What the questions need


def test_the_shapes_that_the_questions_turn_on_are_all_there(larger: Borough) -> None:
    types = {row["type"] for _, row in rows(larger, "relationships")}
    assert types >= {
        "parent",
        "step_parent",
        "half_sibling",
        "grandparent",
        "ex_partner",
        "kinship_carer",
        "lodger",
        "spouse",
        "partner",
        "young_carer",
        "foster_parent",
    }
    stays = {row["kind"] for _, row in rows(larger, "residence")}
    assert stays >= {"usual", "part_time", "custody", "temporary", "refuge", "placement"}
    assert any(row["expected_date_of_birth"] for _, row in rows(larger, "people"))
    assert any(row["shielded"] == "yes" for _, row in rows(larger, "households"))
    assert any(not row["uprn"] for _, row in rows(larger, "households"))


def test_the_hostel_is_one_household_and_a_practice_does_not_say_what_it_is(
    larger: Borough,
) -> None:
    for agency, kind in (("riverton-housing", "hostel"), ("riverton-gp-quayside", "")):
        extract = larger[agency]
        (hostel,) = [r for r in extract.tables["households"] if "Hostel" in r["address"]]
        residents = [
            r for r in extract.tables["residence"] if r["household_id"] == hostel["household_id"]
        ]
        assert hostel["kind"] == kind
        assert len(residents) > 1


def test_nobody_moves_or_marries_after_death() -> None:
    dead = 0
    for family in families(Town(Dice(9), 20_000), 20_000):
        for stay in family.stays:
            assert stay.human.died is None or stay.since < stay.human.died
            assert stay.until is None or stay.since < stay.until
        for tie in family.ties:
            assert tie.since is None or tie.until is None or tie.since < tie.until
        dead += sum(human.died is not None for human in family.people)
    assert dead > 50


def test_nobody_usually_lives_in_two_homes_at_once() -> None:
    for family in families(Town(Dice(9), 10_000), 10_000):
        now = [s.human.number for s in family.stays if s.until is None and s.kind != "part_time"]
        assert len(now) == len(set(now))


def test_much_is_not_passed_on_and_some_is_pending_or_withheld(borough: Borough) -> None:
    told = {
        (extract.manifest["agency"], row["event_id"]) for extract, row in rows(borough, "informed")
    }
    states = {row["status"] for _, row in rows(borough, "informed")}
    events = sum(1 for _ in rows(borough, "events"))
    assert states == {"informed", "acknowledged", "pending", "withheld"}
    assert len(told) < events / 2


# The demonstration family


@pytest.fixture(scope="module", params=[7, 8])
def demo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo")
    write_borough(out, 1000, seed=request.param)
    return out


def nhs_numbers(extract: Extract, **cells: str) -> list[str]:
    return [row["nhs_number"] for row in extract.tables["people"] if cells.items() <= row.items()]


def test_the_demo_file_points_to_rows(demo: Path) -> None:
    asks = tomllib.loads((demo / "demo.toml").read_text("utf-8"))
    assert asks["on"] == "2026-03-31"
    for who in ("adult", "child"):
        assert asks[who]["local_id"] in read(demo / asks[who]["agency"]).ids("people")
    assert asks["event"]["event_id"] in read(demo / asks["event"]["agency"]).ids("events")


def test_the_demo_mother_is_one_person_in_four_agencies(demo: Path) -> None:
    asks = tomllib.loads((demo / "demo.toml").read_text("utf-8"))
    mothers = nhs_numbers(read(demo / "riverton-sm"), person_id=asks["adult"]["local_id"])
    assert mothers[0]
    for agency in ("riverton-mh", "riverton-csc", "riverton-gp-quayside"):
        assert nhs_numbers(read(demo / agency), given_names="Kerry-Ann") == mothers


def test_the_demo_relapse_was_told_to_mental_health_only(demo: Path) -> None:
    asks = tomllib.loads((demo / "demo.toml").read_text("utf-8"))
    recovery = read(demo / asks["event"]["agency"])
    event = asks["event"]["event_id"]
    told = {r["agency"]: r["status"] for r in recovery.tables["informed"] if r["event_id"] == event}
    assert told == {"riverton-mh": "acknowledged", "riverton-gp-quayside": "pending"}
    (relapse,) = [row for row in recovery.tables["events"] if row["event_id"] == event]
    assert relapse["kind"] == "relapse"
    assert relapse["person_ids"] == asks["adult"]["local_id"]


def test_nothing_links_the_demo_familys_adult_and_childrens_services(demo: Path) -> None:
    asks = tomllib.loads((demo / "demo.toml").read_text("utf-8"))
    csc = read(demo / "riverton-csc")
    child = asks["child"]["local_id"]
    open_cases = [r for r in csc.tables["involvements"] if r["person_id"] == child]
    assert [case["status"] for case in open_cases] == ["open"]
    events = [row for row in csc.tables["events"] if child in row["person_ids"].split(";")]
    met = {agency for row in events for agency in row["participants"].split(";")} - {""}
    assert met == {"riverton-csc", "riverton-hv"}
    assert not {row["to_agency"] for row in events} - {""}
    told = {row["event_id"] for row in csc.tables["informed"]}
    assert not told & {row["event_id"] for row in events}


def test_the_demo_brother_lives_with_his_grandmother(demo: Path) -> None:
    csc = read(demo / "riverton-csc")
    people = {row["given_names"]: row["person_id"] for row in islice(csc.tables["people"], 5)}
    home = {r["person_id"]: r["household_id"] for r in csc.tables["residence"] if not r["to"]}
    assert home[people["Alfie"]] == home[people["Susan"]] != home[people["Zoë"]]
    assert home[people["Zoë"]] == home[people["Kerry-Ann"]] == home[people["Dean"]]
