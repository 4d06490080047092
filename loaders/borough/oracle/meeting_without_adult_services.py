"""MEETING_WITHOUT_ADULT_SERVICES: a meeting about a child to which an adult's service did not come."""

from collections.abc import Iterator

from loaders.borough.cases import Case
from loaders.borough.chronicle import Occurrence
from loaders.borough.days import Day
from loaders.borough.names import words
from loaders.borough.oracle.calendar import in_window
from loaders.borough.oracle.finding import Finding, in_order
from loaders.borough.oracle.network import Network, holds_now, is_home
from loaders.borough.oracle.world import World
from loaders.borough.truth import CARERS, PARENTS, Human

RULE = "MEETING_WITHOUT_ADULT_SERVICES"
_MEETINGS = frozenset(words("strategy_meeting conference"))
_LATER = _MEETINGS | frozenset(words("meeting core_group review assessment section47"))
_CLOSE = frozenset(words("parent carer home"))
_ADULT = frozenset(
    words(
        "mental_health substance_misuse probation adult_social_care learning_disability domestic_abuse"
        " supporting_people"
    )
)


def find(world: World) -> Iterator[Finding]:
    """One finding a meeting and child."""
    for network in world.networks:
        for happened in world.about((network.child,)):
            if happened.kind in _MEETINGS and happened.dated and happened.participants and in_window(happened.on):
                missing = in_order(case.agency.id for case in _left_out(world, network, happened))
                if missing:
                    yield Finding(
                        RULE, (network.child,), event=happened.reference, agencies=missing, detail=happened.kind
                    )


def _left_out(world: World, network: Network, happened: Occurrence) -> Iterator[Case]:
    brought_in = {
        agency
        for later in world.about((network.child,))
        if later.kind in _LATER and later.on >= happened.on
        for agency in (later.owner, *later.participants)
    }
    for adult in network.adults(_CLOSE):
        if not _was_close(world, network, adult, happened.on):
            continue
        for case in world.live.get(adult, ()):
            agency = case.agency.id
            there = agency in brought_in | world.know(happened) or world.withheld(happened, agency)
            if case.kind in _ADULT and case.since <= happened.on and not there:
                yield case


def _was_close(world: World, network: Network, adult: Human, day: Day) -> bool:
    """Whether who is close to the child today was its parent or carer, or lived with it, on a day."""
    child = network.child
    born = child.born or child.due or day
    tied = any(
        tie.one is adult and tie.other is child and tie.type in PARENTS | CARERS and holds_now(tie)
        and (tie.since or 0) <= (max(day, born) if tie.type in PARENTS else day)
        for tie in world.family.ties
    )
    homes = [
        {stay.home for stay in world.family.stays
         if stay.human is human and is_home(stay) and holds_now(stay) and stay.since <= day}
        for human in (adult, child)
    ]
    return tied or not homes[0].isdisjoint(homes[1])
