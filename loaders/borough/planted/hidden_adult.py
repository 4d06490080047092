"""Adults close to a child of whom the child's agencies know nothing, and adults whom they know."""

from loaders.borough.agencies import (
    CHILDRENS_SOCIAL_CARE,
    EARLY_HELP,
    HOUSING,
    MENTAL_HEALTH,
    PROBATION,
)
from loaders.borough.planted.stage import Stage, Target, ago

RULE = "HIDDEN_ADULT"


def a_partner_whom_probation_knows(stage: Stage) -> Target:
    """A man on probation has moved in; the child's social worker has not heard of him."""
    mother, child = stage.lone_mother()
    partner = stage.moves_in(mother, 150)
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother)
    stage.opens(PROBATION, partner, 300, mother, child)
    return Target((child,), partner, agencies=(CHILDRENS_SOCIAL_CARE,))


def a_father_elsewhere(stage: Stage) -> Target:
    """The father lives elsewhere; his own service has recorded him and his child."""
    mother, father, child = stage.couple(9)
    stage.family.form = "separated"
    stage.moves_out(father, 800)
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 120, mother)
    stage.opens(MENTAL_HEALTH, father, 400, child)
    return Target((child,), father, agencies=(CHILDRENS_SOCIAL_CARE,))


def a_lodger_on_the_tenancy(stage: Stage) -> Target:
    """Housing lists an adult in the home of whom early help, with the child, has no word."""
    mother, child = stage.lone_mother(11)
    lodger = stage.adult("male", 35, 55)
    home = stage.family.home_of(mother)
    assert home is not None, "a lone mother has a home"
    stage.family.live(lodger, home, ago(400))
    stage.family.tie(lodger, "lodger", mother, ago(400))
    stage.opens(EARLY_HELP, child, 90, mother)
    stage.opens(HOUSING, mother, 1500, lodger, child)
    return Target((child,), lodger, agencies=(EARLY_HELP,))


def hidden_behind_a_namesake(stage: Stage) -> Target:
    """The social worker has the child's grandfather, who has the partner's name: another person."""
    mother, child = stage.lone_mother()
    partner = stage.moves_in(mother, 300)
    grandfather = stage.adult("male", 60, 70, like=partner)
    grandfather.given_names = partner.given_names
    stage.home(grandfather)
    stage.family.tie(grandfather, "kinship_carer", child, ago(900))
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother, grandfather)
    stage.opens(PROBATION, partner, 200, mother, child)
    return Target((child,), partner, agencies=(CHILDRENS_SOCIAL_CARE,))


def a_partner_whom_all_know(stage: Stage) -> Target:
    """A new partner whom each of the child's agencies has recorded."""
    mother, child = stage.lone_mother()
    partner = stage.moves_in(mother, 150)
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother, partner)
    stage.opens(EARLY_HELP, child, 250, mother, partner)
    stage.opens(PROBATION, partner, 300, mother, child)
    return Target((child,), partner)


def recorded_by_name_only(stage: Stage) -> Target:
    """The social worker has the partner without a date of birth or a number: a thin record."""
    mother, child = stage.lone_mother()
    partner = stage.moves_in(mother, 150)
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother)
    stage.knows(csc, partner, date_of_birth="", nhs_number="")
    stage.opens(PROBATION, partner, 300, mother, child)
    return Target((child,), partner)


def known_by_what_was_told(stage: Stage) -> Target:
    """The social worker has no record of the partner, and was told of his sentence."""
    mother, child = stage.lone_mother()
    partner = stage.moves_in(mother, 150)
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother)
    probation = stage.opens(PROBATION, partner, 100, mother, child)
    stage.tells(stage.event(probation, "sentence", 100, partner), csc)
    return Target((child,), partner)


def a_partner_who_left_long_ago(stage: Stage) -> Target:
    """A partner of years ago, unknown to the social worker, and no longer of the network."""
    mother, child = stage.lone_mother(8)
    former = stage.moves_in(mother, 1500)
    stage.moves_out(former, 600)
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother)
    stage.opens(PROBATION, former, 900, mother, child)
    return Target((child,), former)


CASES = (
    a_partner_whom_probation_knows,
    a_father_elsewhere,
    a_lodger_on_the_tenancy,
    hidden_behind_a_namesake,
)
NEAR_MISSES = (
    a_partner_whom_all_know,
    recorded_by_name_only,
    known_by_what_was_told,
    a_partner_who_left_long_ago,
)
