"""Global ids: derived from agency and local id, so that they never depend on the order of loading.

An id carries no local id in clear, for ids stand in logs and addresses and local ids may be telling.
Organisations keep the agency id of their manifest; identifiers are keyed `scheme:value`.
"""

from __future__ import annotations

import re
from hashlib import blake2b

PREFIX = {
    "SourceRecord": "record",
    "Person": "person",
    "Household": "household",
    "Address": "address",
    "Service": "service",
    "Professional": "professional",
    "Involvement": "involvement",
    "Event": "event",
    "Enquiry": "enquiry",
    "Consent": "consent",
    "Extract": "extract",
    "Entry": "entry",
    "SharingDecision": "sharing",
    "Challenge": "challenge",
    "Settlement": "settlement",
    "Glass": "glass",
}


_DIGITS = 20


def global_id(label: str, *parts: str) -> str:
    """The id of a node (by its label), or of an edge row (by its table), from agency and key."""
    digest = blake2b("\x1f".join(parts).encode(), digest_size=_DIGITS // 2).hexdigest()
    return f"{PREFIX.get(label, label)}:{digest}"


def is_id(label: str, text: str) -> bool:
    """Whether a text has the form of an id of a label."""
    return re.fullmatch(rf"{PREFIX[label]}:[0-9a-f]{{{_DIGITS}}}", text) is not None


def own_person(record_id: str) -> str:
    """The person id that a record has by itself; a joined person takes the smallest of its records'."""
    return "person:" + record_id.partition(":")[2]


def own_record(person_id: str) -> str:
    """The record whose own person id this is; the way in for every former id of a person.

    What is no person id becomes an id of the same length that nothing has: the store plans anew for
    parameters of another size, and an unknown id should take no longer than a known one.
    """
    kind, _, rest = person_id.partition(":")
    return "record:" + (rest if kind == "person" and len(rest) == _DIGITS else "0" * _DIGITS)


def edge_id(edge: str, start: str, end: str, type: str | None = None) -> str:
    """The id of a family edge: of a tie, 'start is the TYPE of end', by its type; of a stay, by person and address."""
    return "/".join((edge, start, end) if type is None else (edge, start, end, type))


def default_service(organisation: str) -> str:
    """The service that stands for an organisation where a row names none."""
    return global_id("Service", organisation, "")


def address_by_uprn(uprn: str) -> str:
    """One address for a UPRN, whoever records it."""
    return global_id("Address", "uprn", uprn.lstrip("0"))


def address_by_text(text: str, postcode: str) -> str:
    """One address for a standard address and postcode, where a UPRN is lacking."""
    return global_id("Address", "text", text, postcode)


def place_of(address: str, household: str) -> str:
    """A place at an address where several are kept apart, by the id of the household that stands for it."""
    return f"{address}.{household.partition(':')[2]}"


def address_of_place(place: str) -> str:
    """The address, as the store has it, of a place there; an address is a place of its own.

    >>> address_of_place(place_of("address:1", "household:2"))
    'address:1'
    """
    return place.partition(".")[0]


def address_of(agency: str, household_id: str) -> str:
    """The address of a household without a UPRN or a full address: its own, and no other's."""
    return global_id("Address", "household", agency, household_id)
