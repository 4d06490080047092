"""Anything with a global id, by that id: as a client asks again for what an earlier answer gave it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from queries.analysis.rule import rules_asked
from queries.case import Case
from queries.questions.hidden_connections import Asked, flags_about
from queries.questions.organisation import organisation
from queries.questions.person import record_by_id

FLAG = "flag"


def kind_of(id: str) -> str:
    """Return the kind in a global id's prefix, '' for an organisation: its id is the agency id of the manifest."""
    kind, parted, _ = id.partition(":")
    return kind if parted and kind in _BY_KIND else ""


async def nodes(case: Case, ids: Sequence[str]) -> list[Any]:
    """Return the object of each id, in order; None for an id that is unknown or not visible to the viewer.

    With ids of flags, the case must be opened since `context.linked_from`.
    """
    of: dict[str, list[str]] = defaultdict(list)
    for id in ids:
        of[kind_of(id)].append(id)
    people = await case.people(of["person"])
    # read all of a kind in one statement; the functions below then find them read
    await case.read(
        records=of["record"], events=of["event"], involvement_ids=of["involvement"], professionals=of["professional"]
    )
    await case.read(recorded=[case.about[id] for id in of["record"] if id in case.about])
    found = {id: people[id] if id in people else await _BY_KIND[kind_of(id)](case, id) for id in dict.fromkeys(ids)}
    return [found[id] for id in ids]


async def _nobody(case: Case, id: str) -> None:
    """A person was looked for with all others, and is not known."""


async def _event(case: Case, id: str) -> Any:
    return case.events.get(id)


async def _involvement(case: Case, id: str) -> Any:
    await case.read(involvement_ids=[id])
    return case.involvements.get(id)


async def _service(case: Case, id: str) -> Any:
    await case.begin()
    found = case.service(id)
    if found is None or found.agency is None:
        return None
    return found if await organisation(case, found.agency) is not None else None


async def _professional(case: Case, id: str) -> Any:
    """A worker, where the records of their agency may be seen: else they are known from those rows alone."""
    await case.read(professionals=[id])
    found = case.professionals.get(id)
    if found is None or found.worker.agency is None or not case.content(found.worker.agency):
        return None
    return found.worker


async def _flag(case: Case, id: str) -> Any:
    """A flag that the last sweep found, derived anew from what the viewer may see."""
    people = await case.finding(id)
    page = await flags_about(case, Asked(tuple(people), take=case.bound), rules_asked(None))
    return next((flag for flag in page.flags if flag.id == id), None)


_BY_KIND: dict[str, Callable[[Case, str], Awaitable[Any]]] = {
    "": organisation,
    "person": _nobody,
    "record": record_by_id,
    "event": _event,
    "involvement": _involvement,
    "service": _service,
    "professional": _professional,
    FLAG: _flag,
}
