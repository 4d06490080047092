"""Families of the gallery that are too large to write by hand: grown by rule, the same each time."""

from __future__ import annotations

from random import Random

from gallery.notation import ON
from queries.pictures.family import Child, Family, Household, Link, Person, Said, Union

_GIVEN = {
    "female": "Ada Beth Cleo Dora Elsie Freya Gina Holly Iris June Kate Lola Mina Nora Olive Pearl Ruby Stella Tess Vera".split(),
    "male": "Alf Ben Cole Dean Earl Finn Glen Hal Ian Jude Karl Leo Milo Nick Otis Paul Reg Seth Ted Vic".split(),
}
_FAMILY = "Ashdown Birch Cooper-Hayes Dyer Ellis Fairweather Grove Harker Ivory Jessop Kemp Lockwood".split()


class Growing:
    """A family that grows by one marriage and its children at a time."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self.people: list[Person] = []
        self.unions: list[Union] = []
        self.children: list[Child] = []
        self.links: list[Link] = []
        self.homes: list[Household] = []

    def person(self, born: int, name: str, sex: str = "") -> Person:
        """Somebody new."""
        its_sex = sex or self._random.choice(("female", "male"))
        given = self._random.choice(_GIVEN[its_sex])
        died = str(self._random.randint(born + 40, 2025)) if born < 1950 and self._random.random() < 0.5 else ""
        age = (int(died) if died else ON.year) - born
        made = Person(f"p{len(self.people):03}", f"{given} {name}", its_sex, str(born), "", died, age)  # type: ignore[arg-type]
        self.people.append(made)
        return made

    def couple(self, one: Person, kids: int, *, other: Person | None = None, kind: str = "married") -> list[Person]:
        """A partner for somebody, and their children."""
        born = int(one.born)
        partner = other or self.person(born + self._random.randint(-4, 4), self._random.choice(_FAMILY),
                                       "male" if one.sex == "female" else "female")
        ended = self._random.choice(("", "", "", "divorced", "separated"))
        self.unions.append(Union((one.id, partner.id), kind, ended, str(born + 25), str(born + 35) if ended else "",
                                 Said(f"{one.name} and {partner.name} are a couple, says council")))  # type: ignore[arg-type]
        start = born + self._random.randint(22, 27)
        made = [self.person(start + 2 * number, (one if one.sex == "male" else partner).name.split()[-1])
                for number in range(kids)]
        self.children += [Child(len(self.unions) - 1, child.id) for child in made]
        return made

    def home(self, *members: Person) -> None:
        """They live together."""
        self.homes.append(Household(tuple(person.id for person in members)))

    def family(self, index: Person) -> Family:
        """The family as it has grown."""
        return Family(index.id, tuple(self.people), tuple(self.unions), tuple(self.children), tuple(self.links),
                      tuple(self.homes), ON)


def grown(people: int, seed: int) -> Family:
    """A family of about so many persons in four generations, with second marriages."""
    growing = Growing(seed)
    random = Random(seed + 1)
    waiting = [growing.person(1942, "Ashdown", "male")]
    youngest = waiting[0]
    while waiting and len(growing.people) < people:
        one = waiting.pop(0)
        if int(one.born) > 2004:
            continue
        kids = growing.couple(one, min(random.randint(1, 4), max(people - len(growing.people) - 1, 1)))
        if random.random() < 0.2 and len(growing.people) + 2 < people:
            kids += growing.couple(one, 1, kind="partners")
        waiting += kids
        youngest = kids[0] if kids else youngest
    return growing.family(youngest)


LARGE: dict[str, Family] = {
    "twenty persons": grown(20, 3),
    "forty persons": grown(40, 1),
    "sixty persons": grown(60, 5),
}
