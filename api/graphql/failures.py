"""The fields that failed: which errors the response has, and which values they make null.

The GraphQL specification lets a failed field be null, or its nearest ancestor that may be. Errors come in the order of
the response, and none for a field inside what an earlier error has made null.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Optional

from graphql import GraphQLError, get_location

from api.errors import GraphQLRefused, ServiceError
from api.graphql.budget import Pace
from api.graphql.compile import SelectedField

Container = dict[str, Any] | list[Any]


class Place(NamedTuple):
    """Where a value stands: in which object or list, under which key, below which place."""

    container: Any
    key: str | int
    nullable: bool
    above: Optional[Place]  # noqa: UP045 - a NamedTuple cannot name itself otherwise


Position = tuple[int, str | int] | None
"""A place, to be compared; None is the whole response."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A field that failed, or an element of its list."""

    place: Place
    field: SelectedField
    error: Exception


class MissingValue(Exception):
    """A field that is never null has no value."""


class Settled:
    """The errors of one root field, and the places that they make null."""

    def __init__(self) -> None:
        self.errors: list[dict[str, Any]] = []
        self._nulled: dict[Position, Place | None] = {}

    def add(self, place: Place | None, error: dict[str, Any]) -> None:
        """Note an error that makes a place null."""
        self.errors.append(error)
        self._nulled[_position(place)] = place

    def is_nulled(self, place: Place | None) -> bool:
        """Whether a place, or one above it, is null because of an error."""
        while self._nulled and place is not None:
            if _position(place) in self._nulled:
                return True
            place = place.above
        return None in self._nulled

    def write(self) -> None:
        """Write null to the places."""
        for place in self._nulled.values():
            if place is not None:
                place.container[place.key] = None


class Failures:
    """Turns the failures of one request into errors."""

    def __init__(self, unexpected: Callable[[Exception], ServiceError]) -> None:
        self._unexpected = unexpected
        self._refusals: dict[SelectedField, ServiceError] = {}

    async def settle(self, failures: Sequence[Failure], pace: Pace) -> Settled:
        """Decide which failures of one root field stand as errors, and make null what they make null."""
        settled, order = Settled(), _Order()
        for failure in sorted(failures, key=lambda each: order.of(each.place)):
            place = _nearest_nullable(failure.place)
            if not settled.is_nulled(place):
                settled.add(place, self._entry(failure))
            if pace.due():
                await pace.rest()
        settled.write()
        return settled

    def _entry(self, failure: Failure) -> dict[str, Any]:
        refusal = self._refusal(failure.field, failure.error)
        first = refusal.entries()[0]
        located = failure.error.locations if isinstance(failure.error, GraphQLError) else None
        return {
            "message": first["message"],
            "path": _path(failure.place),
            "locations": [each.formatted for each in located] if located else _locations(failure.field),
            "extensions": first["extensions"],
        }

    def _refusal(self, field: SelectedField, error: Exception) -> ServiceError:
        """What a client may read of an error; an unexpected one is reported once for a field."""
        if isinstance(error, ServiceError):
            return error
        if isinstance(error, GraphQLError):
            return GraphQLRefused(error.message)
        if field not in self._refusals:
            self._refusals[field] = self._unexpected(error)
        return self._refusals[field]


class _Order:
    """The order of places in the response."""

    def __init__(self) -> None:
        self._indexes: dict[int, dict[str, int]] = {}

    def of(self, place: Place | None) -> tuple[int, ...]:
        """The indexes by which a place is reached from the response's root."""
        found: list[int] = []
        while place is not None:
            found.append(place.key if isinstance(place.key, int) else self._index(place.container, place.key))
            place = place.above
        return tuple(reversed(found))

    def _index(self, container: dict[str, Any], key: str) -> int:
        if id(container) not in self._indexes:
            self._indexes[id(container)] = {each: index for index, each in enumerate(container)}
        return self._indexes[id(container)][key]


def _nearest_nullable(place: Place | None) -> Place | None:
    while place is not None and not place.nullable:
        place = place.above
    return place


def _position(place: Place | None) -> Position:
    return None if place is None else (id(place.container), place.key)


def _path(place: Place | None) -> list[str | int]:
    found: list[str | int] = []
    while place is not None:
        found.append(place.key)
        place = place.above
    return found[::-1]


def _locations(field: SelectedField) -> list[dict[str, int]]:
    located = [get_location(node.loc.source, node.loc.start) for node in field.nodes if node.loc]
    return [{"line": each.line, "column": each.column} for each in located]
