"""The directory as it stands now: what organisations, services and workers are called, and who works where."""

from __future__ import annotations

from queries.access.visible import Worker
from queries.case import Case
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


def works_in(case: Case, worker: str) -> ServiceRow | None:
    """The service that a worker works in. Needs `professionals`."""
    found = case.professionals.get(worker)
    return case.service(min(found.services, default=None)) if found is not None else None


async def managers(case: Case, workers: list[str]) -> dict[str, Worker]:
    """By worker, their manager (seed row 49). Reads the `professionals` named and their managers."""
    await case.read(professionals=workers)
    above = {id: min(found.managers) for id in workers if (found := case.professionals.get(id)) and found.managers}
    await case.read(professionals=above.values())
    return {id: case.professionals[manager].worker for id, manager in above.items() if manager in case.professionals}
