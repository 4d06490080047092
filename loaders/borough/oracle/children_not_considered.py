"""CHILDREN_NOT_CONSIDERED: an adult's service that looked away from the adult's children."""

from collections.abc import Iterator

from loaders.borough.cases import Case
from loaders.borough.days import TODAY
from loaders.borough.names import words
from loaders.borough.oracle.finding import Finding
from loaders.borough.oracle.network import holds_now, house_mates, is_child, is_home
from loaders.borough.oracle.world import World
from loaders.borough.truth import CARERS, PARENTS, Human

RULE = "CHILDREN_NOT_CONSIDERED"
_ADULT_SERVICES = frozenset(
    words(
        "mental_health substance_misuse probation adult_social_care learning_disability "
        "domestic_abuse supporting_people"
    )
)
_ROLES = frozenset({"parent", "carer", "home", "partner"})
_TIME_TO_ASK = 28


def find(world: World) -> Iterator[Finding]:
    """One finding an adult and agency: the adult's children that the agency does not know."""
    adults = dict.fromkeys(a for network in world.networks for a in network.adults(_ROLES))
    for adult in adults:
        agencies = dict.fromkeys(c.agency.id for c in world.live.get(adult, ()) if _had_time(c))
        children = _children_of(world, adult) if agencies else []
        for agency in agencies:
            unknown = [c for c in children if not world.knows_something_of(agency, c)]
            if unknown:
                asked = _asked(world, agency, adult)
                yield Finding(RULE, tuple(unknown), adult, agencies=(agency,), detail=asked)


def _had_time(case: Case) -> bool:
    return case.kind in _ADULT_SERVICES and case.since <= TODAY - _TIME_TO_ASK


def _children_of(world: World, adult: Human) -> list[Human]:
    """The children whose parent or carer the adult is today, or who live with the adult."""
    family = world.family
    tied = [
        tie.other
        for tie in family.ties
        if tie.one is adult and tie.type in PARENTS | CARERS and holds_now(tie)
    ]
    stays = [stay for stay in family.stays if holds_now(stay) and is_home(stay)]
    of_networks = {network.child for network in world.networks}
    close = dict.fromkeys([*tied, *house_mates(adult, stays)])
    return [human for human in close if is_child(human) and human in of_networks]


def _asked(world: World, agency: str, adult: Human) -> str:
    answers = [
        asked.answer
        for asked in world.chronicle.asked
        if asked.agency == agency
        and asked.human is adult
        and asked.question == "dependent_children"
    ]
    return f"asked: {answers[-1]}" if answers else "never asked"
