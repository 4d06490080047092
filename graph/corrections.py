"""Corrections that stay: what a delivery still says of a row that its agency has found to be wrong (decision 0061).

A correction is of one fact of a row, or of the row as a whole, which then no longer holds. It applies to each delivery
extracted after it, until one says something else of that fact, or of that row: then it has lapsed, for the agency's own
record has changed. To the ledger it is a delivery of that row alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from neo4j import AsyncManagedTransaction

from graph import planned
from graph.digest import content_digest
from graph.elements import Content, Entry
from graph.ledger import Extract, Said
from graph.names import folded
from graph.shape import DATED, Shape
from graph.times import instant, text

_NAMES = ("family_name", "given_names", "also_known_as")

_STANDING = """
MATCH (s:Settlement {outcome: 'upheld'}) WHERE s.agency = $agency AND s.closed_by IS NULL
RETURN s.id AS id, s.opened_by AS entry, s.assertion AS row, s.assertion_table AS table, s.corrects AS fact,
  s.was AS was, s.value AS value, s.asserted AS asserted, s.asserted_at AS at, s.lapsed_at AS lapsed_at
ORDER BY at, entry
"""
_LAPSE = """
UNWIND $ids AS id
MATCH (s:Settlement {id: id})
SET s.lapsed_at = CASE WHEN s.lapsed_at < $at THEN s.lapsed_at ELSE $at END
"""


@dataclass(frozen=True)
class Correction:
    """One correction: `fact` was `was` and is `value`; without a fact, the row that `asserted` so no longer holds."""

    id: str
    entry: str
    row: str
    table: str
    at: datetime
    fact: str | None
    was: str | None
    value: str | None
    asserted: str | None
    lapsed_at: datetime | None = None

    @property
    def extract(self) -> Extract:
        """What it is to the ledger: a delivery that holds this row as corrected, or leaves it out."""
        order = f"{self.at.astimezone(UTC).strftime('%Y-%m-%dT%H:%M:%S.%fZ')}|2|{self.entry}"
        return Extract(self.entry, self.at, order, self.fact is None, frozenset({self.table}))

    def concerns(self, delivery: Extract) -> bool:
        """Whether it applies to a delivery, by when that was extracted."""
        at = delivery.extracted_at
        return self.at <= at and (self.lapsed_at is None or at < self.lapsed_at)

    def answers(self, shape: Shape, content: Content) -> bool:
        """Whether a row says what it corrects."""
        if self.fact is None:
            return asserted(shape, content) == self.asserted
        return content.properties.get(self.fact) == self.was


@dataclass
class Corrected:
    """Rows of a delivery as they stand after corrections."""

    entries: list[Entry] = field(default_factory=list)
    kept_out: list[str] = field(default_factory=list)
    """Keys of rows that no longer hold, whatever the delivery says."""
    count: int = 0
    """How many rows were corrected or kept out."""
    lapsed: list[str] = field(default_factory=list)
    """Ids of settlements that the delivery ends, by saying something else."""


@dataclass(frozen=True)
class Corrections:
    """An agency's corrections, by row, in the order in which they were made."""

    by_row: Mapping[str, Sequence[Correction]] = field(default_factory=dict)

    @cached_property
    def extracts(self) -> dict[str, list[Extract]]:
        """What each is to the ledger, by row."""
        return {row: [one.extract for one in each] for row, each in self.by_row.items()}

    def applied(self, shape: Shape, entries: Sequence[Entry], delivery: Extract) -> Corrected:
        """Rows of a delivery as corrected."""
        if not self.by_row:
            return Corrected(list(entries))
        made = Corrected()
        for one in entries:
            self._apply(shape, one, delivery, made)
        return made

    def _apply(self, shape: Shape, one: Entry, delivery: Extract, made: Corrected) -> None:
        stands: Entry | None = one
        for correction in self.by_row.get(one.id, ()):
            if stands is None or not correction.concerns(delivery):
                continue
            if correction.answers(shape, stands.content):
                stands = as_corrected(shape, stands, correction)
            else:
                made.lapsed.append(correction.id)
        made.count += stands is not one
        if stands is None:
            made.kept_out.append(one.key)
        else:
            made.entries.append(stands)


def as_corrected(shape: Shape, one: Entry, correction: Correction) -> Entry | None:
    """A row as corrected; None where it no longer holds.

    Its digest is made of what was delivered and of the correction: the same row again is the same run.
    """
    if correction.fact is None:
        return None
    properties = shape.restated(one.content.properties, correction.fact, correction.value)
    properties.pop("recorded_as", None)  # the agency's time of recording is of what it recorded
    if correction.fact == "date_of_birth":
        properties.pop("date_of_birth_recorded", None)
    if correction.fact in _NAMES and "folded_names" in properties:
        properties["folded_names"] = folded_names(properties)
    digest = content_digest({"delivered": one.said.digest, "corrected": correction.entry})
    said = Said(digest, None, shape.window(properties))
    return replace(one, said=said, content=Content(properties, one.content.targets))


def folded_names(properties: Mapping[str, Any]) -> str:
    """All names of a record as they are searched."""
    said = (properties.get("given_names"), properties.get("family_name"), *(properties.get("also_known_as") or ()))
    return " ".join(filter(None, (folded(name) for name in said if name)))


def asserted(shape: Shape, content: Content) -> str:
    """Digest of what a row asserts: its codes, dates and references, not its prose nor when it was recorded."""
    plain = {fact.name for fact in shape.row.facts() if not fact.prose and fact.name not in ("recorded_at", "row_id")}
    said = {name: value for name, value in content.properties.items() if name in plain or name in DATED}
    return content_digest({"says": said, "of": {edge: sorted(ids) for edge, ids in content.targets.items()}})


async def corrections_of(tx: AsyncManagedTransaction, agency: str) -> Corrections:
    """The corrections that an agency has made, lapsed ones too."""
    found: dict[str, list[Correction]] = defaultdict(list)
    async for record in await planned.run(tx, _STANDING, agency=agency):
        said = dict(record)
        at, lapsed = said.pop("at").to_native(), said.pop("lapsed_at")
        made = Correction(**said, at=at, lapsed_at=instant(lapsed) if lapsed is not None else None)
        found[made.row].append(made)
    return Corrections(found)


async def lapse(tx: AsyncManagedTransaction, ids: Iterable[str], at: datetime) -> None:
    """End corrections from a delivery's time on, for it says something else."""
    ended = sorted(set(ids))
    if ended:
        await (await planned.run(tx, _LAPSE, ids=ended, at=text(at))).consume()
