"""Who is living, and who is a child, on the date."""

from __future__ import annotations

from collections.abc import Collection

from queries.access.visible import Tie
from queries.case import Case
from queries.definitions.ties import is_elder
from queries.validity import LAST

_PARTNERS = frozenset({"partner", "spouse", "ex_partner"})
_GRANDPARENTS = frozenset({"grandparent", "great_grandparent"})


def alive(case: Case, person: str) -> bool:
    """Whether somebody is known to the viewer, not dead by the date, and there to be listed."""
    known = case.persons.get(person)
    return known is not None and case.dates.living(known.stated)


def child(case: Case, person: str) -> bool:
    """Whether somebody is a child on the date: by date of birth, by due date, or because nothing says adult.

    Needs `ever` of those whom no date makes a child or an adult.
    """
    known = case.persons[person]
    by_date = case.dates.child_by_date(known.stated)
    return by_date if by_date is not None else not _grown(case, person)


def _grown(case: Case, person: str) -> bool:
    """Whether a tie says adult: a parent, grandparent, partner, spouse or ex-partner of somebody, or a carer other than
    a young carer, whenever that was.

    That somebody is the elder says nothing where a record has it the other way round.
    """
    ties = case.all_ties_of[person]
    elders = {tie.start for tie in ties if tie.end == person and is_elder(tie)}
    return any(tie.type in _PARTNERS or (tie.start == person and _says_grown(tie, elders)) for tie in ties)


def _says_grown(tie: Tie, elders: Collection[str]) -> bool:
    """Whether a tie says that whoever it starts at is an adult, given who is recorded as the elder of that person."""
    if tie.edge == "CARES_FOR":
        return tie.type != "young_carer" and not (is_elder(tie) and tie.end in elders)
    return (tie.edge == "PARENT_OF" or tie.type in _GRANDPARENTS) and tie.end not in elders


def missing(case: Case, person: str) -> list[str]:
    """What is not recorded of a child and should be (seed row 4): codes of MissingFact. Needs `involvements`.

    A school is expected at compulsory school age, a GP practice of every child that is born.
    """
    dates, who = case.dates, case.persons[person].stated
    kinds = _kinds_of_service(case, person)
    found = []
    if who.date_of_birth is None and (who.expected_date_of_birth_last or "") < dates.due_before:
        found.append("date_of_birth")
    first, last = who.date_of_birth_first or LAST, who.date_of_birth_last or LAST
    if last <= dates.school_born_to and first > dates.school_born_after and "school" not in kinds:
        found.append("school")
    born = first <= dates.on if who.date_of_birth is not None else who.expected_date_of_birth is None
    if born and "gp" not in kinds:
        found.append("gp")
    return found


def _kinds_of_service(case: Case, person: str) -> set[str | None]:
    """The kinds of the services, and of their agencies, that are live with somebody."""
    kinds: set[str | None] = set()
    for involvement in case.involvements_of[person]:
        if not case.dates.live(involvement):
            continue
        for id in involvement.services:
            service = case.service(id)
            agency = case.organisation(service.agency) if service else None
            if service is not None and agency is not None:
                kinds |= {service.kind, agency.kind, involvement.implied}
    return kinds
