"""`hiddenConnections` without persons, for who has signed in: findings about the own agency's persons, by pages.

Six children with a council worker whose fathers are each on probation; nothing links the two services.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from access_families import policy, viewed
from deliver import Agency, empty, load, opened, person_id
from signed_in import answered, responded
from test_all_open import EVERYTHING, everything
from test_sweep import swept as swept_anew

from graph.private_store import StoreAddress
from queries.access.permissions import MayNotSee
from queries.analysis.rule import built
from queries.case import Cases
from queries.context import Context, Viewer
from queries.entries.decision import Deciding, of_flag
from queries.entries.entering import Entering, NotFound
from queries.entries.records import CaseRecords
from queries.questions import hidden_connections
from queries.questions.hidden_connections import Asked, derived, flags_as_told

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("families")]

CHILDREN = [f"kim{number}" for number in range(6)]
WORKER = viewed("mash_worker", "csc", "safeguarding_enquiry")
FLAGS = """query ($people: [ID!], $rule: [RuleId!], $first: Int, $after: String) {
  hiddenConnections(people: $people, rule: $rule, on: "2026-03-01", first: $first, after: $after) {
    nodes { id statement state reason people { id } } edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage endCursor }
  }
}"""


def agencies(*linked: str) -> list[Agency]:
    """The agencies; those children's fathers are linked to the council by a meeting that is sealed."""
    csc, probation = Agency("csc", "children_social_care"), Agency("probation", "probation")
    for child in CHILDREN:
        dad = f"dad-of-{child}"
        csc.people(**{child: "2016-01-01", dad: "1985-01-01"})
        csc.tie(dad, "parent", child, since="2016-01-01")
        csc.involved(child, involvement_id=f"csc-{child}", since="2025-05-01")
        probation.person(dad, "1985-01-01")
        probation.involved(dad, involvement_id=f"probation-{child}", since="2025-11-01")
        if child in linked:
            probation.event(f"met-{child}", "meeting", "2026-02-01", dad, participants="csc", sensitivity="sealed")
    return [csc, probation]


def put(store: StoreAddress, home: Path, *linked: str) -> None:
    """Load them into the emptied store."""
    empty(store)
    load(store, home, *(agency.delivered() for agency in agencies(*linked)))


@pytest.fixture(scope="module")
def families(store: StoreAddress, store_home: Path) -> None:
    put(store, store_home, "kim5")


async def pages(store: StoreAddress, first: int, **asked: Any) -> list[dict[str, Any]]:
    """Every page, one after the other."""
    found: list[dict[str, Any]] = []
    after = None
    while not found or found[-1]["pageInfo"]["hasNextPage"]:
        page = await answered(store, policy(), WORKER, FLAGS, first=first, after=after, **asked)
        assert [edge["node"]["id"] for edge in page["edges"]] == [node["id"] for node in page["nodes"]]
        assert page["pageInfo"]["hasPreviousPage"] == bool(found)
        after = page["pageInfo"]["endCursor"]
        found.append(page)
        assert len(found) < 40, "the pages come to an end"
    return found


@pytest.mark.parametrize(("first", "at_once", "batches"), [(50, 50, 4), (1, 50, 4), (2, 2, 2), (50, 3, 1)])
async def test_each_finding_about_the_agencys_persons_is_told_once(
    store: StoreAddress, monkeypatch: pytest.MonkeyPatch, first: int, at_once: int, batches: int
) -> None:
    monkeypatch.setattr(hidden_connections, "AT_ONCE", at_once)
    monkeypatch.setattr(hidden_connections, "BATCHES", batches)
    told = await pages(store, first, rule=["COMPARTMENTALISED"])
    listed = [node for page in told for node in page["nodes"]]
    assert all(len(page["nodes"]) <= first for page in told)
    everyone = [person_id("csc", name) for name in CHILDREN]
    named = await answered(store, policy(), WORKER, FLAGS, people=everyone, rule=["COMPARTMENTALISED"])
    assert len(listed) == len(CHILDREN)
    assert sorted(listed, key=lambda flag: str(flag["id"])) == sorted(named["nodes"], key=lambda flag: str(flag["id"]))


async def test_what_may_not_be_seen_takes_no_finding_away(store: StoreAddress) -> None:
    """A sweep finds nothing about the child whose services met: that would tell of a meeting that is sealed."""
    child = person_id("csc", "kim5")
    told = await pages(store, 50, rule=["COMPARTMENTALISED"])
    assert child in {person["id"] for page in told for node in page["nodes"] for person in node["people"]}
    async with opened(store) as driver:
        everything, rules = Context.as_of(WORKER.on), [built()["COMPARTMENTALISED"]]
        found = await Cases.on(driver).ask(
            everything, lambda case: derived(case, [child], rules), since=everything.linked_from
        )
    assert found == []


async def test_an_agency_is_told_of_its_own_persons_only(store: StoreAddress) -> None:
    school = viewed("mash_worker", "school", "safeguarding_enquiry")
    told = await answered(store, policy(), school, FLAGS)
    assert told["nodes"] == [] and told["pageInfo"] == {
        "hasNextPage": False, "hasPreviousPage": False, "endCursor": None,
    }


@pytest.mark.parametrize("after", ["cm93OjE=", "YXQ6eA==", "nonsense"])
async def test_a_cursor_of_another_list_is_refused(store: StoreAddress, after: str) -> None:
    said, _ = await responded(store, policy(), WORKER, FLAGS, after=after)
    (error,) = said["errors"]
    assert said["data"] == {"hiddenConnections": None}
    assert error["extensions"]["code"] == "BAD_USER_INPUT" and "no cursor" in error["message"]


async def test_the_last_sweep_itself_is_not_read_to_them(store: StoreAddress) -> None:
    async with opened(store) as driver:
        cases = Cases.on(driver, policy())
        with pytest.raises(MayNotSee):
            await hidden_connections._of_last_sweep(cases, WORKER, Asked(), lambda case, page: asyncio.sleep(0))
        assert cases.store.sent == 0


async def decides(store: StoreAddress, context: Context, flag: str) -> bool:
    """Whether a viewer can enter a decision on a flag of the last sweep."""
    async with opened(store) as driver:
        cases = Cases.on(driver, policy(), 170.0)
        records = CaseRecords(cases, context, lambda people, context: flags_as_told(cases, people, context))
        key, agency = f"decides-{flag}", context.viewer.agency
        try:
            begun = await Entering.by(driver, records, context, agency, key, 0, {"flag": flag})
            await of_flag(begun, Deciding(flag, "ACTED_ON", "a meeting on Monday"))
        except NotFound:
            return False
    return True


async def test_a_viewer_decides_on_what_the_sweep_found_and_they_are_shown(
    store: StoreAddress, store_home: Path
) -> None:
    await asyncio.to_thread(swept_anew, store, store_home)
    told = [node for page in await pages(store, 50, rule=["COMPARTMENTALISED"]) for node in page["nodes"]]
    of = {child: node["id"] for child in CHILDREN for node in told
          if person_id("csc", child) in {person["id"] for person in node["people"]}}
    assert await decides(store, WORKER, of["kim0"])
    said = FLAGS.replace("id statement state reason people { id }", "state reason")
    kim = {"people": [person_id("csc", "kim0")], "rule": ["COMPARTMENTALISED"]}
    probation = replace(EVERYTHING, viewer=Viewer.signed_in("officer", EVERYTHING.viewer.role, "probation"))
    shown = [await answered(store, everything(), who, said, **kim) for who in (EVERYTHING, probation)]
    assert shown[0]["nodes"] == [{"state": "ACTED_ON", "reason": "a meeting on Monday"}]
    assert shown[1]["nodes"] == [{"state": "ACTED_ON", "reason": None}], "it may speak of what they may not see"
    assert not await decides(store, WORKER, of["kim5"]), "the sweep knows of the meeting"
    of_another_agency, alone = viewed("mash_worker", "school"), viewed("case_worker", "csc", "direct_care")
    assert [await decides(store, one, of["kim1"]) for one in (of_another_agency, alone)] == [False, False]
