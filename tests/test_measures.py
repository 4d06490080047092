"""Measures on graphs of services: brokerage against R's sna, against counting by hand and against every graph."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from itertools import combinations, permutations, product
from math import sqrt

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from queries.analysis.chance import RandomGraph
from queries.analysis.measures import Role, brokerage, density_between, parted_without

FIVE = [role for role in Role if role is not Role.TOTAL]


def grouped(graph: nx.Graph[str], groups: dict[str, str]) -> nx.Graph[str]:
    """The graph, with each node's group as its side."""
    graph.add_nodes_from(groups)
    nx.set_node_attributes(graph, groups, "side")
    return graph


def karate() -> nx.Graph[str]:
    """Zachary's club: members are called by their numbers from 0, their side is the faction they ended in."""
    found = nx.karate_club_graph()
    ties = ((str(one), str(other)) for one, other in found.edges)
    return grouped(nx.Graph(ties), {str(n): str(club) for n, club in found.nodes(data="club")})


def forwards(graph: nx.Graph[str]) -> nx.DiGraph[str]:
    """Each tie from the smaller to the greater number, and back where the two add up to a multiple of three."""
    found: nx.DiGraph[str] = nx.DiGraph()
    found.add_nodes_from(graph.nodes(data=True))
    for one, other in ((min(tie, key=int), max(tie, key=int)) for tie in graph.edges):
        found.add_edge(one, other)
        if (int(one) + int(other)) % 3 == 0:
            found.add_edge(other, one)
    return found


def role_of(source: str, broker: str, target: str) -> Role:
    """The role by the groups of the three."""
    if source == broker:
        return Role.COORDINATOR if target == broker else Role.REPRESENTATIVE
    if target == broker:
        return Role.GATEKEEPER
    return Role.ITINERANT if source == target else Role.LIAISON


def by_hand(graph: nx.Graph[str]) -> Counter[tuple[str, Role]]:
    """Every ordered three of nodes looked at."""
    side = {node: facts["side"] for node, facts in graph.nodes.items()}
    return Counter(
        (broker, role)
        for source, broker, target in permutations(graph, 3)
        if graph.has_edge(source, broker) and graph.has_edge(broker, target) and not graph.has_edge(source, target)
        for role in (role_of(side[source], side[broker], side[target]), Role.TOTAL)
    )


@st.composite
def graphs(draw: st.DrawFn) -> nx.Graph[str]:
    """Small graphs, directed or not, of up to four groups, with loops."""
    sides = draw(st.lists(st.sampled_from("ABCD"), max_size=9))
    names = [f"n{number}" for number in range(len(sides))]
    graph: nx.Graph[str] = draw(st.sampled_from([nx.Graph, nx.DiGraph, nx.MultiDiGraph]))()
    ties = st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=40) if names else st.just([])
    graph.add_edges_from(draw(ties))
    return grouped(graph, dict(zip(names, sides, strict=True)))


@given(graphs())
def test_counts_are_those_counted_by_hand(graph: nx.Graph[str]) -> None:
    found = {(row["node"], row["role"]): row["count"] for row in brokerage(graph).rows()}
    assert {key: count for key, count in found.items() if count} == by_hand(graph)


@given(graphs())
def test_the_roles_add_up_to_the_open_triads(graph: nx.Graph[str]) -> None:
    found = brokerage(graph)
    assert set(found.nodes) == set(graph)
    for scores in (*found.nodes.values(), found.whole):
        assert sum(scores[role].count for role in FIVE) == scores[Role.TOTAL].count
        assert sum(scores[role].expected for role in FIVE) == pytest.approx(scores[Role.TOTAL].expected)
    for role in Role:
        assert found.whole[role].count == sum(scores[role].count for scores in found.nodes.values())
        total = sum(scores[role].expected for scores in found.nodes.values())
        assert found.whole[role].expected == pytest.approx(total)


def test_the_other_way_round_a_representative_is_a_gatekeeper() -> None:
    graph = forwards(karate())
    there, back = brokerage(graph), brokerage(graph.reverse())
    for node in graph:
        assert there.nodes[node][Role.REPRESENTATIVE].count == back.nodes[node][Role.GATEKEEPER].count
        assert there.nodes[node][Role.LIAISON] == back.nodes[node][Role.LIAISON]


# Zachary's karate club (networkx), each tie directed as `forwards` says, members grouped by their number modulo
# three, as R 4.2.2 with sna 2.7-1 answers: `b <- brokerage(g, cl)`. Order: w_I, w_O, b_IO, b_OI, b_O, t.

SNA_RAW = {  # b$raw.nli
    "0": (10, 0, 46, 0, 0, 56), "2": (0, 12, 0, 9, 12, 33), "8": (0, 2, 2, 1, 0, 5), "31": (0, 2, 3, 0, 2, 7),
    "32": (0, 2, 13, 0, 6, 21), "33": (20, 0, 0, 58, 0, 78),
}  # fmt: skip
SNA_Z = {  # b$z.nli
    "0": (6.8596585134, -0.8216485948, 18.6928977180, -0.7251546816, -0.83566119160, 7.52627262739),
    "2": (-0.5430294457, 5.0710673079, -0.7069470559, 3.1900861957, 4.64740355171, 3.95740447538),
    "33": (14.3003103201, -0.8216485948, -0.7251546816, 23.7584766049, -0.83566119160, 10.93997259887),
}
SNA_EXPECTED = {  # b$exp.nli, of one member of each group
    "0": (0.7808365561, 1.561673112, 1.717840423, 1.717840423, 1.717840423, 7.496030938),
    "1": (0.6388662732, 1.717840423, 1.632658254, 1.632658254, 1.874007735, 7.496030938),
}
SNA_SD = {  # b$sd.nli
    "0": (1.343968279, 1.900658167, 2.368929646, 2.368929646, 2.055666149, 6.444620261),
    "1": (1.176485508, 2.027612523, 2.309449117, 2.309449117, 2.178849362, 6.444620261),
}
SNA_WHOLE = (33, 27, 75, 88, 37, 260)  # b$raw.gli
SNA_WHOLE_EXPECTED = (23.42509668, 56.53256666, 56.53256666, 56.53256666, 61.84225524, 254.86505190)  # b$exp.gli


def test_a_directed_graph_is_scored_as_by_r() -> None:
    graph = forwards(karate())
    found = brokerage(grouped(graph, {node: "ABC"[int(node) % 3] for node in graph}))
    for node, raw in SNA_RAW.items():
        assert tuple(found.nodes[node][role].count for role in Role) == raw
    for node, z in SNA_Z.items():
        assert [found.nodes[node][role].z for role in Role] == pytest.approx(z, rel=1e-8)
    for node, expected in SNA_EXPECTED.items():
        assert [found.nodes[node][role].expected for role in Role] == pytest.approx(expected, rel=1e-8)
    for node, sd in SNA_SD.items():
        assert [found.nodes[node][role].sd for role in Role] == pytest.approx(sd, rel=1e-8)
    assert tuple(found.whole[role].count for role in Role) == SNA_WHOLE
    assert [found.whole[role].expected for role in Role] == pytest.approx(SNA_WHOLE_EXPECTED, rel=1e-8)


def test_an_undirected_graph_counts_as_by_r_and_spreads_wider() -> None:
    """By faction. R takes the graph for a directed one: the same counts and expectations, a smaller sd."""
    found = brokerage(karate())
    assert [score.count for score in found.nodes["0"].values()] == [174, 0, 15, 15, 0, 204]
    assert [score.count for score in found.nodes["33"].values()] == [156, 6, 40, 40, 0, 242]
    assert [score.count for score in found.whole.values()] == [510, 20, 128, 128, 0, 786]
    scores = found.nodes["0"]
    assert [scores[role].expected for role in FIVE] == pytest.approx([3.994468439, *[4.527064231] * 3, 0])
    assert scores[Role.COORDINATOR].sd == pytest.approx(3.931286419 * sqrt(2))
    assert scores[Role.GATEKEEPER].sd == pytest.approx(4.349182878)


# ---- what chance says


def every_graph(size: int, density: float, directed: bool) -> Iterator[tuple[nx.Graph[str], float]]:
    """Every graph of so many nodes, and how likely it is where each tie is there with this likelihood."""
    names = [str(number) for number in range(size)]
    possible = list(permutations(names, 2) if directed else combinations(names, 2))
    for there in product((False, True), repeat=len(possible)):
        graph: nx.Graph[str] = nx.DiGraph() if directed else nx.Graph()
        graph.add_nodes_from(names)
        graph.add_edges_from(tie for tie, is_there in zip(possible, there, strict=True) if is_there)
        yield graph, density ** sum(there) * (1 - density) ** (len(possible) - sum(there))


def moments(values: list[tuple[float, float]]) -> tuple[float, float]:
    """Mean and standard deviation of values with their likelihoods."""
    mean = sum(value * likely for value, likely in values)
    return mean, sqrt(max(0.0, sum(value * value * likely for value, likely in values) - mean * mean))


@pytest.mark.parametrize(
    ("directed", "sides", "density"),
    [(True, "AAAA", 0.3), (True, "AAAB", 0.3), (True, "AABB", 0.6), (True, "AABC", 0.4), (False, "AAAAA", 0.4),
     (False, "AAABB", 0.3), (False, "AABBC", 0.7), (False, "AABCD", 0.5), (False, "AAAAB", 0.2)],
)  # fmt: skip
def test_chance_is_what_all_graphs_together_say(directed: bool, sides: str, density: float) -> None:
    """No formula: every graph there can be, each with its likelihood."""
    side = {str(number): group for number, group in enumerate(sides)}
    counted = [(by_hand(grouped(g, side)), likely) for g, likely in every_graph(len(sides), density, directed)]
    chance = RandomGraph(Counter(Counter(sides).values()), density, directed)
    for role in Role:
        for node in side:
            expected = moments([(count[node, role], likely) for count, likely in counted])
            assert chance.of_a_node(sides.count(side[node]))[role] == pytest.approx(expected, abs=1e-9)
        whole = moments([(sum(count[node, role] for node in side), likely) for count, likely in counted])
        assert chance.of_the_whole(role) == pytest.approx(whole, abs=1e-7)


def test_without_ties_or_with_all_of_them_nothing_can_differ() -> None:
    for ties in ([], list(combinations("abc", 2))):
        found = brokerage(grouped(nx.Graph(ties), {"a": "A", "b": "B", "c": "B"}))
        assert {score.z for score in (*found.nodes["b"].values(), *found.whole.values())} == {None}
    assert brokerage(nx.Graph()).nodes == {}


@pytest.mark.slow
def test_two_thousand_nodes_take_seconds() -> None:
    """Two hundred ties a node: a cubic count would look at eight thousand million triads."""
    graph = nx.relabel_nodes(nx.gnp_random_graph(2_000, 0.05, seed=1, directed=True), str)
    grouped(graph, {node: "ABC"[int(node) % 3] for node in graph})
    before = time.process_time()
    found = brokerage(graph)
    assert time.process_time() - before < 10
    near = found.nodes["7"][Role.TOTAL]
    assert near.count == by_degrees(graph, "7")
    assert near.z is not None and abs(near.z) < 6


def by_degrees(graph: nx.DiGraph[str], node: str) -> int:
    """Pairs brokered by one node: those that it has, less those that have a tie of their own."""
    sources, targets = set(graph.predecessors(node)), set(graph.successors(node))
    closed = sum(len(targets & set(graph.successors(source))) for source in sources)
    return len(sources) * len(targets) - len(sources & targets) - closed


def test_rows_are_a_table() -> None:
    graph = grouped(nx.Graph([("a", "b"), ("b", "c")]), {"a": "A", "b": "B", "c": "C"})
    rows = {(row["node"], row["role"]): row["count"] for row in brokerage(graph).rows()}
    assert len(rows) == 18
    assert {key for key, count in rows.items() if count} == {("b", "liaison"), ("b", "total")}


def test_a_node_of_no_group_is_named() -> None:
    graph = grouped(nx.Graph([("a", "b")]), {"a": "A"})
    for measure in (brokerage, lambda g: density_between(g, "A", "B")):
        with pytest.raises(ValueError, match="no 'side' on b;"):
            measure(graph)


# ---- between two sides; what holds services together

TOWN = grouped(
    nx.Graph([("school", "council"), ("council", "drugs"), ("council", "police"), ("police", "drugs"),
              ("drugs", "mind")]),
    {"school": "children", "council": "children", "nursery": "children", "drugs": "adult", "mind": "adult",
     "police": "both"},
)  # fmt: skip


def test_density_is_the_share_of_links_there_could_be() -> None:
    assert density_between(TOWN, "children", "adult") == pytest.approx(1 / 6)
    assert density_between(TOWN, "adult", "children") == pytest.approx(1 / 6)
    assert density_between(TOWN, "both", "adult") == pytest.approx(1 / 2)


def test_a_link_either_way_is_one_link() -> None:
    for ties in ([("a", "b")], [("b", "a")], [("a", "b"), ("b", "a")]):
        assert density_between(grouped(nx.DiGraph(ties), {"a": "A", "b": "B"}), "A", "B") == 1.0


def test_where_a_side_is_empty_there_is_no_density() -> None:
    assert density_between(TOWN, "adult", "unknown") is None
    assert density_between(nx.Graph(), "adult", "children") is None
    with pytest.raises(ValueError, match="itself"):
        density_between(TOWN, "adult", "adult")


def test_services_without_which_others_part() -> None:
    assert parted_without(TOWN) == {
        "council": [frozenset({"school"}), frozenset({"drugs", "mind", "police"})][::-1],
        "drugs": [frozenset({"council", "police", "school"}), frozenset({"mind"})],
    }
    assert parted_without(nx.DiGraph([("b", "a"), ("b", "c")])) == {"b": [frozenset({"a"}), frozenset({"c"})]}
    assert parted_without(nx.Graph()) == {}
