"""Which agencies around an event's family have not been told of it? (DOMAIN, the second question.)

Every agency with a live involvement with anyone in the family around the persons whom the event concerns, and those
that should know and are not involved yet; and how each stands: with the persons and paths through which it is involved,
whom to ring, how long it has waited, and which rule says that it should know. Before the event nobody is listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from queries.access.visible import Event, Involvement, Worker
from queries.case import Around, Case
from queries.definitions.directory import reached_by
from queries.definitions.events import happened
from queries.definitions.family import Path, around
from queries.definitions.involvements import at_work, contacts, each_once, know_contacts
from queries.definitions.knowledge import (
    NOT_INFORMED,
    PENDING,
    Knowledge,
    know_related,
    know_rules,
    knowledge,
    row_for,
    rule_for,
)
from queries.definitions.not_involved import NotInvolved, beyond, know_beyond
from queries.facts.rows import ServiceRow
from queries.informing import Informing
from queries.rules import Rule

STEPS = 2
"""How far the family around the persons concerned goes (DOMAIN, 'The family around a person')."""


@dataclass(frozen=True)
class AgencyInformed:
    """One agency and how it stands; `waiting` is in days, where it should know and is to be told yet.

    `not_involved`: it should know, and no involvement with the family is recorded. Then `via` leads to those because of
    whom, and `services` are those through which it is reached.
    """

    agency: str
    state: str
    via: tuple[Path, ...]
    involvements: tuple[Involvement, ...]
    contacts: tuple[Worker, ...]
    waiting: int | None
    rule: Rule | None
    basis: str | None
    not_involved: bool = False
    services: tuple[ServiceRow, ...] = ()


@dataclass(frozen=True)
class InformingState:
    """The event, the agencies around its family, by id, and the kinds of agency that should know, of which there is
    none."""

    event: str
    agencies: tuple[AgencyInformed, ...]
    missing_agencies: tuple[str, ...] = ()


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
    return await _state(case, what, day)


async def _state(case: Case, event: Event, day: str | None) -> InformingState:
    paths = {member.person: member.path for member in await around(case, event.people, STEPS)}
    await case.read(involvements=paths, ever=paths)
    await know_rules(case, [event.id])
    row = row_for(case, event)
    await know_beyond(case, event.people if row is not None and row.beyond else ())
    works = at_work(case, paths)
    others = beyond(case, event, row, works.keys())
    await know_contacts(case, [*works.items(), *((one.agency, ()) for one in others.agencies)])
    known = knowledge(case, event)
    agencies = [_involved(case, agency, some, known.get(agency), day, row, paths) for agency, some in works.items()]
    agencies += [_outside(case, one, known.get(one.agency), day, row, paths) for one in others.agencies]
    return InformingState(event.id, tuple(sorted(agencies, key=lambda one: one.agency)), others.missing)


def _involved(
    case: Case, agency: str, works: Sequence[Involvement], known: Knowledge | None, day: str | None,
    row: Informing | None, paths: Mapping[str, Path],
) -> AgencyInformed:
    """How an agency stands that is involved: it waits since the event or, where that is later, its involvement."""
    state, rule = known or Knowledge(agency, NOT_INFORMED), rule_for(case, row, works)
    since = None if day is None else max(day, min(work.maybe_from for work in works))
    return AgencyInformed(
        agency, state.state, _via(paths, (work.person for work in works)), each_once(works),
        tuple(contacts(case, agency, works)), _waiting(case, state, since, rule), rule, state.basis,
    )


def _outside(
    case: Case, one: NotInvolved, known: Knowledge | None, day: str | None, row: Informing | None,
    paths: Mapping[str, Path],
) -> AgencyInformed:
    """How an agency stands that should know and is not involved: it waits since the event."""
    state, rule = known or Knowledge(one.agency, NOT_INFORMED), row.rule if row is not None else None
    return AgencyInformed(
        one.agency, state.state, _via(paths, one.people), (), tuple(contacts(case, one.agency, ())),
        _waiting(case, state, day, rule), rule, state.basis, not_involved=True,
        services=tuple(reached_by(case, one.agency, one.kinds)),
    )


def _via(paths: Mapping[str, Path], people: Iterable[str]) -> tuple[Path, ...]:
    return tuple(paths[person] for person in dict.fromkeys(people) if person in paths)


def _waiting(case: Case, known: Knowledge, since: str | None, rule: Rule | None) -> int | None:
    """For how many days an agency that should know has not been told; None where it has, or nothing dates the event."""
    if rule is None or known.state not in (NOT_INFORMED, PENDING) or since is None:
        return None
    return case.dates.days_since(since)
