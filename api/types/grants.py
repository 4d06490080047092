"""Break-glass access, the notices of it, and who looked at whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import strawberry

from api.types.asked import KnownAt, On, Request
from api.types.codes import NoticeKind, Purpose
from api.types.declare import Answered, fact
from api.types.directory import Organisation, organisation_by, organisations_by
from api.types.entered import Entry
from api.types.people import Person
from queries.access.grants import Grant
from queries.case import Case
from queries.entries.results import Made
from queries.questions import grants
from queries.questions.access_log import Look as OneLook


@dataclass(frozen=True)
class ReadGrant:
    """A grant, with those of its persons whom the viewer knows, and the entry just made of it."""

    grant: Grant
    people: tuple[str, ...]
    entry: Made | None = None


def _people(case: Case, of: ReadGrant) -> list[object]:
    return [case.persons[id] for id in of.people]


@strawberry.type(description="Broken glass: what is kept of some persons is opened to one professional for a time.")
class Glass:
    """Subject: a `ReadGrant`."""

    reference: strawberry.ID = fact(lambda case, of: of.grant.reference, "Its reference, which X-Glass takes.")
    people: list[Person] = fact(_people, "For whom.")
    broken_at: datetime = fact(lambda case, of: of.grant.broken_at, "Since when.")
    until: datetime = fact(lambda case, of: of.grant.until, "When it is over.")
    closed_at: datetime | None = fact(lambda case, of: of.grant.closed_at, "When it was closed before its time.")
    professional: str = fact(lambda case, of: of.grant.professional, "By whom, as they sign in.")
    role: str = fact(lambda case, of: of.grant.role, "In what role.")
    purpose: Purpose = fact(lambda case, of: of.grant.purpose, "What for.")
    basis: str | None = fact(lambda case, of: of.grant.basis, "On what basis, where one was stated.")
    reason: str | None = fact(
        lambda case, of: of.grant.reason, "Why: for those alone who answer for the agency's use of records."
    )
    agencies: list[Organisation] = fact(
        organisations_by("grant.agencies"),
        "Whose officers have notice: the own agency, and those whose records it opened; for those alone who answer for"
        " the agency's use of records.",
    )
    entry: Entry | None = fact(lambda case, of: of.entry, "The entry just made; null where the glass is read later.")

    tells = staticmethod(lambda case, of: (of.grant.reference,))


@strawberry.type(
    description="A notice to those who answer for an agency's use of records: a reference, by which to ask."
)
class Notice:
    """Subject: a `Notice` of `queries.access.grants`."""

    at: datetime = fact(lambda case, of: of.at, "When.")
    kind: NoticeKind = fact(lambda case, of: "broken_glass", "Of what.")
    reference: strawberry.ID = fact(lambda case, of: of.reference, "Its reference, which X-Glass takes.")
    agency: Organisation = fact(organisation_by("agency"), "Whose worker broke it, and so whom to ask.")

    tells = staticmethod(lambda case, of: (of.reference,))


@dataclass(frozen=True)
class ReadLook:
    """A look, with the grant by which it was taken."""

    look: OneLook
    grant: ReadGrant | None


@strawberry.type(
    description="One look at a person: who, when, in what role, what for. Ids and what was asked only, never what was"
    " seen."
)
class Look:
    """Subject: a `ReadLook`."""

    at: datetime = fact(lambda case, of: of.look.looked.recorded.isoformat(), "When.")
    professional: str = fact(lambda case, of: of.look.looked.professional, "Who, as they sign in.")
    role: str = fact(lambda case, of: of.look.looked.role, "In what role.")
    agency: Organisation | None = fact(
        lambda case, of: case.organisation(of.look.looked.agency), "For which agency; null for who had not signed in."
    )
    purpose: Purpose = fact(lambda case, of: of.look.looked.purpose, "What for.")
    basis: str | None = fact(lambda case, of: of.look.looked.basis, "On what basis, where one was stated.")
    fields: list[str] = fact(lambda case, of: of.look.looked.fields, "What was asked.")
    glass: strawberry.ID | None = fact(
        lambda case, of: of.look.looked.glass,
        "The glass by which they looked, or that they broke then: its reference.",
    )
    broken_glass: Glass | None = fact(
        lambda case, of: of.grant, "That glass: for whom, why, until when, whose records."
    )
    outcome: str = fact(lambda case, of: of.look.looked.outcome, "How it ended.")
    asked: bool = fact(
        lambda case, of: of.look.looked.asked, "Whether it was asked about the person; else the answer held them."
    )


async def glass(
    request: Request,
    reference: Annotated[strawberry.ID, strawberry.argument(description="Its reference.")],
    on: On = None,
    known_at: KnownAt = None,
) -> Answered:
    case = await request.case(on, known_at)
    found = await grants.grant(case, reference)
    return Answered(case, None if found is None else ReadGrant(found, await grants.people_of(case, found)))
