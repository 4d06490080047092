"""Which children depend on an adult on the date, and which of them are in the adult's home or care."""

from __future__ import annotations

from collections.abc import Iterable

from queries.access.visible import Tie
from queries.case import Case, reads
from queries.definitions.family import know_steps
from queries.definitions.homes import lives_with, sharing
from queries.definitions.persons import alive, child
from queries.definitions.ties import holding


@reads("care")
async def know_care(case: Case, people: Iterable[str]) -> None:
    """Read the ties and homes of some persons, and of whoever may depend on them what makes them a child."""
    asked = [person for person in dict.fromkeys(people) if person in case.persons]
    await know_steps(case, asked)
    near = sorted({other for person in asked for other in _near(case, person)})
    await case.read(stays=near, involvements=near, ever=[*asked, *near])


def depending(case: Case, adult: str) -> list[str]:
    """The living children of whom somebody is a parent of any kind, whom they care for, or who share their home.

    By id. Needs `care`.
    """
    return sorted(other for other in _near(case, adult) if alive(case, other) and child(case, other))


def in_care(case: Case, adult: str) -> list[str]:
    """Those of the children who depend on somebody who are in their home or care, by id. Needs `care`.

    A parent's child lives with them unless their recorded homes are apart: where no home is recorded, it is not known
    that the child lives elsewhere.
    """
    cared_for = {tie.end for tie in _caring(case, adult) if tie.edge == "CARES_FOR"}
    return [one for one in depending(case, adult) if one in cared_for or lives_with(case, adult, one) is not False]


def _near(case: Case, person: str) -> set[str]:
    ties = {tie.end for tie in _caring(case, person)}
    return ties | {other.person for _, other in sharing(case, person)}


def _caring(case: Case, person: str) -> list[Tie]:
    """The ties by which somebody is a parent or a carer on the date; a young carer is a child, and cares otherwise."""
    return [
        tie for tie in case.ties_of[person]
        if tie.start == person and tie.edge in ("PARENT_OF", "CARES_FOR") and tie.type != "young_carer"
        and holding(case, tie)
    ]
