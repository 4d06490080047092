"""Which row each person stands in: a generation a row, parents above children, partners beside one another."""

from __future__ import annotations

from collections.abc import Iterator

from queries.pictures.family import Family

YEARS = 27
"""About a generation, for those whom only their age places."""
_BELOW = {"grandparent": 2, "great_grandparent": 3, "aunt_uncle": 1, "special_guardian": 1, "kinship_carer": 1}
_BORN = ("birth", "adoptive")
_BESIDE = {"cousin", "sibling", "half_sibling", "step_sibling"}


class _Offsets:
    """Sets of persons whose distance in generations is known; a tie that contradicts earlier ones is passed over."""

    def __init__(self) -> None:
        self._to: dict[str, tuple[str, int]] = {}

    def of(self, person: str) -> tuple[str, int]:
        """Somebody of the set, the same for all in it, and how many rows below them the person stands."""
        below = 0
        while person in self._to:
            person, step = self._to[person]
            below += step
        return person, below

    def join(self, upper: str, lower: str, rows: int) -> None:
        """Say that `lower` stands so many rows below `upper`, unless it is known already."""
        (one, one_below), (other, other_below) = self.of(upper), self.of(lower)
        if one != other:
            self._to[other] = (one, one_below + rows - other_below)


def generations(family: Family) -> dict[str, int]:
    """By person, the row from 0. What is most certain is heeded first: birth, then partners, then all else."""
    offsets = _Offsets()
    for upper, lower, rows in _ties(family):
        offsets.join(upper, lower, rows)
    root, index_row = offsets.of(family.index)
    standing: dict[str, int] = {}
    for person in family.people:
        its_root, below = offsets.of(person.id)
        standing[person.id] = below if its_root == root else index_row + _by_age(family, its_root) + below
    _settle(family, standing)
    used = sorted(set(standing.values()))  # a great-grandfather may stand above a child with nobody between
    return {person: used.index(row) for person, row in standing.items()}


def _settle(family: Family, rows: dict[str, int]) -> None:
    """Put children below all their parents, and partners side by side, as far as both can be.

    Where an uncle is his niece's partner both stand in her row. Who is recorded as their own ancestor has no
    place that is right: the rounds end, and the tie is drawn as a link.
    """
    for _ in family.people:
        before = dict(rows)
        for child in family.children:
            parents = family.unions[child.union].partners if child.kind in _BORN else ()
            rows[child.child] = max([rows[child.child], *(rows[parent] + 1 for parent in parents)])
        for union in family.unions:
            lowest = max((rows[partner] for partner in union.partners), default=0)
            rows.update(dict.fromkeys(union.partners, lowest))
        if rows == before:
            return


def _ties(family: Family) -> Iterator[tuple[str, str, int]]:
    for kind in _BORN:
        yield from _of_parents(family, kind)
    for union in family.unions:
        yield from ((union.partners[0], other, 0) for other in union.partners[1:])
    for kind in ("foster", "step"):
        yield from _of_parents(family, kind)
    yield from _of_siblings(family)
    for link in family.links:
        if link.type in _BESIDE:
            yield link.start, link.end, 0
        elif link.type in _BELOW:
            yield link.start, link.end, _BELOW[link.type]


def _of_parents(family: Family, kind: str) -> Iterator[tuple[str, str, int]]:
    for child in family.children:
        if child.kind == kind:
            yield from ((parent, child.child, 1) for parent in family.unions[child.union].partners)


def _of_siblings(family: Family) -> Iterator[tuple[str, str, int]]:
    """Children of a union of which nobody is recorded."""
    first: dict[int, str] = {}
    for child in family.children:
        yield first.setdefault(child.union, child.child), child.child, 0


def _by_age(family: Family, person: str) -> int:
    """How many generations below the index person, by years of birth; beside them where these are not known."""
    one, other = family.by_id[person].born, family.asked.born or family.asked.due
    if not one or not other:
        return 0
    return round((int(one[:4]) - int(other[:4])) / YEARS)
