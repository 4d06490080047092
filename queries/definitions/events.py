"""When an event happened, and who was told of it, as recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from graph.model import MOST_FOLLOWED
from queries.access.visible import Event, Told
from queries.case import Case
from queries.validity import london_day

LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
_LATEST = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True)
class Dated:
    """By which event another is dated: itself, or the one it followed, so many `steps` before it."""

    event: Event
    steps: int

    @property
    def day(self) -> str:
        """The first day on which it may have happened."""
        assert self.event.on_first is not None
        return self.event.on_first

    @property
    def last(self) -> str:
        """The last day on which it may have happened."""
        return self.event.on_last or self.day


async def know_dates(case: Case, events: Iterable[str]) -> None:
    """Read the events that undated ones followed, a wave a step, as far as one is needed to date them."""
    undated = [case.events[id] for id in events if id in case.events]
    for _ in range(MOST_FOLLOWED):
        followed = {id for event in undated for id in _followed(event)}
        if not followed:
            return
        await case.read(events=sorted(followed))
        undated = [case.events[id] for id in sorted(followed) if id in case.events]


def _followed(event: Event) -> list[str]:
    """The events that one without a date followed."""
    return sorted(other.event for other in event.followed) if event.on_first is None else []


def dated(case: Case, event: Event) -> Dated | None:
    """By which event this one is dated; None where nothing that it followed has a date. Needs `know_dates`.

    An event that may not be seen dates nothing, and nothing beyond it does.
    """
    nearest = [event]
    for steps in range(MOST_FOLLOWED + 1):
        for one in nearest:
            if one.on_first is not None:
                return Dated(one, steps)
        ids = sorted({id for one in nearest for id in _followed(one)})
        nearest = [case.events[id] for id in ids if id in case.events]
    return None


def in_chains(case: Case, events: Iterable[Event]) -> list[Event]:
    """Undated events by agency and own id, but each after those that it followed, so that a chain stands together.

    A chain stands where its first event does. Only events that may be seen order others: what followed a hidden event
    begins a chain. In a circle, the first by agency and own id begins. Needs `know_dates`.
    """
    given = {event.id for event in events}
    chained = {event.id: event for event in sorted(_undated(case, given), key=_own)}
    before = {id: chained.keys() & set(_followed(event)) - {id} for id, event in chained.items()}
    after: dict[str, list[str]] = defaultdict(list)
    for id, followed in before.items():
        for one in followed:
            after[one].append(id)
    paths: dict[str, tuple[tuple[str, str], ...]] = {}
    lacking = {id: len(followed) for id, followed in before.items()}
    ready, in_turn = [id for id, many in lacking.items() if many == 0], iter(chained)
    while len(paths) < len(chained):
        id = ready.pop() if ready else next(one for one in in_turn if one not in paths)
        last = max((paths[one] for one in before[id] if one in paths), default=())
        paths[id] = (*last, _own(chained[id]))
        for one in after[id]:
            lacking[one] -= 1
            if lacking[one] == 0 and one not in paths:
                ready.append(one)
    return [chained[id] for id in sorted(paths, key=paths.__getitem__) if id in given]


def _undated(case: Case, ids: Iterable[str]) -> list[Event]:
    """Of some events, those that nothing dates, and those of that kind that they followed, however far back."""
    found: dict[str, Event] = {}
    nearest = set(ids)
    while nearest:
        some = [case.events[id] for id in nearest if id in case.events and id not in found]
        undated = [event for event in some if dated(case, event) is None]
        found.update((event.id, event) for event in undated)
        nearest = {id for event in undated for id in _followed(event)}
    return list(found.values())


def _own(event: Event) -> tuple[str, str]:
    return event.agency, event.local_id


def happened(case: Case, event: Event) -> str | None:
    """The first day on which an event may have happened; None where nothing says. Needs `know_dates`."""
    found = dated(case, event)
    return None if found is None else found.day


def told_by(case: Case, event: Event) -> list[Told]:
    """Who was told of an event by the date, each as one agency recorded it; undated rows last."""
    found = [one for one in event.told if said_by(case, one)]
    return sorted(found, key=lambda one: (moment(one.at_first, _LATEST), one.organisation, one.row))[: case.bound]


def said_by(case: Case, told: Told) -> bool:
    """Whether a row of who was told is of the date or before it, by the day in this country; an undated one counts."""
    return told.at_first is None or london_day(told.at_first) <= case.dates.on


def moment(text: str | None, missing: datetime) -> datetime:
    """The instant that a text is, for an order; `missing` where there is none."""
    return missing if text is None else datetime.fromisoformat(text.replace("Z", "+00:00"))
