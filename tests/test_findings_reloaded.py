"""A finding of the last sweep after a reload that makes every tie anew: its paths, decision and challenge stand.

A girl of whom the council knows, and her mother of whom drug services do; nothing links the two.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from deliver import Agency, Ask, load, opened, person_id
from test_challenges import CHALLENGE
from test_sweep import COMPARTMENTALISED, decided, swept

from graph.private_store import StoreAddress

pytestmark = pytest.mark.slow

SWEPT = """query ($rule: [RuleId!]) { hiddenConnections(rule: $rule) { nodes {
  id state challenged people { id }
  paths { people { id } steps { type from { id } to { id } assertions { id challenged } } }
} } }"""
EDGES = "MATCH ()-[e:PARENT_OF|PARTNER_OF]->() RETURN elementId(e) AS id"


def agencies() -> list[Agency]:
    csc, drugs = Agency("csc", "children_social_care"), Agency("drugs", "substance_misuse")
    csc.people(ida="2018-01-01", mum="1990-01-01", dad="1988-01-01")
    drugs.people(dad="1988-01-01")
    csc.tie("mum", "parent", "ida", row_id="the-tie")
    csc.tie("mum", "partner", "dad")
    csc.involved("ida", involvement_id="csc-ida")
    drugs.involved("dad", involvement_id="drugs-dad")
    return [csc, drugs]


async def edges(store: StoreAddress) -> set[str]:
    """What the store calls the ties now."""
    async with opened(store) as driver:
        return {row["id"] for row in (await driver.execute_query(EDGES)).records}


async def made_anew(store: StoreAddress, home: Path, *deliveries: Any) -> None:
    """Have the ties of everybody derived anew by a load."""
    async with opened(store) as driver:
        await driver.execute_query("MATCH (p:Person) SET p:Stale")
    await asyncio.to_thread(load, store, home, *deliveries)


async def found(ask: Ask) -> dict[str, Any]:
    """The one finding of the last sweep."""
    (flag,) = (await ask(SWEPT, rule=COMPARTMENTALISED))["nodes"]
    answer: dict[str, Any] = flag
    return answer


async def prepared(ask: Ask, store: StoreAddress, home: Path) -> dict[str, Any]:
    """Loaded, swept, decided, and a tie on its path challenged."""
    await asyncio.to_thread(load, store, home, *(agency.delivered("2026-02-15") for agency in agencies()))
    await asyncio.to_thread(swept, store, home)
    flag = await found(ask)
    await asyncio.to_thread(decided, store, flag["id"], "CLEARED", "they meet weekly")
    rows = [one["id"] for path in flag["paths"] for step in path["steps"] for one in step["assertions"]]
    parent = next(
        one["id"] for path in flag["paths"] for step in path["steps"] if step["type"] == "PARENT"
        for one in step["assertions"]
    )
    assert len(rows) > 1
    await ask(CHALLENGE, assertion=parent, agency="csc", key=f"reloaded-{flag['id']}")
    before = await found(ask)
    assert (before["state"], before["challenged"], bool(before["paths"])) == ("CLEARED", True, True)
    return before


def challenged(flag: dict[str, Any]) -> list[tuple[str, bool]]:
    """Each tie of the paths, and whether the row that says so is challenged."""
    return [(step["type"], one["challenged"]) for path in flag["paths"] for step in path["steps"]
            for one in step["assertions"]]


async def test_a_decision_and_a_challenge_stand_on_the_same_ties(
    ask: Ask, empty_store: StoreAddress, store_home: Path
) -> None:
    before, had = await prepared(ask, empty_store, store_home), await edges(empty_store)
    again = [agency.delivered("2026-02-20") for agency in agencies()]
    await made_anew(empty_store, store_home, *again)
    assert had.isdisjoint(await edges(empty_store)), "every edge is another"
    assert await found(ask) == before
    assert dict(challenged(before)) == {"PARENT": True, "PARTNER": False}


async def test_they_stand_where_persons_have_other_ids_since(
    ask: Ask, empty_store: StoreAddress, store_home: Path
) -> None:
    """Other agencies' records of the same persons, some with lesser ids, by which they are told from then on."""
    before = await prepared(ask, empty_store, store_home)
    more = []
    for number in range(6):
        agency = Agency(f"more-{number}", "other")
        agency.people(ida="2018-01-01", mum="1990-01-01", dad="1988-01-01")
        more.append(agency.delivered("2026-02-20"))
    await made_anew(empty_store, store_home, *more)
    after = await found(ask)
    assert after["people"] != before["people"], "at least one has another id"
    assert (after["id"], after["state"], after["challenged"]) == (before["id"], "CLEARED", True)
    assert sorted(challenged(after)) == sorted(challenged(before))
    known = {min(person_id(a, name) for a in ("csc", "drugs", *(f"more-{n}" for n in range(6)))
                 if (a, name) not in {("drugs", "ida"), ("drugs", "mum")}) for name in ("ida", "mum", "dad")}
    assert {person["id"] for path in after["paths"] for person in path["people"]} <= known
