"""The root fields of `Query`: each opens a case, asks its question, and gives the answer to the executor."""

from __future__ import annotations

from typing import Annotated

import strawberry
from graphql import GraphQLSchema

from api.types.answers import ChildrenAffected, FamilyNetwork
from api.types.asked import ClosedWithin, KnownAt, On, Request, checked, days
from api.types.build import build_schema
from api.types.declare import Answered, root
from api.types.directory import AgencyCoverage
from api.types.people import FamilyPath, Person
from queries.questions import children_affected, coverage, family_network

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


async def _coverage(request: Request, on: On = None, known_at: KnownAt = None) -> Answered:
    case = await request.case(on, known_at)
    return Answered(case, await coverage.coverage(case))


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
    coverage: list[AgencyCoverage] | None = root(_coverage, "Each agency: its last delivery and what it covers.")


def schema() -> GraphQLSchema:
    """The schema of the API."""
    return build_schema(Query)
