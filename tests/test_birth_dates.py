"""Placeholder and impossible dates of birth: what counts of them, what is kept, and what the report says."""

from __future__ import annotations

from pathlib import Path

import pytest
from deliver import Answer, Ask, loaded
from extract_deliveries import MemoryStore, delivery
from extract_deliveries import loaded as loaded_in_memory
from shared_cases import ASKED, load_cases, needs_cases, person

from graph.private_store import StoreAddress

CHILDREN = """
query ($adult: ID!, $on: Date, $knownAt: DateTime) {
  childrenAffected(adult: $adult, on: $on, knownAt: $knownAt) {
  children { child { givenNames dateOfBirth } livesWithAdult missing } }
}
"""


async def children(ask: Ask, agency: str, adult: str) -> dict[str, Answer]:
    """By given names, the children affected by an adult's services."""
    answer = await ask(CHILDREN, adult=person(agency, adult), **ASKED)
    return {one["child"]["givenNames"]: one for one in answer["children"]}


@needs_cases
async def test_the_child_of_a_placeholder_is_listed_as_one_whose_date_is_missing(
    empty_store: StoreAddress, tmp_path: Path, ask: Ask
) -> None:
    """The mother was born in 1988, and her child's date of birth is 1900-01-01: the tie is no mistake, the date is."""
    (report,) = await load_cases(empty_store, tmp_path, "21/csc")
    assert report.quarantined == 0
    assert [note for note in report.notes if "people.csv, line 3" in note and "count as not recorded" in note]
    found = await children(ask, "c21-mh", "m")
    assert found["Asa"]["missing"] == ["DATE_OF_BIRTH", "GP"]
    assert found["Asa"]["child"]["dateOfBirth"] is None
    assert found["Asa"]["livesWithAdult"] is True


@needs_cases
async def test_the_true_date_of_another_agency_holds(empty_store: StoreAddress, tmp_path: Path, ask: Ask) -> None:
    """Housing has 1900-01-01 for mother and son; the mother's service has hers, social care has his."""
    housing = delivery(tmp_path / "housing", {
        "people": "person_id,given_names,family_name,date_of_birth,nhs_number\n"
                  "hm,Rita,Vane,1900-01-01,4000020013\nhk,Ned,Vane,1900-01-01,4000021028\n",
        "relationships": "from_person_id,to_person_id,type\nhm,hk,parent\n",
    }, agency="c21-housing", agency_kind="housing", extracted_at="2026-11-02T06:00:00Z")
    await load_cases(empty_store, tmp_path, "21/csc", "21/csc2")
    (report,) = await loaded(empty_store, tmp_path, housing)
    assert report.quarantined == 0
    found = await children(ask, "c21-mh", "m")
    assert found["Ned"]["child"]["dateOfBirth"] == "2016-05-05"
    assert found["Ned"]["missing"] == ["SCHOOL", "GP"]
    assert set(found) == {"Asa", "Ned"}


def test_a_day_far_too_frequent_counts_as_its_year(tmp_path: Path) -> None:
    """Refugees are given 1 January: 22 of them in one delivery, where any other day has one row or two."""
    store = MemoryStore()
    given = "".join(f"R{n},2010-01-01\n" for n in range(22))
    others = "".join(f"P{n},2010-02-{n % 28 + 1:02}\n" for n in range(28))
    people = f"person_id,date_of_birth\n{given}{others}"
    (report,) = loaded_in_memory(delivery(tmp_path / "d", {"people": people}), home=tmp_path, store=store)
    said = store.content("people", "R7")
    assert (said["date_of_birth"], said["date_of_birth_recorded"]) == ("2010", "2010-01-01")
    assert store.content("people", "P7")["date_of_birth"] == "2010-02-08"
    (note,) = [note for note in report.notes if "far too frequent" in note]
    assert note.startswith("22 dates of birth")
    assert "people.csv, lines 2, 3, 4" in note


@pytest.mark.parametrize(("rows", "shortened"), [(9, False), (10, False), (19, False), (20, True)])
def test_what_is_too_frequent_is_ten_rows_and_twenty_times_the_median(
    tmp_path: Path, rows: int, shortened: bool
) -> None:
    store = MemoryStore()
    people = "person_id,date_of_birth\nA,2011-03-04\nB,2012-03-04\nC,2013-03-04\n"
    people += "".join(f"R{n},2010-01-01\n" for n in range(rows))
    loaded_in_memory(delivery(tmp_path / "d", {"people": people}), home=tmp_path, store=store)
    assert ("date_of_birth_recorded" in store.content("people", "R0")) is shortened


@pytest.mark.parametrize(
    ("born", "died", "used"),
    [
        ("1900-01-01", "", None),
        ("1900-01-01", "1960-05-01", None),
        ("9999-12-31", "", None),
        ("1905-03-31", "", None),
        ("1905-04-01", "", "1905-04-01"),
        ("1890-05-05", "1970", "1890-05-05"),
        ("1870", "", None),
    ],
)
def test_nobody_is_over_120(tmp_path: Path, born: str, died: str, used: str | None) -> None:
    """The delivery was extracted on 31 March 2026; whoever died was as old as on that day."""
    store = MemoryStore()
    people = f"person_id,date_of_birth,deceased_on\nP,{born},{died}\n"
    (report,) = loaded_in_memory(delivery(tmp_path / "d", {"people": people}), home=tmp_path, store=store)
    assert report.quarantined == 0
    said = store.content("people", "P")
    assert said.get("date_of_birth") == used
    assert said.get("date_of_birth_recorded") == (None if used else born)


def test_a_parent_of_a_frequent_day_is_not_out_for_the_day(tmp_path: Path) -> None:
    """Both are of 1 January 2000 by default; the year alone leaves it open who is the elder."""
    store = MemoryStore()
    given = "".join(f"R{n},2000-01-01\n" for n in range(25))
    people = f"person_id,date_of_birth\nK,2000-06-01\n{given}A,1980-02-02\n"
    ties = "from_person_id,to_person_id,type\nR1,R2,parent\nK,R3,parent\n"
    (report,) = loaded_in_memory(
        delivery(tmp_path / "d", {"people": people, "relationships": ties}), home=tmp_path, store=store
    )
    assert report.quarantined == 0
