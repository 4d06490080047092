"""The root fields of `Query`: each opens a case, asks its question, and gives the answer to the executor."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry
from graphql import GraphQLSchema

from api.errors import BadArgument
from api.types.answers import AgencyMatrix, ChildrenAffected, FamilyNetwork, InformingState, MashCheck
from api.types.asked import (
    After,
    ClosedWithin,
    First,
    KnownAt,
    On,
    People,
    Request,
    checked,
    days,
    few,
    in_order,
)
from api.types.build import build_schema
from api.types.connections import Connection, Edge, Page, edges_of
from api.types.declare import Answered, fact, root
from api.types.directory import AgencyCoverage
from api.types.events import Event
from api.types.pages import MOST, cursor, place_of, size
from api.types.people import FamilyPath, Person
from queries.questions import (
    agencies_not_informed,
    agency_matrix,
    children_affected,
    chronology,
    coverage,
    event,
    family_network,
)

CONTACT = 50
"""The most persons of one contact; their families come with them."""

PersonId = Annotated[strawberry.ID, strawberry.argument(description="Any id that the person has or had.")]


async def _person(request: Request, id: PersonId, on: On = None, known_at: KnownAt = None) -> Answered:
    case = await request.case(on, known_at)
    return Answered(case, await case.person(id))


async def _children(
    request: Request, adult: PersonId, closed_within: ClosedWithin = 0, on: On = None, known_at: KnownAt = None
) -> Answered:
    case = await request.case(on, known_at, closed_within=days(closed_within))
    return Answered(case, await children_affected.children_affected(case, adult))


async def _family(
    request: Request,
    person: PersonId,
    steps: Annotated[int | None, strawberry.argument(description="How far, 0 to 6; 3 by default.")] = 3,
    on: On = None,
    known_at: KnownAt = None,
) -> Answered:
    case = await request.case(on, known_at)
    return Answered(case, await checked(family_network.family_network(case, person, 3 if steps is None else steps)))


async def _paths(
    request: Request,
    from_: Annotated[strawberry.ID, strawberry.argument(name="from", description="One person.")],
    to: Annotated[strawberry.ID, strawberry.argument(description="The other person.")],
    longest: Annotated[int | None, strawberry.argument(description="The most steps, 0 to 6; 6 by default.")] = 6,
    on: On = None,
    known_at: KnownAt = None,
) -> Answered:
    case = await request.case(on, known_at)
    return Answered(case, await checked(
        family_network.paths_between(case, from_, to, 6 if longest is None else longest)
    ))


async def _event(
    request: Request,
    id: Annotated[
        strawberry.ID | None, strawberry.argument(description="Its global id; or else `agency` and `localId`.")
    ] = None,
    agency: Annotated[strawberry.ID | None, strawberry.argument(description="Whose event it is.")] = None,
    local_id: Annotated[strawberry.ID | None, strawberry.argument(description="The agency's own id of it.")] = None,
    on: On = None,
    known_at: KnownAt = None,
) -> Answered:
    case = await request.case(on, known_at)
    if id is not None:
        return Answered(case, await event.event(case, id))
    if agency is None or local_id is None:
        raise BadArgument("event needs `id`, or both `agency` and `localId`")
    return Answered(case, await event.event_of(case, agency, local_id))


async def _informing(
    request: Request,
    event: Annotated[strawberry.ID, strawberry.argument(description="The event's global id.")],
    closed_within: ClosedWithin = 0,
    on: On = None,
    known_at: KnownAt = None,
) -> Answered:
    case = await request.case(on, known_at, closed_within=days(closed_within))
    return Answered(case, await agencies_not_informed.agencies_not_informed(case, event))


async def _matrix(request: Request, person: PersonId, on: On = None, known_at: KnownAt = None) -> Answered:
    case = await request.case(on, known_at)
    return Answered(case, await agency_matrix.agency_matrix(case, person))


async def _mash_check(request: Request, people: People, on: On = None, known_at: KnownAt = None) -> Answered:
    case = await request.case(on, known_at, since=request.context(on, known_at).linked_from)
    return Answered(case, await agency_matrix.mash_check(case, few(people, CONTACT)))


async def _chronology(
    request: Request,
    people: People,
    from_: Annotated[
        date | None, strawberry.argument(name="from", description="The first day; an event is in if it meets it.")
    ] = None,
    to: Annotated[date | None, strawberry.argument(description="The last day, itself included.")] = None,
    first: First = None,
    after: After = None,
    on: On = None,
    known_at: KnownAt = None,
) -> Answered:
    context, place = request.context(on, known_at), place_of(after, chronology.Place.of)
    in_order(from_, to=to, on=context.on)
    case = await request.case(on, known_at)
    found = await chronology.chronology(case, few(people, MOST), from_, to, first=size(first), after=place)
    cursors = [cursor(one) for one in found.places]
    return Answered(case, Page(found.events, cursors, found.has_next, found.has_previous, found.total))


async def _coverage(request: Request, on: On = None, known_at: KnownAt = None) -> Answered:
    case = await request.case(on, known_at)
    return Answered(case, await coverage.coverage(case))


@strawberry.type(description="One answer with its cursor.")
class ChronologyEdge(Edge[Event]):
    """An event of a chronology."""


@strawberry.type(description="A page of answers.")
class ChronologyConnection(Connection[Event]):
    """Events, oldest first."""

    edges: list[ChronologyEdge] = fact(edges_of, "The rows, with their cursors.")


@strawberry.type(
    description="A list inside an answer holds at most 500. Those that hold as many, and may leave some out, are named"
    " in the response's extensions: fullLists."
)
class Query:
    """Every field may fail alone: it is then null, with an error that names it."""

    person: Person | None = root(_person, "A person, by any id they have or had.")
    children_affected: ChildrenAffected | None = root(
        _children,
        "Which children are affected by what happens to this adult? `closedWithin` is in days before `on`.",
    )
    family_network: FamilyNetwork | None = root(_family, "The persons around a person.")
    paths_between: list[FamilyPath] | None = root(_paths, "The shortest family paths between two persons.")
    event: Event | None = root(_event, "By global id, or by the owner's own id.")
    agencies_not_informed: InformingState | None = root(
        _informing, "Which agencies around this event's family have not been told?"
    )
    agency_matrix: AgencyMatrix | None = root(
        _matrix, "Who is involved with whom in this family, and who knows of whom?"
    )
    mash_check: MashCheck | None = root(
        _mash_check,
        "What a multi-agency safeguarding hub asks first of the persons in a contact: open to whom, whom to ring, who"
        " else is there, which agencies cannot know of each other, who has not been told of what, what is not known.",
    )
    chronology: ChronologyConnection | None = root(_chronology, "Events concerning any of the persons, oldest first.")
    coverage: list[AgencyCoverage] | None = root(_coverage, "Each agency: its last delivery and what it covers.")


def schema() -> GraphQLSchema:
    """The schema of the API."""
    return build_schema(Query)
