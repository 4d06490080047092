"""HIDDEN_ADULT: an adult close to a child of whom the child's own agencies know nothing."""

from collections import defaultdict
from collections.abc import Iterator

from loaders.borough.days import iso_or_empty
from loaders.borough.names import without_marks
from loaders.borough.oracle.finding import Finding, in_order
from loaders.borough.oracle.network import Network
from loaders.borough.oracle.world import World
from loaders.borough.truth import Human

RULE = "HIDDEN_ADULT"
_ROLES = frozenset({"parent", "carer", "home", "partner"})


def find(world: World) -> Iterator[Finding]:
    """One finding an adult: the children for whom it is so, and their agencies that lack them."""
    children: dict[Human, list[Human]] = defaultdict(list)
    agencies: dict[Human, set[str]] = defaultdict(set)
    for network in world.networks:
        of_child = world.agencies_of(network.child)
        for adult in network.adults(_ROLES) if of_child else ():
            lacking = {agency for agency in of_child if _lacks(world, network, agency, adult)}
            if lacking:
                children[adult].append(network.child)
                agencies[adult] |= lacking
    for adult, concerned in children.items():
        yield Finding(RULE, tuple(concerned), adult, agencies=in_order(agencies[adult]))


def _lacks(world: World, network: Network, agency: str, adult: Human) -> bool:
    return not world.knows_something_of(agency, adult) and not _has_a_namesake(
        world, network, agency, adult
    )


def _has_a_namesake(world: World, network: Network, agency: str, adult: Human) -> bool:
    """Whether the agency has recorded in this network somebody who may be the adult."""
    file = world.circle.files.get(agency)
    if file is None:
        return False
    return any(
        _full_name(human) == _full_name(adult)
        and iso_or_empty(adult.born).startswith(copy.date_of_birth)
        for human, copy in file.copies.items()
        if human in network.roles
    )


def _full_name(human: Human) -> str:
    return without_marks(f"{human.given_names} {human.family_name}").casefold()
