"""What an agency may tell a person of its own use of their records: the rows that it holds, and who looked.

UK GDPR art. 15. An agency answers for its own rows alone: that others challenge them shows, and no finding does, which
rests on everybody's. Who sees all answers for everybody's. The source of an anonymous or confidential report is closed
here to the agency that holds it too: the person who asks is often the one whom the report is about.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graph.ids import own_person
from queries.access.permissions import Permissions
from queries.access.placing import shielded
from queries.access.policy import Sources, shipped
from queries.access.sources import CLOSED, closed_by_words
from queries.facts.rows import HeldRow, OrganisationRow

_NAMES_SOURCE = frozenset({
    "category", "summary", "service_id", "involvement_id", "parent_event", "by", "basis", "reason", "was", "value",
})
"""Of an event, of who was told of it, of a challenge of it and of how that was settled."""


@dataclass(frozen=True)
class Lookups:
    """The ids by which a person was asked about, or answered with.

    `ids` are the person's, former ones, and those of records, events and involvements. `others` are the ids by
    anybody's records: a look by one of these counts only where it was told so, for it may have been guessed.
    """

    ids: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True)
class HeldAbout:
    """Everything held about a person: rows as maps, with what each said before; findings, decisions, grants."""

    person: str
    records: tuple[str, ...]
    rows: tuple[dict[str, Any], ...]
    findings: tuple[dict[str, Any], ...]
    decisions: tuple[dict[str, Any], ...]
    glass: tuple[dict[str, Any], ...]


def lookups(rows: Iterable[HeldRow], person: str, own: str | None, most: int) -> Lookups | None:
    """The ids of a person by the records of the agency that answers, at most so many; None where it has no record."""
    held = list(rows)
    ours = sorted((row for row in held if own is None or row.agency == own), key=lambda row: row.record)
    if not ours:
        return None
    involvements = dict.fromkeys(id for row in ours for id in row.involvements)
    events = dict(event for row in ours for event in row.events)
    newest = sorted(events, key=lambda id: (events[id] or "", id), reverse=True)
    ids = [person, *(row.record for row in ours), *(own_person(row.record) for row in ours)]
    every = dict.fromkeys([*ids, *list(involvements)[:most], *newest[:most]])
    others = sorted({own_person(row.record) for row in held})
    return Lookups(tuple(every)[:most], tuple(others[:most]))


def held_about(
    columns: Mapping[str, Any], person: str, own: str | None, allowed: Permissions | None,
    organisations: Mapping[str, OrganisationRow], sources: Sources | None = None,
) -> HeldAbout | None:
    """Everything held about a person, as the agency that answers may give it; None where it has no record.

    `sources` says whose reports are closed, as the shipped policy does where None.
    """
    if not columns["own_records"]:
        return None
    closing = sources or shipped().sources
    closed = {row["id"] for row in columns["held_rows"] if row["kind"] == "Event" and _source_closed(row, closing)}
    rows = [
        _without_source(_named(row, own, organisations), closed) for row in columns["held_rows"]
        if _answered_for(row, own) and _disclosed(row, allowed)
    ]
    rows.sort(key=lambda row: (row["agency"] or "\uffff", row["kind"], row["id"], str(row["said"]["recorded_at"])))
    return HeldAbout(
        person, tuple(sorted(columns["own_records"])), tuple(rows), tuple(columns["findings"]) if own is None else (),
        tuple(one for one in columns["flag_decisions"] if _answered_for(one, own)),
        tuple(
            {**one, "agency_kind": _kind(organisations, one["agency"])}
            for one in columns["broken"] if _answered_for(one, own)
        ),
    )


def _answered_for(row: Mapping[str, Any], own: str | None) -> bool:
    return own is None or row["agency"] == own


def _disclosed(row: Mapping[str, Any], allowed: Permissions | None) -> bool:
    return allowed is None or allowed.discloses or not shielded(*row["shields"])


def _source_closed(row: Mapping[str, Any], sources: Sources) -> bool:
    """Whether the report of an event was ever marked as of an anonymous or confidential source."""
    sayings = (row["said"], *row["before"])
    return closed_by_words(sources, (said.get(name) for said in sayings for name in ("category", "summary")))


def _without_source(row: dict[str, Any], closed: Collection[str]) -> dict[str, Any]:
    """A row without what may name the source of a report that is closed, and why; challenges of it may name it too."""
    if row["id"] not in closed and row["from"] not in closed:
        return {**row, "closed": None}
    return {
        **row, "closed": CLOSED, "said": _unnamed(row["said"]), "before": [_unnamed(was) for was in row["before"]],
        "challenges": [_unnamed(one) for one in row["challenges"]],
        "settlements": [_unnamed(one) for one in row["settlements"]],
    }


def _unnamed(said: Mapping[str, Any]) -> dict[str, Any]:
    """What a row says, but for what may name a source."""
    return {name: value for name, value in said.items() if name not in _NAMES_SOURCE}


def _named(row: Mapping[str, Any], own: str | None, organisations: Mapping[str, OrganisationRow]) -> dict[str, Any]:
    """A row with its agency's name and kind, and of others' challenges no more than that they are there."""
    agency = organisations.get(row["agency"])
    told = {name: value for name, value in row.items() if name not in ("shields", "challenges")}
    return {
        **told, "agency_name": agency.name if agency else None, "agency_kind": agency.kind if agency else None,
        "challenges": [
            one if _answered_for(one, own) else {name: one.get(name) for name in ("assertion", "closed_by")}
            for one in row["challenges"]
        ],
    }


def _kind(organisations: Mapping[str, OrganisationRow], agency: str) -> str | None:
    found = organisations.get(agency)
    return found.kind if found else None
