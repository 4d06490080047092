"""Families of the gallery that are too large to write by hand: grown by rule, the same each time."""

from __future__ import annotations

from random import Random

from gallery.notation import ON
from queries.pictures.family import Child, Ended, Family, Household, Link, Person, Said, Sex, Union, UnionKind

_GIVEN = {
    "female": [
        "Ada",
        "Beth",
        "Cleo",
        "Dora",
        "Elsie",
        "Freya",
        "Gina",
        "Holly",
        "Iris",
        "June",
        "Kate",
        "Lola",
        "Mina",
        "Nora",
        "Olive",
        "Pearl",
        "Ruby",
        "Stella",
        "Tess",
        "Vera",
    ],
    "male": [
        "Alf",
        "Ben",
        "Cole",
        "Dean",
        "Earl",
        "Finn",
        "Glen",
        "Hal",
        "Ian",
        "Jude",
        "Karl",
        "Leo",
        "Milo",
        "Nick",
        "Otis",
        "Paul",
        "Reg",
        "Seth",
        "Ted",
        "Vic",
    ],
}
_FAMILY = [
    "Ashdown",
    "Birch",
    "Cooper-Hayes",
    "Dyer",
    "Ellis",
    "Fairweather",
    "Grove",
    "Harker",
    "Ivory",
    "Jessop",
    "Kemp",
    "Lockwood",
]

_SEXES: tuple[Sex, ...] = ("female", "male")
_ENDS: tuple[Ended, ...] = ("", "", "", "divorced", "separated")


class Growing:
    """A family that grows by one marriage and its children at a time."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)
        self.people: list[Person] = []
        self.unions: list[Union] = []
        self.children: list[Child] = []
        self.links: list[Link] = []
        self.homes: list[Household] = []

    def person(self, born: int, name: str, sex: Sex | None = None) -> Person:
        """Somebody new."""
        its_sex = self._random.choice(_SEXES) if sex is None else sex
        given = self._random.choice(_GIVEN[its_sex])
        died = str(self._random.randint(born + 40, 2025)) if born < 1950 and self._random.random() < 0.5 else ""
        age = (int(died) if died else ON.year) - born
        made = Person(f"p{len(self.people):03}", f"{given} {name}", its_sex, str(born), "", died, age)
        self.people.append(made)
        return made

    def couple(
        self, one: Person, kids: int, *, other: Person | None = None, kind: UnionKind = "married"
    ) -> list[Person]:
        """A partner for somebody, and their children."""
        born = int(one.born)
        partner = other or self.person(
            born + self._random.randint(-4, 4),
            self._random.choice(_FAMILY),
            "male" if one.sex == "female" else "female",
        )
        ended: Ended = self._random.choice(_ENDS)
        self.unions.append(
            Union(
                (one.id, partner.id),
                kind,
                ended,
                str(min(born + 25, 2020)),
                str(min(born + 35, 2025)) if ended else "",
                Said(f"{one.name} and {partner.name} are a couple, says council"),
            )
        )
        start = born + self._random.randint(22, 27)
        made = [
            self.person(start + 2 * number, (one if one.sex == "male" else partner).name.split()[-1])
            for number in range(kids)
            if start + 2 * number < ON.year
        ]
        self.children += [Child(len(self.unions) - 1, child.id) for child in made]
        return made

    def home(self, *members: Person) -> None:
        """They live together."""
        self.homes.append(Household(tuple(person.id for person in members)))

    def family(self, index: Person) -> Family:
        """The family as it has grown."""
        return Family(
            index.id,
            tuple(self.people),
            tuple(self.unions),
            tuple(self.children),
            tuple(self.links),
            tuple(self.homes),
            ON,
        )


def grown(people: int, seed: int) -> Family:
    """A family of about so many persons in five generations, with second marriages."""
    growing = Growing(seed)
    random = Random(seed + 1)
    waiting = [growing.person(1922, "Ashdown", "male")]
    youngest = waiting[0]
    while waiting and len(growing.people) < people:
        one = waiting.pop(0)
        if int(one.born) > 2004:
            continue
        kids = growing.couple(one, min(random.randint(2, 4), max(people - len(growing.people) - 1, 1)))
        if random.random() < 0.2 and len(growing.people) + 2 < people:
            kids += growing.couple(one, 1, kind="partners")
        waiting += kids
        youngest = kids[0] if kids else youngest
    return growing.family(youngest)


def tangled(people: int, seed: int) -> Family:
    """A family grown by rule with what makes drawing hard: cousins who marry, step, foster and caring ties, homes."""
    plain, random = grown(people, seed), Random(seed)
    born = {person.id: int(person.born) for person in plain.people}
    unions, children, links = list(plain.unions), list(plain.children), []
    for _ in range(people // 8):
        one, other = random.sample(sorted(born), 2)
        if abs(born[one] - born[other]) < 8 and not any({one, other} == set(union.partners) for union in unions):
            unions.append(Union((one, other), "partners"))
    for _ in range(people // 6):
        union, child = random.randrange(len(unions)), random.choice(sorted(born))
        if all(born[parent] + 16 < born[child] for parent in unions[union].partners):
            children.append(Child(union, child, random.choice(("step", "foster", "adoptive"))))
    for _ in range(people // 5):
        one, other = random.sample(sorted(born), 2)
        links.append(Link(one, other, random.choice(("carer", "young_carer", "grandparent", "lodger", "sibling"))))
    homes = [Household(tuple(random.sample(sorted(born), min(4, len(born))))) for _ in range(people // 10)]
    once = {(child.union, child.child): child for child in reversed(children)}
    return Family(
        plain.index, plain.people, tuple(unions), tuple(once.values()), tuple(dict.fromkeys(links)), tuple(homes), ON
    )


LARGE: dict[str, Family] = {
    "twenty persons": grown(20, 3),
    "forty persons": grown(40, 1),
    "sixty persons": grown(60, 5),
}
