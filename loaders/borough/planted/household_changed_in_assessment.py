"""Assessments in which somebody joined the family, and assessments that took them in."""

from loaders.borough.agencies import CHILDRENS_SOCIAL_CARE, EARLY_HELP
from loaders.borough.planted.stage import Stage, Target, ago

RULE = "HOUSEHOLD_CHANGED_IN_ASSESSMENT"


def a_partner_moved_in(stage: Stage) -> Target:
    """A man moved in two weeks after the assessment began."""
    mother, child = stage.lone_mother()
    partner = stage.moves_in(mother, 20)
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 36, mother, partner)
    assessment = stage.event(csc, "assessment", 34, child, mother)
    return Target((child,), event=assessment, agencies=(CHILDRENS_SOCIAL_CARE,))


def a_partner_who_lives_elsewhere(stage: Stage) -> Target:
    """The mother has a new partner, in a home of his own."""
    mother, child = stage.lone_mother()
    partner = stage.adult("male")
    stage.home(partner)
    stage.family.tie(partner, "partner", mother, ago(15))
    early_help = stage.opens(EARLY_HELP, child, 40, mother, partner)
    assessment = stage.event(early_help, "assessment", 38, child, mother)
    return Target((child,), event=assessment, agencies=(EARLY_HELP,))


def a_woman_moved_in(stage: Stage) -> Target:
    """A woman moved in with the family while early help assessed it."""
    mother, child = stage.lone_mother()
    newcomer = stage.moves_in(mother, 12, "female")
    early_help = stage.opens(EARLY_HELP, child, 30, mother, newcomer)
    assessment = stage.event(early_help, "assessment", 28, child, mother)
    return Target((child,), event=assessment, agencies=(EARLY_HELP,))


def part_of_the_assessment(stage: Stage) -> Target:
    """The assessment concerns the man who moved in."""
    mother, child = stage.lone_mother()
    partner = stage.moves_in(mother, 20)
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 36, mother, partner)
    return Target((child,), event=stage.event(csc, "assessment", 34, child, mother, partner))


def there_before_it_began(stage: Stage) -> Target:
    """He has lived there for a year."""
    mother, child = stage.lone_mother()
    partner = stage.moves_in(mother, 365)
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 36, mother, partner)
    return Target((child,), event=stage.event(csc, "assessment", 34, child, mother))


def after_it_was_over(stage: Stage) -> Target:
    """The assessment had ended when he came."""
    mother, child = stage.lone_mother()
    partner = stage.moves_in(mother, 5)
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 36, mother, partner)
    return Target((child,), event=stage.event(csc, "assessment", 34, child, mother, until=ago(10)))


def met_on_a_visit_since(stage: Stage) -> Target:
    """The social worker met him on a visit."""
    mother, child = stage.lone_mother()
    partner = stage.moves_in(mother, 20)
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 36, mother, partner)
    assessment = stage.event(csc, "assessment", 34, child, mother)
    stage.event(csc, "home_visit", 10, child, partner, seen=[child])
    return Target((child,), event=assessment)


CASES = (a_partner_moved_in, a_partner_who_lives_elsewhere, a_woman_moved_in)
NEAR_MISSES = (part_of_the_assessment, there_before_it_began, after_it_was_over, met_on_a_visit_since)
