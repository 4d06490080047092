"""Build the GraphQL schema from the declared types, and check what every field must have."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import strawberry
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
)
from strawberry.schema.config import StrawberryConfig
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

from api.types.declare import DECLARED, Declared
from api.types.scalars import SCALARS, keep_bad_literals

TELLS = "tells"
CONCRETE = "concrete"
CONVERT = "convert"
"""The key under which a field keeps the function from GraphQL argument values to keyword arguments."""
_DEFINITION = "strawberry-definition"


class BadDeclaration(Exception):
    """A declared field lacks what each must have. Names the field and says how to mend it."""


def build_schema(query: type, mutation: type | None = None, types: Iterable[type] = ()) -> GraphQLSchema:
    """Build the schema of these root types. Raises BadDeclaration."""
    made = strawberry.Schema(query, mutation, types=tuple(types), config=StrawberryConfig(scalar_map=SCALARS))
    schema: GraphQLSchema = made._schema
    registry, config = made.schema_converter.scalar_registry, made.config

    def converter(field: StrawberryField) -> Callable[[dict[str, Any]], dict[str, Any]]:
        return lambda values: convert_arguments(values, field.arguments, registry, config)

    for kind in _declared_types(schema):
        _keep_class_attributes(kind)
        for name, field in kind.fields.items():
            definition = field.extensions[_DEFINITION]
            field.extensions[DECLARED] = _declared(f"{kind.name}.{name}", definition)
            field.extensions[CONVERT] = converter(definition)
            _check(kind, name, field, schema)
    for enum in schema.type_map.values():
        if isinstance(enum, GraphQLEnumType) and _DEFINITION in enum.extensions:
            _serialise_codes(enum)
    keep_bad_literals(schema)
    return schema


def _declared_types(schema: GraphQLSchema) -> Iterator[GraphQLObjectType | GraphQLInterfaceType]:
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and _DEFINITION in kind.extensions:
            yield kind


def _keep_class_attributes(kind: GraphQLObjectType | GraphQLInterfaceType) -> None:
    origin = kind.extensions[_DEFINITION].origin
    kind.extensions[TELLS] = getattr(origin, TELLS, None)
    kind.extensions[CONCRETE] = getattr(origin, CONCRETE, None)
    if isinstance(kind, GraphQLInterfaceType) and kind.extensions[CONCRETE] is None:
        raise BadDeclaration(f"{kind.name} is an interface; give it `concrete`, which names a subject's object type.")


def _declared(place: str, definition: StrawberryField) -> Declared:
    declared = definition.metadata.get(DECLARED)
    if not isinstance(declared, Declared):
        raise BadDeclaration(f"{place} has no function; declare it with `fact`, or with `root` on a root type.")
    return declared


def _check(
    kind: GraphQLObjectType | GraphQLInterfaceType, name: str, field: GraphQLField, schema: GraphQLSchema
) -> None:
    place = f"{kind.name}.{name}"
    if not field.description:
        raise BadDeclaration(f"{place} has no meaning; write one.")
    for argument, each in field.args.items():
        if not each.description:
            raise BadDeclaration(f"{place} has no meaning for its argument {argument}; annotate it with one.")
    if field.extensions[DECLARED].root != (kind in (schema.query_type, schema.mutation_type)):
        raise BadDeclaration(f"{place}: declare fields of root types with `root`, and all others with `fact`.")
    if kind is schema.query_type and isinstance(field.type, GraphQLNonNull):
        raise BadDeclaration(f"{place} is never null; make its type optional, so that it can fail alone.")


def _serialise_codes(enum: GraphQLEnumType) -> None:
    """Let an enum serialise the stored code and the upper-case name alike."""
    names: dict[Any, str] = {name: name for name in enum.values}
    names.update((each.value, name) for name, each in enum.values.items())
    for method in ("coerce_output_value", "serialize"):
        setattr(enum, method, names.__getitem__)
