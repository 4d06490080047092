"""The GraphQL types that questions answer with."""

from __future__ import annotations

from typing import Any

import strawberry

from api.types.codes import AgencyKind, CaringRole, MissingFact
from api.types.declare import Needs, fact
from api.types.directory import AgencyCoverage, Organisation, Professional, organisation_by, organisations_by
from api.types.events import AgencyInformed, Event, Rule
from api.types.flags import Flag
from api.types.people import FamilyPath, FamilyStep, Involvement, Person, person_by, persons_by
from api.types.scope import Scope, covered, scoped
from api.types.sightings import LastSeen, event_by
from queries.case import Case
from queries.definitions import homes, involvements
from queries.definitions import persons as people
from queries.definitions.family import Member, ties_among
from queries.questions import children_affected
from queries.questions.children_affected import AffectedChild as OneChild
from queries.questions.family_network import FamilyNetwork as Network
from queries.questions.hidden_connections import findings
from queries.questions.last_seen import last_seen_of


def _services(by: str) -> Any:
    return lambda case, of: involvements.services(case, getattr(of, by))


def _needs_services(by: str) -> Any:
    return lambda of: {"involvements": [getattr(of, by)], "ever": [getattr(of, by)]}


def _needs_stays(of: OneChild) -> Needs:
    return {"stays": [of.adult, of.child]}


@strawberry.type(description="One child, by which ties, and what is known and not known of the child.")
class AffectedChild:
    """Subject: an `AffectedChild` of `queries.questions.children_affected`."""

    child: Person = fact(person_by("child"), "The child.")
    paths: list[FamilyPath] = fact(lambda case, of: of.paths, "By which ties, each path from the adult.")
    lives_with_adult: bool | None = fact(
        lambda case, of: homes.lives_with(case, of.adult, of.child),
        "Null where no residence of one of them is known.",
        needs=_needs_stays,
    )
    caring_role: CaringRole | None = fact(children_affected.caring_role, "Who cares for whom.")
    services: list[Involvement] = fact(
        _services("child"), "Services the child is with, referred to or waiting for.", needs=_needs_services("child")
    )
    missing: list[MissingFact] = fact(
        lambda case, of: people.missing(case, of.child), "What is not recorded.", needs=_needs_services("child")
    )

    tells = staticmethod(lambda case, of: (of.child,))


@strawberry.type(description="The children affected by what happens to an adult, and the adult's services.")
class ChildrenAffected:
    """Subject: a `ChildrenAffected` of `queries.questions.children_affected`."""

    adult: Person = fact(person_by("adult"), "The adult.")
    services: list[Involvement] = fact(
        _services("adult"), "Services the adult is with, referred to or waiting for.", needs=_needs_services("adult")
    )
    children: list[AffectedChild] = fact(lambda case, of: of.children, "The children, oldest first.")
    coverage: list[AgencyCoverage] = covered()
    scope: Scope = scoped()

    tells = staticmethod(lambda case, of: (of.adult,))


@strawberry.type(description="A person of a family network.")
class FamilyMember:
    """Subject: a `Member`."""

    person: Person = fact(person_by("person"), "Who it is.")
    distance: int = fact(lambda case, of: of.distance, "Steps from the person asked about; 0 is that person.")
    path: FamilyPath = fact(lambda case, of: of.path, "A shortest path.")

    tells = staticmethod(lambda case, of: (of.person,))


def _needs_members(of: Network) -> Needs:
    return {"ties": [member.person for member in of.members]}


def _ties(case: Case, of: Network) -> list[Any]:
    return ties_among(case, (member.person for member in of.members))


def _members(case: Case, of: Network) -> list[Member]:
    return list(of.members[: case.bound])


@strawberry.type(description="The persons around a person, each with the shortest path, and the ties among them.")
class FamilyNetwork:
    """Subject: a `FamilyNetwork` of `queries.questions.family_network`."""

    person: Person = fact(person_by("person"), "The person asked about.")
    members: list[FamilyMember] = fact(_members, "The persons, nearest first.")
    ties: list[FamilyStep] = fact(
        _ties, "Every recorded tie between two of them that holds on the date.", needs=_needs_members
    )
    coverage: list[AgencyCoverage] = covered()
    scope: Scope = scoped()

    tells = staticmethod(lambda case, of: (of.person,))


@strawberry.type(description="Which agencies around an event's family know of it, and which do not.")
class InformingState:
    """Subject: an `InformingState` of `queries.questions.agencies_not_informed`."""

    event: Event = fact(event_by("event"), "The event asked about.")
    agencies: list[AgencyInformed] = fact(
        lambda case, of: of.agencies,
        "The agencies around its family, and those that should know and are not involved, by id.",
    )
    missing_agencies: list[AgencyKind] = fact(
        lambda case, of: of.missing_agencies,
        "Kinds of agency that should know, of which none is known: find out whom to ring.",
    )
    coverage: list[AgencyCoverage] = covered()
    scope: Scope = scoped()

    tells = staticmethod(lambda case, of: (of.event, *case.events[of.event].people))


@strawberry.type(description="One agency of the matrix.")
class MatrixAgency:
    """Subject: a `MatrixAgency` of `queries.questions.agency_matrix`."""

    agency: Organisation = fact(organisation_by("agency"), "Which agency.")
    contacts: list[Professional] = fact(
        lambda case, of: of.contacts, "Whom to ring: the allocated workers, else the agency's named officers."
    )
    people: list[Person] = fact(persons_by("people"), "The members it is involved with.")
    involvements: list[Involvement] = fact(lambda case, of: of.involvements, "Its involvements with them.")
    knows_of: list[Organisation] = fact(
        organisations_by("knows_of"),
        "The other agencies that it can know of: its own records name them, or they were in contact.",
    )
    does_not_know_of: list[Organisation] = fact(
        organisations_by("does_not_know_of"), "The other agencies whose involvement it cannot know of."
    )

    tells = staticmethod(lambda case, of: of.people)


@strawberry.type(description="Who is involved with whom in a family, and who knows of whom.")
class AgencyMatrix:
    """Subject: an `AgencyMatrix` of `queries.questions.agency_matrix`."""

    person: Person = fact(person_by("person"), "The person asked about.")
    people: list[Person] = fact(persons_by("people"), "The family around that person, who comes first.")
    agencies: list[MatrixAgency] = fact(lambda case, of: of.agencies, "The agencies involved with it, by id.")
    coverage: list[AgencyCoverage] = covered()
    scope: Scope = scoped()

    tells = staticmethod(lambda case, of: (of.person,))


@strawberry.type(
    description="An event, and the agencies that should know of it and of which nothing says that they were told, or"
    " why they were not."
)
class UntoldEvent:
    """Subject: an `UntoldEvent` of `queries.questions.agency_matrix`."""

    event: Event = fact(event_by("event"), "The event.")
    rule: Rule = fact(lambda case, of: of.rule, "What says that they should know.")
    agencies: list[Organisation] = fact(organisations_by("agencies"), "The agencies, by id.")
    not_involved: list[Organisation] = fact(
        organisations_by("not_involved"), "Those of them that are not involved with the family yet, by id."
    )
    missing_agencies: list[AgencyKind] = fact(
        lambda case, of: of.missing_agencies, "Kinds of agency that should know, of which none is known."
    )

    tells = staticmethod(lambda case, of: (of.event, *case.events[of.event].people))


@strawberry.type(description="What is not recorded of a child, and when a worker last saw it.")
class ChildMissing:
    """Subject: the visible `Person` of a child."""

    child: Person = fact(lambda case, one: one, "The child.")
    missing: list[MissingFact] = fact(
        lambda case, one: people.missing(case, one.id),
        "What is not recorded.",
        needs=lambda one: {"involvements": [one.id], "ever": [one.id]},
    )
    last_seen: LastSeen = fact(
        lambda case, one: last_seen_of(case, one.id),
        "When workers last saw the child (seed row 42).",
        needs=lambda one: {"involvements": [one.id], "ever": [one.id], "sights": [one.id]},
    )

    tells = staticmethod(lambda case, one: (one.id,))


@strawberry.type(description="What a multi-agency safeguarding hub asks first of the persons in a contact.")
class MashCheck:
    """Subject: a `MashCheck` of `queries.questions.agency_matrix`."""

    people: list[Person] = fact(
        persons_by("people"),
        "Those asked about who are known: already open to whom, since when, is in `involvements`.",
    )
    family: list[FamilyMember] = fact(
        lambda case, of: of.family, "Who else is in the family and the household on the date."
    )
    lately: list[Person] = fact(
        persons_by("lately"),
        "Who shared a home with one of them in the months before, and is not in the family now.",
    )
    agencies: list[MatrixAgency] = fact(
        lambda case, of: of.agencies, "Which agencies are involved, and which of each other they cannot know."
    )
    untold: list[UntoldEvent] = fact(
        lambda case, of: of.untold,
        "Events of those months, newest first, that an agency around the family has not been told of.",
    )
    children: list[ChildMissing] = fact(
        persons_by("children"), "The children among them, and what is not recorded of each."
    )
    flags: list[Flag] = fact(
        lambda case, of: findings(case, of.people),
        "Findings that name one of them, or whose child's network holds one.",
        needs=lambda of: {"findings": of.people},
    )
    coverage: list[AgencyCoverage] = covered()
    scope: Scope = scoped()

    tells = staticmethod(lambda case, of: of.people)
