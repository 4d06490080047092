"""Selections of all fields of a type, as deep as asked; a type is not entered again below itself."""

from __future__ import annotations

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
