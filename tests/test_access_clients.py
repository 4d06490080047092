"""Agreements on the own agency's clients and their family: who these are, and what is opened of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from access_families import viewed
from agreements import agreed, agreement
from deliver import Agency, empty, load, opened, person_id
from test_access_table import Row, cell

from graph.private_store import StoreAddress
from queries.access.policy import Policy
from queries.case import Cases
from queries.context import Context

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("families")]

BORN = {"kim": "2018-01-01", "mum": "1990-01-01", "dad": "1988-05-01", "nan": "1960-01-01"}
NEAR = {"kim", "mum"}
"""The council works with kim and knows her mother. Whom the police alone know it does not, whatever ties they state."""


@pytest.fixture(scope="module")
def families(store: StoreAddress, store_home: Path) -> None:
    """The police know everybody, by another name, and work with all of them."""
    empty(store)
    csc, police = Agency("csc", "children_social_care"), Agency("police", "police")
    csc.people(**{name: BORN[name] for name in sorted(NEAR)})
    csc.tie("mum", "parent", "kim", since="2018")
    csc.involved("kim", involvement_id="c-kim", since="2025-05-01")
    for name, born in BORN.items():
        police.person(name, born, family_name="Alias")
        police.involved(name, involvement_id=f"p-{name}", since="2025-07-01", reason="warrant")
        police.event(f"e-{name}", "incident", "2026-02-11", name, summary="arrested")
    police.tie("dad", "partner", "mum")
    police.tie("nan", "parent", "mum")
    police.involved("kim", involvement_id="p-sealed", since="2025-07-01", reason="informant", sensitivity="sealed")
    load(store, store_home, csc.delivered(), police.delivered())


def policy(level: str) -> Policy:
    """The shipped policy, and an agreement on the council's clients and their family."""
    limited = agreement(
        f"police-{level}", ["police"], ["case_worker"],
        level=level, purposes=["direct_care"], about="own_clients_and_family",
    )
    return agreed(limited)


async def told(store: StoreAddress, level: str, about: str, picks: str, *, latest: bool) -> dict[str, str]:
    """What a case worker of the council is told of each person."""
    context: Context = viewed("case_worker", "csc", "direct_care", latest=latest)
    async with opened(store) as driver:
        cases = Cases.on(driver, policy(level), 170.0)
        rows = {name: Row("", about.format(name=name), picks, {}) for name in BORN}
        return {name: await cell(cases, row, context) for name, row in rows.items()}


def of_near(shown: str, hidden: str = "-") -> dict[str, str]:
    """One thing of those who are near, another of all others."""
    return {name: shown if name in NEAR else hidden for name in BORN}


@pytest.mark.parametrize("latest", [True, False])
@pytest.mark.parametrize(
    ("about", "picks", "shown"),
    [
        ("csc:{name}", "familyName", "Alias"),
        ("police:{name}", "familyName", "Alias"),
        ("record:police:{name}", "localId", "{name}"),
        ("event:police:e-{name}", "summary", "arrested"),
        ("csc:{name}", "involvements { reason }", "warrant"),
    ],
)
async def test_content_is_opened_of_clients_and_their_family_alone(
    store: StoreAddress, about: str, picks: str, shown: str, *, latest: bool
) -> None:
    expected = {name: said.format(name=name) for name, said in of_near(shown).items()}
    assert await told(store, "content", about, picks, latest=latest) == expected


async def test_existence_opens_no_more_than_that(store: StoreAddress) -> None:
    since = await told(store, "existence", "csc:{name}", "involvements { since reason }", latest=True)
    assert {name: "2025-07-01" in said for name, said in since.items()} == {name: name in NEAR for name in BORN}
    assert not any("warrant" in said or "informant" in said for said in since.values())
    assert set((await told(store, "existence", "csc:{name}", "familyName", latest=True)).values()) == {"-"}


async def test_their_ties_are_not_opened(store: StoreAddress) -> None:
    ties = await told(store, "content", "csc:{name}", "relationships { type }", latest=True)
    assert ties == {"kim": "PARENT", "mum": "PARENT", "dad": "-", "nan": "-"}


async def test_the_id_told_is_of_a_record_that_may_be_seen(store: StoreAddress) -> None:
    for level, may in (("content", NEAR), ("existence", set[str]())):
        context = viewed("case_worker", "csc", "direct_care")
        async with opened(store) as driver:
            cases = Cases.on(driver, policy(level), 170.0)
            for name in BORN:
                own, theirs = (person_id(agency, name) for agency in ("csc", "police"))
                seen = await cell(cases, Row("", f"csc:{name}", "id", {}), context)
                seen_by = {"csc": own} | ({"police": theirs} if name in may else {})
                assert seen == (min(seen_by.values()) if name in NEAR else "-"), name
