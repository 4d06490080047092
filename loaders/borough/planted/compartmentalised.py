"""Families whose services have no link with one another, and families whose services do."""

from loaders.borough.agencies import (
    ADULT_SOCIAL_CARE,
    CHILDRENS_SOCIAL_CARE,
    EARLY_HELP,
    HEALTH_VISITING,
    MENTAL_HEALTH,
    PROBATION,
    SUBSTANCE_MISUSE,
    YOUTH_JUSTICE,
)
from loaders.borough.planted.stage import Stage, Target

RULE = "COMPARTMENTALISED"
_APPROVED_SOCIAL_WORK = 2  # the third service of two agencies, whose workers are the same


def two_services_apart(stage: Stage) -> Target:
    """The mother is with mental health and the child with children's services; nobody has rung."""
    mother, father, child = stage.couple()
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother, father)
    stage.opens(MENTAL_HEALTH, mother, 300, child)
    stage.event(csc, "home_visit", 12, child, seen=[child])
    return Target((child,), agencies=(CHILDRENS_SOCIAL_CARE, MENTAL_HEALTH))


def two_pairs_in_touch_and_one_alone(stage: Stage) -> Target:
    """Two pairs of agencies meet; probation, with the mother's partner, knows neither pair."""
    mother, child = stage.lone_mother(3)
    partner = stage.moves_in(mother, 500)
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 150, mother, partner)
    visitor = stage.opens(HEALTH_VISITING, child, 900, mother)
    health = stage.opens(MENTAL_HEALTH, mother, 380, child)
    recovery = stage.opens(SUBSTANCE_MISUSE, mother, 220, child, partner)
    stage.opens(PROBATION, partner, 260, mother, child)
    stage.meeting("core_group", 30, csc, visitor, people=[child])
    stage.tells(stage.event(recovery, "relapse", 45, mother), health)
    return Target(
        (child,), agencies=(CHILDRENS_SOCIAL_CARE, MENTAL_HEALTH, SUBSTANCE_MISUSE, PROBATION)
    )


def a_school_worried_alone(stage: Stage) -> Target:
    """A school has recorded a concern and told nobody; the mother is with the recovery service."""
    mother, child = stage.lone_mother(8)
    stage.opens(SUBSTANCE_MISUSE, mother, 120, child)
    school = stage.school(child)
    stage.event(school, "concern", 25, child, summary="Came to school hungry and tired")
    return Target((child,), agencies=(SUBSTANCE_MISUSE, school.agency))


def a_link_of_two_years_ago(stage: Stage) -> Target:
    """The services met once, more than a year ago, and have not spoken since."""
    mother, father, child = stage.couple()
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 600, mother, father)
    health = stage.opens(MENTAL_HEALTH, mother, 700, child)
    stage.meeting("review", 420, csc, health, people=[child, mother])
    return Target((child,), agencies=(CHILDRENS_SOCIAL_CARE, MENTAL_HEALTH))


def many_services_well_linked(stage: Stage) -> Target:
    """Five services with one family, all of whom come to the core group."""
    mother, child = stage.lone_mother(3)
    partner = stage.moves_in(mother, 700)
    cases = (
        stage.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother, partner),
        stage.opens(HEALTH_VISITING, child, 900, mother, partner),
        stage.opens(MENTAL_HEALTH, mother, 300, child, partner),
        stage.opens(SUBSTANCE_MISUSE, mother, 250, child, partner),
        stage.opens(PROBATION, partner, 150, mother, child),
    )
    stage.meeting("core_group", 20, *cases, people=[child, mother, partner])
    return Target((child,))


def linked_by_a_worker_in_common(stage: Stage) -> Target:
    """Two agencies, one approved professional who works for both and sees both parents."""
    mother, father, child = stage.couple()
    for agency, client in ((MENTAL_HEALTH, mother), (ADULT_SOCIAL_CARE, father)):
        service = stage.circle.books[agency.id].services[_APPROVED_SOCIAL_WORK]
        stage.opens(
            agency, client, 250, child, service=_APPROVED_SOCIAL_WORK, worker=service.workers[0]
        )
    return Target((child,))


def one_targeted_service_only(stage: Stage) -> Target:
    """A practice, a school and a health visitor without a worry, and one targeted service."""
    mother, father, child = stage.couple(4)
    stage.opens(HEALTH_VISITING, child, 1500, mother)
    stage.opens(EARLY_HELP, child, 100, mother, father)
    return Target((child,))


def met_with_an_agency_that_delivers_nothing(stage: Stage) -> Target:
    """Youth justice, whose records nobody has seen, met with the social worker about a teenager."""
    mother, child = stage.lone_mother(14)
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother)
    youth_justice = stage.opens(YOUTH_JUSTICE, child, 100, mother)
    stage.meeting("strategy_meeting", 50, csc, youth_justice, people=[child])
    return Target((child,))


def linked_by_a_referral(stage: Stage) -> Target:
    """Early help was asked in by the recovery service: a referral from one to the other."""
    mother, child = stage.lone_mother()
    recovery = stage.opens(SUBSTANCE_MISUSE, mother, 160, child)
    stage.opens(EARLY_HELP, child, 90, mother)
    stage.event(recovery, "referral", 92, mother, child, receiver=EARLY_HELP.id)
    return Target((child,))


CASES = (
    two_services_apart,
    two_pairs_in_touch_and_one_alone,
    a_school_worried_alone,
    a_link_of_two_years_ago,
)
NEAR_MISSES = (
    many_services_well_linked,
    linked_by_a_worker_in_common,
    one_targeted_service_only,
    met_with_an_agency_that_delivers_nothing,
    linked_by_a_referral,
)
