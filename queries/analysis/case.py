"""A case for analysts: one person's family as a graph, and the three questions, without Cypher.

In a notebook::

    family = await case(cases, "person:…", date(2026, 3, 31))
    family.graph  # networkx: persons, and the ties between them
    family.genogram()  # shows itself; so do await family.ecomap() and await family.timeline()
    family.children, family.flags  # who is affected; what is not joined up
    await family.informing("event:…")  # who has been told
    await family.services()  # by child, networkx: the agencies around it, and the links between them
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import networkx as nx

from queries import answered, words
from queries.analysis.family_graph import NoSuchPerson, family_graph
from queries.analysis.rule import Flag, rules_asked
from queries.analysis.services import AROUND, services_around
from queries.case import Case as Facts
from queries.case import Cases
from queries.child_network.networks import child_networks
from queries.context import Context
from queries.pictures import drawn
from queries.pictures.family import Family
from queries.pictures.genogram import genogram
from queries.pictures.reading import family
from queries.pictures.svg import Picture
from queries.questions.hidden_connections import derived

__all__ = ["AffectedChild", "AgencyInformed", "Case", "NoSuchPerson", "case"]


@dataclass(frozen=True)
class AffectedChild:
    """A child on whom it bears what happens to the person, in words.

    `lives_with` is None where no residence of one of them is recorded; `missing` names facts.
    """

    id: str
    name: str
    age: int | None
    lives_with: bool | None
    paths: tuple[str, ...]
    services: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class AgencyInformed:
    """An agency around an event's family: `state` is a code of InformedState, `ring` names and numbers."""

    id: str
    name: str
    state: str
    waiting: str
    ring: tuple[str, ...]
    via: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """One person's family on a date, as known at a time.

    `graph` has a node for each person within three steps (`name`, `age`, `distance`) and an edge for each
    recorded tie (`type`, `since`, `agencies`, `words`), from the one who is the TYPE to the other.
    """

    person: str
    context: Context
    graph: nx.MultiDiGraph[str]
    children: tuple[AffectedChild, ...]
    flags: tuple[Flag, ...]
    _family: Family
    _cases: Cases

    def genogram(self) -> Picture:
        """The family drawn as social workers do."""
        return genogram(self._family)

    async def ecomap(self) -> Picture:
        """The person's household among its family and the agencies, and which of these have a link."""
        return _drawn(await drawn.ecomap(self._cases, self.person, self.context))

    async def timeline(self) -> Picture:
        """The last year's events about everybody in the graph, by agency, and who was told of them when."""
        return _drawn(await drawn.timeline(self._cases, list(self.graph), self.context))

    async def services(self) -> dict[str, nx.Graph[str]]:
        """By each child around whom the person is (or who the person is): the agencies live there, and their links.

        A node is an agency (`name`, `kind`, `side`, `services`, `people` with whom it works), an edge a
        link in the months before the date about anybody of the child's network (seed row 60).
        """
        around = await self._cases.ask(
            self.context, lambda facts: child_networks(facts, [self.person], AROUND), since=self.context.linked_from
        )
        return {network.child: services_around(network, self.context) for network in around.near}

    async def informing(self, event: str) -> tuple[AgencyInformed, ...]:
        """Which agencies know of an event (a global id); LookupError where there is no such event."""
        found = await self._cases.ask(self.context, lambda facts: answered.informing(facts, event))
        if found is None:
            raise LookupError(f"no event {event} is known")
        return tuple(map(_informed, found["agencies"]))


async def case(cases: Cases, person: str, on: date, known_at: datetime | None = None) -> Case:
    """The case of a person (any id they have or had) on a date; NoSuchPerson where there is nobody.

    `known_at` is what had been recorded by then: now, where not given.
    """
    context = Context.as_of(on, known_at)
    drawn_from = await family(cases, person, context)
    found = await cases.ask(context, lambda facts: _answers(facts, person))
    if drawn_from is None or found is None:
        raise NoSuchPerson(f"nobody is known by {person}")
    network, affected = found
    return Case(
        person=network["person"]["id"],
        context=context,
        graph=family_graph(network, lambda member: {"distance": member["distance"]}),
        children=tuple(map(_child, affected["children"])),
        flags=await cases.ask(context, lambda facts: _flags(facts, person), since=context.linked_from),
        _family=drawn_from,
        _cases=cases,
    )


async def _answers(facts: Facts, person: str) -> tuple[Mapping[str, Any], Mapping[str, Any]] | None:
    """A person's network and the children affected, of one state of the store; None where nobody is known."""
    network = await answered.network(facts, person)
    affected = await answered.children_affected(facts, person)
    return None if network is None or affected is None else (network, affected)


async def _flags(facts: Facts, person: str) -> tuple[Flag, ...]:
    return tuple(await derived(facts, [person], rules_asked(None)))


def _drawn(picture: Picture | None) -> Picture:
    assert picture is not None, "a case is of somebody who is known"
    return picture


def _child(each: Mapping[str, Any]) -> AffectedChild:
    return AffectedChild(
        id=each["child"]["id"],
        name=words.name(each["child"]),
        age=each["child"]["age"],
        lives_with=each["livesWithAdult"],
        paths=tuple(map(words.path, each["paths"])),
        services=tuple(map(words.service, each["services"])),
        missing=tuple(each["missing"]),
    )


def _informed(each: Mapping[str, Any]) -> AgencyInformed:
    return AgencyInformed(
        id=each["agency"]["id"],
        name=each["agency"]["name"],
        state=each["state"],
        waiting=words.waiting(each["waiting"]),
        ring=tuple(map(words.worker, each["contacts"])),
        via=tuple(map(words.path, each["via"])),
    )
