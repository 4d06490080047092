"""A family as a genogram shows it: persons, unions, children, links and households. No drawing, no store.

Terms are those of McGoldrick, Gerson and Petry, *Genograms: Assessment and Treatment* (4th edition, 2020).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Sex = Literal["female", "male", "indeterminate", "not_known"]
UnionKind = Literal["married", "partners", "parents"]
"""`parents` have a child together, and no partnership of theirs is recorded."""
Ended = Literal["", "separated", "divorced"]
ChildKind = Literal["birth", "adoptive", "foster", "step"]

CARING = ("main_carer", "carer", "young_carer", "kinship_carer", "special_guardian")
"""Types of tie that are drawn as an arrow, from the one who cares."""


@dataclass(frozen=True)
class Said:
    """What is recorded of a tie: in words with who says so, and whether it is unsure."""

    words: str = ""
    uncertain: bool = False
    disputed: bool = False


@dataclass(frozen=True)
class Person:
    """Somebody to draw. Dates are as recorded: YYYY, YYYY-MM or YYYY-MM-DD, '' where not known.

    `unknown` is a parent whom nobody has recorded: drawn, for unknown is not none.
    """

    id: str
    name: str = ""
    sex: Sex = "not_known"
    born: str = ""
    due: str = ""
    died: str = ""
    age: int | None = None
    unborn: bool = False
    unknown: bool = False

    @property
    def called(self) -> str:
        """The name, or that none is known: an id says nothing to those who look."""
        return self.name or "Name not known"


@dataclass(frozen=True)
class Union:
    """One or two parents or partners, the first named on the left where nothing else decides.

    `since` and `until` are dates as recorded, those of the last time; `before` those of earlier times, the first first.
    """

    partners: tuple[str, ...]
    kind: UnionKind = "parents"
    ended: Ended = ""
    since: str = ""
    until: str = ""
    said: Said = Said()
    before: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Child:
    """A child of a union; `union` is its place in `Family.unions`.

    `until` is when a care, or the tie of birth of a child adopted since, ended, as recorded; '' while it holds.
    """

    union: int
    child: str
    kind: ChildKind = "birth"
    said: Said = Said()
    until: str = ""


@dataclass(frozen=True)
class Link:
    """Any other tie, read as 'start is the TYPE of end': caring roles, siblings, kin, lodgers.

    `until` is when it ended, as recorded; '' while it holds.
    """

    start: str
    end: str
    type: str
    said: Said = Said()
    until: str = ""

    @property
    def cares(self) -> bool:
        """Whether it is a caring role, and so an arrow."""
        return self.type in CARING


@dataclass(frozen=True)
class Household:
    """Those of the drawn persons who share a home."""

    members: tuple[str, ...]


@dataclass(frozen=True)
class Family:
    """Everything that one genogram draws. `more` persons were left out, since a picture holds so many.

    `title` says what the picture is of, '' for the family of the index person; `note` more of it, for its words alone.
    """

    index: str
    people: tuple[Person, ...]
    unions: tuple[Union, ...] = ()
    children: tuple[Child, ...] = ()
    links: tuple[Link, ...] = ()
    households: tuple[Household, ...] = ()
    on: date = date(2000, 1, 1)
    more: int = 0
    title: str = ""
    note: str = ""
    by_id: dict[str, Person] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {person.id: person for person in self.people})

    @property
    def asked(self) -> Person:
        """The index person."""
        return self.by_id[self.index]
