"""Limit what one request may cost, and let other requests run between its steps."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Generator
from functools import partial
from typing import Any, Generic, TypeVar

from api.errors import TooComplex

T = TypeVar("T")

STEP = 0.010
"""Seconds that one request holds the event loop before others run; with one call of up to 40 ms, 50 ms at most."""

LONGEST = 20_000
"""Elements of one list, which is written in one step: some 20 ms."""


SECONDS = 15.0
"""Processor time of one request. What every rule finds about a home of three hundred takes some three."""


class OverBudget(TooComplex):
    """The answer would cost more processor time, or hold more values, than one request may."""


class Budget:
    """What one request may still spend, shared by its root fields.

    `seconds` of processor time, in the questions and in the executor; `values`: objects, elements of lists and leaves
    in the answer; `failures`: fields that fail.
    """

    def __init__(self, *, seconds: float | None = None, values: int = 250_000, failures: int = 1_000) -> None:
        self.seconds = SECONDS if seconds is None else seconds
        self.values = values
        self.failures = failures
        self.spent = 0.0
        """Seconds of processor time spent so far."""
        self.longest = 0.0
        """Seconds of the longest step so far."""
        self.most_elements = 0
        """Elements of the longest list so far."""
        self._written = 0
        self._failed = 0
        self._counting = threading.Lock()

    def write(self, values: int) -> None:
        """Count values of the answer. Raises OverBudget."""
        self._written += values
        if self._written > self.values:
            raise OverBudget(f"The answer would hold more than {self.values} values. {_LESS}")

    def write_list(self, elements: int) -> None:
        """Count the elements of one list. Raises OverBudget."""
        if elements > LONGEST:
            raise OverBudget(f"A list of the answer has more than {LONGEST} elements. {_LESS}")
        self.most_elements = max(self.most_elements, elements)
        self.write(elements)

    def fail(self) -> None:
        """Count a field that failed. Raises OverBudget."""
        self._failed += 1
        if self._failed > self.failures:
            raise OverBudget(f"More than {self.failures} fields of the answer failed. {_LESS}")

    def work(self, seconds: float) -> None:
        """Count processor time. Raises OverBudget."""
        self.note(seconds)
        if self.spent > self.seconds:
            raise OverBudget(f"The answer takes more than {self.seconds:g} s of processor time. {_LESS}")

    def note(self, seconds: float) -> None:
        """Count processor time where nothing may be raised. Steps in threads count beside the event loop."""
        with self._counting:
            self.spent += seconds


_LESS = "Ask for fewer fields, aliases or rows at once."


class Pace:
    """The steps of one root field: each is counted in the budget, and ends before it holds the event loop for long."""

    __slots__ = ("_begun", "_budget", "_worked", "until")

    until: float
    """When the step is due to end, on the clock `time.perf_counter`."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._begin()

    def due(self) -> bool:
        """Whether the step has lasted long enough."""
        return time.perf_counter() > self.until

    async def rest(self) -> None:
        """End the step, let others run, and begin the next. Raises OverBudget."""
        self.end()
        await asyncio.sleep(0)
        self._begin()

    async def wait(self, awaited: Awaitable[T]) -> T:
        """Wait for something between two steps, of which only the processor time is counted. Raises OverBudget."""
        try:
            self.end()
        except OverBudget:
            if asyncio.iscoroutine(awaited):
                awaited.close()
            raise
        try:
            return await _Counted(awaited, self._budget)
        finally:
            self._begin()

    def end(self) -> None:
        """End the last step. Raises OverBudget."""
        self._budget.longest = max(self._budget.longest, time.perf_counter() - self._begun)
        self._budget.work(time.thread_time() - self._worked)

    def _begin(self) -> None:
        self._begun = time.perf_counter()
        self.until = self._begun + STEP
        self._worked = time.thread_time()


class _Counted(Generic[T]):
    """Await something, and count the processor time of each of its steps.

    Nothing is raised between them: a driver that is broken off anywhere leaves its connection in disorder. A question
    asks the budget itself, before each statement.
    """

    __slots__ = ("_awaited", "_budget")

    def __init__(self, awaited: Awaitable[T], budget: Budget) -> None:
        self._awaited = awaited
        self._budget = budget

    def __await__(self) -> Generator[Any, Any, T]:
        steps = self._awaited.__await__()
        resume: Callable[[], Any] = partial(next, steps)
        while True:
            begun, worked = time.perf_counter(), time.thread_time()
            try:
                waited = resume()
            except StopIteration as end:
                done: T = end.value
                return done
            finally:
                self._budget.note(time.thread_time() - worked)
                self._budget.longest = max(self._budget.longest, time.perf_counter() - begun)
            try:
                resume = partial(steps.send, (yield waited))
            except BaseException as error:  # noqa: BLE001 - whatever is thrown in is for what is awaited
                resume = partial(steps.throw, error)
