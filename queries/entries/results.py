"""What an entry answers with: ids of what it changed. Whoever answers reads the rest as it is once the entry counts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from queries.context import Context


@dataclass(frozen=True)
class Made:
    """An entry as it stands; `version` numbers it on what it changes, `replayed` if an earlier request entered it."""

    id: str
    version: int
    entered_at: datetime
    replayed: bool
    agency: str


@dataclass(frozen=True)
class RecordedInformed:
    """An agency was told of an event, as entered."""

    entry: Made
    event: str


@dataclass(frozen=True)
class RecordedAbout:
    """Something about a person, as entered; `person` as it was named."""

    entry: Made
    person: str


@dataclass(frozen=True)
class RecordedDecision:
    """What was decided of a flag, as entered; `people` are those about whom it was told."""

    entry: Made
    flag: str
    state: str
    reason: str | None
    people: tuple[str, ...]


@dataclass(frozen=True)
class Challenged:
    """A challenge of a row, as entered; `queries.questions.rows.about_row` says whom the row is about."""

    entry: Made
    assertion: str
    reason: str


@dataclass(frozen=True)
class SettledChallenge:
    """How a challenge of a row was settled, as entered."""

    entry: Made
    challenge: str
    assertion: str
    outcome: str


@dataclass(frozen=True)
class EntryTakenBack:
    """An entry that says that an earlier one, of a `row`, no longer counts."""

    entry: Made
    row: str
    reason: str


@dataclass(frozen=True)
class Granted:
    """Break-glass access taken, or closed, by its reference; `queries.questions.grants.grant` reads it."""

    entry: Made
    reference: str


Result = (
    RecordedInformed | RecordedAbout | RecordedDecision | Challenged | SettledChallenge | EntryTakenBack | Granted
)


def once_counted(context: Context, entry: Made) -> Context:
    """The context in which an entry just made counts, whatever the clocks say."""
    return replace(context, known_at=max(context.known_at, entry.entered_at))
