"""A child's network as it was read: persons, ties, involvements, events; and its graphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import networkx as nx


@dataclass(frozen=True)
class Involved:
    """A live involvement of a member with a service; `kind` is the service's, else its agency's."""

    id: str
    person: str
    service: str
    service_name: str
    kind: str
    agency: str
    agency_name: str
    since: str | None
    recorded_by: str
    registrations: tuple[str, ...]


@dataclass(frozen=True)
class Happened:
    """An event about somebody of the network. `recent` ones lie in the months that link services.

    `together` took part, `told` were informed in those months, `referred` received a referral.
    """

    agency: str
    kind: str
    on: str | None
    people: tuple[str, ...]
    recent: bool
    told: tuple[str, ...]
    service: str | None
    together: tuple[str, ...]
    referred: tuple[str, ...]


@dataclass(frozen=True)
class Network:
    """One child's network over the dates asked. `uncovered` agencies delivered nothing for the date."""

    child: str
    members: tuple[str, ...]
    ties: tuple[tuple[str, str, tuple[str, ...]], ...]
    involvements: tuple[Involved, ...]
    events: tuple[Happened, ...]
    uncovered: tuple[str, ...]

    @classmethod
    def read(cls, row: dict[str, Any]) -> Network:
        """From a row of the question `networks`."""
        return cls(
            row["child"],
            tuple(sorted(row["members"])),
            tuple(sorted((t["from"], t["to"], tuple(t["ties"])) for t in row["ties"])),
            tuple(sorted((Involved(**_tuples(i)) for i in row["involvements"]), key=lambda i: i.id)),
            tuple(Happened(**_tuples(e)) for e in row["events"]),
            tuple(sorted(row["uncovered"])),
        )

    def family(self) -> nx.Graph[str]:
        """The members and the ties between them; an edge's `ties` are the store's ids of what says so.

        >>> Network("a", ("a", "b"), (("b", "a", ("t",)),), (), (), ()).family().edges["a", "b"]["ties"]
        ('t',)
        """
        graph: nx.Graph[str] = nx.Graph()
        graph.add_nodes_from(self.members)
        for one, other, ties in sorted(self.ties, key=lambda tie: -len(tie[2])):
            graph.add_edge(one, other, ties=ties)  # a recorded tie says more than a shared home, which has two
        return graph


def _tuples(row: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(sorted(value)) if isinstance(value, list) else value for key, value in row.items()}


def shortest_path(family: nx.Graph[str], these: Sequence[str], those: Sequence[str]) -> list[str] | None:
    """A shortest family path from any of these to any of those; one person where they share them."""
    paths = [
        nx.shortest_path(family, one, other) for one in these for other in those if nx.has_path(family, one, other)
    ]
    return min(paths, key=lambda path: (len(path), path), default=None)
