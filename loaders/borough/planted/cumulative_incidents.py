"""Minor incidents of which each agency has one or two, and others that are fewer than they seem."""

from loaders.borough.agencies import (
    CHILDRENS_SOCIAL_CARE,
    EARLY_HELP,
    HEALTH_VISITING,
    POLICE,
)
from loaders.borough.planted.stage import Stage, Target

RULE = "CUMULATIVE_INCIDENTS"


def one_worry_an_agency(stage: Stage) -> Target:
    """A school, a practice, the police and early help each have recorded one thing."""
    mother, child = stage.lone_mother(8)
    school, practice = stage.school(child), stage.practice(child)
    police = stage.known_to(POLICE, mother, child)
    early_help = stage.opens(EARLY_HELP, child, 100, mother)
    stage.event(school, "concern", 200, child, summary="Came to school without a coat")
    stage.event(practice, "injury", 150, child, summary="Bruised arm")
    stage.event(police, "incident", 90, mother, child, summary="Domestic incident, verbal")
    stage.event(early_help, "concern", 40, child)
    agencies = (school.agency, practice.agency, POLICE, EARLY_HELP)
    return Target((child,), agencies=agencies)


def several_in_one_row(stage: Stage) -> Target:
    """The police count three calls in one row; the health visitor has a fourth worry."""
    mother, child = stage.lone_mother(2)
    police = stage.known_to(POLICE, mother, child)
    visitor = stage.opens(HEALTH_VISITING, child, 700, mother)
    stage.event(police, "incident", 120, mother, child, count=3)
    stage.event(visitor, "concern", 60, child, summary="Weight and home conditions")
    return Target((child,), agencies=(POLICE, HEALTH_VISITING))


def one_man_in_two_families(stage: Stage) -> Target:
    """The police met one man with the children of two families that have nothing in common."""
    mother, child = stage.lone_mother(5)
    other_mother, other_child = stage.lone_mother(9)
    man = stage.adult("male")
    stage.home(man)
    stage.family.form = "unconnected_families"
    police = stage.known_to(POLICE, man, mother, child, other_mother, other_child)
    stage.event(police, "incident", 130, man, child)
    stage.event(police, "incident", 50, man, other_child)
    return Target((child, other_child), man, agencies=(POLICE,))


def three_records_of_one_night(stage: Stage) -> Target:
    """Four contacts, of which three are what three agencies recorded of the same night."""
    mother, child = stage.lone_mother(7)
    police = stage.known_to(POLICE, mother, child)
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 200, mother)
    school = stage.school(child)
    night = stage.event(police, "incident", 80, mother, child)
    stage.event(csc, "concern", 79, child, parent=night)
    stage.event(school, "concern", 79, child, parent=night)
    stage.event(school, "concern", 30, child)
    return Target((child,))


def often_absent(stage: Stage) -> Target:
    """Five absences in one school's records: one pattern, not five occurrences."""
    mother, child = stage.lone_mother(12)
    stage.opens(EARLY_HELP, child, 100, mother)
    school = stage.school(child)
    for days in (200, 160, 120, 60, 20):
        stage.event(school, "absence", days, child, count=4)
    return Target((child,))


def most_were_long_ago(stage: Stage) -> Target:
    """Three incidents this year and two of the year before."""
    mother, child = stage.lone_mother(7)
    police = stage.known_to(POLICE, mother, child)
    for days in (560, 480, 300, 200, 100):
        stage.event(police, "incident", days, mother, child)
    return Target((child,))


def incidents_of_the_mother_alone(stage: Stage) -> Target:
    """Four arrests of a mother, none of which concerned the child."""
    mother, child = stage.lone_mother(7)
    police = stage.known_to(POLICE, mother, child)
    for days in (300, 200, 100, 50):
        stage.event(police, "arrest", days, mother)
    return Target((child,))


CASES = (one_worry_an_agency, several_in_one_row, one_man_in_two_families)
NEAR_MISSES = (
    three_records_of_one_night,
    often_absent,
    most_were_long_ago,
    incidents_of_the_mother_alone,
)
