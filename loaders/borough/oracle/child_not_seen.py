"""CHILD_NOT_SEEN: a child whom nobody has seen for six weeks, or whom visits failed to find."""

from collections.abc import Iterator

from loaders.borough.chronicle import Occurrence
from loaders.borough.days import TODAY, Day
from loaders.borough.oracle.calendar import in_window
from loaders.borough.oracle.finding import Finding, in_order
from loaders.borough.oracle.network import Network
from loaders.borough.oracle.world import World, first_record
from loaders.borough.truth import Human

RULE = "CHILD_NOT_SEEN"
_VISITS = "children_social_care"
_SIX_WEEKS = 42
_VISITED_LATELY = 90
_VISIT_KINDS = frozenset({"home_visit", "welfare_check", "missed_appointment"})
_SAW_OTHERS = frozenset({"referral", "contact"})


def find(world: World) -> Iterator[Finding]:
    """One finding a child of an agency that records whom it sees, or that it failed to."""
    for network in world.networks:
        child = network.child
        agencies = world.agencies_of(child)
        if not agencies or not _sight_is_recorded(world, network, agencies):
            continue
        mine = list(world.about((child,)))
        last_seen = max((h.on for h in mine if _sees(h, child)), default=0)
        failed = {
            first_record(h)
            for h in mine
            if h.on > max(last_seen, TODAY - _VISITED_LATELY - 1) and _failed(h, child)
        }
        unseen = _visited_for_long(world, child) and last_seen < TODAY - _SIX_WEEKS
        if unseen or len(failed) >= 2:
            why = [*(["not seen"] if unseen else []), *(["failed visits"] * (len(failed) >= 2))]
            named = in_order(agencies)
            yield Finding(RULE, (child,), agencies=named, detail=" and ".join(why))


def _sight_is_recorded(world: World, network: Network, agencies: set[str]) -> bool:
    return any(
        happened.owner in agencies
        and in_window(happened.on)
        and (happened.seen or happened.spoken_to or _failed(happened, network.child))
        for happened in world.about(network.roles)
    )


def _visited_for_long(world: World, child: Human) -> bool:
    start: Day = TODAY - _SIX_WEEKS
    return any(c.kind == _VISITS and c.since <= start for c in world.live.get(child, ()))


def _sees(happened: Occurrence, child: Human) -> bool:
    return child in happened.seen or child in happened.spoken_to or happened.kind == "attendance"


def _failed(happened: Occurrence, child: Human) -> bool:
    if child not in happened.people or _sees(happened, child):
        return False
    return happened.kind in _VISIT_KINDS or (happened.kind in _SAW_OTHERS and bool(happened.seen))
