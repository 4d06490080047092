"""Reading one CSV file: a row at a time, whatever is wrong with it.

A damaged row costs itself and no other: after a stray quote, reading goes on at the line after the
one on which the damaged row began. So it does where a quote takes in the lines after it, which shows in
the number of cells, or in a line break where none can be. No more than one record is held at a time.

A header that cannot be read may be a row of persons: only columns that the model knows are named. A line `sep=,` and
titles above the header are passed over, and named in `Layout.notes`; a footer is a row with the fault `FOOTER`.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from loaders.problems import DeliveryRefused, require_file
from loaders.source import Fault, RawRow
from loaders.values import has_line_break

CELL_LIMIT = 100_000
"""The longest cell in characters; no field of the model is as long, so a longer one is damage."""

FOOTER: Fault = ("", "", "a footer of the report, such as a total, and no row: leave it out of the export")
"""The fault of a row that is none: there is nothing in it that the table could hold."""

_LINE_LIMIT = 1_000_000
_TITLE_LINES = 20  # a header further down is not looked for
_SAVE_AS = "Save the file as CSV in UTF-8, with commas."


class _LineTooLong(csv.Error):
    """A line that is longer than a row can be."""


class _TakenIn(csv.Error):
    """A row of several lines that cannot be one row: a quote has taken in the lines after it."""


def csv_files(folder: Path) -> list[Path]:
    """The CSV files of a folder, by name; the case of a file's name does not matter."""
    return sorted(path for path in folder.iterdir() if path.suffix.lower() == ".csv")


@dataclass(frozen=True)
class Layout:
    """Where the header of a file stands, and what separates its cells."""

    above: int = 0
    """Lines above the header that are no part of the table."""
    delimiter: str = ","
    notes: tuple[str, ...] = ()
    """What these lines are, for the load report."""


def find_layout(path: Path, wanted: Collection[str]) -> Layout:
    """Find the header: the first of the upper lines with all the wanted columns, else the first line that is a row.

    Errors of the file are left to `header`, which raises them with their line.
    """
    try:
        require_file(path)
        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines = list(islice(iter(lambda: stream.readline(_LINE_LIMIT), ""), _TITLE_LINES))
    except (DeliveryRefused, UnicodeDecodeError, OSError):
        return Layout()
    separator = _SEPARATOR.fullmatch(lines[0].strip()) if lines else None
    start, delimiter, notes = 0, ",", []
    if separator:
        start, delimiter = 1, separator[1]
        notes.append(f"{path.name}, line 1 ({lines[0].strip()}): it names the separator and is no row")
    asked = {squashed(name) for name in wanted}
    for place in range(start, len(lines)):
        if asked <= {squashed(cell) for cell in _cells(lines[place], delimiter)}:
            titles = [n for n in range(start, place) if lines[n].strip(f"{delimiter} \r\n")]
            notes += [f"{path.name}, line {n + 1}: a title above the header, and no row" for n in titles]
            return Layout(place, delimiter, tuple(notes))
    return Layout(start, delimiter, tuple(notes))


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def squashed(name: str) -> str:
    """A column's name without case, blanks and signs, by which other spellings of it are known.

    >>> squashed(" Date of Birth ") == squashed("date_of_birth")
    True
    """
    return _SIGNS.sub("", name.removeprefix(_MARK_DECODED_TWICE).lower())


_SEPARATOR = re.compile(r'"?sep=([,;|\t])"?', re.IGNORECASE)
_SIGNS = re.compile(r"[\W_]+")
_MARK_DECODED_TWICE = "\u00ef\u00bb\u00bf"


def header(path: Path, layout: Layout = Layout(), spellings: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The column names of a file, trimmed and in lower case; `spellings` gives names by their `squashed` form.

    DeliveryRefused where there is no header row, where it is not UTF-8, or where a name stands twice.
    """
    first = next(records(path, layout), None)
    if first is None:
        raise DeliveryRefused("the file is empty", file=path.name, remedy="A table has a header, even without rows.")
    line, cells, fault = first
    if fault:
        raise DeliveryRefused(
            f"the header row cannot be read ({fault[2]})", file=path.name, line=line, remedy=_SAVE_AS
        )
    names = _names(cells, spellings)
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        places = [str(n) for n, name in enumerate(names, 1) if name == twice[0]]
        raise DeliveryRefused(
            "a column stands twice", file=path.name, line=line, value=f"columns {places[0]} and {places[1]}",
            remedy="Keep one.",
        )
    return names


def _names(cells: list[str], spellings: Mapping[str, str] | None = None) -> tuple[str, ...]:
    known = spellings or {}
    return tuple(
        known.get(squashed(name)) or name.strip().lower() or f"(column {n} without a name)"
        for n, name in enumerate(cells, 1)
    )


def require(
    path: Path, names: tuple[str, ...], required: list[str], known: Collection[str], line: int = 1
) -> None:
    """Refuse a file whose header lacks a required column, with a hint where the delimiter looks wrong.

    Of the columns that are there only the `known` are named.
    """
    for name in required:
        if name not in names:
            there = ", ".join(column for column in names if column in known)
            raise DeliveryRefused(
                f"the required column {name} is missing ({len(names):,} columns, "
                + (f"known of them: {there})" if there else "none known: is the header row missing?)"),
                file=path.name, line=line, remedy=_remedy(names, name),
            )


def _remedy(names: tuple[str, ...], name: str) -> str:
    for sign, called in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        if any(sign in column for column in names):
            return f"The columns seem to be separated by {called}: {_SAVE_AS[0].lower()}{_SAVE_AS[1:]}"
    return f"Add the column {name} to the export."


def rows(path: Path, layout: Layout = Layout(), one_line: Collection[int] = ()) -> Iterator[RawRow]:
    """The rows after the header; one with another number of cells carries a fault, and so does a footer.

    `one_line` are the places of the columns whose cells have no line break in them.
    """
    found = records(path, layout, one_line)
    next(found, None)
    for line, cells, fault in found:
        yield line, cells, FOOTER if _is_footer(cells) else fault


def _is_footer(cells: list[str]) -> bool:
    """Whether a row says nothing but a total, a count or the end: its first cell names it, the others are figures."""
    first = next((cell for cell in cells if cell), "")
    if not _FOOTER_LABEL.fullmatch(first):
        return False
    return all(_FIGURES.fullmatch(cell) for cell in cells if cell is not first)


_FOOTER_LABEL = re.compile(
    r"[\s*#=-]*(?:(?:grand|sub|overall)?[\s-]*totals?(?:\s+(?:number|count|records|rows|people)(?:\s+of\s+\w+)?)?"
    r"|(?:number|count|no\.?)(?:\s+of)?\s+(?:records|rows)|(?:record|row)s?\s+count"
    r"|end(?:\s+of\s+(?:report|file|extract|data|list))?"
    r"|\(?\d+\s+(?:rows?|records?)(?:\s+(?:selected|affected|returned|exported))?\)?"
    r"|(?:report|extract|file)?\s*(?:generated|printed|produced|created|exported|run)\s+(?:on|at|by|from)\b.*"
    r"|page\s+\d+(?:\s+of\s+\d+)?)[\s*#=:-]*[\d,.]*\s*",
    re.IGNORECASE,
)
_FIGURES = re.compile(r"[\d\s.,:/%£-]*")


def records(path: Path, layout: Layout = Layout(), one_line: Collection[int] = ()) -> Iterator[RawRow]:
    """Every record of a file from the header on; blank lines are none."""
    require_file(path)
    _refuse_utf16(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            for _ in range(layout.above):
                stream.readline(_LINE_LIMIT)
            yield from _Records(stream, layout, one_line)
    except UnicodeDecodeError as error:
        raise _not_utf8(path, error) from error
    except OSError as error:
        raise DeliveryRefused(
            f"the file cannot be read ({error.strerror})", file=path.name, remedy="Make it a readable file."
        ) from error


class _Records:
    """The records of a stream; remembers the lines of the present one, to start again after a damaged one."""

    def __init__(self, stream: TextIO, layout: Layout, one_line: Collection[int]) -> None:
        self._stream = stream
        self._layout = layout
        self._places = sorted(one_line)
        self._width = 0
        self._ahead: deque[str] = deque()
        self._record: list[str] = []
        self._suspect = False

    def __iter__(self) -> Iterator[RawRow]:
        line = 1 + self._layout.above
        while True:
            try:
                for cells in csv.reader(self._lines(), delimiter=self._layout.delimiter, strict=True):
                    if cells:
                        yield line, cells, self._checked(cells)
                    line += self._next_record()
                return
            except csv.Error as error:
                self._ahead.extendleft(reversed(self._record[1:]))
                yield line, [self._record[0][: CELL_LIMIT + 1].rstrip("\r\n")], ("", "", _damage(error))
                self._next_record()
                line += 1

    def _checked(self, cells: list[str]) -> Fault | None:
        """What is wrong with a record; the first is the header."""
        several = len(self._record) > 1
        if not self._width:
            self._width = len(cells)
        elif several and (len(cells) != self._width or any(has_line_break(cells[n]) for n in self._places)):
            raise _TakenIn
        if (self._suspect or several) and (fault := _fault(cells)) is not None:
            return fault
        if len(cells) != self._width:
            return "", "", f"{len(cells)} cells where the header has {self._width}"
        return None

    def _next_record(self) -> int:
        """Forget the lines of the record; how many there were."""
        count = len(self._record)
        self._record.clear()
        self._suspect = False
        return count

    def _lines(self) -> Iterator[str]:
        readline, ahead, record = self._stream.readline, self._ahead, self._record
        while line := ahead.popleft() if ahead else readline(_LINE_LIMIT):
            record.append(line)
            if "\0" in line or len(line) > CELL_LIMIT:
                self._suspect = True
                if len(line) == _LINE_LIMIT:
                    self._skip_rest(line)
                    raise _LineTooLong("the line is longer than a row can be")
            yield line

    def _skip_rest(self, line: str) -> None:
        while line and not line.endswith(("\n", "\r")):
            line = self._stream.readline(_LINE_LIMIT)


def _fault(cells: list[str]) -> Fault | None:
    for place, cell in enumerate(cells, 1):
        if "\0" in cell:
            return f"(column {place})", "", "a NUL byte: the file is damaged"
        if len(cell) > CELL_LIMIT:
            return f"(column {place})", cell[:50], f"a cell of more than {CELL_LIMIT:,} characters"
    return None


def _damage(error: csv.Error) -> str:
    text = str(error)
    if "field limit" in text or isinstance(error, _LineTooLong):
        return f"a cell of more than {CELL_LIMIT:,} characters, or a quote that is never closed"
    if isinstance(error, _TakenIn):
        return "a quote that takes in the lines after it, or a line break where there can be none"
    if "unexpected end of data" in text:
        return "a quote that is never closed"
    return "quotes that do not match (a quote within a quoted cell is written twice)"


def _refuse_utf16(path: Path) -> None:
    try:
        with path.open("rb") as stream:
            start = stream.read(200)
    except OSError as error:
        raise DeliveryRefused(
            f"the file cannot be read ({error.strerror})", file=path.name, remedy="Make it a readable file."
        ) from error
    # text in UTF-16 or UTF-32 without a mark has a zero for every second byte
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or start.count(0) * 3 > len(start):
        raise DeliveryRefused(
            "the file is not UTF-8 but UTF-16", file=path.name, line=1, value=start[:4].hex(" "), remedy=_SAVE_AS
        )


def _not_utf8(path: Path, error: UnicodeDecodeError) -> DeliveryRefused:
    byte = error.object[error.start : error.start + 1].hex()
    line = _line_of_bad_byte(path)
    return DeliveryRefused("the file is not UTF-8", file=path.name, line=line, value=f"byte {byte}", remedy=_SAVE_AS)


def _line_of_bad_byte(path: Path) -> int:
    """The line with the first byte that is no UTF-8; the text reader knows only the block it lies in."""
    with path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                return number
    raise AssertionError("every line is UTF-8")
