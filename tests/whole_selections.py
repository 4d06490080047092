"""Selections of all fields of a type, as deep as asked; a type is not entered again below itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
    is_interface_type,
    is_required_argument,
)


def whole(schema: GraphQLSchema, kind: GraphQLNamedType, levels: int, within: tuple[str, ...] = ()) -> str:
    """The selection set of all fields of a type, with those of so many levels of objects below it."""
    if is_interface_type(kind):
        possible = sorted(schema.get_possible_types(kind), key=str)
        parts = [f"... on {one.name} {whole(schema, one, levels, within)}" for one in possible]
    else:
        assert isinstance(kind, GraphQLObjectType)
        below = (*within, kind.name)
        fields = sorted(kind.fields.items())
        parts = [one for name, field in fields if (one := _field(schema, name, field, levels, below)) is not None]
    return "{ __typename " + " ".join(parts) + " }"


def _field(
    schema: GraphQLSchema, name: str, field: GraphQLField, levels: int, within: tuple[str, ...]
) -> str | None:
    if any(map(is_required_argument, field.args.values())):
        return None
    kind = get_named_type(field.type)
    # Fields of one name need not be of one type in all possible types of an interface: hence the aliases.
    alias = f"{within[-1]}_{name}: {name}"
    if not is_composite_type(kind):
        return alias
    if levels == 0 or kind.name in within:
        return None
    return f"{alias} {whole(schema, kind, levels - 1, within)}"


def everything(schema: GraphQLSchema, arguments: Mapping[str, str]) -> str:
    """A document of every root field, with each field of each type at least once, as near to the root as it comes.

    `arguments` are those of root fields, by name. A type is entered where it first comes up, breadth first.
    """
    assert schema.query_type is not None
    document: dict[str, Any] = {}
    waiting: deque[tuple[GraphQLNamedType, dict[str, Any]]] = deque([(schema.query_type, document)])
    entered: set[str] = set()
    while waiting:
        kind, selection = waiting.popleft()
        selection["__typename"] = {}
        if kind.name in entered:
            continue
        entered.add(kind.name)
        if is_interface_type(kind):
            for one in sorted(schema.get_possible_types(kind), key=str):
                waiting.append((one, selection.setdefault(f"... on {one.name}", {})))
            continue
        assert isinstance(kind, GraphQLObjectType)
        for name, field in sorted(kind.fields.items()):
            given = arguments.get(name) if kind is schema.query_type else None
            asked = f"{name}({given})" if given else name
            below = selection.setdefault(asked if kind is schema.query_type else f"{kind.name}_{asked}: {asked}", {})
            if is_composite_type(get_named_type(field.type)):
                waiting.append((get_named_type(field.type), below))
    return _written(document)


def _written(selection: Mapping[str, Any]) -> str:
    parts = (name + (f" {_written(below)}" if below else "") for name, below in selection.items())
    return "{ " + " ".join(parts) + " }"
