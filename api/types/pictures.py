"""Pictures of families."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Protocol
from urllib.parse import urlencode

import strawberry

from api.types.asked import CONTACT, KnownAt, On, People, Request, few, in_order
from api.types.declare import Answered, fact
from queries.case import Cases
from queries.context import Context
from queries.pictures import drawn


@strawberry.type(description="A picture of a family, drawn from the same answers; `queries.pictures` makes it.")
class Picture:
    """Subject: a `Picture` of `queries.pictures.svg`."""

    svg: str = fact(lambda case, of: of.svg, "The picture as an SVG document.")
    width: int = fact(lambda case, of: of.width, "In CSS pixels.")
    height: int = fact(lambda case, of: of.height, "In CSS pixels.")
    alternative: str = fact(lambda case, of: of.alternative, "The same in words, a line each, to be read aloud.")
    people: list[strawberry.ID] = fact(lambda case, of: of.people, "The ids of those who are drawn.")

    tells = staticmethod(lambda case, of: (*of.people, *of.about))


class Drawing(Request, Protocol):
    """The request as these root fields see it."""

    cases: Cases


OnePerson = Annotated[strawberry.ID, strawberry.argument(description="Any id that the person has or had.")]


async def genogram(request: Drawing, person: OnePerson, on: On = None, known_at: KnownAt = None) -> Answered:
    context = request.context(on, known_at)
    return Answered(None, await drawn.genogram(request.cases, person, context, _elsewhere(context)))


async def ecomap(request: Drawing, person: OnePerson, on: On = None, known_at: KnownAt = None) -> Answered:
    context = request.context(on, known_at)
    return Answered(None, await drawn.ecomap(request.cases, person, context, _elsewhere(context)))


async def timeline(
    request: Drawing,
    people: People,
    from_: Annotated[
        date | None, strawberry.argument(name="from", description="The first day; 12 months before `on` by default.")
    ] = None,
    to: Annotated[date | None, strawberry.argument(description="The last day, itself included.")] = None,
    on: On = None,
    known_at: KnownAt = None,
) -> Answered:
    context = request.context(on, known_at)
    in_order(from_, to=to, on=context.on)
    return Answered(None, await drawn.timeline(request.cases, few(people, CONTACT), context, from_, to))


def _elsewhere(context: Context) -> str:
    """Where a click on a person leads: to that person's genogram, of the same date and knowledge."""
    asked = {"on": context.on.isoformat()}
    if not context.latest:
        asked["knownAt"] = context.known_at.isoformat()
    return f"/pictures/genogram/{drawn.PERSON}.svg?{urlencode(asked)}"
