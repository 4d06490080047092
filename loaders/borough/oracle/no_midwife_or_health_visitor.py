"""NO_MIDWIFE_OR_HEALTH_VISITOR: a child without the universal service of its age."""

from collections.abc import Iterator

from loaders.borough.agencies import HEALTH_VISITING, MIDWIFERY, Agency
from loaders.borough.days import TODAY
from loaders.borough.oracle.calendar import UNDER_FIVE_AFTER
from loaders.borough.oracle.finding import Finding
from loaders.borough.oracle.network import Network
from loaders.borough.oracle.world import World
from loaders.borough.truth import Human

RULE = "NO_MIDWIFE_OR_HEALTH_VISITOR"
_BOOKED_BEFORE_BIRTH = 280 - 70
_NEW_BIRTH = 14


def find(world: World) -> Iterator[Finding]:
    """One finding a child."""
    for network in world.networks:
        wanted = _wanted(network)
        if wanted is None or not world.is_held(network.child):
            continue
        agency, clients = wanted
        cases = [case for client in clients for case in world.live.get(client, ())]
        if not any(agency.kind in (case.kind, case.agency.kind) for case in cases):
            yield Finding(RULE, (network.child,), agencies=(agency.id,), detail=agency.kind)


def _wanted(network: Network) -> tuple[Agency, list[Human]] | None:
    """Which agency should be at work, and with whom it may be."""
    child = network.child
    if child.born is None:
        parents = [human for human, roles in network.roles.items() if "parent" in roles]
        soon = child.due is not None and child.due - _BOOKED_BEFORE_BIRTH < TODAY < child.due
        return (MIDWIFERY, [child, *parents]) if soon and parents else None
    young = child.born > UNDER_FIVE_AFTER and child.born + _NEW_BIRTH < TODAY
    return (HEALTH_VISITING, [child]) if young else None
