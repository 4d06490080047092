"""The arguments of a selected field, coerced once for a document, or once for a request where variables decide."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    ListValueNode,
    ObjectValueNode,
    ValueNode,
    VariableNode,
    get_argument_values,
)
from graphql.execution.values import VariableValues

from api.errors import BadArgument
from api.types.build import CONVERT
from api.types.scalars import BadLiteral

Arguments = dict[str, Any]
NO_VARIABLES = VariableValues(sources={}, coerced={})


def varies(node: FieldNode) -> bool:
    """Whether a variable stands in a field's arguments."""
    return any(_names_variable(argument.value) for argument in node.arguments or ())


def coerced(field: GraphQLField, node: FieldNode, variables: VariableValues) -> Arguments:
    """The keyword arguments of a field's function. Raises BadArgument, or GraphQLError for a bad variable."""
    if not field.args:
        return {}
    values = get_argument_values(field, node, variables)
    for name, value in values.items():
        for bad in _bad_literals(value):
            raise BadArgument(f"The argument {name} is {bad.written}. Give: {bad.meaning}")
    convert: Callable[[Arguments], Arguments] | None = field.extensions.get(CONVERT)
    return convert(values) if convert else values


def _names_variable(value: ValueNode) -> bool:
    if isinstance(value, ListValueNode):
        return any(map(_names_variable, value.values))
    if isinstance(value, ObjectValueNode):
        return any(_names_variable(each.value) for each in value.fields)
    return isinstance(value, VariableNode)


def _bad_literals(value: Any) -> Iterable[BadLiteral]:
    if isinstance(value, BadLiteral):
        yield value
    elif isinstance(value, list | dict):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _bad_literals(each)
