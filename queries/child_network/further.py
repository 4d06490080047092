"""Further networks that bear on a finding: those that have something in common with a network of somebody asked about.

What they may have in common is named by `Further`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from queries.access.visible import Event
from queries.case import Case
from queries.child_network.identifiers import holders
from queries.child_network.members import Members, children_among, children_near, members_of
from queries.child_network.reads import Further
from queries.definitions.ties import born_after
from queries.informing import PASSED_ON
from queries.rules import INCIDENTS


async def further_networks(
    case: Case, asked: Collection[str], near: Mapping[str, Members], ways: frozenset[Further]
) -> dict[str, Members]:
    """By child, the further networks beside those `near` the persons asked about."""
    if not ways:
        return {}
    beside = await _beside(case, asked, sorted({person for members in near.values() for person in members}), ways)
    met = await _met(case, asked, near.keys()) if Further.INCIDENTS in ways else set[str]()
    children = {*await children_near(case, sorted(beside)), *await children_among(case, met)}
    found = await members_of(case, sorted(children - near.keys()))
    return {
        child: members for child, members in found.items() if child in met or not members.keys().isdisjoint(beside)
    }


async def _beside(
    case: Case, asked: Collection[str], around: Collection[str], ways: frozenset[Further]
) -> set[str]:
    """Who leads to further networks, from the persons asked about or around them."""
    beside: set[str] = set()
    if Further.MEMBERS in ways:
        beside.update(around)
    if Further.EVENTS in ways:
        await case.read(events_of=around)
        beside |= concerned_together(case, around, PASSED_ON)
    if Further.IDENTIFIERS in ways:
        people = sorted({*asked, *around})
        await case.read(alike=people)
        held = {record.person for person in people for record in holders(case, person)}
        beside |= held.difference(people)
    if Further.EXCLUDED in ways:
        await case.read(ties={*asked, *around})
        beside |= {tie.other(one) for one in (*asked, *around) for tie in case.ties_of[one] if born_after(case, tie)}
    return beside


async def _met(case: Case, asked: Collection[str], children: Collection[str]) -> set[str]:
    """Whom an adult met in incidents who met one of some children in an incident, or is asked about."""
    await case.read(events_of=sorted(children))
    who = {*asked, *concerned_together(case, children, INCIDENTS)} - set(children)
    await case.read(events_of=sorted(who))
    return concerned_together(case, who, INCIDENTS)


def concerned_together(case: Case, people: Iterable[str], kinds: Collection[str]) -> set[str]:
    """Who is concerned in the same events of some kinds as some persons, in the window; undated ones count.

    Needs `events_of` of the persons.
    """
    return {
        other
        for person in people
        for event in case.events_of[person]
        if event.kind in kinds and _in_window(case, event)
        for other in event.people
        if other != person
    }


def _in_window(case: Case, event: Event) -> bool:
    if event.on_first is None or event.on_last is None:
        return True
    return case.dates.since <= event.on_last and event.on_first <= case.dates.on
