"""Dates of birth that say nothing, or no more than a year: placeholders, impossible ages, far too frequent days.

The record keeps such a date as `date_of_birth_recorded`; `date_of_birth` holds what counts of it. A row by itself is
checked by `rules.set_aside_placeholder`; this module counts the days of a whole delivery, and reports.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson

from graph.dates import partial_date
from loaders.placeholders import birth_dates
from loaders.pointers import NUMBER
from loaders.report import bounded
from loaders.spool import DiskSpool
from loaders.transform import packed

NOT_RECORDED, YEAR_ALONE = "not_recorded", "year"
"""As what a date of birth counts."""
_COUNTS_AS = {
    NOT_RECORDED: "dates of birth are placeholders, or would make a person over {oldest}: they count as not recorded",
    YEAR_ALONE: "dates of birth are of a day that is far too frequent in this delivery: their year alone counts",
}


def note_birth_date(spool: DiskSpool, row: int, line: int, values: Mapping[str, Any]) -> None:
    """Note a whole date of birth, and one that counts as not recorded, for the checks across rows."""
    born, recorded = values.get("date_of_birth"), values.get("date_of_birth_recorded")
    if recorded:
        spool.note("birth", row, line, recorded, NOT_RECORDED)
    elif born and partial_date(born).whole:
        spool.note("birth", row, line, born, "")


def shorten_frequent(spool: DiskSpool) -> None:
    """Use the year alone of days of birth that are far too frequent in the delivery."""
    standing = "used = '' AND EXISTS (SELECT 1 FROM taken t WHERE t.id = birth.row AND t.state < 2)"
    counts = dict(spool.db.execute(f"SELECT day, count(*) FROM birth WHERE {standing} GROUP BY day"))
    for day in birth_dates().too_frequent(counts):
        rows = spool.db.execute(f"SELECT row FROM birth WHERE day = ? AND {standing}", (day,)).fetchall()
        for (row,) in rows:
            _shorten(spool, row, day)
        spool.db.executemany("UPDATE birth SET used = ? WHERE row = ?", [(YEAR_ALONE, row) for (row,) in rows])


def _shorten(spool: DiskSpool, row: int, day: str) -> None:
    (content,) = spool.db.execute("SELECT content FROM taken WHERE id = ?", (row,)).fetchone()
    values = {**orjson.loads(content), "date_of_birth": day[:4], "date_of_birth_recorded": day}
    spool.db.execute("UPDATE taken SET digest = ?, content = ? WHERE id = ?", (*packed(values), row))


def birth_date_notes(spool: DiskSpool) -> Iterator[str]:
    """Notes on the dates of birth that do not count as they are recorded, by line and without the person."""
    limit = birth_dates().oldest_years
    for used, text in _COUNTS_AS.items():
        lines = spool.db.execute(
            "SELECT t.source, b.line FROM birth b JOIN taken t ON t.id = b.row WHERE b.used = ? AND t.tab = ? "
            "AND t.state < 2 ORDER BY t.source, b.line", (used, NUMBER["people"])
        ).fetchall()
        if lines:
            yield f"{len(lines):,} {text.format(oldest=limit)}, kept as recorded ({_places(spool, lines)})"


def _places(spool: DiskSpool, lines: Iterable[tuple[int, int]]) -> str:
    by_file: dict[str, list[str]] = {}
    for source, line in lines:
        by_file.setdefault(spool.reading.sources[source].file, []).append(str(line))
    return "; ".join(
        f"{file}, {'line' if len(of) == 1 else 'lines'} {', '.join(bounded(of))}" for file, of in by_file.items()
    )
