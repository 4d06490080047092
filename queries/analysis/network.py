"""A child's network as it was read: persons, ties, involvements, events; and its graphs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from itertools import pairwise
from typing import Any, TypeVar

import networkx as nx

from queries.analysis.facts import (
    Agency,
    Enquiry,
    ExcludedTie,
    Happened,
    Involved,
    Person,
    Received,
    Stay,
    Tie,
    Worker,
)
from queries.kept import kept

T = TypeVar("T")


class Unread(tuple[Any, ...]):
    """Rows of a table that was not read: to go through them is an error, for nothing would be a false answer."""

    def __iter__(self) -> Iterator[Any]:
        raise LookupError("a rule goes through rows that its `reads` do not name")


def of_members(work: Callable[[Network], T]) -> kept[Network, T]:
    """Declare a property that depends on the members alone: networks of the same members (`like`) share its value."""

    @wraps(work)
    def shared(network: Network) -> T:
        found: T = work(network) if network.like is None else getattr(network.like, work.__name__)
        return found

    return kept(shared)


@dataclass(frozen=True)
class Network:
    """One child's network from `start` to the date: who is in it, in which roles, and what is known of them.

    Roles: child, parent, carer, home, sibling, partner. `excluded` are rows about a member and anybody. `allocating`
    are services whose records name allocated workers at all. Rows that were not read are `Unread`.
    """

    child: str
    start: date
    roles: Mapping[str, frozenset[str]]
    people: Mapping[str, Person]
    ties: tuple[Tie, ...]
    excluded: tuple[ExcludedTie, ...]
    stays: tuple[Stay, ...]
    involvements: tuple[Involved, ...]
    received: tuple[Received, ...]
    workers: tuple[Worker, ...]
    allocating: frozenset[str]
    events: tuple[Happened, ...]
    enquiries: tuple[Enquiry, ...]
    agencies: Mapping[str, Agency]
    like: Network | None = field(default=None, repr=False, compare=False)
    """A network with the same members, sharing its graph with this one: a home of hundreds has one for each child."""

    def adults(self, roles: Collection[str]) -> list[Person]:
        """The members who are adults and have one of the roles."""
        return [self.people[id] for id in sorted(self.roles) if self.roles[id] & set(roles) and self.people[id].adult]

    def about(self, person: str) -> list[Happened]:
        """The events that concern a person."""
        return self._about.get(person, [])

    def tied_now(self, edge: str) -> list[Tie]:
        """The ties of one kind that hold on the date."""
        return self._tied_now.get(edge, [])

    def children_of(self, person: str) -> frozenset[str]:
        """The recorded children of a member, present or former, by ties that may link records: none that is sealed."""
        return self._children.get(person, frozenset())

    def lives_with_now(self, one: str, other: str) -> bool:
        """Whether two members share a home on the date."""
        return other in self._at_home_now.get(one, ())

    @of_members
    def _about(self) -> Mapping[str, list[Happened]]:
        found: dict[str, list[Happened]] = {}
        for event in self.events:
            for person in event.people:
                found.setdefault(person, []).append(event)
        return found

    @of_members
    def _tied_now(self) -> Mapping[str, list[Tie]]:
        found: dict[str, list[Tie]] = {}
        for tie in self.ties:
            if tie.now:
                found.setdefault(tie.edge, []).append(tie)
        return found

    @of_members
    def _at_home_now(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {}
        for tie in self.tied_now("HOME"):
            found.setdefault(tie.start, set()).add(tie.end)
            found.setdefault(tie.end, set()).add(tie.start)
        return found

    @of_members
    def alike(self) -> dict[str, list[str]]:
        """By member, candidate matches among the others; a cache, filled as they are asked for."""
        return {}

    @of_members
    def _children(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for tie in self.ties:
            if tie.edge == "PARENT_OF" and not tie.sealed:
                found.setdefault(tie.start, set()).add(tie.end)
        return {person: frozenset(children) for person, children in found.items()}

    def name(self, agency: str) -> str:
        """An agency's name; its id where no more is known of it."""
        return self.agencies[agency].name if agency in self.agencies else agency

    def names(self, agencies: Iterable[str]) -> str:
        """Agencies' names in a sentence."""
        return " and ".join(sorted(set(map(self.name, agencies))))

    def uncovered(self, agencies: Iterable[str]) -> list[str]:
        """Those of some agencies that delivered nothing for the date."""
        return sorted(a for a in set(agencies) if a in self.agencies and not self.agencies[a].covered)

    @kept
    def occurrences(self) -> list[list[Happened]]:
        """The events; those that are records of the same occurrence together, by id."""
        twins: nx.Graph[str] = nx.Graph()
        twins.add_edges_from((event.id, twin.id) for event in self.events for twin in event.twins)
        by_id = {event.id: event for event in self.events}
        together = [[by_id[id] for id in sorted(part) if id in by_id] for part in nx.connected_components(twins)]
        return [*together, *([event] for event in self.events if event.id not in twins)]

    @of_members
    def family(self) -> nx.Graph[str]:
        """The members and the ties between them; an edge's `ties` are the ids of what says so (`graph.ids.edge_id`)."""
        graph: nx.Graph[str] = nx.Graph()
        graph.add_nodes_from(sorted(self.roles))
        for tie in sorted(self.ties, key=lambda tie: -len(tie.ids)):
            graph.add_edge(tie.start, tie.end, ties=tie.ids)  # a recorded tie says more than a shared home, of two
        return graph

    def path(self, these: Sequence[str], those: Sequence[str]) -> dict[str, Any] | None:
        """A shortest family path from any of these to any of those, as a flag's: `people`, and `steps` of ties.

        One person where they share them.
        """
        both = set(these) & set(those)
        people = [min(both)] if both else self._shortest(set(these), set(those))
        if people is None:
            return None
        return {"people": people, "steps": [list(self.family.edges[a, b]["ties"]) for a, b in pairwise(people)]}

    def _shortest(self, these: set[str], those: set[str]) -> list[str] | None:
        """The least of the shortest paths from any of these to any of those.

        Only the ways from the least start that is as near as any are worked out: in a home of very many there are as
        many starts, and to each start as many ways.
        """
        for one in sorted(these):
            if near := self.family.adj[one].keys() & those:
                return [one, min(near)]
        start = self._nearest(these, those)
        if start is None:
            return None
        ways = self._ways[start]
        return min((ways[other] for other in those if other in ways), key=lambda path: (len(path), path))

    def _nearest(self, these: set[str], those: set[str]) -> str | None:
        """The least of these that is no farther from any of those than another; None where none is connected."""
        adjacent = self.family.adj
        frontier = met = those & adjacent.keys()
        while frontier:
            frontier = set().union(*(adjacent[one].keys() for one in frontier)) - met
            if reached := frontier & these:
                return min(reached)
            met = met | frontier
        return None

    @of_members
    def _ways(self) -> Mapping[str, Mapping[str, list[str]]]:
        """A shortest path from each member to each that is connected with it."""
        return _Ways(self.family)


class _Ways(dict[str, Mapping[str, list[str]]]):
    """Shortest paths of a graph by start and end, worked out when a start is first asked for."""

    def __init__(self, graph: nx.Graph[str]) -> None:
        super().__init__()
        self._graph = graph

    def __missing__(self, start: str) -> Mapping[str, list[str]]:
        found = self[start] = nx.single_source_shortest_path(self._graph, start)
        return found
