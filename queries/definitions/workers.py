"""Workers of the directory, as it has them now: in which service, and under whom."""

from __future__ import annotations

from queries.access.visible import Worker
from queries.case import Case
from queries.facts.rows import ServiceRow


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
