"""A borough written, loaded, swept; the flags that came of it."""

from __future__ import annotations

import asyncio
import json
import os
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from command import deliveries, run
from neo4j import AsyncDriver

from evaluate.truth import Truth, findings, numbers, planted
from graph.connection import StoreSettings, connect


@dataclass(frozen=True)
class Raised:
    """A flag: by which rule, and the ids of what it is about."""

    rule: str
    about: frozenset[str]


@dataclass(frozen=True)
class Evaluated:
    """A borough's flags beside its truth. `children` is how many were checked."""

    flags: list[Raised]
    findings: list[Truth]
    planted: list[Truth]
    children: int


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
    flags = [Raised(rule, frozenset(json.loads(body)["about"])) for rule, body in rows]
    return Evaluated(flags, findings(borough, people), planted(borough, people), int(children))


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
