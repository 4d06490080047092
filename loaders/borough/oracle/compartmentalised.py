"""COMPARTMENTALISED: services that count work with one child's network in groups without a link."""

from collections.abc import Iterator
from itertools import combinations

import networkx as nx

from loaders.borough.oracle.calendar import WINDOW_FROM
from loaders.borough.oracle.finding import Finding, in_order
from loaders.borough.oracle.network import Network
from loaders.borough.oracle.world import World, is_targeted

RULE = "COMPARTMENTALISED"


def find(world: World) -> Iterator[Finding]:
    """One finding a child whose network's services are in two groups or more."""
    for network in world.networks:
        counting = world.counting_in(network)
        agencies = {case.agency.id for case in counting}
        if len(agencies) < 2 or not any(map(is_targeted, counting)):
            continue
        graph: nx.Graph[str] = nx.Graph()
        graph.add_nodes_from(case.agency.id for case in world.live_in(network))
        graph.add_edges_from((a, b) for a, b in _links(world, network) if a in graph and b in graph)
        groups = sum(1 for group in nx.connected_components(graph) if group & agencies)
        if groups > 1:
            detail = f"{groups} groups"
            yield Finding(RULE, (network.child,), agencies=in_order(agencies), detail=detail)


def _links(world: World, network: Network) -> Iterator[tuple[str, str]]:
    """Pairs of agencies in touch about somebody of the network in the last twelve months."""
    about = set()
    for happened in world.about(network.roles):
        about.add(happened)
        if (happened.until or happened.on) >= WINDOW_FROM:
            if happened.participants:
                yield from combinations({happened.owner, *happened.participants}, 2)
            if happened.receiver:
                yield happened.owner, happened.receiver
    for told in world.chronicle.told:
        known = told.status in ("informed", "acknowledged")
        if known and told.at >= WINDOW_FROM and told.of in about:
            yield told.of.owner, told.agency
    yield from _workers_in_common(world, network)


def _workers_in_common(world: World, network: Network) -> Iterator[tuple[str, str]]:
    agencies: dict[str, set[str]] = {}
    for case in world.lately_in(network):
        for spell in case.allocations:
            if spell.registration and (spell.until is None or spell.until > WINDOW_FROM):
                agencies.setdefault(spell.registration, set()).add(case.agency.id)
    for sharing in agencies.values():
        yield from combinations(sharing, 2)
