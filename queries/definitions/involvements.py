"""A person's involvements with services: which count on the date, by whom, and whom to ring."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from queries.access.visible import Involvement, Worker
from queries.case import Case
from queries.definitions.persons import child

Test = Callable[[Involvement], bool]


def involvements(case: Case, person: str, test: Test) -> list[Involvement]:
    """A person's involvements that pass a test, oldest first. Needs `involvements` and `ever` of the person.

    A GP practice or school that only a record names is a live involvement of a child; where several records name it, or
    it has a live row of its own, it counts once (DOMAIN, 'Live involvement').
    """
    every = [one for one in case.involvements_of[person] if test(one)]
    if any(one.implied is not None for one in every):
        of_child = child(case, person)
        every = [one for one in every if one.implied is None or (of_child and _counts(case, one, every))]
    return sorted(every, key=lambda one: (one.maybe_from, one.id))


def _counts(case: Case, implied: Involvement, every: list[Involvement]) -> bool:
    return not any(
        other.provider == implied.provider
        and case.dates.live(other)
        and (other.implied is None or other.id < implied.id)
        for other in every
    )


def services(case: Case, person: str, *, ended: bool = False) -> list[Involvement]:
    """The services that a person is with, referred to or waiting for; with `ended`, also those closed. Oldest first."""
    test: Test = (lambda one: one.maybe_from <= case.dates.on) if ended else case.dates.shown
    return involvements(case, person, test)[: case.bound]


def at_work(case: Case, people: Iterable[str]) -> dict[str, list[Involvement]]:
    """By agency, its involvements with some persons that count on the date: person by person, oldest first.

    Needs what `involvements` does.
    """
    found: dict[str, list[Involvement]] = {}
    for person in people:
        for one in involvements(case, person, case.dates.counted):
            if case.organisation(one.provider) is not None:
                found.setdefault(one.provider, []).append(one)
    return {agency: found[agency] for agency in sorted(found)[: case.bound]}


def each_once(works: Iterable[Involvement]) -> tuple[Involvement, ...]:
    """Involvements without those of the same row with another person."""
    found: dict[str, Involvement] = {}
    for one in works:
        found.setdefault(one.id, one)
    return tuple(found.values())


async def know_contacts(case: Case, works: Iterable[tuple[str, Sequence[Involvement]]]) -> None:
    """Read the named officers of agencies, as far as they are whom to ring: where no worker is allocated."""
    await case.read(officers=[agency for agency, some in works if not _allocated(case, some)])


def status(case: Case, involvement: Involvement) -> str:
    """Where an involvement stood on the date: a code of InvolvementStatus."""
    if case.dates.live(involvement):
        return "open"
    if involvement.status == "open" and involvement.maybe_to <= case.dates.on:
        return "closed"
    return involvement.status


def stale(case: Case, involvement: Involvement) -> bool:
    """Whether the deliveries of the agency whose record it is end before the date."""
    known_at, on = case.context.known_at, case.dates.on
    return not any(
        one.state == "complete"
        and case.extracted(one) <= known_at
        and (one.covers_to is None or on <= one.covers_to)
        for one in case.directory.extracts.get(involvement.agency, ())
    )


def kind_of(case: Case, involvement: Involvement) -> str:
    """The kind of its service, else of the agency whose service it is."""
    service = case.service(involvement.services[0]) if involvement.services else None
    agency = case.organisation(involvement.provider)
    return (service.kind if service else None) or (agency.kind if agency else None) or "other"


def serves(case: Case, worker: Worker) -> bool:
    """Whether a worker is in the agency's directory on the date: not one who has left, or whom it no longer has."""
    if not worker.serving or worker.maybe_from is None or worker.maybe_to is None:
        return False
    return worker.maybe_from <= case.dates.on < worker.maybe_to


def allocated(case: Case, involvement: Involvement) -> list[Worker]:
    """The workers allocated to an involvement on the date, by id."""
    found = {
        one.worker.id: one.worker
        for one in involvement.allocations
        if serves(case, one.worker) and _allocated_now(case, one.maybe_from, one.maybe_to)
    }
    return [found[id] for id in sorted(found)][: case.bound]


def _allocated_now(case: Case, start: str | None, end: str | None) -> bool:
    return start is None or end is None or start <= case.dates.on < end


def contacts(case: Case, agency: str, some: Sequence[Involvement]) -> list[Worker]:
    """Whom to ring at an agency: the workers allocated to some involvements, else its named officers (seed row 17).

    Needs `know_contacts`, and involvements read with workers.
    """
    found = _allocated(case, some)
    if not found:
        found = sorted((one for one in case.officers[agency] if serves(case, one)), key=lambda one: one.id)
    return found[: case.bound]


def _allocated(case: Case, some: Iterable[Involvement]) -> list[Worker]:
    """The workers allocated to some involvements on the date, by id."""
    workers = {worker.id: worker for one in some for worker in allocated(case, one)}
    return [workers[id] for id in sorted(workers)]
