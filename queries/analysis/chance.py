"""How often each brokerage role would be played by chance: a random graph with groups of given sizes.

Each tie is there independently, with one likelihood. Two triads are then dependent only if they share a tie.
The sums are worked out from the sizes of the groups alone, so that their cost does not grow with the nodes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from math import sqrt


class Role(StrEnum):
    """By which groups a broker stands between: source → broker → target, with no tie source → target.

    Gould and Fernandez 1989, with their symbols. Manuals of R's sna have had b_IO and b_OI either way round
    (its results are as here), so that the paths decide.
    """

    COORDINATOR = "coordinator"
    """w_I: all three in one group (A → A → A)."""
    ITINERANT = "itinerant"
    """w_O, also consultant: between two of one group that is not its own (A → B → A)."""
    REPRESENTATIVE = "representative"
    """b_IO: from its own group outwards (A → A → B)."""
    GATEKEEPER = "gatekeeper"
    """b_OI: from outside into its own group (A → B → B)."""
    LIAISON = "liaison"
    """b_O: between two other groups (A → B → C)."""
    TOTAL = "total"
    """Any of these."""


_ONE_WAY = frozenset({Role.REPRESENTATIVE, Role.GATEKEEPER})
"""Roles of which the reverse path has the other; of the rest it has the same."""
_TWINS = {Role.COORDINATOR: 2, Role.ITINERANT: 0, Role.REPRESENTATIVE: 1, Role.GATEKEEPER: 1, Role.LIAISON: 2}
"""Of the two others that could be the broker of the same three nodes, how many would have the same role."""


@dataclass(frozen=True)
class RandomGraph:
    """`sizes` counts the groups of each size; `density` is how likely a tie is; `directed`, or one both ways."""

    sizes: Counter[int]
    density: float
    directed: bool

    @property
    def order(self) -> int:
        """How many nodes there are."""
        return sum(self.sizes.elements())

    @property
    def _brokered(self) -> float:
        """How likely a pair is brokered by a given third: two ties that are there and one that is not."""
        return self.density**2 * (1 - self.density)

    def _twice(self, role: Role) -> int:
        """How many ordered pairs one open triad makes in a role."""
        return 1 if self.directed or role in _ONE_WAY else 2

    def of_a_node(self, own: int) -> dict[Role, tuple[float, float]]:
        """By role, expectation and standard deviation of a member of a group of this size.

        Of two pairs that share their source or their target, brokers share the tie with it.
        """
        return {role: self._spread(role, *pairs) for role, pairs in self._pairs(own).items()}

    def _spread(self, role: Role, pairs: int, sharing: int) -> tuple[float, float]:
        p = self._brokered
        variance = pairs * p * (1 - p) + sharing * (self.density * (1 - self.density)) ** 3
        return pairs * p, sqrt(self._twice(role) * variance)

    def _pairs(self, own: int) -> dict[Role, tuple[int, int]]:
        """By role: pairs that a member could stand between, and in how many ways two of them share an end."""
        mates, rest = own - 1, self.order - own
        others = list((self.sizes - Counter([own])).elements())
        outwards = (mates * rest, mates * rest * (mates + rest - 2))
        return {
            Role.COORDINATOR: _within(mates),
            Role.ITINERANT: _added(map(_within, others)),
            Role.REPRESENTATIVE: outwards,
            Role.GATEKEEPER: outwards,
            Role.LIAISON: _added((n * (rest - n), 2 * n * (rest - n) * (rest - n - 1)) for n in others),
            Role.TOTAL: _within(self.order - 1),
        }

    def of_the_whole(self, role: Role) -> tuple[float, float]:
        """Expectation and standard deviation of the sum over all nodes.

        Tie by tie: two triads in both of which it is there, in one of which it is there and in the other
        missing (they exclude one another), or in both of which it is missing. Triads on the same three
        nodes share two ties, or all three where none has a direction, and count once.
        """
        if role is Role.TOTAL:
            return RandomGraph(Counter([self.order]), self.density, self.directed).of_the_whole(Role.COORDINATOR)
        ties = list(self._ties(role))
        triads = sum(number * missing for number, _, missing in ties)
        twins = triads * _TWINS[role]
        both = sum(number * there * (there - 1) for number, there, _ in ties) - (0 if self.directed else twins)
        either = sum(number * 2 * there * missing for number, there, missing in ties) - twins
        neither = sum(number * missing * (missing - 1) for number, _, missing in ties)
        d, p = self.density, self._brokered
        variance = triads * p * (1 - p) + both * (d * (1 - d)) ** 3 - either * p**2 + neither * d**5 * (1 - d)
        return self._twice(role) * triads * p, self._twice(role) * sqrt(max(0.0, variance))

    def _ties(self, role: Role) -> Iterator[tuple[float, int, int]]:
        """Ties alike: how many, and of each in how many triads of the role it is there and it is missing."""
        for (one, many), (other, more) in product(self.sizes.items(), repeat=2):
            pairs = many * (more - (one == other))
            yield self._alike(role, pairs * one * other, _across(role, one, other, self.order),
                              _across(role, other, one, self.order))  # fmt: skip
        for one, many in self.sizes.items():
            inside = _inside(role, one, self.order)
            yield self._alike(role, many * one * (one - 1), inside, inside)

    def _alike(
        self, role: Role, number: int, forth: tuple[int, int], back: tuple[int, int]
    ) -> tuple[float, int, int]:
        """Without direction a tie forth and the one back are one, and so are a triad and its reverse."""
        if self.directed:
            return number, *forth
        there, missing = ((a + b) // self._twice(role) for a, b in zip(forth, back, strict=True))
        return number / 2, there, missing


def _within(size: int) -> tuple[int, int]:
    """Pairs within a group, and in how many ways two of them share an end."""
    pairs = size * (size - 1)
    return pairs, 2 * pairs * (size - 2)


def _added(pairs: Iterable[tuple[int, int]]) -> tuple[int, int]:
    first, second = 0, 0
    for one, other in pairs:
        first, second = first + one, second + other
    return first, second


def _across(role: Role, one: int, other: int, order: int) -> tuple[int, int]:
    """Of a tie from a group of one size to another: triads of a role in which it is there, and missing."""
    return {
        Role.COORDINATOR: (0, 0),
        Role.ITINERANT: (one + other - 2, 0),
        Role.REPRESENTATIVE: (one - 1, one - 1),
        Role.GATEKEEPER: (other - 1, other - 1),
        Role.LIAISON: (2 * (order - one - other), order - one - other),
    }[role]


def _inside(role: Role, size: int, order: int) -> tuple[int, int]:
    """As `_across`, of a tie within a group of this size."""
    return {
        Role.COORDINATOR: (2 * (size - 2), size - 2),
        Role.ITINERANT: (0, order - size),
        Role.REPRESENTATIVE: (order - size, 0),
        Role.GATEKEEPER: (order - size, 0),
        Role.LIAISON: (0, 0),
    }[role]
