"""What agencies record of a person: records, enquiries, consents, decisions on sharing, households."""

from __future__ import annotations

from queries.access.visible import Consent, Enquiry, HouseholdRecord, Identifier, Record, SharingDecision
from queries.case import Case
from queries.definitions.ties import Held
from queries.validity import LAST


def records(case: Case, person: str) -> list[Record]:
    """The agencies' records about a person, by agency and id. Needs `recorded`."""
    found = [record for record in case.records_of[person] if record.whole]
    return sorted(found, key=lambda one: (one.agency, one.id))[: case.bound]


def identifiers(case: Case, record: Record) -> list[Identifier]:
    """The identifiers that a record gives, by scheme and value."""
    return sorted(record.identifiers, key=lambda one: (one.scheme, one.value))[: case.bound]


def enquiries(case: Case, person: str) -> list[Enquiry]:
    """What was asked about a person (seed row 5), oldest first. Needs `enquiries`."""
    found = {one.id: one for one in case.enquiries_of[person]}.values()
    return sorted(found, key=lambda one: (one.on_first or LAST, one.id))[: case.bound]


def consents(case: Case, person: str) -> list[Consent]:
    """The consents recorded of a person (seed rows 25 to 27), oldest first. Needs `consents`."""
    found = {one.id: one for one in case.consents_of[person]}.values()
    return sorted(found, key=lambda one: (one.maybe_from, one.id))[: case.bound]


def sharing_decisions(case: Case, person: str) -> list[SharingDecision]:
    """What was decided of sharing something about a person, oldest first. Needs `decisions`."""
    found = {one.id: one for one in case.decisions_of[person]}.values()
    return sorted(found, key=lambda one: (one.on_first or LAST, one.id))[: case.bound]


def household_ids(of: Held) -> list[str]:
    """The agencies' records of the household of a stay: their ids, for `households`."""
    return sorted({one.to_record for some in of.assertions for one in some})


def households(case: Case, of: Held) -> list[HouseholdRecord]:
    """The agencies' records of the household of a stay, by id. Needs `households` by `household_ids`."""
    return [found for id in household_ids(of) if (found := case.households.get(id)) is not None][: case.bound]
