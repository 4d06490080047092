"""Measures on the graphs of services: what holds them together, who stands between whom.

Pure functions on networkx graphs whose nodes carry the attribute that they are grouped by (`side`, as in
`queries.analysis.services`). What networkx has is not here again: `nx.connected_components(graph)` are the
groups of services with no link to one another, `nx.bridges(graph)` the links that nothing else replaces.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import networkx as nx

from queries.analysis.chance import RandomGraph, Role

__all__ = ["Brokerage", "Role", "Score", "brokerage", "density_between", "parted_without"]


@dataclass(frozen=True)
class Score:
    """How often a role is played: `count` pairs, `expected` and `sd` of a random graph of that density."""

    count: int
    expected: float
    sd: float

    @property
    def z(self) -> float | None:
        """Standard deviations above expectation; None where no graph of that density could differ."""
        return (self.count - self.expected) / self.sd if self.sd else None


@dataclass(frozen=True)
class Brokerage:
    """The scores of each node, and of the `whole` graph, by role."""

    nodes: Mapping[str, Mapping[Role, Score]]
    whole: Mapping[Role, Score]

    def rows(self) -> Iterator[dict[str, str | int | float | None]]:
        """A row for each node and role, as tables and plots want them."""
        for node, scores in self.nodes.items():
            for role, score in scores.items():
                yield {"node": node, "role": str(role), "count": score.count, "expected": score.expected,
                       "sd": score.sd, "z": score.z}  # fmt: skip


def density_between(graph: nx.Graph[str], one: str, other: str, by: str = "side") -> float | None:
    """The share of possible links between two groups that are there, 0 to 1; None where a group is empty.

    Of a directed graph a link either way counts. ValueError where a group is compared with itself.

    >>> graph = nx.Graph([("csc", "drugs")])
    >>> nx.set_node_attributes(graph, {"csc": "children", "drugs": "adult"}, "side")
    >>> density_between(graph, "adult", "children")
    1.0
    """
    if one == other:
        raise ValueError(f"{one!r} is compared with itself; name two groups")
    these, those = ([node for node, group in _groups(graph, by).items() if group == each] for each in (one, other))
    if not these or not those:
        return None
    links = sum(graph.has_edge(a, b) or graph.has_edge(b, a) for a, b in product(these, those))
    return links / (len(these) * len(those))


def parted_without(graph: nx.Graph[str]) -> dict[str, list[frozenset[str]]]:
    """By each service whose leaving would part others: the groups that would have no link any more.

    These are the articulation points; where a link has a direction, it joins both ways here.

    >>> parted_without(nx.path_graph(["school", "council", "drugs"]))
    {'council': [frozenset({'drugs'}), frozenset({'school'})]}
    """
    links = nx.Graph(graph)
    return {node: _parts(links, node) for node in sorted(nx.articulation_points(links))}


def _parts(links: nx.Graph[str], node: str) -> list[frozenset[str]]:
    """What is left of a node's component without it, by group, in the order of their first names."""
    rest = nx.node_connected_component(links, node) - {node}
    return sorted(map(frozenset, nx.connected_components(links.subgraph(rest))), key=min)


def brokerage(graph: nx.Graph[str], by: str = "side") -> Brokerage:
    """Gould-Fernandez brokerage of each node: pairs that reach one another through it and not directly.

    A pair is ordered (source, target); an undirected link is passed both ways, so that each open triad
    counts twice: once as gatekeeper and once as representative where it leads out of the broker's group.
    A loop counts nothing, parallel links count once.

    Expectations and standard deviations are those of a random graph with as many nodes in each group, in
    which each tie is there independently with the density observed. They are exact. For the nodes of a
    directed graph they are those of Gould and Fernandez and of R's `sna::brokerage`, which differs twice:
    it takes an undirected graph for a directed one (too small an sd), and for the whole graph leaves out
    that two triads on the same three nodes may exclude one another (too large an sd). The normal
    approximation of z is poor for few nodes.

    Time grows with ties × nodes / 64. ValueError where a node has no group.

    Source: R. V. Gould and R. M. Fernandez, "Structures of Mediation", Sociological Methodology 19 (1989).
    """
    groups = _groups(graph, by)
    sizes = Counter(groups.values())
    paths = nx.DiGraph(graph)
    paths.remove_edges_from(list(nx.selfloop_edges(paths)))
    chance = RandomGraph(Counter(sizes.values()), nx.density(paths), graph.is_directed())
    by_size = {size: chance.of_a_node(size) for size in set(sizes.values())}
    counts = _counts(paths, groups)
    nodes = {
        node: {role: Score(counts[node][role], *by_size[sizes[group]][role]) for role in Role}
        for node, group in groups.items()
    }
    whole = {role: Score(sum(each[role] for each in counts.values()), *chance.of_the_whole(role)) for role in Role}
    return Brokerage(nodes, whole)


def _groups(graph: nx.Graph[str], by: str) -> dict[str, str]:
    groups = {node: facts[by] for node, facts in graph.nodes.items() if facts.get(by) is not None}
    lacking = [node for node in graph if node not in groups]
    if lacking:
        raise ValueError(f"no {by!r} on {', '.join(map(str, lacking[:3]))}; every node needs one to be grouped by")
    return groups


def _counts(paths: nx.DiGraph[str], groups: Mapping[str, str]) -> dict[str, Counter[Role]]:
    """The raw scores, by sets of nodes held as the bits of whole numbers, which are met and counted at once."""
    bit = {node: 1 << place for place, node in enumerate(paths)}
    members: Counter[str] = Counter()
    for node, group in groups.items():
        members[group] |= bit[node]
    reached = {node: sum(bit[target] for target in paths.adj[node]) for node in paths}
    counts: dict[str, Counter[Role]] = {node: Counter() for node in paths}
    for source, broker in paths.edges:
        targets = reached[broker] & ~reached[source] & ~bit[source]
        for role, count in _roles(targets, members[groups[source]], members[groups[broker]]):
            counts[broker][role] += count
    return counts


def _roles(targets: int, source_group: int, broker_group: int) -> tuple[tuple[Role, int], ...]:
    """How often each role is played towards these targets."""
    every, inside = targets.bit_count(), (targets & broker_group).bit_count()
    if source_group == broker_group:
        return (Role.COORDINATOR, inside), (Role.REPRESENTATIVE, every - inside), (Role.TOTAL, every)
    back = (targets & source_group).bit_count()
    liaison = every - inside - back
    return (Role.GATEKEEPER, inside), (Role.ITINERANT, back), (Role.LIAISON, liaison), (Role.TOTAL, every)
