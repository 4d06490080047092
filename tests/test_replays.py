"""Two published reviews and a control, asked as of the dates on which they say who knew what (`replays`)."""

from __future__ import annotations

import asyncio

import pytest
from deliver import Ask, empty
from replays import (
    CASES,
    FINDINGS,
    KNOWS,
    NOT_EXPRESSED,
    REPLAYS,
    SCRIPT,
    Replay,
    chronology,
    flags,
    load_replays,
    locals_of,
    told_of,
)  # fmt: skip

from graph.private_store import StoreAddress

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not SCRIPT.exists(), reason=f"the replays are not at {REPLAYS}; THINKFAMILY_SHARED names the folder above them"
    ),
]

RESIDENCES = """query ($id: ID!, $on: Date) {
  person(id: $id, on: $on) { residences(ended: true) { households { localId } } }
}"""


@pytest.fixture(scope="module", autouse=True)
def _loaded(store: StoreAddress, tmp_path_factory: pytest.TempPathFactory) -> None:
    empty(store)
    asyncio.run(load_replays(store, tmp_path_factory.mktemp("replays")))


@pytest.mark.parametrize(("name", "id"), FINDINGS)
async def test_what_a_review_found_comes_out(ask: Ask, name: str, id: str) -> None:
    case = Replay(name)
    await FINDINGS[name, id](ask, case, case.finding(id))


def test_of_every_other_finding_it_is_said_why_it_cannot() -> None:
    every = {(name, finding["id"]) for name in CASES for finding in Replay(name).findings}
    assert FINDINGS.keys().isdisjoint(NOT_EXPRESSED)
    assert FINDINGS.keys() | NOT_EXPRESSED.keys() == every


async def test_who_had_not_been_told_is_not_asked_of_those_not_yet_involved(ask: Ask) -> None:
    case = Replay("peter_2007")
    finding = case.finding("f01")
    assert not any(case.involved(agency, finding["as_of"]) for agency in finding["check"]["not_informed"])
    for event in finding["check"]["events"]:
        assert (await told_of(ask, case, event, finding["as_of"]))[0] == {"gp": "REPORTED_IT"}


async def test_an_undated_event_stands_after_the_one_it_followed(ask: Ask) -> None:
    listed = await chronology(ask, Replay("peter_2007"), ["msa"], "2007-08-03")
    assert listed.index("e11") < listed.index("e15") < listed.index("e13")


async def test_which_homes_the_agencies_held(ask: Ask) -> None:
    case = Replay("star_2020")
    finding = case.finding("f03")
    answer = await ask(RESIDENCES, id=case.person("star"), on=finding["as_of"])
    held = {one["household"] for one in case.said["residence"] if one["person"] == "star" and one["known_to"]}
    found = {household["localId"] for one in answer["residences"] for household in one["households"]}
    assert (found, held <= set(finding["check"]["households"])) == (held, True)


async def test_a_universal_service_without_a_concern_is_no_compartment(ask: Ask) -> None:
    case = Replay("peter_2007")
    finding = case.finding("f05")
    found = await flags(ask, case, "COMPARTMENTALISED", finding["check"]["people"], finding["as_of"])
    assert [one["statement"] for one in found if "health" in one["statement"].lower()] == []


async def test_an_adult_whom_one_agency_holds_is_found_for_another(ask: Ask) -> None:
    case = Replay("peter_2007")
    finding = case.finding("f06")
    found = await flags(ask, case, "HIDDEN_ADULT", ["peter"], finding["as_of"])
    adult = [flag for flag in found if finding["check"]["adult"] in locals_of(flag)]
    assert [[agency["id"] for agency in flag["agencies"]] for flag in adult] == [[case.agency("housing")]]


async def test_services_that_are_told_of_everything_lack_nothing(ask: Ask) -> None:
    control = Replay("control_synthetic_b")
    silent = control.finding("n05")
    for event in control.owner:
        known = (await told_of(ask, control, event, silent["as_of"]))[0]
        assert set(known.values()) <= KNOWS, (event, known)
