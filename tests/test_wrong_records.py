"""Mistakes of every kind in a borough: nobody vanishes, no agency vanishes, and each is reported, found or shown.

The same borough without them says what is right. What makes the mistakes keeps its own list of them, and shares no code
with what detects them (`tests/wrong_records`).
"""

from __future__ import annotations

import pytest
from wrong_records.compared import compared
from wrong_records.judged import Judged
from wrong_records.made import KINDS

from graph.private_store import StoreAddress

pytestmark = pytest.mark.slow

PEOPLE, EACH, SEED = 1200, 2, 23
NOT_SAID = {
    "dead, not ticked": "the other agencies' date of death counts; where none has one, nothing contradicts",
    "dead, ticked yes": "the format allows it: the person is dead, on a day not known",
    "spaced headers": "they are read as what they are",
}
"""Kinds that need no word, and why."""
KEPT_OUT = frozenset({
    "born in the future", "misspelt code", "tie to nobody", "tie turned round", "tie turned round, no dates",
    "end before start", "unnamed accommodation",
})
"""Kinds whose rows say nothing any more, so that what they alone said is missing: they are in quarantine, or excluded
by dates of birth, or of a place that relates nobody because several families pass through it."""


@pytest.fixture(scope="module")
def mistakes(store: StoreAddress, tmp_path_factory: pytest.TempPathFactory) -> list[Judged]:
    """Two mistakes of each kind, or one where there is room for no more, and what became of them."""
    return compared(store, tmp_path_factory.mktemp("wrong-records"), PEOPLE, EACH, SEED)


def test_every_kind_is_made(mistakes: list[Judged]) -> None:
    made = {one.mistake.kind for one in mistakes}
    assert made == {*KINDS, "dead, ticked yes", "dead, not ticked"} - {"dead"}


def test_each_mistake_is_reported_found_or_shown(mistakes: list[Judged]) -> None:
    assert {one.mistake.kind for one in mistakes if one.silent} <= NOT_SAID.keys()


def test_no_two_people_become_one(mistakes: list[Judged]) -> None:
    assert [one for one in mistakes if one.merged] == []


def test_nobody_is_told_of_who_is_not_so(mistakes: list[Judged]) -> None:
    assert [one for one in mistakes if one.gained] == []


def test_no_person_and_no_agency_vanishes_but_with_a_row_of_which_it_is_said(mistakes: list[Judged]) -> None:
    lacking = [one for one in mistakes if one.lost]
    assert {one.mistake.kind for one in lacking} <= KEPT_OUT
    assert [one for one in mistakes if one.wrongly] == []


def test_a_wrong_number_parts_records_and_is_reported_as_one(mistakes: list[Judged]) -> None:
    apart = [one for one in mistakes if one.apart]
    kinds = {"one number for two", "number of another", "wrong digit in a number"}
    assert apart != [] and {one.mistake.kind for one in apart} <= kinds
    assert all(one.reported for one in apart)


def test_two_with_one_number_and_ties_the_wrong_way_round_are_found(mistakes: list[Judged]) -> None:
    found = {one.mistake.kind for one in mistakes if one.found}
    assert {"one number for two", "tie turned round, no dates"} <= found
