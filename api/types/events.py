"""What happened, and which agencies know of it."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from api.types.codes import EventKind, InformedHow, InformedState, InformedStatus, RuleId, SeenHow, Sensitivity
from api.types.declare import Needs, fact
from api.types.directory import Organisation, Professional, Service, organisation_by
from api.types.entered import Challenge, Settlement, challenged, challenges, entry, settlements, version
from api.types.node import Node, is_node
from api.types.people import FamilyPath, Involvement, Person, persons_by
from api.types.scalars import Duration, PartialDate
from api.types.stated import stated
from graph import model
from queries.access import visible
from queries.definitions.events import told_by
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


@strawberry.type(
    description="One agency's record that an organisation was told of an event, or is to be, or lawfully was not."
)
class Told:
    """Subject: a visible `Told`."""

    agency: Organisation = fact(organisation_by("organisation"), "Who was told.")
    recorded_by: Organisation = fact(organisation_by("agency"), "Who says so.")
    status: InformedStatus = fact(lambda case, one: one.status, "How it stands.")
    at: str | None = fact(lambda case, one: one.at, "When, as recorded.")
    how: InformedHow | None = fact(lambda case, one: one.how, "By what means.")
    by: str | None = fact(lambda case, one: one.by, "By whom.")
    basis: str | None = fact(lambda case, one: one.basis, "On what basis it was told or withheld.")
    entry: strawberry.ID | None = entry()
    version: int = version()
    id: strawberry.ID = fact(lambda case, one: one.row, "Global id of the row.")
    challenged: bool = challenged("row")
    challenges: list[Challenge] = challenges("row")
    settlements: list[Settlement] = settlements("row")


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
    source_closed: str | None = fact(
        lambda case, one: one.closed,
        "Why the summary is not shown, nor a category that no rule reads, nor service, involvement and parent event"
        " where somebody reported it: the source is anonymous or confidential. Null where nothing is closed.",
    )
    people: list[Person] = fact(persons_by("people"), "Whom it concerns.")
    service: Service | None = fact(events.service, "The service that recorded it.")
    involvement: Involvement | None = fact(
        events.involvement, "The involvement that it belongs to.", needs=_linked
    )
    seen: list[Person] = fact(persons_by("seen"), "Whom a worker saw.")
    spoken_to: list[Person] = fact(persons_by("spoken_to"), "Whom a worker spoke to alone.")
    seen_how: SeenHow | None = stated(model.Event, "seen_how")
    participants: list[Organisation] = fact(events.participants, "Agencies that took part together.")
    to_agency: Organisation | None = fact(events.to_agency, "The receiver of a referral.")
    after: Event | None = fact(events.after, "The event that it followed.", needs=_linked)
    parent_event: Event | None = fact(
        events.parent_event, "The same occurrence in another agency's records.", needs=_linked
    )
    known_to: list[Knowledge] = fact(
        known_to, "The agencies that know of it, or are to, by the date.", needs=_related
    )
    told: list[Told] = fact(
        told_by, "Who told whom, each as recorded, delivered and entered; `knownTo` says what follows."
    )
    challenged: bool = challenged()
    challenges: list[Challenge] = challenges()
    settlements: list[Settlement] = settlements()

    tells = staticmethod(lambda case, one: (one.id, *one.people))


@strawberry.type(description="A rule of practice with its authority.")
class Rule:
    """Subject: a `Rule` of `queries.rules`."""

    id: RuleId = fact(lambda case, one: one.id.lower(), "Which rule.")
    title: str = fact(lambda case, one: one.title, "In a few words.")
    authority: str = fact(
        lambda case, one: one.cited(case.context.on),
        "The law, guidance or seed row it rests on; guidance in the edition of the date.",
    )
    valid_from: date | None = fact(lambda case, one: one.valid_from, "Since when.")


@strawberry.type(
    description="One agency with a live involvement in the family, or one that should know and has none, and whether it"
    " knows."
)
class AgencyInformed:
    """Subject: an `AgencyInformed` of `queries.questions.agencies_not_informed`."""

    agency: Organisation = fact(organisation_by("agency"), "Which agency.")
    state: InformedState = fact(lambda case, one: one.state, "How it stands.")
    not_involved: bool = fact(
        lambda case, one: one.not_involved,
        "Whether it should know though no involvement of it with the family is recorded, as far as may be seen: the"
        " children's front door, an adult's GP, a midwife or health visitor (rows 14, 15, 22 to 24, 59).",
    )
    via: list[FamilyPath] = fact(
        lambda case, one: one.via[: case.bound],
        "The persons it is involved with, and the path; where it is not, those because of whom it should know.",
    )
    involvements: list[Involvement] = fact(
        lambda case, one: one.involvements[: case.bound], "Its involvements around the family."
    )
    contacts: list[Professional] = fact(lambda case, one: one.contacts, "Whom to ring.")
    services: list[Service] = fact(
        lambda case, one: one.services,
        "Where it is not involved: the services through which it is reached, with contact and referral route.",
    )
    waiting: Duration | None = fact(
        lambda case, one: None if one.waiting is None else f"P{one.waiting}D",
        "How long it has not been told, from the event, or its involvement where that is later, to the date. Null"
        " where it has been told, or no rule says that it should know.",
    )
    rule: Rule | None = fact(lambda case, one: one.rule, "What says that it should know.")
    basis: str | None = fact(lambda case, one: one.basis, "On what basis it was withheld, or told.")

    tells = staticmethod(lambda case, one: [path.people[-1] for path in one.via])
