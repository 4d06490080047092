"""A family's complete world as the rules ask about it: networks, live cases, who knows of what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from functools import cached_property

from loaders.borough.cases import REGISTERED, Case
from loaders.borough.casework import Circle
from loaders.borough.chronicle import Occurrence
from loaders.borough.days import TODAY, Day
from loaders.borough.names import words
from loaders.borough.oracle.calendar import WINDOW_FROM, in_window
from loaders.borough.oracle.network import Network, is_child, networks
from loaders.borough.truth import Human

UNIVERSAL = frozenset(
    words("gp school nursery health_visiting school_nursing midwifery hospital ambulance")
)
_CONCERNS = frozenset(
    words("allegation concern incident injury missing absence missed_appointment referral")
)
_KNOWN = ("informed", "acknowledged")


class World:
    """A family, its children's networks, and what each rule asks of them."""

    def __init__(self, circle: Circle) -> None:
        self.circle = circle
        self.family = circle.family
        self.chronicle = circle.chronicle
        self.networks = networks(circle.family)

    @cached_property
    def live(self) -> dict[Human, list[Case]]:
        """By person, the involvements that are live; a practice or school only for a child."""
        live = defaultdict(list)
        for case in self.circle.cases:
            if _is_live(case):
                live[case.client].append(case)
        return dict(live)

    def is_held(self, human: Human) -> bool:
        """Whether any agency has a record of a person: nobody can find what is missing of one who is in none."""
        return any(human in file.ids for file in self.circle.files.values())

    def live_in(self, network: Network) -> list[Case]:
        """The live involvements of the members of a network."""
        return [case for member in network.roles for case in self.live.get(member, ())]

    def lately_in(self, network: Network) -> list[Case]:
        """The involvements of the members of a network that were live some day of the last twelve months."""
        return [case for case in self.circle.cases if case.client in network.roles and _was_live(case)]

    def counting_in(self, network: Network) -> list[Case]:
        """Those that count as a compartment: targeted, or universal with a recorded concern."""
        concerned = {
            happened.owner
            for happened in self.about(network.roles)
            if happened.kind in _CONCERNS and in_window(happened.on)
        }
        return [
            case
            for case in self.live_in(network)
            if is_targeted(case) or case.agency.id in concerned
        ]

    def agencies_of(self, child: Human) -> set[str]:
        """The child's agencies: those of its own targeted live involvements."""
        return {case.agency.id for case in self.live.get(child, ()) if is_targeted(case)}

    def about(self, people: Collection[Human]) -> Iterator[Occurrence]:
        """The events that concern any of these persons."""
        for happened in self.chronicle.occurrences:
            if any(human in people for human in happened.people):
                yield happened

    @cached_property
    def _knowing(self) -> dict[Occurrence, set[str]]:
        """By occurrence (the first record of it), the agencies that know it."""
        knowing: dict[Occurrence, set[str]] = defaultdict(set)
        for happened in self.chronicle.occurrences:
            knowing[first_record(happened)] |= {happened.owner, *happened.participants}
            if happened.receiver:
                knowing[first_record(happened)].add(happened.receiver)
        for told in self.chronicle.told:
            if told.status in _KNOWN:
                knowing[first_record(told.of)].add(told.agency)
        return knowing

    def know(self, happened: Occurrence) -> set[str]:
        """The agencies that know of an event, through any record of the same occurrence."""
        return self._knowing[first_record(happened)]

    @cached_property
    def _not_told(self) -> dict[tuple[Occurrence, str], tuple[Day, str]]:
        latest: dict[tuple[Occurrence, str], tuple[Day, str]] = {}
        for told in self.chronicle.told:
            if told.status not in _KNOWN:
                key = first_record(told.of), told.agency
                latest[key] = max(latest.get(key, (0, "")), (told.at, told.status))
        return latest

    def withheld(self, happened: Occurrence, agency: str) -> bool:
        """Whether an agency was lawfully not told: the newest word where there are several."""
        return self._not_told.get((first_record(happened), agency), (0, ""))[1] == "withheld"

    def knows_something_of(self, agency: str, human: Human) -> bool:
        """Whether an agency has a record of a person, or knows of an event that concerns them."""
        file = self.circle.files.get(agency)
        if file is not None and human in file.ids:
            return True
        return any(agency in self.know(happened) for happened in self.about((human,)))


def first_record(happened: Occurrence) -> Occurrence:
    """The record of the agency that recorded the same occurrence first."""
    return happened.parent or happened


def is_targeted(case: Case) -> bool:
    """Whether a case is with a targeted service, not one that everybody has."""
    return case.kind not in UNIVERSAL


def _was_live(case: Case) -> bool:
    lasted = case.until is None or case.until > WINDOW_FROM
    return case.status in ("open", "closed") and case.since <= TODAY and lasted


def _is_live(case: Case) -> bool:
    if case.since > TODAY or (case.until is not None and case.until <= TODAY):
        return False
    if case.status == REGISTERED:
        return case.kind in UNIVERSAL and is_child(case.client)
    return case.status in ("open", "closed")
