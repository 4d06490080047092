"""Events that were not passed on, and events that were, or lawfully were not."""

from loaders.borough.agencies import (
    CHILDRENS_SOCIAL_CARE,
    EARLY_HELP,
    HEALTH_VISITING,
    MENTAL_HEALTH,
    POLICE,
    PROBATION,
    SUBSTANCE_MISUSE,
)
from loaders.borough.planted.stage import Stage, Target, ago

RULE = "AGENCY_NOT_INFORMED"


def a_relapse_not_passed_on(stage: Stage) -> Target:
    """The recovery service told mental health of a relapse, and not the child's social worker."""
    mother, child = stage.lone_mother()
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother)
    recovery = stage.opens(SUBSTANCE_MISUSE, mother, 250, child)
    health = stage.opens(MENTAL_HEALTH, mother, 300, child)
    relapse = stage.event(recovery, "relapse", 21, mother)
    stage.tells(relapse, health)
    return Target((child,), event=relapse, agencies=(CHILDRENS_SOCIAL_CARE,))


def told_but_still_pending(stage: Stage) -> Target:
    """Probation meant to tell the social worker of a sentence; it has been pending for weeks."""
    mother, father, child = stage.couple()
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother, father)
    probation = stage.opens(PROBATION, father, 60, child)
    sentence = stage.event(probation, "sentence", 58, father)
    stage.tells(sentence, csc, status="pending")
    return Target((child,), event=sentence, agencies=(CHILDRENS_SOCIAL_CARE,))


def detox_started_untold(stage: Stage) -> Target:
    """A mother starts detox; the children's services that are with her child were not told."""
    mother, child = stage.lone_mother()
    stage.opens(EARLY_HELP, child, 120, mother)
    recovery = stage.opens(SUBSTANCE_MISUSE, mother, 40, child)
    detox = stage.event(recovery, "treatment_start", 30, mother, summary="Alcohol detox at home")
    return Target((child,), event=detox, agencies=(EARLY_HELP,))


def home_from_care_untold(stage: Stage) -> Target:
    """A child came home from care; the mother's recovery service has not heard."""
    mother, child = stage.lone_mother()
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 400, mother)
    stage.opens(SUBSTANCE_MISUSE, mother, 300, child)
    returned = stage.event(csc, "return_home", 15, child, summary="Returned home from care")
    return Target((child,), event=returned, agencies=(SUBSTANCE_MISUSE,))


def a_new_household_member_untold(stage: Stage) -> Target:
    """Probation records that a man has moved in with a family that early help is working with."""
    mother, child = stage.lone_mother()
    partner = stage.moves_in(mother, 35)
    stage.opens(EARLY_HELP, child, 200, mother)
    probation = stage.opens(PROBATION, partner, 250, mother, child)
    moved = stage.event(probation, "household_change", 35, partner)
    return Target((child,), event=moved, agencies=(EARLY_HELP,))


def told_the_same_day(stage: Stage) -> Target:
    """A relapse of which every agency was told on the day."""
    mother, child = stage.lone_mother()
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother)
    recovery = stage.opens(SUBSTANCE_MISUSE, mother, 250, child)
    health = stage.opens(MENTAL_HEALTH, mother, 300, child)
    relapse = stage.event(recovery, "relapse", 21, mother)
    stage.tells(relapse, csc, health, status="informed")
    return Target((child,), event=relapse)


def withheld_lawfully(stage: Stage) -> Target:
    """An arrest withheld from the father's service, as telling would endanger the mother."""
    mother, father, child = stage.couple()
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother, father)
    police = stage.known_to(POLICE, father, mother, child)
    recovery = stage.opens(SUBSTANCE_MISUSE, father, 150, child)
    arrest = stage.event(police, "arrest", 14, father)
    stage.tells(arrest, csc)
    stage.tells(arrest, recovery, status="withheld")
    return Target((child,), event=arrest)


def they_were_all_there(stage: Stage) -> Target:
    """An assessment in which every agency took part: no row says that they were told."""
    mother, child = stage.lone_mother(3)
    cases = (
        stage.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother),
        stage.opens(HEALTH_VISITING, child, 900, mother),
        stage.opens(MENTAL_HEALTH, mother, 300, child),
    )
    assessment = stage.meeting("assessment", 60, *cases, people=[child, mother])
    return Target((child,), event=assessment)


def yesterday(stage: Stage) -> Target:
    """A relapse of the working day before: there is still time to tell."""
    mother, child = stage.lone_mother()
    stage.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother)
    recovery = stage.opens(SUBSTANCE_MISUSE, mother, 250, child)
    relapse = stage.event(recovery, "relapse", 1, mother)
    return Target((child,), event=relapse)


def detox_of_somebody_elsewhere(stage: Stage) -> Target:
    """Detox of the mother's partner, who has a home of his own and no child in it."""
    mother, child = stage.lone_mother()
    partner = stage.adult("male")
    stage.home(partner)
    stage.family.tie(partner, "partner", mother, ago(400))
    stage.opens(EARLY_HELP, child, 120, mother, partner)
    recovery = stage.opens(SUBSTANCE_MISUSE, partner, 40, mother)
    detox = stage.event(recovery, "treatment_start", 30, partner)
    return Target((child,), event=detox)


def recorded_by_both(stage: Stage) -> Target:
    """The police told nobody by a row; early help keeps its own record of the same incident."""
    mother, child = stage.lone_mother()
    early_help = stage.opens(EARLY_HELP, child, 120, mother)
    police = stage.known_to(POLICE, mother, child)
    incident = stage.event(police, "incident", 50, mother, child)
    stage.event(early_help, "incident", 50, child, parent=incident)
    return Target((child,), event=incident)


CASES = (
    a_relapse_not_passed_on,
    told_but_still_pending,
    detox_started_untold,
    home_from_care_untold,
    a_new_household_member_untold,
)
NEAR_MISSES = (
    told_the_same_day,
    withheld_lawfully,
    they_were_all_there,
    yesterday,
    detox_of_somebody_elsewhere,
    recorded_by_both,
)
