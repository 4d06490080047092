"""Who is one person: agreeing verified identifiers, no conflict, and nothing ambiguous."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.dates import FOR_EVER
from graph.family import Assertion, exact
from graph.identity import (
    About,
    RecordRun,
    Shared,
    conflict,
    groups,
    kept_apart,
    shared_in_agency,
    shared_times,
    timelines,
)
from graph.persons import Piece, merged, timeline

START = datetime(2026, 1, 1, tzinfo=UTC)


def at(day: int) -> datetime:
    """A day of January 2026; 99 is for ever."""
    return FOR_EVER if day == 99 else START + timedelta(days=day)


def run(
    identifiers: str, start: int = 0, end: int = 99, born: str | None = None, by: str = "e", name: str = "", **said: Any
) -> RecordRun:
    """A record's run with identifiers such as `nhs:1 upn:2`; the last word of `name` is the family name."""
    day = date.fromisoformat(born) if born else None
    given, _, family = name.rpartition(" ")
    return RecordRun(at(start), at(end), f"{by}{start}", f"{by}{end}" if end != 99 else None,
                     frozenset(identifiers.split()), (day, day) if day else None,
                     given_names=given or None, family_name=family or None, **said)


def now(**records: RecordRun) -> set[frozenset[str]]:
    """The groups of records at an instant."""
    return set(groups(records))


def sets(*named: str) -> set[frozenset[str]]:
    """`a b` → the group of a and b."""
    return {frozenset(names.split()) for names in named}


def test_records_with_the_same_nhs_number_are_of_one_person() -> None:
    assert now(a=run("nhs:1"), b=run("nhs:1"), c=run("nhs:2")) == sets("a b", "c")


def test_records_born_on_different_days_stay_apart() -> None:
    assert now(a=run("nhs:1", born="1990-01-01"), b=run("nhs:1", born="1991-01-01")) == sets("a", "b")


def test_other_numbers_of_one_scheme_keep_records_apart() -> None:
    assert now(a=run("nhs:1 upn:7"), b=run("nhs:2 upn:7")) == sets("a", "b")


def test_a_record_between_two_that_conflict_stands_alone() -> None:
    a, b = run("nhs:1", born="1990-01-01"), run("nhs:1", born="1991-01-01")
    assert now(a=a, m=run("nhs:1"), b=b) == sets("a", "m", "b")


def test_a_record_between_two_that_conflict_is_of_whom_it_shares_more_numbers_with() -> None:
    a, b = run("nhs:1 x:1", born="1990-01-01"), run("nhs:1", born="1991-01-01")
    assert now(a=a, m=run("nhs:1 x:1"), b=b) == sets("a m", "b")


def test_the_undisputed_stay_joined_beside_an_ambiguous_record() -> None:
    a, b = run("x:1 y:1", born="1990-01-01"), run("z:1", born="1991-01-01")
    assert now(a=a, a2=run("y:1"), m=run("x:1 z:1"), b=b) == sets("a a2", "m", "b")


def test_a_conflict_that_no_single_record_explains_keeps_all_apart() -> None:
    a, b = run("x:1", born="1990-01-01"), run("z:1", born="1991-01-01")
    assert now(a=a, m=run("x:1 y:1"), n=run("y:1 z:1"), b=b) == sets("a", "m", "n", "b")


# ---- a wrong identifier: the odd record stands apart, those that agree stay joined

RAE = run("nhs:1", born="2015-03-03", name="Rae Dunn", agency="csc")
RAY = run("upn:9", born="2010-07-07", name="Ray Dunn-Hall", agency="school")


def test_a_wrong_number_parts_no_two_records_that_agree_in_number_and_name() -> None:
    nurse = run("nhs:1 upn:9", name="Rae Dunn", agency="nursing")
    assert now(rae=RAE, nurse=nurse, ray=RAY) == sets("rae nurse", "ray")


def test_who_holds_the_wrong_number_in_several_agencies_parts_no_two_that_agree() -> None:
    nurse = run("nhs:1 upn:9", name="Rae Dunn", agency="nursing")
    others = {name: replace(RAY, agency=name) for name in ("gp", "police", "youth")}
    assert now(rae=RAE, nurse=nurse, ray=RAY, **others) == sets("rae nurse", "ray gp police youth")


def test_a_record_that_agrees_by_name_with_neither_stands_alone() -> None:
    assert now(rae=RAE, nurse=run("nhs:1 upn:9", agency="nursing"), ray=RAY) == sets("rae", "nurse", "ray")


def test_a_record_is_of_whom_it_shares_the_date_of_birth_with() -> None:
    nurse = run("nhs:1 upn:9", born="2015-03-03", name="Kit Dale", agency="nursing")
    assert now(rae=replace(RAE, born=None, sex="male"), nurse=nurse, ray=RAY) == sets("rae nurse", "ray")


def test_what_two_agree_on_joins_them_before_a_third_that_may_be_of_either() -> None:
    """The record without a name may be of either side; it parts no two that agree on more."""
    also, either = replace(RAE, agency="gp"), run("nhs:1 upn:9", agency="nursing")
    assert now(rae=RAE, also=also, either=either, ray=RAY) == sets("rae also", "either", "ray")


def test_twins_whom_a_third_record_confuses_stay_two() -> None:
    """Born on one day, they conflict in nothing but sex and given name; no number links them directly."""
    amelia = run("nhs:1", born="2018-09-09", name="Amelia Hollis", sex="female", agency="csc")
    isaac = run("upn:9", born="2018-09-09", name="Isaac Hollis", sex="male", agency="school")
    nurse = run("nhs:1 upn:9", name="Amelia Hollis", agency="nursing")
    assert now(amelia=amelia, nurse=nurse, isaac=isaac) == sets("amelia nurse", "isaac")


def test_another_name_and_a_mistyped_sex_part_no_records_with_one_number() -> None:
    one = run("nhs:1", name="Xanthe Quill", sex="female", agency="recovery")
    assert now(one=one, other=run("nhs:1", name="Rae Dunn", sex="male", agency="csc")) == sets("one other")


# ---- one number of two ids of one agency


def two(first: str, second: str, **said: Any) -> set[frozenset[str]]:
    """Two ids of one agency under one number, by their names; and another agency's record with that number."""
    one, other = (run("nhs:1", name=name, agency="gp", **{key: value[place] for key, value in said.items()})
                  for place, name in enumerate((first, second)))
    return now(one=one, other=other, third=run("nhs:1", name=first, agency="csc"))


def test_two_ids_of_one_agency_of_different_sex_are_two_people_and_their_number_is_nobodys() -> None:
    assert two("Sam Pell", "Sam Pell", sex=("male", "female")) == sets("one", "other", "third")
    assert two("Sam Pell", "Sam Pell", sex=("male", "not_known")) == sets("one other third")


@pytest.mark.parametrize(("first", "second"), [
    ("Noah Pell", "Ella Pell"), ("Mohammed Khan", "Mohammed Amin Khan"), ("Ann Lee", "Ann Moss"),
])
def test_two_ids_of_one_agency_with_different_names_are_two_people(first: str, second: str) -> None:
    assert two(first, second) == sets("one", "other", "third")


@pytest.mark.parametrize(("first", "second", "known_as"), [
    ("Zoë O'Brien", "zoe OBRIEN", ((), ())),
    ("Smith Jones", "Jones Smith", ((), ())),
    ("Ann Lee", "Ann Moss", ((), ("Ann Lee",))),
    ("Joanne Hale", "Jo Hale", (("Jo",), ())),
    ("Noah Pell", " Pell", ((), ())),
    ("Noah Pell", "", ((), ())),
])
def test_names_that_say_the_same_keep_one_agencys_ids_joined(
    first: str, second: str, known_as: tuple[tuple[str, ...], tuple[str, ...]]
) -> None:
    assert two(first, second, also_known_as=known_as) == sets("one other third")


def test_two_ids_of_one_agency_of_which_one_event_saw_only_one_are_two_people() -> None:
    seen, unseen = frozenset({("event:1", True)}), frozenset({("event:1", False)})
    assert two("Baby Pell", "Baby Pell", told_apart=(seen, unseen)) == sets("one", "other", "third")
    assert two("Baby Pell", "Baby Pell", told_apart=(seen, seen)) == sets("one other third")


def test_two_ids_of_one_agency_with_other_numbers_of_a_scheme_share_no_number() -> None:
    one, other = (run(f"nhs:1 upn:{n}", name="Al Pell", agency="gp") for n in (1, 2))
    school, csc = run("upn:1", agency="school"), run("nhs:1", agency="csc")
    assert now(one=one, other=other, school=school, csc=csc) == sets("one school", "other", "csc")


def test_a_number_is_nobodys_for_as_long_as_its_agency_gives_it_to_two() -> None:
    noah = run("nhs:1", name="Noah Pell", agency="gp", by="f")
    records = {
        "record:a": [noah],
        "record:b": [run("nhs:1", 4, 7, name="Ella Pell", agency="gp", by="g"),
                     run("nhs:2", 7, name="Ella Pell", agency="gp", by="g")],
        "record:c": [run("nhs:1", name="Noah Pell", agency="csc")],
    }
    assert shared_times(records) == {
        "record:a": [Shared("f0", "nhs:1", at(4), at(7))], "record:b": [Shared("g4", "nhs:1", at(4), at(7))],
        "record:c": [],
    }
    assert [about.person for about in timelines(records)["record:c"]] == ["person:a", "person:c", "person:a"]


def test_an_identifier_of_more_than_twenty_records_joins_nobody() -> None:
    assert len(groups({f"r{n}": run("nhs:1") for n in range(20)})) == 1
    assert len(groups({f"r{n}": run("nhs:1") for n in range(21)})) == 21


def test_a_join_is_known_from_when_both_records_said_so_and_undone_by_a_correction() -> None:
    made = timelines({
        "record:a": [run("nhs:1", 0)],
        "record:b": [run("nhs:1", 5, 9, by="f"), run("nhs:2", 9, by="f")],
    })
    assert made["record:a"] == [About("person:a", at(0), FOR_EVER, "e0", None)]
    assert made["record:b"] == [
        About("person:a", at(5), at(9), "f5", "f9"), About("person:b", at(9), FOR_EVER, "f9", None),
    ]


def test_what_another_agency_brings_closes_a_records_own_person() -> None:
    made = timelines({"record:b": [run("nhs:1", 0)], "record:a": [run("nhs:1", 5, by="f")]})
    assert made["record:b"] == [
        About("person:b", at(0), at(5), "e0", "f5"), About("person:a", at(5), FOR_EVER, "f5", None),
    ]


def test_a_withdrawn_record_is_of_nobody_afterwards() -> None:
    assert timelines({"record:a": [run("", 0, 4), run("", 7)]})["record:a"] == [
        About("person:a", at(0), at(4), "e0", "e4"), About("person:a", at(7), FOR_EVER, "e7", None),
    ]


identifiers = st.sets(st.sampled_from(["nhs:1", "nhs:2", "upn:1", "upn:2", "x:1"]), max_size=2).map(" ".join)
births = st.sampled_from([None, "1990-01-01", "1991-01-01"])
said_of_whom: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries({
    "name": st.sampled_from(["", "Ann Lee", "Ann Moss", "Bo Lee"]), "sex": st.sampled_from([None, "female", "male"]),
    "agency": st.sampled_from(["", "csc", "gp", "school"]),
})


@st.composite
def clusters(draw: st.DrawFn) -> dict[str, list[RecordRun]]:
    """A few records with their runs."""
    made = {}
    for name in draw(st.sets(st.sampled_from("abcde"), min_size=1)):
        days = sorted(draw(st.sets(st.integers(0, 8), min_size=1, max_size=3)))
        ends = [*days[1:], draw(st.sampled_from([9, 99]))]
        made[f"record:{name}"] = [
            run(draw(identifiers), start, end, draw(births), by=name, **draw(said_of_whom))
            for start, end in zip(days, ends, strict=True)
        ]
    return made


@given(clusters())
def test_no_person_has_records_that_conflict_and_every_visible_record_has_one_person(
    records: Mapping[str, list[RecordRun]]
) -> None:
    made = timelines(records)
    for day in range(10):
        instant = at(day)
        shown = {record: r for record, runs in records.items() for r in runs
                 if r.recorded_at <= instant < r.superseded_at}
        persons = {record: [a.person for a in made[record] if a.recorded_at <= instant < a.superseded_at]
                   for record in records}
        assert all(len(named) == (record in shown) for record, named in persons.items())
        shared = shared_in_agency(shown)
        for one, other in combinations(shown, 2):
            said, also = (replace(shown[id], identifiers=shown[id].identifiers - shared[id]) for id in (one, other))
            assert persons[one] != persons[other] or not conflict(said, also)
            assert persons[one] != persons[other] or not kept_apart(shown[one], shown[other])


odd_records = st.lists(st.builds(
    run, st.sampled_from(["nhs:1", "upn:9", "x:7"]), born=st.just("2010-07-07"),
    name=st.sampled_from(["", "Kit Dale", "Ray Dunn"]), agency=st.sampled_from(["school", "police", "gp"]),
), min_size=1, max_size=4)


@given(odd_records, st.sampled_from(["2015-03-03", None]))
def test_no_odd_records_with_one_identifier_each_part_two_that_agree(odd: list[RecordRun], born: str | None) -> None:
    nurse = run("nhs:1 upn:9 x:7", name="Rae Dunn", agency="nursing", born=born)
    found = now(rae=RAE, nurse=nurse, **{f"odd{n}": one for n, one in enumerate(odd)})
    (group,) = (group for group in found if "rae" in group)
    assert group == {"rae", "nurse"}


@given(clusters(), st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(records: Mapping[str, list[RecordRun]], random: object) -> None:
    names = list(records)
    random.shuffle(names)  # type: ignore[attr-defined]
    assert timelines({name: records[name] for name in names}) == timelines(records)


@given(clusters())
def test_neighbouring_stretches_name_different_persons(records: Mapping[str, list[RecordRun]]) -> None:
    for about in timelines(records).values():
        for one, other in pairwise(about):
            assert one.superseded_at < other.recorded_at or one.person != other.person


def piece(record: str, start: int, end: int = 99, **facts: object) -> Piece:
    """What a record says from a day of January to another."""
    closed_by = None if end == 99 else f"{record}{end}"
    return Piece(record, at(start), at(start), at(end), f"{record}{start}", closed_by, facts)


def test_facts_come_from_the_newest_record_that_gives_one_and_other_names_from_all() -> None:
    old = piece("a", 0, family_name="Hale", sex="female", also_known_as=["Jo"])
    new = piece("b", 3, family_name="Hale-Moss", also_known_as=["Josie"])
    assert merged([old, new]) == {"family_name": "Hale-Moss", "sex": "female", "also_known_as": ["Jo", "Josie"]}


def born(record: str, start: int, said: str, first: str, last: str) -> Piece:
    """What a record says from a day on of a date of birth, and its window."""
    return piece(record, start, date_of_birth=said, date_of_birth_first=first, date_of_birth_last=last)


@pytest.mark.parametrize("start", [0, 3], ids=["later", "at-once"])
def test_a_less_precise_date_hides_no_precise_one(start: int) -> None:
    """DOMAIN, 'Holds on a date': a reduced date is uncertain within its window, and does not say otherwise."""
    day = born("a", start, "2008-01-15", "2008-01-15", "2008-01-15")
    year = born("b", 3, "2008", "2008-01-01", "2008-12-31")
    assert merged([day, year]) == merged([year, day]) == day.facts


def test_of_dates_that_differ_the_newest_is_told() -> None:
    day = born("a", 0, "2008-01-15", "2008-01-15", "2008-01-15")
    month = born("b", 2, "2009-03", "2009-03-01", "2009-03-31")
    year = born("c", 3, "2009", "2009-01-01", "2009-12-31")
    assert merged([day, month, year]) == month.facts


def test_a_persons_runs_follow_the_records() -> None:
    runs = timeline([piece("a", 0, family_name="Hale"), piece("b", 3, 6, family_name="Moss")])
    assert [(r.facts["family_name"], r.recorded_at, r.superseded_at, r.opened_by, r.closed_by) for r in runs] == [
        ("Hale", at(0), at(3), "a0", "b3"), ("Moss", at(3), at(6), "b3", "b6"), ("Hale", at(6), FOR_EVER, "b6", None),
    ]


def said(valid: tuple[int, int], known: tuple[int, int]) -> Assertion:
    """An assertion over days of January."""
    first, last = (at(day).date() for day in valid)
    return Assertion("a", "e", "r", "f", "t", "", "", "", first, first, last, last, at(known[0]), at(known[1]), "a")


spans = st.tuples(st.integers(0, 3), st.integers(2, 6)).filter(lambda span: span[0] < span[1])


@given(st.lists(st.tuples(spans, spans), min_size=1, max_size=4))
def test_exact_is_never_wrong(rectangles: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    if exact([said(valid, known) for valid, known in rectangles]):
        days = range(min(v[0] for v, _ in rectangles), max(v[1] for v, _ in rectangles))
        times = range(min(k[0] for _, k in rectangles), max(k[1] for _, k in rectangles))
        for day in days:
            for time in times:
                assert any(v[0] <= day < v[1] and k[0] <= time < k[1] for v, k in rectangles)
