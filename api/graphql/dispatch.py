"""Turn an operation into its response: answer the root fields side by side, each with its own case; collect errors."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from graphql import GraphQLError, GraphQLSchema, OperationType, get_named_type

from api.errors import BadArgument, ServiceError
from api.execution import Operation
from api.graphql.budget import Budget, Pace
from api.graphql.compile import SelectedField, compiled
from api.graphql.execute import Answering, Bound
from api.graphql.failures import Failure, Failures, Place, Settled
from api.types.declare import Answered
from queries.case import KEPT_CHANGING, TIMES_ANEW, AskAnew
from queries.facts.store import StoreUnavailable

AT_ONCE = 2
"""Root fields that are answered side by side. With eight, one request of many had the store's processors to itself, and
others waited for it ten times as long as alone."""


class Observer(Protocol):
    """Receive the arguments and the answer of each root field."""

    def asked(self, type: str, arguments: dict[str, Any]) -> Any:
        """Note the arguments of a root field, and the type that it answers with; what it gives comes back below."""

    async def answered(self, asked: Any, told: set[str], value: Any) -> None:
        """Note what the answer of a root field tells of; None of both where it failed."""


class Unobserved:
    """Records nothing."""

    def asked(self, type: str, arguments: dict[str, Any]) -> None:
        """Nothing."""

    async def answered(self, asked: Any, told: set[str], value: Any) -> None:
        """Nothing."""


@dataclass(frozen=True, slots=True)
class Introspection:
    """What graphql-core's resolvers of introspection take as `info`: they use the schema alone."""

    schema: GraphQLSchema


class Dispatch:
    """One operation on its way to a response.

    `request` is given to each root field's function, or what `ahead` gives for the kinds of facts that the fields
    selected below may need. The ids that the answer tells of are added to `told`, and given
    to `observer`, root field by root field. `unexpected` reports an exception and gives what a client may read of it.
    """

    def __init__(
        self,
        operation: Operation,
        request: Any,
        *,
        budget: Budget,
        told: set[str],
        unexpected: Callable[[Exception], ServiceError],
        observer: Observer | None = None,
        ahead: Callable[[frozenset[str]], Any] | None = None,
        most_changes: int | None = None,
    ) -> None:
        self._compiled = compiled(operation)
        self.is_mutation = operation.operation.operation is OperationType.MUTATION
        self._ahead = ahead or (lambda kinds: request)
        self._most_changes = most_changes
        self._budget = budget
        self._told = told
        self._failures = Failures(unexpected)
        self._bound = Bound(operation.variables)
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._data: dict[str, Any] = {}
        self._settled: dict[str, Settled] = {}
        self._observer = observer or Unobserved()
        self._unexpected = unexpected
        self._paged: list[str] = []
        self._failed: list[Exception] = []
        """The errors of the root fields that failed themselves."""

    @property
    def refusal(self) -> ServiceError | None:
        """What the whole request is refused with, where every root field failed; None where any answered."""
        if not self._failed or len(self._failed) < len(self._data):
            return None
        first = self._failed[0]
        return first if isinstance(first, ServiceError) else None

    @property
    def paged(self) -> list[str]:
        """The response keys of root fields that answer with a connection."""
        return self._paged

    async def response(self) -> dict[str, Any]:
        """The response: `data`, and `errors` where a field failed. Raises BadArgument for more changes than may be."""
        fields = await self._compiled.root.fields(self._compiled.root_type, Pace(self._budget))
        if self.is_mutation:
            self._count(fields)
        self._data.update(dict.fromkeys(field.key for field in fields))
        self._paged = [field.key for field in fields if _answers_with(field).endswith("Connection")]
        if self.is_mutation:
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

    def _count(self, fields: Iterable[SelectedField]) -> None:
        """Refuse several mutations: were one refused, the answer could not say that another stands."""
        changes = sum(not field.name.startswith("__") for field in fields)
        if self._most_changes is not None and changes > self._most_changes:
            raise BadArgument("one mutation a request: send the others in requests of their own")

    async def _answer(self, field: SelectedField) -> None:
        place = Place(self._data, field.key, field.shape.nullable, None)
        async with self._turns:
            arguments = self._bound.arguments(field)
            asked = self._observer.asked(_answers_with(field), _named(arguments))
            told: set[str] = set()
            try:
                if isinstance(arguments, Exception):
                    raise arguments
                settled = await self._anew(field, arguments, place, told)
            except Exception as error:  # noqa: BLE001 - the root field fails with it alone
                self._data[field.key] = None
                known = error if isinstance(error, ServiceError | GraphQLError) else self._unexpected(error)
                self._failed.append(known)
                settled = await self._failures.settle([Failure(place, field, known)], Pace(self._budget))
            self._told.update(told)
            await self._observer.answered(asked, told, self._data[field.key])
        self._settled[field.key] = settled

    async def _anew(
        self, field: SelectedField, arguments: dict[str, Any], place: Place, told: set[str]
    ) -> Settled:
        """Answer a root field from one state of the store: asked anew where the store changed meanwhile."""
        for _ in range(TIMES_ANEW + 1):
            pace = Pace(self._budget)
            with suppress(AskAnew):
                answered = await pace.wait(self._resolve(field, arguments))
                answering = Answering(answered, self._bound, self._budget, pace)
                settled = await answering.answer(field, place, self._failures)
                pace.end()
                told.update(answering.told)
                return settled
        raise StoreUnavailable(KEPT_CHANGING)

    async def _resolve(self, field: SelectedField, arguments: dict[str, Any]) -> Answered:
        schema = self._compiled.schema
        match field.name:
            case "__typename":
                return Answered(None, self._compiled.root_type.name)
            case "__schema":
                return Answered(Introspection(schema), schema)
            case "__type":
                return Answered(Introspection(schema), schema.type_map.get(arguments["name"]))
        request = self._ahead(self._compiled.early(field))
        answered: Answered = await field.declared.of(request, **arguments)
        return answered


def _answers_with(field: SelectedField) -> str:
    return get_named_type(field.definition.type).name


def _named(arguments: dict[str, Any] | Exception) -> dict[str, Any]:
    return {} if isinstance(arguments, Exception) else arguments
