"""Who is one person: agreeing verified identifiers, no conflict, and nothing ambiguous."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.dates import FOR_EVER
from graph.family import Assertion, exact
from graph.identity import About, RecordRun, conflict, groups, timelines
from graph.persons import Piece, merged, timeline

START = datetime(2026, 1, 1, tzinfo=UTC)


def at(day: int) -> datetime:
    """A day of January 2026; 99 is for ever."""
    return FOR_EVER if day == 99 else START + timedelta(days=day)


def run(identifiers: str, start: int = 0, end: int = 99, born: str | None = None, by: str = "e") -> RecordRun:
    """A record's run with identifiers such as `nhs:1 upn:2`."""
    day = date.fromisoformat(born) if born else None
    return RecordRun(at(start), at(end), f"{by}{start}", f"{by}{end}" if end != 99 else None,
                     frozenset(identifiers.split()), (day, day) if day else None)


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
    a, b = run("nhs:1 x:1", born="1990-01-01"), run("nhs:1", born="1991-01-01")
    assert now(a=a, m=run("nhs:1 x:1"), b=b) == sets("a", "m", "b")


def test_the_undisputed_stay_joined_beside_an_ambiguous_record() -> None:
    a, b = run("x:1 y:1", born="1990-01-01"), run("z:1", born="1991-01-01")
    assert now(a=a, a2=run("y:1"), m=run("x:1 z:1"), b=b) == sets("a a2", "m", "b")


def test_a_conflict_that_no_single_record_explains_keeps_all_apart() -> None:
    a, b = run("x:1", born="1990-01-01"), run("z:1", born="1991-01-01")
    assert now(a=a, m=run("x:1 y:1"), n=run("y:1 z:1"), b=b) == sets("a", "m", "n", "b")


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


@st.composite
def clusters(draw: st.DrawFn) -> dict[str, list[RecordRun]]:
    """A few records with their runs."""
    made = {}
    for name in draw(st.sets(st.sampled_from("abcde"), min_size=1)):
        days = sorted(draw(st.sets(st.integers(0, 8), min_size=1, max_size=3)))
        ends = [*days[1:], draw(st.sampled_from([9, 99]))]
        made[f"record:{name}"] = [
            run(draw(identifiers), start, end, draw(st.sampled_from([None, "1990-01-01", "1991-01-01"])), by=name)
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
        for (one, said), (other, other_said) in combinations(shown.items(), 2):
            assert persons[one] != persons[other] or not conflict(said, other_said)


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
