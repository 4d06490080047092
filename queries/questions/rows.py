"""One row by its global id: whether the viewer sees it and whom it is about; and an agency's own record of a person."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from queries.case import Case
from queries.questions.person import record_by_id

Sees = Callable[[Case, str], Awaitable[bool]]


async def sees_row(case: Case, row: str) -> bool:
    """Whether the viewer sees a row, by its global id: what kind it is says the first part of that."""
    kind = row.partition(":")[0].removeprefix("entered_")
    return kind in _BY_KIND and await _BY_KIND[kind](case, row)


async def about_row(case: Case, row: str) -> tuple[str, ...]:
    """Whom a row is about, of those whom the viewer knows; of a challenge, whom the challenged row is about.

    The row may stand no more, so nothing is asked of it.
    """
    people, _ = await case.whose(row)
    return tuple(people[: case.bound])


async def own_record_of(case: Case, person: str, agency: str) -> str | None:
    """An agency's own record of a person whom the viewer knows: the first by id; None where it has none."""
    who = await case.person(person)
    if who is None:
        return None
    await case.read(recorded=[who.id])
    return min((one.id for one in case.records_of[who.id] if one.agency == agency), default=None)


async def _record(case: Case, row: str) -> bool:
    return await record_by_id(case, row) is not None


async def _event(case: Case, row: str) -> bool:
    await case.read(events=[row])
    return row in case.events


async def _household(case: Case, row: str) -> bool:
    await case.read(households=[row])
    return row in case.households


async def _informed(case: Case, row: str) -> bool:
    _, event = await case.whose(row)
    if event is None or not await _event(case, event):
        return False
    return any(told.row == row for told in case.events[event].told)


async def _involvement(case: Case, row: str) -> bool:
    people, _ = await case.whose(row)
    await case.read(involvements=people)
    return row in case.involvements


async def _enquiry(case: Case, row: str) -> bool:
    people, _ = await case.whose(row)
    await case.read(enquiries=people)
    return any(one.id == row for person in people for one in case.enquiries_of[person])


async def _consent(case: Case, row: str) -> bool:
    people, _ = await case.whose(row)
    await case.read(consents=people)
    return any(one.id == row for person in people for one in case.consents_of[person])


async def _tie(case: Case, row: str) -> bool:
    people, _ = await case.whose(row)
    await case.read(ever_ties=people)
    return any(one.row == row for person in people for tie in case.all_ties_of[person] for one in tie.assertions)


async def _stay(case: Case, row: str) -> bool:
    people, _ = await case.whose(row)
    await case.read(ever_stays=people)
    return any(one.row == row for person in people for stay in case.all_stays_of[person] for one in stay.assertions)


_BY_KIND: dict[str, Sees] = {
    "record": _record, "event": _event, "household": _household, "informed": _informed, "involvement": _involvement,
    "enquiry": _enquiry, "consent": _consent, "relationships": _tie, "residence": _stay,
}
"""By the kind of a row. A challenge and a decision on sharing are rows that nobody challenges."""
