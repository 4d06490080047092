"""One agency's own records: its ids, its copies of people and homes, its view of their ties."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from loaders.borough.agencies import Agency
from loaders.borough.days import Day, iso, iso_or_empty
from loaders.borough.dice import Dice
from loaders.borough.mistakes import mistyped, with_letters_swapped
from loaders.borough.names import SHORT_FORMS, without_marks
from loaders.borough.staff import Service
from loaders.borough.truth import CARERS, PARENTS, Family, Home, Human, Stay, Tie
from loaders.borough.write import Deliverable, yes_no

_PLACES = frozenset({"hostel", "refuge", "prison", "care_home"})
_HEALTH = frozenset({"gp", "midwifery", "health_visiting", "mental_health"})
_KNOW_PRACTICE = _HEALTH | {"children_social_care", "adult_social_care", "substance_misuse"}
_KNOW_SCHOOL = frozenset({"school", "nursery", "children_social_care", "early_help"})
_TYPES_SEEN = {
    "gp": frozenset({"parent", "carer"}),
    "school": PARENTS | CARERS | {"grandparent"},
    "nursery": PARENTS | CARERS | {"grandparent"},
}

_AS_IS: Mapping[str, str] = MappingProxyType({})
_DELAYS = (0, 0, 0, 1, 1, 2, 3, 6)  # days until a fact is entered
_EVENINGS = tuple(f"T{17 + m // 60}:{m % 60:02d}:00Z" for m in range(300))  # after the day's work


@dataclass(frozen=True, slots=True)
class Household:
    """A household as one agency holds it: its own id, and the UPRN where it has that."""

    id: str
    uprn: str


@dataclass(frozen=True, slots=True)
class Copy:
    """Name and date of birth of a person as one agency holds them, as text."""

    family_name: str
    given_names: str
    also_known_as: str
    date_of_birth: str


@dataclass(frozen=True, slots=True)
class HomeHeld:
    """Where one agency holds that a person lives, or lived where it has `ended`."""

    uprn: str
    kind: str
    ended: bool


class Book:
    """An agency at work: its delivery, services, and the ids it gives out."""

    def __init__(
        self, agency: Agency, delivery: Deliverable, services: list[Service], dice: Dice, complete: bool = False
    ) -> None:
        self.agency = agency
        self.services = services
        self.dice = dice
        self.complete = complete
        self._delivery = delivery
        self._places: dict[int, Household] = {}

    def next_id(self, table: str, letter: str) -> str:
        """The id of the row about to be written."""
        return f"{self.agency.prefix}{letter}{self._delivery.rows(table) + 1:07d}"

    def write(self, table: str, known: Day | None, cells: dict[str, str]) -> None:
        """Writes a row that the agency came to know on a day, most with the time it did so."""
        if known is not None and self.dice.chance(0.8):
            cells["recorded_at"] = self.shortly_after(known)
        self._delivery.write(table, cells)

    def shortly_after(self, when: Day) -> str:
        """A time within the next days, never after the agency's extract."""
        day = min(when + self.dice.one(_DELAYS), self.agency.covers_to)
        return iso(day) + self.dice.one(_EVENINGS)

    def household(self, home: Home, known: Day) -> Household:
        """The agency's record of a place where strangers live: one row however many they are."""
        if home.number not in self._places:
            self._places[home.number] = self.write_household(home, known)
        return self._places[home.number]

    def write_household(self, home: Home, known: Day) -> Household:
        """Writes a household row; general practices leave the kind of a place to its residents."""
        dice = self.dice
        household = Household(
            self.next_id("households", "H"), home.uprn if dice.chance(0.96) else ""
        )
        says_kind = home.kind != "home" and self.agency.kind != "gp"
        self.write(
            "households",
            known,
            {
                "household_id": household.id,
                "uprn": household.uprn,
                "address": home.address,
                "postcode": home.postcode,
                "kind": home.kind if says_kind or dice.chance(0.05) else "",
                "shielded": "yes" if home.shielded else "",
            },
        )
        return household


class FamilyFile:
    """What one agency has recorded of one family, from the day it opened its first record."""

    def __init__(self, book: Book, family: Family, opened: Day) -> None:
        self.book = book
        self.family = family
        self.opened = opened
        self.ids: dict[Human, str] = {}
        self.copies: dict[Human, Copy] = {}
        self.homes: dict[Human, list[HomeHeld]] = {}
        self._households: dict[int, Household] = {}
        self._cutoff = book.agency.covers_to

    def person(self, human: Human, instead: Mapping[str, str] = _AS_IS) -> str:
        """The agency's id of a person, recorded on first need; `instead` has cells to get wrong."""
        known = self.ids.get(human)
        if known is None:
            known = self.ids[human] = self.book.next_id("people", "P")
            self._write_person(human, known, instead)
        return known

    def can_know(self, human: Human) -> bool:
        """Whether the person was born, or expected, while the agency still kept its records."""
        return (human.born or human.due or 0) <= self._cutoff + 200 * (human.born is None)

    def _write_person(self, human: Human, local_id: str, instead: Mapping[str, str]) -> None:
        dice, agency = self.book.dice, self.book.agency
        cells = {
            "person_id": local_id,
            "family_name": human.family_name,
            "given_names": human.given_names,
            "also_known_as": human.former_name if dice.chance(0.6) else "",
            "date_of_birth": self._date_of_birth(human),
            "expected_date_of_birth": iso_or_empty(human.due),
            "sex": human.sex,
            "first_language": human.community.language if dice.chance(0.6) else "",
            "strengths": human.strengths,
        }
        if human.nhs_number and (self.book.complete or dice.chance(agency.holds_nhs_number)):
            cells["nhs_number"] = human.nhs_number
        if human.died is not None and human.died <= self._cutoff:
            cells["deceased_on"] = iso(human.died)
        if human.interpreter:
            cells["interpreter_needed"] = yes_no(dice.chance(0.9))
        if human.disability and dice.chance(0.8):
            cells["disability"] = human.disability
        self._add_school_and_practice(human, cells)
        self._vary_name(human, cells)
        cells.update(instead)
        self.copies[human] = Copy(
            cells["family_name"],
            cells["given_names"],
            cells["also_known_as"],
            cells["date_of_birth"],
        )
        self.book.write("people", self._known(human.born), cells)

    def _date_of_birth(self, human: Human) -> str:
        if human.born is None:
            return ""
        text = iso(human.born)
        throw = self.book.dice.random()
        contact_only = self.book.agency.kind in ("school", "nursery") and not human.is_child
        if throw > (0.4 if contact_only else 0.018):
            return text
        if contact_only or throw < 0.004:
            return ""
        return mistyped(human.born) if throw > 0.012 else text[: 4 if throw < 0.008 else 7]

    def _add_school_and_practice(self, human: Human, cells: dict[str, str]) -> None:
        dice, agency = self.book.dice, self.book.agency
        if agency.kind in ("school", "nursery"):
            if human.school == agency.id:
                cells["school"] = human.school
                cells["upn"] = human.upn
        elif agency.kind in _KNOW_SCHOOL and dice.chance(0.85):
            cells["school"] = human.school
            cells["upn"] = human.upn if dice.chance(0.6) else ""
        if agency.kind in _KNOW_PRACTICE and (agency.kind == "gp" or dice.chance(0.85)):
            cells["gp_practice"] = human.gp
        if agency.kind == "police" and not human.is_child and dice.chance(0.5):
            cells["other_identifiers"] = f"custody:{human.number:08d}"

    def _vary_name(self, human: Human, cells: dict[str, str]) -> None:
        """Writes the name as systems and typists do; some never heard of a name taken later."""
        throw = self.book.dice.random()
        if throw < 0.08:
            cells["given_names"] = without_marks(cells["given_names"])
            cells["family_name"] = without_marks(cells["family_name"])
        elif throw < 0.13:
            first, _, rest = cells["given_names"].partition(" ")
            cells["given_names"] = f"{SHORT_FORMS.get(first, first)} {rest}".strip()
        elif throw < 0.3:
            cells["given_names"] = cells["given_names"].partition(" ")[0]
        elif throw < 0.308:
            cells["family_name"] = with_letters_swapped(cells["family_name"])
        elif throw < 0.311 and human.given_names:
            names = cells["family_name"], cells["given_names"]
            cells["given_names"], cells["family_name"] = names
        elif throw < 0.35 and human.former_name:
            cells["family_name"], cells["also_known_as"] = human.former_name, ""

    def _known(self, since: Day | None) -> Day:
        return min(max(self.opened, since or 0), self._cutoff)

    def write_residences(self, human: Human, certainty: float) -> None:
        """Writes where the agency believes the person lives and lived."""
        dice = self.book.dice
        if human.born is None or not dice.chance(certainty):
            return
        stays = [s for s in self.family.stays if s.human is human and s.since <= self._cutoff]
        stale = len(stays) > 1 and dice.chance(0.03)
        for stay in stays:
            if stale and stay.until is None:
                continue
            if stay.until is None or stale or self.book.complete or dice.chance(0.5):
                self.write_stay(stay, stale)

    def write_stay(self, stay: Stay, stale: bool = False) -> None:
        """Writes one stay; a stale one as if it had never ended."""
        known = self._known(stay.since)
        ended = stay.until is not None and stay.until <= self._cutoff and not stale
        household = self._household(stay.home, known)
        held = HomeHeld(household.uprn, stay.kind, ended)
        self.homes.setdefault(stay.human, []).append(held)
        cells = {
            "person_id": self.person(stay.human),
            "household_id": household.id,
            "from": self._since(stay.since),
            "to": iso_or_empty(stay.until) if ended else "",
            "kind": stay.kind,
        }
        self.book.write("residence", known, cells)

    def _household(self, home: Home, known: Day) -> Household:
        if home.kind in _PLACES:
            return self.book.household(home, known)
        if home.number not in self._households:
            self._households[home.number] = self.book.write_household(home, known)
        return self._households[home.number]

    def _since(self, day: Day | None) -> str:
        """A start date; now and then reduced to its month or year."""
        if day is None:
            return ""
        throw = self.book.dice.random()
        if throw > 0.05:
            return iso(day)
        return iso(day)[: 4 if throw < 0.02 else 7]

    def write_ties(self, certainty: float) -> None:
        """Writes the ties between the people recorded here, as far as the agency has asked."""
        for tie in self.family.ties:
            if self._may_know(tie) and self.book.dice.chance(certainty):
                self._write_tie(tie)

    def _may_know(self, tie: Tie) -> bool:
        seen = _TYPES_SEEN.get(self.book.agency.kind)
        both_recorded = tie.one in self.ids and tie.other in self.ids
        return both_recorded and (seen is None or tie.type in seen) and self._has_begun(tie)

    def _has_begun(self, tie: Tie) -> bool:
        return tie.since is None or tie.since <= self._cutoff

    def _write_tie(self, tie: Tie) -> None:
        dice = self.book.dice
        aware = tie.until is not None and tie.until <= self._cutoff and dice.chance(0.85)
        by_birth = tie.since is not None and tie.since == tie.other.born
        cells = {
            "from_person_id": self.ids[tie.one],
            "to_person_id": self.ids[tie.other],
            "type": tie.type,
            "from": "" if by_birth and dice.chance(0.6) else self._since(tie.since),
            "to": iso_or_empty(tie.until) if aware else "",
            "parental_responsibility": tie.responsibility,
            "note": tie.note,
        }
        self.book.write("relationships", self._known(tie.since), cells)
