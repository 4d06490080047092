"""Unborn children without midwifery and babies without health visiting, and those with the service."""

from loaders.borough.agencies import CHILDRENS_SOCIAL_CARE, HEALTH_VISITING, MIDWIFERY
from loaders.borough.planted.stage import Stage, Target

RULE = "NO_MIDWIFE_OR_HEALTH_VISITOR"


def a_toddler_without_a_health_visitor(stage: Stage) -> Target:
    """A social worker works with a boy of two whom no health visitor has ever had."""
    mother, child = stage.lone_mother(2)
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 90, mother)
    return Target((child,), agencies=(HEALTH_VISITING,))


def a_health_visitor_who_closed(stage: Stage) -> Target:
    """The health visitor closed a year ago, when the family moved; nobody took over."""
    mother, father, child = stage.couple(3)
    stage.opens(HEALTH_VISITING, child, 1000, mother, father, status="closed", until=365)
    return Target((child,), agencies=(HEALTH_VISITING,))


def a_pregnancy_without_a_midwife(stage: Stage) -> Target:
    """A social worker knows of a child due in two months; no midwife knows the mother."""
    mother, child = stage.lone_mother(7)
    baby = stage.unborn(mother, 60)
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 90, mother, baby)
    return Target((baby,), agencies=(MIDWIFERY,))


def with_a_health_visitor(stage: Stage) -> Target:
    """A health visitor has had the child since birth."""
    mother, child = stage.lone_mother(2)
    stage.opens(HEALTH_VISITING, child, 860, mother)
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 90, mother)
    return Target((child,))


def just_five(stage: Stage) -> Target:
    """Five months past the fifth birthday: the school nurse's now."""
    mother, child = stage.lone_mother(5)
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 90, mother)
    return Target((child,))


def booked_by_the_mother(stage: Stage) -> Target:
    """The midwife's client is the mother, as always."""
    mother, _ = stage.lone_mother(7)
    baby = stage.unborn(mother, 60)
    stage.opens(MIDWIFERY, mother, 120, baby)
    return Target((baby,))


def too_early_to_be_booked(stage: Stage) -> Target:
    """Six weeks gone: the first appointment is still to come."""
    mother, child = stage.lone_mother(7)
    baby = stage.unborn(mother, 238)
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 90, mother, baby)
    return Target((baby,))


CASES = (a_toddler_without_a_health_visitor, a_health_visitor_who_closed, a_pregnancy_without_a_midwife)
NEAR_MISSES = (with_a_health_visitor, just_five, booked_by_the_mother, too_early_to_be_booked)
