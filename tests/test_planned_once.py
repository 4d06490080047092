"""What the store is to plan is planned once: by a statement's text, and by how long its lists and texts are."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any, cast

import pytest
from access_families import policy, viewed
from neo4j import AsyncDriver

from api.answer import Answers
from api.asking import ask
from api.documents import Documents
from api.errors import TooComplex
from api.limits import Limits
from api.schema import make_schema
from api.signin.asker import OPEN
from queries.access.sight import sight
from queries.ask import person
from queries.picked import picked
from queries.planner import MOST_LISTS, TooManyLists, plan
from queries.read import PlannedOnce, Reader
from queries.terms import LATEST


async def side_by_side(planned: PlannedOnce, *given: dict[str, Any]) -> int:
    """How many of some that ask at once run at once."""
    running, most, let = 0, 0, asyncio.Event()

    async def one(params: dict[str, Any]) -> None:
        nonlocal running, most
        async with planned.turn("RETURN 1", params):
            running += 1
            most = max(most, running)
            await let.wait()
            running -= 1

    tasks = [asyncio.create_task(one(params)) for params in given]
    for _ in range(10):
        await asyncio.sleep(0)
    let.set()
    await asyncio.gather(*tasks)
    return most


async def test_a_new_statement_runs_alone_at_first_and_then_side_by_side() -> None:
    planned = PlannedOnce()
    assert await side_by_side(planned, *[{"on": date(2026, 3, 1)}] * 4) == 1
    assert await side_by_side(planned, *[{"on": date(2026, 3, 2)}] * 4) == 4


@pytest.mark.parametrize(
    ("before", "now", "anew"),
    [(0, 1, True), (1, 2, True), (2, 10, False), (10, 11, True), (11, 100, False), (100, 101, True)],
)
async def test_with_a_list_of_another_order_of_length_it_is_new(before: int, now: int, anew: bool) -> None:
    planned = PlannedOnce()
    await side_by_side(planned, {"ids": ["a"] * before})
    assert await side_by_side(planned, *[{"ids": ["a"] * now}] * 3) == (1 if anew else 3)


async def test_what_failed_is_new_again_and_not_remembered() -> None:
    planned = PlannedOnce()
    for number in range(3):
        with pytest.raises(ZeroDivisionError):
            async with planned.turn(f"RETURN {number}", {}):
                raise ZeroDivisionError
    assert planned.waited_for == 0
    assert await side_by_side(planned, *[{}] * 3) == 1


@pytest.mark.parametrize(("role", "purpose"), [("case_worker", "direct_care"), ("mash_worker", "section47")])
async def test_to_state_a_basis_has_nothing_planned_anew(role: str, purpose: str) -> None:
    """In an emergency the first answer must not wait for the store to plan for a longer list."""
    kinds: dict[str, str | None] = {"csc": "children_social_care", "ward": "mental_health", "police": "police"}
    usual, harm = (
        sight(policy(), viewed(role, "csc", purpose, basis), kinds).parameters() for basis in (None, "significant_harm")
    )
    assert usual["shown"] != harm["shown"]
    planned = PlannedOnce()
    await side_by_side(planned, usual)
    assert await side_by_side(planned, *[harm] * 3) == 3


def test_a_root_field_reads_no_more_lists_than_the_store_can_plan() -> None:
    question = person("person:none")
    lists = picked("records { id } " * MOST_LISTS)
    assert plan(question.text, question.shape, lists, LATEST, many=False)
    with pytest.raises(TooManyLists, match="100 lists"):
        plan(question.text, question.shape, lists + picked("enquiries { id }"), LATEST, many=False)


RECORDS = "records {{ person {{ ...F{} }} }}"
NESTED = "fragment F6 on Person { id } " + " ".join(
    f"fragment F{i} on Person {{ a: {RECORDS.format(i + 1)} b: {RECORDS.format(i + 1)} }}" for i in range(6)
)
"""Some 500 bytes that would have had the store plan for minutes, in a place of everybody's."""


@pytest.mark.parametrize("asked", [
    '{ person(id: "person:none") { ...F0 } }',
    'mutation { recordConsent(person: "person:none", scope: SHARE, given: YES, idempotencyKey: "a-key-of-a-test") '
    "{ person { ...F0 } } }",
])
async def test_a_selection_of_more_is_refused_before_the_store_is_asked(asked: str) -> None:
    answers = Answers()
    answers.reader = Reader(cast(AsyncDriver, None))
    with pytest.raises(TooComplex, match="ask for some in another"):
        await ask(Documents(make_schema(), Limits()), answers, f"{asked} {NESTED}", asker=OPEN)
