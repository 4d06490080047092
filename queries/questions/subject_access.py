"""Everything held about a person, by the agency that answers for it (UK GDPR art. 15)."""

from __future__ import annotations

from queries.access.permissions import answering_subjects
from queries.access.subject import HeldAbout
from queries.case import Case


async def subject_access(case: Case, person: str) -> HeldAbout | None:
    """What is held about a person; None where nobody is known by the id, or the agency has no record of them.

    Raises `MayNotSee` for a role that does not answer for the use of records, whoever is asked about.
    """
    answering_subjects(case.context.viewer)
    who = await case.person(person)
    return await case.held_about(who.id) if who is not None else None
