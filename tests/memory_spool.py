"""Deliveries made in memory, as the loaders' first pass would hand them to the writer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from hashlib import blake2b
from typing import Any

from graph import ids
from graph.delivery import Delivery, SpooledRow
from graph.model import BY_TABLE

Rows = Mapping[str, Mapping[str, dict[str, Any]]]
"""By table and key: a row's content."""


def _digest(value: Any) -> str:
    return blake2b(json.dumps(value, sort_keys=True).encode(), digest_size=12).hexdigest()


class MemorySpool:
    """A delivery in memory."""

    def __init__(
        self,
        agency: str,
        day: str,
        rows: Rows,
        *,
        full: bool = True,
        kind: str = "other",
        covers: tuple[date | None, date | None] = (None, None),
        name: str = "",
        unread: frozenset[str] = frozenset(),
    ) -> None:
        self._rows = rows
        at = datetime.fromisoformat(day)
        self._delivery = Delivery(
            agency=agency, agency_name=name or agency.title(), agency_kind=kind,
            extracted_at=at.replace(tzinfo=at.tzinfo or UTC), covers_from=covers[0], covers_to=covers[1],
            full=full, digest=_digest([agency, rows, full, sorted(unread)]), tables=frozenset(rows), unread=unread,
        )

    @property
    def delivery(self) -> Delivery:
        """Whose rows these are."""
        return self._delivery

    def count(self, table: str) -> int:
        """How many rows a table holds."""
        return len(self._rows.get(table, {}))

    def rows(self, table: str) -> Iterator[SpooledRow]:
        """The rows of a table, by key."""
        for line, (key, content) in enumerate(sorted(self._rows.get(table, {}).items()), 2):
            yield SpooledRow(table, key, line, _digest(content), dict(content))

    def holds(self, table: str, keys: Sequence[str]) -> set[str]:
        """Those of the keys that the table holds."""
        return set(keys) & self._rows.get(table, {}).keys()


def record(agency: str, person: str) -> str:
    """The id of an agency's record of a person."""
    return ids.global_id("SourceRecord", agency, person)


def own(agency: str, person: str) -> str:
    """The person id that the record has by itself."""
    return ids.own_person(record(agency, person))


def of(table: str, agency: str, key: str) -> str:
    """The global id of any row."""
    row: Any = BY_TABLE[table]
    return ids.global_id(getattr(row, "label", table), agency, key)


def person(local: str, *, nhs: str | None = None, **facts: Any) -> dict[str, Any]:
    """A row of people."""
    made = {"person_id": local, **facts}
    if nhs is not None:
        made |= {"nhs_number": nhs, "verified_identifiers": [f"nhs:{nhs}"]}
    return made


def tie(agency: str, one: str, type: str, other: str, **facts: Any) -> dict[str, Any]:
    """A row of relationships."""
    return {"from_person_id": record(agency, one), "to_person_id": record(agency, other), "type": type, **facts}


def household(agency: str, local: str, uprn: str | None = None, **facts: Any) -> dict[str, Any]:
    """A row of households."""
    place = ids.address_by_uprn(uprn) if uprn else ids.address_of(agency, local)
    return {"household_id": local, **({"uprn": uprn} if uprn else {}), "place": place, **facts}


def residence(agency: str, one: str, home: str, **facts: Any) -> dict[str, Any]:
    """A row of residence."""
    return {"person_id": record(agency, one), "household_id": of("households", agency, home), **facts}


def registration(agency: str, one: str, provider: str, implied: str) -> dict[str, Any]:
    """A GP or school that a person's record names."""
    return {
        "involvement_id": f" {implied}:{one}", "person_id": record(agency, one), "status": "open",
        "service_id": ids.default_service(provider), "provider": provider, "implied": implied,
    }
