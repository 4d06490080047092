"""What a record takes from questions and answers: ids alone, as the objects of an answer say whom they tell of."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type, get_nullable_type, is_list_type
from hypothesis import given
from hypothesis import strategies as st

from api.types.build import TELLS
from api.types.query import schema
from graph.ids import global_id
from queries.audit.record import Family, Record

ZOE, DEAN = "person:" + "a" * 20, "person:" + "b" * 20
RELAPSE, CARE = "event:" + "c" * 20, "involvement:" + "d" * 20
COUNCIL = "organisation:" + "e" * 20


# What a question names


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        ({"id": ZOE}, [ZOE]),
        ({"people": [ZOE, DEAN], "from": "2026-03-01", "first": 5}, [ZOE, DEAN]),
        ({"name": "zoe hale", "dateOfBirth": "1990"}, []),
        ({"id": "person: Zoe Marsh"}, []),
        ({"people": None, "id": f"{ZOE}."}, []),
        ({"agency": "csc", "localId": "7"}, [global_id("Event", "csc", "7")]),
        ({"agency": "csc", "local_id": "7"}, [global_id("Event", "csc", "7")]),
        ({"agency": "csc"}, []),
    ],
)
def test_ids_are_taken_from_arguments_and_names_let_go(arguments: dict[str, Any], asked: list[str]) -> None:
    record = Record()
    assert record.ask("Event", arguments) == asked == list(record.asked)


# Whom an answer tells of


def test_what_is_about_somebody_is_kept_in_order_and_nothing_else() -> None:
    record = Record()
    record.note([], {ZOE, RELAPSE, COUNCIL}, None)
    record.note([], {DEAN, CARE, "council"}, None)
    assert record.answered == [RELAPSE, CARE, ZOE, DEAN]


def test_persons_that_one_root_field_tells_of_belong_together_and_to_whom_it_asked_about() -> None:
    record = Record()
    record.note([ZOE], {ZOE, DEAN, RELAPSE}, None)
    record.note([RELAPSE], {RELAPSE}, None)
    record.note([], {ZOE}, None)
    assert record.families == [Family([ZOE], {ZOE, DEAN}), Family([], {ZOE})]
    assert record.people == {ZOE, DEAN}


def test_it_is_said_whether_an_answer_tells_of_anybody_new() -> None:
    record = Record()
    told: list[set[str]] = [set(), {ZOE}, {"council"}, {ZOE}, {ZOE, DEAN}]
    assert [record.note([], each, None) for each in told] == [False, True, False, False, True]


def test_words_are_gathered_only_for_whom_they_concern() -> None:
    for listening in (False, True):
        record = Record(listening=listening)
        record.ask("Person", {"name": "zoe hale"})
        record.note([], set(), {"alias": ["Hale", {"also": "Marsh"}], "summary": "x" * 150, "age": 7})
        assert record.words == ({"zoe hale", "Hale", "Marsh"} if listening else set())


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from([ZOE, DEAN, RELAPSE]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=20,
)


@given(values, st.booleans())
def test_an_answer_is_released_as_it_is(answer: Any, listening: bool) -> None:
    before = repr(answer)
    record = Record(listening=listening)
    record.note([], set(), answer)
    assert repr(answer) == before
    assert record.answered == []


# Whom an object of a type tells of

SCHEMA = schema()
TYPES = {
    name: kind for name, kind in SCHEMA.type_map.items()
    if isinstance(kind, GraphQLObjectType) and not name.startswith("__")
    and kind not in (SCHEMA.query_type, SCHEMA.mutation_type)
}
TELLING = {name for name, kind in TYPES.items() if kind.extensions[TELLS] is not None}
OF_THEIR_HOLDER = {
    "Identifier", "Enquiry", "Consent", "Household", "Residence", "Assertion", "Challenge", "Knowledge", "Told",
    "SharingDecision", "Entry", "Look", "Settlement",
}
"""They tell of whom the object that holds them tells, and of nobody else."""
OF_NOBODY = {"Organisation", "Service", "Professional", "AgencyCoverage", "Rule", "SharingRule", "Scope"}
"""Nobody's records are in them."""
OF_PAGES = {"PageInfo"} | {name for name in TYPES if name.endswith("Edge")}
"""The page that they are of tells of its rows."""


def test_of_every_type_it_is_said_whom_it_tells_of() -> None:
    silent = OF_THEIR_HOLDER | OF_NOBODY | OF_PAGES
    assert not silent & TELLING
    assert TYPES.keys() == silent | TELLING


def test_a_type_that_holds_one_person_says_that_it_tells_of_them() -> None:
    """Whoever asks for nothing of that person is told that there is one."""
    holds = {
        name for name, kind in TYPES.items()
        for field in kind.fields.values()
        if get_named_type(field.type).name == "Person" and not is_list_type(get_nullable_type(field.type))
    }
    assert holds - {"PersonEdge"} <= TELLING


def test_what_can_be_asked_for_by_its_id_tells_of_itself_or_of_nobody() -> None:
    nodes = {kind.name for kind in SCHEMA.get_possible_types(SCHEMA.type_map["Node"])}  # type: ignore[arg-type]
    assert nodes <= TELLING | OF_NOBODY | OF_THEIR_HOLDER
    assert nodes & OF_THEIR_HOLDER == set()
