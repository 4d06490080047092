"""One family that is in every borough, the same whatever the seed.

Kerry-Ann Tremlett is with mental health and with the recovery service, and has relapsed. Her
partner Dean is on probation. Their daughter Zoë, three, lives with them and is open to children's
social care; her half-brother Alfie, nine, lives with his grandmother. Mental health and recovery
talk to each other, children's social care and health visiting do; nobody else does.
"""

from typing import Any

from loaders.borough.agencies import (
    CHILDRENS_SOCIAL_CARE,
    HEALTH_VISITING,
    HOUSING,
    MENTAL_HEALTH,
    PROBATION,
    SUBSTANCE_MISUSE,
    Agency,
)
from loaders.borough.cases import REGISTERED, Case
from loaders.borough.casework import Circle, write_case
from loaders.borough.chronicle import Occurrence
from loaders.borough.days import TODAY, Day, day, iso
from loaders.borough.dice import Steady
from loaders.borough.names import BRITISH
from loaders.borough.occurrences import write_event, write_informed
from loaders.borough.records import Book
from loaders.borough.town import GP_PRACTICES, PRIMARY_SCHOOLS, Town
from loaders.borough.truth import Family, Human

_MOVED_IN = day(2021, 6, 1)
_TO_GRANDMOTHER = day(2024, 10, 1)
_RELAPSED = day(2026, 3, 12)


def plant_demo(town: Town, books: dict[str, Book]) -> tuple[Circle, str]:
    """Writes the family into the agencies' books; returns it and `demo.toml`: whom to ask about."""
    demo = _Demo(town, books)
    return demo.circle, demo.tell()


class _Demo:
    """The family, its cases, and what happened to it."""

    def __init__(self, town: Town, books: dict[str, Book]) -> None:
        self.dice = Steady()
        self.books = books
        self.family = Family(form="demonstration")
        quayside, millbrook, _ = GP_PRACTICES
        self.mother = self._person(town, "Kerry-Ann Tremlett", "female", day(1994, 5, 17), quayside)
        self.partner = self._person(town, "Dean Marsh", "male", day(1990, 11, 2), millbrook)
        self.gran = self._person(town, "Susan Tremlett", "female", day(1967, 1, 23), quayside)
        self.alfie = self._person(town, "Alfie Tremlett", "male", day(2016, 9, 3), quayside)
        self.zoe = self._person(town, "Zoë Marsh", "female", day(2022, 12, 11), quayside)
        self.alfie.school = PRIMARY_SCHOOLS[0]
        self.alfie.upn = town.next_pupil_number(day(2016, 9, 3))
        self._live(town)
        self._relate()
        self.cases = self._cases()
        self.circle = Circle(books, self.family, list(self.cases.values()))

    def _person(self, town: Town, name: str, sex: str, born: Day, gp: str) -> Human:
        given, family_name = name.split()
        human = town.person(sex, family_name, BRITISH, born, given)
        human.nhs_number = human.nhs_number or town.next_nhs_number()
        human.gp = gp
        self.family.people.append(human)
        return human

    def _live(self, town: Town) -> None:
        home, grandmothers = town.home(1.0), town.home(1.0)
        self.family.live(self.mother, home, _MOVED_IN)
        self.family.live(self.partner, home, day(2022, 2, 1))
        self.family.live(self.zoe, home, day(2022, 12, 11))
        self.family.live(self.gran, grandmothers, day(2003, 4, 1))
        self.family.live(self.alfie, home, _MOVED_IN, _TO_GRANDMOTHER)
        self.family.live(self.alfie, grandmothers, _TO_GRANDMOTHER)

    def _relate(self) -> None:
        tie = self.family.tie
        for child in (self.alfie, self.zoe):
            tie(self.mother, "parent", child, child.born, responsibility="yes")
            tie(self.gran, "grandparent", child, child.born)
        tie(self.partner, "parent", self.zoe, self.zoe.born, responsibility="yes")
        tie(self.partner, "partner", self.mother, day(2022, 2, 1))
        tie(self.gran, "parent", self.mother, self.mother.born)
        tie(self.gran, "kinship_carer", self.alfie, _TO_GRANDMOTHER)
        tie(self.zoe, "half_sibling", self.alfie, self.zoe.born)

    def _cases(self) -> dict[str, Case]:
        books = self.books
        school, practice = books[self.alfie.school].agency, books[self.mother.gp].agency
        return {
            "mh": Case(MENTAL_HEALTH, self.mother, day(2025, 3, 3)),
            "sm": Case(SUBSTANCE_MISUSE, self.mother, day(2025, 8, 18)),
            "probation": Case(PROBATION, self.partner, day(2025, 6, 9)),
            "csc": Case(CHILDRENS_SOCIAL_CARE, self.zoe, day(2025, 10, 20)),
            "hv": Case(HEALTH_VISITING, self.zoe, day(2022, 12, 23)),
            "housing": Case(HOUSING, self.mother, _MOVED_IN),
            "school": Case(school, self.alfie, day(2021, 9, 6), None, REGISTERED),
            "gp": Case(practice, self.mother, _MOVED_IN, None, REGISTERED),
            "partner_gp": Case(
                books[self.partner.gp].agency, self.partner, _MOVED_IN, None, REGISTERED
            ),
        }

    def tell(self) -> str:
        """Writes it all, and names whom and what to ask about."""
        self._record_people()
        for case in self.cases.values():
            write_case(self.circle, case, self.dice)
        self._unfold_linked()
        self._unfold_apart()
        relapse = self._relapse()
        return self._toml(relapse)

    def _record_people(self) -> None:
        """Each agency's own view: only children's services and the school see most of it."""
        everybody = self.family.people
        known = {
            "mh": [self.mother, self.alfie, self.zoe],
            "sm": [self.mother, self.partner],
            "probation": [self.partner, self.mother],
            "csc": [self.zoe, self.mother, self.partner, self.alfie, self.gran],
            "hv": [self.zoe, self.mother],
            "housing": [self.mother, self.partner, self.zoe],
            "school": [self.alfie, self.gran, self.mother],
            "gp": [human for human in everybody if human is not self.partner],
            "partner_gp": [self.partner],
        }
        for key, people in known.items():
            file = self.circle.file_of(self.cases[key])
            for human in people:
                file.person(human)
                file.write_residences(human, 1.0)
            file.write_ties(1.0)

    def _unfold_linked(self) -> None:
        """Two pairs of agencies are in touch: mental health with recovery, and the children's."""
        started = self._event(
            "sm", "treatment_start", day(2025, 9, 22), self.mother, "Alcohol detox at home"
        )
        self._tell(started, "mh", "acknowledged", 1)
        met = (CHILDRENS_SOCIAL_CARE.id, HEALTH_VISITING.id)
        self._event(
            "csc",
            "assessment",
            day(2025, 10, 27),
            self.zoe,
            "Child and family assessment",
            until=day(2025, 12, 5),
            participants=met,
        )
        self._event("csc", "plan_start", day(2025, 12, 8), self.zoe, "Child in need plan")
        self._event("csc", "home_visit", day(2026, 3, 2), self.zoe, seen=[self.zoe])

    def _unfold_apart(self) -> None:
        """What single agencies know and have told nobody."""
        self._event("mh", "missed_appointment", day(2026, 2, 24), self.mother, count=2)
        self._event(
            "probation",
            "sentence",
            day(2025, 6, 9),
            self.partner,
            "Community order, 18 months",
        )
        self._event("probation", "missed_appointment", day(2026, 2, 10), self.partner)
        self._event(
            "school",
            "concern",
            day(2026, 2, 6),
            self.alfie,
            "Worried about his mother after a weekend visit",
        )
        self._event("hv", "missed_appointment", day(2026, 1, 20), self.zoe)

    def _relapse(self) -> Occurrence:
        relapse = self._event(
            "sm",
            "relapse",
            _RELAPSED,
            self.mother,
            "Drinking daily again since the end of February",
        )
        self._tell(relapse, "mh", "acknowledged", 1)
        self._tell(relapse, "gp", "pending", 4)
        return relapse

    def _event(
        self, key: str, kind: str, on: Day, human: Human, summary: str = "", **facts: Any
    ) -> Occurrence:
        happened = Occurrence(self.cases[key], kind, on, [human], **facts)
        return write_event(self.circle, happened, {"summary": summary})

    def _tell(self, happened: Occurrence, key: str, status: str, wait: int) -> None:
        write_informed(self.circle, happened, self.cases[key], status, self.dice, wait)

    def _toml(self, relapse: Occurrence) -> str:
        local = self.circle.file_of
        mother = local(self.cases["sm"]).ids[self.mother]
        child = local(self.cases["csc"]).ids[self.zoe]
        return (
            "# One family to ask the three questions about.\n"
            f'on = "{iso(TODAY)}"\n\n'
            f"[adult]  # whose services affect which children?\n"
            f"{_row(SUBSTANCE_MISUSE, 'local_id', mother)}\n"
            f"[child]  # which services around this child have no link?\n"
            f"{_row(CHILDRENS_SOCIAL_CARE, 'local_id', child)}\n"
            f"[event]  # who has not been told of this relapse?\n"
            f"{_row(SUBSTANCE_MISUSE, 'event_id', relapse.event)}"
        )


def _row(agency: Agency, key: str, value: str) -> str:
    return f'agency = "{agency.id}"\n{key} = "{value}"\n'
