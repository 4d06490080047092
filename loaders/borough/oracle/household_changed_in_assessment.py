"""HOUSEHOLD_CHANGED_IN_ASSESSMENT: somebody joined the family while it was assessed, and is not part of it."""

from collections.abc import Iterator

from loaders.borough.chronicle import Occurrence
from loaders.borough.days import TODAY, Day
from loaders.borough.names import words
from loaders.borough.oracle.calendar import WINDOW_FROM, in_window, working_days_since
from loaders.borough.oracle.finding import Finding
from loaders.borough.oracle.network import BRING_PARTNERS, Network, holds_now, is_home
from loaders.borough.oracle.world import World
from loaders.borough.truth import PARTNERS, Human, Stay

RULE = "HOUSEHOLD_CHANGED_IN_ASSESSMENT"
_ASSESSMENTS = frozenset(words("assessment section47"))
_ASSESSING = frozenset(words("children_social_care early_help"))
_ENDS = frozenset(words("closure plan_start plan_end conference assessment section47"))
_LONGEST = 45


def find(world: World) -> Iterator[Finding]:
    """One finding an assessment and child."""
    for network in world.networks:
        mine = list(world.about((network.child,)))
        for happened in mine:
            if not _is_open(happened, mine):
                continue
            later = [one for one in mine if one.owner == happened.owner and one.on >= happened.on]
            named = {human for one in (happened, *later) for human in one.people}
            joined = [human for human in _joined(world, network, happened.on) if human not in named]
            if joined:
                yield Finding(RULE, (network.child,), event=happened.reference, agencies=(happened.owner,))


def _is_open(happened: Occurrence, mine: list[Occurrence]) -> bool:
    if happened.kind not in _ASSESSMENTS or happened.case.agency.kind not in _ASSESSING:
        return False
    if not happened.dated or not in_window(happened.on):
        return False
    if happened.until is not None and happened.until > happened.on:
        return happened.until > TODAY
    ended = any(
        one is not happened and one.owner == happened.owner and one.kind in _ENDS
        and (one.on > happened.on or (one.on == happened.on and one.kind not in _ASSESSMENTS))
        for one in mine
    )
    return not ended and working_days_since(happened.on, _LONGEST + 1) <= _LONGEST


def _joined(world: World, network: Network, since: Day) -> Iterator[Human]:
    for human in network.roles:
        newborn = human.born is None or human.born > since
        came = _moved_in(world, network.child, human, since)
        near = bool(network.roles[human] & BRING_PARTNERS)
        if human is not network.child and not newborn and (
            came or (not near and _is_new_partner(world, network, human, since))
        ):
            yield human


def _moved_in(world: World, child: Human, human: Human, since: Day) -> bool:
    """Whether all homes that they share, or shared in the year, they share now, and only since a day."""
    stays = [stay for stay in world.family.stays if is_home(stay) and (stay.until is None or stay.until > WINDOW_FROM)]
    shared = [
        (mine, theirs)
        for mine in stays if mine.human is child
        for theirs in stays if theirs.human is human and theirs.home is mine.home and _overlap(mine, theirs)
    ]
    lasting = all(holds_now(mine) and holds_now(theirs) for mine, theirs in shared)
    return bool(shared) and lasting and all(theirs.since > since for _, theirs in shared)


def _overlap(one: Stay, other: Stay) -> bool:
    return (other.until is None or one.since < other.until) and (one.until is None or other.since < one.until)


def _is_new_partner(world: World, network: Network, human: Human, since: Day) -> bool:
    return any(
        tie.type in PARTNERS and holds_now(tie) and tie.since is not None and tie.since > since
        and human in (tie.one, tie.other)
        and network.roles.get(tie.other if tie.one is human else tie.one, set()) & BRING_PARTNERS
        for tie in world.family.ties
    )
