"""The persons around a person, each with a shortest path, and the ties among them."""

from __future__ import annotations

from dataclasses import dataclass

from queries.access.visible import Stay
from queries.case import Around, Case
from queries.definitions.family import Member, Path, around, every_way
from queries.definitions.homes import home, homes_of, know_homes, relates, shares
from queries.definitions.persons import alive
from queries.definitions.ties import holding

FARTHEST = 6
"""The most steps asked for; a family tie further off than this explains nothing."""


@dataclass(frozen=True)
class FamilyNetwork:
    """The person, and the members in the order of their distance; the first is the person."""

    person: str
    members: tuple[Member, ...]


async def family_network(case: Case, person: str, steps: int = 3) -> FamilyNetwork | None:
    """The persons within so many steps of a person; around the dead, those whom they leave. ValueError for steps
    beyond 0 to `FARTHEST`."""
    check_steps("steps", steps)
    who = await case.person(person, around=Around(min(max(steps, 1), 2)))
    if who is None:
        return None
    return FamilyNetwork(who.id, tuple(await around(case, [who.id], steps)))


async def household(case: Case, whose: str) -> tuple[str, ...]:
    """Who lives in a person's homes on the date, or at an address that is a home: by the id of either."""
    who = await case.person(whose, around=Around(1))
    places = {stay.address for stay in case.stays_of[who.id] if holding(case, stay)} if who else {whose}
    await case.read(homes=places)
    await know_homes(case, places)
    if who is not None:
        homes = homes_of(case, who.id)
        related = {stay.person for own in homes for stay in _related(case, own.address) if shares(case, own, stay)}
    else:
        related = {stay.person for place in places for stay in _related(case, place)}
    found = {person for person in related if alive(case, person)}
    return tuple(sorted(found)[: case.bound])


async def paths_between(case: Case, one: str, other: str, longest: int = FARTHEST) -> list[Path]:
    """The shortest family paths between two persons on the date, all that are equally short; the dead are in none.

    Empty where one of them is not known. ValueError for a length beyond 0 to `FARTHEST`.
    """
    check_steps("longest", longest)
    found = await case.people([one, other], around=Around(2))
    if len(found) < len({one, other}):
        return []
    start, target = found[one].id, found[other].id
    if start == target or not alive(case, start):
        return []
    return (await every_way(case, start, target, longest))[: case.bound]


def _related(case: Case, address: str) -> list[Stay]:
    """The stays on the date by which persons are related at an address; none where it is no home."""
    if address not in case.addresses or not home(case, address):
        return []
    return [stay for stay in case.residents[address] if holding(case, stay) and relates(case, stay)]


def check_steps(name: str, steps: int) -> None:
    """Refuse more steps than are asked for, or fewer than none."""
    if not 0 <= steps <= FARTHEST:
        raise ValueError(f"{name} is {steps}; ask for 0 to {FARTHEST}")
