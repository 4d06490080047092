"""COMPARTMENTALISED: services of several agencies work with one family, with no link between them.

Definition: DOMAIN, 'Compartmentalised case', 'Link between two services', 'Compartment' (seed row 60).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import combinations, pairwise

import networkx as nx

from queries.analysis.network import Happened, Involved, Network, shortest_path
from queries.analysis.rule import AnalysisRule, Component, Flag
from queries.context import Context
from queries.rules import Rule

UNIVERSAL = frozenset(
    {"gp", "school", "nursery", "health_visiting", "school_nursing", "midwifery", "hospital", "ambulance"}
)
"""Services that everybody has: one counts only once it has recorded a concern."""

CONCERNS = frozenset(
    {"allegation", "concern", "incident", "injury", "missing", "absence", "missed_appointment", "referral"}
)
"""Kinds of event by which a universal service has recorded a concern."""

STANDS_FOR = timedelta(days=28)
"""A finding is derived anew after four weeks at the latest: what it rests on changes monthly."""


def links(network: Network) -> nx.Graph[str]:
    """The graph of links between the agencies whose services are live in the network.

    Services of one agency are joined, and a link that names an agency joins all its services, so that
    the agency is the node. Links: a common participant list, an informed or acknowledged row, a
    referral from one to the other, an allocated worker in common.
    """
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted({i.agency for i in network.involvements}))
    pairs = [pair for event in network.events for pair in _contacts(event)] + list(_shared_workers(network))
    graph.add_edges_from((a, b) for a, b in pairs if a in graph and b in graph and a != b)
    return graph


def _contacts(event: Happened) -> Iterator[tuple[str, str]]:
    yield from ((event.agency, other) for other in event.told)
    if event.recent:
        yield from combinations(sorted({event.agency, *event.together}) if event.together else (), 2)
        yield from ((event.agency, other) for other in event.referred)


def _shared_workers(network: Network) -> Iterator[tuple[str, str]]:
    agencies: dict[str, set[str]] = {}
    for involved in network.involvements:
        for registration in involved.registrations:
            agencies.setdefault(registration, set()).add(involved.agency)
    for sharing in agencies.values():
        yield from combinations(sorted(sharing), 2)


def counts(network: Network, involved: Involved) -> bool:
    """Whether a service is a compartment by itself: targeted, or universal with a recorded concern."""
    return involved.kind not in UNIVERSAL or any(
        event.recent
        and event.kind in CONCERNS
        and event.agency == involved.agency
        and (event.service in (None, involved.service) or event.service not in _services(network, involved.agency))
        for event in network.events
    )


def _services(network: Network, agency: str) -> set[str]:
    return {i.service for i in network.involvements if i.agency == agency}


def derive(network: Network, context: Context) -> Iterable[Flag]:
    """The finding for this child's network, if there is one."""
    counting = [i for i in network.involvements if counts(network, i)]
    found = [
        [i for i in counting if i.agency in component]
        for component in sorted(map(sorted, nx.connected_components(links(network))))
    ]
    components = [part for part in found if part]
    if len(components) < 2 or all(i.kind in UNIVERSAL for i in counting):
        return
    yield _flag(network, components, context)


def _flag(network: Network, parts: list[list[Involved]], context: Context) -> Flag:
    components = [
        Component(*(sorted({getattr(i, what) for i in part}) for what in ("agency", "service", "person")))
        for part in parts
    ]
    return Flag(
        rule=RULE.rule.id,
        child=network.child,
        statement=_statement(parts, context),
        people=sorted({network.child, *(p for c in components for p in c.people)}),
        agencies=sorted({a for c in components for a in c.agencies}),
        components=components,
        paths=_paths(network, components),
        evidence=[_evidence(i) for part in parts for i in part],
        cleared_by=[
            f"A contact between {_names(one)} and {_names(other)} about this family, recorded: a joint meeting or "
            "assessment, a referral, or one informing the other"
            for one, other in pairwise(parts)
        ],
        not_known=[f"{agency} has delivered nothing that covers {context.on}" for agency in network.uncovered],
        expires=context.on + STANDS_FOR,
    )


def _statement(parts: list[list[Involved]], context: Context) -> str:
    groups = "; ".join(_names(part) for part in parts)
    return (
        f"{len(parts)} groups of services work with this child's family and have no recorded contact with one another "
        f"in the {context.terms.link_months} months before {context.on}: {groups}"
    )


def _names(part: list[Involved]) -> str:
    return " and ".join(sorted({i.agency_name for i in part}))


def _paths(network: Network, components: list[Component]) -> list[dict[str, list[str] | list[list[str]]]]:
    family = network.family()
    made: list[dict[str, list[str] | list[list[str]]]] = []
    for one, other in combinations(components, 2):
        people = shortest_path(family, one.people, other.people)
        if people is not None:
            steps = [list(family.edges[a, b]["ties"]) for a, b in pairwise(people)]
            made.append({"people": people, "steps": steps})
    return made


def _evidence(involved: Involved) -> dict[str, str | None]:
    return {
        "statement": f"{involved.service_name} ({involved.agency_name}) is involved",
        "since": involved.since,
        "agency": involved.agency,
        "involvement": involved.id,
    }


RULE = AnalysisRule(
    Rule(
        "COMPARTMENTALISED",
        "Several services work with one family with no link between them",
        "Working Together to Safeguard Children 2023, chapter 1 (a shared approach); seed row 60",
        "2023-12-15",
    ),
    derive,
)
