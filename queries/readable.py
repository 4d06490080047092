"""Facts of a case as plain mappings for words and pictures, by the same keys as in GraphQL answers."""

from __future__ import annotations

from typing import Any

from queries.access.visible import Event, Involvement, Worker
from queries.case import Case
from queries.definitions import homes, involvements, ties
from queries.definitions.family import Path, steps_of
from queries.definitions.sight import saw
from queries.definitions.ties import Held
from queries.facts.rows import OrganisationRow

Row = dict[str, Any]


def person(case: Case, id: str) -> Row:
    """A person: names, dates, sex, age."""
    who = case.persons[id].stated
    return {
        "id": id, "givenNames": who.given_names, "familyName": who.family_name, "dateOfBirth": who.date_of_birth,
        "expectedDateOfBirth": who.expected_date_of_birth, "deceasedOn": who.deceased_on,
        "deceased": who.deceased.upper() if who.deceased else None,
        "sex": who.sex.upper() if who.sex else None, "age": case.dates.age(who), "unborn": case.dates.unborn(who),
    }


def organisation(case: Case, id: str) -> Row:
    """An organisation: id, name and kind."""
    found = case.organisation(id) or OrganisationRow(id, None, None, None)
    return {"id": found.id, "name": found.name or found.id, "kind": (found.kind or "other").upper()}


def tie(case: Case, of: Held) -> Row:
    """A tie, or a step of a path. Needs the `ties` of partners, to say whether they are disputed."""
    return {
        "type": of.type.upper(), "since": ties.since(of), "until": ties.until(of),
        "uncertain": ties.uncertain(case, of), "disputed": ties.disputed(case, of),
        "assertedBy": [organisation(case, agency) for agency in ties.asserted_by(case, of)],
        "from": person(case, of.start), "to": person(case, of.end),
    }


def relationships(case: Case, id: str) -> list[Row]:
    """A person's ties to others, those that have ended too. Needs `ever_ties`, and `ties` of partners."""
    return [{**tie(case, one), "person": one.other} for one in ties.relationships(case, id, ended=True)]


def path(case: Case, of: Path) -> Row:
    """A path: its persons and its steps."""
    return {
        "people": [person(case, id) for id in of.people], "steps": [tie(case, step) for step in steps_of(case, of)]
    }


def residences(case: Case, id: str) -> list[Row]:
    """Where a person lives on the date. Needs `stays` and `homes` of the addresses."""
    return [
        {
            "addressId": one.stay.address, "kind": next((a.kind for a in one.assertions[0] if a.kind), None),
            "home": homes.home(case, one.stay.address) and homes.relates(case, one.stay),
        }
        for one in ties.residences(case, id)
    ]


def service(case: Case, id: str) -> Row:
    """A service: its name, or its id."""
    found = case.service(id)
    return {"id": id, "name": found.name or found.id if found else id}


def worker(one: Worker) -> Row:
    """A worker: name, role and telephone."""
    return {"id": one.id, "name": one.name or one.id, "role": one.role, "phone": one.phone}


def services(case: Case, id: str) -> list[Row]:
    """The services a person is with, referred to or waiting for. Needs `involvements` with workers, and `ever`."""
    return [involvement(case, one) for one in involvements.services(case, id)]


def involvement(case: Case, one: Involvement) -> Row:
    """An involvement with its service, agency, person and workers."""
    service = case.service(min(one.services, default=None))
    return {
        "id": one.id, "status": involvements.status(case, one).upper(), "since": one.valid_from, "until": one.valid_to,
        "stale": involvements.stale(case, one), "person": person(case, one.person),
        "service": {"name": service.name or service.id if service else one.provider},
        "agency": organisation(case, one.provider),
        "allocatedTo": [worker(each) for each in involvements.allocated(case, one)],
    }


def event(case: Case, one: Event) -> Row:
    """An event: kind, category, days, agency, whom it concerns, who was seen, and to whom it refers them."""
    return {
        "id": one.id, "kind": one.kind.upper(), "on": one.on, "summary": one.summary or one.closed,
        "recordedAt": one.recorded_at, "until": one.until, "category": one.category,
        "referredTo": [party.organisation for party in one.parties if party.type == "REFERRED_TO"],
        "agency": organisation(case, one.agency), "people": [person(case, id) for id in one.people],
        "seen": [person(case, id) for id in saw(one)], "seenHow": one.seen_how.upper() if one.seen_how else None,
    }

