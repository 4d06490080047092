"""What one request asked and was told: gathered while it is answered, for the entry in the log and for the limits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from graph.ids import global_id
from queries.planner import Pick

KINDS = ("person", "record", "event", "involvement")
"""What is about somebody, by the kind that its id begins with."""
_ID = re.compile(rf"(?:{'|'.join(KINDS)}|household|address|flag|consent|enquiry):[0-9a-f]{{20}}")
_PEOPLE = tuple(f"{kind}:" for kind in KINDS)
HIDDEN = "#told"
"""A key that no selection can give: under it the id is read where it was not asked for, and taken out again."""
_OWN_ID = Pick(HIDDEN, "id")
TOLD: Mapping[str, Pick] = {
    **dict.fromkeys(("Person", "SourceRecord", "Event", "Involvement"), _OWN_ID),
    "Flag": Pick(HIDDEN, "people", (), (Pick("id", "id"),)),  # its statement names them
}
"""By shape, what says whom an answer is about, whatever else was picked of it."""
_WORDS = frozenset({"familyName", "postcode"})
"""Fields by which somebody reads of their own life; compared, never kept."""


@dataclass(slots=True)
class Record:
    """Ids only, but for `words`, which are compared and let go."""

    asked: dict[str, None] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set, repr=False)

    def ask(self, shape: str, arguments: Mapping[str, Any]) -> None:
        """Note whom the arguments of a root field name. What has not the form of an id may be a name: it is let go."""
        for value in arguments.values():
            named = value if isinstance(value, list) else [value]
            self.asked.update((each, None) for each in named if isinstance(each, str) and _ID.fullmatch(each))
        if arguments.get("agency") is not None and arguments.get("localId") is not None:
            self.asked[global_id(shape, arguments["agency"], arguments["localId"])] = None
        if arguments.get("name") is not None:
            self.words.add(arguments["name"])

    @property
    def answered(self) -> list[str]:
        """Whom the answer is about, and which of their records, events and involvements: in order."""
        return sorted(each for each in self.told if each.startswith(_PEOPLE))

    @property
    def people(self) -> set[str]:
        """The persons among them."""
        return {each for each in self.told if each.startswith("person:")}


def told(shape: str, picks: tuple[Pick, ...]) -> tuple[Pick, ...]:
    """What is picked of a shape, with what says whom it is about."""
    extra = TOLD.get(shape)
    if extra is None or any(pick.name == "id" and extra is _OWN_ID for pick in picks):
        return picks
    return (*picks, extra)


Sieve = Callable[[Any, Record], None]
"""Notes whom an answer is about, and takes out of it what was read for that alone."""


def sieve_of(picks: tuple[Pick, ...]) -> Sieve:
    """The sieve of an answer with these picks: a map, a list of maps, or None."""
    return _sieve(picks) or _nothing


def _nothing(answer: Any, record: Record) -> None:
    """There is nothing to note."""


def _sieve(picks: tuple[Pick, ...]) -> Sieve | None:
    ids = [pick.key for pick in picks if pick.name == "id"]
    words = [pick.key for pick in picks if pick.name in _WORDS]
    below = [(pick.key, sieve) for pick in picks if (sieve := _sieve(pick.picks)) is not None]
    if not (ids or words or below):
        return None
    hidden = any(pick.key == HIDDEN for pick in picks)
    return partial(_of_maps, partial(_of_map, ids, words, below, hidden))


def _of_maps(one: Sieve, answer: Any, record: Record) -> None:
    if isinstance(answer, list):
        for each in answer:
            one(each, record)
    elif answer is not None:
        one(answer, record)


def _of_map(
    ids: Iterable[str], words: Iterable[str], below: Iterable[tuple[str, Sieve]], hidden: bool,
    answer: dict[str, Any], record: Record,
) -> None:
    for key in ids:
        record.told.add(answer[key])
    for key in words:
        if answer[key] is not None:
            record.words.add(answer[key])
    for key, sieve in below:
        sieve(answer[key], record)
    if hidden:
        answer.pop(HIDDEN, None)
