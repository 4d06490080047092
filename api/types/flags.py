"""Findings about the network of services around children."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry

from api.types.codes import FlagState
from api.types.declare import Needs, fact
from api.types.directory import Organisation, Service, organisation_by, organisations_by
from api.types.events import Event, Rule
from api.types.node import Node, is_node
from api.types.people import FamilyPath, Involvement, Person, persons_by
from api.types.scalars import PartialDate
from queries.analysis.evidence import Evidence as Ground
from queries.case import Case
from queries.definitions.entered import is_challenged
from queries.questions.hidden_connections import HiddenConnection, decision, grounds, version


def _rows_of(one: Ground) -> list[str]:
    return [row for row in (one.involvement, one.event, one.row) if row is not None]


@strawberry.type(description="Services that are linked with one another and not with the rest.")
class FlagComponent:
    """Subject: a `Component` of a flag."""

    agencies: list[Organisation] = fact(organisations_by("agencies"), "Their agencies.")
    services: list[Service] = fact(
        lambda case, of: [found for id in of.services if (found := case.service(id)) is not None][: case.bound],
        "The services.",
    )
    people: list[Person] = fact(persons_by("people"), "Those with whom they work.")

    tells = staticmethod(lambda case, of: of.people)


def _event(one: Ground) -> Needs:
    return {"events": [one.event] if one.event is not None else []}


def _involvement(one: Ground) -> Needs:
    return {"involvement_ids": [one.involvement] if one.involvement is not None else []}


@strawberry.type(description="One thing that a finding rests on.")
class Evidence:
    """Subject: an `Evidence` of a flag."""

    statement: str = fact(lambda case, one: one.statement, "In plain words.")
    since: PartialDate | None = fact(lambda case, one: one.since, "Since when, as recorded.")
    agency: Organisation | None = fact(organisation_by("agency"), "Whose record says so.")
    involvement: Involvement | None = fact(
        lambda case, one: case.involvements.get(one.involvement), "The involvement.", needs=_involvement
    )
    event: Event | None = fact(lambda case, one: case.events.get(one.event), "The event.", needs=_event)
    row: strawberry.ID | None = fact(
        lambda case, one: one.row, "Global id of the row, where it is that of a tie: what `challenge` takes."
    )
    challenged: bool = fact(
        lambda case, one: is_challenged(case, *_rows_of(one)),
        "Whether it is said to be wrong.",
        needs=lambda one: {"challenges": _rows_of(one)},
    )

    tells = staticmethod(lambda case, one: _rows_of(one))


def _persons(case: Case, of: HiddenConnection) -> list[Any]:
    return [case.persons[id] for id in of.people]


def _decisions(of: HiddenConnection) -> Needs:
    return {"flags": [of.id]}


def _state(case: Case, of: HiddenConnection) -> str:
    decided = decision(case, of)
    return "OPEN" if decided is None else decided.state


def _reason(case: Case, of: HiddenConnection) -> str | None:
    decided = decision(case, of)
    return None if decided is None else decided.reason


@is_node(HiddenConnection)
@strawberry.type(description="A finding about the network of services, never a score of a person.")
class Flag(Node):
    """Subject: a `HiddenConnection`."""

    rule: Rule = fact(lambda case, of: of.rule, "By which rule.")
    statement: str = fact(lambda case, of: of.statement, "The finding in plain words.")
    as_of: date = fact(lambda case, of: of.as_of, "The date it is true of.")
    people: list[Person] = fact(_persons, "All whom the statement is about.")
    agencies: list[Organisation] = fact(organisations_by("agencies"), "The agencies that it names.")
    components: list[FlagComponent] = fact(
        lambda case, of: of.components, "The groups of linked services, where it is about these."
    )
    paths: list[FamilyPath] = fact(
        lambda case, of: of.paths, "Shortest family paths between those whom it is about."
    )
    evidence: list[Evidence] = fact(lambda case, of: of.evidence, "What it rests on.")
    cleared_by: list[str] = fact(lambda case, of: of.cleared_by, "What would clear it, each by itself a step.")
    not_known: list[str] = fact(lambda case, of: of.not_known, "What the finding could not take into account.")
    expires: date | None = fact(lambda case, of: of.expires, "When it has to be derived anew.")
    state: FlagState = fact(_state, "Open until acted on, cleared or challenged.", needs=_decisions)
    reason: str | None = fact(
        _reason, "Why it was acted on, cleared or challenged; for the agency that decided.", needs=_decisions
    )
    version: int = fact(
        version, "How often it was decided upon: the `expectedVersion` of the next decision.", needs=_decisions
    )
    challenged: bool = fact(
        lambda case, of: is_challenged(case, *grounds(of)),
        "Whether something that it rests on is said to be wrong.",
        needs=lambda of: {"challenges": grounds(of)},
    )

    tells = staticmethod(lambda case, of: of.people)
