"""The family of a genogram, read in one statement by the question `family_network`.

The question's members are the living, by ties that hold. A genogram also shows the dead, and who was a partner
before: they are read as the other ends of the members' ties.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from graph.dates import partial_date
from queries import ask, words
from queries.context import Context
from queries.picked import picked
from queries.pictures.family import (
    CARING,
    Child,
    ChildKind,
    Ended,
    Family,
    Household,
    Link,
    Person,
    Said,
    Sex,
    Union,
    UnionKind,
)
from queries.planner import Pick
from queries.read import Reader

MOST = 60
"""The most persons in one picture; the nearest are drawn, and it is said how many are not."""
STEPS = 3

Row = Mapping[str, Any]

PERSON = "id givenNames familyName dateOfBirth expectedDateOfBirth deceasedOn sex age unborn"
"""The picks that `person_of` needs."""
TIE = "type since until uncertain disputed assertedBy { id } from { id } to { id }"
"""The picks of a tie; `told` puts the names in."""
_PAST = "type since until assertedBy { id } from { id } to { id }"


def _ever(picks: tuple[Pick, ...]) -> tuple[Pick, ...]:
    """The picks with ties that have ended, wherever ties are picked."""
    return tuple(
        replace(pick, picks=_ever(pick.picks), arguments=(("ended", True),) if pick.name == "relationships" else ())
        for pick in picks
    )


_NETWORK = _ever(picked(
    f"person {{ id }} members {{ distance person {{ {PERSON} residences {{ addressId home }}"
    f" relationships {{ {TIE} person {{ {PERSON} relationships {{ {_PAST} }} }} }} }} }}"
))
_PARENTS: dict[str, ChildKind] = {
    "PARENT": "birth", "ADOPTIVE_PARENT": "adoptive", "FOSTER_PARENT": "foster", "STEP_PARENT": "step",
}
_SEX: dict[str, Sex] = {
    "FEMALE": "female", "MALE": "male", "INDETERMINATE": "indeterminate", "NOT_KNOWN": "not_known",
}
_PARTNERS = ("SPOUSE", "PARTNER", "EX_PARTNER")


async def family(reader: Reader, person: str, context: Context, steps: int = STEPS) -> Family | None:
    """The family around a person (any id they have or had); None where nobody is known by it."""
    found = await reader.answer(ask.family_network(person, steps), _NETWORK, context)
    return None if found is None else family_of(found, context.on)


def family_of(network: Row, on: date, most: int = MOST) -> Family:
    """The family that an answer of the shape FamilyNetwork shows on a date."""
    return _Building(network, on).family(most)


def person_of(row: Row, on: date) -> Person:
    """A person as they were on a date; `row` has what `PERSON` picks."""
    died = _died(row, on)
    return Person(
        id=row["id"],
        name=words.name(row) if row["givenNames"] or row["familyName"] else "",
        sex=_SEX[row["sex"] or "NOT_KNOWN"],
        born=row["dateOfBirth"] or "",
        due=row["expectedDateOfBirth"] or "" if row["unborn"] else "",
        died=died,
        age=_age(row["dateOfBirth"], died) if died else row["age"],
        unborn=row["unborn"],
    )


def told(tie: Row, people: Mapping[str, Row]) -> str:
    """A tie in words; `people` are those it may tie, by id."""
    return words.tie({**tie, "from": people[tie["from"]["id"]], "to": people[tie["to"]["id"]]})


def _died(row: Row, on: date) -> str:
    died: str = row["deceasedOn"] or ""
    return died if died and partial_date(died).first <= on else ""


@dataclass(frozen=True)
class _Tie:
    """A tie between two persons, read as 'start is the TYPE of end'; `held` says whether it holds on the date."""

    type: str
    start: str
    end: str
    since: str
    until: str
    held: bool
    said: Said


class _Building:
    """Makes a family of an answer."""

    def __init__(self, network: Row, on: date) -> None:
        self.on = on
        self.index = network["person"]["id"]
        members = list(network["members"])
        self.distance = {member["person"]["id"]: member["distance"] for member in members}
        self.rows: dict[str, Row] = {member["person"]["id"]: member["person"] for member in members}
        for member in members:
            for tie in member["person"]["relationships"]:
                self.rows.setdefault(tie["person"]["id"], tie["person"])
        self.ties = list(self._ties())

    def _ties(self) -> Iterator[_Tie]:
        """Every tie once: the one that holds, where it also ended at some time."""
        found: dict[tuple[str, str, str], _Tie] = {}
        for row in self.rows.values():
            for each in row.get("relationships", ()):
                tie = self._tie(each)
                if tie is None:
                    continue
                key = (tie.type, tie.start, tie.end)
                if key not in found or _later(tie, found[key]):
                    found[key] = tie
        for key in sorted(found):
            yield found[key]

    def _tie(self, row: Row) -> _Tie | None:
        start, end = row["from"]["id"], row["to"]["id"]
        if start not in self.rows or end not in self.rows:
            return None
        until = row["until"] or ""
        row = {"uncertain": False, "disputed": False, **row}
        held = not until or partial_date(until).last > self.on or row["uncertain"]
        ended = f", until {until}" if until and not held else ""
        said = Said(told(row, self.rows) + ended, row["uncertain"], row["disputed"])
        return _Tie(row["type"], start, end, row["since"] or "", until, held, said)

    def family(self, most: int) -> Family:
        """The family, of the nearest `most` persons."""
        everybody = self._everybody()
        shown = everybody[:most]
        people = {id: person_of(self.rows[id], self.on) for id in shown}
        unions = self._unions(people)
        children = list(self._children(people, unions))
        return Family(
            index=self.index,
            people=tuple(people.values()),
            unions=tuple(unions),
            children=tuple(children),
            links=tuple(self._links(people)),
            households=tuple(self._households(people)),
            on=self.on,
            more=len(everybody) - len(shown),
        )

    def _everybody(self) -> list[str]:
        """Who is drawn, the nearest first: the members, their parents, the dead, and partners they had."""
        distance = dict(self.distance)
        for tie in self.ties:
            for one, other in ((tie.start, tie.end), (tie.end, tie.start)):
                if one in self.distance and other not in self.distance and self._shown(tie, one, other):
                    distance[other] = min(distance.get(other, 99), self.distance[one] + 1)
        return sorted(distance, key=lambda id: (distance[id], id))

    def _shown(self, tie: _Tie, member: str, other: str) -> bool:
        near = self.distance[member] <= 1 or any(
            each.type in _PARENTS and each.start == other and each.end in self.distance for each in self.ties)
        if _ended_care(tie):
            return near
        if tie.type in _PARENTS:
            return tie.held and (tie.end == member or self._dead(other))
        return near and (tie.type in _PARTNERS or (tie.type.endswith("SIBLING") and self._dead(other)))

    def _dead(self, person: str) -> bool:
        return bool(_died(self.rows[person], self.on))

    # Unions and children.

    def _unions(self, people: dict[str, Person]) -> list[Union]:
        pairs: dict[tuple[str, str], list[_Tie]] = {}
        for tie in self.ties:
            if tie.type in _PARTNERS and tie.start in people and tie.end in people:
                pairs.setdefault((min(tie.start, tie.end), max(tie.start, tie.end)), []).append(tie)
        return [self._union(pair, ties, people) for pair, ties in pairs.items()]

    def _union(self, pair: tuple[str, str], ties: list[_Tie], people: dict[str, Person]) -> Union:
        """What most holds of a pair: a marriage, a partnership, and whether it is over.

        A marriage that a date ends is a divorce, a partnership so ended a separation; so is a marriage beside
        which a former partnership is recorded. What ends with a death is neither.
        """
        best = max(ties, key=lambda tie: (tie.held and tie.type != "EX_PARTNER", -_PARTNERS.index(tie.type)))
        former = next((tie for tie in ties if tie.type == "EX_PARTNER" and tie.held), None)
        kind: UnionKind = "married" if best.type == "SPOUSE" else "partners"
        until = best.until if not best.held else (former.since if former else "")
        ended: Ended = ""
        if not any(people[one].died for one in pair):
            over = not best.held or best.type == "EX_PARTNER"
            ended = "divorced" if over and kind == "married" else "separated" if over or former else ""
        since = "" if best.type == "EX_PARTNER" else best.since
        return Union(pair, kind, ended, since, until, _all_said(ties))

    def _children(self, people: dict[str, Person], unions: list[Union]) -> Iterator[Child]:
        """The children of each kind; unions are added for parents of whom no partnership is recorded."""
        for child in list(people):
            for type, kind in _PARENTS.items():
                ties = [tie for tie in self.ties if (tie.type, tie.end, tie.held) == (type, child, True)]
                if ties := [tie for tie in ties if tie.start in people]:
                    yield from self._child(child, kind, ties, people, unions)
        yield from self._formerly_fostered(people, unions)
        yield from self._siblings(people, unions)

    def _child(
        self, child: str, kind: ChildKind, ties: list[_Tie], people: dict[str, Person], unions: list[Union]
    ) -> Iterator[Child]:
        parents = [tie.start for tie in ties]
        if kind == "step":
            for tie in ties:
                yield Child(self._step_union(tie.start, child, unions), child, kind, tie.said)
            return
        if kind == "birth" and len(parents) == 1:
            parents.append(_unknown(parents[0], people))
        said = _all_said(ties)
        yield Child(_union_of(tuple(parents[:2]), unions), child, kind, said)
        for tie in ties[2:]:
            yield Child(_union_of((tie.start,), unions), child, kind, tie.said)

    def _formerly_fostered(self, people: dict[str, Person], unions: list[Union]) -> Iterator[Child]:
        """A child once for each two who fostered it until the same day."""
        found: dict[tuple[str, str], list[_Tie]] = {}
        for tie in self.ties:
            if tie.type == "FOSTER_PARENT" and _ended_care(tie) and tie.start in people and tie.end in people:
                found.setdefault((tie.end, tie.until), []).append(tie)
        for (child, until), ties in found.items():
            for pair in (ties[at : at + 2] for at in range(0, len(ties), 2)):
                union = _union_of(tuple(tie.start for tie in pair), unions)
                yield Child(union, child, "foster", _all_said(pair), until)

    def _step_union(self, parent: str, child: str, unions: list[Union]) -> int:
        """The partnership of a step-parent with one of the child's parents, else the step-parent alone."""
        real = {tie.start for tie in self.ties if tie.end == child and tie.type == "PARENT"}
        for number, union in enumerate(unions):
            if parent in union.partners and real & set(union.partners):
                return number
        return _union_of((parent,), unions)

    def _siblings(self, people: dict[str, Person], unions: list[Union]) -> Iterator[Child]:
        """Siblings of whom no parent is recorded hang from a line that leads to nobody."""
        born = {tie.end for tie in self.ties if tie.type == "PARENT"}
        orphans = {id for id, person in people.items() if not person.unknown and id not in born}
        groups: list[set[str]] = []
        for tie in self.ties:
            if tie.type == "SIBLING" and tie.held and {tie.start, tie.end} <= orphans:
                joined = [group for group in groups if group & {tie.start, tie.end}]
                groups = [group for group in groups if group not in joined] + [{tie.start, tie.end}.union(*joined)]
        for group in groups:
            unions.append(Union(()))
            yield from (Child(len(unions) - 1, id) for id in sorted(group))

    # Everything else.

    def _links(self, people: dict[str, Person]) -> Iterator[Link]:
        """Ties that no union or child shows."""
        parents = {(tie.start, tie.end) for tie in self.ties if tie.type == "PARENT"}
        for tie in self.ties:
            if not (tie.held or _ended_care(tie)) or tie.start not in people or tie.end not in people:
                continue
            if tie.type in _PARENTS or tie.type in _PARTNERS or self._shown_already(tie, parents):
                continue
            yield Link(tie.start, tie.end, tie.type.lower(), tie.said, "" if tie.held else tie.until)

    def _shown_already(self, tie: _Tie, parents: set[tuple[str, str]]) -> bool:
        """Whether siblings have a parent in common here, or a grandparent's child between."""
        if tie.type in ("SIBLING", "HALF_SIBLING"):
            above = [{one for one, child in parents if child == id} for id in (tie.start, tie.end)]
            return bool(above[0] & above[1]) or (not above[0] and not above[1] and tie.type == "SIBLING")
        if tie.type == "GRANDPARENT":
            return any((tie.start, middle) in parents for middle, child in parents if child == tie.end)
        return False

    def _households(self, people: dict[str, Person]) -> Iterator[Household]:
        """Who share a home: once, also where agencies know it by different addresses."""
        at: dict[str, list[str]] = {}
        for id in people.keys() & self.rows.keys():
            for residence in self.rows[id].get("residences", ()):
                if residence["home"]:
                    at.setdefault(residence["addressId"], []).append(id)
        shared = (tuple(sorted(set(members))) for _, members in sorted(at.items()))
        yield from map(Household, dict.fromkeys(members for members in shared if len(members) > 1))


def _ended_care(tie: _Tie) -> bool:
    """Whether somebody was cared for until then: a child may go back there, and who cared knows the child."""
    return not tie.held and (tie.type == "FOSTER_PARENT" or tie.type.lower() in CARING)


def _later(one: _Tie, other: _Tie) -> bool:
    return (one.held, one.until or "9999") > (other.held, other.until or "9999")


def _union_of(partners: tuple[str, ...], unions: list[Union]) -> int:
    for number, union in enumerate(unions):
        if set(union.partners) == set(partners):
            return number
    unions.append(Union(partners))
    return len(unions) - 1


def _unknown(parent: str, people: dict[str, Person]) -> str:
    """The parent whom nobody has recorded, one beside each parent who has children with no other."""
    id = f"unknown beside {parent}"
    people.setdefault(id, Person(id, unknown=True))
    return id


def _all_said(ties: Iterable[_Tie]) -> Said:
    said = [tie.said for tie in ties]
    words = "; ".join(each.words for each in said)
    return Said(words, any(each.uncertain for each in said), any(each.disputed for each in said))


def _age(born: str | None, died: str) -> int | None:
    """Age at death, where the dates say it."""
    if not born:
        return None
    one, other = partial_date(born), partial_date(died)
    youngest, oldest = _years(one.last, other.first), _years(one.first, other.last)
    return oldest if oldest == youngest else None


def _years(start: date, end: date) -> int:
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))
