"""Which lists of an answer hold as many as a list may: there may be more, of which it cannot tell."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from typing import Any

from queries.context import Terms

BOUND = Terms().list_bound
NAMED = 20
"""The most of them that are named: one is enough to ask otherwise."""

_OWN = 2
"""How long the path of a connection's own list is: the connection, and its edges or nodes."""

Path = tuple[str | int, ...]
"""Where in the answer a list is, as the path of a GraphQL error says it."""


def as_extensions(data: Mapping[str, Any], paged: Collection[str]) -> dict[str, Any]:
    """What the answer says of them beside its data; nothing where there are none.

    `paged` are the keys of connections, whose own lists are as long as was asked for and say themselves whether more
    follows.
    """
    full = (path for path in _full(data, ()) if path[0] not in paged or len(path) > _OWN)
    paths = list(islice(full, NAMED))
    return {"extensions": {"fullLists": {"most": BOUND, "paths": paths}}} if paths else {}


def _full(value: Any, path: Path) -> Iterator[Path]:
    items: Iterator[tuple[str | int, Any]]
    if isinstance(value, Mapping):
        items = iter(value.items())
    elif isinstance(value, list):
        if len(value) >= BOUND:
            yield path
        items = enumerate(value)
    else:
        return
    for key, inner in items:
        yield from _full(inner, (*path, key))
