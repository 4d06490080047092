"""Ties between persons that cannot be true together: a parent born after the child, a circle of parents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from loaders.pointers import NUMBER
from loaders.settle import put_out
from loaders.spool import DiskSpool

_ROUNDS = 50  # generations in a delivery are few; a longer chain is left to the search itself


def _first(person: str) -> str:
    """SQL: the first day that a person's date of birth can mean."""
    return f"substr(json_extract(CAST({person}.content AS TEXT), '$.date_of_birth') || '-01-01', 1, 10)"


def _last(person: str) -> str:
    """SQL: a text that sorts with or after the last day that a person's date of birth can mean."""
    return f"substr(json_extract(CAST({person}.content AS TEXT), '$.date_of_birth') || '-12-31', 1, 10)"


# CROSS JOIN keeps SQLite to this order of the tables; its own choice would be every pair of persons
_BORN_AFTER = f"""
SELECT tie.row, tie.elder FROM tie
CROSS JOIN taken elder ON elder.tab = :people AND elder.key = tie.elder AND elder.state < 2
CROSS JOIN taken younger ON younger.tab = :people AND younger.key = tie.younger AND younger.state < 2
WHERE {_first("elder")} > CASE
    WHEN length(json_extract(CAST(younger.content AS TEXT), '$.date_of_birth')) = 7
    THEN json_extract(CAST(younger.content AS TEXT), '$.date_of_birth') || '-31'
    ELSE {_last("younger")} END
"""


def parents_born_after(spool: DiskSpool) -> None:
    """Quarantine ties whose elder was surely born after the younger (both in this delivery)."""
    for row, elder in spool.db.execute(_BORN_AFTER, {"people": NUMBER["people"]}):
        put_out(spool, row, "from_person_id", elder, "born after the person whose parent (guardian…) this is")


def circles_of_parents(spool: DiskSpool) -> None:
    """Quarantine every `parent` row that lies on a circle: nobody descends from themselves."""
    db = spool.db
    db.execute("DELETE FROM tie WHERE parent = 0 OR row IN (SELECT id FROM taken WHERE tab = ? AND state = 2)",
               (NUMBER["relationships"],))
    for _ in range(_ROUNDS):
        if not _peel(spool):
            break
    for circle in _circles(list(db.execute("SELECT elder, younger, row FROM tie"))):
        lines = [line for row in circle for (line,) in db.execute("SELECT line FROM taken WHERE id = ?", (row,))]
        named = ", ".join(map(str, sorted(lines)[:20]))
        for row in circle:
            put_out(spool, row, "from_person_id", "", f"parents in a circle: lines {named}")


def _peel(spool: DiskSpool) -> int:
    """Take away ties of those without parents or without children, who are on no circle; how many."""
    gone = spool.db.execute("DELETE FROM tie WHERE NOT EXISTS (SELECT 1 FROM tie up WHERE up.younger = tie.elder)")
    more = spool.db.execute("DELETE FROM tie WHERE NOT EXISTS (SELECT 1 FROM tie down WHERE down.elder = tie.younger)")
    return gone.rowcount + more.rowcount


def _circles(ties: list[tuple[str, str, int]]) -> Iterator[list[int]]:
    """The rows of each knot of persons who all descend from one another.

    Kosaraju's two searches: forwards for the order of leaving, backwards to gather each knot.
    """
    children: dict[str, list[str]] = defaultdict(list)
    parents: dict[str, list[str]] = defaultdict(list)
    for elder, younger, _ in ties:
        children[elder].append(younger)
        parents[younger].append(elder)
    left: list[str] = []
    seen: set[str] = set()
    for person in list(children):
        left += _left_in_order(person, children, seen)
    knot: dict[str, str] = {}
    gathered: set[str] = set()
    for person in reversed(left):
        knot.update(dict.fromkeys(_left_in_order(person, parents, gathered), person))
    rows: dict[str, list[int]] = defaultdict(list)
    for elder, younger, row in ties:
        if knot[elder] == knot[younger]:
            rows[knot[elder]].append(row)
    yield from rows.values()


def _left_in_order(start: str, following: dict[str, list[str]], seen: set[str]) -> list[str]:
    """Persons not seen before that are reached from one, in the order in which a search leaves them."""
    if start in seen:
        return []
    seen.add(start)
    left: list[str] = []
    path = [(start, iter(following.get(start, ())))]
    while path:
        person, ahead = path[-1]
        step = next((one for one in ahead if one not in seen), None)
        if step is None:
            left.append(person)
            path.pop()
        else:
            seen.add(step)
            path.append((step, iter(following.get(step, ()))))
    return left
