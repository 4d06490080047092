"""The borough's only source of chance: one seeded generator, with the few throws it needs."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Dice(Random):
    """A `random.Random` whose throws read as the sentence they decide."""

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.random() < probability

    def one(self, options: Sequence[T]) -> T:
        """Any one of the options, all alike."""
        return options[int(self.random() * len(options))]

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.random() * (high - low + 1))

    def some(self, options: Sequence[T], probability: float) -> list[T]:
        """Those of the options, in order, that each passed its own throw."""
        return [option for option in options if self.random() < probability]


class Steady(Dice):
    """Dice that always fall in the middle: the likely happens, the unlikely does not."""

    def random(self) -> float:
        """One half, always."""
        return 0.5
