"""Selections that nobody has asked before: made at random from the schema, about the demo family of a borough."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_interface_type,
    is_list_type,
    is_required_argument,
)

from bench.questions import Measured
from graph.ids import global_id, own_person

DEPTHS = range(2, 7)
WIDEST = 6
"""Fields selected of one type at most."""
FIELDS = 60
"""Fields of one selection at most."""


@dataclass(frozen=True)
class Family:
    """Of whom and what is asked, and on which date."""

    adult: str
    child: str
    event: str
    agency: str
    local_id: str
    event_agency: str
    event_local_id: str
    on: str
    asking: str
    """The agency whose workers ask."""

    @classmethod
    def of(cls, borough: Path) -> Family:
        """The demo family of a borough."""
        demo = tomllib.loads((borough / "demo.toml").read_text(encoding="utf-8"))
        event = demo["event"]
        return cls(
            adult=_person(demo["adult"]),
            child=_person(demo["child"]),
            event=global_id("Event", event["agency"], event["event_id"]),
            agency=demo["adult"]["agency"],
            local_id=demo["adult"]["local_id"],
            event_agency=event["agency"],
            event_local_id=event["event_id"],
            on=demo["on"],
            asking=demo["child"]["agency"],
        )

    def arguments(self, root: str, known_at: str | None) -> dict[str, Any]:
        """What a root field is asked with."""
        about: dict[str, dict[str, Any]] = {
            "person": {"id": self.adult},
            "sourceRecord": {"agency": self.agency, "localId": self.local_id},
            "findPeople": {"name": "smith", "first": 20},
            "childrenAffected": {"adult": self.adult, "closedWithin": 90},
            "agenciesNotInformed": {"event": self.event},
            "event": {"agency": self.event_agency, "localId": self.event_local_id},
            "familyNetwork": {"person": self.child},
            "agencyMatrix": {"person": self.child},
            "lastSeen": {"child": self.child},
            "mashCheck": {"people": [self.adult, self.child]},
            "chronology": {"people": [self.adult, self.child], "first": 20},
            "pathsBetween": {"from": self.adult, "to": self.child},
            "kinshipPath": {"from": self.adult, "to": self.child},
            "hiddenConnections": {"people": [self.child]},
            "mayShare": {"about": self.child, "what": _Code("CONCERN"), "withKind": _Code("SCHOOL")},
            "maySee": {
                "about": self.child, "what": _Code("CONCERN"), "heldBy": self.event_agency, "agency": self.asking
            },
            "genogram": {"person": self.child},
            "ecomap": {"person": self.child},
            "timeline": {"people": [self.child]},
            "coverage": {},
            "scope": {},
            "nodes": {"ids": [self.adult, self.event, self.agency]},
        }
        times = {"on": self.on} | ({"knownAt": known_at} if known_at else {})
        return {**about[root], **times}


def _person(record: dict[str, str]) -> str:
    return own_person(global_id("SourceRecord", record["agency"], record["local_id"]))


class _Code(str):
    """The value of an enum."""


ROOTS = (
    "person", "sourceRecord", "findPeople", "childrenAffected", "agenciesNotInformed", "event", "familyNetwork",
    "agencyMatrix", "lastSeen", "mashCheck", "chronology", "pathsBetween", "kinshipPath", "hiddenConnections",
    "mayShare", "maySee", "genogram", "ecomap", "timeline", "coverage", "scope", "nodes",
)
"""All root fields but for those about the use of records, which a worker may not ask."""


class Selections:
    """Makes documents with one root field."""

    def __init__(self, schema: GraphQLSchema, family: Family, seed: int) -> None:
        self._schema = schema
        self._family = family
        self._random = Random(seed)
        self._left = 0

    def made(self, many: int, known_at: str | None = None) -> Iterator[Measured]:
        """So many documents, of every root field and depth in turn."""
        query = self._schema.query_type
        assert query is not None
        for number in range(many):
            root, depth = ROOTS[number % len(ROOTS)], DEPTHS[number // len(ROOTS) % len(DEPTHS)]
            self._left = FIELDS
            asked = ", ".join(
                f"{name}: {value if isinstance(value, _Code) else json.dumps(value)}"
                for name, value in self._family.arguments(root, known_at).items()
            )
            below = self._selection(get_named_type(query.fields[root].type), depth - 1)
            yield Measured(root, f"query Q{number} {{ {root}{f'({asked})' if asked else ''} {below} }}", {})

    def _selection(self, kind: GraphQLNamedType, depth: int) -> str:
        if is_interface_type(kind):
            one = self._random.choice(sorted(self._schema.get_possible_types(kind), key=str))
            return f"{{ id ... on {one.name} {self._selection(one, depth)} }}"
        assert isinstance(kind, GraphQLObjectType)
        leaves = {name: one for name, one in kind.fields.items() if not is_composite_type(get_named_type(one.type))}
        deeper = {name: one for name, one in kind.fields.items() if name not in leaves} if depth > 0 else {}
        names = self._random.sample(sorted(leaves), min(len(leaves), self._random.randint(1, WIDEST)))
        if deeper and self._left > 0:
            names += self._random.sample(sorted(deeper), min(len(deeper), self._random.randint(1, 3)))
        self._left -= len(names)
        return "{ __typename " + " ".join(self._field(name, kind.fields[name], depth) for name in names) + " }"

    def _field(self, name: str, field: GraphQLField, depth: int) -> str:
        given = self._arguments(field)
        kind = get_named_type(field.type)
        below = f" {self._selection(kind, depth - 1)}" if is_composite_type(kind) else ""
        return f"{name}{given}{below}"

    def _arguments(self, field: GraphQLField) -> str:
        said = []
        for name, argument in field.args.items():
            kind = get_nullable_type(argument.type)
            if not is_required_argument(argument) and self._random.random() < 0.5:
                continue
            if is_list_type(kind) or isinstance(kind, GraphQLEnumType) or str(kind) not in ("Boolean", "Int"):
                continue
            said.append(f"{name}: {self._random.choice(['true', 'false']) if str(kind) == 'Boolean' else 5}")
        return f"({', '.join(said)})" if said else ""
