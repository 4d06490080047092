"""Records that are past their retention period, as of a day: read page by page, so that memory stays bounded."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from queries.access.permissions import MayNotSee
from queries.context import Context
from queries.facts.statements import statement
from queries.facts.store import FactStore
from queries.retention.schedule import Kept, Period, Schedule

PAGE = 1000
"""Records read at once."""


@dataclass(frozen=True)
class Due:
    """A record that is past its period, since a day."""

    one: Kept
    period: Period
    since: date


@dataclass
class Tally:
    """How records stand: by agency, its kind, period and state; and the rows that go with those that are past."""

    records: Counter[tuple[str, str | None, str | None, str]] = field(default_factory=Counter)
    rows: Counter[tuple[str, str | None, str]] = field(default_factory=Counter)


async def due(
    facts: FactStore, schedule: Schedule, context: Context, tally: Tally, told: Callable[[int], None] = lambda n: None
) -> AsyncIterator[Due]:
    """The records past their period on a context's date, by id; the tally counts all records while they are read.

    Raises MayNotSee for a viewer who may not see all: the administrator of the store applies the schedule.
    """
    if not context.viewer.sees_all:
        raise MayNotSee("retention is of all agencies' records; whoever keeps the store applies it")
    after, done = "", 0
    while page := await _page(facts, after, context.on):
        for one in page:
            period, state = schedule.judged(one, context.on)
            tally.records[one.agency, one.kind, period.id if period else None, state] += 1
            if state == "past":
                assert period is not None
                since = period.ends(one)
                assert since is not None
                tally.rows[one.agency, one.kind, period.id] += sum(one.rows.values())
                yield Due(one, period, since)
        after, done = page[-1].record, done + len(page)
        told(done)


async def _page(facts: FactStore, after: str, on: date) -> list[Kept]:
    given = {"after": after, "take": PAGE, "on": on}
    return [_kept(row) for row in (await facts.run(statement("borough/retention").now, given))["kept"]]


def _kept(row: list[Any]) -> Kept:
    record, agency, kind, born, died, last, live, looked_after, rows = row
    return Kept(record, agency, kind, _day(born), _day(died), _day(last), live, looked_after, rows)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text is not None else None
