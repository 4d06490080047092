"""The schema that clients rely on: what has changed in a way that can break one is listed here, with the reason."""

from __future__ import annotations

from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    build_schema,
    find_breaking_changes,
)

from api.types.printed import committed, printed
from api.types.query import schema

RELEASED = Path(__file__).with_name("released.graphql")
"""The schema of the last release, against which clients in use were written."""
MAY_FAIL_ALONE = {
    f"Query.{name} changed type from {type}! to {type}."
    for name, type in {
        "findPeople": "PersonConnection",
        "chronology": "ChronologyConnection",
        "pathsBetween": "[FamilyPath!]",
        "hiddenConnections": "FlagConnection",
        "accessLog": "LookConnection",
        "notices": "NoticeConnection",
        "coverage": "[AgencyCoverage!]",
    }.items()
}
"""A root field that fails is null, so that the others can answer; a list that has been found is never null."""


def test_the_committed_schema_is_the_one_served() -> None:
    assert committed() == printed(), "make schema writes it anew"


def test_no_client_of_the_last_release_breaks_but_by_what_is_listed() -> None:
    broken = find_breaking_changes(build_schema(RELEASED.read_text(encoding="utf-8")), schema())
    assert {change.description.removeprefix("Field ") for change in broken} == MAY_FAIL_ALONE


def test_everything_in_the_schema_says_what_it_means() -> None:
    without = []
    for name, kind in schema().type_map.items():
        if name.startswith("__") or name in ("String", "Int", "Float", "Boolean", "ID"):
            continue
        without += [] if kind.description else [name]
        if isinstance(kind, GraphQLEnumType):
            without += [f"{name}.{value}" for value, each in kind.values.items() if not each.description]
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            without += [f"{name}.{field}" for field, each in kind.fields.items() if not each.description]
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for field, each in kind.fields.items():
                without += [f"{name}.{field}({given})" for given, one in each.args.items() if not one.description]
    assert without == []


def test_every_root_field_of_a_question_may_fail_alone() -> None:
    query = schema().query_type
    assert query is not None
    assert [name for name, field in query.fields.items() if isinstance(field.type, GraphQLNonNull)] == []


def test_every_root_field_takes_the_times_it_is_asked_about() -> None:
    query = schema().query_type
    assert query is not None
    assert [name for name, field in query.fields.items() if not {"on", "knownAt"} <= field.args.keys()] == ["node"]


def test_node_takes_its_id_alone_for_relay_knows_no_other_node() -> None:
    query = schema().query_type
    assert query is not None
    assert list(query.fields["node"].args) == ["id"]
