"""The store as a `py2neo.Graph`, for analysts whose notebooks are written in py2neo. For reading only.

py2neo had its last release in 2021, so that it is in the optional extra (`pip install '.[analysts]'`) and
the service never imports it. Its limits: it waits (no async), it knows no routing, so that a cluster is
read through the one member named, it knows no bookmarks, so that it may not see the very last load, and it
reads the graph as it is stored: what was superseded, and deliveries still being loaded, are in it. The
questions of the product heed all that; use `queries.analysis.case` where they will do.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import py2neo

from graph.connection import StoreSettings
from graph.private_store import StoreAddress, ensure_running

_ROUTED = {"neo4j": "bolt", "neo4j+s": "bolt+s", "neo4j+ssc": "bolt+ssc"}


class ReadingGraph(py2neo.Graph):  # type: ignore[misc]
    """A py2neo graph whose transactions are read transactions: the server refuses a write in them."""

    def auto(self, readonly: bool = True) -> Any:
        """An auto-commit read."""
        return super().auto(readonly=True)

    def begin(self, readonly: bool = True) -> Any:
        """A read transaction."""
        return super().begin(readonly=True)

    def close(self) -> None:
        """End its connections; py2neo leaves them open otherwise."""
        self.service.connector.close()


def graph(store: StoreSettings | StoreAddress | None = None) -> ReadingGraph:
    """The store of the environment, of settings or at an address.

    >>> from queries.analysis.py2neo_graph import graph  # doctest: +SKIP
    >>> graph().evaluate("MATCH (:Person) RETURN count(*)")  # doctest: +SKIP
    2000
    """
    address = store if isinstance(store, StoreAddress) else _address(store or StoreSettings.from_environment())
    return ReadingGraph(_one_member(address.uri), auth=(address.user, address.password))


def _address(settings: StoreSettings) -> StoreAddress:
    if settings.uri is None:
        return ensure_running(settings.home)
    return StoreAddress(settings.uri, settings.user, settings.password or "")


def _one_member(uri: str) -> str:
    """The same server without routing, which py2neo does not speak with this server's version."""
    parts = urlsplit(uri)
    return parts._replace(scheme=_ROUTED.get(parts.scheme, parts.scheme)).geturl()
