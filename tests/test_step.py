"""A long step in a thread ends where its request may spend no more, and where nobody waits for it any longer."""

from __future__ import annotations

import asyncio
import threading
from itertools import count

import pytest
from facts_in_memory import Facts

from api.graphql.budget import Budget, OverBudget
from queries.case import MUCH, Case


def much(budget: Budget) -> Case:
    """A case of so much that its steps are done in a thread."""
    facts = Facts()
    facts.person("mum", "1990-01-01")
    for _ in range(MUCH + 1):
        facts.involved("drugs", "mum")
    case = facts.case()
    case._spend = budget.work
    return case


class Endless:
    """Work that goes on for ever, unless what it goes through ends it."""

    def __init__(self, case: Case) -> None:
        self.case, self.begun, self.ended = case, threading.Event(), threading.Event()

    def __call__(self) -> None:
        self.begun.set()
        try:
            for _ in self.case.counted(count()):
                pass
        finally:
            self.ended.set()


async def test_a_step_ends_where_its_request_may_spend_no_more() -> None:
    budget = Budget(seconds=0.05)
    work = Endless(much(budget))
    with pytest.raises(OverBudget, match="processor time"):
        await work.case.apart(work)
    assert work.ended.is_set() and budget.spent >= 0.05


async def test_a_step_ends_where_its_request_has_timed_out() -> None:
    work = Endless(much(Budget()))
    asked = asyncio.create_task(work.case.apart(work))
    await asyncio.to_thread(work.begun.wait)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert await asyncio.to_thread(work.ended.wait, 30)


async def test_each_second_of_a_step_is_counted_once() -> None:
    budget = Budget()
    case = much(budget)

    def work() -> int:
        return sum(len(str(number)) for number in case.counted(range(20_000)))

    assert await case.apart(work) == sum(len(str(number)) for number in range(20_000))
    assert 0 < budget.spent < 5


def test_what_little_there_is_to_go_through_is_not_counted() -> None:
    some = [1, 2]
    assert Facts().case().counted(some) is some
