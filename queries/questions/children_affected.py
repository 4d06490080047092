"""Which children are affected by what happens to an adult? (DOMAIN, the first question.)

On a date, for one adult: every child (under 18, or unborn) who is the adult's child in any sense, living with them or
not; lives in the same home; is cared for by the adult, or cares for the adult; is the child of the adult's partner, or
of the adult's child; or has another recorded tie of kin or as a sibling. No child is listed by a tie that had ended,
nor left out because one agency alone knows the tie. The dead are in no path.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from queries.case import Around, Case
from queries.definitions.family import Path, preferred
from queries.definitions.homes import homes_of, know_homes, sharing
from queries.definitions.persons import alive, child
from queries.definitions.ties import Edge, holding

_CAREERS = ("main_carer", "special_guardian", "kinship_carer", "carer", "young_carer")
"""Caring roles, the one that says most first."""


@dataclass(frozen=True)
class AffectedChild:
    """One child of whom it is asked, and by which ties; each path begins with the adult."""

    adult: str
    child: str
    paths: tuple[Path, ...]


@dataclass(frozen=True)
class ChildrenAffected:
    """The adult, and the children affected, oldest first."""

    adult: str
    children: tuple[AffectedChild, ...]


async def children_affected(case: Case, adult: str) -> ChildrenAffected | None:
    """The children affected by what happens to an adult, by any id they have or had; None where nobody is known."""
    who = await case.person(adult, around=Around(2, bring="children", homes=False))
    if who is None:
        return None
    children = await _children(case, who.id) if alive(case, who.id) else ()
    return ChildrenAffected(who.id, tuple(children))


async def _children(case: Case, adult: str) -> list[AffectedChild]:
    places = {stay.address for stay in case.stays_of[adult] if holding(case, stay)}
    await know_homes(case, places)
    await case.read(homes=(stay.address for stay in homes_of(case, adult)))
    await case.read(ties=_through(case, adult))
    ways = await case.apart(lambda: [way for way in case.counted(_ways(case, adult)) if _is_open(case, way)])
    await case.read(ever=(way.child for way in ways))
    ways.sort(key=lambda way: (way.rank, way.through or "", *preferred(way.steps[0][0], adult)))
    paths: dict[str, list[Path]] = {}
    for way in ways:
        if child(case, way.child):
            people = (adult, way.child) if way.through is None else (adult, way.through, way.child)
            paths.setdefault(way.child, []).append(Path(people, way.steps))
    ordered = sorted(paths, key=lambda id: (case.persons[id].stated.date_of_birth_first or "\uffff", id))
    return [AffectedChild(adult, id, tuple(paths[id][: case.bound])) for id in ordered[: case.bound]]


@dataclass(frozen=True)
class _Way:
    """One way to somebody who may be a child: by which preference, and through whom."""

    rank: int
    child: str
    steps: tuple[tuple[Edge, ...], ...]
    through: str | None = None


def _through(case: Case, adult: str) -> list[str]:
    """Whose children are asked for besides the adult's own: partners, parents and children."""
    return [
        tie.other(adult) for tie in case.ties_of[adult]
        if tie.edge in ("PARTNER_OF", "PARENT_OF") and holding(case, tie) and alive(case, tie.other(adult))
    ]


def _ways(case: Case, adult: str) -> Iterator[_Way]:
    for tie in case.ties_of[adult]:
        if tie.edge == "PARENT_OF" and tie.start == adult:
            yield _Way(1, tie.end, ((tie,),))
        if tie.edge == "CARES_FOR":
            yield _Way(2, tie.other(adult), ((tie,),))
        if tie.edge == "SIBLING_OF" or tie.type in case.context.terms.kin:
            yield _Way(4, tie.other(adult), ((tie,),))
    for own, other in sharing(case, adult):
        yield _Way(3, other.person, ((own, other),))
    for tie in case.ties_of[adult]:
        if tie.edge not in ("PARTNER_OF", "PARENT_OF") or not alive(case, tie.other(adult)):
            continue
        through, rank = tie.other(adult), 5 if tie.edge == "PARTNER_OF" else 6
        for below in case.ties_of[through]:
            if below.edge == "PARENT_OF" and below.start == through and below.end != adult:
                yield _Way(rank, below.end, ((tie,), (below,)), through)


def _is_open(case: Case, way: _Way) -> bool:
    """Whether every tie of a way holds on the date, and leads to somebody living."""
    return alive(case, way.child) and all(holding(case, edge) for step in way.steps for edge in step)


def caring_role(case: Case, of: AffectedChild) -> str | None:
    """Who cares for whom: the adult's role towards the child, `young_carer` where the child cares for the adult."""
    roles = [
        tie.type if tie.start == of.adult else "young_carer"
        for tie in case.ties_of[of.adult]
        if tie.edge == "CARES_FOR" and tie.other(of.adult) == of.child and holding(case, tie)
    ]
    return min(roles, key=_CAREERS.index, default=None)
