"""The directory as it stands now: what organisations, services and workers are called, and who works where."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from queries.access.visible import Worker
from queries.case import Case, reads
from queries.facts.rows import OrganisationRow, ServiceRow

OTHER = "other"
"""The kind of an agency or a service of which none is recorded."""


def name(one: OrganisationRow | ServiceRow | Worker) -> str:
    """What an organisation, a service or a worker is called: its id where no name is recorded."""
    return one.name or one.id


def kind_of_agency(agency: OrganisationRow) -> str:
    """The kind of an organisation: a code of AgencyKind."""
    return agency.kind or OTHER


def kind_of_service(case: Case, service: ServiceRow) -> str:
    """The kind of a service: its own, else its agency's."""
    agency = case.organisation(service.agency)
    return service.kind or (agency.kind if agency is not None else None) or OTHER


def reached_by(case: Case, agency: str, kinds: Collection[str]) -> list[ServiceRow]:
    """The services through which an agency is reached, as their contact or referral route says, by id (row 17).

    Those of some kinds, a hub's duty line for one; where none of these says, all of the agency's.
    """
    every = sorted(
        (one for one in case.directory.services.values() if one.agency == agency and _is_reached(one)),
        key=lambda one: one.id,
    )
    return ([one for one in every if kind_of_service(case, one) in kinds] or every)[: case.bound]


def _is_reached(service: ServiceRow) -> bool:
    return bool(service.contact or service.referral_route)


def works_in(case: Case, worker: str) -> ServiceRow | None:
    """The service that a worker works in. Needs `professionals`."""
    found = case.professionals.get(worker)
    return case.service(min(found.services, default=None)) if found is not None else None


@reads("managers")
async def know_managers(case: Case, workers: Iterable[str]) -> None:
    """Read some workers, and then their managers."""
    named = list(workers)
    await case.read(professionals=named)
    await case.read(professionals=[id for worker in named if (id := _manager(case, worker)) is not None])


def manager(case: Case, worker: str) -> Worker | None:
    """A worker's manager (seed row 49). Needs `managers`."""
    found = case.professionals.get(_manager(case, worker) or "")
    return found.worker if found is not None else None


def _manager(case: Case, worker: str) -> str | None:
    found = case.professionals.get(worker)
    return min(found.managers, default=None) if found is not None else None
