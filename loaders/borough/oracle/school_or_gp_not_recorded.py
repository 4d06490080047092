"""SCHOOL_OR_GP_NOT_RECORDED: a child whose school or GP practice no agency records."""

from collections.abc import Iterator

from loaders.borough.days import TODAY
from loaders.borough.oracle.calendar import OF_SCHOOL_AGE
from loaders.borough.oracle.finding import Finding, in_order
from loaders.borough.oracle.world import World

RULE = "SCHOOL_OR_GP_NOT_RECORDED"
_REGISTERED_BY = 56


def find(world: World) -> Iterator[Finding]:
    """One finding a child of whom anybody has a record."""
    for network in world.networks:
        child = network.child
        holders = [file.book.agency for file in world.circle.files.values() if child in file.ids]
        if child.born is None or not holders:
            continue
        first, last = OF_SCHOOL_AGE
        kinds = {agency.kind for agency in holders}
        no_school = first <= child.born <= last and not child.school and "school" not in kinds
        no_practice = child.born + _REGISTERED_BY < TODAY and not child.gp and "gp" not in kinds
        lacking = [what for what, lacks in (("school", no_school), ("gp", no_practice)) if lacks]
        if lacking:
            agencies = in_order(agency.id for agency in holders)
            yield Finding(RULE, (child,), agencies=agencies, detail=" and ".join(lacking))
