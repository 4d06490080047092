"""What happened in one family, and who was told: kept until the family's truth has been written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from loaders.borough.cases import Case
from loaders.borough.days import Day
from loaders.borough.truth import Human


@dataclass(slots=True, eq=False)
class Occurrence:
    """An event of a case, as its owner has recorded it; `event` is the owner's id of it.

    `on` is the true day, which the record may leave out (`dated`). `participants` and `receiver`
    are agency ids; `parent` is the same occurrence in the records of the agency that recorded it
    first.
    """

    case: Case
    kind: str
    on: Day
    people: Sequence[Human]
    event: str = ""
    until: Day | None = None
    dated: bool = True
    category: str = ""
    count: int = 0
    seen: Sequence[Human] = ()
    spoken_to: Sequence[Human] = ()
    participants: Sequence[str] = ()
    receiver: str = ""
    parent: Occurrence | None = None

    @property
    def owner(self) -> str:
        """The id of the agency whose record it is."""
        return self.case.agency.id

    @property
    def reference(self) -> str:
        """The event as other agencies name it."""
        return f"{self.owner}:{self.event}"


@dataclass(frozen=True, slots=True)
class Told:
    """An agency told of an event, or lawfully not told, or not yet: `status` as the extract has it."""

    of: Occurrence
    agency: str
    status: str
    at: Day


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that an agency asked somebody, and the answer."""

    agency: str
    human: Human
    question: str
    answer: str
    on: Day


@dataclass(slots=True, eq=False)
class Chronicle:
    """Everything of one family that the agencies have recorded as happened, told and asked."""

    occurrences: list[Occurrence] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
