"""Links between agencies as few bundles, from which every link, and nothing else, can be read.

A bundle is a complete split graph: its `hubs` are linked with everybody in it, its `rim` with the hubs. So it holds
a clique (all talk to one another), a star (one talks to each), and a clique of which a few pairs are missing.
After the lossless 'power graphs' of Royer et al., "Unraveling protein networks with power graph analysis",
*PLoS Computational Biology* 4 (2008).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations, product

FEWEST = 3
"""The links that are worth a bundle: two are as easily read by themselves."""

Pair = tuple[str, str]
"""Two agencies that are linked, in the order of their ids."""
Near = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Bundle:
    """Agencies by id, sorted: the hubs are linked with one another and with each of the rim."""

    hubs: tuple[str, ...]
    rim: tuple[str, ...] = ()

    @property
    def ends(self) -> tuple[str, ...]:
        """Everybody in it."""
        return (*self.hubs, *self.rim)

    @property
    def pairs(self) -> frozenset[Pair]:
        """The links that it says."""
        every = (*combinations(self.hubs, 2), *product(self.hubs, self.rim))
        return frozenset((min(pair), max(pair)) for pair in every)


def bundled(links: Iterable[Pair]) -> list[Bundle]:
    """Bundles that say all links and no other: time and again the one that says the most that is not yet said."""
    every = frozenset((min(pair), max(pair)) for pair in links)
    near, left, found = _near(every), every, list[Bundle]()
    while left:
        best = _largest(near, _near(left))
        if len(best.pairs & left) < FEWEST:
            return found + [Bundle(pair) for pair in sorted(left)]
        found.append(best)
        left -= best.pairs
    return found


def _near(links: Iterable[Pair]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for one, other in links:
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {id: frozenset(others) for id, others in found.items()}


def _largest(near: Near, left: Near) -> Bundle:
    """Of bundles grown from each agency, the one that says the most links of `left`, without ends that add none."""
    grown = (state for start in sorted(left) for state in _grown(start, near, left))
    hubs, rim = max(grown, key=lambda state: (_said(state[0], state[1], left), -len(state[1])))
    whole = hubs | rim
    hubs, rim = (frozenset(id for id in ends if left.get(id, frozenset()) & whole) for ends in (hubs, rim))
    rim = frozenset(id for id in rim if left[id] & hubs)
    if len(rim) == 1:
        hubs, rim = hubs | rim, frozenset()
    return Bundle(tuple(sorted(hubs)), tuple(sorted(rim)))


def _grown(start: str, near: Near, left: Near) -> Iterable[tuple[frozenset[str], frozenset[str]]]:
    """Hubs and rim around an agency: each time, the one of the rim becomes a hub that keeps the most said."""
    hubs, rim = frozenset({start}), near[start]
    yield hubs, rim
    while rim:
        said = {id: _said(hubs | {id}, rim & near[id], left) for id in rim}
        chosen = min(said, key=lambda id: (-said[id], id))
        hubs, rim = hubs | {chosen}, rim & near[chosen]
        yield hubs, rim


def _said(hubs: frozenset[str], rim: frozenset[str], left: Near) -> int:
    """How many links of `left` such a bundle says."""
    nothing: frozenset[str] = frozenset()
    return sum(2 * len(left.get(hub, nothing) & rim) + len(left.get(hub, nothing) & hubs) for hub in hubs) // 2
