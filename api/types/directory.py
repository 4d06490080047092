"""Agencies, their services and workers, and what they have delivered."""

from __future__ import annotations

from datetime import date, datetime
from operator import attrgetter
from typing import Any

import strawberry

from api.types.codes import AgencyKind, YesNoUnknown
from api.types.declare import Needs, fact
from api.types.node import Node, is_node
from api.types.stated import stated
from graph import model
from queries.access.visible import Worker
from queries.definitions import directory
from queries.facts.rows import OrganisationRow, ServiceRow


def organisation_by(by: str) -> Any:
    """The function of a field that gives an organisation by the id that an attribute of the subject holds."""
    id = attrgetter(by)
    return lambda case, subject: case.organisation(id(subject))


def organisations_by(by: str) -> Any:
    """Likewise of several organisations, in the order of the ids."""
    ids = attrgetter(by)
    return lambda case, subject: [
        found for id in ids(subject) if (found := case.organisation(id)) is not None
    ][: case.bound]


@is_node(OrganisationRow)
@strawberry.type(description="An agency, or an organisation that an agency's records name.")
class Organisation(Node):
    """Subject: an `OrganisationRow`."""

    name: str = fact(lambda case, one: directory.name(one), "Name.")
    kind: AgencyKind = fact(lambda case, one: directory.kind_of_agency(one), "Kind.")


@is_node(ServiceRow)
@strawberry.type(description="A service of an agency, from its catalogue (seed row 16).")
class Service(Node):
    """Subject: a `ServiceRow`."""

    area: str | None = stated(model.Service, "area")
    threshold: str | None = stated(model.Service, "threshold")
    referral_route: str | None = stated(model.Service, "referral_route")
    response_time: str | None = stated(model.Service, "response_time")
    eligibility: str | None = stated(model.Service, "eligibility")
    contact: str | None = stated(model.Service, "contact")
    name: str = fact(lambda case, one: directory.name(one), "Name.")
    kind: AgencyKind = fact(directory.kind_of_service, "Kind: the service's own, else its agency's.")
    agency: Organisation | None = fact(organisation_by("agency"), "Whose service.")


def _placed(one: Worker) -> Needs:
    return {"professionals": [one.id]}


def _managed(one: Worker) -> Needs:
    return {"managers": [one.id]}


@is_node(Worker)
@strawberry.type(description="A worker, as the directory has them now: so that the number rings.")
class Professional(Node):
    """Subject: a `Worker`."""

    role: str | None = stated(model.Professional, "role")
    registration: str | None = stated(model.Professional, "registration")
    phone: str | None = stated(model.Professional, "phone")
    email: str | None = stated(model.Professional, "email")
    named_officer: YesNoUnknown | None = stated(model.Professional, "named_officer")
    team: str | None = stated(model.Professional, "team")
    name: str = fact(lambda case, one: directory.name(one), "Name.")
    agency: Organisation | None = fact(organisation_by("agency"), "Whose worker.")
    service: Service | None = fact(
        lambda case, one: directory.works_in(case, one.id), "The service they work in.", needs=_placed
    )
    manager: Professional | None = fact(
        lambda case, one: directory.manager(case, one.id), "Their manager (seed row 49).", needs=_managed
    )


@strawberry.type(description="What an agency has delivered: an answer rests on no more than this.")
class AgencyCoverage:
    """Subject: an `AgencyCoverage` of `queries.questions.coverage`."""

    agency: Organisation = fact(organisation_by("agency"), "Whose deliveries.")
    extracted_at: datetime | None = fact(
        lambda case, one: one.last.extracted_at if one.last else None, "Its last complete delivery."
    )
    covers_from: date | None = fact(
        lambda case, one: one.last.covers_from if one.last else None, "From when that delivery covers."
    )
    covers_to: date | None = fact(lambda case, one: one.last.covers_to if one.last else None, "Until when.")
    covers_date: bool = fact(lambda case, one: one.covers_date, "Whether any delivery covers the date asked.")
    loading: bool = fact(lambda case, one: one.loading, "Whether a delivery is being loaded and does not count yet.")
    content_seen: bool = fact(
        lambda case, one: case.content(one.agency),
        "Whether its records of anybody may be seen; where not, `scope` says how much may be.",
    )
