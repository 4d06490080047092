"""An organisation that the viewer may know of: one that delivers, or that a row names which the viewer may see.

That another is there is known from rows alone, and would tell of them.
"""

from __future__ import annotations

from queries.access.visible import Event
from queries.case import Case, Naming
from queries.facts.rows import OrganisationRow

SOME, TIMES = 100, 20
"""Rows of each kind that are read at once, and how often. Nearly always the first few are visible: what the viewer may
not see of them are rows that their own mark keeps close."""


async def organisation(case: Case, id: str) -> OrganisationRow | None:
    """An organisation by its id; None where the viewer may not know of it."""
    await case.begin()
    found = case.organisation(id)
    if found is None or found.delivers:
        return found
    after = ("", "")
    for _ in range(TIMES):
        some = await case.naming(id, after, SOME)
        if _named(case, id, some):
            return found
        if some.last == after:
            return None
        after = some.last
    return None


def _named(case: Case, organisation: str, some: Naming) -> bool:
    """Whether one of some rows, as the viewer may see it, names the organisation."""
    if some.decided:
        return True
    if any((event := case.events.get(id)) is not None and _names(event, organisation) for id in some.events):
        return True
    return any(
        (service := case.service(id)) is not None and service.agency == organisation
        for person in some.people for involvement in case.involvements_of[person] for id in involvement.services
    )


def _names(event: Event, organisation: str) -> bool:
    told = {one.organisation for one in event.told}
    return organisation in told or organisation in {one.organisation for one in event.parties}
