"""Two published reviews and a control, asked as of the dates on which they say who knew what.

The case files lie in a folder that is shared, not in the project: THINKFAMILY_SHARED, by default `../shared`.

What the findings cannot say as the questions and rules are defined, by case and finding:

* peter_2007 f01: social care, health visitor and police were not involved yet by their own records.
* peter_2007 f02, f07: no agency held the adult; nothing loaded can name him.
* peter_2007 f04: the deliveries say of no attendance that it was for an injury, so that they do not count
  as incidents; the four presentations stand in one chronology.
* peter_2007 f05: the health form is a universal service's, which had recorded no concern.
* peter_2007 f06: the deliveries have him in social care's records too, as the mother's partner, and police,
  practice and health visitor are no targeted services of the child. He is found for the one that lacks him.
* peter_2007 f08: both contacts are recorded as seeing the child; how well is not recorded.
* star_2020 f03: no home has a UPRN, and two of the three stand in no agency's records of her.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
from pathlib import Path
from typing import Any

import pytest
from deliver import Ask, empty, opened, person_id

from graph.ids import global_id
from graph.private_store import StoreAddress
from graph.writer import Writer
from loaders.load import load as load_folders
from loaders.settings import LoadSettings

REPLAYS = Path(os.environ.get("THINKFAMILY_SHARED", Path(__file__).parents[1].parent / "shared")) / "replays"
SCRIPT = REPLAYS / "to_deliveries.py"
CASES = ("peter_2007", "star_2020", "control_synthetic_b")
KNOWS = {"REPORTED_IT", "ACKNOWLEDGED", "INFORMED"}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not SCRIPT.exists(), reason=f"the replays are not at {REPLAYS}; THINKFAMILY_SHARED names the folder above them"
    ),
]

INFORMING = """query ($event: ID!, $on: Date) {
  agenciesNotInformed(event: $event, on: $on) {
    agencies { agency { id } state } event { knownTo { agency { id } state } }
  }
}"""
CHILDREN = """query ($adult: ID!, $on: Date) {
  childrenAffected(adult: $adult, on: $on) {
    services { agency { id } } children { child { records { localId } } }
  }
}"""
CHRONOLOGY = """query ($people: [ID!]!, $on: Date) {
  chronology(people: $people, on: $on, first: 500) { nodes { localId kind on } }
}"""
RESIDENCES = """query ($id: ID!, $on: Date) {
  person(id: $id, on: $on) { residences(ended: true) { households { localId } } }
}"""
FLAGS = """query ($people: [ID!], $on: Date, $rule: [RuleId!]) {
  hiddenConnections(people: $people, on: $on, rule: $rule) {
    nodes { statement rule { id } people { id records { localId } } agencies { id } evidence { event { localId } } }
  }
}"""


class Replay:
    """One case as its file has it, with the global ids under which it is loaded."""

    def __init__(self, name: str) -> None:
        said: dict[str, Any] = json.loads((REPLAYS / f"{name}.json").read_text(encoding="utf-8"))
        self.said, self.case = said, said["case"]
        self.owner: dict[str, str] = {event["id"]: event["agency"] for event in said["events"]}

    def agency(self, local: str) -> str:
        """An agency's global id."""
        return f"{self.case}.{local}"

    def event(self, local: str) -> str:
        """An event's global id."""
        return global_id("Event", self.agency(self.owner[local]), local)

    def person(self, local: str) -> str:
        """A person's global id, by the record of an agency that recorded an event or a tie of them, and not wrongly."""
        astray = {record["agency"] for record in self.said["records"] if record["person"] == local}
        ties = [tie for tie in self.said["relationships"] if local in (tie["from"], tie["to"])]
        holders = [event["agency"] for event in self.said["events"] if local in event["about"]]
        holders += [agency for tie in ties for agency in tie["known_to"]]
        return person_id(self.agency(next(agency for agency in holders if agency not in astray)), local)

    def involved(self, agency: str, on: str) -> bool:
        """Whether an agency's first event with one of the family lies on or before the date."""
        return any(event["agency"] == agency and (event["date"] or "9999") <= on for event in self.said["events"])

    def finding(self, id: str) -> dict[str, Any]:
        """A finding, or of the control a plain look-up or a flag that must not be raised."""
        listed = [*self.said["findings"], *self.said.get("lookups", ()), *self.said.get("must_not_flag", ())]
        (found,) = (one for one in listed if one["id"] == id)
        return dict(found)


@pytest.fixture(scope="module", autouse=True)
def _loaded(store: StoreAddress, tmp_path_factory: pytest.TempPathFactory) -> None:
    """All three cases in one store: their agencies and persons are their own."""
    empty(store)
    home = tmp_path_factory.mktemp("replays")
    spec = importlib.util.spec_from_file_location("to_deliveries", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    folders = [folder for name in CASES for folder in script.deliveries(Replay(name).said, home / "deliveries")]

    async def run() -> None:
        async with opened(store) as driver:
            reports = await load_folders(folders, writer=Writer(driver), home=home, settings=LoadSettings())
        assert [report.refusal or report.reasons for report in reports if report.refusal or report.reasons] == []

    asyncio.run(run())


async def told_of(ask: Ask, case: Replay, event: str, on: str) -> tuple[dict[str, str], dict[str, str]]:
    """By the replay's id of the agency, what those involved know of an event, and what any agency does."""
    answer = await ask(INFORMING, event=case.event(event), on=on)
    involved, anybody = (
        {one["agency"]["id"].removeprefix(f"{case.case}."): one["state"] for one in said}
        for said in (answer["agencies"], answer["event"]["knownTo"])
    )
    return involved, anybody


async def states(ask: Ask, case: Replay, event: str, on: str) -> dict[str, str]:
    """What those involved know of an event."""
    return (await told_of(ask, case, event, on))[0]


async def flags(ask: Ask, case: Replay, rule: str | None, people: list[str], on: str) -> list[dict[str, Any]]:
    """The flags of a rule, or of all, about these persons."""
    ids = [case.person(one) for one in people]
    answer = await ask(FLAGS, people=ids, on=on, rule=[rule] if rule else None)
    return list(answer["nodes"])


def events_of(flag: dict[str, Any]) -> set[str]:
    """The events that a flag rests on, by the replay's ids."""
    return {one["event"]["localId"] for one in flag["evidence"] if one["event"]}


def locals_of(flag: dict[str, Any]) -> set[str]:
    """The persons whom a flag is about, by the replay's ids."""
    return {record["localId"] for person in flag["people"] for record in person["records"]}


async def chronology(ask: Ask, case: Replay, people: list[str], on: str) -> list[str]:
    """The events of a chronology, by the replay's ids."""
    answer = await ask(CHRONOLOGY, people=[case.person(one) for one in people], on=on)
    return [one["localId"] for one in answer["nodes"]]


@pytest.mark.parametrize(
    ("name", "id"), [("peter_2007", "f03"), ("peter_2007", "f09"), ("star_2020", "f01"), ("control_synthetic_b", "l02")]
)
async def test_who_had_not_been_told(ask: Ask, name: str, id: str) -> None:
    case = Replay(name)
    finding = case.finding(id)
    for event in finding["check"]["events"]:
        known, anybody = await told_of(ask, case, event, finding["as_of"])
        not_told, told = finding["check"]["not_informed"], finding["check"]["informed"]
        assert {agency: known.get(agency) for agency in not_told} == dict.fromkeys(not_told, "NOT_INFORMED")
        assert {agency for agency in told if anybody.get(agency) not in KNOWS} == set()
        if not not_told:
            assert "NOT_INFORMED" not in known.values()


async def test_who_had_not_been_told_is_not_asked_of_those_not_yet_involved(ask: Ask) -> None:
    case = Replay("peter_2007")
    finding = case.finding("f01")
    assert not any(case.involved(agency, finding["as_of"]) for agency in finding["check"]["not_informed"])
    for event in finding["check"]["events"]:
        assert await states(ask, case, event, finding["as_of"]) == {"gp": "REPORTED_IT"}


@pytest.mark.parametrize(("name", "id"), [("star_2020", "f02"), ("control_synthetic_b", "l01")])
async def test_which_children_an_adults_service_affects(ask: Ask, name: str, id: str) -> None:
    case = Replay(name)
    finding = case.finding(id)
    check = finding["check"]
    answer = await ask(CHILDREN, adult=case.person(check["adult"]), on=finding["as_of"])
    assert case.agency(check["agency"]) in {one["agency"]["id"] for one in answer["services"]}
    children = {record["localId"] for one in answer["children"] for record in one["child"]["records"]}
    assert children == set(check["children"])


@pytest.mark.parametrize(("name", "id"), [("peter_2007", "f04"), ("star_2020", "f04"), ("star_2020", "f05")])
async def test_what_had_happened_by_then_stands_in_one_chronology(ask: Ask, name: str, id: str) -> None:
    case = Replay(name)
    finding = case.finding(id)
    check = finding["check"]
    listed = await chronology(ask, case, check["people"], finding["as_of"])
    told = [event for event in listed if event in check["events"]]
    assert sorted(told) == sorted(check["events"])
    assert len(told) >= check["min_count"]
    assert set(check.get("closures", ())) <= set(listed)
    days = {event["id"]: event["date"] or "" for event in case.said["events"]}
    assert [day for event in listed if (day := days[event][:7]) > finding["as_of"][:7]] == []


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


@pytest.mark.parametrize("id", ["f04", "f05"])
async def test_referrals_judged_alone_are_seen_together(ask: Ask, id: str) -> None:
    case = Replay("star_2020")
    finding = case.finding(id)
    check = finding["check"]
    (flag,) = await flags(ask, case, "CUMULATIVE_INCIDENTS", check["people"], finding["as_of"])
    assert events_of(flag) >= set(check["events"])
    assert int(flag["statement"].split()[0]) >= check["min_count"]


async def test_an_adult_whom_one_agency_holds_is_found_for_another(ask: Ask) -> None:
    case = Replay("peter_2007")
    finding = case.finding("f06")
    found = await flags(ask, case, "HIDDEN_ADULT", ["peter"], finding["as_of"])
    adult = [flag for flag in found if finding["check"]["adult"] in locals_of(flag)]
    assert [[agency["id"] for agency in flag["agencies"]] for flag in adult] == [[case.agency("housing")]]


async def test_a_child_was_last_seen_in_june(ask: Ask) -> None:
    case = Replay("star_2020")
    finding = case.finding("f06")
    check = finding["check"]
    (flag,) = await flags(ask, case, "CHILD_NOT_SEEN", [check["child"]], finding["as_of"])
    assert events_of(flag) == {check["last_seen_event"], "e12", "e13"}


@pytest.mark.parametrize("id", [f"n0{number}" for number in range(1, 8)])
async def test_a_family_whose_services_work_together_raises_no_flag(ask: Ask, id: str) -> None:
    control = Replay("control_synthetic_b")
    silent = control.finding(id)
    found = await flags(ask, control, None, silent["people"], silent["as_of"])
    assert [flag["statement"] for flag in found] == []


async def test_services_that_are_told_of_everything_lack_nothing(ask: Ask) -> None:
    control = Replay("control_synthetic_b")
    silent = control.finding("n05")
    for event in control.owner:
        known = await states(ask, control, event, silent["as_of"])
        assert set(known.values()) <= KNOWS, (event, known)
