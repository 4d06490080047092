"""What a rule that raises flags is made of, and the flags it makes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from queries.analysis import rules
from queries.analysis.network import Network
from queries.context import Context
from queries.rules import Rule


@dataclass(frozen=True)
class Component:
    """Services linked with one another: their ids, their agencies, the persons they work with."""

    agencies: list[str]
    services: list[str]
    people: list[str]


@dataclass(frozen=True)
class Flag:
    """A finding, by ids; the names are read when it is answered. `paths` hold ids of persons and ties."""

    rule: str
    child: str
    statement: str
    people: list[str]
    agencies: list[str]
    components: list[Component]
    paths: list[dict[str, Any]]
    evidence: list[dict[str, Any]]
    cleared_by: list[str]
    not_known: list[str]
    expires: date
    state: str = "OPEN"
    id: str = field(default="", init=False)
    evidence_digest: str = field(default="", init=False)
    """Changes where what the finding rests on does: a decision holds no longer than that."""

    def __post_init__(self) -> None:
        parts = [self.rule, self.child, *(s for c in self.components for s in ("|", *c.services))]
        object.__setattr__(self, "id", f"flag:{_digest(parts)}")
        rests_on = [*self.people, "|", *self.agencies, "|", *sorted(f"{sorted(one.items())}" for one in self.evidence)]
        object.__setattr__(self, "evidence_digest", _digest(rests_on))

    def as_map(self) -> dict[str, Any]:
        """As a parameter of a statement."""
        return {**vars(self), "components": list(map(vars, self.components)), "expires": self.expires.isoformat()}


def _digest(parts: Iterable[str]) -> str:
    return blake2b("\x1f".join(parts).encode(), digest_size=10).hexdigest()


@dataclass(frozen=True)
class AnalysisRule:
    """A rule with its authority and how it is derived from one child's network."""

    rule: Rule
    derive: Callable[[Network, Context], Iterable[Flag]]


def built() -> dict[str, AnalysisRule]:
    """The rules that are built, by id: every module of `queries.analysis.rules`."""
    modules = (import_module(f"{rules.__name__}.{found.name}") for found in iter_modules(rules.__path__))
    return {module.RULE.rule.id: module.RULE for module in modules}
