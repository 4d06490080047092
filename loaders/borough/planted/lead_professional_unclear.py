"""Families whose services have no lead professional, or two, and families whose services have one."""

from loaders.borough.agencies import CHILDRENS_SOCIAL_CARE, EARLY_HELP, MENTAL_HEALTH, PROBATION, SUBSTANCE_MISUSE
from loaders.borough.planted.stage import Stage, Target

RULE = "LEAD_PROFESSIONAL_UNCLEAR"


def two_who_lead(stage: Stage) -> Target:
    """Social care and early help both have the child, and each says that it leads."""
    mother, child = stage.lone_mother()
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 90, mother)
    stage.opens(EARLY_HELP, child, 200, mother)
    return Target((child,), agencies=(CHILDRENS_SOCIAL_CARE, EARLY_HELP))


def none_who_leads(stage: Stage) -> Target:
    """Early help has the child and mental health the mother, and neither leads."""
    mother, child = stage.lone_mother()
    stage.opens(EARLY_HELP, child, 200, mother, lead="no")
    stage.opens(MENTAL_HEALTH, mother, 300, child)
    return Target((child,), agencies=(EARLY_HELP, MENTAL_HEALTH))


def none_of_three_who_leads(stage: Stage) -> Target:
    """Early help has the child, mental health the mother, recovery the father, and none leads."""
    mother, father, child = stage.couple()
    stage.opens(EARLY_HELP, child, 200, mother, lead="no")
    stage.opens(MENTAL_HEALTH, mother, 300, child)
    stage.opens(SUBSTANCE_MISUSE, father, 150, child)
    return Target((child,), agencies=(EARLY_HELP, MENTAL_HEALTH, SUBSTANCE_MISUSE))


def one_who_leads(stage: Stage) -> Target:
    """Social care leads, and recovery works with the mother."""
    mother, child = stage.lone_mother()
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 90, mother)
    stage.opens(SUBSTANCE_MISUSE, mother, 300, child)
    return Target((child,))


def only_one_service(stage: Stage) -> Target:
    """Probation alone works with the family."""
    _, father, child = stage.couple()
    stage.opens(PROBATION, father, 300, child)
    return Target((child,))


def not_said_who_leads(stage: Stage) -> Target:
    """Early help has not recorded whether it leads."""
    mother, child = stage.lone_mother()
    stage.opens(EARLY_HELP, child, 200, mother, lead="unknown")
    stage.opens(MENTAL_HEALTH, mother, 300, child)
    return Target((child,))


def only_just_come_together(stage: Stage) -> Target:
    """Social care came in last week, and early help is about to hand over."""
    mother, child = stage.lone_mother()
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 7, mother)
    stage.opens(EARLY_HELP, child, 200, mother)
    return Target((child,))


CASES = (two_who_lead, none_who_leads, none_of_three_who_leads)
NEAR_MISSES = (one_who_leads, only_one_service, not_said_who_leads, only_just_come_together)
