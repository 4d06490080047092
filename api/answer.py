"""The executor: each root field is one planned statement, whose row is the answer.

graphql-core has parsed and validated; it executes only introspection. Root fields run side by side,
within a bound.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLObjectType,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    execute_sync,
    get_named_type,
    print_ast,
)

from api import errors, full_lists
from api.changes import BY_NAME as CHANGE_BY_NAME
from api.changes import entering, entry_refusal, one_at_a_time
from api.connection import Connection
from api.contexts import Contexts
from api.execution import Operation, RequestContext
from api.picks import Selections
from api.roots import BY_NAME, NotBuilt, NotSwept
from queries.access.sight import MayNotSee
from queries.analysis import hidden
from queries.analysis.rule import NotBuilt as RuleNotBuilt
from queries.audit.looked import AccessLog, AccessLogUnreadable
from queries.audit.picked_told import tell
from queries.context import now
from queries.entries.entering import EntryRefused
from queries.facts.store import ReadTimedOut, StoreUnavailable
from queries.pictures.svg import Picture
from queries.planner import TooManyLists, check_lists
from queries.questions.hidden_connections import NoSweep
from queries.read import GlassNotInForce, Reader

AT_ONCE = 8
"""Statements of one request that run side by side: more would only queue in the store."""
STEP = 0.025
"""Seconds: who has signed in is told of nobody at the end of such a step, whatever it took to find that out."""
TIMER = 0.002
"""Seconds by which a timer may be late."""
REFUSING = (
    ReadTimedOut, StoreUnavailable, errors.ServiceError, MayNotSee, GlassNotInForce, RuleNotBuilt, NoSweep,
    EntryRefused, AccessLogUnreadable, TooManyLists, ValueError,
)
"""What a root field may raise, and the request is refused with."""
_OF_INTROSPECTION = ("String", "Boolean")
"""The types of the arguments of introspection."""


class Answers:
    """Answers operations from one store."""

    reader: Reader
    """The store; set once the service has opened it."""

    lost: Callable[[Reader], Awaitable[errors.StoreUnavailable | None]]
    """Told that the store does not answer, and by which reader; returns the refusal where the cause is known."""

    def __init__(self, clock: Callable[[], datetime] = now) -> None:
        self._clock = clock
        self.access_log: AccessLog | None = None
        self.lost = _unknown
        self.at_work = 0
        """How many operations are being answered."""

    async def __call__(self, operation: Operation, request: RequestContext) -> dict[str, Any]:
        """The response: `{"data": …}`; a refusal is raised as a ServiceError."""
        self.at_work += 1
        try:
            return await self._answer(operation, request)
        finally:
            self.at_work -= 1

    async def _answer(self, operation: Operation, request: RequestContext) -> dict[str, Any]:
        selections = Selections(operation)
        changing = operation.operation.operation is OperationType.MUTATION
        root_type = operation.schema.mutation_type if changing else operation.schema.query_type
        assert root_type is not None
        answered = changed if changing else partial(_field, log=self.access_log)
        fields = selections.fields([operation.operation.selection_set])
        asker = request.asker
        assert asker is not None, "the desk settles who asks"
        gate = asyncio.Semaphore(AT_ONCE)
        reader = self.reader.counting()
        longest: list[int] = []

        async def one(nodes: list[FieldNode]) -> Any:
            field = root_type.fields[nodes[0].name.value]
            arguments = selections.arguments(root_type, nodes[0])
            asked = request.record.ask(get_named_type(field.type).name, arguments)
            begun, told = asyncio.get_running_loop().time(), False
            several = any(isinstance(given, list) and len(given) > 1 for given in arguments.values())
            try:
                async with gate:
                    answer = await answered(reader, selections, root_type, nodes, contexts)
                told, most = tell(request.record, answer, asked)
                longest.append(most)
            finally:
                if (several or not told) and not asker.viewer.sees_all:  # of several, one may be told of and one not
                    await _evenly(begun)
            if changing and (notice := CHANGE_BY_NAME[nodes[0].name.value].notice):
                request.notices.append(notice)
            return answer

        wanted = {key: nodes for key, nodes in fields.items() if not nodes[0].name.value.startswith("__")}
        if changing:
            one_at_a_time(wanted)
        try:
            contexts = await Contexts.of(reader, self._clock(), asker)
            async with asyncio.TaskGroup() as group:
                tasks = {key: group.create_task(one(nodes)) for key, nodes in wanted.items()}
        except* REFUSING as raised:
            refusal = _refusal(raised)
            if isinstance(refusal, errors.StoreUnavailable):
                known = await self.lost(reader)
                refusal = errors.ChangeInDoubt() if changing else known or refusal
            raise refusal from raised
        finally:
            request.statements += reader.statements
        meta = _meta(operation, fields)
        data = {key: tasks[key].result() if key in tasks else meta[key] for key in fields}
        if max(longest, default=0) < full_lists.BOUND:
            return {"data": data}
        paged = [key for key, nodes in wanted.items() if not changing and BY_NAME[nodes[0].name.value].connection]
        return {"data": data, **full_lists.as_extensions(data, paged)}


async def _unknown(reader: Reader) -> None:
    """Know no cause."""


async def _evenly(begun: float) -> None:
    """Wait for the end of a step since `begun`.

    Somebody who may not be seen takes longer to find than nobody: some 0.06 ms, which 1,000 requests would tell. Timers
    count in milliseconds from when they are set, and so would tell it too: the last of them are waited for awake.
    """
    loop = asyncio.get_running_loop()
    end = begun + STEP * math.ceil((loop.time() - begun) / STEP)
    await asyncio.sleep(max(0.0, end - loop.time() - TIMER))
    while loop.time() < end:
        await asyncio.sleep(0)


def _refusal(raised: BaseExceptionGroup[Exception]) -> errors.ServiceError:
    """What the request is refused with, from the first thing that went wrong."""
    first: BaseException = raised
    while isinstance(first, BaseExceptionGroup):
        first = first.exceptions[0]
    match first:
        case errors.ServiceError():
            return first
        case ReadTimedOut():
            return errors.TimedOut("The store took too long. Ask for less at once, or again.")
        case StoreUnavailable():
            return errors.StoreUnavailable(
                "The store does not answer. Try again; `thinkfamily store status` tells more."
            )
        case MayNotSee():
            return errors.Forbidden(str(first))
        case GlassNotInForce():
            return errors.GlassNotInForce()
        case NoSweep():
            return NotSwept(str(first))
        case TooManyLists():
            return errors.TooComplex(str(first))
        case RuleNotBuilt():
            return NotBuilt(str(first))
        case EntryRefused():
            return entry_refusal(first)
        case AccessLogUnreadable():
            return errors.AccessLogUnreadable()
        case UnicodeError():  # a codec's message quotes what it could not write
            raise first
        case _:
            return errors.BadArgument(str(first))


async def _field(
    reader: Reader,
    selections: Selections,
    query: GraphQLObjectType,
    nodes: list[FieldNode],
    contexts: Contexts,
    log: AccessLog | None,
) -> Any:
    root = BY_NAME[nodes[0].name.value]
    arguments = selections.arguments(query, nodes[0])
    context = contexts.context(arguments)
    question = root.question(arguments, context)
    if root.connection:
        return await Connection(root, selections, nodes, log).answer(reader, question, arguments, context)
    picks = selections.picks(root.shape, nodes)
    if root.draw:
        picture = await root.draw(reader, arguments, context)
        return None if picture is None else {pick.key: _part(picture, pick.name) for pick in picks}
    assert question is not None
    if root.with_flags and any(pick.name == "flags" for pick in picks):
        found = await hidden.derive(reader, arguments["people"], context)
        given = hidden.as_parameters([flag.as_map() for flag in found])
        question = replace(question, parameters={**question.parameters, **given})
    return await reader.answer(question, picks, context)


def _part(picture: Picture, name: str) -> Any:
    part = "Picture" if name == "__typename" else getattr(picture, name)
    return list(part) if isinstance(part, tuple) else part


async def changed(
    reader: Reader,
    selections: Selections,
    mutation: GraphQLObjectType,
    nodes: list[FieldNode],
    contexts: Contexts,
) -> Any:
    """Enter something, and answer with what it changed, as it is once that counts."""
    change = CHANGE_BY_NAME[nodes[0].name.value]
    arguments, picks = selections.arguments(mutation, nodes[0]), selections.picks(change.shape, nodes)
    check_lists(change.shape, picks)
    context = contexts.context({})
    question = await change.enter(await entering(reader, context, change, arguments), arguments)
    since = datetime.fromisoformat(question.parameters["entry"]["entered_at"])
    seen = replace(context, known_at=max(context.known_at, since))
    return await reader.answer(question, picks, seen)


def _meta(operation: Operation, fields: dict[str, list[FieldNode]]) -> dict[str, Any]:
    """`__typename` and introspection, by graphql-core.

    It coerces variables anew, and a date cannot be coerced twice: it is given those that introspection can use.
    """
    asked = [node for nodes in fields.values() for node in nodes if node.name.value.startswith("__")]
    if not asked:
        return {}
    only = OperationDefinitionNode(
        operation=operation.operation.operation,
        selection_set=SelectionSetNode(selections=tuple(asked)),
        variable_definitions=tuple(
            each
            for each in operation.operation.variable_definitions or ()
            if print_ast(each.type).rstrip("!") in _OF_INTROSPECTION
        ),
        directives=(),
    )
    fragments: tuple[FragmentDefinitionNode, ...] = tuple(operation.fragments.values())
    document = DocumentNode(definitions=(only, *fragments))
    result = execute_sync(operation.schema, document, variable_values=operation.variables)
    assert isinstance(result, ExecutionResult)
    return result.data or {}
