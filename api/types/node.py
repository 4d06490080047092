"""The interface of everything that has a global id."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import strawberry

from api.types.declare import fact

Type = TypeVar("Type", bound=type)

_TYPES: dict[type, str] = {}
"""The names of object types by the classes of their subjects."""


def _concrete(subject: Any) -> str:
    return _TYPES[type(subject)]


@strawberry.interface(description="Anything with a global id.")
class Node:
    """`Node` of the Relay specification."""

    id: strawberry.ID = fact(lambda case, subject: subject.id, "Global id.")

    concrete = staticmethod(_concrete)


def is_node(*subjects: type) -> Callable[[Type], Type]:
    """Register the classes whose objects are subjects of the decorated object type."""

    def register(made: Type) -> Type:
        _TYPES.update(dict.fromkeys(subjects, made.__name__))
        return made

    return register
