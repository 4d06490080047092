"""From a GraphQL selection to the planner's picks: fragments spread, directives heeded, keys merged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLIncludeDirective,
    GraphQLObjectType,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionSetNode,
    get_argument_values,
    get_directive_values,
    get_named_type,
)
from graphql.execution.values import VariableValues

from api.execution import Operation
from queries.audit.picked_told import told
from queries.planner import Pick


class Selections:
    """Reads the selections of one operation with its variables."""

    def __init__(self, operation: Operation) -> None:
        self._schema = operation.schema
        self._fragments = operation.fragments
        self._variables = VariableValues(sources={}, coerced=operation.variables)
        self._memo = operation.memo

    def fields(self, selection_sets: Iterable[SelectionSetNode | None]) -> dict[str, list[FieldNode]]:
        """The selected fields by response key, in the order in which they are first asked for."""
        found: dict[str, list[FieldNode]] = {}
        for selection_set in selection_sets:
            if selection_set is not None:
                self._collect(selection_set, found, set())
        return found

    def _collect(
        self, selection_set: SelectionSetNode, found: dict[str, list[FieldNode]], spread: set[str]
    ) -> None:
        for node in selection_set.selections:
            if not self._wanted(node):
                continue
            if isinstance(node, FieldNode):
                key = node.alias.value if node.alias else node.name.value
                found.setdefault(key, []).append(node)
            elif isinstance(node, InlineFragmentNode):
                self._collect(node.selection_set, found, spread)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
                spread.add(node.name.value)
                self._collect(self._fragments[node.name.value].selection_set, found, spread)

    def _wanted(self, node: Any) -> bool:
        if not node.directives:
            return True
        skip = get_directive_values(GraphQLSkipDirective, node, self._variables)
        include = get_directive_values(GraphQLIncludeDirective, node, self._variables)
        return not (skip and skip["if"]) and not (include and not include["if"])

    def arguments(self, parent: GraphQLObjectType, node: FieldNode) -> dict[str, Any]:
        """The arguments of a field, with defaults."""
        return get_argument_values(parent.fields[node.name.value], node, self._variables)

    def picks(self, shape: str, nodes: list[FieldNode]) -> tuple[Pick, ...]:
        """What is picked below fields of one response key whose type is `shape`.

        Worked out once for a document, unless a variable decides on it.
        """
        parent = self._schema.type_map[shape]
        assert isinstance(parent, GraphQLObjectType)
        place = (Selections, *map(id, nodes))
        if place not in self._memo:
            self._memo[place] = None if self._vary(nodes) else self._below(parent, nodes)
        kept: tuple[Pick, ...] | None = self._memo[place]
        return self._below(parent, nodes) if kept is None else kept

    def _vary(self, nodes: list[FieldNode]) -> bool:
        """Whether a variable may be named below these fields, as their text has it."""
        selected = [node.selection_set for node in nodes] + [each.selection_set for each in self._fragments.values()]
        located = [each.loc for each in selected if each is not None]
        return any(loc is None or "$" in loc.source.body[loc.start : loc.end] for loc in located)

    def _below(self, parent: GraphQLObjectType, nodes: list[FieldNode], holder: str = "") -> tuple[Pick, ...]:
        fields = self.fields(node.selection_set for node in nodes)
        return told(parent.name, tuple(self._pick(parent, key, same) for key, same in fields.items()), holder)

    def _pick(self, parent: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> Pick:
        name = nodes[0].name.value
        if name == "__typename":
            return Pick(key, name)
        target = get_named_type(parent.fields[name].type)
        below = self._below(target, nodes, parent.name) if isinstance(target, GraphQLObjectType) else ()
        return Pick(key, name, tuple(sorted(self.arguments(parent, nodes[0]).items())), below)
