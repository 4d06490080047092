"""Young carers without an assessment, support or an enquiry, and young carers with one."""

from loaders.borough.agencies import CHILDRENS_SOCIAL_CARE, EARLY_HELP, MENTAL_HEALTH
from loaders.borough.planted.stage import Stage, Target, ago
from loaders.borough.truth import Human

RULE = "YOUNG_CARER_NOT_ASSESSED"
_YOUNG_CARERS = 1  # the second service of early help


def _caring(stage: Stage, days: int, until: int | None = None) -> tuple[Human, Human]:
    """A mother and her child of twelve, who has cared for her for so many days."""
    mother, child = stage.lone_mother(12)
    stage.family.tie(child, "young_carer", mother, ago(days), None if until is None else ago(until))
    return mother, child


def caring_for_a_year(stage: Stage) -> Target:
    """Mental health knows that the child cares; nobody has assessed the child."""
    mother, child = _caring(stage, 365)
    stage.opens(MENTAL_HEALTH, mother, 400, child)
    return Target((child,), agencies=(CHILDRENS_SOCIAL_CARE,))


def assessed_before_the_caring_began(stage: Stage) -> Target:
    """Early help assessed the family before the mother fell ill."""
    mother, child = _caring(stage, 200)
    early_help = stage.opens(EARLY_HELP, child, 500, mother)
    stage.event(early_help, "assessment", 480, child)
    return Target((child,), agencies=(EARLY_HELP,))


def asked_of_something_else(stage: Stage) -> Target:
    """Early help asked which services are at work, and not who cares for whom."""
    mother, child = _caring(stage, 120)
    stage.asks(stage.opens(EARLY_HELP, child, 100, mother), "yes", "other_services")
    return Target((child,), agencies=(EARLY_HELP,))


def with_the_young_carers_service(stage: Stage) -> Target:
    """The young carers' service works with the child."""
    mother, child = _caring(stage, 365)
    stage.opens(EARLY_HELP, child, 100, mother, service=_YOUNG_CARERS)
    return Target((child,))


def assessed_since(stage: Stage) -> Target:
    """A social worker's assessment of the child looked at the caring."""
    mother, child = _caring(stage, 365)
    csc = stage.opens(CHILDRENS_SOCIAL_CARE, child, 100, mother)
    stage.event(csc, "assessment", 90, child, mother)
    return Target((child,))


def asked_since(stage: Stage) -> Target:
    """Early help asked the child about caring."""
    mother, child = _caring(stage, 365)
    stage.asks(stage.opens(EARLY_HELP, child, 100, mother), "yes", "young_carer")
    return Target((child,))


def caring_since_last_week(stage: Stage) -> Target:
    """There is still time to ask."""
    mother, child = _caring(stage, 7)
    stage.opens(MENTAL_HEALTH, mother, 400, child)
    return Target((child,))


def no_longer_caring(stage: Stage) -> Target:
    """The mother is well again."""
    mother, child = _caring(stage, 365, until=60)
    stage.opens(MENTAL_HEALTH, mother, 400, child)
    return Target((child,))


CASES = (caring_for_a_year, assessed_before_the_caring_began, asked_of_something_else)
NEAR_MISSES = (with_the_young_carers_service, assessed_since, asked_since, caring_since_last_week, no_longer_caring)
