"""The keys of an answer in the order in which they were asked for.

The store gives the keys of a map in an order of its own, and the maps of a list by the hundred: so the
order is worked out once for a selection, and each map is put right by one merge into a blank of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from queries.planner import Pick

Order = Callable[[Any], Any]
"""Takes a map, a list of maps or None as the store gave it, and returns it in order."""


def order_of(picks: tuple[Pick, ...]) -> Order:
    """What puts an answer with these picks in order."""
    return _order(picks) or _as_given


def _as_given(answer: Any) -> Any:
    return answer


def _order(picks: tuple[Pick, ...]) -> Order | None:
    """None where there is nothing to put in order."""
    below = [(pick.key, order) for pick in picks if (order := _order(pick.picks)) is not None]
    if len(picks) < 2 and not below:
        return None
    blank: dict[str, Any] = dict.fromkeys(pick.key for pick in picks)
    return _of_maps(_nested(blank, below) if below else blank.__or__)


def _nested(blank: dict[str, Any], below: list[tuple[str, Order]]) -> Order:
    def ordered(given: dict[str, Any]) -> dict[str, Any]:
        made = blank | given
        for key, order in below:
            made[key] = order(made[key])
        return made

    return ordered


def _of_maps(one: Order) -> Order:
    def ordered(given: Any) -> Any:
        if isinstance(given, list):
            return list(map(one, given))
        return None if given is None else one(given)

    return ordered
