"""A borough written, loaded, swept; the flags that came of it."""

from __future__ import annotations

import asyncio
import json
import os
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from command import deliveries, run
from neo4j import AsyncDriver

from evaluate.truth import Truth, findings, numbers, planted
from graph.connection import StoreSettings, connect


@dataclass(frozen=True)
class Raised:
    """A flag: by which rule, the ids of what it is about, and of the persons whom it names."""

    rule: str
    about: frozenset[str]
    people: frozenset[str]


@dataclass(frozen=True)
class Evaluated:
    """A borough's flags beside its truth. `children` is how many were checked; `apart` are the product's persons who
    are one person in truth, whose records nothing joins."""

    flags: list[Raised]
    findings: list[Truth]
    planted: list[Truth]
    children: int
    apart: frozenset[str]


def evaluated(home: Path, people: int, seed: int, *options: str) -> Evaluated:
    """Write a borough with these options, load it into a private store of its own, sweep it, and stop the store."""
    borough = home / "borough"
    os.environ["THINKFAMILY_HOME"] = str(home)
    run("borough", "--people", str(people), "--seed", str(seed), "--out", str(borough), *options)
    try:
        run("load", "--json", *deliveries(borough))
        run("flags", "--json", "--on", tomllib.loads((borough / "demo.toml").read_text(encoding="utf-8"))["on"])
        return asyncio.run(_read(borough))
    finally:
        run("store", "stop")


async def _read(borough: Path) -> Evaluated:
    driver = await connect(StoreSettings.from_environment())
    try:
        people = await _people(driver, borough)
        rows = await _rows(driver, "MATCH (f:Finding) RETURN f.rule, f.body")
        ((children,),) = await _rows(driver, "MATCH (s:Sweep {state: 'complete'}) RETURN s.children")
    finally:
        await driver.close()
    flags = [_raised(rule, json.loads(body)) for rule, body in rows]
    apart = frozenset(one for persons in people.values() if len(persons) > 1 for one in persons)
    return Evaluated(flags, findings(borough, people), planted(borough, people), int(children), apart)


def _raised(rule: str, flag: dict[str, Any]) -> Raised:
    return Raised(rule, frozenset(flag["about"]), frozenset(flag["people"]))


async def _people(driver: AsyncDriver, borough: Path) -> dict[str, frozenset[str]]:
    """The product's persons by true person."""
    true = numbers(borough)
    known: dict[str, set[str]] = defaultdict(set)
    for record, person in await _rows(
        driver, "MATCH (s:SourceRecord)-[a:ABOUT]->(p:Person) WHERE a.closed_by IS NULL RETURN s.id, p.id"
    ):
        if record in true:
            known[true[record]].add(person)
    return {number: frozenset(persons) for number, persons in known.items()}


async def _rows(driver: AsyncDriver, statement: str) -> list[list[str]]:
    async with driver.session() as session:
        return [list(record.values()) async for record in await session.run(statement)]
