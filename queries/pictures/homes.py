"""The outlines of the households of a genogram."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from queries.pictures.family import Family
from queries.pictures.order import Rows
from queries.pictures.placed import SYMBOL, Box, Placed, Text

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True)
class Home:
    """The outline of a household, or of a part of one; `name` is the same on each part, '' where there is one."""

    number: int
    outline: list[tuple[float, float]]
    name: Text


def outlined(family: Family, rows: Rows, people: Mapping[str, Placed]) -> Iterator[Home]:
    """The outlines of the households: in each row the members who stand together, joined with those below them."""
    tags: list[Text] = []
    for number, home in enumerate(family.households):
        members = [person for person in home.members if person in people]
        if len(members) < 2:
            continue
        inset = 7 + 4 * (number % 3)
        boxes = [
            (place, _around([people[person] for person in run], inset))
            for place, row in enumerate(rows) for run in _runs(row, set(members))
        ]
        parts = _stacked(boxes)
        name = f"home {_LETTERS[number % len(_LETTERS)]}" if len(parts) > 1 else ""
        for part in parts:
            raised = [replace(part[0], top=part[0].top - 10), *part[1:]] if name else part
            tags.append(_beside(Text(name, part[0].left + inset + SYMBOL + 4, part[0].top), tags))
            yield Home(number, _outline(raised), tags[-1])


def _beside(text: Text, others: list[Text]) -> Text:
    """The text to the right of all that it would meet."""
    while text.words and (met := [other for other in others if other.words and other.box.meets(text.box)]):
        text = replace(text, x=met[0].box.right + 4)
    return text


def _runs(row: list[str], members: set[str]) -> Iterator[list[str]]:
    run: list[str] = []
    for person in row:
        if person in members:
            run.append(person)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _around(people: list[Placed], inset: float) -> Box:
    return Box(
        min(each.symbol.left for each in people) - inset,
        min(min(each.symbol.top, each.label.top) for each in people) - inset,
        max(max(each.symbol.right, each.label.right) for each in people) + inset,
        max(max(each.symbol.bottom, each.label.bottom) for each in people) + inset,
    )


def _stacked(boxes: list[tuple[int, Box]]) -> list[list[Box]]:
    """Boxes of neighbouring rows that share some width, together; each box once."""
    groups: list[tuple[int, list[Box]]] = []
    for place, box in boxes:
        for number, (row, group) in enumerate(groups):
            if row == place - 1 and min(group[-1].right, box.right) - max(group[-1].left, box.left) > SYMBOL:
                groups[number] = (place, [*group, box])
                break
        else:
            groups.append((place, [box]))
    return [group for _, group in groups]


def _outline(boxes: list[Box]) -> list[tuple[float, float]]:
    """One outline around boxes that stand below one another: the way down on the right, the way up on the left."""
    right: list[tuple[float, float]] = [(boxes[0].left, boxes[0].top), (boxes[0].right, boxes[0].top)]
    left: list[tuple[float, float]] = []
    for upper, lower in itertools.pairwise(boxes):
        high, low = min(upper.right, lower.right), max(upper.left, lower.left)
        right += [(upper.right, upper.bottom), (high, upper.bottom), (high, lower.top), (lower.right, lower.top)]
        left = [(lower.left, lower.top), (low, lower.top), (low, upper.bottom), (upper.left, upper.bottom), *left]
    last = boxes[-1]
    return [*right, (last.right, last.bottom), (last.left, last.bottom), *left]
