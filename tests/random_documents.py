"""Random GraphQL documents that are valid for a schema: aliases, fragments, directives, arguments, variables."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random
from typing import Any
from zlib import crc32

from graphql import (
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
    is_interface_type,
    is_object_type,
    is_required_argument,
)

ARGUMENTS: dict[str, tuple[str, ...]] = {
    "id": ('"person:1"', '"person:3"', '"person:10"', '"nobody"', "$id"),
    "ids": ('["person:1", "person:6"]', '["person:2", $id, "x"]', "$ids", "[]"),
    "on": ('"2026-03-31"', '"2026-13-40"', "5", "$on", "null"),
    "knownAt": ('"2026-03-31T22:00:00Z"', '"yesterday"'),
    "inMonths": ("true", "$yes", "$no"),
    "ended": ("true", "false", "$yes"),
    "most": ("1", "$most", "null"),
    "sexes": ("[FEMALE]", "MALE", "[FEMALE, INDETERMINATE]"),
    "identifier": ('{scheme: "nhs", value: "1"}', '{scheme: "bad", value: "1"}', '{scheme: $scheme, value: "1"}'),
    "first": ("0", "1", "2"),
    "after": ('"row:3"', "null"),
    "name": ('"Person"', '"Nothing"'),
    "includeDeprecated": ("true", "$yes"),
}
VARIABLES: dict[str, tuple[str, list[Any]]] = {
    "id": ("ID!", ["person:4", "person:9"]),
    "ids": ("[ID!]!", [["person:12", "person:5"], []]),
    "on": ("Date", ["2026-05-01", None]),
    "yes": ("Boolean = true", [True, False]),
    "no": ("Boolean!", [True, False]),
    "most": ("Int", [1, None]),
    "scheme": ("String!", ["nhs", "bad"]),
}
OPTIONAL = ("on", "yes", "most")


@dataclass
class Documents:
    """Writes one document."""

    schema: GraphQLSchema
    random: Random
    left: int = 60
    """Parts that the document may still have."""
    used: set[str] = field(default_factory=set)
    fragments: dict[str, tuple[GraphQLNamedType, str]] = field(default_factory=dict)

    def document(self) -> tuple[str, dict[str, Any]]:
        """A document and its variables."""
        query = self.schema.query_type
        assert query
        body = self.selection(query, self.random.randint(1, 5))
        fragments = "".join(f"\nfragment {name} on {kind.name} {text}" for name, (kind, text) in self.fragments.items())
        declared = ", ".join(f"${name}: {VARIABLES[name][0]}" for name in sorted(self.used))
        values = {
            name: self.random.choice(VARIABLES[name][1])
            for name in sorted(self.used)
            if name not in OPTIONAL or self.random.random() < 0.6
        }
        if values.get("yes", True) is None:
            del values["yes"]
        return f"query{f' ({declared})' if declared else ''} {body}{fragments}", values

    def selection(self, kind: GraphQLNamedType, depth: int) -> str:
        """What is selected of a type."""
        parts = self.random.randint(1, 5) if self.left > 0 else 1
        self.left -= parts
        return "{ " + " ".join(self.part(kind, depth if self.left > 0 else 0) for _ in range(parts)) + " }"

    def part(self, kind: GraphQLNamedType, depth: int) -> str:
        chance = self.random.random()
        if chance < 0.1 and depth:
            return f"...{self.directive()} {self.selection(kind, depth)}"
        if chance < 0.2 and depth:
            narrower = self.narrower(kind)
            return f"... on {narrower.name}{self.directive()} {self.selection(narrower, depth)}"
        if chance < 0.35 and depth:
            return f"...{self.fragment(self.narrower(kind), depth)}{self.directive()}"
        if chance < 0.4:
            return f"{self.random.choice(['', 'kind: '])}__typename{self.directive()}"
        return self.field(kind, depth)

    def narrower(self, kind: GraphQLNamedType) -> GraphQLNamedType:
        """The type, one of its object types, or one of its interfaces."""
        choices = [kind]
        if is_interface_type(kind):
            choices += self.schema.get_possible_types(kind)
        if is_object_type(kind):
            choices += kind.interfaces
        return self.random.choice(choices)

    def fragment(self, kind: GraphQLNamedType, depth: int) -> str:
        same = [name for name, (other, text) in self.fragments.items() if other is kind and text]
        if same and self.random.random() < 0.5:
            return self.random.choice(same)
        name = f"F{len(self.fragments)}"
        self.fragments[name] = (kind, "")  # not to be spread in itself
        self.fragments[name] = (kind, self.selection(kind, depth - 1))
        return name

    def field(self, kind: GraphQLNamedType, depth: int) -> str:
        fields: dict[str, GraphQLField] = dict(getattr(kind, "fields", {}))
        fields.pop("slow", None)
        if not depth:
            fields = {name: each for name, each in fields.items() if not is_composite_type(get_named_type(each.type))}
        if kind is self.schema.query_type and self.random.random() < 0.1:
            return self.introspection()
        if not fields:
            return "__typename"
        name = self.random.choice(sorted(fields))
        return self.one(name, fields[name], depth)

    def one(self, name: str, definition: GraphQLField, depth: int) -> str:
        arguments = self.arguments(definition)
        inner = get_named_type(definition.type)
        below = self.selection(inner, depth - 1) if is_composite_type(inner) else ""
        alias = f"{name}_{crc32(arguments.encode()) % 997}: " if arguments or self.random.random() < 0.3 else ""
        return f"{alias}{name}{arguments}{self.directive()} {below}"

    def introspection(self) -> str:
        """A root field that graphql-core's own resolvers answer."""
        inner: Any = self.schema.type_map["__Type"]
        assert isinstance(inner, GraphQLObjectType)
        if self.random.random() < 0.5:
            return "__schema { queryType { name fields { name type { kind ofType { name } } } } types { name kind } }"
        return f"""t_{self.random.randint(0, 3)}: __type(name: "Person") {{ name fields(includeDeprecated: true) {{
            name args {{ name defaultValue type {{ name }} }} }} interfaces {{ name }} enumValues {{ name }} }}"""

    def arguments(self, definition: GraphQLField) -> str:
        given = []
        for name, each in definition.args.items():
            if is_required_argument(each) or self.random.random() < 0.5:
                value = self.random.choice(ARGUMENTS[name])
                given.append(f"{name}: {value}")
                self.used.update(re.findall(r"\$(\w+)", value))
        return f"({', '.join(given)})" if given else ""

    def directive(self) -> str:
        if self.random.random() < 0.75:
            return ""
        name = self.random.choice(("yes", "no", "true", "false"))
        if name in VARIABLES:
            self.used.add(name)
            name = f"${name}"
        return f" @{self.random.choice(('skip', 'include'))}(if: {name})"
