"""PARTNER_NOT_ASSESSED: an assessment that names one of a couple and never the other."""

from collections.abc import Iterator

from loaders.borough.oracle.calendar import in_window
from loaders.borough.oracle.finding import Finding, in_order
from loaders.borough.oracle.network import (
    Network,
    holds_now,
    house_mates,
    is_child,
    is_home,
    is_living,
)
from loaders.borough.oracle.world import World
from loaders.borough.truth import PARENTS, PARTNERS, Human

RULE = "PARTNER_NOT_ASSESSED"
_KINDS = frozenset({"assessment", "section47", "conference"})
_AGENCIES = frozenset({"children_social_care", "early_help"})


def find(world: World) -> Iterator[Finding]:
    """One finding an adult and child: the adult is the one who was left out."""
    for network in world.networks:
        child = network.child
        assessed = [
            happened
            for happened in world.about((child,))
            if happened.kind in _KINDS
            and happened.case.agency.kind in _AGENCIES
            and in_window(happened.on)
        ]
        named = {human for happened in assessed for human in happened.people}
        agencies = in_order(happened.owner for happened in assessed)
        left_out = dict.fromkeys(
            other
            for one in _parents_and_carers(network, named)
            for other in _others(world, child, one)
        )
        for adult in left_out:
            if adult not in named and not is_child(adult) and is_living(adult):
                yield Finding(RULE, (child,), adult, agencies=agencies)


def _parents_and_carers(network: Network, named: set[Human]) -> list[Human]:
    return [human for human, roles in network.roles.items()
            if human in named and roles & {"parent", "carer"}]  # fmt: skip


def _others(world: World, child: Human, one: Human) -> Iterator[Human]:
    """The partner of a parent today, and the child's other parent in the same home."""
    family = world.family
    for tie in family.ties:
        if tie.type in PARTNERS and holds_now(tie) and one in (tie.one, tie.other):
            yield tie.other if tie.one is one else tie.one
    stays = [stay for stay in family.stays if holds_now(stay) and is_home(stay)]
    at_home = set(house_mates(one, stays))
    for tie in family.ties:
        if tie.other is child and tie.type in PARENTS and holds_now(tie) and tie.one in at_home:
            yield tie.one
