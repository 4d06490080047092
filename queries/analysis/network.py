"""A child's network as it was read: persons, ties, involvements, events; and its graphs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any

import networkx as nx

from queries.analysis.facts import Agency, Enquiry, Happened, Involved, Person, Stay, Tie, Worker


class Unread(tuple[Any, ...]):
    """Rows of a table that was not read: to go through them is an error, for nothing would be a false answer."""

    def __iter__(self) -> Iterator[Any]:
        raise LookupError("a rule goes through rows that its `reads` do not name")


@dataclass(frozen=True)
class Network:
    """One child's network from `start` to the date: who is in it, in which roles, and what is known of them.

    Roles: child, parent, carer, home, sibling, partner. `allocating` are services whose records name
    allocated workers at all. Rows that were not read are `Unread`.
    """

    child: str
    start: date
    roles: Mapping[str, frozenset[str]]
    people: Mapping[str, Person]
    ties: tuple[Tie, ...]
    stays: tuple[Stay, ...]
    involvements: tuple[Involved, ...]
    workers: tuple[Worker, ...]
    allocating: frozenset[str]
    events: tuple[Happened, ...]
    enquiries: tuple[Enquiry, ...]
    agencies: Mapping[str, Agency]

    def adults(self, roles: Collection[str]) -> list[Person]:
        """The members who are adults and have one of the roles."""
        return [self.people[id] for id in sorted(self.roles) if self.roles[id] & set(roles) and self.people[id].adult]

    def about(self, person: str) -> list[Happened]:
        """The events that concern a person."""
        return [event for event in self.events if person in event.people]

    def tied_now(self, edge: str) -> list[Tie]:
        """The ties of one kind that hold on the date."""
        return [tie for tie in self.ties if tie.edge == edge and tie.now]

    def name(self, agency: str) -> str:
        """An agency's name; its id where no more is known of it."""
        return self.agencies[agency].name if agency in self.agencies else agency

    def names(self, agencies: Iterable[str]) -> str:
        """Agencies' names in a sentence."""
        return " and ".join(sorted(set(map(self.name, agencies))))

    def uncovered(self, agencies: Iterable[str]) -> list[str]:
        """Those of some agencies that delivered nothing for the date."""
        return sorted(a for a in set(agencies) if a in self.agencies and not self.agencies[a].covered)

    @cached_property
    def occurrences(self) -> list[list[Happened]]:
        """The events; those that are records of the same occurrence together, by id."""
        twins: nx.Graph[str] = nx.Graph()
        twins.add_edges_from((event.id, twin.id) for event in self.events for twin in event.twins)
        by_id = {event.id: event for event in self.events}
        together = [[by_id[id] for id in sorted(part) if id in by_id] for part in nx.connected_components(twins)]
        return [*together, *([event] for event in self.events if event.id not in twins)]

    @cached_property
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
        paths = (self._ways[one].get(other) for one in these for other in those)
        people = [min(both)] if both else min(filter(None, paths), key=lambda path: (len(path), path), default=None)
        if people is None:
            return None
        return {"people": people, "steps": [list(self.family.edges[a, b]["ties"]) for a, b in pairwise(people)]}

    @cached_property
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
