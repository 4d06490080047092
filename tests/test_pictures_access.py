"""Who may not see somebody does not see them in a picture either: not drawn, not named, not in its description."""

from __future__ import annotations

from pathlib import Path

import pytest
from access_families import load_families, policy, viewed
from deliver import opened, person_id

from graph.private_store import StoreAddress
from queries import ask
from queries.context import Context
from queries.picked import picked
from queries.pictures import drawn
from queries.read import Reader

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


async def named(reader: Reader, context: Context) -> set[str]:
    """The given names that a viewer is told when asking for each person."""
    picks = picked("givenNames")
    told = [await reader.answer(ask.person(person_id("csc", name)), picks, context) for name in PEOPLE]
    return {each["givenNames"] for each in told if each and each["givenNames"]}


@pytest.mark.parametrize(("role", "agency", "purpose"), VIEWERS)
async def test_nobody_is_named_who_is_not_told(store: StoreAddress, role: str, agency: str, purpose: str) -> None:
    context = viewed(role, agency, purpose)
    async with opened(store) as driver:
        reader = Reader(driver, timeout=170.0, policy=policy())
        seen = await named(reader, context)
        pictures = [await drawn.genogram(reader, MUM, context), await drawn.ecomap(reader, MUM, context),
                    await drawn.timeline(reader, [MUM], context)]
    hidden = {name.title() for name in PEOPLE} - seen
    written = "".join(picture.svg + picture.alternative for picture in pictures if picture is not None)
    assert {name for name in hidden if f">{name}" in written or f"{name} " in written} == set()


async def test_who_sees_all_sees_them_all(store: StoreAddress) -> None:
    """So that the names looked for above are such as a picture would show."""
    async with opened(store) as driver:
        reader = Reader(driver, timeout=170.0, policy=policy())
        context = Context.as_of(viewed("manager", "csc").on)
        picture = await drawn.genogram(reader, MUM, context)
    assert picture is not None and ">Mum" in picture.svg and ">Kim" in picture.svg
