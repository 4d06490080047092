"""Homes: which addresses relate their residents, and who lives with whom (DOMAIN, 'Home')."""

from __future__ import annotations

from collections.abc import Iterable

from queries.access.visible import Assertion, Stay
from queries.case import Case, reads
from queries.definitions.persons import alive
from queries.definitions.ties import during, holding


@reads("known_homes")
async def know_homes(case: Case, addresses: Iterable[str]) -> None:
    """Read who lives at addresses, where that decides whether they are homes."""
    await case.read(homes=(address for address in addresses if address in case.addresses and not _kinds(case, address)))


def home(case: Case, address: str) -> bool:
    """Whether an address is a home on the date. Needs `homes` where no kind is recorded.

    An explicit kind decides, a home where any agency says so; else it is none if most residents are there by a kind of
    residence that relates nobody, or one agency's household record has more residents than the limit.
    """
    kept = case.homes.get(address)
    if kept is None:
        kept = case.homes[address] = _home(case, address)
    return kept


def _home(case: Case, address: str) -> bool:
    if kinds := _kinds(case, address):
        return "home" in kinds
    residents = [stay for stay in case.residents[address] if holding(case, stay) and alive(case, stay.person)]
    if _is_crowded(case, residents):
        return False
    return sum(not relates(case, stay) for stay in residents) * 2 <= len(residents)


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
        if other.person != person and holding(case, other) and relates(case, other)
    ]


def together(case: Case, one: Stay, other: Stay) -> bool:
    """Whether two stays at one address overlap within the case's window."""
    mine, theirs = during(case, one), during(case, other)
    return any(_overlap(a, b) for a in mine for b in theirs)


def _overlap(one: Assertion, other: Assertion) -> bool:
    return one.maybe_from < other.maybe_to and other.maybe_from < one.maybe_to


def lives_with(case: Case, one: str, other: str) -> bool | None:
    """Whether two persons live together on the date; None where it is not known. Needs `stays` of both.

    Together at one address; apart where UPRNs, or one agency's households, differ.
    """
    mine = [stay for stay in case.stays_of[one] if holding(case, stay)]
    theirs = [stay for stay in case.stays_of[other] if holding(case, stay)]
    pairs = [(a, b) for a in mine for b in theirs]
    if any(a.address == b.address for a, b in pairs):
        return True
    return False if any(_apart(case, a, b) for a, b in pairs) else None


def _apart(case: Case, one: Stay, other: Stay) -> bool:
    uprns = case.addresses[one.address].uprn, case.addresses[other.address].uprn
    if None not in uprns or not relates(case, one) or not relates(case, other):
        return True
    agencies = {each.agency for each in holding(case, one)}
    return not agencies.isdisjoint(each.agency for each in holding(case, other))
