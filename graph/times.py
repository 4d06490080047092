"""Dates and times on their way to the store and back, as text.

The driver makes each temporal value by hand, at a tenth of a millisecond apiece, and an element has up
to a dozen of them. So they travel as ISO text, and the statement turns them into DATE and DATETIME
(`typed`) or back (`as_text`); a load takes a third of the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import lru_cache

STAMPS = ("recorded_at", "superseded_at")
"""The times that every assertion bears."""

_KEPT = 1 << 16


@lru_cache(_KEPT)
def text(value: date | datetime) -> str:
    """A date, or a time in UTC, as ISO text."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value.isoformat()


@lru_cache(_KEPT)
def instant(written: str) -> datetime:
    """A time from ISO text."""
    return datetime.fromisoformat(written)


@lru_cache(_KEPT)
def day(written: str) -> date:
    """A date from ISO text."""
    return date.fromisoformat(written)


def typed(name: str, dates: Sequence[str] = (), times: Sequence[str] = STAMPS) -> str:
    """Cypher for the map `name` with these of its texts made dates and times."""
    made = [f"{key}: date({name}.{key})" for key in dates]
    made += [f"{key}: datetime({name}.{key})" for key in times]
    return f"{name} {{.*, {', '.join(made)}}}"


def as_text(name: str, dates: Sequence[str] = (), times: Sequence[str] = STAMPS, plain: str = ".*") -> str:
    """Cypher for properties of `name` as a map, with these of them as text; `plain` are taken as they are."""
    made = [f"{key}: toString({name}.{key})" for key in (*dates, *times)]
    return f"{name} {{{', '.join([plain, *made] if plain else made)}}}"
