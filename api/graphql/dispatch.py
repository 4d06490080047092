"""Answer an operation: its root fields side by side, each with its own case, and their errors together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLSchema, OperationType

from api.errors import ServiceError
from api.execution import Operation
from api.graphql.budget import Budget, Pace
from api.graphql.compile import SelectedField, compiled
from api.graphql.execute import Answering, Bound
from api.graphql.failures import Failure, Failures, Place, Settled
from api.types.declare import Answered

AT_ONCE = 8
"""Root fields that are answered side by side: more would only queue in the store."""


@dataclass(frozen=True, slots=True)
class Introspection:
    """What graphql-core's resolvers of introspection take as `info`: they use the schema alone."""

    schema: GraphQLSchema


class Dispatch:
    """One operation on its way to a response.

    `request` is given to each root field's function. The ids that the answer tells of are added to `told`.
    `unexpected` reports an exception and gives what a client may read of it.
    """

    def __init__(
        self,
        operation: Operation,
        request: Any,
        *,
        budget: Budget,
        told: set[str],
        unexpected: Callable[[Exception], ServiceError],
    ) -> None:
        self._compiled = compiled(operation)
        self._mutation = operation.operation.operation is OperationType.MUTATION
        self._request = request
        self._budget = budget
        self._told = told
        self._failures = Failures(unexpected)
        self._bound = Bound(operation.variables)
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._data: dict[str, Any] = {}
        self._settled: dict[str, Settled] = {}

    async def response(self) -> dict[str, Any]:
        """The response: `data`, and `errors` where a field failed."""
        fields = await self._compiled.root.fields(self._compiled.root_type, Pace(self._budget))
        self._data.update(dict.fromkeys(field.key for field in fields))
        if self._mutation:
            for field in fields:
                await self._answer(field)
        else:
            async with asyncio.TaskGroup() as group:
                for field in fields:
                    group.create_task(self._answer(field))
        settled = [self._settled[field.key] for field in fields]
        errors = [error for each in settled for error in each.errors]
        data = None if any(each.is_nulled(None) for each in settled) else self._data
        return {"data": data, "errors": errors} if errors else {"data": data}

    async def _answer(self, field: SelectedField) -> None:
        place = Place(self._data, field.key, field.shape.nullable, None)
        async with self._turns:
            pace = Pace(self._budget)
            try:
                answered = await pace.wait(self._resolve(field))
                answering = Answering(answered, self._bound, self._budget, pace)
                settled = await answering.answer(field, place, self._failures)
                pace.end()
                self._told.update(answering.told)
            except Exception as error:  # noqa: BLE001 - the root field fails with it alone
                settled = await self._failures.settle([Failure(place, field, error)], Pace(self._budget))
        self._settled[field.key] = settled

    async def _resolve(self, field: SelectedField) -> Answered:
        arguments = self._bound.arguments(field)
        if isinstance(arguments, Exception):
            raise arguments
        schema = self._compiled.schema
        match field.name:
            case "__typename":
                return Answered(None, self._compiled.root_type.name)
            case "__schema":
                return Answered(Introspection(schema), schema)
            case "__type":
                return Answered(Introspection(schema), schema.type_map.get(arguments["name"]))
        answered: Answered = await field.declared.of(self._request, **arguments)
        return answered
