"""NO_ALLOCATED_WORKER: an open involvement with nobody who works on it."""

from collections.abc import Iterator

from loaders.borough.cases import Case
from loaders.borough.days import TODAY
from loaders.borough.names import words
from loaders.borough.oracle.calendar import working_days_since
from loaders.borough.oracle.finding import Finding
from loaders.borough.oracle.world import World
from loaders.borough.truth import Human

RULE = "NO_ALLOCATED_WORKER"
_ALLOCATES = frozenset(
    words(
        "children_social_care early_help adult_social_care mental_health substance_misuse "
        "probation youth_justice"
    )
)
_DAYS = 5


def find(world: World) -> Iterator[Finding]:
    """One finding an involvement, with the children in whose networks its client is."""
    children: dict[Human, list[Human]] = {}
    for network in world.networks:
        for member in network.roles:
            children.setdefault(member, []).append(network.child)
    for member, concerned in children.items():
        for case in world.live.get(member, ()):
            if _is_left_alone(case):
                yield Finding(
                    RULE,
                    tuple(concerned),
                    involvement=f"{case.agency.id}:{case.involvement}",
                    agencies=(case.agency.id,),
                    detail="worker left" if case.allocations else "never allocated",
                )


def _is_left_alone(case: Case) -> bool:
    if case.kind not in _ALLOCATES or case.status != "open" or not _is_long_ago(case.since):
        return False
    return all(spell.until is not None and _is_long_ago(spell.until) for spell in case.allocations)


def _is_long_ago(day: int) -> bool:
    return day <= TODAY and working_days_since(day, _DAYS + 1) > _DAYS
