"""Meetings about a child without a parent's service, and meetings with it."""

from loaders.borough.agencies import (
    CHILDRENS_SOCIAL_CARE,
    HOUSING,
    MENTAL_HEALTH,
    POLICE,
    PROBATION,
    SUBSTANCE_MISUSE,
)
from loaders.borough.planted.stage import Stage, Target

RULE = "MEETING_WITHOUT_ADULT_SERVICES"


def a_strategy_meeting_without_mental_health(stage: Stage) -> Target:
    """Social care and police met; the mother's nurse was neither there nor told."""
    mother, child = stage.lone_mother()
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 90, mother)
    police = stage.known_to(POLICE, mother)
    stage.opens(MENTAL_HEALTH, mother, 300, child)
    meeting = stage.meeting("strategy_meeting", 30, csc, police, people=[child])
    return Target((child,), event=meeting, agencies=(MENTAL_HEALTH,))


def a_conference_with_one_of_two(stage: Stage) -> Target:
    """Mental health came to the conference, the father's recovery worker did not."""
    mother, father, child = stage.couple()
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 90, mother, father)
    health = stage.opens(MENTAL_HEALTH, mother, 300, child)
    stage.opens(SUBSTANCE_MISUSE, father, 200, child)
    conference = stage.meeting("conference", 30, csc, health, people=[child, mother])
    return Target((child,), event=conference, agencies=(SUBSTANCE_MISUSE,))


def a_conference_without_probation(stage: Stage) -> Target:
    """Social care and police held the conference; the father's probation officer was not there."""
    mother, father, child = stage.couple()
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 90, mother, father)
    police = stage.known_to(POLICE, father)
    stage.opens(PROBATION, father, 250, child)
    conference = stage.meeting("conference", 40, csc, police, people=[child, father])
    return Target((child,), event=conference, agencies=(PROBATION,))


def all_were_there(stage: Stage) -> Target:
    """The mother's nurse took part."""
    mother, child = stage.lone_mother()
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 90, mother)
    health = stage.opens(MENTAL_HEALTH, mother, 300, child)
    return Target((child,), event=stage.meeting("strategy_meeting", 30, csc, health, people=[child]))


def told_of_it_afterwards(stage: Stage) -> Target:
    """The nurse had the minutes."""
    mother, child = stage.lone_mother()
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 90, mother)
    police = stage.known_to(POLICE, mother)
    health = stage.opens(MENTAL_HEALTH, mother, 300, child)
    meeting = stage.meeting("strategy_meeting", 30, csc, police, people=[child])
    stage.tells(meeting, health)
    return Target((child,), event=meeting)


def begun_after_the_meeting(stage: Stage) -> Target:
    """Mental health came in a week later."""
    mother, child = stage.lone_mother()
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 90, mother)
    police = stage.known_to(POLICE, mother)
    stage.opens(MENTAL_HEALTH, mother, 23, child)
    return Target((child,), event=stage.meeting("strategy_meeting", 30, csc, police, people=[child]))


def a_landlord_is_no_such_service(stage: Stage) -> Target:
    """The mother's housing officer need not be there."""
    mother, child = stage.lone_mother()
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 90, mother)
    police = stage.known_to(POLICE, mother)
    stage.opens(HOUSING, mother, 900, child)
    return Target((child,), event=stage.meeting("conference", 30, csc, police, people=[child]))


CASES = (
    a_strategy_meeting_without_mental_health, a_conference_with_one_of_two, a_conference_without_probation,
)
NEAR_MISSES = (all_were_there, told_of_it_afterwards, begun_after_the_meeting, a_landlord_is_no_such_service)
