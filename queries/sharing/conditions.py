"""When a rule applies: a condition in a small declared form, and whether one can come to be met.

    [rule.when]
    to = ["police", "@partners"]           # one of these; @ names a group of the pack
    all = ["child_welfare"]                # every one of these circumstances
    any = ["seeking_raises_risk", …]       # at least one
    none = ["more_detrimental"]            # not one

A fact that is not mentioned may be anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from queries.sharing.words import FACTS


@dataclass(frozen=True)
class Case:
    """What is asked: one code of each fact in `words.FACTS`, and the circumstances that hold."""

    facts: Mapping[str, str]
    circumstances: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Condition:
    """What must hold; an empty one always does."""

    facts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    all: frozenset[str] = frozenset()
    any: frozenset[str] = frozenset()
    none: frozenset[str] = frozenset()

    def holds(self, case: Case) -> bool:
        """Whether a case meets it."""
        return (
            all(case.facts[name] in codes for name, codes in self.facts.items())
            and self.all <= case.circumstances
            and not self.none & case.circumstances
            and (not self.any or bool(self.any & case.circumstances))
        )


@dataclass(frozen=True)
class _Room:
    """The cases that are left: for each fact the codes that remain, and circumstances settled either way."""

    facts: Mapping[str, frozenset[str]]
    true: frozenset[str] = frozenset()
    false: frozenset[str] = frozenset()

    def narrowed(self, name: str, codes: frozenset[str]) -> _Room | None:
        left = self.facts[name] & codes
        return replace(self, facts={**self.facts, name: left}) if left else None

    def settled(self, true: frozenset[str] = frozenset(), false: frozenset[str] = frozenset()) -> _Room | None:
        made = replace(self, true=self.true | true, false=self.false | false)
        return None if made.true & made.false else made


def example(condition: Condition, before: Sequence[Condition]) -> Case | None:
    """A case that meets a condition and none of those before it; None where there is none.

    Exact: every way not to meet each earlier condition is tried in turn.
    """
    for room in _meeting(condition):
        if (left := _escaping(room, before)) is not None:
            return Case({name: min(codes) for name, codes in left.facts.items()}, left.true)
    return None


def _meeting(condition: Condition) -> Iterator[_Room]:
    every = {name: frozenset(codes) for name, codes in FACTS.items()}
    room = _Room({**every, **condition.facts}).settled(condition.all, condition.none)
    for one in ([frozenset({c}) for c in sorted(condition.any)] or [frozenset[str]()]) if room else ():
        if room is not None and (made := room.settled(true=one)) is not None:
            yield made


def _escaping(room: _Room, before: Sequence[Condition]) -> _Room | None:
    """Those cases of a room that meet none of the conditions; None where each case meets one."""
    if not before:
        return room
    for other in _missing(room, before[0]):
        if (left := _escaping(other, before[1:])) is not None:
            return left
    return None


def _missing(room: _Room, condition: Condition) -> Iterator[_Room]:
    """The ways for the cases of a room not to meet a condition."""
    ways: list[_Room | None] = []
    for name, codes in condition.facts.items():
        ways.append(room.narrowed(name, frozenset(FACTS[name]) - codes))
    ways += [room.settled(false=frozenset({one})) for one in sorted(condition.all)]
    ways += [room.settled(true=frozenset({one})) for one in sorted(condition.none)]
    if condition.any:
        ways.append(room.settled(false=condition.any))
    yield from (way for way in ways if way is not None)
