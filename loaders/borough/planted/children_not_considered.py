"""Adults whose service has no word of their children, and adults whose service has."""

from loaders.borough.agencies import (
    CHILDRENS_SOCIAL_CARE,
    MENTAL_HEALTH,
    PROBATION,
    SUBSTANCE_MISUSE,
)
from loaders.borough.planted.stage import Stage, Target

RULE = "CHILDREN_NOT_CONSIDERED"


def never_asked(stage: Stage) -> Target:
    """A mother with mental health for a year; nobody asked whether she has children."""
    mother, child = stage.lone_mother()
    stage.opens(MENTAL_HEALTH, mother, 365)
    return Target((child,), mother, agencies=(MENTAL_HEALTH,))


def asked_and_answered_no(stage: Stage) -> Target:
    """A father told the recovery service that he had no children; his son lives with him."""
    _, father, child = stage.couple(2)
    recovery = stage.opens(SUBSTANCE_MISUSE, father, 120)
    stage.asks(recovery, "no")
    return Target((child,), father, agencies=(SUBSTANCE_MISUSE,))


def asked_and_not_looked_at(stage: Stage) -> Target:
    """Yes, said the mother's new partner, there is a child; probation wrote down no more."""
    mother, child = stage.lone_mother()
    partner = stage.moves_in(mother, 200)
    probation = stage.opens(PROBATION, partner, 180, mother)
    stage.asks(probation, "yes")
    return Target((child,), partner, agencies=(PROBATION,))


def one_of_two_children(stage: Stage) -> Target:
    """Mental health has recorded the elder child, and not the baby born since."""
    mother, elder = stage.lone_mother(9)
    baby = stage.child(0, mother, home=stage.family.home_of(mother))
    stage.family.tie(baby, "sibling", elder, baby.born)
    stage.opens(MENTAL_HEALTH, mother, 500, elder)
    return Target((baby,), mother, agencies=(MENTAL_HEALTH,))


def recorded_by_the_service(stage: Stage) -> Target:
    """Nobody asked the question by name, and the service has recorded the child."""
    mother, child = stage.lone_mother()
    stage.opens(MENTAL_HEALTH, mother, 365, child)
    return Target((child,), mother)


def in_the_first_fortnight(stage: Stage) -> Target:
    """The service is ten days old: there is still time to ask."""
    mother, child = stage.lone_mother()
    stage.opens(MENTAL_HEALTH, mother, 10)
    return Target((child,), mother)


def told_of_the_child(stage: Stage) -> Target:
    """The service has no record of the child, and knows of the plan for the child."""
    mother, child = stage.lone_mother()
    recovery = stage.opens(SUBSTANCE_MISUSE, mother, 200)
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 150, mother)
    stage.tells(stage.event(csc, "plan_start", 90, child), recovery)
    return Target((child,), mother)


def a_child_of_a_former_partner(stage: Stage) -> Target:
    """A man of whom it was right to answer no: he left the mother, and the child is not his."""
    mother, child = stage.lone_mother(8)
    former = stage.moves_in(mother, 1200)
    stage.moves_out(former, 150)
    stage.opens(PROBATION, former, 140)
    return Target((child,), former)


CASES = (never_asked, asked_and_answered_no, asked_and_not_looked_at, one_of_two_children)
NEAR_MISSES = (
    recorded_by_the_service,
    in_the_first_fortnight,
    told_of_the_child,
    a_child_of_a_former_partner,
)
