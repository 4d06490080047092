"""What a viewer may see at all, from which deliveries, until when; and the same in words for a client to show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from graph.codes import AGENCY_KIND
from queries.case import Case
from queries.context import LONDON
from queries.definitions import directory
from queries.definitions.scope import Scope, scope_of
from queries.questions.coverage import coverage_of
from queries.words import listed

NAMED = 5
"""The most agencies that a sentence names; of more it says how many."""
INVOLVED = "that they are involved with a person, since when, by which service and whom to ring"


async def scope(case: Case) -> Scope:
    """The scope of the viewer, of a case that has read nothing yet."""
    await case.begin()
    return scope_of(case)


def until(case: Case) -> str | None:
    """The oldest of the last deliveries of the agencies in scope: no agency's records end before it.

    None where an agency in scope has no complete delivery, or no agency is in scope.
    """
    last = [one.last for one in coverage_of(case)]
    if not last or any(one is None for one in last):
        return None
    return min((one for one in last if one is not None), key=case.extracted).extracted_at


def statement(case: Case, of: Scope) -> str:
    """The scope in words: what is shown, what is not, as delivered when, and what an empty list means."""
    return " ".join(_sentences(case, of))


def _sentences(case: Case, of: Scope) -> Iterator[str]:
    if of.own is None:
        yield "You see all records that agencies have delivered."
    elif of.own_records_only:
        yield f"You see the records of {_name(case, of.own)} alone."
    else:
        yield from _shown(case, of, of.own)
        yield from _kept_back(of)
    if not of.shows_shielded:
        yield "Shielded addresses are not shown."
    yield from _delivered(case, of)
    yield (
        "An empty list means that no delivered record says so, not that there is nothing."
        if of.own is None else
        "An empty list says nothing about records that you do not see: ask the other agencies."
    )


def _shown(case: Case, of: Scope, own: str) -> Iterator[str]:
    """What is shown beside the own records."""
    others = [id for id in of.content if id != own]
    yield f"You see the records of {_names(case, [own, *others])}."
    if of.existence:
        yield f"Of {_names(case, of.existence)} you see only {INVOLVED}."
    whose = f"Of clients of {_name(case, own)} and their family"
    if of.content_of_clients:
        yield f"{whose} you also see the records of {_names(case, of.content_of_clients)}."
    if of.existence_of_clients:
        yield f"{whose} you also see of {_names(case, of.existence_of_clients)} {INVOLVED}."
    if of.opened_until is not None:
        yield (
            f"Break-glass access shows you what agencies hold of the persons that it names until"
            f" {of.opened_until.astimezone(LONDON):%H:%M on %Y-%m-%d}."
        )


def _kept_back(of: Scope) -> Iterator[str]:
    """What of other agencies is not shown, whoever it is about."""
    opened = "" if of.opened_until is None else ", but for what break-glass access opens"
    if not of.shows_sensitive:
        yield f"Rows that other agencies mark sensitive are not shown{opened}."
    if of.hidden_kinds:
        kinds = listed(_label(kind) for kind in of.hidden_kinds)
        yield f"Services of other agencies of these kinds show only where the person consents{opened}: {kinds}."
    yield "What other agencies have sealed is never shown."


def _delivered(case: Case, of: Scope) -> Iterator[str]:
    """From which deliveries: until when, and which agencies of the scope have none that covers the date."""
    covering = coverage_of(case)
    nothing = [one.agency for one in covering if one.last is None]
    if of.own and of.own not in {one.agency for one in covering}:
        nothing.insert(0, of.own)
    if (oldest := until(case)) is not None:
        day = datetime.fromisoformat(oldest).astimezone(LONDON).date()
        yield f"The records are as delivered by {day}" + (", or later." if len(covering) > 1 else ".")
    if nothing or not covering:
        yield f"{_names(case, nothing) or 'No agency'} {_has(nothing)} delivered nothing that is complete."
    lacking = [one.agency for one in covering if one.last is not None and not one.covers_date]
    if lacking:
        yield f"No delivery of {_names(case, lacking)} covers {case.dates.on}."


def _names(case: Case, agencies: Sequence[str]) -> str:
    """Agencies by name; of many, how many they are."""
    if len(agencies) > NAMED:
        return f"{len(agencies)} agencies"
    return listed(_each_name(case, agencies))


def _each_name(case: Case, agencies: Iterable[str]) -> list[str]:
    return [_name(case, id) for id in agencies]


def _name(case: Case, agency: str) -> str:
    found = case.organisation(agency)
    return agency if found is None else directory.name(found)


def _label(kind: str) -> str:
    return AGENCY_KIND.by_code[kind].label.lower()


def _has(agencies: Sequence[str]) -> str:
    return "has" if len(agencies) < 2 else "have"
