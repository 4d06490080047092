"""Referrals of which nothing came, and referrals on which somebody decided."""

from loaders.borough.agencies import CHILDRENS_SOCIAL_CARE, EARLY_HELP, MENTAL_HEALTH
from loaders.borough.planted.stage import Stage, Target

RULE = "REFERRAL_UNDECIDED"


def from_school_a_week_ago(stage: Stage) -> Target:
    """The school referred a girl to social care a week ago."""
    _, child = stage.lone_mother(8)
    referral = stage.event(stage.school(child), "referral", 7, child, receiver=CHILDRENS_SOCIAL_CARE.id)
    return Target((child,), event=referral, agencies=(CHILDRENS_SOCIAL_CARE,))


def closed_before_and_referred_again(stage: Stage) -> Target:
    """Early help had closed the case when the practice referred the child anew."""
    mother, child = stage.lone_mother(8)
    stage.opens(EARLY_HELP, child, 300, mother, status="closed", until=60)
    referral = stage.event(stage.practice(child), "referral", 45, child, receiver=EARLY_HELP.id)
    return Target((child,), event=referral, agencies=(EARLY_HELP,))


def a_mother_referred_two_months_ago(stage: Stage) -> Target:
    """The practice referred a mother to mental health, which has no word of it."""
    mother, child = stage.lone_mother()
    referral = stage.event(stage.practice(mother), "referral", 60, mother, receiver=MENTAL_HEALTH.id)
    return Target((child,), event=referral, agencies=(MENTAL_HEALTH,))


def opened_the_next_day(stage: Stage) -> Target:
    """Social care opened the case the day after."""
    mother, child = stage.lone_mother(8)
    referral = stage.event(stage.school(child), "referral", 7, child, receiver=CHILDRENS_SOCIAL_CARE.id)
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 6, mother)
    return Target((child,), event=referral)


def refused_the_next_day(stage: Stage) -> Target:
    """Early help refused it: a decision."""
    mother, child = stage.lone_mother(8)
    referral = stage.event(stage.school(child), "referral", 7, child, receiver=EARLY_HELP.id)
    stage.opens(EARLY_HELP, child, 6, mother, status="refused")
    return Target((child,), event=referral)


def made_yesterday(stage: Stage) -> Target:
    """The working day is not over."""
    _, child = stage.lone_mother(8)
    referral = stage.event(stage.school(child), "referral", 1, child, receiver=CHILDRENS_SOCIAL_CARE.id)
    return Target((child,), event=referral)


def an_assessment_followed(stage: Stage) -> Target:
    """Social care had closed, and has recorded a contact since."""
    mother, child = stage.lone_mother(8)
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother, status="closed", until=50)
    referral = stage.event(stage.school(child), "referral", 20, child, receiver=CHILDRENS_SOCIAL_CARE.id)
    stage.event(csc, "contact", 19, child)
    return Target((child,), event=referral)


CASES = (from_school_a_week_ago, closed_before_and_referred_again, a_mother_referred_two_months_ago)
NEAR_MISSES = (opened_the_next_day, refused_the_next_day, made_yesterday, an_assessment_followed)
