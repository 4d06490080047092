"""Rows as elements of the graph: which properties a run has in the store, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graph.dates import moment
from graph.delivery import SpooledRow
from graph.ledger import Run, Said
from graph.shape import DATED, Shape, Shaped
from graph.times import instant, text

_STAMPS = frozenset({
    "id", "agency", "extract", "row", "key", "digest", "recorded_at", "superseded_at", "asserted_at",
    "opened_by", "closed_by", "held_by", "revised", "changed",
})
"""What an element has besides the row's content."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a row says, as stored: its properties, and the ids that its edges lead to."""

    properties: Mapping[str, Any]
    targets: Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the delivery being loaded, ready for the ledger and for the store."""

    id: str
    key: str
    said: Said
    content: Content


def entry(shape: Shape, agency: str, row: SpooledRow) -> Entry:
    """Make a spooled row ready."""
    shaped: Shaped = shape.shaped(agency, row.key, row.content)
    own = row.content.get("recorded_at")
    said = Said(row.digest, moment(own) if own else None, shape.window(shaped.properties))
    return Entry(shaped.id, row.key, said, Content(shaped.properties, shaped.targets))


def stamps(agency: str, row: str, run: Run) -> dict[str, Any]:
    """Where an element comes from and when it was known."""
    made = {
        "agency": agency, "extract": run.opened_by, "row": row, "recorded_at": text(run.recorded_at),
        "superseded_at": text(run.superseded_at), "asserted_at": text(run.asserted_at), "opened_by": run.opened_by,
    }
    if run.closed_by is not None:
        made["closed_by"] = run.closed_by
    return made


def edge_stamps(shape: Shape, agency: str, row: str, run: Run, content: Content) -> dict[str, Any]:
    """The properties of a node row's reference edges: its stamps, and its validity where it is dated."""
    made = stamps(agency, row, run)
    if shape.dated:
        made.update((name, content.properties[name]) for name in DATED if name in content.properties)
    return made


def element(shape: Shape, agency: str, row: str, key: str, run: Run, content: Content) -> dict[str, Any]:
    """All properties of the node or edge that is one run of a row."""
    made = {**content.properties, **stamps(agency, row, run), "key": key, "digest": run.said.digest}
    if run.held_by:
        made["held_by"] = list(run.held_by)
    if shape.is_node:
        made["id"] = row
    return made


def changes(run: Run) -> dict[str, Any]:
    """What may differ between two states of one run; None takes a property away."""
    return {
        "recorded_at": text(run.recorded_at), "superseded_at": text(run.superseded_at), "closed_by": run.closed_by,
        "asserted_at": text(run.asserted_at),
    }


def run_of(shape: Shape, properties: Mapping[str, Any]) -> Run:
    """Read a run back from its element."""
    own = properties.get("recorded_as")
    return Run(
        said=Said(properties["digest"], moment(own) if own else None, shape.window(properties)),
        opened_by=properties["opened_by"],
        asserted_at=instant(properties["asserted_at"]),
        recorded_at=instant(properties["recorded_at"]),
        superseded_at=instant(properties["superseded_at"]),
        closed_by=properties.get("closed_by"),
        held_by=tuple(properties.get("held_by") or ()),
    )


def content_of(properties: Mapping[str, Any], targets: Mapping[str, list[str]]) -> Content:
    """Read a row's content back from its element and the edges of the same run."""
    said = {name: value for name, value in properties.items() if name not in _STAMPS and value is not None}
    return Content(said, targets)


def organisations(entries: Iterable[Entry], shape: Shape) -> dict[str, str]:
    """The organisations that rows name, each with the kind of organisation they name it as."""
    named: dict[str, str] = {}
    edges = [
        fact.reference.edge if shape.is_node else fact.name
        for fact in shape.references
        if fact.reference is not None and fact.reference.target == "Organisation"
    ]
    provides = shape.name == "Involvement"
    for one in entries:
        for edge in edges:
            named.update((target, "other") for target in one.content.targets.get(edge, ()) if target not in named)
        if provides and (provider := one.content.properties.get("provider")):
            kind = one.content.properties.get("implied") or "other"
            if named.get(provider, "other") != "gp":
                named[provider] = kind if kind in ("gp", "school") else named.get(provider, "other")
    return named
