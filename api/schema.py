"""The GraphQL schema, made from the shapes and root fields; `schema.graphql` is its committed form."""

from __future__ import annotations

from datetime import date, datetime
from importlib.resources import files
from typing import Any

from graphql import GraphQLError, GraphQLScalarType, GraphQLSchema, build_schema, print_schema

from api import full_lists
from api.changes import CHANGES, Change
from api.roots import ROOTS, Root
from graph.codes import CodeList
from graph.dates import YEARS, day, moment
from queries.rules import RULE_ID
from queries.shape import Given, Leaf, Link, Shape
from queries.shapes import SHAPES

_YEARS = f"of the years {YEARS[0]} to {YEARS[-1]}"
_SCALARS = {
    "Date": f"A day that exists, YYYY-MM-DD, {_YEARS}.",
    "DateTime": f"An instant {_YEARS}, ISO 8601 with an offset, such as 2026-03-31T22:00:00Z; a day alone is its first"
    " instant in UTC.",
    "PartialDate": "A date as recorded: YYYY, YYYY-MM or YYYY-MM-DD.",
    "Duration": "A time span, ISO 8601.",
}
_TIME = (
    '"When the answer should be true; today by default." on: Date, '
    '"What had been recorded by then; now by default." knownAt: DateTime'
)
_OF_ENTRY = (
    '"Whose entry it is: the agency that you have signed in for; to be named where nobody has." agency: ID, '
    '"How many entries you have seen on what this changes." expectedVersion: Int! = 0, '
    '"A new UUID for each entry: asked again with the same, it is entered once." idempotencyKey: ID!'
)
_FULL_LISTS = (
    f"A list inside an answer holds at most {full_lists.BOUND}. Those that hold as many, and may leave some out, are "
    "named in the response's extensions: fullLists."
)
FLAG_STATE = """enum FlagState {
  "Not dealt with yet." OPEN
  "Somebody acts on it." ACTED_ON
  "No longer so, with a reason." CLEARED
  "Somebody concerned says that it is wrong." CHALLENGED
}"""


def make_schema() -> GraphQLSchema:
    """The schema, with the scalars that read dates and times."""
    schema = build_schema(sdl())
    for name, parse in (("Date", _parse_date), ("DateTime", _parse_moment)):
        scalar = schema.type_map[name]
        assert isinstance(scalar, GraphQLScalarType)
        scalar.coerce_input_value = parse
    return schema


def committed() -> str:
    """The committed form of the schema."""
    return files("api").joinpath("schema.graphql").read_text(encoding="utf-8")


def printed() -> str:
    """The form to commit."""
    return print_schema(make_schema()) + "\n"


def sdl() -> str:
    """The schema in GraphQL's definition language."""
    parts = [f'"{meaning}" scalar {name}' for name, meaning in _SCALARS.items()]
    parts += [_enum(codes) for codes in _code_lists()] + [FLAG_STATE]
    parts += [_type(shape) for shape in SHAPES.values()]
    parts += [_connection(root) for root in ROOTS if root.connection]
    parts.append('"An identifier to look for." input IdentifierInput { scheme: String!, value: String! }')
    parts.append(
        '"A page of a list." type PageInfo { hasNextPage: Boolean!, hasPreviousPage: Boolean!,'
        " startCursor: String, endCursor: String }"
    )
    parts.append(f'"{_FULL_LISTS}" type Query {{\n' + "\n".join(_root(root) for root in ROOTS) + "\n}")
    parts.append("type Mutation {\n" + "\n".join(_change(change) for change in CHANGES) + "\n}")
    return "\n\n".join(dict.fromkeys(parts))


def _code_lists() -> list[CodeList]:
    found = {RULE_ID.enum_name: RULE_ID}
    found.update((codes.enum_name, codes) for field in (*ROOTS, *CHANGES) for codes in field.codes)
    for shape in SHAPES.values():
        for item in shape.fields.values():
            if isinstance(item, Leaf) and item.codes is not None:
                found.setdefault(item.codes.enum_name, item.codes)
    return list(found.values())


def _text(meaning: str) -> str:
    words = " ".join(meaning.split("\n\n")[0].split())
    return '"' + words.replace("\\", "\\\\").replace('"', "'") + '" ' if words else ""


def _enum(codes: CodeList) -> str:
    values = "\n".join(
        f"  {_text(c.label if c.label == c.definition else f'{c.label}: {c.definition}')}{c.code.upper()}"
        for c in codes.codes
    )
    return f"{_text(codes.meaning)}enum {codes.enum_name} {{\n{values}\n}}"


def _type(shape: Shape) -> str:
    fields = "\n".join(f"  {_field(name, item)}" for name, item in shape.fields.items())
    return f"{_text(shape.meaning)}type {shape.name} {{\n{fields}\n}}"


def _field(name: str, item: Leaf | Link | Given) -> str:
    argument = f"({item.argument}: Boolean = false)" if isinstance(item, Link) and item.argument else ""
    return f"{_text(item.meaning)}{name}{argument}: {item.type}"


def _connection(root: Root) -> str:
    return (
        f'"A page of answers." type {root.connection} {{ edges: [{root.edge}!]!, nodes: [{root.shape}!]!,'
        " pageInfo: PageInfo! }\n"
        f'"One answer with its cursor." type {root.edge} {{ cursor: String!, node: {root.shape}! }}'
    )


def _root(root: Root) -> str:
    arguments = f"{root.arguments}, {_TIME}" if root.arguments else _TIME
    return f"  {_text(root.meaning)}{root.name}({arguments}): {root.type}"


def _change(change: Change) -> str:
    return f"  {_text(change.meaning)}{change.name}({change.arguments}, {_OF_ENTRY}): {change.shape}!"


def _parse_date(value: Any) -> date:
    try:
        if isinstance(value, str):
            return day(value)
    except ValueError:
        pass
    raise GraphQLError(_SCALARS["Date"])


def _parse_moment(value: Any) -> datetime:
    try:
        if isinstance(value, str) and (instant := moment(value)).year in YEARS:
            return instant
    except ValueError:
        pass
    raise GraphQLError(_SCALARS["DateTime"])
