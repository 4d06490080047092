"""What a rule that raises flags is made of, and the flags it makes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from hashlib import blake2b
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, TypeVar

import polars as pl

from queries.analysis import rules
from queries.analysis.evidence import Evidence
from queries.analysis.network import Network
from queries.child_network.reads import Reads
from queries.context import Context
from queries.rules import Parameter, Rule

if TYPE_CHECKING:
    from queries.analysis.borough.asof import Borough


@dataclass(frozen=True)
class Component:
    """Services linked with one another: their ids, their agencies, the persons they work with."""

    agencies: list[str]
    services: list[str]
    people: list[str]


T = TypeVar("T")

STANDS_FOR = timedelta(days=28)
"""A finding is derived anew after four weeks at the latest: what it rests on changes monthly."""


@dataclass(frozen=True)
class Flag:
    """A finding, by ids; the names are read when it is answered. `paths` hold ids of persons and ties.

    `about` are the stable ids of what the finding is about: with the rule they make its id. In `wording`,
    `{agencies}` stands for the names of `agencies`, which may grow when flags of several networks are one.
    """

    rule: str
    about: tuple[str, ...]
    wording: str
    people: list[str]
    agencies: list[str]
    names: Mapping[str, str]
    evidence: list[Evidence]
    cleared_by: list[str]
    not_known: list[str]
    expires: date
    components: list[Component] = field(default_factory=list)
    paths: list[dict[str, Any]] = field(default_factory=list)
    id: str = field(default="", init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", "flag:" + _digest(self.rule, *self.about))

    @property
    def statement(self) -> str:
        """The finding in plain words."""
        return self.wording.replace("{agencies}", " and ".join(sorted({self.names[a] for a in self.agencies})))

    @property
    def evidence_digest(self) -> str:
        """The same while what the finding rests on is: not its wording, nor the day on which it is derived."""
        grounds = sorted("\x1e".join(str(fact) for fact in one.grounds()) for one in self.evidence)
        groups = sorted("\x1e".join(component.services) for component in self.components)
        return _digest(*self.people, "|", *self.agencies, "|", *grounds, "|", *groups)

    def as_map(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "id": self.id,
            "rule": self.rule,
            "about": list(self.about),
            "statement": self.statement,
            "people": self.people,
            "agencies": self.agencies,
            "components": list(map(vars, self.components)),
            "paths": self.paths,
            "evidence": list(map(vars, self.evidence)),
            "evidence_digest": self.evidence_digest,
            "cleared_by": self.cleared_by,
            "not_known": self.not_known,
            "expires": self.expires.isoformat(),
        }

    def merged(self, other: Flag) -> Flag:
        """One of two flags of the same finding, found in two children's networks."""
        return replace(
            self,
            people=sorted({*self.people, *other.people}),
            agencies=sorted({*self.agencies, *other.agencies}),
            names={**other.names, **self.names},
            evidence=_each_once(self.evidence, other.evidence),
            cleared_by=_each_once(self.cleared_by, other.cleared_by),
            not_known=_each_once(self.not_known, other.not_known),
            paths=_each_once(self.paths, other.paths),
        )


def _each_once(some: list[T], more: list[T]) -> list[T]:
    return [*some, *(one for one in more if one not in some)]


def _digest(*parts: str) -> str:
    return blake2b("\x1f".join(parts).encode(), digest_size=10).hexdigest()


def once_each(flags: Iterable[Flag]) -> list[Flag]:
    """Flags of the same finding made one, in the order in which they were first found."""
    found: dict[str, Flag] = {}
    for flag in flags:
        found[flag.id] = found[flag.id].merged(flag) if flag.id in found else flag
    return list(found.values())


Derive = Callable[[Network, Context], Iterable[Flag]]
Across = Callable[[Sequence[Network], Context], Iterable[Flag]]
Screen = Callable[["Borough"], pl.DataFrame]
"""Of a whole borough at once, a column `child`: at least every child in whose network there is something to find."""
Linked = Callable[["Borough"], pl.DataFrame]
"""Likewise `child` and `key`: at least the children across whose networks something lies about a person, the key.

An event about the child concerns that person; their id is in the flag's `about`.
"""


@dataclass(frozen=True)
class AnalysisRule:
    """A rule with its authority, what it reads, and how it is derived from one child's network and from several.

    `derive` and `across` are the rule. `screen` and `linked` only say, of everybody at once, where it is
    worth asking: a sweep derives a rule without a screen from every network. A rule that reads no `further`
    networks finds only what is of one child: in other networks there is nothing that could be part of the same
    finding. `misses` are kinds of agencies whose rows it finds missing: whether one of these delivers may bear on every
    network, and not only on those that name it.
    """

    rule: Rule
    reads: Reads
    derive: Derive
    parameters: tuple[Parameter, ...] = ()
    across: Across | None = None
    screen: Screen | None = None
    linked: Linked | None = None
    misses: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if (self.across is None) != (self.linked is None):
            raise ValueError(f"{self.rule.id}: a rule that looks across networks says which are `linked`, and no other")

    def flags(self, networks: Sequence[Network], context: Context) -> Iterator[Flag]:
        """What the rule finds in some networks; the same finding may come once a network."""
        for network in networks:
            yield from self.derive(network, context)
        if self.across is not None:
            yield from self.across(networks, context)


@cache
def built() -> dict[str, AnalysisRule]:
    """The rules that are built, by id: every module of `queries.analysis.rules`."""
    modules = (import_module(f"{rules.__name__}.{found.name}") for found in iter_modules(rules.__path__))
    return {module.RULE.rule.id: module.RULE for module in modules}


class NotBuilt(Exception):
    """Asked for what the product does not do yet: an error, for an empty list would be a false answer."""


def rules_asked(names: Sequence[str] | None) -> list[AnalysisRule]:
    """The rules to derive by: those named, or all that are built. Raises `NotBuilt`, which names any that is not."""
    there = built()
    missing = [name for name in names or () if name not in there]
    if missing:
        raise NotBuilt(f"{', '.join(missing)} is not built yet; ask for {', '.join(sorted(there))}")
    return [there[name] for name in dict.fromkeys(names or sorted(there))]
