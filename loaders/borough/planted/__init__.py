"""Families planted on purpose: cases of every rule, and near misses that look alike and are not.

One module a rule, each with its `RULE`, its `CASES` and its `NEAR_MISSES`: functions that play a
family on a stage and return whom or what the finding is about, or would be.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain

from loaders.borough.planted import (
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
from loaders.borough.planted.stage import Stage, Target

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


@dataclass(frozen=True)
class Scenario:
    """A family to plant: the rule that it is about, and whether it is a case or a near miss."""

    rule: str
    kind: str
    play: Callable[[Stage], Target]

    @property
    def name(self) -> str:
        """What the family is, in a few words."""
        return self.play.__name__


SCENARIOS = tuple(
    chain.from_iterable(
        (
            *(Scenario(rule.RULE, "case", play) for play in rule.CASES),
            *(Scenario(rule.RULE, "near_miss", play) for play in rule.NEAR_MISSES),
        )
        for rule in _RULES
    )
)

__all__ = ["SCENARIOS", "Scenario", "Stage", "Target"]
