"""What workers entered on rows: by which entry a row stands, its version, and challenges of it."""

from __future__ import annotations

from graph.entered import ENTRY
from queries.access.visible import Challenge, Settlement
from queries.case import Case


def entry_of(opened_by: str | None) -> str | None:
    """The entry that says so, where a worker entered a row; None where it was delivered."""
    return opened_by if opened_by is not None and opened_by.startswith(ENTRY) else None


def version(case: Case, opened_by: str | None) -> int:
    """How often the agency of a row has entered something on it: the `expectedVersion` of its next entry.

    Needs `entries`.
    """
    return case.versions.get(opened_by, 0) if opened_by is not None else 0


def is_challenged(case: Case, *rows: str) -> bool:
    """Whether somebody concerned says that one of some rows is wrong. Needs `challenges` of the rows.

    It shows to whoever sees the row; by whom and why, to who may see the rows of the agency that entered it.
    """
    return not case.challenged.isdisjoint(rows)


def challenges(case: Case, row: str) -> list[Challenge]:
    """What is said to be wrong with a row, and is not settled, by id. Needs `challenges` of the row."""
    return case.challenges_of.get(row, [])[: case.bound]


def settlements(case: Case, row: str) -> list[Settlement]:
    """How challenges of a row were settled, in order. Needs `challenges` of the row."""
    return case.settlements_of.get(row, [])[: case.bound]
