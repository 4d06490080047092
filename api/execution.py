"""Where the HTTP side meets the data side: what is asked, by which request, and who answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    OperationDefinitionNode,
)

from api.signin.principal import Principal
from queries.audit.record import Record


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation, ready to run: parsed, within the limits, valid, variables coerced.

    The same document text gives the *same* node objects for as long as it stays cached, and
    `memo` is kept with them: an executor may keep there what it works out once for an operation
    (its plan), and it is let go together with the document. Nothing that depends on the variables
    or on who asks belongs in it.
    """

    document: DocumentNode
    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: dict[str, Any]
    schema: GraphQLSchema
    memo: dict[Hashable, Any]


@dataclass(slots=True)
class RequestContext:
    """What an executor may know of the request it answers.

    `id` stands in the log and in the body of an unexpected error. `headers` are
    case-insensitive. `deadline` is on the clock of `time.monotonic`: what is not answered by then
    is cancelled. `principal` is None until the request is authenticated; no operation runs before.
    The executor notes in `record` whom it is asked about and whom the answer is about, and in `notices` what
    those who answer for the use of records should see, by its code. It adds to `statements` each statement that it
    sends to the store; the count goes to the log.
    """

    id: str
    headers: Mapping[str, str]
    deadline: float
    principal: Principal | None = None
    record: Record = field(default_factory=Record)
    notices: list[str] = field(default_factory=list)
    statements: int = 0


class Executor(Protocol):
    """Answers an operation.

    Returns the response itself, `{"data": ..., "errors": [...]}`, already shaped (without
    `errors` when there are none). Parts of it may be `orjson.Fragment`. Raises an
    `api.errors.ServiceError` to refuse the whole request, for instance `StoreUnavailable`.
    """

    async def __call__(self, operation: Operation, request: RequestContext) -> dict[str, Any]: ...


ReadyCheck = Callable[[], Awaitable[None]]
"""Returns when the service can answer questions, and raises when it cannot."""
