"""The references that can dangle, numbered, so that the spool can hold them small and look them up."""

from __future__ import annotations

from typing import NamedTuple

from graph.declare import Dangling
from graph.model import ROWS

REGISTRATIONS = "registrations"
"""The table that is made from people rows and delivered by nobody."""

TABLES = tuple(row.table for row in ROWS)
NUMBER = {table: number for number, table in enumerate(TABLES)}

TARGETS = {str(row.label): row.table for row in ROWS if hasattr(row, "label") and row.table != REGISTRATIONS}
"""The table whose rows a reference to each label points at; others (organisations…) never dangle."""

LABELS = {table: label for label, table in TARGETS.items()}

KEYED = {
    row.table: frozenset(str(fact.column) for fact in row.facts() if fact.name in row.key and len(row.key) > 1)
    for row in ROWS
}
"""By table: the columns of which a row's key is made where the row has no id of its own."""


class Pointer(NamedTuple):
    """One reference fact of one table."""

    number: int
    table: str
    fact: str
    column: str
    label: str
    target: int
    """Number of the table it points at."""
    must_exist: bool
    """Whether its row cannot be true where it finds nothing."""
    foreign: bool


def _pointers() -> tuple[Pointer, ...]:
    found = (
        (row.table, fact, fact.reference)
        for row in ROWS
        for fact in row.references()
        if fact.column and fact.reference and fact.reference.target in TARGETS
    )
    return tuple(
        Pointer(
            number, table, fact.name, str(fact.column), to.target, NUMBER[TARGETS[to.target]],
            to.dangling is Dangling.QUARANTINE, to.foreign,
        )
        for number, (table, fact, to) in enumerate(found)
    )


POINTERS = _pointers()


Mention = tuple[int, int, str, str, str]
"""A reference of a row, still to be looked up; a plain tuple, for there are several a row.

Pointer · target table · agency ('' for the delivery's own) · local id · the whole cell, where
`agency:local id` may also be a local id with a colon in it, else ''.
"""
