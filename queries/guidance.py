"""Editions of guidance that rules cite: each rule names the guidance, and an answer names the edition of its day.

An authority says `{working_together 3}` for chapter 3, or `{working_together}` for the guidance as a whole. The
chapters named have one subject in both editions listed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType


@dataclass(frozen=True)
class Edition:
    """One edition of guidance, in force from `valid_from` up to, not including, `valid_to`."""

    year: int
    valid_from: date
    valid_to: date | None = None

    def in_force(self, on: date) -> bool:
        """Whether it applies on a day."""
        return self.valid_from <= on < (self.valid_to or date.max)


@dataclass(frozen=True)
class Guidance:
    """Guidance with its editions, oldest first."""

    title: str
    editions: tuple[Edition, ...]

    def cited(self, on: date, chapter: str | None) -> str:
        """The edition of a day, with a chapter; a day before all editions listed is answered without either."""
        edition = next((one for one in self.editions if one.in_force(on)), None)
        if edition is None:
            return f"{self.title}, the edition then in force"
        return f"{self.title} {edition.year}" + (f", chapter {chapter}" if chapter else "")


GUIDANCE: Mapping[str, Guidance] = MappingProxyType(
    {
        "working_together": Guidance(
            "Working Together to Safeguard Children",
            (Edition(2023, date(2023, 12, 15), date(2026, 3, 18)), Edition(2026, date(2026, 3, 18))),
        )
    }
)
_CITED = re.compile(r"\{(\w+)(?: (\d+))?\}")


def cited(authority: str, on: date) -> str:
    """An authority with each guidance named as of a day.

    >>> cited("Children Act 1989 s.47; {working_together 3}", date(2026, 3, 17))
    'Children Act 1989 s.47; Working Together to Safeguard Children 2023, chapter 3'
    >>> cited("Children Act 1989 s.47; {working_together}", date(2026, 3, 18))
    'Children Act 1989 s.47; Working Together to Safeguard Children 2026'
    """
    return _CITED.sub(lambda found: GUIDANCE[found[1]].cited(on, found[2]), authority)


def unknown(authority: str) -> list[str]:
    """The guidance that an authority names and that is not listed here."""
    return sorted({found[1] for found in _CITED.finditer(authority)} - GUIDANCE.keys())
