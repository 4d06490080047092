"""Shapes of families, each one function that reads as the family does.

The mix aims at the published shape of English households: three in ten are one person, 2.36 people
live in one on average, one family in six is a lone parent's (rounded from ONS, "Families and
households in the UK: 2023", and Census 2021). Some 50,000 young people in England have left care
(rounded from Department for Education, "Children looked after in England: 2024"), about one in a
thousand. Finer splits are invented.
"""

from collections.abc import Callable, Iterator
from itertools import accumulate

from loaders.borough.days import TODAY, YEAR
from loaders.borough.dice import Dice
from loaders.borough.kin import (
    birthdays,
    children_born,
    expectant_father,
    find_new_partner,
    full_siblings,
    grandmother_of,
    half_sibling,
    home_now,
    how_many,
    imprison,
    pair,
    parted_couple,
    settle,
    spend_weekends,
    take_in_lodger,
    unborn,
    years_ago,
)
from loaders.borough.town import Town
from loaders.borough.truth import Family, Human

_STRENGTHS = (
    "Warm with the children, keeps every appointment",
    "Strong support from the wider family",
    "Determined to finish treatment",
    "Enjoys school and has close friends",
    "Asks for help early",
)
Shape = Callable[[Town, Family], None]


def families(town: Town, people: int) -> Iterator[Family]:
    """Families until the town has `people` in it, give or take the last family."""
    while town.born_so_far < people:
        yield a_family(town)


def a_family(town: Town) -> Family:
    """One family of a shape drawn by weight, with its schools, practices and losses."""
    family = Family(talking=town.dice.one((0.0, 0.05, 0.15, 0.4)))
    shape = town.dice.choices(_SHAPES, cum_weights=_CUMULATIVE)[0]
    family.form = shape.__name__
    shape(town, family)
    family.strain = max(family.strain, _strain(town.dice, family))
    town.let_some_die(family)
    town.enrol(family)
    town.register_with_gps(family)
    _look_after(town.dice, family)
    return family


def _strain(dice: Dice, family: Family) -> int:
    throw = dice.random()
    with_children = bool(family.children())
    crisis, strained = (0.03, 0.15) if with_children else (0.015, 0.08)
    return 2 if throw < crisis else int(throw < strained)


def _look_after(dice: Dice, family: Family) -> None:
    for human in family.people:
        if human.age >= 18 and dice.chance(human.community.interpreter):
            human.interpreter = True
        if not human.disability and dice.chance(0.03 if human.age < 60 else 0.12):
            human.disability = dice.one(("mobility", "hearing", "vision", "learning", "long-term"))
        if dice.chance(0.04):
            human.strengths = dice.one(_STRENGTHS)


# Single people and couples


def alone(town: Town, family: Family) -> None:
    """A single adult: at home, in the hostel, or in prison."""
    dice = town.dice
    adult = town.adult(19, 64, "male" if dice.chance(0.57) else "female")
    family.people.append(adult)
    if town.bed_in_hostel():
        family.strain = 1
        family.live(adult, town.hostel, years_ago(dice, 0.02, 1.5), kind="temporary")
    elif adult.sex == "male" and dice.chance(0.006):
        imprison(town, family, adult)
    else:
        settle(town, family, [adult], years_ago(dice, 0.1, 12))


def alone_and_old(town: Town, family: Family) -> None:
    """A widowed or single older person, a few in the care home."""
    adult = town.adult(65, 95)
    family.people.append(adult)
    if adult.age > 78 and town.dice.chance(0.03):
        family.live(adult, town.care_home, years_ago(town.dice, 0.1, 4))
    else:
        settle(town, family, [adult], years_ago(town.dice, 1, 35))


def couple(town: Town, family: Family) -> None:
    """Two adults without children at home."""
    one, other = pair(town, family, 22, 64)
    settle(town, family, [one, other], family.ties[-1].since or TODAY)


def older_couple(town: Town, family: Family) -> None:
    """Two pensioners; in some pairs one cares for the other."""
    one, other = pair(town, family, 65, 86)
    settle(town, family, [one, other], years_ago(town.dice, 1, 30))
    if town.dice.chance(0.12):
        family.tie(other, "carer", one, years_ago(town.dice, 0.2, 6))


def shared_house(town: Town, family: Family) -> None:
    """Adults of different families under one roof: a tenant and lodgers."""
    dice = town.dice
    tenants = [town.adult(20, 45) for _ in range(dice.whole(2, 4))]
    family.people += tenants
    home = town.home()
    for tenant in tenants:
        family.live(tenant, home, years_ago(dice, 0.1, 4))
    for tenant in tenants[1:]:
        family.tie(tenant, "lodger" if dice.chance(0.5) else "family_friend", tenants[0])


# Families with children


def couple_with_children(town: Town, family: Family) -> None:
    """Both parents with their children, now and then a lodger."""
    mother, father = pair(town, family, 27, 54, years=40)
    together = family.ties[-1].since or TODAY
    children = children_born(
        town, family, mother, father, birthdays(town.dice, mother, how_many(town.dice), together)
    )
    full_siblings(family, children)
    home = settle(town, family, [mother, father, *children], years_ago(town.dice, 0.2, 12))
    if town.dice.chance(0.03):
        take_in_lodger(town, family, mother, home)


def grown_children(town: Town, family: Family) -> None:
    """Parents, or a mother alone, with adult children who still live at home."""
    dice = town.dice
    parents = [*pair(town, family, 46, 64)] if dice.chance(0.7) else [town.adult(46, 64, "female")]
    if len(parents) == 1:
        family.people += parents
    mother, *fathers = parents
    for _ in range(dice.whole(1, 2)):
        child = town.adult(18, 26, "", fathers[0].family_name if fathers else "", mother.community)
        family.people.append(child)
        parents.append(child)
        for parent in (mother, *fathers):
            family.tie(parent, "parent", child, child.born)
    settle(town, family, parents, years_ago(dice, 1, 15))


def single_parent(town: Town, family: Family) -> None:
    """A parent alone with the children; nobody has recorded the other one."""
    mother = town.adult(22, 50, "female")
    family.people.append(mother)
    children = children_born(
        town, family, mother, None, birthdays(town.dice, mother, how_many(town.dice))
    )
    full_siblings(family, children)
    home = settle(town, family, [mother, *children], years_ago(town.dice, 0.2, 9))
    if town.dice.chance(0.05):
        take_in_lodger(town, family, mother, home)


def separated(town: Town, family: Family) -> None:
    """Mother and children; the father elsewhere, perhaps with a new partner and a new child."""
    dice = town.dice
    mother, father = parted_couple(town, family)
    children = children_born(town, family, mother, father, birthdays(dice, mother, how_many(dice)))
    full_siblings(family, children)
    settle(town, family, [mother, *children], years_ago(dice, 0.2, 6))
    his_home = settle(town, family, [father], years_ago(dice, 0.2, 4))
    if dice.chance(0.3):
        spend_weekends(family, children, his_home, years_ago(dice, 0.1, 2))
    if dice.chance(0.4):
        find_new_partner(town, family, father, his_home, children)


def step_family(town: Town, family: Family) -> None:
    """A mother, her earlier children, her new partner, often a half-sibling."""
    dice = town.dice
    mother, father = parted_couple(town, family)
    children = children_born(town, family, mother, father, birthdays(dice, mother, how_many(dice)))
    full_siblings(family, children)
    partner = town.adult(max(19, mother.age - 5), mother.age + 8, "male")
    family.people.append(partner)
    since = years_ago(dice, 0.1, 5)
    family.tie(partner, "spouse" if dice.chance(0.3) else "partner", mother, since)
    for child in children:
        family.tie(partner, "step_parent", child, max(since, child.born or since))
    settle(town, family, [mother, *children], years_ago(dice, 5, 8))
    family.live(partner, home_now(family, mother), since)
    settle(town, family, [father], years_ago(dice, 0.2, 6))
    if dice.chance(0.45):
        half_sibling(town, family, mother, partner, since, children)


def three_generations(town: Town, family: Family) -> None:
    """Parents and children with a grandparent in the same home."""
    couple_with_children(town, family)
    mother = family.people[0]
    grandparent = grandmother_of(town, family, mother)
    since = years_ago(town.dice, 0.2, 8)
    family.live(grandparent, home_now(family, mother), since)
    if grandparent.age > 72:
        family.tie(mother, "carer", grandparent, since)


def kinship(town: Town, family: Family) -> None:
    """Children who live with their grandmother; their mother lives elsewhere."""
    dice = town.dice
    mother = town.adult(22, 38, "female")
    family.people.append(mother)
    family.strain = 2
    children = children_born(town, family, mother, None, birthdays(dice, mother, dice.whole(1, 2)))
    full_siblings(family, children)
    grandmother = grandmother_of(town, family, mother)
    moved = years_ago(dice, 0.1, 3)
    her_home = settle(town, family, [mother], years_ago(dice, 3, 6))
    home = settle(town, family, [grandmother], years_ago(dice, 4, 20))
    carer = "special_guardian" if dice.chance(0.4) else "kinship_carer"
    for child in children:
        born = child.born or moved
        start = max(moved, born)
        family.live(child, home, start)
        if born < start:
            family.live(child, her_home, max(born, TODAY - int(6 * YEAR)), start)
        family.tie(grandmother, carer, child, start, responsibility="yes")


def fostering(town: Town, family: Family) -> None:
    """Foster carers with a child placed with them; the birth mother elsewhere."""
    dice = town.dice
    carers = pair(town, family, 35, 60)
    home = settle(town, family, [*carers], years_ago(dice, 3, 15))
    mother = town.adult(19, 40, "female")
    family.people.append(mother)
    family.strain = 2
    her_home = settle(town, family, [mother], years_ago(dice, 2, 4))
    children = children_born(town, family, mother, None, birthdays(dice, mother, dice.whole(1, 2)))
    full_siblings(family, children)
    placed = years_ago(dice, 0.1, 2)
    for child in children:
        start = max(placed, child.born or placed)
        family.live(child, home, start, kind="placement")
        if child.born is not None and child.born < start:
            family.live(child, her_home, max(child.born, TODAY - int(4 * YEAR)), start)
        for carer in carers:
            family.tie(carer, "foster_parent", child, start)


def care_leaver(town: Town, family: Family) -> None:
    """A young adult who grew up with a foster carer, now alone; a few with a child of their own."""
    dice = town.dice
    carer = town.adult(45, 64, "female")
    leaver = town.adult(18, 23)
    family.people += [carer, leaver]
    family.strain = 1
    her_home = settle(town, family, [carer], years_ago(dice, 12, 20))
    left = (leaver.born or TODAY) + int(18 * YEAR)
    placed = left - dice.whole(400, 3000)
    family.tie(carer, "foster_parent", leaver, placed, left)
    family.live(leaver, her_home, placed, left, kind="placement")
    home = settle(town, family, [leaver], left)
    if leaver.sex == "female" and dice.chance(0.25):
        for baby in children_born(town, family, leaver, None, birthdays(dice, leaver, 1, left)):
            family.live(baby, home, baby.born or TODAY)


def expecting(town: Town, family: Family) -> None:
    """A child on the way, to a couple or to a woman alone, some with children already."""
    dice = town.dice
    mother = town.adult(18, 39, "female")
    family.people.append(mother)
    father = expectant_father(town, family, mother) if dice.chance(0.8) else None
    children: list[Human] = []
    if dice.chance(0.4):
        children = children_born(town, family, mother, father, birthdays(dice, mother, 1))
    unborn(town, family, mother, father)
    members = [mother, *children] if father is None else [mother, father, *children]
    settle(town, family, members, years_ago(dice, 0.2, 5))


def young_carer(town: Town, family: Family) -> None:
    """A disabled or ill parent whose child cares for them."""
    single_parent(town, family)
    mother = family.people[0]
    mother.disability = town.dice.one(("mobility", "long-term", "mental health", "learning"))
    family.strain = 1
    for child in family.children():
        if child.age >= 8:
            family.tie(child, "young_carer", mother, years_ago(town.dice, 0.1, 1.5))
            return


def in_refuge(town: Town, family: Family) -> None:
    """A mother and children in the refuge, or rehoused at a shielded address."""
    dice = town.dice
    mother, father = parted_couple(town, family, at_most=2)
    children = children_born(
        town, family, mother, father, birthdays(dice, mother, dice.whole(1, 3))
    )
    full_siblings(family, children)
    family.strain = 2
    old_home = settle(town, family, [father], years_ago(dice, 4, 8))
    fled = years_ago(dice, 0.03, 1.2)
    rehoused = dice.chance(0.4)
    safe = town.home() if rehoused else town.refuge
    safe.shielded = True
    for human in (mother, *children):
        start = max(fled, human.born or fled)
        family.live(human, safe, start, kind="usual" if rehoused else "refuge")
        if human.born is not None and human.born < start:
            family.live(human, old_home, max(human.born, TODAY - int(5 * YEAR)), start)


def father_in_prison(town: Town, family: Family) -> None:
    """Mother and children at home, the father in custody."""
    dice = town.dice
    mother, father = pair(town, family, 21, 45)
    children = children_born(town, family, mother, father, birthdays(dice, mother, how_many(dice)))
    full_siblings(family, children)
    family.strain = 2
    settle(town, family, [mother, *children], years_ago(dice, 0.5, 6))
    imprison(town, family, father)


_WEIGHTED: tuple[tuple[Shape, float], ...] = (
    (alone, 150),
    (alone_and_old, 125),
    (couple, 165),
    (older_couple, 125),
    (shared_house, 20),
    (couple_with_children, 190),
    (grown_children, 80),
    (single_parent, 38),
    (separated, 34),
    (step_family, 26),
    (three_generations, 14),
    (kinship, 4),
    (fostering, 2.5),
    (care_leaver, 2),
    (expecting, 13),
    (young_carer, 5),
    (in_refuge, 2.5),
    (father_in_prison, 1.5),
)
_SHAPES = tuple(shape for shape, _ in _WEIGHTED)
_CUMULATIVE = tuple(accumulate(weight for _, weight in _WEIGHTED))
