"""When a child was last seen."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

import strawberry

from api.types.codes import SeenHow
from api.types.declare import fact
from api.types.directory import AgencyCoverage, Organisation, Service, organisation_by, organisations_by
from api.types.events import Event
from api.types.people import Person, person_by
from api.types.scalars import PartialDate
from api.types.scope import Scope, covered, scoped


def event_by(by: str) -> Any:
    """The function of a field that gives the event whose id an attribute of the subject holds."""
    id = attrgetter(by)
    return lambda case, subject: case.events[id(subject)]


@strawberry.type(description="An event in which a worker saw a child (seed row 42).")
class Sighting:
    """Subject: a `Sighting` of `queries.questions.last_seen`."""

    event: Event = fact(event_by("event"), "The event.")
    agency: Organisation = fact(organisation_by("agency"), "The agency whose record it is.")
    service: Service | None = fact(lambda case, of: case.service(of.service), "The service that recorded it.")
    on: PartialDate | None = fact(lambda case, of: of.on, "The day, as recorded; null where it is not.")
    how: SeenHow | None = fact(
        lambda case, of: of.how,
        "How the child was seen: by video and at the doorstep are less than a visit. Null where it is not recorded.",
    )
    alone: bool = fact(lambda case, of: of.alone, "Whether the worker spoke to the child alone.")
    uncertain: bool = fact(
        lambda case, of: of.uncertain, "Whether the day is not recorded, or only its month or year is."
    )

    tells = staticmethod(lambda case, of: (of.event,))


@strawberry.type(
    description="When workers last saw a child, by the events that you may see. A school register is no such sight."
)
class LastSeen:
    """Subject: a `LastSeen` of `queries.questions.last_seen`."""

    child: Person = fact(person_by("child"), "The child.")
    last: Sighting | None = fact(
        lambda case, of: of.last, "The newest sight by any agency; null where none is recorded, which is not never."
    )
    by_agency: list[Sighting] = fact(lambda case, of: of.by_agency, "The newest sight by each agency, newest first.")
    failed_since: list[Event] = fact(
        lambda case, of: [case.events[id] for id in of.failed_since],
        "Home visits and welfare checks about the child since the last sight that saw somebody else or nobody, oldest"
        " first; all that are recorded where no sight is.",
    )
    agencies_without: list[Organisation] = fact(
        organisations_by("agencies_without"),
        "Agencies that are involved with the child and record no sight: their records may be seen, and cover the date.",
    )
    agencies_unknown: list[Organisation] = fact(
        organisations_by("agencies_unknown"),
        "Agencies that are involved with the child, of which nothing says whether they saw it: you may not see their"
        " records, or no delivery of theirs covers the date. Ask them.",
    )
    coverage: list[AgencyCoverage] = covered()
    scope: Scope = scoped()

    tells = staticmethod(lambda case, of: (of.child,))
