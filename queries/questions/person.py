"""A person by any id they have or had, and one agency's record of a person by the agency's own id."""

from __future__ import annotations

from collections.abc import Iterable

from graph.ids import global_id
from queries.access.visible import Person, Record
from queries.case import Case

THEIR = frozenset({"ties", "stays", "involvements", "recorded"})
"""Kinds of facts that can be read of a person in the same statement as who they are."""


async def person(case: Case, id: str, early: Iterable[str] = ()) -> Person | None:
    """The person whom an id means, now or formerly; None where nobody is known by it to the viewer.

    `early` are kinds of facts about them that will be wanted: those that can be are read at once.
    """
    return await case.person(id, their=THEIR.intersection(early))


async def source_record(case: Case, agency: str, local_id: str) -> Record | None:
    """One agency's record of a person; None where there is none that the viewer may see whole.

    Its person is `case.persons[record.person]`.
    """
    return await record_by_id(case, global_id("SourceRecord", agency, local_id))


async def record_by_id(case: Case, id: str) -> Record | None:
    """A record by its global id, likewise."""
    await case.read(records=[id])
    about = case.about.get(id)
    if about is None:
        return None
    await case.read(recorded=[about])
    found = case.records.get(id)
    return found if found is not None and found.whole else None
