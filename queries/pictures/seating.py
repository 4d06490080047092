"""Who sits where on the rings of an ecomap, so that the lines between them are short."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations

from queries.pictures.polar import difference

ROUNDS = 20
"""The most times that all pairs are tried; a handful is enough."""


def reseated(
    angle: Mapping[str, float], group: Mapping[str, str], lines: Iterable[tuple[str, str]]
) -> dict[str, float]:
    """The seats changed within each group, two at a time, for as long as the lines become shorter.

    Squares are summed, so that one long way round counts for more than several short ones.
    """
    seats = dict(angle)
    ends: dict[str, list[str]] = {id: [] for id in seats}
    for one, other in lines:
        ends[one].append(other)
        ends[other].append(one)
    pairs = [(one, other) for one, other in combinations(seats, 2) if group[one] == group[other]]
    for _ in range(ROUNDS):
        swapped = [_swapped(seats, ends, one, other) for one, other in pairs]
        if not any(swapped):
            break
    return seats


def _swapped(seats: dict[str, float], ends: Mapping[str, list[str]], one: str, other: str) -> bool:
    """Swap two seats if their lines become shorter by it."""
    before = _strain(seats, ends, one, other)
    seats[one], seats[other] = seats[other], seats[one]
    if _strain(seats, ends, one, other) < before - 1e-6:
        return True
    seats[one], seats[other] = seats[other], seats[one]
    return False


def _strain(seats: Mapping[str, float], ends: Mapping[str, list[str]], *ids: str) -> float:
    return sum(difference(seats[id], seats[end]) ** 2 for id in ids for end in ends[id])
