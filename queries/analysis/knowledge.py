"""What an agency knows: of an event, of a person, and by which names it may hold somebody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import polars as pl

from queries.analysis.facts import Happened, Person, Record, Told
from queries.analysis.network import Network

if TYPE_CHECKING:
    from queries.analysis.borough.asof import Borough

SAME_NAME_YEARS = 10
"""Namesakes of one family and network, a father and his son, are born further apart; a mistyped date is nearer."""

KNOWN = ("informed", "acknowledged")
"""Where an agency was told. Pending is not told yet, withheld lawfully not."""


@dataclass(frozen=True)
class Knowledge:
    """Who knows of the events of a network: an event is known through any record of the same occurrence.

    `state` has the newest of what is recorded of agencies that were not told, by event and agency.
    """

    network: Network
    agencies: Mapping[str, frozenset[str]]
    untold: Mapping[tuple[str, str], str]

    def knows(self, agency: str, event: Happened) -> bool:
        """By its own record, by being told, by taking part, or by receiving the referral."""
        return agency in self.agencies[event.id]

    def state(self, agency: str, event: Happened) -> str:
        """Of an agency that does not know: not_informed, pending or withheld."""
        return self.untold.get((event.id, agency), "not_informed")

    def has_word_of(self, agency: str, person: str) -> bool:
        """Whether an agency has a record of a person, or knows of an event that concerns them.

        A record that may be of the person and has not been joined counts: what is not sure is not found.
        """
        return any(self._knows_of(agency, one) for one in (person, *alike(self.network, person)))

    def _knows_of(self, agency: str, person: str) -> bool:
        held = any(r.agency == agency and r.person == person for r in self.network.people[person].records)
        return held or any(self.knows(agency, event) for event in self.network.about(person))


def knowledge(network: Network) -> Knowledge:
    """Who knows of each event of the network."""
    agencies: dict[str, frozenset[str]] = {}
    untold: dict[tuple[str, str], str] = {}
    for records in network.occurrences:
        knowing = frozenset(agency for event in records for agency in _knowing(event))
        words = sorted((told for event in records for told in event.told), key=_newest_last)
        for event in records:
            agencies[event.id] = knowing
            untold.update({(event.id, told.agency): told.status for told in words if told.status not in KNOWN})
    return Knowledge(network, agencies, untold)


def _newest_last(told: Told) -> tuple[bool, int, int, bool]:
    """By when it is true of, then by when it was recorded; where neither says, what is still to be told comes last."""
    return (told.at is not None, told.at or 0, told.recorded, told.status == "pending")


def lacking_everywhere(borough: Borough, pairs: pl.DataFrame) -> pl.DataFrame:
    """Of pairs `agency`, `person`, those where it has no record of the person and knows of no event about them.

    A few more than are found: it looks at neither other records of the same occurrence nor persons who may be the same.
    """
    about = borough.concerned.join(pairs, on="person", how="semi")
    told = about.join(borough.knowing, on="event")
    held = borough.records(pairs["person"].unique()).select("person", "agency").collect()
    known = pl.concat([held, told.select("person", "agency")])
    return pairs.join(known, on=["person", "agency"], how="anti")


def occurrence_of(network: Network) -> dict[str, str]:
    """By event, the least id of the records of the same occurrence."""
    return {event.id: min(e.id for e in records) for records in network.occurrences for event in records}


def _knowing(event: Happened) -> set[str]:
    told = {told.agency for told in event.told if told.status in KNOWN}
    twins = {twin.agency for twin in event.twins if twin.agency is not None}
    return {event.agency, *event.together, *event.referred, *twins, *told}


def alike(network: Network, person: str) -> list[str]:
    """The other members who may be the same person under records that are not joined."""
    found = network.alike.get(person)
    if found is None:
        me = network.people[person]
        others = (network.people[id] for id in sorted(network.roles) if id != person)
        found = network.alike[person] = [
            other.id for other in others if other.adult == me.adult and _may_be_one(network, me, other)
        ]
    return found


def _may_be_one(network: Network, one: Person, other: Person) -> bool:
    """The same full name and generation; or the same date of birth, and a first name or child in common.

    A second given name is often left out, a family name may have changed, and a date of birth be mistyped; but
    namesakes of two birthdays and two NHS numbers are two.
    """
    numbered_apart = _numbered_apart(one, other)
    a_child_in_common = not network.children_of(one.id).isdisjoint(network.children_of(other.id))
    for a, b in product(_own(one), _own(other)):
        same_day = a.date_of_birth is not None and a.date_of_birth == b.date_of_birth
        if same_day and (a_child_in_common or (a.first_name and a.first_name == b.first_name)):
            return True
        years = 0 if numbered_apart else SAME_NAME_YEARS
        if a.full_name and a.full_name == b.full_name and not born_apart(a, b, years):
            return True
    return False


def _own(person: Person) -> list[Record]:
    """The records by which a person may be compared with others: none that is sealed."""
    return [record for record in person.records if record.person == person.id and not record.sealed]


def _numbered_apart(one: Person, other: Person) -> bool:
    """Whether they hold verified identifiers of the same scheme and none in common."""
    held, theirs = ({id for record in _own(person) for id in record.identifiers} for person in (one, other))
    schemes = {id.partition(":")[0] for id in held} & {id.partition(":")[0] for id in theirs}
    return bool(schemes) and held.isdisjoint(theirs)


def born_apart(one: Record, other: Record, years: int = 0) -> bool:
    """Whether two dates of birth cannot both be true, or are more than so many years apart.

    A reduced one agrees with all that it may mean.
    """
    if one.born is None or other.born is None:
        return False
    a, b = sorted((one.born, other.born), key=lambda date: date.first)
    return a.last < b.first and b.first.year - a.last.year >= years
