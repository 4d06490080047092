"""Which agencies around an event's family have not been told of it? (DOMAIN, the second question.)

Every agency with a live involvement with anyone in the family around the persons whom the event concerns, and how it
stands: with the persons and paths through which it is involved, whom to ring, how long it has waited, and which rule
says that it should know. Before the event nobody is listed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from queries.access.visible import Event, Involvement, Worker
from queries.case import Around, Case
from queries.definitions.events import happened
from queries.definitions.family import Path, around
from queries.definitions.involvements import at_work, contacts, each_once, know_contacts
from queries.definitions.knowledge import NOT_INFORMED, PENDING, Knowledge, know_related, knowledge, rule_for
from queries.rules import Rule

STEPS = 2
"""How far the family around the persons concerned goes (DOMAIN, 'The family around a person')."""


@dataclass(frozen=True)
class AgencyInformed:
    """One agency involved with the family, and how it stands; `waiting` is in days, where it is to be told yet."""

    agency: str
    state: str
    via: tuple[Path, ...]
    involvements: tuple[Involvement, ...]
    contacts: tuple[Worker, ...]
    waiting: int | None
    rule: Rule | None
    basis: str | None


@dataclass(frozen=True)
class InformingState:
    """The event, and the agencies around its family, by id."""

    event: str
    agencies: tuple[AgencyInformed, ...]


async def agencies_not_informed(case: Case, event: str) -> InformingState | None:
    """The agencies around an event's family, and whether each knows; None where no such event may be seen."""
    case.workers = True
    await case.walk(Around(STEPS, bring="involvements"), events=[event])
    what = case.events.get(event)
    if what is None:
        return None
    await know_related(case, [event])
    day = happened(case, what)
    if day is not None and day > case.dates.on:
        return InformingState(event, ())
    return InformingState(event, tuple(await _agencies(case, what, day)))


async def _agencies(case: Case, event: Event, day: str | None) -> list[AgencyInformed]:
    paths = {member.person: member.path for member in await around(case, event.people, STEPS)}
    await case.read(involvements=paths, ever=paths)
    works = at_work(case, paths)
    await know_contacts(case, works.items())
    known = knowledge(case, event)
    return [
        AgencyInformed(
            agency, state.state, _via(paths, some), each_once(some), tuple(contacts(case, agency, some)),
            _waiting(case, state, day), rule_for(case, event, some), state.basis,
        )
        for agency, some in works.items()
        for state in [known.get(agency, Knowledge(agency, NOT_INFORMED))]
    ]


def _via(paths: dict[str, Path], works: Sequence[Involvement]) -> tuple[Path, ...]:
    return tuple(paths[person] for person in dict.fromkeys(work.person for work in works))


def _waiting(case: Case, known: Knowledge, day: str | None) -> int | None:
    """For how many days since the event an agency has not been told; None where it has, or nothing dates the event."""
    if known.state not in (NOT_INFORMED, PENDING) or day is None:
        return None
    return case.dates.days_since(day)
