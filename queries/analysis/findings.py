"""What a rule finds in a whole borough, for analysts: derived anew, and nothing is kept.

In a notebook::

    found = await findings(cases, "COMPARTMENTALISED", date(2026, 3, 31))
    apart(found)  # which agencies are most often without a link, with how many findings
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from itertools import combinations, product

from queries.analysis.rule import Flag, rules_asked
from queries.case import Cases
from queries.context import Context
from queries.questions.hidden_connections import flags_of_everybody


async def findings(cases: Cases, rule: str, on: date, known_at: datetime | None = None) -> list[Flag]:
    """The flags of one rule about all children, as known at a time (now, where not given).

    Each is about a network of services, never a score of a person. NotBuilt for a rule that there is not.
    """
    return await flags_of_everybody(cases, Context.as_of(on, known_at), rules_asked([rule]))


def apart(flags: Iterable[Flag]) -> list[tuple[str, str, int]]:
    """Pairs of agencies in different components, by name, and in how many findings: the most first."""
    counts: Counter[tuple[str, str]] = Counter()
    for flag in flags:
        for one, other in combinations(flag.components, 2):
            counts.update({_names(flag, *pair) for pair in product(one.agencies, other.agencies)})
    return [(one, other, count) for (one, other), count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))]


def _names(flag: Flag, one: str, other: str) -> tuple[str, str]:
    first, last = sorted((flag.names[one], flag.names[other]))
    return first, last
