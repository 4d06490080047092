"""Tell apart the places at one address, by the households that a viewer may see, and which of them are shielded."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from graph.ids import place_of
from graph.places import PlacedHousehold, agree, places
from queries.facts import rows as raw


def shielded(*shields: str | None) -> bool:
    """Whether any of some households' shields says, or leaves it open, that the address must not be disclosed."""
    return any(shield not in (None, "no") for shield in shields)


def shielded_at(place: Iterable[PlacedHousehold], shields: Iterable[raw.ShieldRow]) -> bool:
    """Whether a place must not be disclosed: any household shields it that is there, or may be.

    A household is elsewhere where its agency keeps it apart from one that is there, or where no text agrees with its.
    """
    there = list(place)
    return any(shielded(one.shielded) and not _elsewhere(one, there) for one in shields)


def _elsewhere(one: raw.ShieldRow, there: Collection[PlacedHousehold]) -> bool:
    if not there or one.id in {member.id for member in there}:
        return False
    if one.agency in {member.agency for member in there}:
        return True
    return not any(agree(one.text or "", member.text) for member in there)


class Placing:
    """Assign the visible households at an address to places (DOMAIN, 'Home')."""

    def __init__(self, row: raw.AddressRow, shown: Mapping[str, raw.HouseholdRow]) -> None:
        self.row = row
        self._shown = shown
        self.of: dict[str, str] = {}
        """By household, its place."""
        self.members: dict[str, list[raw.HouseholdRow]] = {}
        """By place, the households there."""
        standing = places(map(placed, shown.values()))
        apart = len(set(standing.values())) > 1
        for household, stands in standing.items():
            self._put(shown[household], place_of(row.id, stands) if apart else row.id)
        if not shown:
            self.members[row.id] = []

    def add(self, household: str) -> str:
        """Place a household that is not shown: with those that are, where it can be no other's; else by itself."""
        row = next((h for h in self.row.households if h.id == household), None)
        if row is None:
            return self.row.id
        standing = places(map(placed, [*self._shown.values(), row]))
        beside = [one for one, stands in standing.items() if stands == standing[household] and one != household]
        place = self.of[beside[0]] if beside else place_of(self.row.id, household)
        self._put(row, place)
        return place

    def _put(self, household: raw.HouseholdRow, place: str) -> None:
        self.of[household.id] = place
        self.members.setdefault(place, []).append(household)


def placed(household: raw.HouseholdRow) -> PlacedHousehold:
    """What decides at which place a household is, as it was known."""
    return PlacedHousehold(household.id, household.agency, household.text or "")
