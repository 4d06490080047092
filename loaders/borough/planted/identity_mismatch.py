"""Persons whom agencies hold under facts that cannot all be true, and facts that only look so."""

from loaders.borough.agencies import (
    CHILDRENS_SOCIAL_CARE,
    EARLY_HELP,
    MENTAL_HEALTH,
    SUBSTANCE_MISUSE,
)
from loaders.borough.days import YEAR, iso
from loaders.borough.planted.stage import Stage, Target, ago
from loaders.borough.truth import Human, Stay

RULE = "IDENTITY_MISMATCH"


def born_on_two_days(stage: Stage) -> Target:
    """Early help has the child's date of birth wrong by a year."""
    mother, child = stage.lone_mother()
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother)
    early_help = stage.opens(EARLY_HELP, mother, 150)
    stage.knows(early_help, child, date_of_birth=_a_year_before(child))
    return Target((child,), agencies=(EARLY_HELP, CHILDRENS_SOCIAL_CARE))


def under_another_name(stage: Stage) -> Target:
    """The recovery service knows the mother by a name that no other agency has."""
    mother, child = stage.lone_mother()
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother)
    other_name = {"given_names": "Xanthe", "family_name": "Quill"}
    stage.opens(SUBSTANCE_MISUSE, mother, 150, instead=other_name)
    agencies = (SUBSTANCE_MISUSE, CHILDRENS_SOCIAL_CARE)
    return Target((child,), mother, agencies=agencies)


def in_two_homes_at_once(stage: Stage) -> Target:
    """The social worker visits an address that the child left; early help has the new one."""
    mother, child = stage.lone_mother()
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 400, mother)
    for stay in stage.family.stays:
        stay.until = ago(100)
    stage.home(mother, child, since=100)
    stage.opens(EARLY_HELP, child, 60, mother)
    return Target((child,), agencies=(CHILDRENS_SOCIAL_CARE, EARLY_HELP))


def shared_care(stage: Stage) -> Target:
    """A child of two homes, part of the time in each, as one of the agencies says."""
    mother, father, child = stage.couple(8)
    stage.family.form = "shared_care"
    his = stage.moves_out(father, 900)
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother)
    health = stage.circle.file_of(stage.opens(MENTAL_HEALTH, father, 300))
    health.person(child)
    health.write_stay(Stay(child, his, ago(900)))
    stage.family.live(child, his, ago(900), kind="part_time")
    early_help = stage.opens(EARLY_HELP, mother, 100)
    stage.knows(early_help, child)
    return Target((child,))


def also_known_as(stage: Stage) -> Target:
    """The recovery service has the mother's name of before, and says by what name she goes now."""
    mother, child = stage.lone_mother()
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother)
    before = {
        "given_names": "Xanthe",
        "family_name": "Quill",
        "also_known_as": f"{mother.given_names} {mother.family_name}",
    }
    stage.opens(SUBSTANCE_MISUSE, mother, 150, instead=before)
    return Target((child,), mother)


def a_date_of_less_precision(stage: Stage) -> Target:
    """Early help knows only the month in which the child was born: the same date, said less well."""
    mother, child = stage.lone_mother()
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother)
    early_help = stage.opens(EARLY_HELP, mother, 150)
    stage.knows(early_help, child, date_of_birth=iso(child.born or 0)[:7])
    return Target((child,))


def two_persons_of_one_name(stage: Stage) -> Target:
    """Two half-brothers' fathers share a name; they have two numbers and two dates of birth."""
    mother, child = stage.lone_mother(9)
    father = stage.adult("male", 30, 34, like=child)
    stage.home(father)
    stage.family.tie(father, "parent", child, child.born)
    partner = stage.moves_in(mother, 300)
    partner.family_name, partner.given_names = father.family_name, father.given_names
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother, father)
    stage.opens(MENTAL_HEALTH, partner, 250, mother, child)
    return Target((child,), partner)


def twins(stage: Stage) -> Target:
    """Two children of one birthday, family name and home, each with a number of their own."""
    mother, child = stage.lone_mother(3)
    twin = stage.child(3, mother, home=stage.family.home_of(mother))
    stage.family.tie(child, "sibling", twin, child.born)
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother, twin)
    stage.opens(EARLY_HELP, twin, 100, mother, child)
    return Target((child, twin))


def _a_year_before(human: Human) -> str:
    return iso((human.born or 0) - int(YEAR) - 1)


CASES = (born_on_two_days, under_another_name, in_two_homes_at_once)
NEAR_MISSES = (shared_care, also_known_as, a_date_of_less_precision, two_persons_of_one_name, twins)
