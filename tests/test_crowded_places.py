"""A place of many that is no home, and those who are only known to be there: Pat has no fixed abode.

Housing keeps one household of six hundred for all such people, without a kind. Pat's partner has a girl whom
children's social care works with, Pat is with drug services, and these have no link.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from deliver import ON, Ask, empty, load
from flag_cases import flags
from informing_cases import Town

from graph.private_store import StoreAddress

pytestmark = pytest.mark.slow

TOWN = Town()
OTHERS = [f"other-{number}" for number in range(600)]
FAMILY = TOWN.case("no-fixed-abode", pat="1984-01-01", mum="1985-04-02", kid="2016-05-01")
FAMILY.also(**dict.fromkeys(OTHERS, "1980-01-01"))
FAMILY.home("nowhere", "pat", *OTHERS, agency="housing")
FAMILY.tie("pat", "partner", "mum")
FAMILY.tie("mum", "parent", "kid")
FAMILY.involved("csc", "kid")
FAMILY.involved("drugs", "pat")

CHECK = "query ($people: [ID!]!, $on: Date) { mashCheck(people: $people, on: $on) { flags { rule { id } } } }"


@pytest.fixture(scope="module", autouse=True)
def _loaded(store: StoreAddress, store_home: Path) -> None:
    empty(store)
    load(store, store_home, *TOWN.delivered())


@pytest.mark.parametrize("name", ["pat", "mum", "kid"])
async def test_whoever_of_the_family_is_asked_about_finds_what_there_is(ask: Ask, name: str) -> None:
    (flag,) = await flags(ask, "COMPARTMENTALISED", [FAMILY.person(name)])
    assert sorted(FAMILY.named(flag["people"])) == ["kid", "pat"]
    told = await ask(CHECK, people=[FAMILY.person(name)], on=ON)
    assert "COMPARTMENTALISED" in [one["rule"]["id"] for one in told["flags"]]


async def test_nobody_else_there_is_of_the_family(ask: Ask) -> None:
    assert await flags(ask, "COMPARTMENTALISED", [FAMILY.person(OTHERS[0])]) == []
