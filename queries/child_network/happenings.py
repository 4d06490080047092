"""What happened to the members of networks, as rules read it: dated, with who knows, and other records of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from queries.access.visible import Event
from queries.analysis.facts import Told, Twin
from queries.case import Case
from queries.definitions.events import dated, know_dates, said_by
from queries.definitions.sight import saw

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


async def know_happenings(case: Case, people: Iterable[str]) -> None:
    """Read what dates the events of some persons, and other records of the same occurrences. Needs `events_of`."""
    events = {event.id: event for person in people for event in case.events_of[person]}
    await case.read(events=sorted({other.event for event in events.values() for other in event.same}))
    twins = {other.event for event in events.values() for other in event.same}
    await know_dates(case, sorted({*events, *twins}))


def happenings(case: Case, people: Iterable[str]) -> list[Event]:
    """The events on or before the date: of each person the newest, as many as any list holds, undated ones last."""
    return list({event.id: event for person in people for event in _newest(case, person)}.values())


def _newest(case: Case, person: str) -> list[Event]:
    days = [(_first(case, event), event) for event in case.events_of[person]]
    happened = [(day or "", event) for day, event in days if day is None or day <= case.dates.on]
    return [event for _, event in sorted(happened, key=lambda one: (one[0], one[1].id), reverse=True)][: case.bound]


def _first(case: Case, event: Event) -> str | None:
    by = dated(case, event)
    return by.day if by is not None else None


def happened(case: Case, event: Event) -> dict[str, Any]:
    """The row of one event (`queries.analysis.facts.Happened`). Needs `know_happenings`."""
    by = dated(case, event)
    last = by.event.on_last if by is not None else None
    return {
        "id": event.id, "agency": event.agency, "kind": event.kind, "on": event.on, "category": event.category,
        "count": 1 if event.count is None else event.count,
        "first": _day(by.day if by is not None else None), "last": _day(last), "until": _day(event.until_last or last),
        "people": event.people, "seen": saw(event), "seen_how": event.seen_how, "service": event.service,
        "together": [one.organisation for one in event.parties if one.type == "TOOK_PART"],
        "referred": [one.organisation for one in event.parties if one.type == "REFERRED_TO"],
        "told": list(_told(case, event, last)), "twins": list(_twins(case, event)),
    }


def _told(case: Case, event: Event, last: str | None) -> Iterator[Told]:
    """Who was told by the date; where no row says when, as of the event."""
    for one in event.told:
        if said_by(case, one):
            at = None if one.at_first is None else _milliseconds(one.at_first)
            day = last if one.at_last is None else one.at_last[:10]
            yield Told(one.organisation, one.status, at, _milliseconds(one.recorded_at), _day(day))


def _twins(case: Case, event: Event) -> Iterator[Twin]:
    """Other records of the same occurrence. One that only other rows name joins these for who sees all."""
    for other in event.same:
        twin = case.events.get(other.event)
        if twin is not None:
            day = _first(case, twin)
            yield Twin(twin.id, twin.agency if day is None or day <= case.dates.on else None)
        elif case.sees_all:
            yield Twin(other.event, None)


def _milliseconds(instant: str) -> int:
    """Of an instant, the milliseconds since 1970."""
    return (datetime.fromisoformat(instant.replace("Z", "+00:00")) - _EPOCH) // timedelta(milliseconds=1)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
