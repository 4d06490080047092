"""Couples of whom only one was assessed, and couples of whom both were."""

from loaders.borough.agencies import CHILDRENS_SOCIAL_CARE, EARLY_HELP, HEALTH_VISITING
from loaders.borough.planted.stage import Stage, Target, ago

RULE = "PARTNER_NOT_ASSESSED"


def only_the_mother(stage: Stage) -> Target:
    """An assessment names the child and the mother, not the man who moved in last year."""
    mother, child = stage.lone_mother()
    partner = stage.moves_in(mother, 300)
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 120, mother, partner)
    stage.event(csc, "assessment", 100, child, mother, until=ago(60))
    return Target((child,), partner, agencies=(CHILDRENS_SOCIAL_CARE,))


def the_father_in_the_same_home(stage: Stage) -> Target:
    """A section 47 enquiry spoke of the mother; the father, at home, is not named."""
    mother, father, child = stage.couple(2)
    stage.family.ties = [tie for tie in stage.family.ties if tie.type != "partner"]
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 120, mother, father)
    stage.event(csc, "section47", 90, child, mother, seen=[child])
    return Target((child,), father, agencies=(CHILDRENS_SOCIAL_CARE,))


def twice_without_the_husband(stage: Stage) -> Target:
    """Two agencies assessed in the year; both named the mother and neither her husband."""
    mother, father, child = stage.couple(10)
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 60, mother, father)
    early_help = stage.opens(EARLY_HELP, child, 250, mother)
    stage.event(early_help, "assessment", 240, child, mother)
    stage.event(csc, "conference", 30, child, mother)
    return Target((child,), father, agencies=(CHILDRENS_SOCIAL_CARE, EARLY_HELP))


def both_partners(stage: Stage) -> Target:
    """An assessment that names both."""
    mother, father, child = stage.couple()
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 120, mother, father)
    stage.event(csc, "assessment", 100, child, mother, father)
    return Target((child,), father)


def the_other_in_a_second_assessment(stage: Stage) -> Target:
    """Early help assessed the partner whom the social worker's assessment left out."""
    mother, child = stage.lone_mother()
    partner = stage.moves_in(mother, 300)
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 60, mother, partner)
    early_help = stage.opens(EARLY_HELP, child, 250, mother, partner)
    stage.event(csc, "assessment", 50, child, mother)
    stage.event(early_help, "assessment", 200, child, partner)
    return Target((child,), partner)


def they_have_parted(stage: Stage) -> Target:
    """The partner left before the assessment, and is her partner no longer."""
    mother, child = stage.lone_mother(8)
    former = stage.moves_in(mother, 900)
    stage.moves_out(former, 200)
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 120, mother)
    stage.event(csc, "assessment", 100, child, mother)
    return Target((child,), former)


def a_health_visitors_review(stage: Stage) -> Target:
    """A health visitor's assessment of the child with the mother: not one of parenting."""
    mother, father, child = stage.couple(1)
    visitor = stage.opens(HEALTH_VISITING, child, 400, mother)
    stage.event(visitor, "assessment", 90, child, mother)
    return Target((child,), father)


CASES = (only_the_mother, the_father_in_the_same_home, twice_without_the_husband)
NEAR_MISSES = (
    both_partners,
    the_other_in_a_second_assessment,
    they_have_parted,
    a_health_visitors_review,
)
