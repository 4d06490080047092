"""Fields that give what a row says, with the meaning that the model declares."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from api.types.declare import fact
from graph.declare import Row


def stated(row: type[Row], name: str, *, within: str = "") -> Any:
    """Declare the field of one declared fact of a row class; `within` is the attribute of the subject that holds it."""
    read = attrgetter(within + name)
    return fact(lambda case, subject: read(subject), _meaning(row, name))


def stated_list(row: type[Row], name: str, *, within: str = "") -> Any:
    """Likewise of a fact with any number of values: an empty list where none is recorded."""
    read = attrgetter(within + name)
    return fact(lambda case, subject: read(subject) or [], _meaning(row, name))


def _meaning(row: type[Row], name: str) -> str:
    return next(one.meaning for one in row.facts() if one.name == name)
