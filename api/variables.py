"""Variables brought to the types that an operation declares."""

from __future__ import annotations

from typing import Any

from graphql import (
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    VariableDefinitionNode,
    is_scalar_type,
    is_specified_scalar_type,
    print_ast,
)
from graphql.execution.values import get_variable_values

from api.errors import BadVariables


def coerced(
    schema: GraphQLSchema, node: OperationDefinitionNode, given: dict[str, Any]
) -> dict[str, Any]:
    """The values by name, defaults filled in. Raises `BadVariables`, which holds no value."""
    declared = node.variable_definitions
    if not declared:
        return {}
    result = get_variable_values(schema, declared, given)
    if isinstance(result, list):
        raise BadVariables(*dict.fromkeys(_expected(schema, error) for error in result))
    return result.coerced


def _expected(schema: GraphQLSchema, error: GraphQLError) -> str:
    """Name the variable and its type, and what a scalar of ours is. graphql-core's own message repeats the value."""
    declaration = error.nodes[0] if error.nodes else None
    if not isinstance(declaration, VariableDefinitionNode):
        return "The variables are nested too deeply."
    name, type_ = declaration.variable.name.value, print_ast(declaration.type)
    scalar = schema.type_map.get(type_.strip("[]!"))
    meaning = f" {scalar.description}" if is_scalar_type(scalar) and not is_specified_scalar_type(scalar) else ""
    return f"Variable '${name}' must be given as '{type_}'.{meaning}"
