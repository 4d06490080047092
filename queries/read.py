"""Reading: one statement a question, in a read transaction with a time limit and a bounded retry."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache, lru_cache, partial
from typing import Any

from neo4j import AsyncDriver, Query
from neo4j.exceptions import DriverError, Neo4jError

from graph.connection import session
from graph.ids import own_record
from queries.access.clients import vocabularies
from queries.access.glass import IN_FORCE, OPENED
from queries.access.policy import Policy, shipped
from queries.access.sight import MayNotSee, Sight, answering_subjects, sight
from queries.ask import Question
from queries.case import Cases
from queries.context import Context, Glass
from queries.facts.store import FactStore, ReadTimedOut, StoreUnavailable, does_not_answer
from queries.order import Order, order_of
from queries.planner import Pick, plan, plan_connection
from queries.terms import KNOWN, LATEST, Known, framed

__all__ = ["GlassNotInForce", "ReadTimedOut", "Reader", "StoreUnavailable"]

FOR_SUBJECTS = frozenset({"access_ids", "looks", "subject_access"})
"""Questions by which an agency answers a person on its use of their records, for the roles that do so."""

FOR_VIEWERS = FOR_SUBJECTS | frozenset({
    "person", "source_record", "event", "coverage", "find_people", "children_affected", "agencies_not_informed",
    "family_network", "agency_matrix", "chronology", "paths_between", "networks", "flags",
    "organisation", "own_record", "entered_about", "entered_informed", "entered_on_row", "entered_decision",
    "sharing_advice", "finding", "row", "own_people", "own_records",
    "glass", "notices",
})
"""Questions written throughout in the terms of who may not see all; others are refused to them."""

_framed = lru_cache(maxsize=64)(framed)


@dataclass(frozen=True)
class Planned:
    """What is worked out once for a question and a selection: its statements, and the order of the answer's keys."""

    statement: Callable[[Known], str]
    order: Order


@lru_cache(maxsize=2048)
def _planned(question: str, shape: str, picks: tuple[Pick, ...], many: bool) -> Planned:
    return Planned(cache(partial(plan, question, shape, picks, many=many)), order_of(picks))


@lru_cache(maxsize=512)
def _planned_page(question: str, shape: str, nodes: tuple[Pick, ...], edges: tuple[Pick, ...]) -> Planned:
    places = (Pick("node", "", (), nodes), Pick("edge", "", (), edges))
    return Planned(cache(partial(plan_connection, question, shape, nodes, edges)), order_of(places))


class GlassNotInForce(Exception):
    """No glass of the viewer's own is in force by the reference: unknown, another's, closed and over are one."""


Plan = tuple[str, tuple[int, ...]]
"""What the store plans anew: a text, and the order of length of each list and text that it is given."""


class PlannedOnce:
    """Lets what is to be planned run once before it runs side by side with itself.

    The store takes a second or so to plan a new text and would plan the same one several times over.
    """

    def __init__(self, most: int = 4096) -> None:
        self._most = most
        self._done: dict[Plan, None] = {}
        self._first: dict[Plan, asyncio.Lock] = {}

    @asynccontextmanager
    async def turn(self, statement: str, params: Mapping[str, Any]) -> AsyncIterator[None]:
        """Wait until nobody is the first to run this statement with such parameters."""
        plan = statement, tuple(_order_of_length(given) for given in params.values() if isinstance(given, (str, list)))
        if plan in self._done:
            yield
            return
        async with self._first.setdefault(plan, asyncio.Lock()):
            if plan not in self._done:
                try:
                    yield
                    self._settle(plan)
                finally:
                    self._first.pop(plan, None)
                return
        yield

    @property
    def waited_for(self) -> int:
        """How many run for the first time just now."""
        return len(self._first)

    def _settle(self, plan: Plan) -> None:
        self._done[plan] = None
        if len(self._done) > self._most:
            del self._done[next(iter(self._done))]


def _order_of_length(given: str | list[Any]) -> int:
    """None, one, up to 10, up to 100 …: as the store tells lengths apart."""
    return len(given) - 1 if len(given) < 2 else len(str(len(given) - 1))


class Vocabulary:
    """Remembers for a while that the short vocabulary did not serve, so that it is not tried each time."""

    SECONDS = 30.0

    def __init__(self) -> None:
        self._until = 0.0

    def refused(self) -> None:
        """Something is being loaded."""
        self._until = time.monotonic() + self.SECONDS

    def busy(self) -> bool:
        """Whether it was refused lately."""
        return time.monotonic() < self._until


class Agencies:
    """Which agencies deliver and of what kind, kept for a while.

    What may be seen is a list of agencies, so that one that is new stays unseen until it is read again.
    """

    SECONDS = 30.0
    TEXT = (
        "MATCH (o:Organisation) WHERE o.delivers WITH collect([o.id, o.kind]) AS answer RETURN answer, false AS later"
    )

    def __init__(self) -> None:
        self._until = 0.0
        self._kinds: dict[str, str | None] = {}

    async def kinds(self, reader: Reader) -> dict[str, str | None]:
        """Their kinds, by id."""
        if self._until <= time.monotonic():
            self._kinds = dict((await reader.run(self.TEXT, {}))[0])
            self._until = time.monotonic() + self.SECONDS
        return self._kinds


@dataclass
class Reader:
    """Asks the store. `statements` counts what was sent, for the log and the tests."""

    driver: AsyncDriver
    timeout: float = 55.0
    tries: int = 3
    statements: int = 0
    planned: PlannedOnce = field(default_factory=PlannedOnce)
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    policy: Policy = field(default_factory=shipped)
    agencies: Agencies = field(default_factory=Agencies)
    cases: Cases = field(init=False)

    def __post_init__(self) -> None:
        """Open cases on the same store, for what has moved to them."""
        self.cases = Cases(FactStore(self.driver, self.timeout), self.policy)

    def counting(self) -> Reader:
        """The same, with a count of its own: for one request."""
        return replace(self, statements=0)

    async def sight(self, context: Context) -> Sight:
        """What the viewer of a context may see. MayNotSee where nothing may be asked."""
        seen = sight(self.policy, context, await self.agencies.kinds(self))
        glass = context.broken
        if glass is None:
            return seen
        found = await self.opened(glass.people, glass.agencies, context)
        identified = (*found["opened"], *found["met"])
        return replace(seen, opened=tuple(found["opened"]), identified=identified, discloses=False)

    async def opened(self, people: Sequence[str], agencies: Iterable[str], context: Context) -> dict[str, list[str]]:
        """The records that glass broken for persons opens, of some agencies, and those `met` by ties."""
        asked = {
            "records": [own_record(person) for person in people], "agencies": sorted(agencies),
            "now": context.asked_at, "most": context.terms.list_bound,
        }
        found: dict[str, list[str]] = (await self.run(OPENED, asked))[0]
        return found

    async def glass(self, reference: str, context: Context) -> Glass:
        """The viewer's own glass that is in force; GlassNotInForce for any other reference, whatever it is."""
        viewer, allowed = context.viewer, self.policy.glass
        if allowed is None or not allowed.allows(viewer.role, context.purpose):
            raise GlassNotInForce
        asked = {
            "reference": reference, "agency": viewer.agency, "professional": viewer.professional,
            "now": context.asked_at,
        }
        found, _ = await self.run(IN_FORCE, asked)
        if found is None:
            raise GlassNotInForce
        return Glass(reference, tuple(found["people"]), found["until"].to_native(), tuple(found["agencies"]))

    async def answer(self, question: Question, picks: tuple[Pick, ...], context: Context) -> Any:
        """The answer as picked, in that order: a dict, None where nothing is found or may be seen, or a list."""
        self._admit(question, context)
        planned = _planned(question.text, question.shape, picks, question.many)
        return planned.order(await self.ask(planned.statement, parameters(question, context), context))

    async def page(
        self, question: Question, nodes: tuple[Pick, ...], edges: tuple[Pick, ...], context: Context
    ) -> list[dict[str, Any]]:
        """One page of a question, and one row more where there is another page."""
        self._admit(question, context)
        planned = _planned_page(question.text, question.shape, nodes, edges)
        answer = await self.ask(planned.statement, parameters(question, context), context)
        rows: list[dict[str, Any]] = planned.order(answer)
        return rows

    async def plain(self, question: Question, context: Context) -> Any:
        """The answer of a question that is read as it stands, without a selection; None where it has none."""
        self._admit(question, context)
        return await self.ask(partial(_framed, question.text), parameters(question, context), context)

    def _admit(self, question: Question, context: Context) -> None:
        """Refuse a question that is only for who sees all, as every question is until it is made safe for others."""
        if context.viewer.sees_all:
            return
        if question.name not in FOR_VIEWERS:
            raise MayNotSee(f"the question {question.name} is not answered to those who may not see all")
        if question.name in FOR_SUBJECTS:
            answering_subjects(context.viewer)

    async def ask(self, planned: Callable[[Known], str], params: dict[str, Any], context: Context) -> Any:
        """The answer of a statement planned in the vocabulary that serves; None where it has none.

        What is asked as known now is asked in the short vocabulary, unless a delivery was being loaded
        lately: then, and where the short one says that it does not serve, in the full one. For a viewer who may
        not see all there is each once more.
        """
        vocabulary: tuple[Known, Known] = (LATEST, KNOWN)
        if not context.viewer.sees_all:
            seen = await self.sight(context)
            vocabulary = vocabularies(seen, broken=context.broken is not None)
            params = {**params, **seen.parameters()}
        short, full = vocabulary
        if context.latest and not self.vocabulary.busy():
            answer, later = await self.run(planned(short), params)
            if not later:
                return answer
            self.vocabulary.refused()
        return (await self.run(planned(full), params))[0]

    async def run(self, statement: str, params: dict[str, Any]) -> tuple[Any, bool]:
        """The answer of a framed statement, and whether it was not asked (`later`).

        ReadTimedOut, StoreUnavailable; transient errors are retried, a few times and briefly.
        """
        for attempt in range(1, self.tries + 1):
            try:
                return await self._once(statement, params)
            except Neo4jError as error:
                if error.code and "TransactionTimedOut" in error.code:
                    raise ReadTimedOut from error
                if not does_not_answer(error):
                    raise
                if attempt == self.tries:
                    raise StoreUnavailable from error
            except DriverError as error:
                if not error.is_retryable() or attempt == self.tries:
                    raise StoreUnavailable from error
            except OSError as error:
                raise StoreUnavailable from error
            await asyncio.sleep(0.1 * attempt)
        raise AssertionError("the last try returns or raises")

    async def _once(self, statement: str, params: dict[str, Any]) -> tuple[Any, bool]:
        self.statements += 1
        async with self.planned.turn(statement, params), session(self.driver, reading=True) as opened:
            result = await opened.run(Query(statement, timeout=self.timeout), params)
            record = await result.single(strict=True)
            return record[0], record[1]


def parameters(question: Question, context: Context) -> dict[str, Any]:
    """Everything that a question's statement may use."""
    return {
        **context.parameters(),
        "closed_since": context.on - timedelta(days=question.closed_within),
        **question.parameters,
    }
