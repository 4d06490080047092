"""Pages of a connection: how many rows, after which, and the cursors that say so."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from api.errors import BadArgument
from queries.questions.hidden_connections import FlagPlace

MOST = 500
"""The most that a page may hold."""
PAGE = 50
_NO_CURSOR = "after is no cursor of this service; give a cursor that an earlier page answered with"


def page(arguments: Mapping[str, Any]) -> tuple[int, int]:
    """How many rows to skip and to take; BadArgument for a size or cursor that cannot be."""
    first = arguments.get("first")
    take = PAGE if first is None else first
    if not 0 <= take <= MOST:
        raise BadArgument(f"first is {take}; ask for 0 to {MOST}, and for more with `after`")
    after = arguments.get("after")
    return (0 if after is None else _position(after) + 1), take


def page_after(arguments: Mapping[str, Any]) -> tuple[FlagPlace, int]:
    """After which place, and how many rows to take; BadArgument likewise."""
    _, take = page({**arguments, "after": None})
    after = arguments.get("after")
    return (FlagPlace() if after is None else _place(after)), take


def cursor(position: int) -> str:
    """The cursor of a row by its position in the answer."""
    return _written("row", str(position))


def cursor_at(place: FlagPlace) -> str:
    """The cursor of a row by what it is."""
    return _written("at", str(place))


def _position(text: str) -> int:
    number = _read(text, "row")
    if number.isdecimal() and len(number) < 9:
        return int(number)
    raise BadArgument(_NO_CURSOR)


def _place(text: str) -> FlagPlace:
    try:
        return FlagPlace.of(_read(text, "at"))
    except ValueError as error:
        raise BadArgument(_NO_CURSOR) from error


def _written(kind: str, what: str) -> str:
    return base64.urlsafe_b64encode(f"{kind}:{what}".encode()).decode()


def _read(text: str, kind: str) -> str:
    try:
        given, _, what = base64.urlsafe_b64decode(text.encode()).decode().partition(":")
    except ValueError:
        given = what = ""
    if given != kind:
        raise BadArgument(_NO_CURSOR)
    return what
