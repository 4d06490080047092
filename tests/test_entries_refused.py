"""Whoever may be answered nothing changes nothing: every mutation is refused to them before anything is entered."""

from __future__ import annotations

import asyncio
from functools import reduce
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from access_families import policy, viewed
from deliver import Agency, empty, load, opened, person_id
from signed_in import answered

from api.errors import Forbidden
from api.types.query import schema
from graph.digest import graph_digest
from graph.ids import global_id
from graph.private_store import StoreAddress
from queries.context import Context

pytestmark = pytest.mark.slow

WORKER = viewed("case_worker", "csc")
DONE_BY = {"settleChallenge": viewed("manager", "csc")}
"""Who may make a change that a case worker may not."""
REFUSED = {
    "a role that is told of nobody": viewed("analyst", "csc", "analysis"),
    "a purpose that the role has not": viewed("case_worker", "csc", "audit"),
    "a privacy officer on a case": viewed("privacy_officer", "csc"),
}
ANN, KIM, VISIT = person_id("csc", "ann"), person_id("csc", "kim"), global_id("Event", "csc", "visit")
CHANGES = {
    "recordInformed": f'event: "{VISIT}", informed: "probation", status: INFORMED',
    "recordConsent": f'person: "{KIM}", scope: SHARE, given: YES',
    "recordDecision": f'flag: "FLAG", state: ACTED_ON, reason: "a meeting", people: ["{KIM}"]',
    "recordSharing": f'about: "{KIM}", with: "probation", what: HEALTH, decided: NOT_SHARED, reason: "not asked yet"',
    "challenge": f'assertion: "{VISIT}", reason: "nobody was at home"',
    "settleChallenge": 'challenge: "CHALLENGE", outcome: REFUSED, reason: "the date is right"',
    "takeBack": 'entry: "ENTRY", reason: "it was her sister", expectedVersion: 1',
    "breakGlass": f'people: ["{KIM}"], reason: "a locked door"',
    "closeGlass": 'reference: "GLASS"',
}
"""By mutation, what a colleague may enter; in capitals what there is only once it was entered or found."""
_keys = count(1)


@pytest.fixture(scope="module")
def made(store: StoreAddress, store_home: Path) -> dict[str, str]:
    """What a case worker has of a child whose father is on probation: glass, a flag, and a refused consent."""
    csc, probation = Agency("csc", "children_social_care"), Agency("probation", "probation")
    csc.people(kim="2016-01-01", ann="1990-01-01", dad="1985-01-01")
    csc.tie("dad", "parent", "kim", since="2016-01-01")
    csc.involved("kim", since="2025-05-01")
    csc.event("visit", "home_visit", "2026-02-01", "ann")
    probation.person("dad", "1985-01-01")
    probation.involved("dad", since="2025-11-01")
    empty(store)
    load(store, store_home, csc.delivered(), probation.delivered())
    return asyncio.run(entered(store))


async def entered(store: StoreAddress) -> dict[str, str]:
    """The ids of what a worker enters and is told, by the words in `CHANGES`."""
    refused = await change(store, WORKER, "recordConsent", f'person: "{ANN}", scope: SHARE, given: NO', "entry { id }")
    glass = await change(store, WORKER, "breakGlass", f'people: ["{KIM}"], reason: "a door"', "reference")
    wrong = f'assertion: "{global_id("SourceRecord", "csc", "kim")}", reason: "she was born later"'
    await change(store, WORKER, "challenge", wrong)
    listed = f'{{ person(id: "{KIM}") {{ records {{ challenges {{ id }} }} }} }}'
    ((challenged,),) = (one["challenges"] for one in (await answered(store, policy(), WORKER, listed))["records"])
    flags = f'{{ hiddenConnections(people: ["{KIM}"], rule: [COMPARTMENTALISED]) {{ nodes {{ id }} }} }}'
    (flag,) = (await answered(store, policy(), WORKER, flags))["nodes"]
    return {"ENTRY": refused["entry"]["id"], "GLASS": glass["reference"], "FLAG": flag["id"],
            "CHALLENGE": challenged["id"]}


async def change(store: StoreAddress, who: Context, name: str, arguments: str, picked: str = "__typename") -> Any:
    """What a mutation answers."""
    key = f"key-of-a-refusal-{next(_keys)}"
    query = f'mutation {{ {name}({arguments}, idempotencyKey: "{key}") {{ {picked} }} }}'
    return await answered(store, policy(), who, query)


@pytest.mark.parametrize("name", CHANGES)
async def test_what_is_refused_to_somebody_is_not_done(store: StoreAddress, made: dict[str, str], name: str) -> None:
    """A colleague's recorded refusal of consent stays, and so does glass; the same asked by who may is done."""
    asked = reduce(lambda text, word: text.replace(word, made[word]), made, CHANGES[name])
    async with opened(store) as driver:
        before = await graph_digest(driver)
        for who in REFUSED.values():
            with pytest.raises(Forbidden):
                await change(store, who, name, asked)
        assert await graph_digest(driver) == before
        await change(store, DONE_BY.get(name, WORKER), name, asked)
        assert await graph_digest(driver) != before


@pytest.mark.parametrize("who", REFUSED)
async def test_a_refusal_does_not_say_whether_there_is_such_an_entry(
    store: StoreAddress, made: dict[str, str], who: str
) -> None:
    """Neither that it is not known, nor by a conflict how often somebody has entered something."""
    for asked in ('entry: "entry:none", expectedVersion: 1', f'entry: "{made["ENTRY"]}", expectedVersion: 7'):
        with pytest.raises(Forbidden):
            await change(store, REFUSED[who], "takeBack", f'{asked}, reason: "r"')


def test_no_mutation_is_left_out_of_those_that_are_refused() -> None:
    mutation = schema().mutation_type
    assert mutation is not None and mutation.fields.keys() == CHANGES.keys()
