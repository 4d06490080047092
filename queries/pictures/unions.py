"""The unions of a genogram and the children of each, from the ties of those who are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from queries.pictures.family import CARING, Child, ChildKind, Ended, Person, Said, Union, UnionKind

PARENTS: dict[str, ChildKind] = {
    "PARENT": "birth", "ADOPTIVE_PARENT": "adoptive", "FOSTER_PARENT": "foster", "STEP_PARENT": "step",
}
PARTNERS = ("SPOUSE", "PARTNER", "EX_PARTNER")


@dataclass(frozen=True)
class Tie:
    """A tie between two persons, read as 'start is the TYPE of end'; `held` says whether it holds on the date.

    `before` are the times of it that were over before this one began, each from when to when, the first first.
    """

    type: str
    start: str
    end: str
    since: str
    until: str
    held: bool
    said: Said
    before: tuple[tuple[str, str], ...] = ()


def ended_care(tie: Tie) -> bool:
    """Whether somebody was cared for until then: a child may go back there, and who cared knows the child."""
    return not tie.held and (tie.type == "FOSTER_PARENT" or tie.type.lower() in CARING)


def adopted(ties: Iterable[Tie]) -> set[str]:
    """Who has an adoptive parent on the date: of these, parents by birth are drawn also where that tie has ended."""
    return {tie.end for tie in ties if tie.type == "ADOPTIVE_PARENT" and tie.held}


class Unions:
    """The `unions` of some persons and their `children`; `people` come to hold parents whom nobody has recorded."""

    def __init__(self, ties: Sequence[Tie], people: dict[str, Person]) -> None:
        self.ties = ties
        self.people = people
        self.unions = self._recorded()
        self.children = list(self._children())

    def _recorded(self) -> list[Union]:
        pairs: dict[tuple[str, str], list[Tie]] = {}
        for tie in self.ties:
            if tie.type in PARTNERS and tie.start in self.people and tie.end in self.people:
                pairs.setdefault((min(tie.start, tie.end), max(tie.start, tie.end)), []).append(tie)
        return [self._union(pair, ties) for pair, ties in pairs.items()]

    def _union(self, pair: tuple[str, str], ties: list[Tie]) -> Union:
        """What most holds of a pair: a marriage, a partnership, and whether it is over.

        A marriage that a date ends is a divorce, a partnership so ended a separation; so is a marriage beside
        which a former partnership is recorded. What ends with a death is neither.
        """
        best = max(ties, key=lambda tie: (tie.held and tie.type != "EX_PARTNER", -PARTNERS.index(tie.type)))
        former = next((tie for tie in ties if tie.type == "EX_PARTNER" and tie.held), None)
        kind: UnionKind = "married" if best.type == "SPOUSE" else "partners"
        until = best.until if not best.held else (former.since if former else "")
        ended: Ended = ""
        if not any(self.people[one].died for one in pair):
            over = not best.held or best.type == "EX_PARTNER"
            ended = "divorced" if over and kind == "married" else "separated" if over or former else ""
        since = "" if best.type == "EX_PARTNER" else best.since
        return Union(pair, kind, ended, since, until, all_said(ties), best.before)

    def _children(self) -> Iterator[Child]:
        """The children of each kind; unions are added for parents of whom no partnership is recorded."""
        for child in list(self.people):
            for type, kind in PARENTS.items():
                ties = [tie for tie in self.ties if (tie.type, tie.end, tie.held) == (type, child, True)]
                if ties := [tie for tie in ties if tie.start in self.people]:
                    yield from self._child(child, kind, ties)
        yield from self._born_before_adoption()
        yield from self._formerly_fostered()
        yield from self._siblings()

    def _child(self, child: str, kind: ChildKind, ties: list[Tie]) -> Iterator[Child]:
        parents = [tie.start for tie in ties]
        if kind == "step":
            for tie in ties:
                yield Child(self._step_union(tie.start, child), child, kind, tie.said)
            return
        if kind == "birth" and len(parents) == 1:
            parents.append(self._unknown(parents[0], child))
        said = all_said(ties)
        yield Child(self._union_of(tuple(parents[:2])), child, kind, said)
        for tie in ties[2:]:
            yield Child(self._union_of((tie.start,)), child, kind, tie.said)

    def _born_before_adoption(self) -> Iterator[Child]:
        """An adopted child as the child of the parents by birth whose ties have ended."""
        found: dict[str, list[Tie]] = {}
        for tie in self.ties:
            if tie.type == "PARENT" and not tie.held and tie.start in self.people:
                found.setdefault(tie.end, []).append(tie)
        for child in sorted(found.keys() & adopted(self.ties) & self.people.keys()):
            ties = found[child]
            until = max(tie.until for tie in ties)
            yield Child(self._union_of(tuple(tie.start for tie in ties[:2])), child, "birth", all_said(ties), until)

    def _formerly_fostered(self) -> Iterator[Child]:
        """A child once for each two who fostered it until the same day."""
        found: dict[tuple[str, str], list[Tie]] = {}
        for tie in self.ties:
            if tie.type == "FOSTER_PARENT" and ended_care(tie) and tie.start in self.people and tie.end in self.people:
                found.setdefault((tie.end, tie.until), []).append(tie)
        for (child, until), ties in found.items():
            for pair in (ties[at : at + 2] for at in range(0, len(ties), 2)):
                union = self._union_of(tuple(tie.start for tie in pair))
                yield Child(union, child, "foster", all_said(pair), until)

    def _step_union(self, parent: str, child: str) -> int:
        """The partnership of a step-parent with one of the child's parents, else the step-parent alone."""
        real = {tie.start for tie in self.ties if tie.end == child and tie.type == "PARENT"}
        for number, union in enumerate(self.unions):
            if parent in union.partners and real & set(union.partners):
                return number
        return self._union_of((parent,))

    def _siblings(self) -> Iterator[Child]:
        """Siblings of whom no parent is recorded hang from a line that leads to nobody."""
        born = {tie.end for tie in self.ties if tie.type == "PARENT"}
        orphans = {id for id, person in self.people.items() if not person.unknown and id not in born}
        groups: list[set[str]] = []
        for tie in self.ties:
            if tie.type == "SIBLING" and tie.held and {tie.start, tie.end} <= orphans:
                joined = [group for group in groups if group & {tie.start, tie.end}]
                groups = [group for group in groups if group not in joined] + [{tie.start, tie.end}.union(*joined)]
        for group in groups:
            self.unions.append(Union(()))
            yield from (Child(len(self.unions) - 1, id) for id in sorted(group))

    def _union_of(self, partners: tuple[str, ...]) -> int:
        for number, union in enumerate(self.unions):
            if set(union.partners) == set(partners):
                return number
        self.unions.append(Union(partners))
        return len(self.unions) - 1

    def _unknown(self, parent: str, child: str) -> str:
        """The parent whom nobody has recorded: of each child another, but of recorded brothers and sisters one."""
        id = f"unknown beside {parent} of {min(self._full_siblings(child))}"
        self.people.setdefault(id, Person(id, unknown=True))
        return id

    def _full_siblings(self, child: str) -> set[str]:
        """A child, and whoever is recorded as a full sibling, of a full sibling too."""
        found, left = {child}, [child]
        while left:
            one = left.pop()
            ties = (tie for tie in self.ties if tie.type == "SIBLING" and tie.held and one in (tie.start, tie.end))
            others = {tie.end if tie.start == one else tie.start for tie in ties} - found
            found |= others
            left += others
        return found


def all_said(ties: Iterable[Tie]) -> Said:
    """What is said of several ties, together."""
    said = [tie.said for tie in ties]
    words = "; ".join(each.words for each in said)
    return Said(words, any(each.uncertain for each in said), any(each.disputed for each in said))
