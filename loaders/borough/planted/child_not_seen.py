"""Children whom nobody has seen, and children who were seen by somebody."""

from loaders.borough.agencies import CHILDRENS_SOCIAL_CARE, EARLY_HELP, POLICE
from loaders.borough.planted.stage import Stage, Target

RULE = "CHILD_NOT_SEEN"


def ten_weeks_unseen(stage: Stage) -> Target:
    """Under a protection plan for four months, and last seen ten weeks ago."""
    mother, child = stage.lone_mother(3)
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 120, mother)
    stage.event(csc, "plan_start", 110, child, summary="Child protection plan")
    stage.event(csc, "home_visit", 70, child, seen=[child])
    return Target((child,), agencies=(CHILDRENS_SOCIAL_CARE,))


def four_months_unseen(stage: Stage) -> Target:
    """A child in need without a protection plan, last seen four months ago."""
    mother, child = stage.lone_mother(3)
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother)
    stage.event(csc, "home_visit", 120, child, seen=[child])
    return Target((child,), agencies=(CHILDRENS_SOCIAL_CARE,))


def closed_without_seeing(stage: Stage) -> Target:
    """A visit found nobody; the week after, social care closed the case."""
    mother, child = stage.lone_mother(3)
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 60, mother)
    stage.event(csc, "home_visit", 50, child, seen=[child])
    stage.event(csc, "home_visit", 20, child, summary="Visit; child not at home")
    stage.event(csc, "closure", 13, child, summary="Closed: no further concern")
    return Target((child,), agencies=(CHILDRENS_SOCIAL_CARE,))


def two_visits_that_failed(stage: Stage) -> Target:
    """A new case: seen once, and then two visits in a row found nobody at home."""
    mother, child = stage.lone_mother(3)
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 40, mother)
    stage.event(csc, "home_visit", 38, child, seen=[child])
    stage.event(csc, "home_visit", 24, child, summary="Visit; child not at home")
    stage.event(csc, "home_visit", 10, child, summary="Visit; child not at home")
    return Target((child,), agencies=(CHILDRENS_SOCIAL_CARE,))


def only_the_brother_was_seen(stage: Stage) -> Target:
    """Both children are open; of the last three visits only the brother was seen."""
    mother, child = stage.lone_mother(3)
    brother = stage.child(2, mother, home=stage.family.home_of(mother))
    stage.family.tie(brother, "sibling", child, brother.born)
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother)
    stage.opens(CHILDRENS_SOCIAL_CARE, brother, 200)
    stage.event(csc, "home_visit", 75, child, brother, seen=[child, brother])
    for days in (55, 33, 11):
        stage.event(csc, "home_visit", days, child, brother, seen=[brother])
    return Target((child,), agencies=(CHILDRENS_SOCIAL_CARE,))


def at_school_every_week(stage: Stage) -> Target:
    """The social worker has not called for ten weeks; the school sees the child every week."""
    mother, child = stage.lone_mother(8)
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 120, mother)
    stage.event(csc, "home_visit", 70, child, seen=[child])
    for days in (28, 21, 14, 7):
        stage.event(stage.school(child), "attendance", days, child, summary="In school all week")
    return Target((child,))


def seen_last_week(stage: Stage) -> Target:
    """A failed visit, and a week ago the child was seen and spoken to alone."""
    mother, child = stage.lone_mother(8)
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 120, mother)
    stage.event(csc, "home_visit", 20, child, summary="Visit; child not at home")
    stage.event(csc, "home_visit", 7, child, seen=[child], spoken_to=[child])
    return Target((child,))


def seen_by_the_police(stage: Stage) -> Target:
    """The police saw the child in a welfare check three weeks ago."""
    mother, child = stage.lone_mother(3)
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 150, mother)
    police = stage.known_to(POLICE, mother, child)
    stage.event(csc, "home_visit", 80, child, seen=[child])
    stage.event(police, "welfare_check", 21, mother, child, seen=[child])
    return Target((child,))


def an_agency_that_never_records_sight(stage: Stage) -> Target:
    """Early help is with the child and keeps no record of whom it sees: unknown is not none."""
    mother, child = stage.lone_mother(3)
    early_help = stage.opens(EARLY_HELP, child, 150, mother)
    stage.event(early_help, "assessment", 130, child, mother)
    stage.event(early_help, "review", 60, child)
    return Target((child,))


def ten_weeks_in_need(stage: Stage) -> Target:
    """Ten weeks unseen, and no plan or placement that would have it sooner."""
    mother, child = stage.lone_mother(3)
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 120, mother)
    stage.event(csc, "home_visit", 70, child, seen=[child])
    return Target((child,))


def seen_and_then_closed(stage: Stage) -> Target:
    """A visit found nobody, the next one found the child well, and then social care closed the case."""
    mother, child = stage.lone_mother(3)
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 80, mother)
    stage.event(csc, "home_visit", 30, child, summary="Visit; child not at home")
    stage.event(csc, "home_visit", 25, child, seen=[child])
    stage.event(csc, "closure", 20, child)
    return Target((child,))


CASES = (
    ten_weeks_unseen,
    four_months_unseen,
    two_visits_that_failed,
    only_the_brother_was_seen,
    closed_without_seeing,
)
NEAR_MISSES = (
    ten_weeks_in_need,
    seen_and_then_closed,
    at_school_every_week,
    seen_last_week,
    seen_by_the_police,
    an_agency_that_never_records_sight,
)
