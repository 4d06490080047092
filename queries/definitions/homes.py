"""Homes: which addresses relate their residents, and who lives with whom (DOMAIN, 'Home')."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx

from graph.ids import address_of_place
from queries.access.visible import Address, Assertion, Stay, Tie
from queries.case import Case, reads
from queries.definitions.persons import alive, child
from queries.definitions.ties import during, holding

BY_RECORD = "temporary_accommodation"
"""The kind of household that relates those of one household record, and no others at the address."""


@reads("known_homes")
async def know_homes(case: Case, addresses: Iterable[str]) -> None:
    """Read the residents of addresses, and their ties where these decide whether a place is a home."""
    unsaid = [address for address in addresses if address in case.addresses and not _kinds(case, address)]
    await case.read(homes=unsaid)
    passing = {
        stay.person for address in unsaid
        if _all_temporary(case, residents := _residents(case, address)) for stay in residents
    }
    await case.read(ties=passing, ever=passing)


def home(case: Case, address: str) -> bool:
    """Whether an address is a home on the date. Needs `homes` where no kind is recorded.

    An explicit kind decides, a home where any agency says so; temporary accommodation is one to those of one household
    record (`shares`). Else it is none if most residents are there by a kind of residence that relates nobody, if one
    agency's household record has more residents than the limit, or if it houses families in passing.
    """
    kept = case.homes.get(address)
    if kept is None:
        kept = case.homes[address] = _home(case, address)
    return kept


def _home(case: Case, address: str) -> bool:
    if kinds := _kinds(case, address):
        return not kinds.isdisjoint(("home", BY_RECORD))
    residents = _residents(case, address)
    if _is_crowded(case, residents) or sum(not relates(case, stay) for stay in residents) * 2 > len(residents):
        return False
    return not (_all_temporary(case, residents) and _families(case, residents) > 1)


def _residents(case: Case, address: str) -> list[Stay]:
    return [stay for stay in case.residents[address] if holding(case, stay) and alive(case, stay.person)]


def _all_temporary(case: Case, residents: list[Stay]) -> bool:
    """Whether all residents of several are there for a while, as in a bed-and-breakfast that no record names so."""
    return len(residents) > 1 and all(one.kind == "temporary" for stay in residents for one in holding(case, stay))


def _families(case: Case, residents: list[Stay]) -> int:
    """How many groups of the residents, with no family tie between them, hold a child. Needs `ties` and `ever`."""
    there = {stay.person for stay in residents}
    family: nx.Graph[str] = nx.Graph()
    family.add_nodes_from(there)
    family.add_edges_from(
        (tie.start, tie.end) for person in there for tie in case.ties_of[person]
        if there.issuperset((tie.start, tie.end)) and _of_family(case, tie) and holding(case, tie)
    )
    return sum(any(child(case, person) for person in group) for group in nx.connected_components(family))


def _of_family(case: Case, tie: Tie) -> bool:
    return tie.edge != "RELATED_TO" or tie.type in case.context.terms.kin


def _kinds(case: Case, address: str) -> set[str]:
    return {household.kind for household in case.addresses[address].households if household.kind is not None}


def _is_crowded(case: Case, residents: list[Stay]) -> bool:
    """Whether one agency's household record has more of the residents than the limit."""
    limit = case.context.terms.household_limit
    if len(residents) <= limit:
        return False
    held: dict[str, int] = {}
    for stay in residents:
        for record in {one.to_record for one in holding(case, stay)}:
            held[record] = held.get(record, 0) + 1
    return max(held.values(), default=0) > limit


def shares(case: Case, own: Stay, other: Stay) -> bool:
    """Whether two stays at one home relate: in temporary accommodation those in one household record alone."""
    kinds = _kinds(case, own.address)
    if "home" in kinds or BY_RECORD not in kinds:
        return True
    return not {one.to_record for one in during(case, own)}.isdisjoint(one.to_record for one in during(case, other))


def relates(case: Case, stay: Stay) -> bool:
    """Whether a stay relates those who live there on the date: not one in a refuge, in custody or in hospital."""
    return not any(one.kind in case.context.terms.not_home for one in holding(case, stay))


def relates_during(case: Case, stay: Stay) -> bool:
    """As `relates`, for every day of the case's window."""
    return not any(one.kind in case.context.terms.not_home for one in during(case, stay))


def homes_of(case: Case, person: str) -> list[Stay]:
    """A person's stays on the date at homes, by which they are related to who else lives there."""
    return [
        stay for stay in case.stays_of[person]
        if holding(case, stay) and relates(case, stay) and home(case, stay.address)
    ]


def sharing(case: Case, person: str) -> list[tuple[Stay, Stay]]:
    """The stays by which a person shares a home on the date: own stay and another's. Needs `stays` and `homes`."""
    return [
        (own, other)
        for own in homes_of(case, person)
        for other in case.residents[own.address]
        if other.person != person and holding(case, other) and relates(case, other) and shares(case, own, other)
    ]


def together(case: Case, one: Stay, other: Stay) -> bool:
    """Whether two stays at one home relate, and overlap within the case's window."""
    if not shares(case, one, other):
        return False
    mine, theirs = during(case, one), during(case, other)
    return any(_overlap(a, b) for a in mine for b in theirs)


def _overlap(one: Assertion, other: Assertion) -> bool:
    return one.maybe_from < other.maybe_to and other.maybe_from < one.maybe_to


def lives_with(case: Case, one: str, other: str) -> bool | None:
    """Whether two persons live together on the date; None where it is not known. Needs `stays` of both.

    Together at one place; apart where UPRNs, or one agency's households, differ.
    """
    mine = [stay for stay in case.stays_of[one] if holding(case, stay)]
    theirs = [stay for stay in case.stays_of[other] if holding(case, stay)]
    pairs = [(a, b) for a in mine for b in theirs]
    if any(a.address == b.address for a, b in pairs):
        return True
    return False if any(_apart(case, a, b) for a, b in pairs) else None


def _apart(case: Case, one: Stay, other: Stay) -> bool:
    if not relates(case, one) or not relates(case, other):
        return True
    here, there = case.addresses[one.address], case.addresses[other.address]
    if address_of_place(here.id) == address_of_place(there.id):  # a block, say, of which an agency keeps flats apart
        return not _recording(here).isdisjoint(_recording(there))
    if here.uprn and there.uprn:
        return True
    agencies = {each.agency for each in holding(case, one)}
    return not agencies.isdisjoint(each.agency for each in holding(case, other))


def _recording(place: Address) -> set[str]:
    return {household.agency for household in place.households}
