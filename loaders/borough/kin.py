"""Kin: how couples, children, grandparents and lodgers come into a family, and move house."""

from loaders.borough.days import TODAY, YEAR, Day
from loaders.borough.dice import Dice
from loaders.borough.names import joined_name
from loaders.borough.town import Town
from loaders.borough.truth import Family, Home, Human

_YOUNGEST_MOTHER = int(17 * YEAR)
_OLDEST_MOTHER = int(44 * YEAR)


def settle(
    town: Town, family: Family, members: list[Human], since: Day, home: Home | None = None
) -> Home:
    """Moves people into a home, some of them from an earlier one that they shared."""
    dice = town.dice
    here = home or town.home()
    before = town.home() if dice.chance(0.22) else None
    earlier = since - dice.whole(200, 2500)
    for human in members:
        if human.born is None:
            continue
        family.live(human, here, max(since, human.born))
        if before is not None and human.born < since:
            family.live(human, before, max(earlier, human.born), since)
    return here


def years_ago(dice: Dice, low: float, high: float) -> Day:
    """A day between low and high years before the extracts."""
    return TODAY - int((low + dice.random() * (high - low)) * YEAR)


def pair(town: Town, family: Family, low: int, high: int, years: float = 14) -> tuple[Human, Human]:
    """Two adults, mostly man and woman, many married, together for so many years on average.

    They came together when the younger was of age, at the earliest.
    """
    dice = town.dice
    one = town.adult(low, high, "female")
    kin = one.community if dice.chance(0.85) else None
    centre = max(18, one.age + dice.whole(-3, 5))
    sex = "male" if dice.chance(0.97) else "female"
    other = town.adult(max(18, centre - 2), centre + 2, sex, community=kin)
    married = dice.chance(0.6)
    if married and dice.chance(0.75):
        one.former_name, one.family_name = one.family_name, other.family_name
    family.people += [one, other]
    since = _together_since(dice, one, other, years)
    family.tie(one, "spouse" if married else "partner", other, since)
    return one, other


def _together_since(dice: Dice, one: Human, other: Human, years: float = 14) -> Day:
    of_age = max(one.born or 0, other.born or 0) + int(17 * YEAR)
    return max(of_age, TODAY - int(dice.expovariate(1 / years) * YEAR) - 90)


def birthdays(dice: Dice, mother: Human, count: int, since: Day | None = None) -> list[Day]:
    """Birthdays of up to `count` children under 18, oldest first, that this mother can have had."""
    born = mother.born or 0
    earliest = max(born + _YOUNGEST_MOTHER, TODAY - int(17.95 * YEAR), since or 0)
    latest = min(born + _OLDEST_MOTHER, TODAY - 1)
    if earliest >= latest:
        return []
    days = [earliest + int((latest - earliest) * dice.random() ** 1.8)]
    while len(days) < count and days[-1] + 400 < latest:
        days.append(min(latest, days[-1] + dice.whole(400, 1600)))
    if dice.chance(0.015):
        days.append(days[-1])
    return days


def children_born(
    town: Town, family: Family, mother: Human, father: Human | None, birthdays: list[Day]
) -> list[Human]:
    """Children of a mother, and of a father where he is known."""
    return [_child(town, family, mother, father, born) for born in birthdays]


def _child(
    town: Town, family: Family, mother: Human, father: Human | None, born: Day | None
) -> Human:
    dice = town.dice
    sex = dice.one(("female", "male")) if born is not None else "not_known"
    child = town.person(sex, _surname(dice, mother, father), mother.community, born)
    family.people.append(child)
    family.tie(mother, "parent", child, born, responsibility="yes")
    if father is not None:
        family.tie(father, "parent", child, born, responsibility=dice.one(("yes", "yes", "", "no")))
    return child


def _surname(dice: Dice, mother: Human, father: Human | None) -> str:
    if father is None or dice.chance(0.2):
        return mother.family_name
    if dice.chance(0.1):
        return joined_name(mother.family_name, father.family_name)
    return father.family_name


def unborn(town: Town, family: Family, mother: Human, father: Human | None) -> Human:
    """A child on the way, due within the next half year."""
    child = _child(town, family, mother, father, None)
    child.due = town.dice.whole(TODAY + 3, TODAY + 190)
    child.family_name = mother.family_name
    return child


def siblings(family: Family, kind: str, first: list[Human], second: list[Human]) -> None:
    """Makes each of the first a sibling, of the given kind, of each of the second."""
    for one in first:
        for other in second:
            if one.born is not None and other.born is not None:
                family.tie(one, kind, other, max(one.born, other.born))


def full_siblings(family: Family, children: list[Human]) -> None:
    """Makes all of the children siblings, each pair once."""
    for place, child in enumerate(children):
        siblings(family, "sibling", [child], children[place + 1 :])


def how_many(dice: Dice) -> int:
    """How many children: one to four, two most often with one."""
    return dice.choices((1, 2, 3, 4), cum_weights=(42, 83, 96, 100))[0]


def parted_couple(town: Town, family: Family, at_most: int = 9) -> tuple[Human, Human]:
    """A mother and a father who parted, at most so many years ago."""
    dice = town.dice
    mother = town.adult(21, 50, "female")
    father = town.adult(max(20, mother.age - 4), mother.age + 7, "male")
    family.people += [mother, father]
    parted = years_ago(dice, 0.1, at_most)
    since = max((mother.born or 0) + int(17 * YEAR), parted - int(6 * YEAR))
    family.tie(mother, "partner", father, min(since, parted - 1), parted)
    family.tie(mother, "ex_partner", father, parted)
    return mother, father


def home_now(family: Family, human: Human) -> Home:
    """Where somebody who has been settled lives."""
    home = family.home_of(human)
    assert home is not None, "a shape settles its adults before it adds to their home"
    return home


def imprison(town: Town, family: Family, human: Human) -> None:
    """Puts somebody in custody, from a home of their own."""
    since = years_ago(town.dice, 0.05, 2.5)
    family.live(human, town.prison, since, kind="custody")
    family.live(human, town.home(), since - town.dice.whole(200, 1500), since)


def take_in_lodger(town: Town, family: Family, host: Human, home: Home) -> None:
    """Adds an unrelated adult to a home."""
    lodger = town.adult(19, 58)
    family.people.append(lodger)
    since = years_ago(town.dice, 0.05, 2)
    family.live(lodger, home, since)
    family.tie(lodger, "lodger", host, since)


def spend_weekends(family: Family, children: list[Human], home: Home, since: Day) -> None:
    """Lets children stay part of the time in a second home."""
    for child in children:
        family.live(child, home, max(since, child.born or since), kind="part_time")


def find_new_partner(
    town: Town, family: Family, father: Human, home: Home, children: list[Human]
) -> None:
    """Gives a separated father a new partner in his home, and perhaps their child."""
    partner = town.adult(max(19, father.age - 8), max(20, father.age), "female")
    family.people.append(partner)
    since = years_ago(town.dice, 0.1, 4)
    family.tie(partner, "partner", father, since)
    family.live(partner, home, since)
    if town.dice.chance(0.4):
        half_sibling(town, family, partner, father, since, children)


def half_sibling(
    town: Town,
    family: Family,
    mother: Human,
    father: Human,
    since: Day,
    others: list[Human],
) -> None:
    """A child of a later couple, if they have been together long enough."""
    babies = children_born(town, family, mother, father, birthdays(town.dice, mother, 1, since))
    home = home_now(family, mother)
    for baby in babies:
        family.live(baby, home, baby.born or TODAY)
    siblings(family, "half_sibling", babies, others)


def grandmother_of(town: Town, family: Family, mother: Human) -> Human:
    """The mother's own mother, grandparent of the children so far."""
    years = mother.age + town.dice.whole(19, 36)
    kin = mother.community
    name = mother.former_name or mother.family_name
    grandmother = town.adult(years, years + 1, "female", name, kin)
    children = [human for human in family.people if human.is_child]
    family.people.append(grandmother)
    family.tie(grandmother, "parent", mother, mother.born)
    for child in children:
        family.tie(grandmother, "grandparent", child, child.born)
    return grandmother


def expectant_father(town: Town, family: Family, mother: Human) -> Human:
    """The partner of a woman who expects a child."""
    father = town.adult(max(18, mother.age - 3), mother.age + 6, "male")
    family.people.append(father)
    family.tie(mother, "partner", father, _together_since(town.dice, mother, father))
    return father
