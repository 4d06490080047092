"""A household for analysts: who shares a home on a date, and how they are tied, without Cypher.

In a notebook::

    home = await household(cases, "person:…", date(2026, 3, 31))
    home.nodes(data="name")
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import networkx as nx

from queries import answered
from queries.analysis.family_graph import NoSuchPerson, family_graph
from queries.case import Cases
from queries.context import Context


async def household(
    cases: Cases, whose: str, on: date, known_at: datetime | None = None
) -> nx.MultiDiGraph[str]:
    """Those who share a home with a person on a date, or at an address: by the id of either.

    A node is a person (`name`, `age`, `addresses`: all at which they live on the date, so that shared care
    shows), an edge a recorded tie as in a case. Nobody where the place is no home (DOMAIN 'Home'): a
    hostel or prison relates nobody. NoSuchPerson where there is no such person or address.
    """
    found = await cases.ask(Context.as_of(on, known_at), lambda case: answered.household(case, whose))
    if found is None:
        raise NoSuchPerson(f"no person and no address is known by {whose}")
    return family_graph(found, _addresses)


def _addresses(member: Mapping[str, Any]) -> dict[str, Any]:
    return {"addresses": tuple(sorted({lives["addressId"] for lives in member["person"]["residences"]}))}
