"""The form in which the store holds each row class, made from the model.

A node row is a node; its references are edges, stamped like the node. An edge row is one edge. Every
such element says where it comes from and when it was known (`agency`, `extract`, `row`,
`recorded_at`, `superseded_at`, `asserted_at`, `opened_by`, `closed_by`) and, for the writer's own use,
`key`, `digest`, `recorded_as` (the row's own time of recording as written) and `held_by`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from graph import ids, model
from graph.dates import day_after, moment, partial_date, validity
from graph.declare import Edge, Fact, Kind, Node, Row
from graph.entered import ENTERED_ROWS
from graph.times import STAMPS, day, text

WINDOW = ("maybe_from", "surely_from", "surely_to", "maybe_to")
DATED = ("valid_from", "valid_to", *WINDOW)

_DEFAULTED = frozenset({"WITH", "REPORTED_BY"})
"""Edges that run to the organisation itself (its default service) where a row names no service."""


@dataclass(frozen=True, slots=True)
class Shaped:
    """One row as the store holds it: its properties, and the ids that each of its edges leads to.

    Dates and times are ISO text here; `Shape.dates` and `Shape.times` say which they are.
    """

    id: str
    properties: dict[str, Any]
    targets: dict[str, list[str]]


@dataclass(frozen=True, eq=False)
class Shape:
    """How one row class is held.

    `name` is the node label or the relationship type. For an edge row, `start` and `end` are the
    labels at its ends.
    """

    row: type[Row]
    table: str
    name: str
    is_node: bool
    dated: bool
    references: tuple[Fact, ...]
    start: str = ""
    end: str = ""
    shared: bool = False
    """Whether another table's rows bear the same label; each then says its `table`."""
    _plain: tuple[str, ...] = field(default=(), repr=False)
    _windowed: tuple[tuple[str, Kind], ...] = field(default=(), repr=False)

    @property
    def was(self) -> str:
        """The label of what a node said before."""
        return f"{self.name}Was"

    @property
    def dates(self) -> tuple[str, ...]:
        """The properties of its elements that are dates."""
        return (*self._bounds(Kind.DATE), *(WINDOW if self.dated else ()))

    @property
    def times(self) -> tuple[str, ...]:
        """The properties of its elements that are times."""
        return (*STAMPS, "asserted_at", *self._bounds(Kind.MOMENT))

    def _bounds(self, kind: Kind) -> tuple[str, ...]:
        return tuple(f"{name}_{end}" for name, of in self._windowed if of is kind for end in ("first", "last"))

    @property
    def prefix(self) -> str:
        """That by which global ids of these rows are made: the label, or the table of an edge row."""
        return self.name if self.is_node else self.table

    def shaped(self, agency: str, key: str, content: Mapping[str, Any]) -> Shaped:
        """The row as the store holds it, without the stamps of its run."""
        row_id = ids.global_id(self.prefix, agency, key)
        properties = {name: content[name] for name in self._plain if name in content}
        if "recorded_at" in content:
            properties["recorded_as"] = content["recorded_at"]
        if self.shared:
            properties["table"] = self.table
        for name, kind in self._windowed:
            if name in content:
                first, last = _window(content[name], kind)
                properties[f"{name}_first"], properties[f"{name}_last"] = text(first), text(last)
        if self.dated:
            holds = validity(content.get("valid_from"), content.get("valid_to"))
            properties.update({name: text(getattr(holds, name)) for name in WINDOW})
        return Shaped(row_id, properties, self._targets(agency, content))

    def restated(self, properties: Mapping[str, Any], name: str, value: str | None) -> dict[str, Any]:
        """A row's properties with another value of one plain fact, and what follows from that."""
        made = {key: kept for key, kept in properties.items() if key not in (name, f"{name}_first", f"{name}_last")}
        kind = dict(self._windowed).get(name)
        if value is not None:
            made[name] = value
        if value is not None and kind is not None:
            first, last = _window(value, kind)
            made[f"{name}_first"], made[f"{name}_last"] = text(first), text(last)
        if self.dated:
            holds = validity(made.get("valid_from"), made.get("valid_to"))
            made.update({window: text(getattr(holds, window)) for window in WINDOW})
        return made

    def _targets(self, agency: str, content: Mapping[str, Any]) -> dict[str, list[str]]:
        targets: dict[str, list[str]] = {}
        for fact in self.references:
            assert fact.reference is not None
            value = content.get(fact.name)
            if value is None or value == []:
                if fact.reference.edge in _DEFAULTED:
                    organisation = content.get("provider") or agency
                    targets[fact.reference.edge] = [ids.default_service(organisation)]
                continue
            key = fact.reference.edge if self.is_node else fact.name
            targets[key] = [value] if isinstance(value, str) else list(dict.fromkeys(value))
        return targets

    def window(self, properties: Mapping[str, Any]) -> tuple[date, date] | None:
        """When the row holds, as far as a delivery's cover is concerned; None: always."""
        if self.dated:
            return day(properties["maybe_from"]), day(properties["maybe_to"])
        if self.row is model.Event and properties.get("on_first") is not None:
            return day(properties["on_first"]), day_after(day(properties["on_last"]))
        return None


def _window(written: str, kind: Kind) -> tuple[Any, Any]:
    """The first and last day, or instant, that a recorded date or time can mean."""
    if kind is Kind.DATE:
        partial = partial_date(written)
        return partial.first, partial.last
    first = moment(written)
    if "T" in written or " " in written:
        return first, first
    last = partial_date(written).last
    return first, datetime(last.year, last.month, last.day, 23, 59, 59, 999999, tzinfo=UTC)


def _shape(row: type[Row]) -> Shape:
    facts = row.facts()
    plain = tuple(f.name for f in facts if f.reference is None and f.name != "recorded_at")
    windowed = tuple((f.name, f.kind) for f in facts if f.windowed)
    references = row.references()
    by_name = {f.name: f.reference for f in references}
    name, start, end = "", "", ""
    if issubclass(row, Node):
        name = row.label
    if issubclass(row, Edge):
        name = row.edge
        from_, to = by_name[row.start], by_name[row.end]
        assert from_ is not None
        assert to is not None
        start, end = from_.target, to.target
    alike = [other for other in model.ROWS if issubclass(other, Node) and other.label == name]
    return Shape(
        row, row.table, name, issubclass(row, Node), row.dated(), references, start, end, len(alike) > 1,
        plain, windowed,
    )


SHAPES: tuple[Shape, ...] = tuple(_shape(row) for row in model.ROWS)
"""The shapes of all row classes, in the order in which a delivery is written."""
BY_TABLE: Mapping[str, Shape] = {shape.table: shape for shape in SHAPES}
ENTERED: Mapping[str, Shape] = {row.table: _shape(row) for row in ENTERED_ROWS}
"""The shapes of what workers enter, by table."""
_EVERY = (*SHAPES, *ENTERED.values())
NODE_LABELS: tuple[str, ...] = tuple(dict.fromkeys(shape.name for shape in _EVERY if shape.is_node))
EDGE_TYPES: tuple[str, ...] = tuple(dict.fromkeys(shape.name for shape in _EVERY if not shape.is_node))
FAMILY_TYPES: tuple[str, ...] = tuple(dict.fromkeys(model.FAMILY_EDGE.values()))
