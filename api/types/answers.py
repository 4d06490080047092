"""What the questions answer with."""

from __future__ import annotations

from typing import Any

import strawberry

from api.types.codes import CaringRole, MissingFact
from api.types.declare import Needs, fact
from api.types.directory import AgencyCoverage
from api.types.people import FamilyPath, FamilyStep, Involvement, Person, person_by
from queries.case import Case
from queries.definitions import homes, involvements
from queries.definitions import persons as people
from queries.definitions.family import Member, ties_among
from queries.questions import children_affected
from queries.questions.children_affected import AffectedChild as OneChild
from queries.questions.coverage import coverage_of
from queries.questions.family_network import FamilyNetwork as Network

COVERAGE = "What this rests on: each agency's deliveries."


def covered() -> Any:
    """Declare the coverage that an answer rests on."""
    return fact(lambda case, subject: coverage_of(case), COVERAGE)


def _services(by: str) -> Any:
    return lambda case, of: involvements.services(case, getattr(of, by))


def _services_of(by: str) -> Any:
    return lambda of: {"involvements": [getattr(of, by)], "ever": [getattr(of, by)]}


def _stays(of: OneChild) -> Needs:
    return {"stays": [of.adult, of.child]}


@strawberry.type(description="One child, by which ties, and what is known and not known of the child.")
class AffectedChild:
    """Subject: an `AffectedChild` of `queries.questions.children_affected`."""

    child: Person = fact(person_by("child"), "The child.")
    paths: list[FamilyPath] = fact(lambda case, of: of.paths, "By which ties, each path from the adult.")
    lives_with_adult: bool | None = fact(
        lambda case, of: homes.lives_with(case, of.adult, of.child),
        "Null where no residence of one of them is known.",
        needs=_stays,
    )
    caring_role: CaringRole | None = fact(children_affected.caring_role, "Who cares for whom.")
    services: list[Involvement] = fact(
        _services("child"), "Services the child is with, referred to or waiting for.", needs=_services_of("child")
    )
    missing: list[MissingFact] = fact(
        lambda case, of: people.missing(case, of.child), "What is not recorded.", needs=_services_of("child")
    )

    tells = staticmethod(lambda case, of: (of.child,))


@strawberry.type(description="The children affected by what happens to an adult, and the adult's services.")
class ChildrenAffected:
    """Subject: a `ChildrenAffected` of `queries.questions.children_affected`."""

    adult: Person = fact(person_by("adult"), "The adult.")
    services: list[Involvement] = fact(
        _services("adult"), "Services the adult is with, referred to or waiting for.", needs=_services_of("adult")
    )
    children: list[AffectedChild] = fact(lambda case, of: of.children, "The children, oldest first.")
    coverage: list[AgencyCoverage] = covered()

    tells = staticmethod(lambda case, of: (of.adult,))


@strawberry.type(description="A person of a family network.")
class FamilyMember:
    """Subject: a `Member`."""

    person: Person = fact(person_by("person"), "Who it is.")
    distance: int = fact(lambda case, of: of.distance, "Steps from the person asked about; 0 is that person.")
    path: FamilyPath = fact(lambda case, of: of.path, "A shortest path.")

    tells = staticmethod(lambda case, of: (of.person,))


def _members(of: Network) -> Needs:
    return {"ties": [member.person for member in of.members]}


def _ties(case: Case, of: Network) -> list[Any]:
    return ties_among(case, (member.person for member in of.members))


def _members_of(case: Case, of: Network) -> list[Member]:
    return list(of.members[: case.bound])


@strawberry.type(description="The persons around a person, each with the shortest path, and the ties among them.")
class FamilyNetwork:
    """Subject: a `FamilyNetwork` of `queries.questions.family_network`."""

    person: Person = fact(person_by("person"), "The person asked about.")
    members: list[FamilyMember] = fact(_members_of, "The persons, nearest first.")
    ties: list[FamilyStep] = fact(
        _ties, "Every recorded tie between two of them that holds on the date.", needs=_members
    )
    coverage: list[AgencyCoverage] = covered()

    tells = staticmethod(lambda case, of: (of.person,))
