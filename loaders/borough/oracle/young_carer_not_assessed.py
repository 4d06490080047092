"""YOUNG_CARER_NOT_ASSESSED: a young carer without an assessment, support or an enquiry."""

from collections.abc import Iterator

from loaders.borough.agencies import CHILDRENS_SOCIAL_CARE, EARLY_HELP
from loaders.borough.days import TODAY, Day
from loaders.borough.names import words
from loaders.borough.oracle.finding import Finding, in_order
from loaders.borough.oracle.network import holds_now
from loaders.borough.oracle.world import World
from loaders.borough.truth import Human

RULE = "YOUNG_CARER_NOT_ASSESSED"
_ASSESSING = frozenset(words("children_social_care early_help young_carers"))
_QUESTIONS = frozenset(words("young_carer caring_responsibilities"))
_TIME_TO_ASK = 28


def find(world: World) -> Iterator[Finding]:
    """One finding a child."""
    for network in world.networks:
        child = network.child
        caring = [
            tie for tie in world.family.ties
            if tie.one is child and tie.type == "young_carer" and holds_now(tie) and tie.other in network.roles
        ]
        if caring and child.born is not None:
            since = min(tie.since or 0 for tie in caring)
            if since <= TODAY - _TIME_TO_ASK and not _is_looked_at(world, child, since):
                agencies = in_order((CHILDRENS_SOCIAL_CARE.id, EARLY_HELP.id))
                yield Finding(RULE, (child,), agencies=agencies)


def _is_looked_at(world: World, child: Human, since: Day) -> bool:
    served = any("young_carers" in (case.kind, case.agency.kind) for case in world.live.get(child, ()))
    assessed = any(
        happened.kind == "assessment" and happened.case.agency.kind in _ASSESSING and happened.on >= since
        for happened in world.about((child,))
    )
    asked = any(
        asked.human is child and asked.question in _QUESTIONS and asked.on >= since for asked in world.chronicle.asked
    )
    return served or assessed or asked
