"""The root fields of `Query` that answer with pages: persons found, findings, looks and notices."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Protocol

import strawberry

from api.errors import BadArgument
from api.types.asked import After, First, KnownAt, On, Request, checked, few, in_order, own_agency
from api.types.codes import RuleId
from api.types.connections import Page
from api.types.declare import Answered
from api.types.grants import ReadGrant, ReadLook
from api.types.pages import MOST, cursor, place_of, size
from queries.access.permissions import answering_subjects
from queries.audit.looked import AccessLog, AccessLogUnreadable
from queries.case import Case, Cases
from queries.questions import access_log, find_people, grants
from queries.questions import hidden_connections as findings


class Listing(Request, Protocol):
    """The request as these root fields see it."""

    cases: Cases
    access_log: AccessLog | None


@strawberry.input(description="An identifier as an agency wrote it down.")
class IdentifierInput:
    """A number by which somebody is known."""

    scheme: str = strawberry.field(description="Whose number it is, such as nhs.")
    value: str = strawberry.field(description="The number.")


async def people_found(
    request: Listing,
    name: Annotated[
        str | None, strawberry.argument(description="Words that names begin with, all of them, in any order.")
    ] = None,
    date_of_birth: Annotated[
        date | None, strawberry.argument(description="Also found where only its year or month is recorded.")
    ] = None,
    identifier: Annotated[
        IdentifierInput | None, strawberry.argument(description="A number that they are known by.")
    ] = None,
    first: First = None,
    after: After = None,
    on: On = None,
    known_at: KnownAt = None,
) -> Answered:
    take, place = size(first), place_of(after, _key)
    pair = (identifier.scheme, identifier.value) if identifier is not None else None
    try:
        wanted = find_people.wanted(name, date_of_birth, pair)
    except ValueError as error:
        raise BadArgument(str(error)) from error
    case = await request.case(on, known_at)
    found = await find_people.find_people(case, wanted, place or "", take, request.early)
    return Answered(case, Page(
        [case.persons[one.person] for one in found.found], [cursor(one.key) for one in found.found],
        found.has_next, place is not None, found.total, [one.person for one in found.found] or found.beyond,
        cursor(found.end) if found.end else None, find_people.CountFound(wanted),
    ))


def _key(text: str) -> str:
    """A key of `find_people`. Raises ValueError."""
    if not text.startswith("record:"):
        raise ValueError("no key of a person found")
    return text


async def hidden_connections(
    request: Listing,
    people: Annotated[
        list[strawberry.ID] | None, strawberry.argument(description="Ids of persons, present or former.")
    ] = None,
    rule: Annotated[
        list[RuleId] | None, strawberry.argument(description="By which rules; all where none is given.")
    ] = None,
    from_: Annotated[
        date | None,
        strawberry.argument(name="from", description="Since when things count; 12 months before `on` by default."),
    ] = None,
    first: First = None,
    after: After = None,
    on: On = None,
    known_at: KnownAt = None,
) -> Answered:
    context = request.context(on, known_at)
    in_order(from_, on=context.on)
    asked = findings.Asked(
        people=None if people is None else tuple(few(people, MOST)),
        rules=tuple(one.name for one in rule) if rule else None,
        start=from_,
        after=place_of(after, findings.FlagPlace.of) or findings.FlagPlace(),
        take=size(first),
    )

    async def page(case: Case, found: findings.FlagPage) -> Answered:
        upto = None if found.upto is None else cursor(found.upto)
        told = [person for flag in found.flags for person in flag.people] or found.beyond
        return Answered(case, Page(
            found.flags, [cursor(flag.place) for flag in found.flags], upto is not None, after is not None,
            found.total, told, upto,
        ))

    return await findings.hidden_connections(request.cases, context, asked, page)


async def looks(
    request: Listing,
    person: Annotated[strawberry.ID, strawberry.argument(description="Any id that the person has or had.")],
    first: First = None,
    after: After = None,
    on: On = None,
    known_at: KnownAt = None,
) -> Answered:
    take, place = size(first), place_of(after, _number)
    case = await request.case(on, known_at)
    if request.access_log is None:
        raise AccessLogUnreadable
    found = await access_log.looks(case, request.access_log, person, place or "", take)
    if found is None:
        return Answered(case, Page([], []))
    rows = [
        ReadLook(one, ReadGrant(one.grant, await grants.people_of(case, one.grant)) if one.grant is not None else None)
        for one in found.looks
    ]
    return Answered(case, Page(rows, [cursor(one.key) for one in found.looks], found.has_next, place is not None))


def _number(text: str) -> str:
    """The number of an entry of the log. Raises ValueError."""
    if not (text.isascii() and text.isdigit()):
        raise ValueError("no number of an entry")
    return text


async def notices(
    request: Listing,
    agency: Annotated[
        strawberry.ID | None, strawberry.argument(description="Whose notices; your agency's where you have signed in.")
    ] = None,
    first: First = None,
    after: After = None,
    on: On = None,
    known_at: KnownAt = None,
) -> Answered:
    take, place = size(first), place_of(after, str)
    context = request.context(on, known_at)
    answering_subjects(context.viewer)
    case = await request.case(on, known_at)
    found = await checked(grants.notices(case, own_agency(agency, context.viewer), place or "", take))
    return Answered(case, Page(
        found.notices, [cursor(one.key) for one in found.notices], found.has_next, place is not None
    ))
