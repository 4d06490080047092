"""Involvements that nobody works on, and gaps that are none."""

from loaders.borough.agencies import (
    CHILDRENS_SOCIAL_CARE,
    EARLY_HELP,
    HOUSING,
    MENTAL_HEALTH,
)
from loaders.borough.planted.stage import Stage, Target

RULE = "NO_ALLOCATED_WORKER"


def the_worker_left(stage: Stage) -> Target:
    """The social worker left a month ago, and nobody has taken over."""
    mother, child = stage.lone_mother()
    case = stage.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother, spells=[(200, 30)])
    return Target((child,), involvement=case, agencies=(CHILDRENS_SOCIAL_CARE,))


def never_allocated(stage: Stage) -> Target:
    """Open to early help for six weeks, and no worker has ever been named."""
    mother, child = stage.lone_mother()
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 60, mother)
    case = stage.opens(EARLY_HELP, child, 42, mother, spells=[])
    return Target((child,), involvement=case, agencies=(EARLY_HELP,))


def the_parents_worker_left(stage: Stage) -> Target:
    """The father's nurse left two weeks ago; two have come and gone before."""
    _, father, child = stage.couple()
    spells = [(400, 300), (300, 120), (110, 14)]
    case = stage.opens(MENTAL_HEALTH, father, 400, child, spells=spells)
    return Target((child,), involvement=case, agencies=(MENTAL_HEALTH,))


def a_gap_of_two_days(stage: Stage) -> Target:
    """The worker left the day before yesterday."""
    mother, child = stage.lone_mother()
    case = stage.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother, spells=[(200, 2)])
    return Target((child,), involvement=case)


def opened_this_week(stage: Stage) -> Target:
    """Opened three days ago: a worker is about to be named."""
    mother, child = stage.lone_mother()
    case = stage.opens(CHILDRENS_SOCIAL_CARE, child, 3, mother, spells=[])
    return Target((child,), involvement=case)


def a_gap_long_closed(stage: Stage) -> Target:
    """Nobody for two months last year; somebody since."""
    mother, child = stage.lone_mother()
    spells = [(400, 260), (200, None)]
    case = stage.opens(CHILDRENS_SOCIAL_CARE, child, 400, mother, spells=spells)
    return Target((child,), involvement=case)


def waiting_to_be_opened(stage: Stage) -> Target:
    """On the waiting list for six weeks: shown, and not live."""
    mother, child = stage.lone_mother()
    case = stage.opens(MENTAL_HEALTH, mother, 42, child, status="waiting")
    return Target((child,), involvement=case)


def a_service_that_allocates_nobody(stage: Stage) -> Target:
    """A tenancy has an officer for the street, not a worker of its own."""
    mother, child = stage.lone_mother()
    case = stage.opens(HOUSING, mother, 900, child)
    return Target((child,), involvement=case)


CASES = (the_worker_left, never_allocated, the_parents_worker_left)
NEAR_MISSES = (
    a_gap_of_two_days,
    opened_this_week,
    a_gap_long_closed,
    waiting_to_be_opened,
    a_service_that_allocates_nobody,
)
