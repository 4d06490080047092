"""Which findings are true of a family, worked out from the generator's own complete world.

It shares no code with the product's rules: an evaluation compares two accounts made apart. Each rule
is one module with a function `find(world) -> Iterator[Finding]`.
"""

from collections.abc import Iterator

from loaders.borough.casework import Circle
from loaders.borough.oracle import (
    agency_not_informed,
    child_not_seen,
    children_not_considered,
    compartmentalised,
    cumulative_incidents,
    hidden_adult,
    household_changed_in_assessment,
    identity_mismatch,
    lead_professional_unclear,
    meeting_without_adult_services,
    no_allocated_worker,
    no_midwife_or_health_visitor,
    partner_not_assessed,
    referral_undecided,
    risks_together,
    school_or_gp_not_recorded,
    young_carer_not_assessed,
)
from loaders.borough.oracle.finding import Finding
from loaders.borough.oracle.world import World

_RULES = (
    compartmentalised,
    hidden_adult,
    agency_not_informed,
    cumulative_incidents,
    children_not_considered,
    child_not_seen,
    identity_mismatch,
    no_allocated_worker,
    partner_not_assessed,
    no_midwife_or_health_visitor,
    risks_together,
    referral_undecided,
    young_carer_not_assessed,
    school_or_gp_not_recorded,
    meeting_without_adult_services,
    lead_professional_unclear,
    household_changed_in_assessment,
)


__all__ = ["Finding", "findings"]


def findings(circle: Circle) -> Iterator[Finding]:
    """Every finding that is true of a family on the day of the extracts; none without a child."""
    world = World(circle)
    if world.networks:
        for rule in _RULES:
            yield from rule.find(world)
