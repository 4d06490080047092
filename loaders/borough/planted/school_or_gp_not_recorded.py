"""Children without a school or a practice in any record, and children whom that does not concern."""

from loaders.borough.agencies import CHILDRENS_SOCIAL_CARE
from loaders.borough.planted.stage import Stage, Target

RULE = "SCHOOL_OR_GP_NOT_RECORDED"


def out_of_school(stage: Stage) -> Target:
    """A boy of nine whom a social worker has, and no school."""
    mother, child = stage.lone_mother(9)
    stage.without(child, "school")
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 90, mother)
    return Target((child,), agencies=(CHILDRENS_SOCIAL_CARE,))


def with_no_practice(stage: Stage) -> Target:
    """A girl of two whom no practice has."""
    mother, father, child = stage.couple(2)
    stage.without(child, "gp")
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 90, mother, father)
    return Target((child,), agencies=(CHILDRENS_SOCIAL_CARE,))


def with_neither(stage: Stage) -> Target:
    """A girl of twelve who moved here, whom neither a school nor a practice has."""
    mother, child = stage.lone_mother(12)
    stage.without(child, "school")
    stage.without(child, "gp")
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 90, mother)
    return Target((child,), agencies=(CHILDRENS_SOCIAL_CARE,))


def in_the_schools_own_records(stage: Stage) -> Target:
    """The social worker names neither; school and practice have the child."""
    mother, child = stage.lone_mother(9)
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 90, mother)
    return Target((child,))


def before_school_age(stage: Stage) -> Target:
    """Three years old, and in no nursery."""
    mother, child = stage.lone_mother(3)
    stage.without(child, "school")
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 90, mother)
    return Target((child,))


def past_sixteen(stage: Stage) -> Target:
    """Sixteen and a half, and at work."""
    mother, child = stage.lone_mother(16)
    stage.without(child, "school")
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 90, mother)
    return Target((child,))


def only_the_mother_has_no_practice(stage: Stage) -> Target:
    """School and practice have the child; no practice has the mother."""
    mother, child = stage.lone_mother(9)
    stage.without(mother, "gp")
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 90, mother)
    return Target((child,))


CASES = (out_of_school, with_no_practice, with_neither)
NEAR_MISSES = (in_the_schools_own_records, before_school_age, past_sixteen, only_the_mother_has_no_practice)
