"""The report of a load: what became of every row, and why. It names no value, for values may be personal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import orjson
from rich.console import Console, ConsoleOptions, RenderResult
from rich.table import Table
from rich.text import Text

from loaders.problems import Reason

SHOWN_REASONS = 20
_SHOWN_NAMES, _SHOWN_LETTERS = 20, 60


def bounded(names: Sequence[str]) -> tuple[str, ...]:
    """The first of some names, each cut where it is long, and how many more there are: a report is for reading."""
    shown = [name if len(name) <= _SHOWN_LETTERS else f"{name[:_SHOWN_LETTERS]}…" for name in names[:_SHOWN_NAMES]]
    more = len(names) - len(shown)
    return (*shown, f"and {more:,} more") if more else tuple(shown)


@dataclass(frozen=True)
class TableReport:
    """The rows of one table; every row read is in exactly one of the other counts."""

    table: str
    read: int
    loaded: int
    unchanged: int
    waiting: int
    quarantined: int
    ended: int = 0
    """Earlier rows of the agency that a full delivery no longer holds; none of those read."""
    unknown_columns: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        counted = self.loaded + self.unchanged + self.waiting + self.quarantined
        if self.read != counted or min(self.loaded, self.unchanged, self.waiting, self.quarantined) < 0:
            raise AssertionError(f"{self.table}: {self.read} rows read, {counted} accounted for ({self})")


@dataclass(frozen=True)
class LoadReport:
    """What became of one delivery. Of a refused one nothing was written, and no rows are counted."""

    folder: str
    state: Literal["loaded", "refused"]
    agency: str = ""
    extract_id: str = ""
    extracted_at: datetime | None = None
    tables: tuple[TableReport, ...] = ()
    unverified_identifiers: dict[str, int] = field(default_factory=dict)
    """By scheme: identifiers whose check failed, kept and never matched on."""
    notes: tuple[str, ...] = ()
    quarantine_folder: str = ""
    reasons: tuple[Reason, ...] = ()
    """The first reasons for quarantine; `reasons.csv` in the quarantine folder has all of them."""
    refusal: str = ""
    validating_seconds: float = 0.0
    writing_seconds: float = 0.0

    def __post_init__(self) -> None:
        for name in ("folder", "quarantine_folder", "refusal"):
            object.__setattr__(self, name, _readable(getattr(self, name)))
        object.__setattr__(self, "notes", tuple(map(_readable, self.notes)))

    @property
    def quarantined(self) -> int:
        """Rows in quarantine."""
        return sum(table.quarantined for table in self.tables)

    def to_json(self) -> bytes:
        """The report as one JSON object."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        plain["reasons"] = [reason.without_value() for reason in self.reasons]
        return orjson.dumps(plain, option=orjson.OPT_UTC_Z)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield Text(f"{self.agency or self.folder}: {self.state}", style="bold")
        if self.refusal:
            yield Text(self.refusal, style="red")
        if self.tables:
            yield self._counts()
        for line in self._lines():
            yield Text(line)

    def _counts(self) -> Table:
        shown = Table("table", *(("read", "loaded", "unchanged", "waiting", "quarantined", "ended")))
        for column in shown.columns[1:]:
            column.justify = "right"
        for t in self.tables:
            counts = (t.read, t.loaded, t.unchanged, t.waiting, t.quarantined, t.ended)
            shown.add_row(t.table, *(f"{count:,}" for count in counts))
        return shown

    def _lines(self) -> list[str]:
        lines = [
            f"{table.table}: unknown columns kept out: {', '.join(table.unknown_columns)}"
            for table in self.tables
            if table.unknown_columns
        ]
        lines += [f"{n:,} of {scheme} failed their check: kept, never matched on"
                  for scheme, n in self.unverified_identifiers.items()]
        lines += self.notes
        lines += [f"{r.file}, line {r.line}, {r.column or 'the row'}: {r.reason}" for r in self.reasons]
        if self.quarantine_folder:
            lines.append(f"{self.quarantined:,} rows to mend and load again: {self.quarantine_folder}")
        return lines


def _readable(text: str) -> str:
    """Text that may hold the name of a file: bytes of it that are no UTF-8 cannot be printed, and stand as escapes."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def exit_code(reports: Sequence[LoadReport]) -> int:
    """0 all loaded · 1 some rows in quarantine · 2 a delivery refused."""
    if any(report.state == "refused" for report in reports):
        return 2
    return 1 if any(report.quarantined for report in reports) else 0
