"""Whom an agency records around its client: each kind of agency asks about other people."""

from collections.abc import Callable

from loaders.borough.cases import Case
from loaders.borough.dice import Dice
from loaders.borough.truth import Family, Human

View = Callable[[Dice, Family, Human], list[Human]]


def recorded_around(dice: Dice, family: Family, case: Case) -> list[Human]:
    """The people recorded besides the client, in the order in which they are asked about."""
    return _VIEWS.get(case.agency.kind, _around_adult)(dice, family, case.client)


def _nobody(dice: Dice, family: Family, client: Human) -> list[Human]:
    return []


def _contacts(dice: Dice, family: Family, child: Human) -> list[Human]:
    """A school's contacts: parents and carers at home nearly always, the others less."""
    home = family.home_of(child)
    adults = [*family.parents_of(child), *family.carers_and_cared_for(child)]
    return [a for a in adults if dice.chance(0.9 if family.home_of(a) is home else 0.35)]


def _around_baby(dice: Dice, family: Family, child: Human) -> list[Human]:
    siblings = [other for other in family.children() if other is not child and other.age < 5]
    return dice.some([*family.parents_of(child), *siblings], 0.8)


def _around_mother(dice: Dice, family: Family, mother: Human) -> list[Human]:
    babies = [child for child in family.children_of(mother) if child.age < 2]
    return [*babies, *dice.some(family.partners_of(mother), 0.7)]


def _around_child(dice: Dice, family: Family, child: Human) -> list[Human]:
    parents = family.parents_of(child)
    partners = [partner for parent in parents for partner in family.partners_of(parent)]
    carers = family.carers_and_cared_for(child)
    siblings = [other for other in family.children() if other is not child]
    home = family.home_of(child)
    residents = [] if home is None else family.residents_of(home)
    return [
        *dice.some(parents, 0.92),
        *dice.some(carers, 0.95),
        *dice.some(siblings, 0.85),
        *dice.some([*partners, *residents], 0.5),
    ]


def _around_adult(dice: Dice, family: Family, adult: Human) -> list[Human]:
    """Adult services ask about partner and children about half the time."""
    asked = 0.55 if adult.age < 60 else 0.7
    return [
        *dice.some(family.partners_of(adult), 0.6),
        *(family.children_of(adult) if dice.chance(asked) else []),
        *dice.some(family.carers_and_cared_for(adult), 0.7),
    ]


def _household(dice: Dice, family: Family, tenant: Human) -> list[Human]:
    home = family.home_of(tenant)
    return [] if home is None else [h for h in family.residents_of(home) if h is not tenant]


_VIEWS: dict[str, View] = {
    "gp": _nobody,
    "school": _contacts,
    "nursery": _contacts,
    "health_visiting": _around_baby,
    "midwifery": _around_mother,
    "children_social_care": _around_child,
    "early_help": _around_child,
    "youth_justice": _contacts,
    "housing": _household,
}
