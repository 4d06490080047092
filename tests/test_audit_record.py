"""What a record takes from questions and answers: ids alone, wherever they stand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.audit.record import FURTHER, HIDDEN, TOLD, Record, told
from queries.planner import Pick
from queries.shape import Given, Leaf, Link
from queries.shapes import SHAPES

ZOE, DEAN = "person:" + "a" * 20, "person:" + "b" * 20
RELAPSE = "event:" + "c" * 20


def recorded(answer: Any) -> tuple[list[str], Any]:
    record = Record()
    record.tell(answer)
    return record.answered, answer


def test_ids_are_taken_from_wherever_they_stand() -> None:
    answer = {"a": [{"id": ZOE, "b": {"c": [DEAN]}}], "event": {"id": RELAPSE}, "agency": {"id": "council"}}
    assert recorded(answer)[0] == [RELAPSE, ZOE, DEAN]


def test_it_is_said_whether_an_answer_tells_of_anybody_new() -> None:
    record = Record()
    assert [record.tell(answer) for answer in (None, [{"id": ZOE}], {"agency": "council"}, {"id": DEAN})] == [
        False, True, False, True,
    ]


def test_what_was_read_for_the_record_alone_is_taken_out() -> None:
    answer = {"people": [{"givenNames": "Zoe", HIDDEN: ZOE}], "flag": {"statement": "…", HIDDEN: [{"id": DEAN}]}}
    assert recorded(answer) == ([ZOE, DEAN], {"people": [{"givenNames": "Zoe"}], "flag": {"statement": "…"}})


def test_both_hidden_places_are_taken_out() -> None:
    answer = {"kind": "RELAPSE", HIDDEN: RELAPSE, FURTHER: [{HIDDEN: ZOE}, {HIDDEN: DEAN}]}
    assert recorded(answer) == ([RELAPSE, ZOE, DEAN], {"kind": "RELAPSE"})


def test_persons_within_a_long_text_are_found() -> None:
    svg = f'<svg>{" " * 300}<a href="/pictures/genogram/{ZOE}.svg?on=2026-03-01">Zoe</a></svg>'
    assert recorded({"svg": svg})[0] == [ZOE]


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from([ZOE, DEAN, RELAPSE]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=20,
)


@given(values)
def test_an_answer_without_anything_hidden_is_released_as_it_is(answer: Any) -> None:
    before = repr(answer)
    found, after = recorded(answer)
    assert repr(after) == before
    assert set(found) == {each for each in (ZOE, DEAN, RELAPSE) if each in before}


def test_a_text_that_begins_as_an_id_does_is_none() -> None:
    assert recorded({"summary": "person: Zoe Marsh was seen", "note": f"{ZOE}.", "n": "event:relapse"})[0] == []


def test_words_are_gathered_only_for_whom_they_concern() -> None:
    for listening in (False, True):
        record = Record(listening=listening)
        record.ask("Person", {"name": "zoe hale"})
        record.tell({"alias": "Hale", "summary": "x" * 150})
        assert record.words == ({"zoe hale", "Hale"} if listening else set())


# Whom a shape tells of

NOBODY = {"Organisation", "Service", "Professional", "AgencyCoverage", "Rule", "SharingRule"}


def test_of_every_shape_it_is_said_whom_it_tells_of() -> None:
    assert set(TOLD) == set(SHAPES)


@pytest.mark.parametrize("shape", sorted(set(SHAPES) - NOBODY))
def test_a_shape_that_holds_one_person_says_that_it_tells_of_them(shape: str) -> None:
    persons = [name for name, item in SHAPES[shape].fields.items() if _is_person(item)]
    own = {"id", "reference"}.intersection(TOLD[shape])
    assert not persons or own or set(persons).intersection(TOLD[shape])


def _is_person(item: Leaf | Link | Given) -> bool:
    return not isinstance(item, Leaf) and item.shape == "Person"


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_whatever_is_picked_of_a_shape_whom_it_tells_of_is_read_once(shape: str) -> None:
    for field in ("__typename", *SHAPES[shape].fields):
        read = [pick.name for pick in told(shape, (Pick("asked", field),))]
        assert read[0] == field
        assert sorted(read) == sorted({field, *TOLD[shape]})


def test_keys_that_are_hidden_suffice_for_every_shape() -> None:
    assert max(map(len, TOLD.values())) <= len((HIDDEN, FURTHER))
