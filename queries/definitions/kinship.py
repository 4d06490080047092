"""Terms of kinship: what one person is to another by the steps of a family path, as one would say it.

A path is walked from the person to whom somebody is related. Runs of parents, siblings and children make one word of
the table below, such as great-aunt; a partner, carer or guardian on the way makes a chain, such as mother's partner's
sister. Where the sex is not recorded the word says neither: sibling, aunt or uncle.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from graph.codes import RELATIONSHIP
from queries.access.visible import Stated
from queries.case import Case
from queries.definitions.ties import SHARED_HOME, Held

Kind = Literal["up", "down", "side", "spouse", "partner", "guardian", "ward", "carer", "cared", "home"]

TERMS: dict[str, tuple[str, str, str]] = {
    "parent": ("mother", "father", "parent"),
    "child": ("daughter", "son", "child"),
    "sibling": ("sister", "brother", "sibling"),
    "aunt": ("aunt", "uncle", "aunt or uncle"),
    "niece": ("niece", "nephew", "niece or nephew"),
    "cousin": ("cousin", "cousin", "cousin"),
    "spouse": ("wife", "husband", "spouse"),
    "partner": ("partner", "partner", "partner"),
}
"""Terms of a female, of a male, and of a person whose sex is not recorded or indeterminate."""
BY_MARRIAGE = {
    ("parent", "spouse"): "step-{parent}",
    ("spouse", "child"): "step-{child}",
    ("parent", "spouse", "child"): "step-{sibling}",
    ("spouse", "parent"): "{parent}-in-law",
    ("spouse", "sibling"): "{sibling}-in-law",
    ("sibling", "spouse"): "{sibling}-in-law",
    ("child", "spouse"): "{child}-in-law",
    ("aunt", "spouse"): "{aunt} by marriage",
}
"""What a chain of terms is called where all its partners are spouses."""
_RECORDED: dict[str, tuple[Kind, ...]] = {
    "grandparent": ("up", "up"), "great_grandparent": ("up", "up", "up"), "aunt_uncle": ("up", "side"),
    "cousin": ("up", "side", "down"),
}
"""Directly recorded kin, as the steps that they stand for."""
_BACK: dict[Kind, Kind] = {
    "up": "down", "down": "up", "guardian": "ward", "ward": "guardian", "carer": "cared", "cared": "carer"
}
_SIBLINGS = {"half_sibling": "half-", "step_sibling": "step-"}
_TIMES = {1: "once", 2: "twice"}
_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth"}


@dataclass(frozen=True, slots=True)
class Move:
    """One step away from somebody: of which kind, by which type of tie, and the sex of the person reached."""

    kind: Kind
    type: str
    sex: str | None = None


@dataclass(frozen=True, slots=True)
class Blood:
    """What is known of two siblings: whether of the half blood, and the sexes of the parents that they share."""

    half: bool
    through: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of moves that is one term: `ups` generations up, `downs` down again; or one move of another kind."""

    moves: tuple[Move, ...]

    @property
    def ups(self) -> int:
        """Generations from the person up to whom both descend from; a sibling counts one."""
        return sum(move.kind in ("up", "side") for move in self.moves)

    @property
    def downs(self) -> int:
        """Generations from there down."""
        return sum(move.kind in ("down", "side") for move in self.moves)

    @property
    def name(self) -> str:
        """The key of its term, of the nearest kin that it is one of; '' where it is another kind of move."""
        if not self.ups and not self.downs:
            return self.moves[0].kind
        if not self.downs:
            return "parent" if self.ups == 1 else "grandparent"
        if not self.ups:
            return "child" if self.downs == 1 else "grandchild"
        if (self.ups, self.downs) == (1, 1):
            return "sibling"
        return "aunt" if self.downs == 1 else "niece" if self.ups == 1 else "cousin"


def moves(case: Case, people: Sequence[str], steps: Sequence[Held]) -> list[Move]:
    """The moves of a path from its last person back to its first."""
    found: list[Move] = []
    for number in reversed(range(len(steps))):
        found += _move(steps[number], people[number], sex_of(case.persons[people[number]].stated))
    return found


def sex_of(who: Stated) -> str | None:
    """The sex of a person where it is recorded as female or male."""
    return who.sex if who.sex in ("female", "male") else None


def _move(step: Held, reached: str, sex: str | None) -> list[Move]:
    """The moves of a step to a person: several for directly recorded kin, with nobody known between."""
    kinds = _kinds(step)
    if step.type != SHARED_HOME and step.tie.start != reached:
        kinds = tuple(_BACK.get(kind, kind) for kind in reversed(kinds))
    return [Move(kind, step.type, sex if place == len(kinds) - 1 else None) for place, kind in enumerate(kinds)]


def _kinds(step: Held) -> tuple[Kind, ...]:
    """The kinds of move to whom a tie starts at."""
    if step.type == SHARED_HOME:
        return ("home",)
    if step.type in _RECORDED:
        return _RECORDED[step.type]
    if step.tie.edge == "PARTNER_OF":
        return ("spouse",) if step.type == "spouse" else ("partner",)
    if step.tie.edge == "CARES_FOR":
        return ("guardian",) if step.type == "special_guardian" else ("carer",)
    return ("side",) if step.tie.edge == "SIBLING_OF" else ("up",)


def segments(steps: Iterable[Move]) -> list[Segment]:
    """Moves in runs that are one term each."""
    runs: list[list[Move]] = []
    for move in steps:
        if runs and _goes_on(runs[-1], move):
            runs[-1].append(move)
        else:
            runs.append([move])
    return [Segment(tuple(run)) for run in runs]


def _goes_on(run: list[Move], move: Move) -> bool:
    """Whether a move continues a term: up, then perhaps to a sibling, then down."""
    order = {"up": 0, "side": 1, "down": 2}
    if run[-1].kind not in order or move.kind not in order:
        return False
    return order[move.kind] > order[run[-1].kind] or (move.kind == run[-1].kind and move.kind != "side")


def term(steps: Iterable[Move], blood: Blood | None = None) -> str:
    """What the person at the end of some moves is to the one at their start; `blood` is of two siblings."""
    found = segments(steps)
    if len(found) == 1:
        return _whole(found[0], blood)
    sex = found[-1].moves[-1].sex
    married = BY_MARRIAGE.get(tuple(one.name for one in found))
    if married is not None and _is_plain(found):
        return married.format(**{name: _of(name, sex) for name in TERMS})
    return "'s ".join(_word(one) for one in found)


def _is_plain(found: Iterable[Segment]) -> bool:
    """Whether every tie on the way is of birth or marriage, and no aunt is a great-aunt."""
    plain = {"parent", "spouse", "sibling", "aunt_uncle", "grandparent", "great_grandparent"}
    return all(move.type in plain for one in found for move in one.moves) and all(one.ups < 3 for one in found)


def _whole(one: Segment, blood: Blood | None) -> str:
    """A term that stands alone, with the side of the family, or through whom."""
    if one.name == "sibling":
        return _sibling(one, blood)
    said = _word(one)
    if one.ups > 1:
        side = {"female": " on the mother's side", "male": " on the father's side"}
        return said + side.get(one.moves[0].sex or "", "")
    if one.downs > 1:
        through = next(move for move in one.moves if move.kind in ("down", "side"))
        return f"{said} through the {_of('sibling' if one.ups else 'child', through.sex)}" if through.sex else said
    return said


def _sibling(one: Segment, blood: Blood | None) -> str:
    """A sibling of whole or half blood, by adoption, fostering or a parent's marriage."""
    said = _word(one)
    if blood is None or not blood.half or "-" in said.removeprefix("half-") or " " in said:
        return said
    said = said if said.startswith("half-") else f"half-{said}"
    through = {_of("parent", sex) for sex in blood.through}
    return f"{said} through the {through.pop()}" if len(through) == 1 else said


def _word(one: Segment) -> str:
    """The term of a segment, with what it is by other than birth."""
    last, types = one.moves[-1], {move.type for move in one.moves}
    if not one.ups and not one.downs:
        return _other(last)
    word = _kin(one.ups, one.downs, last.sex)
    if one.name == "sibling" and last.type in _SIBLINGS:
        return _SIBLINGS[last.type] + word
    if "step_parent" in types:
        return f"step-{word}"
    near = one.name in ("parent", "child", "sibling")
    adopted, fostered = ("adopted " if one.name == "child" else "adoptive "), "foster "
    for type, before, after in (("adoptive_parent", adopted, "adoption"), ("foster_parent", fostered, "fostering")):
        if type in types:
            return before + word if near else f"{word} by {after}"
    return word


def _kin(ups: int, downs: int, sex: str | None) -> str:
    """The term of blood relatives, so many generations up to whom both descend from, and so many down."""
    if not downs or not ups:
        far = max(ups, downs)
        word = _of("parent" if ups else "child", sex)
        return word if far == 1 else "great-" * (far - 2) + "grand" + word
    if (ups, downs) == (1, 1):
        return _of("sibling", sex)
    if downs == 1 or ups == 1:
        word = _of("aunt" if downs == 1 else "niece", sex)
        great = "great-" * (max(ups, downs) - 2)
        return " or ".join(great + one for one in word.split(" or "))
    degree, removed = min(ups, downs) - 1, abs(ups - downs)
    ordinal = _ORDINALS.get(degree, f"{degree}th")
    if not removed:
        return "cousin" if degree == 1 else f"{ordinal} cousin"
    return f"{ordinal} cousin {_TIMES.get(removed, f'{removed} times')} removed"


def _other(move: Move) -> str:
    """The term of a move that is not to kin."""
    if move.kind in ("spouse", "partner"):
        return _of(move.kind, move.sex)
    if move.kind == "ward":
        return "child under special guardianship"
    if move.kind == "cared":
        return "cared-for person"
    if move.kind == "home":
        return "fellow household member"
    label = RELATIONSHIP.by_code[move.type].label
    return label[0].lower() + label[1:]


def _of(name: str, sex: str | None) -> str:
    female, male, either = TERMS[name]
    return {"female": female, "male": male}.get(sex or "", either)
