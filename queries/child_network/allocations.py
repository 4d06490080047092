"""Workers allocated to an involvement, each for as long as the agency's directory has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from queries.access.visible import Allocation, Involvement
from queries.analysis.facts import Allocation as Dated
from queries.case import Case


@dataclass(frozen=True)
class Allocated:
    """One allocation, narrowed to the time in which the worker serves; an end is None where nothing says."""

    registration: str | None
    first: str | None
    end: str | None
    until: str | None

    @property
    def dated(self) -> Dated:
        """As a rule reads it."""
        return Dated(_day(self.first), _day(self.end), self.until)


def allocations(involvement: Involvement) -> Iterator[Allocated]:
    """The allocations of an involvement; none of a worker whom the agency's directory no longer has.

    A worker of an agency that has not delivered them counts by the allocation alone.
    """
    return (_narrowed(one) for one in involvement.allocations if one.worker.serving is not False)


def _narrowed(one: Allocation) -> Allocated:
    worker, first, end = one.worker, one.maybe_from, one.maybe_to
    if first is None or worker.maybe_from is None or first < worker.maybe_from:
        first = worker.maybe_from or first
    if end is not None and worker.maybe_to is not None and end <= worker.maybe_to:
        return Allocated(worker.registration, first, end, one.valid_to)
    return Allocated(worker.registration, first, worker.maybe_to or end, worker.valid_to or one.valid_to)


def begun_by(case: Case, one: Allocated) -> bool:
    """Whether an allocation had begun by the date."""
    return one.first is None or one.first <= case.dates.on


def ran_with(case: Case, one: Allocated) -> bool:
    """Whether an allocation ran in the months in which a worker in common links services."""
    return begun_by(case, one) and (one.end is None or case.dates.linked_from < one.end)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
