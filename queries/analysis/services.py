"""The network of services, of a borough or around one child: who has links with whom, without Cypher.

In a notebook::

    borough = await service_network(cases, date(2026, 3, 31))
    borough.graph  # networkx: agencies, and the links between them
    borough.flows  # the same with direction: who informs and refers to whom
    borough.apart  # which work with the same people and have no link at all
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import networkx as nx

from queries.analysis.network import Network
from queries.analysis.rules.compartmentalised import links
from queries.analysis.sides import SIDES, Sided
from queries.case import Cases
from queries.child_network.reads import Table, reads
from queries.context import Context
from queries.facts.rows import LinkRow
from queries.questions.service_links import TooManyPairs, service_links

__all__ = ["Apart", "ServiceNetwork", "TooManyPairs", "service_network", "services_around"]

FLOWS = ("informed", "referred")
"""Kinds of link that lead from one agency to another."""
LINKS = ("met", *FLOWS, "worker")
"""Kinds of link: a shared meeting or assessment, information passed, a referral, a worker in common."""

AROUND = reads(Table.INVOLVEMENTS, Table.WORKERS, Table.EVENTS)
"""What `services_around` needs of networks."""


@dataclass(frozen=True)
class Apart:
    """Two agencies that work with the same people on the date and have no link: `people` is how many."""

    one: str
    other: str
    people: int


@dataclass(frozen=True)
class ServiceNetwork:
    """The agencies of a borough and their links in the months before a date.

    A node of both graphs is an agency: `name`, `kind`, `side` (`adult`, `children` or `both`), `people`
    (with how many persons it is live), `covered` (whether a delivery of its own covers the date). An edge of
    `graph` has a count of each kind of link (`LINKS`: `worker` is workers in common, the others are events)
    and `people` (with how many persons both are live); one of `flows` the counts of `FLOWS` in its direction.
    """

    context: Context
    graph: nx.Graph[str]
    flows: nx.DiGraph[str]
    apart: tuple[Apart, ...]

    @property
    def uncovered(self) -> tuple[str, ...]:
        """Agencies without a delivery that covers the date: of them no link means not known."""
        return tuple(agency for agency, facts in self.graph.nodes.items() if not facts["covered"])


async def service_network(
    cases: Cases, on: date, known_at: datetime | None = None, sides: Mapping[str, Sided] = SIDES
) -> ServiceNetwork:
    """The borough's network of agencies on a date, as known at a time (now, where not given).

    `sides` says by kind of agency whose services it gives. TooManyPairs rather than a part of the network.
    """
    context = Context.as_of(on, known_at)
    found = await cases.ask(context, service_links, since=context.linked_from)
    shared = {frozenset((link.one, link.other)): link.count for link in found.links if link.kind == "people"}
    graph: nx.Graph[str] = nx.Graph()
    for agency in found.agencies:
        graph.add_node(
            agency.id, name=agency.name, kind=agency.kind, side=sides[agency.kind].side,
            people=shared.get(frozenset([agency.id]), 0), covered=agency.covered,
        )
    flows: nx.DiGraph[str] = nx.DiGraph()
    flows.add_nodes_from(graph.nodes.items())
    _link(graph, found.links, LINKS)
    _link(flows, found.links, FLOWS)
    for one, other, facts in graph.edges(data=True):
        facts["people"] = shared.get(frozenset((one, other)), 0)
    return ServiceNetwork(context, graph, flows, tuple(_apart(graph, shared)))


def _link(graph: nx.Graph[str], links: Iterable[LinkRow], kinds: tuple[str, ...]) -> None:
    """Add the links of these kinds, with a count of each kind."""
    for link in links:
        if link.kind in kinds:
            if not graph.has_edge(link.one, link.other):
                graph.add_edge(link.one, link.other, **dict.fromkeys(kinds, 0))
            graph.edges[link.one, link.other][link.kind] += link.count


def _apart(graph: nx.Graph[str], shared: Mapping[frozenset[str], int]) -> Iterator[Apart]:
    """Those without a link, by how many people they have in common, most first."""
    for pair, people in sorted(shared.items(), key=lambda found: (-found[1], sorted(found[0]))):
        one, other = min(pair), max(pair)
        if one != other and not graph.has_edge(one, other):
            yield Apart(one, other, people)


def services_around(network: Network, context: Context, sides: Mapping[str, Sided] = SIDES) -> nx.Graph[str]:
    """The agencies live in one child's network and the links between them, about anybody of that network.

    A node has `name`, `kinds` (of its services there), `side` (`both` where they differ), `services` (their
    names) and `people` (ids of those it works with); an edge has `kinds` (of `LINKS`).
    """
    graph = links(network, context)
    for agency, facts in graph.nodes.items():
        there = [involved for involved in network.involvements if involved.agency == agency]
        found = {sides[involved.kind].side for involved in there}
        facts["name"] = there[0].agency_name
        facts["side"] = found.pop() if len(found) == 1 else "both"
        for name, of in (("kinds", "kind"), ("services", "service_name"), ("people", "person")):
            facts[name] = tuple(sorted({getattr(involved, of) for involved in there}))
    return graph
