"""A finding of two families is one finding: whole, and with what was decided of it, in the case of either.

One arrest of two men; one NHS number on the records of two persons; a mother with a small brother.
"""

from __future__ import annotations

import asyncio
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from deliver import Agency, Answer, Ask, empty, load, nhs, opened, person_id
from flag_cases import flags, ids
from test_sweep import SWEPT, decided, swept

from graph.ids import global_id
from graph.private_store import StoreAddress
from queries.case import Case, Cases
from queries.child_network.networks import Networks, child_networks
from queries.child_network.reads import Further, reads
from queries.context import Context

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("families")]

ARREST = global_id("Event", "police", "arrest")


def records() -> tuple[Agency, ...]:
    """Drug services with one arrested man's family, housing with the other's; a number that is held three times."""
    csc, police = Agency("csc", "children_social_care"), Agency("police", "police")
    drugs, housing = Agency("drugs", "substance_misuse"), Agency("housing", "housing")
    for agency, family in ((drugs, "ash"), (housing, "elm")):
        for known_to in (agency, police):
            known_to.people(**{f"{family}-mum": "1990-01-01", f"{family}-kid": "2018-01-01"})
        police.person(f"{family}-man", "1985-01-01")
        police.tie(f"{family}-mum", "parent", f"{family}-kid")
        police.tie(f"{family}-man", "parent", f"{family}-kid")
        agency.involved(f"{family}-mum")
    police.event("arrest", "arrest", "2026-02-02", "ash-man", "elm-man")
    held = ((csc, "al", "1980-01-01"), (drugs, "abe", "1990-05-05"), (housing, "axel", "1971-07-07"))
    for agency, name, born in held:
        agency.person(name, born, nhs_number=nhs("theirs"), given_names="Al", family_name="Oak")
    for agency, name in ((csc, "al"), (drugs, "abe")):
        agency.person(f"{name}-kid", "2018-01-01")
        agency.tie(name, "parent", f"{name}-kid")
        agency.involved(f"{name}-kid")
    csc.people(nan="1965-01-01", ivy="1990-01-01", zoe="2016-05-01", tim="2012-01-01")
    for parent, child in (("nan", "ivy"), ("nan", "tim"), ("ivy", "zoe")):
        csc.tie(parent, "parent", child)
    return csc, police, drugs, housing


@pytest.fixture(scope="module")
def families(store: StoreAddress, store_home: Path) -> None:
    empty(store)
    load(store, store_home, *(agency.delivered() for agency in records()))
    swept(store, store_home, rules=["AGENCY_NOT_INFORMED", "IDENTITY_MISMATCH"])


async def found(ask: Ask, rule: str) -> list[dict[str, Any]]:
    """What the sweep found by a rule."""
    nodes: list[dict[str, Any]] = (await ask(SWEPT % "id statement people { id }", rule=[rule]))["nodes"]
    return nodes


async def of_the_arrest(ask: Ask, person: str) -> Answer:
    """The finding about the arrest in the case of a person whom the police know."""
    all_of = await flags(ask, "AGENCY_NOT_INFORMED", [person_id("police", person)])
    (flag,) = [flag for flag in all_of if flag["evidence"][0]["event"]["id"] == ARREST]
    return flag


@pytest.mark.parametrize("person", ["ash-kid", "ash-man", "elm-kid", "elm-mum"])
async def test_an_arrest_of_two_men_names_the_agencies_of_both_families_in_the_case_of_either(
    ask: Ask, person: str
) -> None:
    flag = await of_the_arrest(ask, person)
    assert ids(flag["agencies"]) == ["drugs", "housing"]
    there = {one["id"]: one["statement"] for one in await found(ask, "AGENCY_NOT_INFORMED")}
    assert flag["statement"] == there[flag["id"]]


async def test_what_was_decided_of_it_stands_in_the_case_of_either(ask: Ask, store: StoreAddress) -> None:
    flag = await of_the_arrest(ask, "ash-kid")
    assert flag["state"] == "OPEN"
    await asyncio.to_thread(decided, store, flag["id"], "CLEARED", "both were rung")
    assert [(await of_the_arrest(ask, person))["state"] for person in ("ash-kid", "elm-kid")] == ["CLEARED", "CLEARED"]


@pytest.mark.parametrize(
    ("agency", "person"),
    [("csc", "al"), ("csc", "al-kid"), ("drugs", "abe"), ("drugs", "abe-kid"), ("housing", "axel")],
)
async def test_who_holds_a_number_of_another_family_is_told_so_and_of_whom(
    ask: Ask, agency: str, person: str
) -> None:
    """Seed row 29. Axel is in no child's network."""
    there = {flag["id"]: ids(flag["people"]) for flag in await found(ask, "IDENTITY_MISMATCH")}
    asked = person_id(agency, person)
    here = {flag["id"]: ids(flag["people"]) for flag in await flags(ask, "IDENTITY_MISMATCH", [asked])}
    assert here == {flag: people for flag, people in there.items() if asked in people}
    assert here


async def test_the_network_of_a_mothers_small_brother_is_a_further_one_of_her_child(store: StoreAddress) -> None:
    """He is a sibling of hers by their mother alone, who is in no network of her grandchild: an agency at work with his
    sister is in his network too."""
    context = Context.as_of(date(2026, 3, 1))

    async def networks(case: Case) -> Networks:
        return await child_networks(case, [person_id("csc", "zoe")], reads(further=[Further.MEMBERS]))

    async with opened(store) as driver:
        found = await Cases.on(driver, timeout=170.0).ask(context, networks, since=context.linked_from)
    assert {one.child for one in found.networks} == {person_id("csc", name) for name in ("zoe", "tim")}
