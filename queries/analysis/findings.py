"""What a rule finds in a whole borough, for analysts: derived anew, and nothing is kept.

In a notebook::

    found = await findings(reader, "COMPARTMENTALISED", date(2026, 3, 31))
    apart(found)  # which agencies are most often without a link, with how many findings
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterable
from datetime import date, datetime
from itertools import combinations, product

from queries import ask
from queries.analysis import hidden
from queries.analysis.rule import Flag, once_each
from queries.context import Context
from queries.read import Reader

AT_ONCE = 150
"""Children whose networks are read in one statement."""


async def findings(reader: Reader, rule: str, on: date, known_at: datetime | None = None) -> list[Flag]:
    """The flags of one rule about all children, as known at a time (now, where not given).

    Each is about a network of services, never a score of a person. NotBuilt for a rule that there is not.
    """
    context = Context.as_of(on, known_at)
    found: list[Flag] = []
    async for some in _children(reader, context):
        found += await hidden.derive(reader, some, context, [rule])
    return once_each(found)


async def _children(reader: Reader, context: Context) -> AsyncIterator[list[str]]:
    """All children, some at a time."""
    page = await reader.plain(ask.children("", AT_ONCE), context)
    while page is not None:
        if page["children"]:
            yield page["children"]
        page = await reader.plain(ask.children(page["last"], AT_ONCE), context)


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
