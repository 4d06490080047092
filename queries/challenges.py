"""Whether what an answer shows is challenged (docs/decisions/0025): fields, read only where they are selected.

That a row is challenged shows to whoever sees the row; by whom and why, to who may see the rows of the agency
that entered it. Cypher here is written in the terms of `queries.terms`.
"""

from __future__ import annotations

from queries.family import edge_named
from queries.shape import Leaf, Link

_OF_TIES = "UNWIND %n.ties AS challenged_tie UNWIND challenged_tie.at AS place"
_OF_PATHS = (
    "UNWIND %n.paths AS challenged_path UNWIND challenged_path.steps AS step UNWIND step AS element"
    f" {edge_named('element', 'tie')} UNWIND ROWS(tie) AS stated"
)
_OF_EVIDENCE = "UNWIND [one IN %n.evidence | one.involvement] + [one IN %n.evidence | one.event] AS ground"


def _any(found: str, row: str) -> str:
    """Whether one of some rows is challenged; `found` are clauses that bind what `row` reads."""
    return f"EXISTS {{ {found} MATCH (c:Challenge {{assertion: {row}}}) WHERE STANDS(c) }}"


def _challenged(expression: str, meaning: str) -> Leaf:
    return Leaf("Boolean!", expression, meaning)


def _fields(row: str) -> dict[str, Leaf | Link]:
    """Of a single row: whether it is challenged, and by what."""
    return {
        "challenged": _challenged(_any("", row), "Whether somebody concerned says that it is wrong."),
        "challenges": Link(
            "Challenge", f"MATCH (%m:Challenge {{assertion: {row}}}) WHERE KNOWN(%m)", many=True,
            meaning="What is said to be wrong, and is not settled.",
        ),
    }


OF_ROW = _fields("%n.id")
"""Of a node that is a row."""
OF_TOLD = _fields("%n.told.row")
OF_ASSERTION = _fields("%n.r.row[%n.at]")
OF_STEP: dict[str, Leaf | Link] = {
    "challenged": _challenged(
        _any(_OF_TIES, "challenged_tie.r.row[place]"), "Whether somebody says that a row asserting it is wrong."
    ),
    "assertions": Link(
        "Assertion",
        "UNWIND %n.ties AS stated%u UNWIND stated%u.at AS place%u WITH {r: stated%u.r, at: place%u} AS %m",
        many=True,
        order="%m.r.agency[%m.at], %m.r.row[%m.at]",
        meaning="Each row that asserts it on the date.",
    ),
}
"""Of a tie or a stay, which may rest on several rows."""
OF_FLAG = {
    "challenged": _challenged(
        f"{_any(_OF_EVIDENCE, 'ground')} OR {_any(_OF_PATHS, 'stated')}",
        "Whether something that it rests on is said to be wrong.",
    )
}
OF_EVIDENCE = {
    "challenged": _challenged(
        _any("UNWIND [%n.involvement, %n.event] AS ground", "ground"), "Whether it is said to be wrong."
    )
}
