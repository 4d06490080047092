"""What is left out of the deliveries on purpose, to see how answers get worse with the data.

The borough and its truth stay the same: only cells, rows or whole deliveries are not written. A
larger share leaves out everything that a smaller one does, and more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from loaders.borough.dice import Dice

_IDENTIFIERS = ("nhs_number", "upn", "other_identifiers")


@dataclass(frozen=True)
class Missing:
    """Shares, each 0 to 1.

    `identifiers` of the cells that hold a person's identifier, `relationships` of the rows that say
    who is whose, `agencies` of the agencies, which deliver nothing.
    """

    identifiers: float = 0.0
    relationships: float = 0.0
    agencies: float = 0.0

    def __post_init__(self) -> None:
        for field in fields(self):
            share = getattr(self, field.name)
            if not 0 <= share <= 1:
                raise ValueError(f"{field.name}={share}: a share is 0 to 1")

    @classmethod
    def read(cls, options: Iterable[str]) -> "Missing":
        """From texts such as `identifiers=0.3`; ValueError names the text that is not so."""
        known = {field.name for field in fields(cls)}
        shares = {}
        for option in options:
            what, _, share = option.partition("=")
            if what not in known:
                raise ValueError(f"{option}: what can be missing is {', '.join(sorted(known))}")
            try:
                shares[what] = float(share)
            except ValueError:
                raise ValueError(f"{option}: write a share, such as {what}=0.3") from None
        return cls(**shares)

    def undelivered(self, agencies: Sequence[str], seed: int) -> set[str]:
        """The agencies of which no delivery is written."""
        shuffled = sorted(agencies)
        Dice(f"agencies missing of {seed}").shuffle(shuffled)
        return set(shuffled[: round(self.agencies * len(shuffled))])

    def losses(self, agency: str, seed: int) -> "Losses":
        """What one agency's delivery loses."""
        return Losses(self, f"{agency} of {seed}")


class Losses:
    """Takes out of one delivery's rows what is to be missing."""

    def __init__(self, missing: Missing, whose: str) -> None:
        self._missing = missing
        self._identifiers = Dice(f"identifiers missing of {whose}")
        self._relationships = Dice(f"relationships missing of {whose}")

    def keeps(self, table: str, cells: dict[str, str]) -> bool:
        """Whether a row is written; blanks the identifiers in it that are to be missing."""
        if table == "relationships":
            return not self._relationships.chance(self._missing.relationships)
        if table == "people":
            for column in _IDENTIFIERS:
                if cells.get(column) and self._identifiers.chance(self._missing.identifiers):
                    cells[column] = ""
        return True
