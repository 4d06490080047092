"""The agencies of a borough and how many links they have with one another, for analysts: nobody is named.

Counted from all agencies' records, and so for who sees all alone; small numbers are not protected here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from queries.case import Case
from queries.facts.rows import LinkRow
from queries.questions.coverage import coverage_of

MOST_PAIRS = 100_000
"""The most pairs of agencies that are counted: some 150 agencies, all linked in every way."""


class TooManyPairs(Exception):
    """More pairs of agencies than are counted at once; a part of them would give false measures."""


@dataclass(frozen=True)
class LinkedAgency:
    """An agency that has delivered or that a link names; `covered`: whether a delivery of its own covers the date."""

    id: str
    name: str
    kind: str
    covered: bool


@dataclass(frozen=True)
class ServiceLinks:
    """The agencies, by id, and how many links they have, by pair and kind.

    `informed` and `referred` lead from one to the other; `met`, `worker` and `people` are of two, the first with the
    smaller id. A pair of `people` of an agency with itself is with how many persons it is live.
    """

    agencies: tuple[LinkedAgency, ...]
    links: tuple[LinkRow, ...]


async def service_links(case: Case) -> ServiceLinks:
    """The agencies and their links in a case's window, opened since `context.linked_from`.

    Raises `TooManyPairs` rather than give a part of them, `MayNotSee` for who may not see all.
    """
    links = await case.links(MOST_PAIRS)
    if len(links) == MOST_PAIRS:
        raise TooManyPairs(f"{MOST_PAIRS} counted pairs of agencies were read, and there are more")
    return ServiceLinks(tuple(_agencies(case, links)), tuple(links))


def _agencies(case: Case, links: Iterable[LinkRow]) -> list[LinkedAgency]:
    delivering = {one.agency: one.covers_date for one in coverage_of(case) if one.last is not None}
    named = {*delivering, *(id for link in links for id in (link.one, link.other))}
    found = (case.organisation(id) for id in sorted(named))
    return [
        LinkedAgency(one.id, one.name or one.id, one.kind or "other", delivering.get(one.id, False))
        for one in found if one is not None
    ]
