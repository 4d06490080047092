"""The tables of the snapshot: which columns each has, and rows of an answer as a frame.

A person is a number in every table, given once and kept (`Numbers`); days are dates; the rest is as
the store has it. A row holds for whatever dates it says, so that one snapshot serves any day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
import polars as pl

PERSON: Final = pl.UInt32()
"""The number of a person."""
PEOPLE: Final = pl.List(PERSON)
"""Numbers of persons."""
_TEXT, _DAY, _YES = pl.String(), pl.Date(), pl.Boolean()
_TEXTS = pl.List(_TEXT)
_TOLD = pl.List(pl.Struct({
    **dict.fromkeys(("agency", "status", "from", "last"), _TEXT), **dict.fromkeys(("at", "recorded"), pl.Int64()),
}))
_TWINS = pl.List(pl.Struct(dict.fromkeys(("id", "agency", "from"), _TEXT)))
_ALLOCATIONS = pl.List(pl.Struct(dict.fromkeys(("registration", "first", "end", "until"), _TEXT)))
_HOUSEHOLDS = pl.List(pl.Struct({
    **dict.fromkeys(("id", "agency", "kind"), _TEXT), "shielded": _YES, **dict.fromkeys(("postcode", "text"), _TEXT),
}))

Numbers = Mapping[str, int]
"""The number of each person, by id."""


@dataclass(frozen=True)
class Table:
    """A table of the snapshot: its columns in the order in which the store lists them.

    `whose` are the columns of the persons from whom a row was read: it stands until one of them is read
    again. `key` tells which rows are one, where a row may be read from several persons.
    """

    name: str
    columns: Mapping[str, pl.DataType]
    whose: tuple[str, ...] = ("person",)
    key: tuple[str, ...] = ()

    def frame(self, rows: Sequence[Sequence[Any]], numbers: Numbers) -> pl.DataFrame:
        """Rows as the store lists them, as a frame; rows of persons without a number are left out."""
        columns = zip(*rows, strict=True) if rows else ((),) * len(self.columns)
        kinds = self.columns.items()
        made = [_series(name, kind, each, numbers) for (name, kind), each in zip(kinds, columns, strict=True)]
        return pl.DataFrame(made).drop_nulls([name for name, kind in kinds if kind == PERSON])

    def empty(self) -> pl.DataFrame:
        """No rows."""
        return pl.DataFrame(schema=dict(self.columns))


def _series(name: str, kind: pl.DataType, values: Sequence[Any], numbers: Numbers) -> pl.Series:
    if kind == PERSON:
        return pl.Series(name, list(map(numbers.get, values)), kind)
    if kind == PEOPLE:
        return _lists(name, kind, [sorted({numbers[id] for id in listed if id in numbers}) for listed in values])
    if kind == _DAY:
        return pl.Series(name, values, _TEXT).str.to_date("%Y-%m-%d")
    return _lists(name, kind, values) if isinstance(kind, pl.List) else pl.Series(name, values, kind)


def _lists(name: str, kind: pl.DataType, values: Sequence[Any]) -> pl.Series:
    """A column of lists; by way of JSON, for polars makes a series of each list in Python: forty times as long."""
    return pl.Series(name, [orjson.dumps(listed).decode() for listed in values], _TEXT).str.json_decode(kind)


_FROM_TO = {"from": _DAY, "to": _DAY}

TABLES: Final[tuple[Table, ...]] = (
    Table(
        "persons",
        {
            "person": PERSON, "born": _YES, "born_last": _DAY, "due": _YES, "here_from": _DAY, "died": _DAY,
            "grown": _YES, "sealed": _YES, "due_last": _DAY,
        },
    ),
    Table(
        "records",
        {
            "person": PERSON, "record": _TEXT, "agency": _TEXT, "given_names": _TEXT, "family_name": _TEXT,
            "also_known_as": _TEXTS, "date_of_birth": _TEXT, "identifiers": _TEXTS, "sealed": _YES,
        },
    ),
    Table("sharing", {"person": PERSON, "other": PERSON, "record": _TEXT}, ("person", "other"), ("person", "record")),
    Table(
        "ties",
        {
            "start": PERSON, "end": PERSON, "edge": _TEXT, "type": _TEXT, **_FROM_TO, "sealed": _YES, "agency": _TEXT,
            "surely_from": _DAY, "surely_to": _DAY,
        },
        ("start",),
    ),
    Table(
        "excluded",
        {
            "start": PERSON, "end": PERSON, "edge": _TEXT, "type": _TEXT, "agency": _TEXT, "row": _TEXT, "since": _TEXT,
            **_FROM_TO,
        },
        ("start", "end"),
        ("start", "end", "type", "row"),
    ),
    Table(
        "stays",
        {
            "person": PERSON, "place": _TEXT, "agency": _TEXT, "kind": _TEXT, "since": _TEXT, **_FROM_TO,
            "household": _TEXT, "uprn": _TEXT,
        },
    ),
    Table(
        "places",
        {"place": _TEXT, "households": _HOUSEHOLDS},
        (),
        ("place",),
    ),
    Table(
        "involvements",
        {
            "person": PERSON, "id": _TEXT, "service": _TEXT, "provider": _TEXT, "recorded_by": _TEXT, "since": _TEXT,
            **_FROM_TO, "implied": _YES, "allocations": _ALLOCATIONS, "sensitivity": _TEXT, "lead": _TEXT,
        },
    ),
    Table("others", {"person": PERSON, "provider": _TEXT, "status": _TEXT, "since": _TEXT, **_FROM_TO}),
    Table(
        "events",
        {
            "id": _TEXT, "agency": _TEXT, "kind": _TEXT, "on": _TEXT, "category": _TEXT, "count": pl.Int64(),
            "first": _DAY, "last": _DAY, "until": _DAY, "people": PEOPLE, "seen": PEOPLE,
            "service": _TEXT, "together": _TEXTS, "referred": _TEXTS, "told": _TOLD, "twins": _TWINS,
            "seen_how": _TEXT,
        },
        ("people", "seen"),
        ("id",),
    ),
    Table(
        "enquiries",
        {"person": PERSON, "agency": _TEXT, "question": _TEXT, "answer": _TEXT, "on": _TEXT, "first": _DAY},
    ),
)
"""What is read of persons, table by table."""
BY_NAME: Final = {table.name: table for table in TABLES}

SERVICES: Final = Table("services", {"id": _TEXT, "name": _TEXT, "kind": _TEXT, "allocates": _YES}, ())
AGENCIES: Final = Table("agencies", {"id": _TEXT, "name": _TEXT, "kind": _TEXT}, ())
COVERAGE: Final = Table("coverage", {"agency": _TEXT, "known": _YES, **_FROM_TO}, ())
SMALL: Final = (SERVICES, AGENCIES, COVERAGE)
"""What is few, and read whole each time."""


def people_in(name: str, rows: Iterable[Sequence[Any]]) -> set[str]:
    """The ids of the persons whom rows of a table name."""
    found: set[str] = set()
    for place, kind in enumerate(BY_NAME[name].columns.values()):
        if kind == PERSON:
            found.update(row[place] for row in rows)
        elif kind == PEOPLE:
            found.update(id for row in rows for id in row[place])
    return found
