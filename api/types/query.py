"""The root fields of `Query`: each opens a case, asks its question, and gives the answer to the executor."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Annotated

import strawberry
from graphql import GraphQLSchema

from api.errors import BadArgument
from api.types import grants, listed, pictures, sharing
from api.types.answers import AgencyMatrix, ChildrenAffected, FamilyNetwork, InformingState, MashCheck
from api.types.asked import (
    CONTACT,
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
from api.types.flags import Flag
from api.types.grants import Glass, Look, Notice
from api.types.kinship import KinshipPath
from api.types.mutation import Mutation
from api.types.node import Node
from api.types.pages import MOST, cursor, place_of, size
from api.types.people import FamilyPath, Person, SourceRecord
from api.types.pictures import Picture
from api.types.scope import Scope
from api.types.sharing import SharingAdvice
from api.types.sightings import LastSeen
from queries.questions import (
    agencies_not_informed,
    agency_matrix,
    children_affected,
    chronology,
    coverage,
    event,
    family_network,
    kinship,
    last_seen,
    nodes,
    person,
    scope,
)

PersonId = Annotated[strawberry.ID, strawberry.argument(description="Any id that the person has or had.")]


async def _person(request: Request, id: PersonId, on: On = None, known_at: KnownAt = None) -> Answered:
    case = await request.case(on, known_at)
    return Answered(case, await person.person(case, id, request.early))


async def _source_record(
    request: Request,
    agency: Annotated[strawberry.ID, strawberry.argument(description="Whose record.")],
    local_id: Annotated[strawberry.ID, strawberry.argument(description="The agency's own id of it.")],
    on: On = None,
    known_at: KnownAt = None,
) -> Answered:
    case = await request.case(on, known_at)
    return Answered(case, await person.source_record(case, agency, local_id))


async def _nodes(
    request: Request,
    ids: Annotated[list[strawberry.ID], strawberry.argument(description="Global ids, as earlier answers gave them.")],
    on: On = None,
    known_at: KnownAt = None,
) -> Answered:
    if len(ids) > CONTACT:
        raise BadArgument(f"ids holds {len(ids)} ids; ask for at most {CONTACT}")
    flags = any(nodes.kind_of(id) == nodes.FLAG for id in ids)
    case = await request.case(on, known_at, since=request.context(on, known_at).linked_from if flags else None)
    return Answered(case, await nodes.nodes(case, ids))


async def _node(
    request: Request,
    id: Annotated[strawberry.ID, strawberry.argument(description="A global id, as an earlier answer gave it.")],
) -> Answered:
    case, found = await _nodes(request, [id])
    return Answered(case, found[0])


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


async def _kinship(
    request: Request,
    from_: Annotated[strawberry.ID, strawberry.argument(name="from", description="Who is related.")],
    to: Annotated[strawberry.ID, strawberry.argument(description="To whom.")],
    longest: Annotated[int | None, strawberry.argument(description="The most steps, 0 to 6; 6 by default.")] = 6,
    on: On = None,
    known_at: KnownAt = None,
) -> Answered:
    case = await request.case(on, known_at)
    return Answered(case, await checked(kinship.kinship(case, from_, to, 6 if longest is None else longest)))


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


async def _last_seen(
    request: Request,
    child: Annotated[strawberry.ID, strawberry.argument(description="Any id that the child has or had.")],
    on: On = None,
    known_at: KnownAt = None,
) -> Answered:
    case = await request.case(on, known_at)
    return Answered(case, await last_seen.last_seen(case, child))


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
    told = [id for event in found.events or found.beyond for id in (event.id, *event.people)]
    return Answered(case, Page(
        found.events, cursors, found.has_next, found.has_previous, found.total, told, count=found.count
    ))


async def _coverage(request: Request, on: On = None, known_at: KnownAt = None) -> Answered:
    case = await request.case(on, known_at)
    return Answered(case, await coverage.coverage(case))


async def _scope(request: Request, on: On = None, known_at: KnownAt = None) -> Answered:
    case = await request.case(on, known_at)
    return Answered(case, await scope.scope(case))


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
    kinship_path: KinshipPath | None = root(
        _kinship, "What is one person to another: in terms of kinship, step by step, and as a picture?"
    )
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
    last_seen: LastSeen | None = root(
        _last_seen,
        "When did a worker last see this child, by which agency and how, who has tried since and failed, and which"
        " agencies record no sight?",
    )
    chronology: ChronologyConnection | None = root(_chronology, "Events concerning any of the persons, oldest first.")
    coverage: list[AgencyCoverage] | None = root(
        _coverage, "Each agency within your scope: its last delivery and what it covers."
    )
    scope: Scope | None = root(
        _scope, "What you may see at all: whose records, whose involvement, from which deliveries, until when."
    )
    source_record: SourceRecord | None = root(_source_record, "One agency's record of a person.")
    find_people: Connection[Person] | None = root(
        listed.people_found,
        "Persons whose one record has all that is given, in an order that stays the same while more is loaded.",
    )
    hidden_connections: Connection[Flag] | None = root(
        listed.hidden_connections,
        "Findings about the network of services around these persons, over from…on. Without persons those of the last"
        " sweep; for who has signed in those that name somebody of the own agency's records, derived anew, a page at a"
        " time: a page may hold fewer than were asked for, and say that there may be more.",
    )
    access_log: Connection[Look] | None = root(
        listed.looks, "Who looked at a person, newest first: for those who answer for the use of records."
    )
    notices: Connection[Notice] | None = root(
        listed.notices,
        "Notices to those who answer for an agency's use of records, newest first. Where nobody has signed in, name the"
        " `agency`.",
    )
    glass: Glass | None = root(
        grants.glass,
        "Glass that you broke; or that somebody of your agency did, where you answer for its use of records.",
    )
    may_share: SharingAdvice | None = root(
        sharing.may_share,
        "May this agency share this about a person with another? `purpose` is by default what the request is for,"
        " `consent` what is recorded.",
    )
    may_see: SharingAdvice | None = root(
        sharing.may_see,
        "May an agency see what another holds about a person? Where nobody has signed in, `agency` is who asks.",
    )
    genogram: Picture | None = root(pictures.genogram, "The family around a person, drawn as social workers do.")
    ecomap: Picture | None = root(
        pictures.ecomap,
        "The household of a person among its family and the agencies around it, and which of these have a link.",
    )
    timeline: Picture | None = root(
        pictures.timeline,
        "Events about any of the persons, a lane an agency, and who was told when; by default of the 12 months before"
        " `on`. `from` and `to` are days, both included.",
    )
    node: Node | None = root(
        _node,
        "Anything with a global id, as it is today: a person, record, event, involvement, organisation, service,"
        " professional or flag. `nodes` can be asked about other times.",
    )
    nodes: list[Node | None] | None = root(
        _nodes, "Several by their global ids, in that order; null for each that is not known."
    )


@lru_cache(1)
def schema() -> GraphQLSchema:
    """The schema of the API."""
    return build_schema(Query, Mutation)
