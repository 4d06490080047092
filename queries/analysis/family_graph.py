"""Persons and the ties between them as a graph, from an answer of `queries.answered`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import networkx as nx

from queries import words


class NoSuchPerson(LookupError):
    """Nobody of that id is known in the store on the terms asked."""


def family_graph(
    network: Mapping[str, Any], more: Callable[[Mapping[str, Any]], dict[str, Any]]
) -> nx.MultiDiGraph[str]:
    """A node a member (`name`, `age` and what `more` says of a member), an edge a tie, from the one who is the TYPE.

    An edge has `type`, `since`, `agencies` (who assert it) and `words`.
    """
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for member in network["members"]:
        who = member["person"]
        graph.add_node(who["id"], name=words.name(who), age=who["age"], **more(member))
    for tie in network["ties"]:
        agencies = tuple(agency["id"] for agency in tie["assertedBy"])
        facts = {"type": tie["type"], "since": tie["since"], "agencies": agencies, "words": words.tie(tie)}
        graph.add_edge(tie["from"]["id"], tie["to"]["id"], key=tie["type"], **facts)
    return graph
