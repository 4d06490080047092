"""CUMULATIVE_INCIDENTS: minor incidents that only seen together are many."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from loaders.borough.chronicle import Occurrence
from loaders.borough.names import words
from loaders.borough.oracle.calendar import in_window
from loaders.borough.oracle.finding import Finding, in_order
from loaders.borough.oracle.network import is_child
from loaders.borough.oracle.world import World, first_record
from loaders.borough.truth import Human

RULE = "CUMULATIVE_INCIDENTS"
_INCIDENTS = frozenset(
    words("allegation concern incident injury missing arrest referral welfare_check")
)
_ONCE_AN_AGENCY = frozenset({"absence", "missed_appointment"})
_MANY = 4
_MOST_OF_ONE_ROW = 3


def find(world: World) -> Iterator[Finding]:
    """One finding a child with many occurrences, and one an adult concerned across families."""
    counted = [h for h in world.chronicle.occurrences if in_window(h.on) and _is_incident(h)]
    for network in world.networks:
        mine = [happened for happened in counted if network.child in happened.people]
        total = _occurrences(mine)
        if total >= _MANY:
            agencies = in_order(happened.owner for happened in mine)
            detail = f"{total} occurrences"
            yield Finding(RULE, (network.child,), agencies=agencies, detail=detail)
    yield from _across_families(world, counted)


def _is_incident(happened: Occurrence) -> bool:
    return (
        happened.kind in _INCIDENTS
        or happened.kind in _ONCE_AN_AGENCY
        or (happened.kind == "attendance" and happened.category == "injury")
    )


def _occurrences(events: list[Occurrence]) -> int:
    """How many: the same occurrence once, absences once an agency, a row's count up to three."""
    once = {happened.owner for happened in events if happened.kind in _ONCE_AN_AGENCY}
    counts: Counter[Occurrence] = Counter()
    for happened in events:
        if happened.kind not in _ONCE_AN_AGENCY:
            count = min(happened.count or 1, _MOST_OF_ONE_ROW)
            first = first_record(happened)
            counts[first] = max(counts[first], count)
    return len(once) + counts.total()


def _across_families(world: World, counted: list[Occurrence]) -> Iterator[Finding]:
    networks = {network.child: network.roles.keys() for network in world.networks}
    together: dict[Human, dict[Human, set[str]]] = {}
    for happened in counted:
        children = [human for human in happened.people if human in networks]
        for adult in happened.people if children else ():
            if not is_child(adult):
                for child in children:
                    together.setdefault(adult, {}).setdefault(child, set()).add(happened.owner)
    for adult, with_children in together.items():
        if any(not networks[a] & networks[b] for a, b in combinations(with_children, 2)):
            agencies = in_order(set().union(*with_children.values()))
            yield Finding(
                RULE, tuple(with_children), adult, agencies=agencies, detail="across families"
            )
