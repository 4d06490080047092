"""Three questions that the service and the peer both can express, with selections below them that they have alike.

The service is asked what holds on a date, and it knows what that means. A client of the peer says it in each request,
as variables: a `where` in the document itself takes the peer twice the time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from random import Random
from typing import Any

PERSON = {
    "givenNames": "given_names", "familyName": "family_name", "dateOfBirth": "date_of_birth", "sex": "sex",
    "firstLanguage": "first_language", "deceasedOn": "deceased_on",
}
INVOLVEMENT = {
    "status": "status", "since": "valid_from", "until": "valid_to", "reason": "reason", "primaryNeed": "primary_need",
    "sensitivity": "sensitivity",
}
SERVICE = {"name": "name", "kind": "kind", "area": "area", "contact": "contact", "threshold": "threshold"}
AGENCY = {"name": "name", "kind": "kind"}
RECORD = {"familyName": "family_name", "givenNames": "given_names", "dateOfBirth": "date_of_birth", "sex": "sex"}
PLACE = {"uprn": "uprn"}
"""By what is selected of, the service's fields and the peer's."""
QUESTIONS = ("person", "children", "list of 50")
WHERE = {
    "records": "PersonRecords", "involvements": "SourceRecordInvolvements", "services": "InvolvementServices",
    "addresses": "PersonAddresses", "children": "PersonChildren",
}
"""The types of the peer's variables, each of which ends in ConnectionWhere."""


@dataclass(frozen=True)
class Selection:
    """The service's fields that are selected of each person, and of what is below; None where the part is left out."""

    person: tuple[str, ...]
    involvement: tuple[str, ...] | None = None
    service: tuple[str, ...] | None = None
    agency: tuple[str, ...] | None = None
    record: tuple[str, ...] | None = None
    place: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Documents:
    """One question as the service is asked it, and as the peer is."""

    question: str
    service: str
    peer: str


NAMED = ("givenNames", "familyName", "dateOfBirth")
MEASURED = {
    "person": Selection((*NAMED, "sex"), ("status", "since"), ("name", "kind"), ("name",)),
    "children": Selection(NAMED, ("status", "since"), ("name", "kind")),
    "list of 50": Selection((*NAMED, "sex"), ("status", "since"), ("name", "kind"), place=("uprn",)),
}
"""What is selected where both are warm."""


def documents(question: str, chosen: Selection) -> Documents:
    """A question with a selection."""
    ours, theirs = _ours(chosen), _theirs(chosen)
    if question == "children":
        ours = f"id relationships {{ type from {{ id }} person {{ {ours} }} }}"
        theirs = f"id childrenConnection(where: $children) {{ edges {{ properties {{ type }} node {{ {theirs} }} }} }}"
    declared = "".join(f", ${name}: {WHERE[name]}ConnectionWhere" for name in WHERE if f"${name})" in theirs)
    if question == "list of 50":
        page = f"findPeople(name: $name, first: 50, on: $on) {{ nodes {{ {ours} }} }}"
        ours = f"query($name: String, $on: Date) {{ {page} }}"
        whom, which = "$ids: [ID!]!", "in: $ids"
    else:
        ours = f"query($id: ID!, $on: Date) {{ person(id: $id, on: $on) {{ {ours} }} }}"
        whom, which = "$id: ID!", "eq: $id"
    found = f"people(where: {{id: {{{which}}}, closed_by: {{eq: null}}}})"
    return Documents(question, ours, f"query({whom}{declared}) {{ {found} {{ {theirs} }} }}")


def _ours(chosen: Selection) -> str:
    parts = ["id", *chosen.person]
    if chosen.record:
        parts.append(f"records {{ id {' '.join(chosen.record)} }}")
    if chosen.place:
        parts.append(f"residences {{ addressId {' '.join(chosen.place)} }}")
    if chosen.involvement:
        agency = f" agency {{ id {' '.join(chosen.agency)} }}" if chosen.agency else ""
        service = f" service {{ id {' '.join(chosen.service)}{agency} }}" if chosen.service else ""
        parts.append(f"involvements {{ id {' '.join(chosen.involvement)}{service} }}")
    return " ".join(parts)


def _theirs(chosen: Selection) -> str:
    parts = ["id", *_named(chosen.person, PERSON)]
    if chosen.place:
        parts.append(_connection("addresses", _named(chosen.place, PLACE)))
    record = _named(chosen.record, RECORD)
    if chosen.involvement:
        involvement = _named(chosen.involvement, INVOLVEMENT)
        if chosen.service:
            agency = [f"organisations {{ id {' '.join(_named(chosen.agency, AGENCY))} }}"] if chosen.agency else []
            involvement.append(_connection("services", [*_named(chosen.service, SERVICE), *agency]))
        record.append(_connection("involvements", involvement))
    if record:
        parts.append(_connection("records", record))
    return " ".join(parts)


def _connection(name: str, below: list[str]) -> str:
    return f"{name}Connection(where: ${name}) {{ edges {{ node {{ id {' '.join(below)} }} }} }}"


def _named(fields: tuple[str, ...] | None, names: Mapping[str, str]) -> list[str]:
    return [names[field] for field in fields or ()]


def where(on: date, document: str) -> dict[str, Any]:
    """The variables by which a document of the peer asks for what holds on a date and is known now."""
    day, now = on.isoformat(), datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    born_after = on.replace(year=on.year - 18).isoformat()  # a GP and a school are implied to work with children alone
    not_closed = {"edge": {"closed_by": {"eq": None}}}
    holding = {"edge": {"any_from": {"lte": day}, "any_to": {"gt": day}, "known_to": {"gt": now}}}
    under_way = {"OR": [
        {"status": {"in": ["referred", "waiting", "open"]}},
        {"status": {"eq": "closed"}, "NOT": {"valid_to": {"eq": None}}},
    ]}
    of_a_child = {"records": {"some": {"persons": {"some": {"date_of_birth_last": {"gt": born_after}}}}}}
    current = {
        "closed_by": {"eq": None}, "maybe_from": {"lte": day}, "maybe_to": {"gt": day},
        "AND": [under_way, {"OR": [{"implied": {"eq": None}}, of_a_child]}],
    }
    given = {
        "records": not_closed, "involvements": {**not_closed, "node": current}, "services": not_closed,
        "addresses": holding, "children": holding,
    }
    return {name: value for name, value in given.items() if f"${name}:" in document}


def made_at_random(many: int, seed: int) -> Iterator[Documents]:
    """So many different questions, of each kind in turn; another seed makes others."""
    random, seen = Random(seed), set[str]()
    while len(seen) < many:
        made = documents(QUESTIONS[len(seen) % len(QUESTIONS)], _drawn(random))
        if made.service not in seen:
            seen.add(made.service)
            yield made


def _drawn(random: Random) -> Selection:
    def some(fields: Mapping[str, str], chance: float = 1.0) -> tuple[str, ...] | None:
        if random.random() >= chance:
            return None
        return tuple(random.sample(sorted(fields), random.randint(1, len(fields))))

    while True:
        person, involvement = some(PERSON) or (), some(INVOLVEMENT, 0.85)
        service = some(SERVICE, 0.8) if involvement else None
        agency = some(AGENCY, 0.5) if service else None
        drawn = Selection(person, involvement, service, agency, some(RECORD, 0.35), some(PLACE, 0.4))
        if drawn.involvement or drawn.record or drawn.place:
            return drawn
