"""`breakGlass` and `closeGlass`: what is kept of some persons is opened to one professional for a time.

Who may, for how many persons, how long and how often is in the policy (`queries.access.policy.BreakGlass`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from graph import glass as kept
from graph.entries import Work
from queries.access.permissions import MayNotSee
from queries.access.policy import BreakGlass
from queries.entries.entering import Entering, Impossible, NotFound, TooOften, made, needed
from queries.entries.results import Granted

NOT_IN_FORCE = "no glass that you broke is in force by this reference"


@dataclass(frozen=True)
class Wanted:
    """For which persons, why, and for how many minutes: as many as the policy allows where not said."""

    people: Sequence[str]
    reason: str
    minutes: int | None = None


async def break_it(entering: Entering, wanted: Wanted) -> Granted:
    """Break it; the reason stays with it. Source: UK GDPR art. 6(1)(d)."""
    limits, context = _allowed(entering), entering.context
    people, lasts, reason = _people(wanted, limits), _lasts(wanted, limits), needed("reason", wanted.reason)
    for person in people:
        await entering.must_see_person("a person in people", person)
    agencies = await _with_notice(entering, people)
    breaking = kept.Breaking(people, reason, lasts, context.viewer.role, context.purpose, context.basis, agencies)
    return await _entered(entering, kept.broken(breaking, limits.a_day), kept.reference(entering.agency, entering.key))


def _allowed(entering: Entering) -> BreakGlass:
    """What the policy allows the viewer; MayNotSee where that is nothing."""
    viewer, purpose = entering.context.viewer, entering.context.purpose
    if viewer.sees_all:
        raise Impossible("nothing is kept from who has not signed in, so there is no glass to break")
    limits = entering.records.policy.glass
    if limits is None or not limits.allows(viewer.role, purpose):
        raise MayNotSee(f"a {viewer.role} breaks no glass for {purpose}")
    return limits


def _people(wanted: Wanted, limits: BreakGlass) -> list[str]:
    people = list(dict.fromkeys(wanted.people))
    if not 1 <= len(people) <= limits.people:
        raise Impossible(f"people holds {len(people)} ids; name 1 to {limits.people}, who are in danger or a danger")
    return people


def _lasts(wanted: Wanted, limits: BreakGlass) -> timedelta:
    minutes = limits.minutes if wanted.minutes is None else wanted.minutes
    if not 1 <= minutes <= limits.minutes:
        raise Impossible(f"minutes is {minutes}; glass is broken for 1 to {limits.minutes}")
    return timedelta(minutes=minutes)


async def _with_notice(entering: Entering, people: Sequence[str]) -> list[str]:
    """The agencies whose records of these persons it opens, and the viewer's own."""
    return sorted({entering.agency, *await entering.records.agencies_opened(people)})


async def close(entering: Entering, reference: str) -> Granted:
    """Close it before its time: one's own, or any of the agency by who answers for its use of records."""
    return await _entered(entering, kept.closed(reference, entering.context.viewer.answers_for_use), reference)


async def _entered(entering: Entering, work: Work, reference: str) -> Granted:
    """The entry of a professional: a colleague with the same key is refused, not answered with another's glass."""
    viewer = entering.context.viewer
    own = replace(entering, asked={**entering.asked, "professional": viewer.professional})
    try:
        entered = await own.enter(f"glass/{entering.agency}/{entering.key}", work)
    except kept.NoSuchGlass:
        raise NotFound(NOT_IN_FORCE) from None
    except kept.TooOften as often:
        raise TooOften("you have broken glass as often as may be in a day; ring the agency", often.seconds) from None
    return Granted(made(entered, entering.agency), reference)
