"""The lines of a genogram: they run across in the channels between the rows, and up and down only there,
within the width of a symbol, or in the gutters between persons. So no line meets a symbol or a label.

A channel has tracks; each bar (what runs across) is given one so that few lines cross and none lie on another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

APART = 6.0
"""The least distance of two bars' ends on one track, and of two lines that run beside one another."""


@dataclass(eq=False)
class Bar:
    """What runs across in a channel. `zone` is 0 for unions, 1 for links, 2 for sibships: from the top.

    `ups` and `downs` are where lines leave it; `room` and `wide` are what its text needs.
    """

    channel: int
    zone: int
    room: float = 12.0
    wide: float = 0.0
    ups: list[float] = field(default_factory=list)
    downs: list[float] = field(default_factory=list)
    y: float = 0.0

    @property
    def left(self) -> float:
        """Its left end."""
        return min(self.ups + self.downs)

    @property
    def right(self) -> float:
        """Its right end."""
        return max(self.ups + self.downs)

    @property
    def end(self) -> float:
        """Where it or its text ends on the right."""
        return max(self.right, self.left + self.wide)

    def meets(self, other: Bar) -> bool:
        """Whether they cannot share a track."""
        return self.left < other.end + APART and other.left < self.end + APART

    def crossed(self, xs: Iterable[float]) -> int:
        """How many of the lines at these places cross it."""
        return sum(self.left < x < self.right for x in xs)


def tracks(bars: list[Bar]) -> list[list[Bar]]:
    """The bars of one channel by track, from the top."""
    order: list[Bar] = []
    for bar in sorted(bars, key=lambda bar: (bar.zone, bar.right - bar.left, bar.left)):
        costs = [_cost_at(order, bar, at) for at in range(len(order) + 1)]
        order.insert(costs.index(min(costs)), bar)
    levels: list[list[Bar]] = []
    for bar in order:
        below = [number for number, level in enumerate(levels) if any(bar.meets(other) for other in level)]
        wanted = max(below, default=-1) + 1
        while wanted < len(levels) and levels[wanted][0].zone < bar.zone:
            wanted += 1
        if wanted == len(levels):
            levels.append([])
        levels[wanted].append(bar)
    return levels


def _cost_at(order: list[Bar], bar: Bar, at: int) -> float:
    return sum(_above(one, bar) for one in order[:at]) + sum(_above(bar, one) for one in order[at:])


def _above(upper: Bar, lower: Bar) -> float:
    """The crossings where one bar lies above another; zones keep their order."""
    if upper.zone > lower.zone:
        return 10_000.0
    return lower.crossed(upper.downs) + upper.crossed(lower.ups)
