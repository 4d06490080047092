"""Arguments that root fields have in common, and what a root field may ask of the request it is part of."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import date, datetime
from typing import Annotated, Protocol, TypeVar

import strawberry

from api.errors import BadArgument, Forbidden
from queries.case import Case
from queries.context import Context, Viewer

T = TypeVar("T")

On = Annotated[date | None, strawberry.argument(description="When the answer should be true; today by default.")]
KnownAt = Annotated[
    datetime | None, strawberry.argument(description="What had been recorded by then; now by default.")
]
ClosedWithin = Annotated[
    int | None,
    strawberry.argument(description="Days before `on`: involvements closed in them are shown too, and count."),
]
First = Annotated[int | None, strawberry.argument(description="How many rows, 0 to 500; 50 by default.")]
After = Annotated[str | None, strawberry.argument(description="Rows after this cursor of an earlier page.")]
People = Annotated[list[strawberry.ID], strawberry.argument(description="Ids of persons, present or former.")]

MOST_DAYS = 36_525
CONTACT = 50
"""The most persons of one contact; their families come with them."""


class Request(Protocol):
    """The request as root fields see it."""

    early: frozenset[str]
    """Kinds of facts that the fields selected below the root field may need: hints, to read them with the first."""

    def context(self, on: date | None, known_at: datetime | None) -> Context:
        """The viewer, purpose and basis of the request, with the valid time and the transaction time asked about."""

    async def case(
        self, on: date | None, known_at: datetime | None, *, closed_within: int = 0, since: date | None = None
    ) -> Case:
        """A case of the request's viewer, with nothing read yet."""


def days(closed_within: int | None) -> int:
    """Check `closedWithin`. Raises BadArgument."""
    found = closed_within or 0
    if not 0 <= found <= MOST_DAYS:
        raise BadArgument(f"closedWithin is {found}; give days, 0 to {MOST_DAYS}")
    return found


async def checked(answer: Awaitable[T]) -> T:
    """Await a question; a ValueError, which says what an argument may be, becomes a BadArgument."""
    try:
        return await answer
    except ValueError as error:
        raise BadArgument(str(error)) from error


def few(people: list[strawberry.ID], most: int) -> list[str]:
    """Check how many persons are asked about. Raises BadArgument."""
    if len(people) > most:
        raise BadArgument(f"people holds {len(people)} ids; ask for at most {most}")
    return list(map(str, people))


def in_order(start: date | None, **ends: date | None) -> None:
    """Refuse a time that begins after it ends: that nothing is found in it would be a false answer."""
    for name, end in ends.items():
        if start is not None and end is not None and end < start:
            raise BadArgument(f"from is after {name}: give a day up to it (`on` is today where it is not given)")


def own_agency(named: str | None, viewer: Viewer) -> str:
    """Return the agency of the request: the viewer's own. A viewer who sees all has to name one.

    Raises BadArgument or Forbidden.
    """
    if viewer.sees_all:
        if not named:
            raise BadArgument("name the agency for which you do this with `agency`: you have not signed in as one")
        return named
    if named not in (None, viewer.agency):
        raise Forbidden("agency is not the one that you have signed in for; leave it out")
    return viewer.agency
