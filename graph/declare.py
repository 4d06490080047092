"""How the model declares: facts, references between rows, and what is made from a declaration.

A row of an extract is declared once, as a frozen dataclass whose fields are made with `fact` or
`reference`. Constraints and indexes, the writing statements, the validation of extracts, the GraphQL
types and the data dictionary are all made from that.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar, cast

from graph.codes import CodeList


class Kind(Enum):
    """What sort of value a fact takes."""

    TEXT = "text"
    CODE = "code"
    DATE = "date of reduced precision"
    MOMENT = "time"
    INTEGER = "whole number"
    REFERENCE = "reference"


class Sensitivity(Enum):
    """How closely a fact must be kept, whoever asks."""

    ORDINARY = "ordinary"
    PERSONAL = "personal"
    SPECIAL = "special category (UK GDPR art. 9)"
    SHIELDED = "an address that may be shielded"


class Dangling(Enum):
    """What becomes of a row whose reference finds nothing."""

    QUARANTINE = "the row cannot be true and goes to quarantine"
    WAIT = "the row loads and waits for what it refers to"


@dataclass(frozen=True)
class Reference:
    """To what a reference points and by which edge the graph holds it.

    `inward` edges run from the target to the row's own node. `foreign` references may name another
    agency's row as `agency:local id`. `marks` is a label that the target bears once such an edge has
    ever reached it, so that readers pass over the others without going through their edges.
    """

    target: str
    edge: str
    inward: bool = False
    dangling: Dangling = Dangling.WAIT
    foreign: bool = False
    marks: str = ""


@dataclass(frozen=True)
class Fact:
    """One declared property or reference of a row class.

    `column` is the extract's column, None for a fact that the loader derives. `windowed` dates carry
    `<name>_first` and `<name>_last` beside the text as recorded. Only `prose` may have line breaks in it. `words` are
    what a cell may say in place of a value of the kind; a rule of the loader makes something else of them.
    """

    name: str
    meaning: str
    kind: Kind
    codes: CodeList | None
    many: bool
    required: bool
    column: str | None
    sensitivity: Sensitivity
    reference: Reference | None
    windowed: bool
    indexed: bool
    prose: bool
    words: tuple[str, ...]


def fact(
    meaning: str,
    kind: Kind = Kind.TEXT,
    *,
    codes: CodeList | None = None,
    many: bool = False,
    required: bool = False,
    column: str | None = "",
    sensitivity: Sensitivity = Sensitivity.ORDINARY,
    windowed: bool = False,
    indexed: bool = False,
    prose: bool = False,
    words: tuple[str, ...] = (),
) -> Any:
    """Declare a fact. `column=""` means a column of the fact's own name."""
    metadata = {
        "meaning": meaning,
        "kind": Kind.CODE if codes is not None else kind,
        "codes": codes,
        "many": many,
        "required": required,
        "column": column,
        "sensitivity": sensitivity,
        "reference": None,
        "windowed": windowed,
        "indexed": indexed,
        "prose": prose,
        "words": words,
    }
    return dataclasses.field(default=() if many else None, metadata=metadata)


def reference(
    meaning: str,
    to: Reference,
    *,
    many: bool = False,
    required: bool = False,
    column: str | None = "",
) -> Any:
    """Declare a reference to another row: kept as the local id and as an edge."""
    made = fact(meaning, Kind.REFERENCE, many=many, required=required, column=column)
    made.metadata = {**made.metadata, "reference": to}
    return made


@dataclass(frozen=True, kw_only=True)
class Row:
    """What every row of an extract may say."""

    table: ClassVar[str]
    """The extract's table (file name without `.csv`)."""
    key: ClassVar[tuple[str, ...]]
    """Facts that identify a row within agency and table where it has no `row_id`."""

    row_id: str | None = fact("A stable id of the row, where the table has none.")
    recorded_at: str | None = fact(
        "When the agency recorded the row; the delivery's own time where it does not say.", Kind.MOMENT
    )

    @classmethod
    def facts(cls) -> tuple[Fact, ...]:
        """The declared facts, in order."""
        return tuple(
            Fact(
                name=f.name,
                **{**f.metadata, "column": f.name if f.metadata["column"] == "" else f.metadata["column"]},
            )
            for f in dataclasses.fields(cls)
        )

    @classmethod
    def references(cls) -> tuple[Fact, ...]:
        """The facts that are references."""
        return tuple(f for f in cls.facts() if f.reference is not None)

    @classmethod
    def dated(cls) -> bool:
        """Whether rows of this class hold from a date to a date."""
        return issubclass(cls, Dated)


@dataclass(frozen=True, kw_only=True)
class Dated(Row):
    """A row that holds over a time: from the first day, to the first day on which it no longer does."""

    valid_from: str | None = fact("The first day on which this holds.", Kind.DATE, column="from")
    valid_to: str | None = fact("The first day on which this no longer holds.", Kind.DATE, column="to")


class Node:
    """A row that becomes a node, found again by its global id."""

    label: ClassVar[str]
    prefix: ClassVar[str]
    """The first part of its global id, `prefix:hash`."""


class Edge:
    """A row that becomes an edge between the targets of two of its references."""

    edge: ClassVar[str]
    start: ClassVar[str]
    end: ClassVar[str]


def described(cls: type[Row]) -> str:
    """The meaning of a row class: the first paragraph of its docstring, as one line."""
    return " ".join(cast(str, cls.__doc__).split("\n\n")[0].split())
