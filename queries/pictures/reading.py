"""The family of a genogram: a family network, with the ties of its members that have ended.

The members of a network are the living, by ties that hold. A genogram also shows the dead, and who was a partner
before: they are the other ends of the members' ties.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from graph.dates import partial_date
from queries import readable, words
from queries.case import Case, Cases
from queries.context import Context
from queries.definitions.homes import know_homes
from queries.pictures.family import Family, Household, Link, Person, Said, Sex
from queries.pictures.unions import PARENTS, PARTNERS, Tie, Unions, adopted, all_said, ended_care
from queries.questions.family_network import family_network

MOST = 60
"""The most persons in one picture; the nearest are drawn, and it is said how many are not."""
STEPS = 3

Row = Mapping[str, Any]

_SEX: dict[str, Sex] = {
    "FEMALE": "female", "MALE": "male", "INDETERMINATE": "indeterminate", "NOT_KNOWN": "not_known",
}


async def family(cases: Cases, person: str, context: Context, steps: int = STEPS) -> Family | None:
    """The family around a person (any id they have or had); None where nobody is known by it."""

    async def drawn(case: Case) -> Family | None:
        network = await _network(case, person, steps)
        return None if network is None else family_of(network, context.on)

    return await cases.ask(context, drawn)


async def _network(case: Case, person: str, steps: int) -> Row | None:
    network = await family_network(case, person, steps)
    if network is None:
        return None
    return await network_of(case, network.person, {member.person: member.distance for member in network.members})


async def network_of(case: Case, person: str, distance: Mapping[str, int]) -> Row:
    """A network of members by their distance from a person, with all that a genogram shows of them, and of those at the
    other end of their ties."""
    members = list(distance)
    await case.read(ever_ties=members, ties=members, stays=members)
    others = {tie.other(id) for id in members for tie in case.all_ties_of[id]} & case.persons.keys()
    await case.read(ever_ties=others)
    await know_homes(case, {stay.address for id in members for stay in case.stays_of[id]})
    return {
        "person": {"id": person},
        "members": [{"distance": steps, "person": _member(case, id)} for id, steps in distance.items()],
    }


def _member(case: Case, id: str) -> Row:
    return {
        **readable.person(case, id), "residences": readable.residences(case, id),
        "relationships": [{**tie, "person": _other(case, tie["person"])} for tie in readable.relationships(case, id)],
    }


def _other(case: Case, id: str) -> Row:
    """The person at the other end of a member's tie, with ties of their own."""
    return {**readable.person(case, id), "relationships": readable.relationships(case, id)}


def family_of(network: Row, on: date, most: int = MOST) -> Family:
    """The family that an answer of the shape FamilyNetwork shows on a date."""
    return _Building(network, on).family(most)


def person_of(row: Row, on: date) -> Person:
    """A person as they were on a date; `row` is as `readable.person` makes it."""
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
    if not died and row.get("deceased") == "YES":
        return "(day not known)"
    return died if died and partial_date(died).first <= on else ""


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

    def _ties(self) -> Iterator[Tie]:
        """Every tie once: the one that holds, where it also ended at some time, with the times before it."""
        found: dict[tuple[str, str, str], dict[Tie, None]] = {}
        for row in self.rows.values():
            for each in row.get("relationships", ()):
                tie = self._tie(each)
                if tie is None:
                    continue
                found.setdefault((tie.type, tie.start, tie.end), {})[tie] = None
        for key in sorted(found):
            yield _once(list(found[key]))

    def _tie(self, row: Row) -> Tie | None:
        start, end = row["from"]["id"], row["to"]["id"]
        if start not in self.rows or end not in self.rows:
            return None
        until = row["until"] or ""
        row = {"uncertain": False, "disputed": False, **row}
        held = not until or partial_date(until).last > self.on or row["uncertain"]
        ended = f", until {until}" if until and not held else ""
        said = Said(told(row, self.rows) + ended, row["uncertain"], row["disputed"])
        return Tie(row["type"], start, end, row["since"] or "", until, held, said)

    def family(self, most: int) -> Family:
        """The family, of the nearest `most` persons."""
        everybody = self._everybody()
        shown = everybody[:most]
        people = {id: person_of(self.rows[id], self.on) for id in shown}
        found = Unions(self.ties, people)
        return Family(
            index=self.index,
            people=tuple(people.values()),
            unions=tuple(found.unions),
            children=tuple(found.children),
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

    def _shown(self, tie: Tie, member: str, other: str) -> bool:
        near = self.distance[member] <= 1 or any(
            each.type in PARENTS and each.start == other and each.end in self.distance for each in self.ties)
        if ended_care(tie):
            return near
        if tie.type == "PARENT" and not tie.held:
            return tie.end == member and member in adopted(self.ties)
        if tie.type in PARENTS:
            return tie.held and (tie.end == member or self._dead(other))
        return near and (tie.type in PARTNERS or (tie.type.endswith("SIBLING") and self._dead(other)))

    def _dead(self, person: str) -> bool:
        return bool(_died(self.rows[person], self.on))

    def _links(self, people: dict[str, Person]) -> Iterator[Link]:
        """Ties that no union or child shows."""
        parents = {(tie.start, tie.end) for tie in self.ties if tie.type == "PARENT"}
        for tie in self.ties:
            if not (tie.held or ended_care(tie)) or tie.start not in people or tie.end not in people:
                continue
            if tie.type in PARENTS or tie.type in PARTNERS or self._shown_already(tie, parents):
                continue
            yield Link(tie.start, tie.end, tie.type.lower(), tie.said, "" if tie.held else tie.until)

    def _shown_already(self, tie: Tie, parents: set[tuple[str, str]]) -> bool:
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


def _once(ties: list[Tie]) -> Tie:
    """A tie by its last time, with the times of it that were surely over before a later one began."""
    last, *others = sorted(ties, key=lambda tie: (tie.held, tie.until or "9999"), reverse=True)
    times, begun = [last], last.since
    for tie in others:
        if begun and tie.until and tie.until <= begun:
            times.append(tie)
            begun = tie.since
    before = tuple((tie.since, tie.until) for tie in reversed(times[1:]))
    return replace(last, before=before, said=all_said(reversed(times)))


def _age(born: str | None, died: str) -> int | None:
    """Age at death, where the dates say it."""
    if not born:
        return None
    one, other = partial_date(born), partial_date(died)
    youngest, oldest = _years(one.last, other.first), _years(one.first, other.last)
    return oldest if oldest == youngest else None


def _years(start: date, end: date) -> int:
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))
