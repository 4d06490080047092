"""Who is in a child's network: parents, carers, household members, siblings, and partners of the first three.

Ties and stays count that hold some day of the case's window; the dead are out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from queries.access.visible import Stay, Tie
from queries.case import Around, Case
from queries.definitions.homes import home, know_homes, relates_during, together
from queries.definitions.persons import alive, child
from queries.definitions.ties import during

Members = Mapping[str, frozenset[str]]
"""The members of one network: by person, in which roles."""


async def networks_holding(case: Case, people: Collection[str]) -> dict[str, Members]:
    """By child, each network that holds one of some persons."""
    found = await members_of(case, await children_near(case, people))
    return {child: members for child, members in found.items() if not members.keys().isdisjoint(people)}


async def children_near(case: Case, people: Collection[str]) -> list[str]:
    """At least every child whose network holds one of some persons."""
    await case.walk(Around(2), people=_unknown(case, people))
    parents = {parent for one in people for parent in _tied_to(case, one, "PARENT_OF")}
    partners = {tie.other(one) for one in people for tie in tied(case, one, "PARTNER_OF")}
    await case.read(ties=parents | partners, stays=partners)  # who was met at the end of a walk is known without these
    await know_mates(case, {*people, *partners})
    return await children_among(case, await case.apart(lambda: _near_all(case, people)))


async def children_among(case: Case, people: Iterable[str]) -> list[str]:
    """Those of some persons who are children on the date, living or unborn."""
    living = sorted(person for person in people if alive(case, person))
    await case.read(ever=living)
    return [person for person in living if child(case, person)]


async def members_of(case: Case, children: Collection[str]) -> dict[str, Members]:
    """The members of the networks of some children."""
    await case.walk(Around(2, homes=False), people=_unknown(case, children))
    await know_mates(case, children)
    beside = await case.apart(lambda: sorted(_beside_all(case, children)))
    await case.read(ties=beside)
    return await case.apart(lambda: {child: _members(case, child) for child in case.counted(children)})


def _unknown(case: Case, people: Iterable[str]) -> list[str]:
    return [one for one in people if not (case.has("ties", one) and case.has("stays", one))]


async def know_mates(case: Case, people: Iterable[str]) -> None:
    """Read who lives where some persons live. Needs their `stays`."""
    places = sorted({stay.address for person in people for stay in _stays(case, person)})
    await know_homes(case, places)
    await case.read(homes=[place for place in places if home(case, place)])


def mates(case: Case, person: str) -> Iterator[tuple[Stay, Stay]]:
    """The stays by which a person shares a home in the window: own and another's. Needs `know_mates`."""
    for own in _stays(case, person):
        if home(case, own.address):
            for other in case.residents[own.address]:
                if other.person != person and stays(case, other) and together(case, own, other):
                    yield own, other


def _stays(case: Case, person: str) -> list[Stay]:
    return [stay for stay in case.stays_of[person] if stays(case, stay)]


def stays(case: Case, stay: Stay) -> bool:
    """Whether somebody stays at an address in the window, in a way that relates those who live there."""
    return bool(during(case, stay)) and relates_during(case, stay)


def tied(case: Case, person: str, edge: str) -> Iterator[Tie]:
    """A person's ties of one kind in the window. Needs `ties`."""
    return (tie for tie in case.ties_of[person] if tie.edge == edge and during(case, tie))


def _near_all(case: Case, people: Iterable[str]) -> set[str]:
    return {near for one in case.counted(people) for near in _near(case, one)}


def _near(case: Case, person: str) -> Iterator[str]:
    """Whose networks a person is in, where they are children."""
    yield person
    yield from _close_to(case, person)
    for tie in tied(case, person, "SIBLING_OF"):
        yield tie.other(person)
    for parent in _tied_to(case, person, "PARENT_OF"):
        yield from _tied_from(case, parent, "PARENT_OF")
    for tie in tied(case, person, "PARTNER_OF"):
        yield from _close_to(case, tie.other(person))


def _close_to(case: Case, person: str) -> Iterator[str]:
    """Whose parent or carer a person is, and with whom they live."""
    yield from _tied_from(case, person, "PARENT_OF")
    yield from _tied_from(case, person, "CARES_FOR")
    yield from (other.person for _, other in mates(case, person))


def _tied_from(case: Case, start: str, edge: str) -> Iterator[str]:
    return (tie.end for tie in tied(case, start, edge) if tie.start == start)


def _tied_to(case: Case, end: str, edge: str) -> Iterator[str]:
    return (tie.start for tie in tied(case, end, edge) if tie.end == end)


def _close(case: Case, child: str) -> Iterator[tuple[str, str]]:
    """Parents, carers and household members of a child: `(person, role)`."""
    yield from ((parent, "parent") for parent in _tied_to(case, child, "PARENT_OF"))
    yield from ((carer, "carer") for carer in _tied_to(case, child, "CARES_FOR"))
    yield from ((other.person, "home") for _, other in mates(case, child))


def _beside(case: Case, child: str) -> set[str]:
    """Whose partners are in a child's network, and, of the parents, whose children."""
    return {person for person, _ in _close(case, child)}


def _beside_all(case: Case, children: Iterable[str]) -> set[str]:
    return {person for one in case.counted(children) for person in _beside(case, one)}


def _members(case: Case, child: str) -> Members:
    roles: defaultdict[str, set[str]] = defaultdict(set, {child: {"child"}})
    for person, role in _close(case, child):
        roles[person].add(role)
    for sibling in _siblings(case, child):
        roles[sibling].add("sibling")
    for one in _beside(case, child):
        for partner in (tie.other(one) for tie in tied(case, one, "PARTNER_OF")):
            if partner != child:
                roles[partner].add("partner")
    return {person: frozenset(roles[person]) for person in sorted(roles) if alive(case, person)}


def _siblings(case: Case, child: str) -> Iterator[str]:
    """Recorded siblings, and the other children of a child's parents."""
    yield from (tie.other(child) for tie in tied(case, child, "SIBLING_OF"))
    for parent in _tied_to(case, child, "PARENT_OF"):
        yield from (other for other in _tied_from(case, parent, "PARENT_OF") if other != child)
