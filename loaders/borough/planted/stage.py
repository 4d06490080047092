"""A stage for one planted family: its people, its cases and what happens, set down one by one.

Days count back from the day of the extracts. The agencies record a planted family without error
unless the family is about an error.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from loaders.borough.agencies import AGENCIES, Agency
from loaders.borough.cases import REGISTERED, Case
from loaders.borough.casework import (
    Circle,
    begin,
    dates_workers,
    write_allocation,
    write_enquiry,
    write_involvement,
)
from loaders.borough.chronicle import Occurrence
from loaders.borough.days import TODAY, YEAR, Day
from loaders.borough.dice import Steady
from loaders.borough.names import given_names
from loaders.borough.occurrences import write_event, write_informed
from loaders.borough.records import Book
from loaders.borough.town import GP_PRACTICES, Town
from loaders.borough.truth import PARTNERS, Family, Home, Human

_BY_ID = {agency.id: agency for agency in AGENCIES}
NOTHING: Mapping[str, str] = MappingProxyType({})
_CONDITIONS = ("mobility", "hearing", "learning", "long-term")


@dataclass(frozen=True)
class Target:
    """Whom or what a planted finding is about, and the agencies that it has to name.

    Of a near miss: what no finding of the rule may be about.
    """

    children: tuple[Human, ...]
    adult: Human | None = None
    event: Occurrence | None = None
    involvement: Case | None = None
    agencies: tuple[Agency, ...] = ()


def ago(days: int) -> Day:
    """The day so many days before the extracts."""
    return TODAY - days


class Stage:
    """One family and everybody at work with it."""

    def __init__(self, town: Town, books: Mapping[str, Book]) -> None:
        self.town = town
        self.family = Family()
        self.cases: list[Case] = []
        self.circle = Circle(books, self.family, self.cases)
        self._dice = Steady()
        self._enrolled = False
        self._without: list[tuple[Human, str]] = []

    # Who there is

    def adult(self, sex: str, low: int = 26, high: int = 40, like: Human | None = None) -> Human:
        """An adult, of the family name and community of another if `like` them."""
        name, community = (like.family_name, like.community) if like else ("", None)
        return self._joins(self.town.adult(low, high, sex, name, community))

    def child(self, years: int, *parents: Human, home: Home | None = None) -> Human:
        """A child of these parents, who lives in a home since birth."""
        born = TODAY - int((years + 0.4) * YEAR)
        like, sex = parents[-1], self.town.dice.one(("female", "male"))
        child = self._joins(self.town.person(sex, like.family_name, like.community, born))
        for parent in parents:
            self.family.tie(parent, "parent", child, born, responsibility="yes")
        if home is not None:
            self.family.live(child, home, born)
        return child

    def _joins(self, human: Human) -> Human:
        """Adds somebody under a name of their own, as nobody is to be mistaken by chance."""
        dice, taken = self.town.dice, {h.given_names.split()[0] for h in self.family.people}
        while human.given_names.split()[0] in taken:
            human.given_names = given_names(dice, human.community, human.sex)
        human.nhs_number = human.nhs_number or self.town.next_nhs_number()
        if dice.chance(0.12):
            human.disability = dice.one(_CONDITIONS)
        self.family.people.append(human)
        return human

    def unborn(self, mother: Human, days: int) -> Human:
        """A child on the way, due in so many days; it has no name, so that nobody joins the family after it."""
        child = self.town.person("", mother.family_name, mother.community, None)
        child.due = TODAY + days
        self.family.people.append(child)
        self.family.tie(mother, "parent", child)
        return child

    def home(self, *people: Human, since: int = 5000) -> Home:
        """A home of these people."""
        home = self.town.home(with_uprn=1.0)
        for human in people:
            self.family.live(human, home, max(ago(since), human.born or 0))
        return home

    def couple(self, years: int = 6) -> tuple[Human, Human, Human]:
        """A mother, a father and their child of so many years, in one home."""
        self.family.form = "couple_with_children"
        mother = self.adult("female")
        father = self.adult("male", like=mother)
        home = self.home(mother, father)
        self.family.tie(mother, "partner", father, ago(5000))
        return mother, father, self.child(years, mother, father, home=home)

    def lone_mother(self, years: int = 6) -> tuple[Human, Human]:
        """A mother alone with a child of so many years."""
        self.family.form = "single_parent"
        mother = self.adult("female")
        return mother, self.child(years, mother, home=self.home(mother))

    def moves_in(self, with_whom: Human, days: int, sex: str = "male") -> Human:
        """A new partner, in the home of somebody since so many days."""
        self.family.form = "step_family"
        partner = self.adult(sex)
        home = self.family.home_of(with_whom)
        assert home is not None, "whoever has a partner move in has a home"
        self.family.tie(partner, "partner", with_whom, ago(days))
        self.family.live(partner, home, ago(days))
        return partner

    def moves_out(self, partner: Human, days: int) -> Home:
        """A partner who left so many days ago, for a home of their own."""
        for tie in self.family.ties:
            if tie.type in PARTNERS and partner in (tie.one, tie.other):
                tie.until = ago(days)
        for stay in self.family.stays:
            if stay.human is partner:
                stay.until = ago(days)
        return self.home(partner, since=days)

    # Who is at work with them

    def opens(
        self,
        agency: Agency,
        client: Human,
        days: int,
        *knows: Human,
        spells: Sequence[tuple[int, int | None]] | None = None,
        service: int = 0,
        worker: str = "",
        status: str = "open",
        until: int | None = None,
        lead: str = "",
        instead: Mapping[str, str] = NOTHING,
    ) -> Case:
        """A case since so many days, of an agency that has recorded the client and these people.

        `spells` are its workers' days from and to; without them one worker from the start.
        It was over `until` so many days ago. `lead` is whether it leads, where not as usual. `instead` has cells of
        the client's record that the agency got wrong.
        """
        ended = None if until is None else ago(until)
        case = Case(agency, client, ago(days), ended, status, lead=lead)
        self.cases.append(case)
        self.knows(case, client, **instead)
        self.knows(case, *knows)
        at = begin(self.circle, case, self._dice, service)
        case.workers = [worker or self._worker(at.workers, at.shared)]
        write_involvement(self.circle, case, self._dice, worked=status == "open")
        if dates_workers(case) and status == "open":
            for since, until in [(days, None)] if spells is None else spells:
                spell = case.workers[0], ago(since), None if until is None else ago(until)
                write_allocation(self.circle, case, at, self._dice, spell)
        return case

    def _worker(self, workers: Sequence[str], shared: set[str]) -> str:
        """Any worker, though not one of two agencies, for that would be a link between them."""
        own = [worker for worker in workers if worker not in shared]
        return self.town.dice.one(own or workers)

    def knows(self, case: Case, *people: Human, **instead: str) -> None:
        """Lets a case's agency record people and where they live; `instead` has cells it got wrong."""
        file = self.circle.file_of(case)
        for human in people:
            if human not in file.ids:
                file.person(human, instead)
                file.write_residences(human, 1.0)

    def known_to(self, agency: Agency, client: Human, *knows: Human) -> Case:
        """An agency that has recorded somebody, and these people, without an involvement."""
        for case in self.cases:
            if case.agency is agency and case.client is client:
                return case
        case = Case(agency, client, max(client.born or 0, ago(700)), status=REGISTERED)
        self.cases.append(case)
        self.knows(case, client, *knows)
        begin(self.circle, case, self._dice, 0)
        return case

    def school(self, child: Human) -> Case:
        """The child's school, which has recorded the child and a parent."""
        self._enrol()
        return self.known_to(_BY_ID[child.school], child, *self.family.parents_of(child)[:1])

    def practice(self, human: Human) -> Case:
        """The general practice of somebody."""
        self._enrol()
        return self.known_to(_BY_ID[human.gp], human)

    def without(self, human: Human, what: str) -> None:
        """Leaves somebody without a `gp` or a `school`."""
        self._without.append((human, what))

    def _enrol(self) -> None:
        if not self._enrolled:
            self._enrolled = True
            self.town.enrol(self.family)
            self.town.register_with_gps(self.family)
            for human in self.family.people:
                human.gp = human.gp or self.town.dice.one(GP_PRACTICES)
            for human, what in self._without:
                setattr(human, what, "")

    # What happens

    def event(
        self, case: Case, kind: str, days: int, *people: Human, summary: str = "", **facts: Any
    ) -> Occurrence:
        """An event of a case, so many days ago; `facts` are those of an occurrence."""
        happened = Occurrence(case, kind, ago(days), people or (case.client,), **facts)
        return write_event(self.circle, happened, {"summary": summary})

    def meeting(self, kind: str, days: int, *cases: Case, people: Sequence[Human]) -> Occurrence:
        """A meeting about people that the agencies of the cases held together; the first keeps it."""
        took_part = [case.agency.id for case in cases]
        return self.event(cases[0], kind, days, *people, participants=took_part)

    def tells(self, happened: Occurrence, *cases: Case, status: str = "acknowledged") -> None:
        """Tells the agencies of cases on the same day, or says why they are not told."""
        for case in cases:
            before = len(self.circle.chronicle.told)
            write_informed(self.circle, happened, case, status, self._dice, 0)
            assert len(self.circle.chronicle.told) > before, "told after an agency's last day"

    def asks(self, case: Case, answer: str, question: str = "dependent_children") -> None:
        """Has the case's worker ask the client something, and writes the answer."""
        write_enquiry(self.circle, case, question, answer, case.since + 1)

    def closes(self) -> None:
        """Registers everybody with practice and school, and writes the ties that agencies know."""
        self._enrol()
        for human in self.family.people:
            if human.gp:
                self.practice(human)
            if human.school:
                self.school(human)
        for file in self.circle.files.values():
            file.write_ties(1.0)
