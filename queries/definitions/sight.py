"""Sights of a child, and attempts that failed (DOMAIN, 'Last seen'; seed row 42): for `lastSeen` and CHILD_NOT_SEEN.

A worker saw a child whom an event names in `seen` or `spoken_to`; `seen_how` says how, of these alone. An attempt has
failed where a home visit or welfare check concerns the child and did not see it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from queries.access.visible import Event
from queries.case import Case, reads
from queries.definitions.events import dated, know_dates

ATTEMPTS = frozenset({"home_visit", "welfare_check"})
"""Kinds of event by which a worker means to see a child."""
FROM_AFAR = frozenset({"video", "doorstep"})
"""How a child is seen without a worker being where it lives."""
_HOW = {
    "seen_alone": "alone", "doorstep": "at the doorstep", "examined": "and examined",
    "not_examined": "and not examined", "video": "by video",
}


class When(NamedTuple):
    """When something may have happened: between two days, so many `steps` after the event that dates it.

    The days are ISO text, '' where nothing says.
    """

    first: str = ""
    last: str = ""
    steps: int = 0


@reads("sights")
async def know_sights(case: Case, people: Iterable[str]) -> None:
    """Read the events in which workers saw some persons or tried to, by any date; and what dates these."""
    ids = await case.sights(people, ATTEMPTS)
    await case.read(events=ids)
    await know_dates(case, ids)


def saw(event: Event) -> list[str]:
    """The persons whom a worker saw or spoke to, by id."""
    return sorted({*event.seen, *event.spoken_to})


def failed(kind: str, concerned: Collection[str], seen: Collection[str], child: str) -> bool:
    """Whether an event is an attempt to see a child that failed; `seen` were seen or spoken to."""
    return kind in ATTEMPTS and child in concerned and child not in seen


def when(case: Case, event: Event) -> When:
    """When an event may have happened. Needs `know_dates`."""
    by = dated(case, event)
    return When() if by is None else When(by.day, by.last, by.steps)


def recency(at: When, how: str | None, id: str) -> tuple[str, str, int, bool, str]:
    """The order of sights from the oldest: by the first day that each may be of, since it was surely seen by then.

    Of one day, a sight by video or at the doorstep stands behind one that says more.
    """
    return (at.first, at.last, at.steps, how not in FROM_AFAR, id)


def may_follow(attempt: When, sight: When) -> bool:
    """Whether an attempt may have been after a sight: of the same day, only where it is recorded as following."""
    return (attempt.last, attempt.steps) > (sight.first, sight.steps)


def how_in_words(how: str | None) -> str:
    """How a child was seen, as it follows the word `seen`: ' by video'; '' where no more is recorded."""
    said = _HOW.get(how or "")
    return f" {said}" if said else ""
