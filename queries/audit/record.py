"""Collect the ids that a request names and that its answer returns, for the audit entry and the reading limits."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from graph.ids import global_id

KINDS = ("person", "record", "event", "involvement", "glass")
"""What is about somebody, by the kind that its id begins with; broken glass is about whom it was broken for."""
_ID = re.compile(r"[a-z_]+:[0-9a-f]{20}")
_ABOUT = tuple(f"{kind}:" for kind in KINDS)
_SHORT = 100
"""Characters: a longer text is no name."""


class Family(NamedTuple):
    """Whom one root field asked about, and the persons whom its answer is about: those belong together."""

    asked: Collection[str]
    people: set[str]


@dataclass(slots=True)
class Record:
    """Ids only, but for `words`, which are compared and let go, and gathered only where the principal's token tells of
    their own life (`listening`)."""

    asked: dict[str, None] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    families: list[Family] = field(default_factory=list)
    words: set[str] = field(default_factory=set, repr=False)
    listening: bool = False

    def ask(self, shape: str, arguments: Mapping[str, Any]) -> list[str]:
        """Note whom the arguments of a root field name, and say so. What has not the form of an id may be a name: it
        is let go."""
        named = [each for value in arguments.values() for each in (value if isinstance(value, list) else [value])]
        found = [each for each in named if isinstance(each, str) and _ID.fullmatch(each)]
        local = arguments.get("localId", arguments.get("local_id"))
        if arguments.get("agency") is not None and local is not None:
            found.append(global_id(shape, arguments["agency"], local))
        self.asked.update(dict.fromkeys(found))
        if self.listening and isinstance(arguments.get("name"), str):
            self.words.add(arguments["name"])
        return found

    def note(self, asked: Collection[str], told: set[str], answer: Any) -> bool:
        """Note whom the answer of a root field tells of, as its objects say; whether anybody is new."""
        if self.listening:
            self._listen(answer)
        ids = {each for each in told if each.startswith(_ABOUT)}
        new = not ids <= self.told
        self.told |= ids
        if people := {each for each in ids if each.startswith("person:")}:
            self.families.append(Family(asked, people))
        return new

    def _listen(self, answer: Any) -> None:
        """Gather the texts of an answer that may be names."""
        waiting = [answer]
        while waiting:
            match waiting.pop():
                case str(text) if len(text) <= _SHORT:
                    self.words.add(text)
                case dict(held):
                    waiting += held.values()
                case list(held):
                    waiting += held

    @property
    def answered(self) -> list[str]:
        """Whom the answer is about, and which of their records, events and involvements: in order."""
        return sorted(each for each in self.told if each.startswith(_ABOUT))

    @property
    def people(self) -> set[str]:
        """The persons among them."""
        return set().union(*(family.people for family in self.families))
