"""`recordDecision`: what was decided of a flag, kept with it while its evidence is the same, by one at a time."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from deliver import Ask, Service, empty, load, person_id
from test_sweep import decided, records, swept

from graph.private_store import StoreAddress

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("families")]

FLAGS = """query ($people: [ID!]) {
  hiddenConnections(people: $people, rule: [COMPARTMENTALISED], on: "2026-03-01") { nodes { id state reason version } }
}"""
DECIDE = """mutation ($flag: ID!, $state: FlagState!, $reason: String, $version: Int!, $key: ID!) {
  recordDecision(flag: $flag, state: $state, reason: $reason, agency: "csc", expectedVersion: $version,
      idempotencyKey: $key) { entry { version replayed } flag state reason }
}"""


@pytest.fixture(scope="module")
def families(store: StoreAddress, store_home: Path) -> None:
    """Two families, swept: the services around Ida have no link."""
    empty(store)
    load(store, store_home, *(agency.delivered("2026-02-15") for agency in records()))
    swept(store, store_home)


async def of_ida(ask: Ask) -> Any:
    """The one flag about Ida."""
    (flag,) = (await ask(FLAGS, people=[person_id("csc", "ida")]))["nodes"]
    return flag


async def test_a_decision_is_shown_with_the_flag_and_can_be_taken_back(ask: Ask) -> None:
    flag = await of_ida(ask)
    assert (flag["state"], flag["version"]) == ("OPEN", 0)
    asked = {"flag": flag["id"], "state": "ACTED_ON", "reason": "meeting on Monday", "version": 0, "key": "acted-on-it"}
    made = await ask(DECIDE, **asked)
    assert made == {"entry": {"version": 1, "replayed": False}, "flag": flag["id"], "state": "ACTED_ON",
                    "reason": "meeting on Monday"}
    shown = {"id": flag["id"], "state": "ACTED_ON", "reason": "meeting on Monday", "version": 1}
    assert await of_ida(ask) == shown
    assert (await ask(DECIDE, **asked))["entry"] == {"version": 1, "replayed": True}
    await ask(DECIDE, flag=flag["id"], state="OPEN", version=1, key="open-again-123")
    assert (await of_ida(ask))["state"] == "OPEN"


async def test_who_decides_by_what_was_so_before_is_told(
    ask: Ask, raw: Ask
) -> None:
    flag = await of_ida(ask)
    late = {"flag": flag["id"], "state": "CLEARED", "reason": "they met", "version": flag["version"] + 1}
    refused = await raw(DECIDE, key="too-early-a-key", **late)
    assert refused["errors"][0]["extensions"] == {"code": "CONFLICT", "version": flag["version"]}
    assert await of_ida(ask) == flag


def test_a_decision_by_command_counts_as_one(store: StoreAddress) -> None:


    async def flag() -> Any:
        async with Service().asked(store) as ask:
            return await of_ida(ask)

    before = asyncio.run(flag())
    decided(store, before["id"], "CHALLENGED", "the father says so")
    after = asyncio.run(flag())
    assert (after["state"], after["version"]) == ("CHALLENGED", before["version"] + 1)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"flag": "flag:none", "reason": "x"}, "NOT_FOUND"),
        ({"reason": None}, "BAD_USER_INPUT"),
        ({"reason": " "}, "BAD_USER_INPUT"),
    ],
)
async def test_a_decision_needs_its_flag_and_its_reason(
    ask: Ask, raw: Ask, more: dict[str, Any], code: str
) -> None:
    flag = await of_ida(ask)
    asked = {"flag": flag["id"], "state": "CLEARED", "version": flag["version"], "key": "needs-a-reason", **more}
    if "flag" in more:
        asked["version"] = 0
    assert (await raw(DECIDE, **asked))["errors"][0]["extensions"]["code"] == code
    assert await of_ida(ask) == flag
