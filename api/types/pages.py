"""Pages of connections: how many rows, after which cursor, and the cursors themselves."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import TypeVar

from api.errors import BadArgument

T = TypeVar("T")

MOST = 500
"""The most rows of a page."""
PAGE = 50
"""Rows of a page where `first` is not given."""


def size(first: int | None) -> int:
    """How many rows are asked for. Raises BadArgument."""
    found = PAGE if first is None else first
    if not 0 <= found <= MOST:
        raise BadArgument(f"first is {found}; ask for 0 to {MOST}, and for more with `after`")
    return found


def cursor(place: object) -> str:
    """The cursor of a place in a list: opaque, and the same for the same place."""
    return base64.urlsafe_b64encode(str(place).encode()).decode()


def place_of(after: str | None, read: Callable[[str], T]) -> T | None:
    """The place that a cursor was made of. Raises BadArgument for a text that is no cursor of this list."""
    if after is None:
        return None
    try:
        return read(base64.b64decode(after.encode(), altchars=b"-_", validate=True).decode())
    except ValueError as error:
        raise BadArgument("after is no cursor of this list; give one that an earlier page answered with") from error
