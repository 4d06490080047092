"""`recordInformed`: this agency told another of an event, or was told of it; or is to, or lawfully did not.

The entering agency speaks for itself alone: it says whom it told, or that it was told itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from graph.entries import EnteredRow
from queries.entries.entering import Entering, Impossible, made, needed, not_to_come, said
from queries.entries.results import RecordedInformed

TABLE = "entered_informed"


@dataclass(frozen=True)
class Told:
    """Of which event an agency was told, and how that stands; `status` and `how` are stored codes."""

    event: str
    agency: str
    status: str
    at: datetime | None = None
    how: str | None = None
    by: str | None = None
    basis: str | None = None
    service: str | None = None


async def record(entering: Entering, told: Told) -> RecordedInformed:
    """Enter it.

    Source: seed rows 21 to 25. Withheld needs its basis (row 25); nothing can have been told in the future.
    """
    at = told.at or entering.context.known_at
    not_to_come("at", at, entering.context)
    basis = needed("basis", told.basis) if told.status == "withheld" else said("basis", told.basis)
    await entering.must_see_event("event", told.event)
    await entering.must_know_agency("informed", told.agency)
    if told.service is not None and told.status == "withheld":
        raise Impossible("service is whom you told; where it was withheld nobody was told")
    line = f"informed/{entering.agency}/{told.event}/{told.agency}"
    content = {
        "event_id": told.event, "agency": told.agency, "service_id": told.service, "at": at.isoformat(),
        "status": told.status, "how": told.how, "by": said("by", told.by), "basis": basis,
    }
    key = f"entered/{told.event}/{told.agency}/{content['at']}"
    entered = await entering.write(line, EnteredRow(TABLE, key, content))
    return RecordedInformed(made(entered, entering.agency), told.event)
