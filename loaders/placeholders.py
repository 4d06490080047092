"""Which dates of birth are placeholders: the lists and limits of `placeholders.toml`, each with its reason."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from statistics import median
from typing import Any

from graph.dates import partial_date


@dataclass(frozen=True)
class BirthDates:
    """The rules of `placeholders.toml`."""

    placeholders: frozenset[str]
    oldest_years: int
    frequent_rows: int
    frequent_times_median: int

    def usable(self, born: str, died: str | None, today: date) -> bool:
        """Return whether a date of birth is plausible: no listed placeholder, and no age beyond the limit."""
        if born in self.placeholders:
            return False
        alive, latest = partial_date(died).first if died else today, partial_date(born).last
        birthday_to_come = (alive.month, alive.day) < (latest.month, latest.day)
        return alive.year - latest.year - birthday_to_come <= self.oldest_years

    def too_frequent(self, counts: Mapping[str, int]) -> list[str]:
        """Of days of birth with their rows in one delivery, those that are far too frequent."""
        if not counts:
            return []
        least = max(self.frequent_rows, self.frequent_times_median * median(counts.values()))
        return [day for day, count in counts.items() if count >= least]


@cache
def birth_dates() -> BirthDates:
    """The rules as shipped."""
    spec: dict[str, Any] = tomllib.loads(files("loaders").joinpath("placeholders.toml").read_text(encoding="utf-8"))
    return BirthDates(frozenset(one["date"] for one in spec["placeholder"]), **spec["limits"])
