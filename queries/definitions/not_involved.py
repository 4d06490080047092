"""Agencies that should know of an event about an adult with children, and are not involved with the family yet.

DOMAIN, 'Knows of an event': where a rule of the table says so (`Informing.beyond`), the event is about an adult with
children in the home or in their care, and no children's service is live with them, these should know too: the
children's front door, the adult's own GP (seed row 14), midwifery of an unborn child and health visiting of a child
under five (row 15). They are found by the directory and what the viewer may see; where there is none, its kind is said.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from queries.access.visible import Event, Involvement
from queries.case import Case, reads
from queries.definitions.care import in_care, know_care
from queries.definitions.involvements import kind_of
from queries.definitions.persons import child
from queries.definitions.records import household_ids
from queries.definitions.ties import held
from queries.informing import CHILDRENS, Informing

FRONT_DOOR = ("mash", "children_social_care")
"""Kinds of agency that take contacts about any child, the first that there is (seed row 32)."""
GP, MIDWIFERY, HEALTH_VISITING = "gp", "midwifery", "health_visiting"
_AT_WORK_WITH_CHILDREN = CHILDRENS | {"mash"}


@dataclass(frozen=True)
class NotInvolved:
    """An agency that should know and is not involved: the persons who are the reason, and its kinds that are wanted."""

    agency: str
    people: tuple[str, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Beyond:
    """The agencies not involved yet that should know of an event, by id, and the kinds of which there is none."""

    agencies: tuple[NotInvolved, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Wanted:
    """An agency of a kind is to know because of some persons: one of `agencies`; where there is none, it is missing."""

    kind: str
    agencies: Sequence[str]
    people: Sequence[str]


@reads("beyond")
async def know_beyond(case: Case, people: Iterable[str]) -> None:
    """Read the facts that `beyond` needs about the persons whom events concern."""
    adults = [person for person in dict.fromkeys(people) if person in case.persons]
    await know_care(case, adults)
    await case.read(involvements=adults, stays=adults)
    if _has_several(case):
        near = {*adults, *(one for adult in adults for one in in_care(case, adult))}
        await case.read(households=_households(case, near))


def beyond(case: Case, event: Event, row: Informing | None, involved: Collection[str]) -> Beyond:
    """Who should know of an event by a rule beside the agencies involved. Needs `beyond` of those it concerns."""
    if row is None or not row.beyond:
        return Beyond()
    wanted = list(_wanted(case, event))
    agencies = sorted({agency for one in wanted for agency in one.agencies if agency not in involved})
    missing = dict.fromkeys(one.kind for one in wanted if not one.agencies)
    return Beyond(tuple(_not_involved(agency, wanted) for agency in agencies[: case.bound]), tuple(missing))


def _not_involved(agency: str, wanted: Iterable[_Wanted]) -> NotInvolved:
    theirs = [one for one in wanted if agency in one.agencies]
    people = dict.fromkeys(person for one in theirs for person in one.people)
    return NotInvolved(agency, tuple(people), tuple(dict.fromkeys(one.kind for one in theirs)))


def _wanted(case: Case, event: Event) -> Iterator[_Wanted]:
    adults = {
        person: children for person in event.people
        if person in case.persons and not child(case, person) and (children := in_care(case, person))
    }
    children = list(dict.fromkeys(one for some in adults.values() for one in some))
    family = [*adults, *children]
    if not adults or _is_live(case, family, _AT_WORK_WITH_CHILDREN):
        return
    kind = next((kind for kind in FRONT_DOOR if _of_kind(case, kind)), FRONT_DOOR[-1])
    yield _Wanted(kind, _nearest(case, kind, family), children)
    for adult in adults:
        yield _Wanted(GP, _practices(case, adult), [adult])
    for kind, some in (
        (MIDWIFERY, [one for one in children if case.dates.unborn(case.persons[one].stated)]),
        (HEALTH_VISITING, [one for one in children if case.dates.very_young(case.persons[one].stated)]),
    ):
        lacking = [one for one in some if not _is_live(case, [one, *adults], {kind})]
        if lacking:
            yield _Wanted(kind, _nearest(case, kind, family), lacking)


def _is_live(case: Case, people: Iterable[str], kinds: Collection[str]) -> bool:
    """Whether a service of some kinds is live with one of some persons."""
    return any(kind_of(case, work) in kinds for person in people for work in _live(case, person))


def _live(case: Case, person: str) -> list[Involvement]:
    return [work for work in case.involvements_of[person] if case.dates.live(work)]


def _practices(case: Case, person: str) -> list[str]:
    """The GP practices where somebody is registered or that work with them, by any agency's record."""
    return sorted({
        work.provider for work in _live(case, person)
        if (work.implied == GP or kind_of(case, work) == GP) and case.organisation(work.provider) is not None
    })


def _of_kind(case: Case, kind: str) -> list[str]:
    """The agencies of a kind, by id; where there is none, those that have a service of it: a trust's health visitors.
    """
    directory = case.directory
    found = {one.id for one in directory.organisations.values() if one.kind == kind}
    serving = (one.agency for one in directory.services.values() if one.kind == kind)
    return sorted(found or {agency for agency in serving if agency is not None and agency in directory.organisations})


def _nearest(case: Case, kind: str, people: Collection[str]) -> list[str]:
    """The agencies of a kind: of several, those one of whose services has the family's area, else all."""
    every = _of_kind(case, kind)
    if len(every) < 2:
        return every
    places = _Places.of(case, people)
    near = [
        agency for agency in every
        if any(one.agency == agency and places.has(one.area) for one in case.directory.services.values())
    ]
    return near or every


def _has_several(case: Case) -> bool:
    """Whether the area decides: there are several agencies of a kind."""
    return any(len(_of_kind(case, kind)) > 1 for kind in (*FRONT_DOOR, MIDWIFERY, HEALTH_VISITING))


@dataclass(frozen=True)
class _Places:
    """Where a family is: the areas of the services it is with, and its addresses as agencies record them."""

    areas: frozenset[str]
    addresses: tuple[str, ...]
    districts: frozenset[str]
    """Of postcodes: the district, such as `tq1`, and the area, such as `tq`."""

    @classmethod
    def of(cls, case: Case, people: Collection[str]) -> _Places:
        """Of some persons. Needs `beyond`."""
        services = (case.service(id) for person in people for work in _live(case, person) for id in work.services)
        homes = [one for id in _households(case, people) if (one := case.households.get(id)) is not None]
        return cls(
            frozenset(_folded(one.area) for one in services if one is not None),
            tuple(_folded(home.address) for home in homes),
            frozenset(district for home in homes for district in _districts(home.postcode)),
        )

    def has(self, area: str | None) -> bool:
        """Whether an area is one of these, is named in an address, or is that of a postcode."""
        text = _folded(area)
        if not text:
            return False
        named = re.compile(rf"\b{re.escape(text)}\b")
        return text in self.areas or text in self.districts or any(named.search(one) for one in self.addresses)


def _households(case: Case, people: Iterable[str]) -> list[str]:
    """The agencies' records of the households where some persons live on the date."""
    stays = (now for person in people for stay in case.stays_of[person] if (now := held(case, stay)) is not None)
    return sorted({id for stay in stays for id in household_ids(stay)})


def _folded(text: str | None) -> str:
    return " ".join((text or "").casefold().split())


def _districts(postcode: str | None) -> Iterator[str]:
    district = _folded(postcode).replace(" ", "")[:-3]
    if district:
        yield district
        yield district.rstrip("0123456789")
