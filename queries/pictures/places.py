"""Where the persons of each row stand from left to right: parents over their children, partners together.

The order is given. Each person is drawn towards where the rows above and below want them, and a row is put
right by isotonic regression (pool adjacent violators), which keeps the distances and moves as little as can be.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from queries.pictures.order import Kin, Rows

ROUNDS = 12


def spread(kin: Kin, rows: Rows, left: Mapping[str, float], right: Mapping[str, float]) -> dict[str, float]:
    """By person, where the middle of the symbol stands; `left` and `right` are what each needs beside it."""
    steps = {}
    x: dict[str, float] = {}
    for row in rows:
        step, at = [0.0], 0.0
        for one, other in itertools.pairwise(row):
            at += right[one] + left[other]
            step.append(at)
        x.update({person: here - at / 2 for person, here in zip(row, step, strict=True)})
        steps[id(row)] = step
    for number in range(ROUNDS):
        for row in rows if number % 2 == 0 else reversed(rows):
            wanted = _wanted(kin, row, x, down=number % 2 == 0)
            x.update(zip(row, apart(wanted, steps[id(row)]), strict=True))
    return x


def _wanted(kin: Kin, row: list[str], x: Mapping[str, float], *, down: bool) -> list[tuple[float, float]]:
    """For each of a row, where they would like to stand and how much it matters."""
    pulls: dict[str, list[tuple[float, float]]] = {person: [(x[person], 0.05)] for person in row}
    groups: dict[tuple[tuple[str, ...], int], list[str]] = {}
    for parents, child in kin.lines:
        groups.setdefault((parents, kin.row[child]), []).append(child)
    for (parents, _), children in groups.items():
        shift = _middle(x, parents) - _middle(x, children)
        if down:
            for child in children:
                if child in pulls:
                    pulls[child].append((x[child] + shift, 1.0))
        else:
            for parent in parents:
                if parent in pulls:
                    pulls[parent].append((x[parent] - shift, 1.0))
    for one, other in kin.couples:
        if one in pulls:
            middle = (x[one] + x[other]) / 2
            pulls[one].append((middle, 0.3))
            pulls[other].append((middle, 0.3))
    return [_mean(pulls[person]) for person in row]


def _middle(x: Mapping[str, float], persons: tuple[str, ...] | list[str]) -> float:
    places = [x[person] for person in persons]
    return (min(places) + max(places)) / 2


def _mean(pulls: list[tuple[float, float]]) -> tuple[float, float]:
    weight = sum(each for _, each in pulls)
    return sum(place * each for place, each in pulls) / weight, weight


def apart(wanted: list[tuple[float, float]], steps: list[float]) -> list[float]:
    """The nearest places that keep the distances."""
    pools: list[list[float]] = []  # place, weight, how many
    for (place, weight), step in zip(wanted, steps, strict=True):
        pools.append([place - step, weight, 1])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            place_b, weight_b, count_b = pools.pop()
            place_a, weight_a, count_a = pools.pop()
            both = weight_a + weight_b
            pools.append([(place_a * weight_a + place_b * weight_b) / both, both, count_a + count_b])
    flat = [place for place, _, count in pools for _ in range(int(count))]
    return [place + step for place, step in zip(flat, steps, strict=True)]
