"""Compile an operation's selections: fragments spread, directives applied, fields of one response key merged.

A selection is compiled when an answer first reaches it, and kept with the document. Fields with the same nodes are
compiled once, however many places spread them, so that what is kept grows with the document's text.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLField,
    GraphQLIncludeDirective,
    GraphQLLeafType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    get_directive_values,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.values import VariableValues

from api.errors import BadVariables
from api.execution import Operation
from api.graphql.arguments import NO_VARIABLES, Arguments, coerced, varies
from api.graphql.budget import Pace
from api.types.build import CONCRETE, TELLS
from api.types.declare import DECLARED, Declared

VARIANTS = 16
"""Combinations of a document's Boolean variables that are kept."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How a value is completed: a list of `item`, a leaf that `serialise` writes, or an object where both are None."""

    nullable: bool
    item: Shape | None = None
    serialise: Callable[[Any], Any] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SelectedField:
    """One response key of a selection: its nodes, its declaration, and how its value is completed."""

    key: str
    name: str
    nodes: tuple[FieldNode, ...]
    definition: GraphQLField
    declared: Declared
    shape: Shape
    below: Selection
    constant: Arguments | Exception | None
    """The arguments; what is wrong with them; None where variables decide."""

    def arguments(self, variables: VariableValues) -> Arguments:
        """The arguments with these variables. Raises what is wrong with them."""
        found = coerced(self.definition, self.nodes[0], variables) if self.constant is None else self.constant
        if isinstance(found, Exception):
            raise found
        return found


class Selection:
    """What is selected below fields of one response key, by the object type that it is selected of."""

    __slots__ = ("_by_type", "_document", "sets", "type")

    def __init__(self, document: Compiled, kind: GraphQLNamedType, sets: tuple[SelectionSetNode, ...]) -> None:
        self.type = kind
        self._document = document
        self.sets = sets
        self._by_type: dict[str, tuple[SelectedField, ...]] = {}

    async def fields(self, kind: GraphQLObjectType, pace: Pace) -> tuple[SelectedField, ...]:
        """The selected fields in the order in which the response has them."""
        found = self._by_type.get(kind.name)
        if found is None:
            found = self._by_type[kind.name] = await self._document.compile(kind, self.sets, pace)
        return found

    def object_type(self, subject: Any) -> GraphQLObjectType:
        """The object type of a subject. Raises TypeError where it is not one that the field may have."""
        if isinstance(self.type, GraphQLObjectType):
            return self.type
        kind = self._document.schema.type_map.get(self.type.extensions[CONCRETE](subject))
        if not isinstance(kind, GraphQLObjectType) or not self._document.matches(self.type, kind):
            raise TypeError(f"{self.type.name}.concrete names {kind}, which is no object type of it.")
        return kind


class Compiled:
    """An operation with the values of its Boolean variables, which `@skip` and `@include` go by."""

    def __init__(self, operation: Operation, conditions: dict[str, Any]) -> None:
        self.schema = operation.schema
        self._fragments = operation.fragments
        self._conditions = VariableValues(sources={}, coerced=conditions)
        self._fields: dict[Hashable, SelectedField] = {}
        self._early: dict[SelectedField, frozenset[str]] = {}
        kind = self.schema.get_root_type(operation.operation.operation)
        assert kind is not None, "the operation is valid"
        self.root_type = kind
        self.root = Selection(self, kind, (operation.operation.selection_set,))

    async def compile(
        self, kind: GraphQLObjectType, sets: Iterable[SelectionSetNode], pace: Pace
    ) -> tuple[SelectedField, ...]:
        """Compile the fields that these selection sets select of an object type."""
        found: dict[str, list[FieldNode]] = {}
        spread: set[str] = set()
        for each in sets:
            self._collect(kind, each, found, spread)
        made = []
        for key, nodes in found.items():
            made.append(self._field(kind, key, tuple(nodes)))
            if pace.due():
                await pace.rest()
        return tuple(made)

    def matches(self, condition: GraphQLNamedType, kind: GraphQLObjectType) -> bool:
        """Whether an object type is this type, or one of its object types."""
        return condition is kind or (is_abstract_type(condition) and self.schema.is_sub_type(condition, kind))

    def early(self, field: SelectedField) -> frozenset[str]:
        """The kinds of facts that fields anywhere below a field may need, by the names of the fields alone.

        It is a hint: a field of the same name of another type, or one that is skipped, may be meant.
        """
        found = self._early.get(field)
        if found is None:
            names: set[str] = set()
            self._name(field.below.sets, names, set())
            found = self._early[field] = frozenset(kind for name in names for kind in _early(self.schema).get(name, ()))
        return found

    def _name(self, sets: Iterable[SelectionSetNode], names: set[str], spread: set[str]) -> None:
        for selected in sets:
            for node in selected.selections:
                if isinstance(node, FragmentSpreadNode):
                    if node.name.value in spread:
                        continue
                    spread.add(node.name.value)
                    self._name([self._fragments[node.name.value].selection_set], names, spread)
                    continue
                if isinstance(node, FieldNode):
                    names.add(node.name.value)
                if node.selection_set:  # type: ignore[attr-defined]
                    self._name([node.selection_set], names, spread)  # type: ignore[attr-defined]

    def _collect(
        self, kind: GraphQLObjectType, selected: SelectionSetNode, found: dict[str, list[FieldNode]], spread: set[str]
    ) -> None:
        for node in selected.selections:
            if node.directives and not self._included(node):
                continue
            if isinstance(node, FieldNode):
                found.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
                continue
            fragment: InlineFragmentNode | FragmentDefinitionNode
            if isinstance(node, FragmentSpreadNode):
                if node.name.value in spread:
                    continue
                spread.add(node.name.value)
                fragment = self._fragments[node.name.value]
            else:
                assert isinstance(node, InlineFragmentNode)
                fragment = node
            if self._applies(fragment, kind):
                self._collect(kind, fragment.selection_set, found, spread)

    def _included(self, node: SelectionNode) -> bool:
        try:
            skip = get_directive_values(GraphQLSkipDirective, node, self._conditions)
            include = get_directive_values(GraphQLIncludeDirective, node, self._conditions)
        except GraphQLError:
            raise BadVariables("A variable of @skip or @include is null; give true or false.") from None
        return not (skip and skip["if"]) and not (include and not include["if"])

    def _applies(self, fragment: InlineFragmentNode | FragmentDefinitionNode, kind: GraphQLObjectType) -> bool:
        condition = fragment.type_condition
        return condition is None or self.matches(self.schema.type_map[condition.name.value], kind)

    def _field(self, kind: GraphQLObjectType, key: str, nodes: tuple[FieldNode, ...]) -> SelectedField:
        place = (kind.name, *map(id, nodes))  # the nodes live as long as the document that this is kept with
        if place not in self._fields:
            self._fields[place] = self._new_field(kind, key, nodes)
        return self._fields[place]

    def _new_field(self, kind: GraphQLObjectType, key: str, nodes: tuple[FieldNode, ...]) -> SelectedField:
        name = nodes[0].name.value
        definition = self.schema.get_field(kind, name)
        assert definition is not None, "the document is valid"
        sets = tuple(node.selection_set for node in nodes if node.selection_set)
        return SelectedField(
            key, name, nodes, definition, _declared(kind, name, definition), _shape(definition.type),
            Selection(self, get_named_type(definition.type), sets), _constant(definition, nodes[0]),
        )


def compiled(operation: Operation) -> Compiled:
    """The compiled operation, kept in the document's memo for each combination of its Boolean variables."""
    declared = (each.variable.name.value for each in operation.operation.variable_definitions or ())
    conditions = {name: value for name in declared if isinstance(value := operation.variables.get(name), bool)}
    place = (Compiled, *conditions.items())
    kept = operation.memo.get(place)
    if kept is None:
        kept = Compiled(operation, conditions)
        if len(operation.memo) < VARIANTS:
            operation.memo[place] = kept
    assert isinstance(kept, Compiled)
    return kept


@cache
def _early(schema: GraphQLSchema) -> Mapping[str, frozenset[str]]:
    """By the name of a field, the kinds of facts that fields of this name are declared to need early."""
    found: dict[str, set[str]] = {}
    for kind in schema.type_map.values():
        for name, field in kind.fields.items() if isinstance(kind, GraphQLObjectType) else ():
            declared = field.extensions.get(DECLARED)
            if isinstance(declared, Declared) and declared.early is not None:
                found.setdefault(name, set()).add(declared.early)
    return {name: frozenset(kinds) for name, kinds in found.items()}


def tells(kind: GraphQLObjectType) -> Callable[[Any, Any], Iterable[str]] | None:
    """Return the function that lists the ids which an object of this type discloses, None if it discloses none."""
    found: Callable[[Any, Any], Iterable[str]] | None = kind.extensions.get(TELLS)
    return found


def _constant(definition: GraphQLField, node: FieldNode) -> Arguments | Exception | None:
    if varies(node):
        return None
    try:
        return coerced(definition, node, NO_VARIABLES)
    except Exception as error:  # noqa: BLE001 - the field fails with it wherever it is answered
        return error


def _declared(kind: GraphQLObjectType, name: str, definition: GraphQLField) -> Declared:
    """The field's declaration; that of introspection is graphql-core's own resolver, whose `info` is the case."""
    if name == "__typename":
        return Declared(lambda case, subject: kind.name)
    declared: Declared | None = definition.extensions.get(DECLARED)
    if declared is not None:
        return declared
    resolve = definition.resolve
    assert resolve is not None, "every other field is declared"
    return Declared(lambda case, subject, **arguments: resolve(subject, case, **arguments))


def _shape(kind: GraphQLOutputType) -> Shape:
    nullable = not is_non_null_type(kind)
    inner: Any = kind if nullable else kind.of_type  # type: ignore[union-attr]
    if is_list_type(inner):
        return Shape(nullable, item=_shape(inner.of_type))
    if is_leaf_type(inner):
        return Shape(nullable, serialise=_serialiser(inner))
    return Shape(nullable)


def _serialiser(leaf: GraphQLLeafType) -> Callable[[Any], Any]:
    if leaf.name in ("String", "ID"):
        return _text_or(leaf.coerce_output_value)
    if leaf.name == "Boolean":
        return _truth_or(leaf.coerce_output_value)
    return leaf.coerce_output_value


def _text_or(coerce: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Spare graphql-core's checks where a value is plainly a string."""
    return lambda value: value if type(value) is str else coerce(value)


def _truth_or(coerce: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: value if type(value) is bool else coerce(value)
