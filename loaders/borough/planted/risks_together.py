"""Three risks around one child in three agencies' records, and families in which somebody has seen them together."""

from loaders.borough.agencies import CHILDRENS_SOCIAL_CARE, DOMESTIC_ABUSE, MENTAL_HEALTH, POLICE, SUBSTANCE_MISUSE
from loaders.borough.planted.stage import Stage, Target

RULE = "RISKS_TOGETHER"


def a_service_for_each(stage: Stage) -> Target:
    """The mother is with mental health and the refuge's outreach, the father in recovery."""
    mother, father, child = stage.couple()
    stage.opens(MENTAL_HEALTH, mother, 300, child)
    stage.opens(DOMESTIC_ABUSE, mother, 60, child)
    stage.opens(SUBSTANCE_MISUSE, father, 200, child)
    return Target((child,), agencies=(MENTAL_HEALTH, DOMESTIC_ABUSE, SUBSTANCE_MISUSE))


def police_know_of_the_violence(stage: Stage) -> Target:
    """Nobody works with the mother as a victim; the police were at the home twice."""
    mother, father, child = stage.couple()
    stage.opens(MENTAL_HEALTH, mother, 300, child)
    stage.opens(SUBSTANCE_MISUSE, mother, 200, child)
    police = stage.known_to(POLICE, father, mother)
    stage.event(police, "incident", 80, father, mother, category="domestic")
    stage.event(police, "incident", 20, father, mother, category="domestic")
    return Target((child,), agencies=(MENTAL_HEALTH, SUBSTANCE_MISUSE, POLICE))


def a_meeting_without_one_of_them(stage: Stage) -> Target:
    """Social care met mental health and recovery; the refuge was not there."""
    mother, father, child = stage.couple()
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 90, mother, father)
    health = stage.opens(MENTAL_HEALTH, mother, 300, child)
    recovery = stage.opens(SUBSTANCE_MISUSE, father, 200, child)
    stage.opens(DOMESTIC_ABUSE, mother, 150, child)
    stage.meeting("meeting", 40, csc, health, recovery, people=[child])
    return Target((child,), agencies=(MENTAL_HEALTH, SUBSTANCE_MISUSE, DOMESTIC_ABUSE))


def two_of_the_three(stage: Stage) -> Target:
    """No violence is known."""
    mother, father, child = stage.couple()
    stage.opens(MENTAL_HEALTH, mother, 300, child)
    stage.opens(SUBSTANCE_MISUSE, father, 200, child)
    return Target((child,))


def all_three_met(stage: Stage) -> Target:
    """All three were at the meeting about the child."""
    mother, father, child = stage.couple()
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 90, mother, father)
    health = stage.opens(MENTAL_HEALTH, mother, 300, child)
    recovery = stage.opens(SUBSTANCE_MISUSE, father, 200, child)
    refuge = stage.opens(DOMESTIC_ABUSE, mother, 150, child)
    stage.meeting("meeting", 40, csc, health, recovery, refuge, people=[child])
    return Target((child,))


def social_care_was_told_of_each(stage: Stage) -> Target:
    """The child's social worker was told of an event by each of the three."""
    mother, father, child = stage.couple()
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother, father)
    health = stage.opens(MENTAL_HEALTH, mother, 300, child)
    recovery = stage.opens(SUBSTANCE_MISUSE, father, 200, child)
    refuge = stage.opens(DOMESTIC_ABUSE, mother, 150, child)
    stage.tells(stage.event(health, "relapse", 50, mother), csc)
    stage.tells(stage.event(recovery, "relapse", 45, father), csc)
    stage.tells(stage.event(refuge, "incident", 40, mother), csc)
    return Target((child,))


def a_former_partner_long_gone(stage: Stage) -> Target:
    """The man in recovery left two years ago and is no longer in the child's network."""
    mother, child = stage.lone_mother(8)
    former = stage.moves_in(mother, 1500)
    stage.moves_out(former, 700)
    stage.opens(MENTAL_HEALTH, mother, 300, child)
    stage.opens(DOMESTIC_ABUSE, mother, 60, child)
    stage.opens(SUBSTANCE_MISUSE, former, 200)
    return Target((child,))


CASES = (a_service_for_each, police_know_of_the_violence, a_meeting_without_one_of_them)
NEAR_MISSES = (two_of_the_three, all_three_met, social_care_was_told_of_each, a_former_partner_long_gone)
