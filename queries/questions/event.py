"""One event, by its global id or by its owner's own id, and what is read for its fields."""

from __future__ import annotations

from collections.abc import Iterable

from graph.ids import global_id
from queries.access.visible import Event, Involvement
from queries.case import Case, reads
from queries.facts.rows import OrganisationRow, ServiceRow


async def event(case: Case, id: str) -> Event | None:
    """The event of a global id; None where none may be seen."""
    await case.read(events=[id])
    return case.events.get(id)


async def event_of(case: Case, agency: str, local_id: str) -> Event | None:
    """The event that an agency knows by an id of its own; None where none may be seen."""
    return await event(case, global_id("Event", agency, local_id))


@reads("linked")
async def know_linked(case: Case, events: Iterable[str]) -> None:
    """Read what the links of some events lead to: other events, and the involvements they belong to."""
    known = [case.events[id] for id in events if id in case.events]
    others = {other.event for one in known for other in (*one.followed, *one.same)}
    belong = {one.involvement for one in known if one.involvement is not None}
    await case.read(events=sorted(others), involvement_ids=sorted(belong))


def service(case: Case, event: Event) -> ServiceRow | None:
    """The service that recorded it."""
    return case.service(event.service)


def involvement(case: Case, event: Event) -> Involvement | None:
    """The involvement that it belongs to, where that may be seen. Needs `know_linked`."""
    return case.involvements.get(event.involvement) if event.involvement is not None else None


def participants(case: Case, event: Event) -> list[OrganisationRow]:
    """The agencies that took part together, by id."""
    return _parties(case, event, "TOOK_PART")[: case.bound]


def to_agency(case: Case, event: Event) -> OrganisationRow | None:
    """The receiver of a referral."""
    return next(iter(_parties(case, event, "REFERRED_TO")), None)


def _parties(case: Case, event: Event, type: str) -> list[OrganisationRow]:
    ids = sorted({party.organisation for party in event.parties if party.type == type})
    return [one for id in ids if (one := case.organisation(id)) is not None]


def after(case: Case, event: Event) -> Event | None:
    """The event that it followed, where that may be seen. Needs `know_linked`."""
    return _first(case, (other.event for other in event.followed))


def parent_event(case: Case, event: Event) -> Event | None:
    """The record of the same occurrence that this one names, where that may be seen. Needs `know_linked`."""
    return _first(case, (other.event for other in event.same if other.outward))


def _first(case: Case, ids: Iterable[str]) -> Event | None:
    return next((case.events[id] for id in sorted(ids) if id in case.events), None)
