"""`hiddenConnections` without persons, for who may not see all: findings about those of the own agency's records.

A sweep is of everybody's records: that it found something, or did not, may rest on what a viewer may not see. So none
is read. The own agency's persons are gone through, some at a time, and what they are in is derived from what the
viewer may see, as it is for persons who are named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from queries import ask
from queries.analysis import hidden
from queries.analysis.rule import Flag
from queries.context import Context
from queries.planner import Pick
from queries.questions.hidden_connections import FlagPlace
from queries.read import Reader

AT_ONCE = 50
"""Records of the own agency whose persons are looked at in one statement."""
BATCHES = 4
"""How often that is done for one page; a page that holds fewer than were asked for says where to go on."""
_LAST = "~"
"""After every rule and flag: beyond all that is found by a record."""


@dataclass
class Page:
    """Rows `{node, edge}` with the place of each; `upto` is how far it was looked, None where that is all.

    A page of no rows has one nevertheless where there are any: of whom that is told by saying so.
    """

    rows: list[dict[str, Any]] = field(default_factory=list)
    places: list[FlagPlace] = field(default_factory=list)
    upto: FlagPlace | None = None


@dataclass(frozen=True)
class Asked:
    """Which findings are asked for: by which rules (all, where None), over which time, after which place, how many."""

    rules: list[str] | None
    start: date | None
    after: FlagPlace
    take: int


async def flags(
    reader: Reader, asked: Asked, context: Context, nodes: tuple[Pick, ...], edges: tuple[Pick, ...]
) -> Page:
    """One page of the flags that name somebody of the own agency's records; NotBuilt for no such rule."""
    found: list[tuple[FlagPlace, Flag]] = []
    upto: FlagPlace | None = asked.after
    for _ in range(BATCHES):
        if upto is None or len(found) > asked.take:
            break
        some, upto = await _batch(reader, asked, context, upto)
        found += some
    if len(found) > asked.take:
        found, upto = found[: asked.take or 1], found[asked.take - 1][0] if asked.take else asked.after
    rows = await hidden.read(reader, [flag.as_map() for _, flag in found], context, nodes, edges)
    return Page(rows, [place for place, _ in found], upto)


async def _batch(
    reader: Reader, asked: Asked, context: Context, after: FlagPlace
) -> tuple[list[tuple[FlagPlace, Flag]], FlagPlace | None]:
    """What is found about some of the persons after a place, and how far that was; None where it is the end."""
    here = await reader.plain(ask.own_people(after.record, AT_ONCE), context)
    derived = await hidden.derive(reader, here["people"], context, asked.rules, asked.start)
    named = sorted({person for flag in derived for person in flag.people})
    first = dict(await reader.plain(ask.own_records(named), context) if named else [])
    end = FlagPlace(here["last"], _LAST) if here["records"] == AT_ONCE else None
    placed = [place for place in _placed(derived, first) if after < place[0] and (end is None or place[0] < end)]
    return sorted(placed, key=lambda place: place[0]), end


def _placed(derived: list[Flag], first: dict[str, str]) -> Iterator[tuple[FlagPlace, Flag]]:
    """Each flag that names somebody of the own agency's records, with its place."""
    for flag in derived:
        records = [first[person] for person in flag.people if person in first]
        if records:
            yield FlagPlace(min(records), flag.rule, flag.id), flag
