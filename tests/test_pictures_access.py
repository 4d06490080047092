"""Who may not see somebody does not see them in a picture either: not drawn, not named, not in its description."""

from __future__ import annotations

from pathlib import Path

import pytest
from access_families import load_families, policy, viewed
from deliver import opened, person_id

from graph.private_store import StoreAddress
from queries.case import Case, Cases
from queries.context import Context
from queries.pictures import drawn

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("families")]

PEOPLE = ("mum", "kim", "gran", "nan", "sis", "uncle")
MUM = person_id("csc", "mum")
VIEWERS = [
    ("manager", "csc", "section47"), ("manager", "police", "section47"), ("case_worker", "school", "assessment"),
    ("case_worker", "drugs", "assessment"),
]


@pytest.fixture(scope="module")
def families(store: StoreAddress, store_home: Path) -> None:
    """Load families whose agencies see different parts of them."""
    load_families(store, store_home)


async def named(cases: Cases, context: Context) -> set[str]:
    """The given names that a viewer is told when asking for each person."""

    async def people(case: Case) -> set[str]:
        told = await case.people(person_id("csc", name) for name in PEOPLE)
        return {name for person in told.values() if (name := person.stated.given_names)}

    return await cases.ask(context, people)


@pytest.mark.parametrize(("role", "agency", "purpose"), VIEWERS)
async def test_nobody_is_named_who_is_not_told(store: StoreAddress, role: str, agency: str, purpose: str) -> None:
    context = viewed(role, agency, purpose)
    async with opened(store) as driver:
        cases = Cases.on(driver, policy(), 170.0)
        seen = await named(cases, context)
        pictures = [await drawn.genogram(cases, MUM, context), await drawn.ecomap(cases, MUM, context),
                    await drawn.timeline(cases, [MUM], context)]
    hidden = {name.title() for name in PEOPLE} - seen
    written = "".join(picture.svg + picture.alternative for picture in pictures if picture is not None)
    assert {name for name in hidden if f">{name}" in written or f"{name} " in written} == set()


async def test_who_sees_all_sees_them_all(store: StoreAddress) -> None:
    """So that the names looked for above are such as a picture would show."""
    async with opened(store) as driver:
        cases = Cases.on(driver, policy(), 170.0)
        context = Context.as_of(viewed("manager", "csc").on)
        picture = await drawn.genogram(cases, MUM, context)
    assert picture is not None and ">Mum" in picture.svg and ">Kim" in picture.svg
