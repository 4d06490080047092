"""Families and the agencies around them, made up side by side: one load for a whole module, a family a case.

    town = Town()
    ash = town.case("ash", mum="1985-04-02", kid="2016-05-01")
    ash.tie("mum", "parent", "kid")
    ash.involved("drugs", "mum")
    ash.event("drugs", "relapse", "relapse", "2026-02-10", "mum")

Names are the case's own, so that no case meets another. An agency holds a record of whomever it names.
"""

from __future__ import annotations

from collections.abc import Mapping

from deliver import EXTRACTED, Agency, Answer, Delivered, names, person_id

from graph.ids import global_id

KINDS: Mapping[str, str] = {
    "csc": "children_social_care", "asc": "adult_social_care", "drugs": "substance_misuse", "mind": "mental_health",
    "police": "police", "housing": "housing", "refuge": "domestic_abuse", "probation": "probation", "mash": "mash",
    "youth": "youth_justice", "early": "early_help", "hospital": "hospital", "ambulance": "ambulance",
    "oak": "school", "surgery": "gp", "hv": "health_visiting", "nursery": "nursery", "charity": "voluntary",
}
"""The town's agencies and their kinds."""


class Town:
    """Agencies by id, and the cases in which they meet."""

    def __init__(self) -> None:
        self.agencies: dict[str, Agency] = {}

    def agency(self, id: str) -> Agency:
        """The agency's records so far."""
        return self.agencies.setdefault(id, Agency(id, KINDS.get(id, "other")))

    def case(self, name: str, recorded_at: str = "", **born: str) -> Case:
        """A family: names and dates of birth, '' where not recorded; all rows recorded at one time, if given."""
        return Case(self, name, born, {"recorded_at": recorded_at} if recorded_at else {})

    def delivered(
        self, at: Mapping[str, str] | None = None, covers: Mapping[str, tuple[str, str]] | None = None
    ) -> list[Delivered]:
        """A delivery an agency, for some extracted at another time or covering another."""
        covered = covers or {}
        return [
            agency.delivered((at or {}).get(id, EXTRACTED), covers=covered.get(id, ("2020-01-01", "2026-03-31")))
            for id, agency in self.agencies.items()
        ]


class Case:
    """One family. Ties and homes are told by children's social care where nobody else is named."""

    def __init__(self, town: Town, name: str, born: Mapping[str, str], columns: Mapping[str, str]) -> None:
        self._town, self.name, self._born, self._columns = town, name, born, columns
        self.people = list(born)
        self._recorded: set[tuple[str, str]] = set()
        self._owner: dict[str, str] = {}
        self._numbers = 0

    def local(self, name: str) -> str:
        """The local id by which every agency knows a person, household or event of the case."""
        return f"{self.name}.{name}"

    def person(self, name: str) -> str:
        """A person's global id, by the record of an agency that holds one."""
        agency = min(agency for agency, known in self._recorded if known == name)
        return person_id(agency, self.local(name))

    def event_id(self, event: str) -> str:
        """An event's global id."""
        return global_id("Event", self._owner[event], self.local(event))

    def named(self, people: list[Answer]) -> list[str]:
        """What the case calls the persons of an answer, which gives their ids."""
        known = names(*self._town.agencies.values())
        return [known[one["id"]].removeprefix(f"{self.name}.") for one in people]

    def also(self, **born: str) -> None:
        """More persons of the family: names and dates of birth."""
        self._born = {**self._born, **born}
        self.people += born

    def record(self, agency: str, name: str, **columns: str) -> None:
        """The agency's record of a person, with these columns where it is the first mention of them."""
        if (agency, name) not in self._recorded:
            self._recorded.add((agency, name))
            self._town.agency(agency).person(self.local(name), self._born[name], **{**self._columns, **columns})

    def tie(self, one: str, type: str, other: str, agency: str = "csc", **columns: str) -> None:
        """One is the TYPE of the other."""
        self._mention(agency, one, other)
        self._town.agency(agency).tie(self.local(one), type, self.local(other), **{**self._columns, **columns})

    def home(self, household: str, *names: str, agency: str = "csc", **columns: str) -> None:
        """Persons share a home."""
        self._mention(agency, *names)
        self._town.agency(agency).home(
            self.local(household), *map(self.local, names), **{**self._columns, **columns}
        )

    def involved(self, agency: str, name: str, status: str = "open", since: str = "2025-06-01", **columns: str) -> str:
        """The agency is involved with a person; the involvement's local id."""
        self._mention(agency, name)
        self._numbers += 1
        id = columns.setdefault("involvement_id", self.local(f"{agency}-{name}-{self._numbers}"))
        self._town.agency(agency).involved(self.local(name), status, since=since, **{**self._columns, **columns})
        return id

    def event(self, agency: str, event: str, kind: str, on: str, *names: str, **columns: str) -> None:
        """Something that the agency recorded of persons; `after` is another event of the case."""
        self._mention(agency, *names)
        self._owner[event] = agency
        if "after" in columns:
            columns["after"] = self.local(columns["after"])
        last_day = {"until": columns.pop("until")} if "until" in columns else {}
        records = self._town.agency(agency)
        records.event(self.local(event), kind, on, *map(self.local, names), **{**self._columns, **columns})
        records.rows["events"][-1].update(last_day)  # of an event `until` is the column's own name

    def told(
        self, event: str, agency: str, at: str = "", status: str = "informed", by: str = "", **columns: str
    ) -> None:
        """An agency was told of an event; its owner says so, or `by`."""
        owner = self._owner[event]
        whose = {"event_agency": owner} if by and by != owner else {}
        self._town.agency(by or owner).row(
            "informed", event_id=self.local(event), agency=agency, at=at, status=status, **whose,
            **{**self._columns, **columns},
        )

    def _mention(self, agency: str, *names: str) -> None:
        for name in names:
            self.record(agency, name)
