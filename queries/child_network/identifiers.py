"""Verified identifiers that records of several persons hold."""

from __future__ import annotations

from queries.access.visible import Record
from queries.case import Case


def holders(case: Case, person: str) -> list[Record]:
    """The records of others that hold a verified identifier of a person. Needs `alike`."""
    held = {identifier for record in case.records_of[person] for identifier in record.verified}
    found = {record.id: record for identifier in held for record in case.identified[identifier]}
    return [found[id] for id in sorted(found) if found[id].person != person]
