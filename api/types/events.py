"""What happened, and which agencies know of it."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from api.types.codes import EventKind, InformedHow, InformedState, RuleId, Sensitivity
from api.types.declare import Needs, fact
from api.types.directory import Organisation, Professional, Service, organisation_by
from api.types.node import Node, is_node
from api.types.people import FamilyPath, Involvement, Person, persons_by
from api.types.scalars import Duration, PartialDate
from api.types.stated import stated
from graph import model
from queries.access import visible
from queries.definitions.knowledge import known_to
from queries.questions import event as events


def _related(one: visible.Event) -> Needs:
    return {"related": [one.id]}


def _linked(one: visible.Event) -> Needs:
    return {"linked": [one.id]}


@strawberry.type(description="What an agency knows of an event, and what says so.")
class Knowledge:
    """Subject: a `Knowledge` of `queries.definitions.knowledge`."""

    agency: Organisation = fact(organisation_by("agency"), "Which agency.")
    state: InformedState = fact(lambda case, one: one.state, "How it stands.")
    at: str | None = fact(lambda case, one: one.at, "Since when, as recorded.")
    how: InformedHow | None = fact(lambda case, one: one.how, "By what means.")
    basis: str | None = fact(lambda case, one: one.basis, "On what basis it was told or withheld.")


@is_node(visible.Event)
@strawberry.type(
    description="Something that happened: a contact, referral, incident, assessment, meeting (seed rows 21 to 24, 38)."
)
class Event(Node):
    """Subject: a visible `Event`."""

    local_id: strawberry.ID = fact(lambda case, one: one.local_id, "The agency's own id.")
    agency: Organisation = fact(organisation_by("agency"), "The agency whose record this is.")
    kind: EventKind | None = stated(model.Event, "kind")
    on: PartialDate | None = stated(model.Event, "on")
    until: PartialDate | None = stated(model.Event, "until")
    category: str | None = stated(model.Event, "category")
    summary: str | None = stated(model.Event, "summary")
    sensitivity: Sensitivity | None = stated(model.Event, "sensitivity")
    count: int | None = stated(model.Event, "count")
    to_service: str | None = stated(model.Event, "to_service")
    recorded_at: datetime | None = fact(lambda case, one: one.recorded_at, "When the agency recorded this.")
    people: list[Person] = fact(persons_by("people"), "Whom it concerns.")
    service: Service | None = fact(events.service, "The service that recorded it.")
    involvement: Involvement | None = fact(
        events.involvement, "The involvement that it belongs to.", needs=_linked
    )
    seen: list[Person] = fact(persons_by("seen"), "Whom a worker saw.")
    spoken_to: list[Person] = fact(persons_by("spoken_to"), "Whom a worker spoke to alone.")
    participants: list[Organisation] = fact(events.participants, "Agencies that took part together.")
    to_agency: Organisation | None = fact(events.to_agency, "The receiver of a referral.")
    after: Event | None = fact(events.after, "The event that it followed.", needs=_linked)
    parent_event: Event | None = fact(
        events.parent_event, "The same occurrence in another agency's records.", needs=_linked
    )
    known_to: list[Knowledge] = fact(
        known_to, "The agencies that know of it, or are to, by the date.", needs=_related
    )

    tells = staticmethod(lambda case, one: (one.id, *one.people))


@strawberry.type(description="A rule of practice with its authority.")
class Rule:
    """Subject: a `Rule` of `queries.rules`."""

    id: RuleId = fact(lambda case, one: one.id.lower(), "Which rule.")
    title: str = fact(lambda case, one: one.title, "In a few words.")
    authority: str = fact(lambda case, one: one.authority, "The law, guidance or seed row it rests on.")
    valid_from: date | None = fact(lambda case, one: one.valid_from, "Since when.")


@strawberry.type(description="One agency with a live involvement in the family, and whether it knows.")
class AgencyInformed:
    """Subject: an `AgencyInformed` of `queries.questions.agencies_not_informed`."""

    agency: Organisation = fact(organisation_by("agency"), "Which agency.")
    state: InformedState = fact(lambda case, one: one.state, "How it stands.")
    via: list[FamilyPath] = fact(
        lambda case, one: one.via[: case.bound], "The persons it is involved with, and the path."
    )
    involvements: list[Involvement] = fact(
        lambda case, one: one.involvements[: case.bound], "Its involvements around the family."
    )
    contacts: list[Professional] = fact(lambda case, one: one.contacts, "Whom to ring.")
    waiting: Duration | None = fact(
        lambda case, one: None if one.waiting is None else f"P{one.waiting}D",
        "How long it has not been told, from the event to the date.",
    )
    rule: Rule | None = fact(lambda case, one: one.rule, "What says that it should know.")
    basis: str | None = fact(lambda case, one: one.basis, "On what basis it was withheld, or told.")

    tells = staticmethod(lambda case, one: [path.people[-1] for path in one.via])
