"""Which agencies an agency's own rows about some persons name: it knows of these, whether or not they know of it.

A row names the practice or school where it says a person is registered, the agency whose service or worker it gives,
those who took part in an event or were sent a referral, were told or are to be, or lawfully are not, the owner of
another record of the same occurrence, and those to whom a consent or a decision on sharing is limited.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from queries.access.visible import Consent, Event, Involvement, SharingDecision
from queries.case import Case
from queries.definitions.events import said_by
from queries.validity import FIRST

Named = tuple[str, str]
"""An agency, and one that a row of it names."""


def named_by(case: Case, people: Iterable[str], events: Iterable[Event]) -> Mapping[str, set[str]]:
    """By agency, those that its rows about some persons name by the date; `events` are those that happened by then.

    A row that has ended counts: who was named stays known. Needs `consents`, `decisions` and `involvements` of the
    persons, these with workers, and `related` of the events.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for agency, other in (*_of_people(case, people), *(pair for event in events for pair in _of_event(case, event))):
        found[agency].add(other)
    return found


def _of_people(case: Case, people: Iterable[str]) -> Iterator[Named]:
    for person in people:
        for work in case.involvements_of[person]:
            yield from _of_involvement(case, work)
        for consent in case.consents_of[person]:
            yield from _of_consent(case, consent)
        for decision in case.decisions_of[person]:
            yield from _of_decision(case, decision)


def _of_involvement(case: Case, work: Involvement) -> Iterator[Named]:
    """The provider, also of a registration, and the employer of each worker allocated."""
    if work.maybe_from > case.dates.on:
        return
    yield work.agency, work.provider
    for one in work.allocations:
        if one.worker.agency is not None and (one.maybe_from or FIRST) <= case.dates.on:
            yield work.agency, one.worker.agency


def _of_consent(case: Case, consent: Consent) -> Iterator[Named]:
    if consent.maybe_from <= case.dates.on:
        for agency in consent.agencies:
            yield consent.agency, agency


def _of_decision(case: Case, decision: SharingDecision) -> Iterator[Named]:
    if decision.receiver is not None and (decision.on_first or FIRST) <= case.dates.on:
        yield decision.agency, decision.receiver


def _of_event(case: Case, event: Event) -> Iterator[Named]:
    """An event's own row names parties and the record of which it is another; a row of who was told names its owner."""
    for party in event.parties:
        yield event.agency, party.organisation
    for other in event.same:
        twin = case.events.get(other.event)
        if twin is not None and other.outward:
            yield event.agency, twin.agency
    for told in event.told:
        if said_by(case, told):
            yield told.agency, told.organisation
            yield told.agency, event.agency
