"""The questions that are measured, as GraphQL documents, with variables from a borough's demo family."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from neo4j import READ_ACCESS, AsyncDriver

from graph.ids import global_id, own_person

CHILDREN = """query($adult: ID!, $on: Date) { childrenAffected(adult: $adult, on: $on) { children {
  child { id givenNames familyName dateOfBirth } livesWithAdult
  paths { steps { type since assertedBy { id } } } services { id status service { name kind } } } } }"""
INFORMING = """query($event: ID!, $on: Date) { agenciesNotInformed(event: $event, on: $on) { agencies {
  agency { id name kind } state waiting contacts { name phone } } } }"""
HIDDEN = """query($people: [ID!], $rule: [RuleId!], $on: Date) {
  hiddenConnections(people: $people, rule: $rule, on: $on) { nodes {
    id statement agencies { id name } people { id } clearedBy } } }"""
PEOPLE = """query($name: String, $on: Date) { findPeople(name: $name, first: 50, on: $on) { nodes {
  id givenNames familyName dateOfBirth residences { addressId since } involvements { id service { name kind } } } } }"""
DEPTHS = {
    2: "query($p: ID!) { person(id: $p) { records { id } } }",
    4: "query($p: ID!) { person(id: $p) { involvements { service { agency { id } } } } }",
    6: "query($p: ID!) { person(id: $p) { relationships { person { involvements { service { agency { id } } } } } } }",
}


@dataclass(frozen=True)
class Measured:
    """One measured question."""

    name: str
    document: str
    variables: dict[str, Any]


def measured(borough: Path) -> list[Measured]:
    """The three questions, the third also by every rule at once, and the list: for the demo family of a borough."""
    demo = tomllib.loads((borough / "demo.toml").read_text(encoding="utf-8"))
    adult, child = (
        own_person(global_id("SourceRecord", demo[k]["agency"], demo[k]["local_id"])) for k in ("adult", "child")
    )
    event = global_id("Event", demo["event"]["agency"], demo["event"]["event_id"])
    on = {"on": demo["on"]}
    return [
        Measured("children affected", CHILDREN, {"adult": adult, **on}),
        Measured("agencies not informed", INFORMING, {"event": event, **on}),
        *hidden(child, on),
        Measured("list of 50 persons", PEOPLE, {"name": "smith", **on}),
    ]


def of_depths(borough: Path) -> list[Measured]:
    """A person asked for at growing depth."""
    adult = measured(borough)[0].variables["adult"]
    return [Measured(f"depth {depth}", document, {"p": adult}) for depth, document in DEPTHS.items()]


def hidden(child: str, on: dict[str, str]) -> tuple[Measured, Measured]:
    """Services around a child with no link between them; and what every rule finds."""
    asked = {"people": [child], **on}
    return (
        Measured("services without a link", HIDDEN, {"rule": ["COMPARTMENTALISED"], **asked}),
        Measured("every rule", HIDDEN, asked),
    )


async def profiled(driver: AsyncDriver, statement: str, parameters: dict[str, Any]) -> tuple[Any, int]:
    """The one record of a statement, and what it reads of the store: its dbHits, by PROFILE."""
    async with driver.session(default_access_mode=READ_ACCESS) as session:
        result = await session.run("PROFILE " + statement, parameters)
        record = await result.single(strict=True)
        summary = await result.consume()
    return record, _hits(summary.profile or {})


def _hits(plan: dict[str, Any]) -> int:
    own: int = plan.get("dbHits", 0)
    return own + sum(_hits(child) for child in plan.get("children", []))
