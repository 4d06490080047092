"""Which agencies know of an event, and which should (DOMAIN, 'Knows of an event').

In this order an agency knows: the event is its own record; it was told and has said so; it was told, took part,
received the referral, or holds a record of the same occurrence. Else the newest row counts that says why not, or not
yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from queries.access.visible import Event, Involvement, Told
from queries.case import Case, reads
from queries.definitions.care import depending, know_care
from queries.definitions.events import LONG_AGO, happened, know_dates, moment, said_by
from queries.definitions.involvements import kind_of
from queries.definitions.persons import child
from queries.informing import CHILDRENS, INFORMING, PASSED_ON, About, Informing, Tell, applying
from queries.rules import UNIVERSAL, Rule

REPORTED_IT, ACKNOWLEDGED, INFORMED = "reported_it", "acknowledged", "informed"
WITHHELD, PENDING, NOT_INFORMED = "withheld", "pending", "not_informed"
"""Codes of InformedState."""
_OF_CARE = frozenset({About.CARER, About.HOUSEHOLD})
_WEIGHT = {REPORTED_IT: 5, ACKNOWLEDGED: 4, INFORMED: 3, WITHHELD: 1, PENDING: 1}


@dataclass(frozen=True)
class Knowledge:
    """How an agency stands towards an event: since when, by what means, and on what basis, as recorded."""

    agency: str
    state: str
    at: str | None = None
    how: str | None = None
    basis: str | None = None


@reads("related")
async def know_related(case: Case, events: Iterable[str]) -> None:
    """Read what decides who knows of some events: records of the same occurrence, and what dates each of them."""
    known = [case.events[id] for id in events if id in case.events]
    twins = {other.event for event in known for other in event.same}
    followed = {other.event for event in known if event.on_first is None for other in event.followed}
    await case.read(events=sorted(twins | followed))
    await know_dates(case, [*(event.id for event in known), *sorted(twins)])


def known_to(case: Case, event: Event) -> list[Knowledge]:
    """The agencies that know of an event by the date, or are to; none before it. Needs `know_related`. By agency."""
    day = happened(case, event)
    if day is not None and day > case.dates.on:
        return []
    found = knowledge(case, event)
    return [found[agency] for agency in sorted(found) if case.organisation(agency) is not None][: case.bound]


def knowledge(case: Case, event: Event) -> dict[str, Knowledge]:
    """By agency, the strongest thing said of its knowing by the date, of those the earliest. Needs `know_related`."""
    best: dict[str, Knowledge] = {}
    for one in _said(case, event):
        kept = best.get(one.agency)
        if kept is None or _strength(one) < _strength(kept):
            best[one.agency] = one
    return best


def _strength(one: Knowledge) -> tuple[int, bool, str]:
    return (-_WEIGHT[one.state], one.at is None, one.at or "")


def _said(case: Case, event: Event) -> Iterator[Knowledge]:
    yield Knowledge(event.agency, REPORTED_IT, event.on)
    rows: dict[str, list[Told]] = {}
    for told in event.told:
        if said_by(case, told):
            rows.setdefault(told.organisation, []).append(told)
    for agency, some in rows.items():
        row = _standing(some)
        yield Knowledge(agency, row.status, row.at, row.how, row.basis)
    for party in event.parties:
        yield Knowledge(party.organisation, INFORMED, event.on)
    for other in event.same:
        twin = case.events.get(other.event)
        if twin is not None and (happened(case, twin) or case.dates.on) <= case.dates.on:
            yield Knowledge(twin.agency, INFORMED, twin.on)


def _standing(rows: Sequence[Told]) -> Told:
    """Of the rows on one agency, the one that says how it stands: acknowledged, else informed, else the newest."""
    newest = sorted(rows, key=_newest_first)
    told = [[one for one in newest if one.status == status] for status in (ACKNOWLEDGED, INFORMED)]
    of_a_time = [one for one in newest if one.at_first is not None]
    return next(some for some in (*told, of_a_time, newest) if some)[0]


def _newest_first(told: Told) -> tuple[bool, float, float, str, str]:
    """Undated rows first, then by when it was told and when recorded."""
    at, recorded = (moment(text, LONG_AGO).timestamp() for text in (told.at_first, told.recorded_at))
    return (told.at_first is not None, -at, -recorded, told.status, told.row)


@reads("rules")
async def know_rules(case: Case, events: Iterable[str]) -> None:
    """Read the facts that choose the rule for some events: the persons concerned, and dependent children."""
    passed_on = [case.events[id] for id in events if id in case.events and case.events[id].kind in PASSED_ON]
    await case.read(ever=[person for event in passed_on for person in event.people])
    await know_care(case, sorted({person for event in passed_on for person in event.people if _decides(event)}))


def _decides(event: Event) -> bool:
    """Return whether the rule for an event needs the dependent children of the persons concerned."""
    return any(event.kind in one.kinds and (one.beyond or one.about in _OF_CARE) for one in INFORMING)


def row_for(case: Case, event: Event) -> Informing | None:
    """Return the rule of the table that applies to an event. Needs `rules` of the event."""
    people = [person for person in event.people if person in case.persons]
    children = [person for person in people if child(case, person)]
    about = {About.ANYBODY}
    if children:
        about |= {About.CHILD, About.HOUSEHOLD}
    if len(children) < len(people):
        about.add(About.ADULT)
        if _decides(event) and any(depending(case, person) for person in people if person not in children):
            about |= _OF_CARE
    return applying(event.kind, about)


def rule_for(case: Case, row: Informing | None, works: Sequence[Involvement]) -> Rule | None:
    """The rule that says that an agency should know of an event, by its involvements around the family.

    `row` is what applies to the event.
    """
    if row is None or not _tells(case, row.tell, works):
        return None
    return row.rule


def _tells(case: Case, tell: Tell, works: Sequence[Involvement]) -> bool:
    if tell is Tell.CHILDRENS:
        return any(_kind(case, work) in CHILDRENS for work in works)
    if tell is Tell.ADULTS:
        return any(_works_with_adult(case, work) for work in works)
    return True


def _works_with_adult(case: Case, work: Involvement) -> bool:
    """Whether an involvement is of a targeted service with an adult."""
    return bool(work.services) and _kind(case, work) not in UNIVERSAL and not child(case, work.person)


def _kind(case: Case, work: Involvement) -> str | None:
    return kind_of(case, work) if work.services else None
