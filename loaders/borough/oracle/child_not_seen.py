"""CHILD_NOT_SEEN: a child unseen for longer than visits may be apart, or whom visits failed to find."""

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
_THREE_MONTHS = 92
_SIX_WEEKS = 42
_VISITED_LATELY = 90
_VISIT_KINDS = frozenset({"home_visit", "welfare_check", "missed_appointment"})
_SAW_OTHERS = frozenset({"referral", "contact"})


def find(world: World) -> Iterator[Finding]:
    """One finding a child of an agency that records whom it sees, or that it failed to."""
    for network in world.networks:
        child = network.child
        mine = list(world.about((child,)))
        last_seen = max((h.on for h in mine if _sees(h, child)), default=0)
        failed = [
            h for h in mine if h.on > max(last_seen, TODAY - _VISITED_LATELY - 1) and _failed(h, child)
        ]
        closed = _closed_after(failed, mine)
        agencies = world.agencies_of(child) | {happened.owner for happened in closed}
        if not agencies or not _sight_is_recorded(world, network, agencies):
            continue
        longest = _SIX_WEEKS if _on_plan(world, child, mine) else _THREE_MONTHS
        unseen = _visited_for_long(world, child, longest) and last_seen < TODAY - longest
        twice = len({first_record(happened) for happened in failed}) >= 2
        why = {"not seen": unseen, "failed visits": twice, "closed": bool(closed)}
        if any(why.values()):
            detail = " and ".join(words for words, so in why.items() if so)
            yield Finding(RULE, (child,), agencies=in_order(agencies), detail=detail)


def _closed_after(failed: list[Occurrence], mine: list[Occurrence]) -> list[Occurrence]:
    if not failed:
        return []
    first = min(happened.on for happened in failed)
    return [h for h in mine if h.kind == "closure" and h.case.kind == _VISITS and h.on >= first]


def _on_plan(world: World, child: Human, mine: list[Occurrence]) -> bool:
    stays = [stay for stay in world.family.stays if stay.human is child and stay.kind == "placement"]
    if any(stay.since <= TODAY and (stay.until is None or stay.until > TODAY) for stay in stays):
        return True
    plans = [h for h in mine if h.kind in ("plan_start", "plan_end") and h.case.kind == _VISITS]
    last = max(plans, key=lambda h: (h.on, h.kind == "plan_start"), default=None)
    return last is not None and last.kind == "plan_start"


def _sight_is_recorded(world: World, network: Network, agencies: set[str]) -> bool:
    return any(
        happened.owner in agencies
        and in_window(happened.on)
        and (happened.seen or happened.spoken_to or _failed(happened, network.child))
        for happened in world.about(network.roles)
    )


def _visited_for_long(world: World, child: Human, longest: int) -> bool:
    start: Day = TODAY - longest
    return any(c.kind == _VISITS and c.since <= start for c in world.live.get(child, ()))


def _sees(happened: Occurrence, child: Human) -> bool:
    return child in happened.seen or child in happened.spoken_to or happened.kind == "attendance"


def _failed(happened: Occurrence, child: Human) -> bool:
    if child not in happened.people or _sees(happened, child):
        return False
    return happened.kind in _VISIT_KINDS or (happened.kind in _SAW_OTHERS and bool(happened.seen))
