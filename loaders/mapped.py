"""Exports described by a mapping: a TOML file says how columns become rows of the extract's tables.

A mapping has a `[delivery]` (the entries of a manifest), and for each file of the export a `[[file]]`
with the columns by which it is recognised and its `[[file.row]]`s: the table, and the cell of each of
its columns. A cell is the name of a column, or a table of:

* `column`, `constant`, or `parts` (cells, joined by `join`; empty ones are left out)
* `lines = [first, last]`: of a cell of several lines those, as Python slices them, joined by `join`
* `date = "%d/%m/%Y"`: how it is written; made ISO 8601, `time = true` with the time of day in UTC,
  `add_days` days later (where the export gives the last day, and `to` is the first day after it)
* `codes`: the extract's code for each of the export's
* `prefix`: put before a value that is not empty

What a mapping cannot read it passes on as it is: the checks of the extract then name it. Groups of the
file's `name` pattern are columns too, as `file.<group>`. A row with `when` is made where each column
named there has one of the values given.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from loaders.problems import DeliveryRefused
from loaders.report import bounded
from loaders.source import RawRow, Source
from loaders.table import Layout, csv_files, find_layout, header, rows

Cell = Callable[[Mapping[str, str]], str]
"""Makes one cell of a row of the extract from a row of the export, by column name."""


@dataclass(frozen=True)
class RowRule:
    """Which row of the extract each row of a file gives."""

    table: str
    cells: Mapping[str, Cell]
    when: Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class FileRule:
    """One file of an export."""

    recognised_by: frozenset[str]
    name: re.Pattern[str]
    rows: tuple[RowRule, ...]
    used: frozenset[str]


@dataclass(frozen=True)
class ExportMapping:
    """One export: the entries of its manifest, and its files."""

    name: str
    delivery: Mapping[str, Cell]
    files: tuple[FileRule, ...]

    def find(self, folder: Path) -> list[tuple[FileRule, Path]]:
        """The file of each rule; empty where one of them is not there. DeliveryRefused where there are several."""
        found = [(rule, [path for path in csv_files(folder) if _is(path, rule)]) for rule in self.files]
        if not all(paths for _, paths in found):
            return []
        for _, paths in found:
            if len(paths) > 1:
                raise DeliveryRefused(
                    f"several files of one kind ({', '.join(bounded([path.name for path in paths]))}), read by the "
                    f"mapping {self.name}", file=str(folder),
                    remedy="Make one file of those of one delivery; put another delivery into a folder of its own.",
                )
        return [(rule, path) for rule, (path,) in found]


def _is(path: Path, rule: FileRule) -> bool:
    if not rule.name.fullmatch(path.name):
        return False
    try:
        return rule.recognised_by <= set(header(path, layout(rule, path)))
    except DeliveryRefused:
        return False


@cache
def mappings() -> tuple[ExportMapping, ...]:
    """Every mapping of `loaders/mappings`, by file name."""
    found = sorted((f for f in files("loaders").joinpath("mappings").iterdir() if f.name.endswith(".toml")),
                   key=lambda f: f.name)
    return tuple(read_mapping(f.name.removesuffix(".toml"), f.read_text(encoding="utf-8")) for f in found)


def read_mapping(name: str, text: str) -> ExportMapping:
    """A mapping from its TOML."""
    spec = tomllib.loads(text)
    return ExportMapping(
        name=name,
        delivery={entry: _cell(cell if isinstance(cell, dict) else {"constant": cell}, set())
                  for entry, cell in spec["delivery"].items()},
        files=tuple(_file(file) for file in spec["file"]),
    )


def _file(spec: Mapping[str, Any]) -> FileRule:
    used: set[str] = set()
    made = tuple(_row(row, used) for row in spec["row"])
    return FileRule(
        recognised_by=frozenset(column.lower() for column in spec["recognised_by"]),
        name=re.compile(spec.get("name", ".*"), re.IGNORECASE),
        rows=made,
        used=frozenset(used),
    )


def _row(spec: Mapping[str, Any], used: set[str]) -> RowRule:
    when = {column.lower(): frozenset(values) for column, values in spec.get("when", {}).items()}
    used.update(when)
    return RowRule(spec["table"], {column: _cell(cell, used) for column, cell in spec["cells"].items()}, when)


def _cell(spec: str | Mapping[str, Any], used: set[str]) -> Cell:
    if isinstance(spec, str):
        used.add(spec.lower())
        return partial(_column, spec.lower())
    steps = [_STEPS[step](value, spec) for step, value in spec.items() if step in _STEPS]
    return partial(_stepped, _origin(spec, used), steps)


def _origin(spec: Mapping[str, Any], used: set[str]) -> Cell:
    if "constant" in spec:
        constant = str(spec["constant"])
        return lambda row: constant
    if "parts" in spec:
        parts = [_cell(part, used) for part in spec["parts"]]
        return partial(_joined, parts, spec.get("join", " "))
    return _cell(spec["column"], used)


def _column(name: str, row: Mapping[str, str]) -> str:
    return row.get(name, "").strip()


def _joined(parts: list[Cell], join: str, row: Mapping[str, str]) -> str:
    return join.join(filter(None, (part(row) for part in parts)))


def _stepped(origin: Cell, steps: list[Callable[[str], str]], row: Mapping[str, str]) -> str:
    value = origin(row)
    for step in steps:
        value = step(value) if value else value
    return value


def _lines(which: list[int | None], spec: Mapping[str, Any]) -> Callable[[str], str]:
    chosen = slice(which[0], which[1] if len(which) > 1 else None)
    return lambda text: spec.get("join", ", ").join(line.strip() for line in text.splitlines()[chosen])


def _date(written: str, spec: Mapping[str, Any]) -> Callable[[str], str]:
    later, with_time = timedelta(days=spec.get("add_days", 0)), spec.get("time", False)

    @lru_cache(1 << 14)
    def iso(text: str) -> str:
        try:
            day = datetime.strptime(text, written).replace(tzinfo=UTC) + later
        except (ValueError, OverflowError):
            return text
        return day.isoformat() if with_time else day.date().isoformat()

    return iso


def _codes(codes: Mapping[str, str], spec: Mapping[str, Any]) -> Callable[[str], str]:
    return lambda text: codes.get(text, text)


def _prefix(prefix: str, spec: Mapping[str, Any]) -> Callable[[str], str]:
    return lambda text: prefix + text


_STEPS: Mapping[str, Callable[[Any, Mapping[str, Any]], Callable[[str], str]]] = {
    "lines": _lines, "date": _date, "codes": _codes, "prefix": _prefix,
}


def sources(rule: FileRule, path: Path) -> Iterator[Source]:
    """The rows of the extract that one file of an export gives, a source for each rule."""
    placed = layout(rule, path)
    columns = header(path, placed)
    unknown = tuple(column for column in columns if column not in rule.used)
    for row_rule in rule.rows:
        made = partial(_made, row_rule, path, placed, columns, named(rule, path))
        yield Source(row_rule.table, path.name, tuple(row_rule.cells), unknown, made)
        unknown = ()  # a column that the mapping does not use is named once


def layout(rule: FileRule, path: Path) -> Layout:
    """Where the header of an export's file stands."""
    return find_layout(path, rule.recognised_by)


def named(rule: FileRule, path: Path) -> dict[str, str]:
    """What the name of a file says, as columns."""
    match = rule.name.fullmatch(path.name)
    return {f"file.{group}": text or "" for group, text in (match.groupdict() if match else {}).items()}


def _made(
    rule: RowRule, path: Path, placed: Layout, columns: tuple[str, ...], about: dict[str, str]
) -> Iterator[RawRow]:
    cells_of = list(rule.cells.values())
    for line, cells, fault in rows(path, placed):
        if fault:
            yield line, [" | ".join(cells)], fault  # one cell: as a row of the extract it is no row
            continue
        row = dict(zip(columns, cells, strict=True)) | about
        if all(row.get(column, "").strip() in values for column, values in rule.when.items()):
            yield line, [cell(row) for cell in cells_of], None


def first_row(rule: FileRule, path: Path) -> dict[str, str]:
    """The first good row of a file, by column, for the entries of the manifest."""
    placed = layout(rule, path)
    columns = header(path, placed)
    good = (cells for _, cells, fault in rows(path, placed) if not fault)
    return dict(zip(columns, next(good, [""] * len(columns)), strict=True)) | named(rule, path)
