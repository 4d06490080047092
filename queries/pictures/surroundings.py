"""What an ecomap shows: a household, its family elsewhere, the agencies around, and how each is tied to whom.

After Hartman, 'Diagrammatic assessment of family relationships', *Social Casework* 59 (1978). The strength of a
tie is not judged: it is read from what was recorded in the months before the date.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from queries import readable, words
from queries.analysis.network import Network
from queries.analysis.rules.compartmentalised import RULE, LinkKind, links
from queries.case import Case, Cases
from queries.child_network.networks import child_networks
from queries.context import Context
from queries.definitions.homes import know_homes
from queries.definitions.persons import missing
from queries.pictures.family import Person
from queries.pictures.reading import person_of, told
from queries.questions.agency_matrix import MashCheck, mash_check

Strength = Literal["strong", "tenuous", "stressful", "one_way"]
"""`strong`: live, with an event recorded in the months before. `tenuous`: live, and none recorded, or nothing
delivered for the date. `stressful`: an appointment missed or a complaint recorded. `one_way`: referred or waiting."""
STRAIN = frozenset({"missed_appointment", "complaint"})
"""Kinds of event that show that contact is not going well."""
MOST_HOME, MOST_AROUND = 12, 30
GAPS = {"SCHOOL": "No school recorded", "GP": "No GP recorded"}

Row = Mapping[str, Any]

@dataclass(frozen=True)
class Agency:
    """An agency around the household; `group` is the same for agencies that are linked, however indirectly."""

    id: str
    name: str
    kind: str
    group: int = 0


@dataclass(frozen=True)
class Tie:
    """A person and an agency that works with them."""

    person: str
    agency: str
    strength: Strength
    said: str


@dataclass(frozen=True)
class Link:
    """Two agencies, in the order of their ids, and how they are linked."""

    one: str
    other: str
    kinds: frozenset[LinkKind] = frozenset({"met"})


@dataclass(frozen=True)
class Gap:
    """A service that a child should have and of which nothing is recorded."""

    person: str
    text: str


@dataclass(frozen=True)
class Surroundings:
    """All of an ecomap. `elsewhere` says with each person how they are family; `more` are not drawn."""

    index: str
    on: date
    home: tuple[Person, ...]
    elsewhere: tuple[tuple[Person, str], ...]
    agencies: tuple[Agency, ...]
    ties: tuple[Tie, ...]
    links: tuple[Link, ...]
    gaps: tuple[Gap, ...]
    more: int = 0


async def surroundings(cases: Cases, person: str, context: Context) -> Surroundings | None:
    """What is around a person's household (any id they have or had); None where nobody is known by it."""

    async def work(case: Case) -> Surroundings | None:
        check = await mash_check(case, [person])
        if check is None:
            return None
        networks = await child_networks(case, [person], RULE.reads)
        found = await _found(case, check)
        return await case.apart(lambda: surroundings_of(found, networks.near, context))

    return await cases.ask(context, work, since=context.linked_from)


async def _found(case: Case, check: MashCheck) -> Row:
    """The persons of a hub's check with what an ecomap shows of them, by the keys of GraphQL answers."""
    people = [*check.people, *(member.person for member in check.family)]
    await case.read(stays=people, involvements=people, workers=people, ever=people, ties=people)
    await know_homes(case, {stay.address for id in people for stay in case.stays_of[id]})
    return {
        "people": [_member(case, id) for id in check.people],
        "family": [
            {"person": _member(case, one.person), "path": readable.path(case, one.path)} for one in check.family
        ],
        "children": [
            {"child": {"id": id}, "missing": [fact.upper() for fact in missing(case, id)]} for id in check.children
        ],
    }


def _member(case: Case, id: str) -> Row:
    residences, involvements = readable.residences(case, id), readable.services(case, id)
    return {**readable.person(case, id), "residences": residences, "involvements": involvements}


def surroundings_of(found: Row, networks: list[Network], context: Context) -> Surroundings:
    """The surroundings that an answer of the shape MashCheck and the networks of the children show."""
    asked = found["people"][0]
    members = {asked["id"]: asked, **{member["person"]["id"]: member["person"] for member in found["family"]}}
    at_home = [id for id in members if id == asked["id"] or _homes(asked) & _homes(members[id])]
    ways = {member["person"]["id"]: _way(member["path"]["steps"], members) for member in found["family"]}
    elsewhere = [id for id in members if id not in at_home]
    linked = _linked(networks, context)
    every = {each["agency"]["id"]: each["agency"] for person in members.values() for each in person["involvements"]}
    there = [Agency(id, one["name"], one["kind"].lower()) for id, one in every.items()]
    agencies = _grouped(there, linked)[:MOST_AROUND]
    kept = at_home[:MOST_HOME]
    around = elsewhere[: max(MOST_AROUND - len(agencies), 0)]
    names = {agency.id for agency in agencies}
    return Surroundings(
        index=asked["id"],
        on=context.on,
        home=tuple(person_of(members[id], context.on) for id in kept),
        elsewhere=tuple((person_of(members[id], context.on), ways[id]) for id in around),
        agencies=tuple(agencies),
        ties=tuple(_ties([members[id] for id in (*kept, *around)], names, networks)),
        links=tuple(link for link in linked if {link.one, link.other} <= names),
        gaps=tuple(_gaps(found["children"], kept)),
        more=len(members) - len(kept) - len(around) + len(every) - len(agencies),
    )


def _homes(person: Row) -> set[str]:
    return {lives["addressId"] for lives in person["residences"] if lives["home"]}


def _way(steps: list[Row], people: Mapping[str, Row]) -> str:
    """How somebody is family."""
    return "; ".join(told(step, people) for step in steps)


def _linked(networks: Iterable[Network], context: Context) -> list[Link]:
    """The links between agencies about anybody of these networks."""
    found: dict[tuple[str, str], frozenset[LinkKind]] = {}
    for network in networks:
        for one, other, facts in links(network, context).edges(data=True):
            pair = (min(one, other), max(one, other))
            found[pair] = found.get(pair, frozenset()) | facts["kinds"]
    return [Link(one, other, kinds) for (one, other), kinds in sorted(found.items())]


def _grouped(agencies: list[Agency], linked: list[Link]) -> list[Agency]:
    """The agencies by group, the largest first: what is linked stands together."""
    group = {agency.id: agency.id for agency in agencies}
    for link in linked:
        if link.one in group and link.other in group:
            kept, gone = sorted((group[link.one], group[link.other]))
            group = {id: kept if its == gone else its for id, its in group.items()}
    sizes = {its: sum(other == its for other in group.values()) for its in group.values()}
    order = sorted(sizes, key=lambda its: (-sizes[its], its))
    numbered = [replace(agency, group=order.index(group[agency.id])) for agency in agencies]
    return sorted(numbered, key=lambda agency: (agency.group, agency.id))


def _ties(people: Iterable[Row], agencies: Collection[str], networks: list[Network]) -> Iterator[Tie]:
    for person in people:
        by_agency: dict[str, list[Row]] = {}
        for involvement in person["involvements"]:
            by_agency.setdefault(involvement["agency"]["id"], []).append(involvement)
        for agency, involvements in by_agency.items():
            if agency in agencies:
                said = "; ".join(words.service(each) for each in involvements)
                yield Tie(person["id"], agency, _strength(involvements, person["id"], agency, networks), said)


def _strength(involvements: list[Row], person: str, agency: str, networks: list[Network]) -> Strength:
    events = {event.kind for network in networks for event in network.about(person) if event.agency == agency}
    if events & STRAIN:
        return "stressful"
    if not any(each["status"] == "OPEN" for each in involvements):
        return "one_way"
    return "strong" if events and not all(each["stale"] for each in involvements) else "tenuous"


def _gaps(rows: list[Row], home: Collection[str]) -> Iterator[Gap]:
    for row in rows:
        if row["child"]["id"] in home:
            yield from (Gap(row["child"]["id"], GAPS[fact]) for fact in row["missing"] if fact in GAPS)
