"""What is true in the borough. Agencies see parts of it, each in its own records."""

from dataclasses import dataclass, field

from loaders.borough.days import TODAY, Day, age
from loaders.borough.names import BRITISH, Community

PARENTS = frozenset({"parent", "adoptive_parent", "step_parent", "foster_parent"})
CARERS = frozenset(
    {"kinship_carer", "special_guardian", "main_carer", "carer", "young_carer", "foster_parent"}
)
PARTNERS = frozenset({"partner", "spouse"})


@dataclass(slots=True, eq=False)
class Human:
    """One true person; `born` is None for an unborn child, who has `due` instead."""

    number: int
    sex: str
    family_name: str
    given_names: str
    born: Day | None
    due: Day | None = None
    died: Day | None = None
    former_name: str = ""
    community: Community = BRITISH
    nhs_number: str = ""
    upn: str = ""
    gp: str = ""
    school: str = ""
    interpreter: bool = False
    disability: str = ""
    strengths: str = ""

    @property
    def age(self) -> int:
        """Whole years on the day of the extracts; -1 before birth."""
        return -1 if self.born is None else age(self.born)

    @property
    def is_child(self) -> bool:
        """Under 18, or unborn."""
        return self.age < 18


@dataclass(slots=True, eq=False)
class Home:
    """A place to live: a home of one household, or a hostel, refuge, prison, care home."""

    number: int
    uprn: str
    address: str
    postcode: str
    kind: str = "home"
    shielded: bool = False
    area: str = ""


@dataclass(slots=True, eq=False)
class Stay:
    """A person at a place, from a day until the first day no longer there."""

    human: Human
    home: Home
    since: Day
    until: Day | None = None
    kind: str = "usual"


@dataclass(slots=True, eq=False)
class Tie:
    """`one` is the `type` of `other`."""

    one: Human
    other: Human
    type: str
    since: Day | None = None
    until: Day | None = None
    responsibility: str = ""
    note: str = ""


@dataclass(slots=True, eq=False)
class Family:
    """People joined by ties, over one or several homes.

    `form` is the shape of family that it is. `strain` is 0 in a calm family, 1 in a strained one
    and 2 in a crisis: it decides how many services meet it. `talking` is how readily its services
    speak with one another, 0 to 1.
    """

    people: list[Human] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    strain: int = 0
    talking: float = 0.2
    form: str = ""

    def tie(
        self,
        one: Human,
        type_: str,
        other: Human,
        since: Day | None = None,
        until: Day | None = None,
        responsibility: str = "",
    ) -> None:
        """Adds: one is the type of other."""
        self.ties.append(Tie(one, other, type_, since, until, responsibility))

    def live(
        self, human: Human, home: Home, since: Day, until: Day | None = None, kind: str = "usual"
    ) -> None:
        """Adds a stay; one that would be over before it began is left out."""
        if until is None or since < until:
            self.stays.append(Stay(human, home, since, until, kind))

    def children(self) -> list[Human]:
        """Everybody under 18 or unborn."""
        return [human for human in self.people if human.is_child]

    def adults(self) -> list[Human]:
        """Everybody aged 18 or over."""
        return [human for human in self.people if not human.is_child]

    def parents_of(self, child: Human) -> list[Human]:
        """Parents of any kind."""
        return [tie.one for tie in self.ties if tie.other is child and tie.type in PARENTS]

    def children_of(self, adult: Human) -> list[Human]:
        """Children of any kind, under 18 or unborn."""
        return [
            tie.other
            for tie in self.ties
            if tie.one is adult and tie.type in PARENTS and tie.other.is_child
        ]

    def was_looked_after(self, adult: Human) -> bool:
        """Whether a young adult grew up with foster carers: a care leaver, until 25."""
        return adult.age < 25 and any(
            tie.other is adult and tie.type == "foster_parent" for tie in self.ties
        )

    def partners_of(self, adult: Human) -> list[Human]:
        """Partners and spouses who are so today."""
        return [
            tie.other if tie.one is adult else tie.one
            for tie in self.ties
            if tie.type in PARTNERS and tie.until is None and adult in (tie.one, tie.other)
        ]

    def carers_and_cared_for(self, human: Human) -> list[Human]:
        """Whoever cares for this person or is cared for by them."""
        return [
            tie.other if tie.one is human else tie.one
            for tie in self.ties
            if tie.type in CARERS and human in (tie.one, tie.other)
        ]

    def home_of(self, human: Human) -> Home | None:
        """Where the person usually lives today."""
        for stay in self.stays:
            if stay.human is human and _is_now(stay) and stay.kind != "part_time":
                return stay.home
        return None

    def residents_of(self, home: Home) -> list[Human]:
        """The members of this family who live in a home today."""
        return [s.human for s in self.stays if s.home is home and _is_now(s)]


def _is_now(stay: Stay) -> bool:
    return stay.until is None or stay.until > TODAY
