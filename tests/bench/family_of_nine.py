"""A family of nine, every tie of which one agency asserts, or ten."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from deliver import Agency, nhs, person_id

from bench.questions import CHILDREN, INFORMING, Measured, hidden
from graph.ids import global_id

GRANDPARENTS, PARENTS, CHILDREN_NAMED = ("gran", "grandad"), ("mother", "father"), ("a", "b", "c", "d", "e")
ON = {"on": "2026-03-01"}


@dataclass(frozen=True)
class Asserted:
    """The deliveries, and the three questions about the family."""

    folders: tuple[Path, ...]
    asked: tuple[Measured, ...]


def asserted_by(count: int, folder: Path) -> Asserted:
    """The family as so many agencies have it, each in a delivery; all hold the same NHS numbers."""
    agencies = [Agency(f"nine-{count}-{number}", "mental_health") for number in range(count)]
    for agency in agencies:
        _records(agency, count)
    first = agencies[0]
    first.involved("mother")
    first.event("relapse", "relapse", "2026-02-01", "mother")
    person = {name: person_id(first.id, name) for name in ("mother", "a")}
    return Asserted(
        tuple(agency.delivered().written(folder) for agency in agencies),
        (
            Measured("children affected", CHILDREN, {"adult": person["mother"], **ON}),
            Measured("agencies not informed", INFORMING, {"event": global_id("Event", first.id, "relapse"), **ON}),
            *hidden(person["a"], ON),
        ),
    )


def _records(agency: Agency, family: int) -> None:
    everybody = (*GRANDPARENTS, *PARENTS, *CHILDREN_NAMED)
    for name in everybody:
        born = "2015-05-01" if name in CHILDREN_NAMED else "1985-05-01" if name in PARENTS else "1955-05-01"
        agency.person(name, born, nhs_number=nhs(f"{family}-{name}"))
    agency.home("home", *PARENTS, *CHILDREN_NAMED, uprn=f"10000000{family:03}")
    for parent in PARENTS:
        for child in CHILDREN_NAMED:
            agency.tie(parent, "parent", child)
    for grandparent in GRANDPARENTS:
        agency.tie(grandparent, "parent", "mother")
    agency.tie("mother", "partner", "father")
