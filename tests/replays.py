"""Two published reviews and a control, loaded as deliveries, and what is asked of each of their findings.

The case files lie in a folder that is shared, not in the project: THINKFAMILY_SHARED, by default `../shared`.
`FINDINGS` says of each finding how it is asked for, by its case and id; `NOT_EXPRESSED` of each other one why
the questions and rules, as they are defined, cannot say it.
"""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from deliver import Ask, opened, person_id

from graph.ids import global_id
from graph.private_store import StoreAddress
from graph.writer import Writer
from loaders.load import load as load_folders
from loaders.settings import LoadSettings

REPLAYS = Path(os.environ.get("THINKFAMILY_SHARED", Path(__file__).parents[1].parent / "shared")) / "replays"
SCRIPT = REPLAYS / "to_deliveries.py"
CASES = ("peter_2007", "star_2020", "control_synthetic_b")
KNOWS = {"REPORTED_IT", "ACKNOWLEDGED", "INFORMED"}
Finding = dict[str, Any]

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

    def finding(self, id: str) -> Finding:
        """A finding, or of the control a plain look-up or a flag that must not be raised."""
        (found,) = (one for one in self.findings if one["id"] == id)
        return dict(found)

    @property
    def findings(self) -> list[Finding]:
        """All of them."""
        return [*self.said["findings"], *self.said.get("lookups", ()), *self.said.get("must_not_flag", ())]


async def load_replays(store: StoreAddress, home: Path) -> None:
    """Load all cases into one store: their agencies and persons are their own."""
    spec = importlib.util.spec_from_file_location("to_deliveries", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    folders = [folder for name in CASES for folder in script.deliveries(Replay(name).said, home / "deliveries")]
    async with opened(store) as driver:
        reports = await load_folders(folders, writer=Writer(driver), home=home, settings=LoadSettings())
    assert [report.refusal or report.reasons for report in reports if report.refusal or report.reasons] == []


async def told_of(ask: Ask, case: Replay, event: str, on: str) -> tuple[dict[str, str], dict[str, str]]:
    """By the replay's id of the agency, what those involved know of an event, and what any agency does."""
    answer = await ask(INFORMING, event=case.event(event), on=on)
    involved, anybody = (
        {one["agency"]["id"].removeprefix(f"{case.case}."): one["state"] for one in said}
        for said in (answer["agencies"], answer["event"]["knownTo"])
    )
    return involved, anybody


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


async def who_had_not_been_told(ask: Ask, case: Replay, finding: Finding) -> None:
    """The agencies that the review says were not told are not, and those that knew do."""
    for event in finding["check"]["events"]:
        known, anybody = await told_of(ask, case, event, finding["as_of"])
        not_told, told = finding["check"]["not_informed"], finding["check"]["informed"]
        assert {agency: known.get(agency) for agency in not_told} == dict.fromkeys(not_told, "NOT_INFORMED")
        assert {agency for agency in told if anybody.get(agency) not in KNOWS} == set()
        if not not_told:
            assert "NOT_INFORMED" not in known.values()


async def which_children_are_affected(ask: Ask, case: Replay, finding: Finding) -> None:
    """The adult is with the service, and its children are those named."""
    check = finding["check"]
    answer = await ask(CHILDREN, adult=case.person(check["adult"]), on=finding["as_of"])
    assert case.agency(check["agency"]) in {one["agency"]["id"] for one in answer["services"]}
    children = {record["localId"] for one in answer["children"] for record in one["child"]["records"]}
    assert children == set(check["children"])


async def in_one_chronology(ask: Ask, case: Replay, finding: Finding) -> None:
    """What had happened by the date stands in one chronology, and nothing that came later."""
    check = finding["check"]
    listed = await chronology(ask, case, check["people"], finding["as_of"])
    told = [event for event in listed if event in check["events"]]
    assert sorted(told) == sorted(check["events"])
    assert len(told) >= check["min_count"]
    assert set(check.get("closures", ())) <= set(listed)
    days = {event["id"]: event["date"] or "" for event in case.said["events"]}
    assert [day for event in listed if (day := days[event][:7]) > finding["as_of"][:7]] == []


async def seen_together(ask: Ask, case: Replay, finding: Finding) -> None:
    """One chronology, and one flag that counts them."""
    await in_one_chronology(ask, case, finding)
    check = finding["check"]
    (flag,) = await flags(ask, case, "CUMULATIVE_INCIDENTS", check["people"], finding["as_of"])
    assert events_of(flag) >= set(check["events"])
    assert int(flag["statement"].split()[0]) >= check["min_count"]


async def last_seen(ask: Ask, case: Replay, finding: Finding) -> None:
    """The child is found unseen, since the sight that the review names."""
    check = finding["check"]
    (flag,) = await flags(ask, case, "CHILD_NOT_SEEN", [check["child"]], finding["as_of"])
    assert check["last_seen_event"] in events_of(flag)
    assert events_of(flag) & set(check["not_seen_in"])


async def no_flag(ask: Ask, case: Replay, finding: Finding) -> None:
    """A family whose services work together raises no flag of any rule."""
    found = await flags(ask, case, None, finding["people"], finding["as_of"])
    assert [flag["statement"] for flag in found] == []


FINDINGS: dict[tuple[str, str], Callable[[Ask, Replay, Finding], Awaitable[None]]] = {
    ("peter_2007", "f03"): who_had_not_been_told,
    ("peter_2007", "f04"): in_one_chronology,
    ("peter_2007", "f09"): who_had_not_been_told,
    ("star_2020", "f01"): who_had_not_been_told,
    ("star_2020", "f02"): which_children_are_affected,
    ("star_2020", "f04"): seen_together,
    ("star_2020", "f05"): seen_together,
    ("star_2020", "f06"): last_seen,
    ("control_synthetic_b", "l01"): which_children_are_affected,
    ("control_synthetic_b", "l02"): who_had_not_been_told,
    **{("control_synthetic_b", f"n0{number}"): no_flag for number in range(1, 8)},
}

NOT_EXPRESSED: dict[tuple[str, str], str] = {
    ("peter_2007", "f01"): "Social care, health visitor and police were not involved yet by their own records; "
    "that the practice had told nobody is answered.",
    ("peter_2007", "f02"): "No agency held the adult; nothing loaded can name him.",
    ("peter_2007", "f05"): "The health form is a universal service's, which had recorded no concern, so that it is no "
    "compartment.",
    ("peter_2007", "f06"): "The deliveries have him in social care's records too, as the mother's partner, and police, "
    "practice and health visitor are no targeted services of the child. He is found for the one that lacks him.",
    ("peter_2007", "f07"): "No agency held the adult; nothing loaded can name him.",
    ("peter_2007", "f08"): "Both contacts are recorded as seeing the child; how well is not recorded.",
    ("star_2020", "f03"): "No home has a UPRN, and two of the three stand in no agency's records of her; the one that "
    "does is answered.",
}
