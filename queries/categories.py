"""Categories of events that rules and clocks read; an event's others are the agency's own words, which nothing reads.

They are codes that say what happened and name nobody. So they stay where the source of a report is closed
(`queries.access.sources`): domestic abuse, an injury or a court order counts for a child's safety, whatever its source.
"""

from __future__ import annotations

from queries.clocks import DERIVED

DOMESTIC = frozenset({"domestic", "domestic abuse", "domestic_abuse", "domestic violence", "domestic_violence", "dash",
                      "marac"})
"""Categories by which agencies of other kinds, such as the police, record domestic abuse; as they are folded."""
INJURY = "injury"
"""The category that makes an attendance an incident."""
READ = frozenset({*DOMESTIC, INJURY, *(category for _, category in DERIVED)})


def is_read(category: str | None) -> bool:
    """Whether a category is exactly one that a rule or a clock reads."""
    return _folded(category) in READ


def is_domestic(category: str | None) -> bool:
    """Whether a category records domestic abuse."""
    return _folded(category) in DOMESTIC


def _folded(category: str | None) -> str:
    return (category or "").strip().lower()
