"""The retention schedule: how long one agency's record of a person is kept, and by what authority.

Pure: no store, no clock. Read from TOML and checked whole; what is not understood is refused, never passed over.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from graph.codes import AGENCY_KIND
from graph.private_files import check_own

FILE = "retention.toml"
"""Its name in a home."""
ADULT_AT = 18


class BadSchedule(ValueError):
    """A schedule that cannot be read: names the file, the place and what may stand there."""


@dataclass(frozen=True)
class Kept:
    """One agency's record of a person, as far as a schedule asks of it; `rows` counts what goes with it, by table.

    `last` is the last day on which the agency was in contact with the person; days are the latest that they can mean.
    """

    record: str
    agency: str
    kind: str | None
    born: date | None
    died: date | None
    last: date | None
    live: bool
    looked_after: bool
    rows: Mapping[str, int]

    @property
    def age_at_last(self) -> int | None:
        """The person's age on the day of the last contact."""
        return _age(self.born, self.last)


CONDITIONS: Mapping[str, Callable[[Kept], bool]] = {
    "looked_after": lambda one: one.looked_after,
    "died": lambda one: one.died is not None,
    "died_as_child": lambda one: (age := _age(one.born, one.died)) is not None and age < ADULT_AT,
    "child": lambda one: one.age_at_last is not None and one.age_at_last < ADULT_AT,
    "aged_17": lambda one: one.age_at_last == ADULT_AT - 1,
    "adult": lambda one: one.age_at_last is not None and one.age_at_last >= ADULT_AT,
}
"""What may be asked of a record; what is not recorded fulfils none."""


class Period(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"since": "from"}):
    """How many years the records of agencies of some kinds, or some agencies, are kept, counted from a day."""

    id: str
    kinds: frozenset[str]
    of: frozenset[str]
    since: Literal["birth", "death", "last_contact"]
    years: Annotated[int, msgspec.Meta(ge=1, le=150)]
    authority: str
    reason: str
    not_confirmed: str = ""

    def applies(self, one: Kept) -> bool:
        """Whether it is the period of a record."""
        return not self.kinds.isdisjoint((one.agency, one.kind)) and all(CONDITIONS[name](one) for name in self.of)

    def ends(self, one: Kept) -> date | None:
        """The first day on which a record is past it; None where the day to count from is not recorded."""
        start = {"birth": one.born, "death": one.died, "last_contact": one.last}[self.since]
        return _years_after(start, self.years) if start is not None else None


class Schedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All periods, in order; `default` says why a record is kept to which none applies."""

    version: str
    default: str
    periods: tuple[Period, ...]

    def period_of(self, one: Kept) -> Period | None:
        """The first period that applies to a record; None where it is kept."""
        return next((period for period in self.periods if period.applies(one)), None)

    def judged(self, one: Kept, on: date) -> tuple[Period | None, str]:
        """The period of a record, and how it stands on a day.

        `past`, `within`, `live` (an involvement is), `undated` (the day to count from is not recorded) or `kept` (no
        period applies).
        """
        period = self.period_of(one)
        if period is None:
            return None, "kept"
        if one.live:
            return period, "live"
        end = period.ends(one)
        if end is None:
            return period, "undated"
        return period, "past" if end <= on else "within"


@cache
def shipped() -> Schedule:
    """The schedule that holds where a home has none of its own."""
    return read(files("queries.retention").joinpath("england.toml").read_text(encoding="utf-8"), "england.toml")


def of_home(home: Path) -> Schedule:
    """A home's schedule, else the shipped one. BadSchedule where its file cannot be read, or ChangeableByOthers."""
    path = home / FILE
    if not path.exists():
        return shipped()
    check_own(path, "how long records are kept")
    try:
        return read(path.read_text(encoding="utf-8"), str(path))
    except UnicodeDecodeError:
        raise BadSchedule(f"{path} is not UTF-8; save it as UTF-8") from None


def read(text: str, name: str) -> Schedule:
    """A schedule from TOML. BadSchedule names the place, and what may stand there."""
    try:
        schedule = msgspec.convert(tomllib.loads(text), Schedule)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise BadSchedule(f"{name}: {error}; see queries/retention/england.toml for a whole one") from error
    for period in schedule.periods:
        _check(name, f"period {period.id}: of", period.of, CONDITIONS)
        if not period.kinds:
            raise BadSchedule(f"{name}: period {period.id}: kinds is empty; give kinds or ids of agencies")
    return schedule


def unknown_kinds(schedule: Schedule, agencies: Iterable[str]) -> list[str]:
    """Names in `kinds` that are neither a kind nor the id of an agency that delivers: perhaps misspelt."""
    known = {*AGENCY_KIND, *agencies}
    return sorted({name for period in schedule.periods for name in period.kinds} - known)


def _check(name: str, place: str, given: Iterable[str], allowed: Iterable[str]) -> None:
    if unknown := sorted(set(given) - set(allowed)):
        raise BadSchedule(f"{name}: {place} has {', '.join(unknown)}; give of {', '.join(allowed)}")


def _age(born: date | None, on: date | None) -> int | None:
    """Whole years; None where either day is not recorded."""
    if born is None or on is None:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _years_after(day: date, years: int) -> date:
    """The same day so many years on; 1 March for a 29 February that is not there."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
