"""In which order the persons of a row stand: siblings by age, partners together, few crossings.

A walk from the eldest down gives an order that is good already for a family without loops. Each row is then
improved by moving persons, couples and whole sibships, against the rows above and below as they stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, pairwise, product

from queries.pictures.family import Child, Family

OUT_OF_ORDER, APART, CROSSING, STRANGER, HOME, MAN_RIGHT = 1000.0, 4.0, 6.0, 3.0, 1.5, 0.2
"""What each fault of an order costs: a younger sibling further left; a place between partners; a crossing of lines;
somebody else among siblings; a home in two parts; a man to the right of his partner."""
SWEEPS = 3

Rows = list[list[str]]


@dataclass
class Kin:
    """Who belongs to whom, by person and by row, read once from a family."""

    family: Family
    row: Mapping[str, int]
    partners: dict[str, list[str]] = field(default_factory=dict)
    sibships: list[list[str]] = field(default_factory=list)
    couples: list[tuple[str, str]] = field(default_factory=list)
    lines: list[tuple[tuple[str, ...], str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for union in self.family.unions:
            if len(union.partners) == 2 and self.row[union.partners[0]] == self.row[union.partners[1]]:
                one, other = union.partners
                self.couples.append((one, other))
                self.partners.setdefault(one, []).append(other)
                self.partners.setdefault(other, []).append(one)
        for children in by_union(self.family).values():
            self._add(children)

    def _add(self, children: list[Child]) -> None:
        parents = self.family.unions[children[0].union].partners
        for row in sorted({self.row[child.child] for child in children}):
            here = [child.child for child in children if self.row[child.child] == row]
            self.sibships.append(sorted(dict.fromkeys(here), key=self.age))
            self.lines += [(parents, child) for child in here if parents and self.row[parents[0]] < row]

    def age(self, person: str) -> tuple[bool, str]:
        """A key that sorts the oldest first, those of unknown age last."""
        born = self.family.by_id[person].born or self.family.by_id[person].due
        return (not born, born)


def by_union(family: Family) -> dict[int, list[Child]]:
    """The children of each union."""
    found: dict[int, list[Child]] = {}
    for child in family.children:
        found.setdefault(child.union, []).append(child)
    return found


def ordered(family: Family, row: Mapping[str, int]) -> Rows:
    """The rows, from the top, each from the left."""
    kin = Kin(family, row)
    ways = product((True, False), (False, True))
    walks = (_walked(kin, forwards=forwards, mothers_first=first) for forwards, first in ways)
    rows = min(walks, key=lambda rows: _cost(kin, rows))
    for _ in range(SWEEPS):
        before = [list(each) for each in rows]
        for number in (*range(len(rows)), *reversed(range(len(rows) - 1))):
            rows[number] = _Row(kin, number, rows).improved()
        if rows == before:
            break
    return rows


def _cost(kin: Kin, rows: Rows) -> float:
    return sum(_Row(kin, number, rows).cost(row) for number, row in enumerate(rows))


def _walked(kin: Kin, *, forwards: bool, mothers_first: bool) -> Rows:
    """The order in which a walk meets them: a person, their partners, their children, then the partners' families.

    It starts with the index person's family, or with the first named, on the side of either parent.
    """
    rows: Rows = [[] for _ in range(max(kin.row.values()) + 1)]
    parents: dict[str, list[str]] = {}
    children: dict[str, list[str]] = {}
    for sibship in kin.sibships:
        for child in sibship:
            parents.setdefault(child, [])
    for above, child in kin.lines:
        parents.setdefault(child, []).extend(above)
        for parent in above:
            children.setdefault(parent, []).append(child)
    seen: set[str] = set()

    def visit(person: str) -> list[str]:
        """Place a person with those below; the partners whose own families are still to come."""
        if person in seen:
            return []
        seen.add(person)
        rows[kin.row[person]].append(person)
        later = []
        for partner in kin.partners.get(person, []):
            if partner not in seen and parents.get(partner):
                later.append(partner)
            else:
                later += visit(partner)
        for child in sorted(children.get(person, []), key=kin.age):
            if all(parent in seen for parent in parents.get(child, [])):
                later += visit(child)
        return later

    def top(person: str, met: frozenset[str] = frozenset()) -> str:
        """The first ancestor of a person that has not been placed."""
        above = [p for p in parents.get(person, []) if p not in seen and p not in met]
        return top(above[-1 if mothers_first else 0], met | {person}) if above else person

    def start(person: str) -> None:
        waiting = [person]
        while waiting:
            waiting += visit(top(waiting.pop(0)))

    everybody = [person.id for person in kin.family.people]
    for person in [kin.family.index, *everybody] if forwards else everybody:
        while person not in seen:
            start(person)
    return rows


class _Row:
    """One row, and what an order of it costs while the others stand."""

    def __init__(self, kin: Kin, number: int, rows: Rows) -> None:
        self.kin, self.row = kin, rows[number]
        here = set(self.row)
        place = {person: index for each in rows for index, person in enumerate(each)}
        self.couples = [pair for pair in kin.couples if pair[0] in here]
        self.sibships = [sibship for sibship in kin.sibships if sibship[0] in here]
        self.belonging = [self._with_partners(sibship, here) for sibship in self.sibships]
        self.homes = [members for home in kin.family.households if len(members := here.intersection(home.members)) > 1]
        self.above = [(_middle(place, parents), child) for parents, child in kin.lines if child in here]
        self.below = [(parents, place[child]) for parents, child in kin.lines if parents[0] in here]
        self.men = {person for person in here if kin.family.by_id[person].sex == "male"}

    def _with_partners(self, sibship: Iterable[str], here: set[str]) -> set[str]:
        return {p for one in sibship for p in (one, *self.kin.partners.get(one, [])) if p in here}

    def improved(self) -> list[str]:
        """The order after every move that helps has been made."""
        best, least = self.row, self.cost(self.row)
        helped = True
        while helped:
            helped = False
            for order in self._moves(best):
                cost = self.cost(order)
                if cost < least - 1e-9:
                    best, least, helped = order, cost, True
                    break
        return best

    def _moves(self, order: list[str]) -> Iterator[list[str]]:
        for block in self._blocks(order):
            rest = [person for person in order if person not in block]
            moved = [person for person in order if person in block]
            for at in range(len(rest) + 1):
                yield [*rest[:at], *moved, *rest[at:]]
            if len(moved) == 2:
                yield [*rest[: order.index(moved[0])], moved[1], moved[0], *rest[order.index(moved[0]) :]]

    def _blocks(self, order: list[str]) -> list[frozenset[str]]:
        couples = [frozenset(pair) for pair in self.couples]
        clusters = [frozenset({person, *self.kin.partners.get(person, [])} & set(order)) for person in order]
        sibships = [frozenset(members) for members in self.belonging]
        return list(dict.fromkeys([*sibships, *clusters, *couples, *(frozenset([person]) for person in order)]))

    def cost(self, order: list[str]) -> float:
        """The sum of an order's faults."""
        at = {person: index for index, person in enumerate(order)}
        total = sum(APART * (abs(at[one] - at[other]) - 1) for one, other in self.couples)
        total += sum(MAN_RIGHT for one, other in self.couples if max(one, other, key=at.__getitem__) in self.men
                     and min(one, other, key=at.__getitem__) not in self.men)
        for sibship, belonging in zip(self.sibships, self.belonging, strict=True):
            places = [at[person] for person in sibship]
            total += sum(OUT_OF_ORDER for one, other in pairwise(places) if one > other)
            total += STRANGER * sum(p not in belonging for p in order[min(places) : max(places) + 1])
        total += CROSSING * _crossings([(middle, at[child]) for middle, child in self.above])
        total += CROSSING * _crossings([(_middle(at, parents), child) for parents, child in self.below])
        return total + HOME * sum(_parts(at[member] for member in home) - 1 for home in self.homes)


def _middle(at: Mapping[str, int], persons: tuple[str, ...]) -> float:
    places = [at[person] for person in persons if person in at]
    return (min(places) + max(places)) / 2


def _crossings(lines: list[tuple[float, float]]) -> int:
    return sum((a[0] - b[0]) * (a[1] - b[1]) < 0 for a, b in combinations(lines, 2))


def _parts(places: Iterable[int]) -> int:
    return 1 + sum(other - one > 1 for one, other in pairwise(sorted(places)))
