"""Persons of a borough to ask about, drawn at random: the same for the service and the peer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from neo4j import READ_ACCESS, AsyncDriver

from bench.driving import body_of
from bench.peer.servers import Server
from bench.peer.shapes import Documents, where
from graph.connection import StoreSettings, connect

MANY = 400
LIST = 50
INVOLVED = """MATCH (p:Person) WHERE p.closed_by IS NULL AND EXISTS {
  (p)<-[:ABOUT]-(:SourceRecord)-[:INVOLVED]->(i) WHERE i.implied IS NULL }
RETURN p.id AS id ORDER BY id"""
PARENTS = "MATCH (p:Person) WHERE p.closed_by IS NULL AND (p)-[:PARENT_OF]->() RETURN p.id AS id ORDER BY id"
NAMES = """MATCH (s:SourceRecord) WHERE s.closed_by IS NULL UNWIND split(s.folded_names, ' ') AS word
MATCH (s)-[:ABOUT]->(p:Person) WITH word, count(DISTINCT p) AS persons WHERE persons >= $least AND size(word) > 2
RETURN word AS id ORDER BY id"""
FOUND = "query($name: String, $on: Date) { findPeople(name: $name, first: 50, on: $on) { nodes { id } } }"


@dataclass(frozen=True)
class About:
    """Variables of one request, for the service and for the peer."""

    service: dict[str, Any]
    peer: dict[str, Any]


@dataclass(frozen=True)
class Pool:
    """By question, persons to ask about, and the date on which."""

    on: date
    about: Mapping[str, list[About]]

    def body(self, server: Server, asked: Documents, number: int) -> bytes:
        """The body of one request to a server."""
        about = self.about[asked.question][number % len(self.about[asked.question])]
        if server.is_peer:
            return body_of(asked.peer, about.peer | where(self.on, asked.peer))
        return body_of(asked.service, about.service | {"on": self.on.isoformat()})


async def pool_of(on: date, service: Server) -> Pool:
    """Draw persons with an involvement, parents, and names that 50 persons have.

    The peer has no search by name: it is given the ids of those whom the service finds.
    """
    random, driver = Random(11), await connect(StoreSettings.from_environment())
    try:
        involved, parents = await _ids(driver, INVOLVED), await _ids(driver, PARENTS)
        names = await _ids(driver, NAMES, least=LIST + 10)
    finally:
        await driver.close()
    lists = [About({"name": name}, {"ids": ids}) for name in names if len(ids := _found(service, name, on)) == LIST]
    if not lists:
        raise SystemExit(f"Nobody shares a name with {LIST} others: the borough is too small. Give a larger --people.")
    random.shuffle(lists)
    one = {
        question: [About({"id": id}, {"id": id}) for id in random.sample(ids, min(MANY, len(ids)))]
        for question, ids in (("person", involved), ("children", parents))
    }
    return Pool(on, {**one, "list of 50": lists[:MANY]})


async def _ids(driver: AsyncDriver, statement: str, **given: Any) -> list[str]:
    async with driver.session(default_access_mode=READ_ACCESS) as session:
        return [record["id"] async for record in await session.run(statement, given)]


def _found(service: Server, name: str, on: date) -> list[str]:
    answer = json.loads(service.answer(body_of(FOUND, {"name": name, "on": on.isoformat()})))
    return [node["id"] for node in answer["data"]["findPeople"]["nodes"]]
