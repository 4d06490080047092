"""The declared fields as graphql-core's own executor answers them: the reference for ours."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from graphql import (
    ExecutionResult,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    execute,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    parse,
)
from graphql.execution.values import get_variable_values

from api.errors import BadArgument, Internal, ServiceError
from api.execution import Operation
from api.graphql.budget import Budget
from api.graphql.dispatch import Dispatch
from api.types.build import CONCRETE, CONVERT
from api.types.declare import DECLARED, Answered, Declared
from api.types.scalars import BadLiteral


def operation_of(schema: GraphQLSchema, text: str, variables: dict[str, Any], name: str | None = None) -> Operation:
    """One operation of a document, with its variables coerced, as the service prepares it."""
    document = parse(text)
    (node, *_) = [
        each
        for each in document.definitions
        if isinstance(each, OperationDefinitionNode) and (name is None or (each.name and each.name.value == name))
    ]
    values = get_variable_values(schema, node.variable_definitions or (), variables)
    assert not isinstance(values, list), values
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    return Operation(document, node, fragments, values.coerced, schema, {})


async def ours(
    operation: Operation, case: Any, *, budget: Budget | None = None, told: set[str] | None = None
) -> dict[str, Any]:
    """The response of our executor; each root field answers from `case`."""
    dispatch = Dispatch(
        operation, case, budget=budget or Budget(), told=set() if told is None else told, unexpected=masked
    )
    return await dispatch.response()


def masked(error: Exception) -> ServiceError:
    """What a client reads of an unexpected exception."""
    return Internal("request-id")


def reference(operation: Operation, case: Any, variables: dict[str, Any]) -> dict[str, Any]:
    """The response of graphql-core's executor.

    The resolvers read synchronously, so that it answers depth first, in the order of the document, and its errors
    come in that order.
    """
    result = execute(operation.schema, operation.document, case, case, variables)
    assert isinstance(result, ExecutionResult)
    return _response(result)


def let_graphql_core_resolve(schema: GraphQLSchema) -> None:
    """Give the declared fields resolvers, and the interfaces their object types. Our executor uses neither."""
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLInterfaceType) and CONCRETE in kind.extensions:
            kind.resolve_type = _type_resolver(kind)
        if isinstance(kind, GraphQLObjectType):
            kind.is_type_of = None
            for field in kind.fields.values():
                if DECLARED in field.extensions:
                    field.resolve = _resolver(field.extensions[DECLARED], field.extensions[CONVERT], field.type)


def _type_resolver(kind: GraphQLInterfaceType) -> Any:
    def resolve(value: Answered, info: Any, abstract: Any) -> str:
        named: str = kind.extensions[CONCRETE](value.subject)
        return named

    return resolve


def _resolver(declared: Declared, convert: Callable[..., dict[str, Any]], kind: Any) -> Callable[..., Any]:
    def resolve(source: Any, info: Any, **values: Any) -> Any:
        for name, value in values.items():
            if isinstance(value, BadLiteral):
                raise BadArgument(f"The argument {name} is {value.written}. Give: {value.meaning}")
        arguments = convert(values)
        if declared.root:
            answered = at_once(declared.of(source, **arguments))
            return _with_case(kind, answered.case, answered.subject)
        if declared.needs:
            at_once(source.case.read(**declared.needs(source.subject, **arguments)))
        return _with_case(kind, source.case, declared.of(source.case, source.subject, **arguments))

    return resolve


def _with_case(kind: Any, case: Any, value: Any) -> Any:
    """A value whose objects know their case."""
    kind = get_nullable_type(kind)
    if value is None or is_leaf_type(kind):
        return value
    if is_list_type(kind):
        plain = isinstance(value, str) or not isinstance(value, Iterable)
        return value if plain else [_with_case(kind.of_type, case, each) for each in value]
    return Answered(case, value)


def at_once(awaited: Coroutine[Any, Any, Any]) -> Any:
    """The result of a coroutine that never waits."""
    try:
        awaited.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError(f"{inspect.getcoroutinestate(awaited)}: the toy case never waits")


def _response(result: ExecutionResult) -> dict[str, Any]:
    errors = [_entry(error) for error in result.errors or ()]
    return {"data": result.data, "errors": errors} if errors else {"data": result.data}


def _entry(error: GraphQLError) -> dict[str, Any]:
    cause = error.original_error
    if isinstance(cause, ServiceError):
        said = cause.entries()[0]
    elif cause is None:
        said = {"message": error.message, "extensions": {"code": "BAD_USER_INPUT"}}
    else:
        said = masked(cause).entries()[0]
    locations = [each.formatted for each in error.locations or ()]
    return {"message": said["message"], "path": error.path, "locations": locations, "extensions": said["extensions"]}
