"""What the writer is given: one delivery whose rows have been validated and lie in a spool on disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from graph.ids import global_id


@dataclass(frozen=True)
class Delivery:
    """One agency's delivery, from its manifest.

    `digest` is of the validated content: the same delivery again has the same digest. `tables` are
    those that a full delivery holds whole (a file with a header and no rows is): what it leaves out of
    them ends. `unread` are the global ids of rows of them that it holds and that are in quarantine: of
    such a row it says nothing.
    """

    agency: str
    agency_name: str
    agency_kind: str
    extracted_at: datetime
    covers_from: date | None
    covers_to: date | None
    full: bool
    digest: str
    tables: frozenset[str]
    unread: frozenset[str] = frozenset()

    @property
    def extract_id(self) -> str:
        """Global id of the `Extract` node."""
        return global_id("Extract", self.agency, self.extracted_at.isoformat(), self.digest)


@dataclass(frozen=True, slots=True)
class SpooledRow:
    """One validated row.

    `key` is the row's key within agency and table. `content` maps each declared fact that is recorded
    to its value: text, codes and dates as strings, whole numbers as int, lists as list[str], and
    references already as global ids. `digest` is of the content.
    """

    table: str
    key: str
    line: int
    digest: str
    content: dict[str, Any]


class Spool(Protocol):
    """The validated rows of a delivery, on disk, in the order of their keys."""

    @property
    def delivery(self) -> Delivery:
        """Whose rows these are."""
        ...

    def count(self, table: str) -> int:
        """How many rows a table holds."""
        ...

    def rows(self, table: str) -> Iterator[SpooledRow]:
        """The rows of a table, by key."""
        ...

    def holds(self, table: str, keys: Sequence[str]) -> set[str]:
        """Those of the keys that the table holds."""
        ...


@dataclass(frozen=True)
class Completed:
    """A delivery that counts for readers now, and what that brought about beside it.

    `broken_off`: when the agency's deliveries were extracted that were broken off, and count with it as far as they had
    come. `apart`: its records that share identifiers, however far, with records that cannot be of one person.
    `apart_agencies`: whose these are.
    """

    broken_off: Sequence[datetime] = ()
    apart: int = 0
    apart_agencies: Sequence[str] = ()
