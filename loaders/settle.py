"""Checks across the rows of one delivery, once all of them lie in the spool."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import orjson

from graph.identity import RecordRun, shared_in_agency
from graph.ids import global_id
from loaders.pointers import KEYED, NUMBER, POINTERS, REGISTRATIONS, TABLES
from loaders.report import bounded
from loaders.spool import OUT, DiskSpool
from loaders.transform import packed

_LINES = 3
"""Lines that a note names of those with one value; there are thousands where it is a placeholder."""
VALUE_SHOWN = 200
"""Characters of a bad value that `reasons.csv` shows; the row itself stands beside it in full."""


def put_out(spool: DiskSpool, row: int, column: str, value: str, reason: str, *, key_is_right: bool = False) -> bool:
    """Move a row from the spool to quarantine; False where it is out already.

    Where the column is part of what the row is known by, it is known by nothing, unless `key_is_right`.
    """
    source, place, line, tab, key, state, own_id = spool.db.execute(
        "SELECT source, place, line, tab, key, state, json_extract(CAST(content AS TEXT), '$.row_id') "
        "FROM taken WHERE id = ?", (row,)
    ).fetchone()
    if state == OUT:
        return False
    spool.db.execute("UPDATE taken SET state = 2 WHERE id = ?", (row,))
    if own_id is None and not key_is_right and column in KEYED[TABLES[tab]]:
        key = None
    if TABLES[tab] != REGISTRATIONS:  # a registration is part of its person's row
        give_reason(spool, (source, place, line, tab, key), column, value, reason)
    return True


def give_reason(
    spool: DiskSpool, row: tuple[int, int, int, int, str | None], column: str, value: str, reason: str
) -> None:
    """Note why a row (source, place, line, table, key) is in quarantine; the first reason stands."""
    spool.quarantined[TABLES[row[3]]] += spool.db.execute(
        "INSERT OR IGNORE INTO reason VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (*row, column, value[:VALUE_SHOWN], reason)
    ).rowcount


def prefer_own_ids(spool: DiskSpool) -> None:
    """Read `x:y` as the agency's own local id where the delivery holds a row of that id."""
    found = spool.db.execute(
        "SELECT m.rowid, row, pointer, agency, local, whole FROM mention m WHERE whole <> '' "
        "AND EXISTS (SELECT 1 FROM taken t WHERE t.tab = m.target AND t.key = m.whole)"
    )
    for mention in found:
        own_reference(spool, *mention)


def own_reference(
    spool: DiskSpool, mention: int, row: int, pointer: int, agency: str, local_id: str, whole: str
) -> None:
    """Turn one reference of a row from `agency:local id` to the own id that is written the same."""
    fact, label = POINTERS[pointer].fact, POINTERS[pointer].label
    me = spool.reading.delivery.agency
    before, after = global_id(label, agency or me, local_id), global_id(label, me, whole)
    (content,) = spool.db.execute("SELECT content FROM taken WHERE id = ?", (row,)).fetchone()
    values = orjson.loads(content)
    said = values[fact]
    values[fact] = [after if one == before else one for one in said] if isinstance(said, list) else after
    spool.db.execute("UPDATE taken SET digest = ?, content = ? WHERE id = ?", (*packed(values), row))
    spool.db.execute("UPDATE mention SET agency = '', local = ?, whole = '' WHERE rowid = ?", (whole, mention))


def drop_repeats(spool: DiskSpool) -> None:
    """Of rows with one key the first stands; one that says the same is unchanged, any other cannot be."""
    doubled = spool.db.execute("SELECT tab, key FROM taken GROUP BY tab, key HAVING count(*) > 1")
    for tab, key in doubled:
        rows = spool.db.execute(
            "SELECT id, line, digest FROM taken WHERE tab = ? AND key = ? ORDER BY id", (tab, key)
        ).fetchall()
        _, first_line, first_digest = rows[0]
        for row, _, digest in rows[1:]:
            if digest == first_digest:
                spool.db.execute("UPDATE taken SET state = 2 WHERE id = ?", (row,))
                spool.repeated[TABLES[tab]] += 1
            else:
                put_out(spool, row, "", key, f"listed twice with different facts, first on line {first_line}")


def drop_lost_registrations(spool: DiskSpool) -> None:
    """A registration stands only beside the very row that named it."""
    spool.db.execute(
        "UPDATE taken SET state = 2 WHERE tab = ? AND state < 2 AND NOT EXISTS (SELECT 1 FROM taken p "
        "WHERE p.tab = ? AND p.key = substr(taken.key, instr(taken.key, ':') + 1) "
        "AND p.source = taken.source AND p.place = taken.place AND p.state < 2)",
        (NUMBER[REGISTRATIONS], NUMBER["people"]),
    )


def shared_identifiers(spool: DiskSpool) -> Iterator[str]:
    """A note on identifiers that several people of the delivery carry, by line and without the value."""
    shared = spool.db.execute("SELECT value FROM identifier GROUP BY value HAVING count(*) > 1").fetchall()
    if shared:
        lines = "; ".join(bounded([_lines(spool, value) for (value,) in shared]))
        yield f"{len(shared):,} verified identifiers are used by more than one person ({lines})"


def _lines(spool: DiskSpool, identifier: str) -> str:
    """The lines of those with an identifier, and whether it is theirs: of two persons it is verified for neither."""
    rows = spool.db.execute(
        "SELECT t.line, t.content FROM identifier i JOIN taken t ON t.id = i.row WHERE i.value = ? "
        "ORDER BY t.line, t.id",
        (identifier,),
    ).fetchall()
    named = [str(line) for line, _ in rows[:_LINES]]
    more = [f"{len(rows) - _LINES:,} more"] if len(rows) > _LINES else []
    shared = shared_in_agency({str(place): _said(content) for place, (_, content) in enumerate(rows)})
    return f"lines {' and '.join([*named, *more])}" + (", of two persons: verified for neither" if shared else "")


def _said(content: bytes) -> RecordRun:
    """A row of a person as far as identity is concerned; all rows of a delivery are of one time and agency."""
    values = orjson.loads(content)
    return RecordRun(
        datetime.min, datetime.max, "", None, frozenset(values["verified_identifiers"]), None, "own",
        values.get("sex"), values.get("given_names"), values.get("family_name"),
        tuple(values.get("also_known_as") or ()),
    )


def shared_uprns(spool: DiskSpool) -> Iterator[str]:
    """A note on UPRNs under which the delivery has several addresses, by line and without the value."""
    shared = spool.db.execute(
        "SELECT value, count(*) FROM uprn GROUP BY value HAVING count(DISTINCT text) > 1"
    ).fetchall()
    if shared:
        lines = "; ".join(bounded([_uprn_lines(spool, *one) for one in shared]))
        yield (
            f"{len(shared):,} UPRNs stand on households with several addresses, such as a block's on its flats: each "
            f"household is a home of its own; give each flat its own UPRN ({lines})"
        )


def _uprn_lines(spool: DiskSpool, uprn: str, count: int) -> str:
    found = spool.db.execute("SELECT line FROM uprn WHERE value = ? ORDER BY line LIMIT ?", (uprn, _LINES))
    more = [f"{count - _LINES:,} more"] if count > _LINES else []
    return f"lines {' and '.join([*(str(line) for (line,) in found), *more])}"
