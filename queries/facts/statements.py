"""The fixed statements, each a `.cypher` file, in two texts: as known now, and as known at a time.

One substitution is made, when the texts are read: `KNOWN(x)`, whether a row was known, and `AS_KNOWN(n)`, what a node
said then. Nearly every question is asked as known now, while nothing is being loaded: a row is then known unless a
delivery has closed it, which the store tests fastest. The other text compares `in.known_at` and looks into the
history that nodes keep at `WAS`; rows of the deliveries in `in.loading` do not count in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_NOW = {"KNOWN": "{0}.closed_by IS NULL", "AS_KNOWN": "{0}"}
_THEN = {
    "KNOWN": (
        "({0}.recorded_at <= $in.known_at AND ($in.known_at < {0}.superseded_at OR {0}.closed_by IN $in.loading)"
        " AND NOT {0}.opened_by IN $in.loading)"
    ),
    "AS_KNOWN": (
        "CASE WHEN {0}.revised IS NULL THEN {0} ELSE"
        " coalesce(head([({0})-[:WAS]->(was) WHERE KNOWN(was) | was]), {0}) END"
    ),
}
_COMMENT = re.compile(r"^//.*\n|^ +", re.MULTILINE)
"""What only a reader of the file needs: lines of comments, and indentation."""
_USE = re.compile(r"\b(AS_KNOWN|KNOWN)\((\w+)\)")


@dataclass(frozen=True)
class Statement:
    """One statement: `now` serves what is known now while nothing is loaded, `then` any time of knowledge."""

    name: str
    now: str
    then: str


@cache
def statement(name: str) -> Statement:
    """The statement of a file in `queries/facts/statements`, read once.

    Those in its folder `borough` are of sweeps and notebooks, which go through everybody: no request sends them.
    """
    text = files("queries.facts").joinpath("statements", f"{name}.cypher").read_text(encoding="utf-8")
    return Statement(name, _substituted(text, _NOW), _substituted(text, _THEN))


@cache
def names() -> tuple[str, ...]:
    """The names of the statements that requests send."""
    found = files("queries.facts").joinpath("statements").iterdir()
    return tuple(sorted(file.name.removesuffix(".cypher") for file in found if file.name.endswith(".cypher")))


def _substituted(text: str, meanings: dict[str, str]) -> str:
    """The text without comments, each use replaced; `AS_KNOWN` brings uses of `KNOWN`, so that is done twice."""
    text = _COMMENT.sub("", text)
    for _ in range(2):
        text = _USE.sub(lambda use: meanings[use[1]].format(use[2]), text)
    return text
