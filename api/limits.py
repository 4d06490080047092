"""What a document may ask for, and how its size is counted in time linear in its length.

Nested fragments can spell an exponential number of fields in a few hundred bytes. Here each
fragment is measured once and remembered, so that every selection of the document is visited
exactly once, and cycles are found before anything is followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

from api.errors import TooDeep, TooManyFields, TooManyVariables, ValidationFailed


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one request, each with its reason."""

    body_bytes: int = 1_048_576
    """Room for a full document and a thousand ids in variables; never read beyond it."""
    document_length: int = 200_000
    """Characters. Twenty case questions written out take about 40,000."""
    tokens: int = 20_000
    """Parsing and validation cost about 50 µs a token: a second at most, beside the event loop."""
    depth: int = 15
    """Levels of fields. The introspection query of the reference tools has exactly 15; the
    deepest case question has 9."""
    root_fields: int = 100
    """Each is a statement of its own. Clients are promised 50."""
    fields: int = 10_000
    """After fragments are expanded: 100 root fields of 100 fields each."""
    variables: int = 500
    """Clients are promised 100."""
    merge_budget: int = 100_000
    """Steps of comparing fields with the same response name, which takes quadratic time; a fifth
    of graphql-core's own budget, about half a second."""
    validation_errors: int = 20
    """The first few are what a person reads."""


class Size(NamedTuple):
    """A selection after expansion: all its fields, its levels, and the fields of its first level."""

    fields: int
    depth: int
    width: int


EMPTY = Size(0, 0, 0)


class SizeCounter:
    """Measures the selection sets of one document, each fragment once.

    `visited` counts the selections looked at: never more than the document has.
    Raises `ValidationFailed` for fragments that spread themselves. A spread of a fragment that
    does not exist counts nothing; validation names it.
    """

    def __init__(self, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self.visited = 0
        self._sizes: dict[str, Size] = {}
        for name in _inner_first(fragments):
            if name in fragments:
                self._sizes[name] = self.measure(fragments[name].selection_set)

    def measure(self, selection_set: SelectionSetNode | None) -> Size:
        """The size of a selection set whose fragments have been measured."""
        if selection_set is None:
            return EMPTY
        return _together(self._measure_one(each) for each in selection_set.selections)

    def _measure_one(self, selection: SelectionNode) -> Size:
        self.visited += 1
        if isinstance(selection, FragmentSpreadNode):
            return self._sizes.get(selection.name.value, EMPTY)
        if isinstance(selection, InlineFragmentNode):
            return self.measure(selection.selection_set)
        assert isinstance(selection, FieldNode)
        inner = self.measure(selection.selection_set)
        return Size(1 + inner.fields, 1 + inner.depth, 1)


def check_limits(
    operations: Iterable[OperationDefinitionNode],
    fragments: Mapping[str, FragmentDefinitionNode],
    limits: Limits,
) -> None:
    """Refuse a document with an operation beyond the limits, or with a cycle of fragments."""
    counter = SizeCounter(fragments)
    for operation in operations:
        _check_variables(len(operation.variable_definitions or ()), limits.variables)
        _check_size(counter.measure(operation.selection_set), limits)


def _check_size(size: Size, limits: Limits) -> None:
    if size.depth > limits.depth:
        raise TooDeep(f"Fields are nested {size.depth} levels deep; at most {limits.depth} may be.")
    if size.width > limits.root_fields:
        raise TooManyFields(f"At most {limits.root_fields} root fields may be asked at once.")
    if size.fields > limits.fields:
        raise TooManyFields(f"At most {limits.fields} fields may be asked, fragments expanded.")


def _check_variables(declared: int, allowed: int) -> None:
    if declared > allowed:
        raise TooManyVariables(f"{declared} variables are declared; at most {allowed} may be.")


def _together(sizes: Iterable[Size]) -> Size:
    fields = depth = width = 0
    for size in sizes:
        fields += size.fields
        depth = max(depth, size.depth)
        width += size.width
    return Size(fields, depth, width)


def _inner_first(fragments: Mapping[str, FragmentDefinitionNode]) -> list[str]:
    """Fragment names in such an order that each stands after those it spreads."""
    spreads = {name: _spreads(fragment.selection_set) for name, fragment in fragments.items()}
    try:
        return list(TopologicalSorter(spreads).static_order())
    except CycleError as cycle:
        path = " → ".join(reversed(cycle.args[1]))
        message = f"Fragments cannot spread themselves: {path}."
        raise ValidationFailed([GraphQLError(message)]) from None


def _spreads(selection_set: SelectionSetNode) -> set[str]:
    found: set[str] = set()
    waiting: list[SelectionSetNode] = [selection_set]
    while waiting:
        for selection in waiting.pop().selections:
            if isinstance(selection, FragmentSpreadNode):
                found.add(selection.name.value)
            elif isinstance(selection, (FieldNode, InlineFragmentNode)) and selection.selection_set:
                waiting.append(selection.selection_set)
    return found
