"""What can be wrong with a delivery: one row of it, or all of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graph.utf8 import is_utf8


class DeliveryRefused(Exception):
    """A delivery that cannot be trusted; nothing of it is written.

    The message names the file, the line where one is known, the bad value and what to do about it.
    """

    def __init__(
        self, problem: str, *, file: str, remedy: str, line: int | None = None, value: str | None = None
    ) -> None:
        self.problem, self.file, self.line, self.value, self.remedy = problem, file, line, value, remedy
        place = file if line is None else f"{file}, line {line}"
        shown = "" if value is None else f": {value!r}"
        super().__init__(f"{place}: {problem}{shown}. {remedy}")


def require_file(path: Path) -> None:
    """Refuse a pipe or folder in place of a file: to open a pipe is to wait for ever. A path of nothing passes."""
    if path.exists() and not path.is_file():
        raise DeliveryRefused("this is no file", file=path.name, remedy="Put the file itself into the folder.")


def require_utf8_name(path: Path, of: str) -> None:
    """Refuse a file or folder whose name is not UTF-8: neither the store nor a report could name it."""
    if not is_utf8(str(path)):
        name = str(path).encode("utf-8", "backslashreplace").decode()
        raise DeliveryRefused(f"the name of this {of} is not UTF-8", file=name, remedy=f"Rename the {of}.")


class Untrue(ValueError):
    """A row that cannot be true; raised by a check, caught where the row goes to quarantine.

    `against` is the column that it contradicts, where it does one: that may be the wrong one of the two.
    """

    def __init__(self, column: str, value: str, reason: str, against: str = "") -> None:
        self.column, self.value, self.reason, self.against = column, value, reason, against
        super().__init__(f"{column}: {reason}")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a row is in quarantine. `value` may be personal: it stands in `reasons.csv` only."""

    file: str
    line: int
    column: str
    value: str
    reason: str

    def without_value(self) -> dict[str, str | int]:
        """What may be printed and logged."""
        return {"file": self.file, "line": self.line, "column": self.column, "reason": self.reason}
