"""What one request asked and was told: gathered while it is answered, for the entry in the log and for the limits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graph.ids import global_id
from queries.planner import Pick

KINDS = ("person", "record", "event", "involvement", "glass")
"""What is about somebody, by the kind that its id begins with; broken glass is about whom it was broken for."""
_ID = re.compile(rf"(?:{'|'.join(KINDS)}|household|address|flag|consent|enquiry):[0-9a-f]{{20}}")
_ABOUT = tuple(f"{kind}:" for kind in KINDS)
HIDDEN = "#told"
"""A key that no selection can give: under it the id is read where it was not asked for, and taken out again."""
_OWN_ID = Pick(HIDDEN, "id")
TOLD: Mapping[str, Pick] = {
    **dict.fromkeys(("Person", "SourceRecord", "Event", "Involvement"), _OWN_ID),
    "Flag": Pick(HIDDEN, "people", (), (Pick("id", "id"),)),  # its statement names them
    "Picture": Pick(HIDDEN, "about"),
    "InformingState": Pick(HIDDEN, "event", (), (Pick("id", "id"),)),  # it may be asked for without naming anybody
    "Glass": Pick(HIDDEN, "reference"),
    "Notice": Pick(HIDDEN, "reference"),
}
"""By shape, what says whom an answer is about, whatever else was picked of it."""
_LEAST = len("event:") + 20
"""Characters of the shortest id."""
_LONG, _SHORT = 200, 100
"""Characters: a longer text may hold ids within, as a picture's links do; a shorter one may be a name."""


@dataclass(slots=True)
class Record:
    """Ids only, but for `words`, which are compared and let go, and gathered only where the asker's token tells of
    their own life (`listening`)."""

    asked: dict[str, None] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set, repr=False)
    listening: bool = False

    def ask(self, shape: str, arguments: Mapping[str, Any]) -> None:
        """Note whom the arguments of a root field name. What has not the form of an id may be a name: it is let go."""
        for value in arguments.values():
            named = value if isinstance(value, list) else [value]
            self.asked.update((each, None) for each in named if isinstance(each, str) and _ID.fullmatch(each))
        if arguments.get("agency") is not None and arguments.get("localId") is not None:
            self.asked[global_id(shape, arguments["agency"], arguments["localId"])] = None
        if self.listening and isinstance(arguments.get("name"), str):
            self.words.add(arguments["name"])

    def tell(self, answer: Any) -> bool:
        """Note whom an answer is about, and take out of it what was read for that alone; whether anybody is new."""
        before = len(self.told)
        waiting: list[Iterable[Any]] = [(answer,)]
        while waiting:
            for value in waiting.pop():
                kind = type(value)
                if kind is str:
                    if len(value) >= _LEAST or self.listening:
                        self._hear(value)
                elif kind is dict:
                    if HIDDEN in value:
                        waiting.append((value.pop(HIDDEN),))
                    waiting.append(value.values())
                elif kind is list:
                    waiting.append(value)
        return len(self.told) > before

    def _hear(self, text: str) -> None:
        if text.startswith(_ABOUT) and _ID.fullmatch(text):
            self.told.add(text)
        elif len(text) > _LONG and any(kind in text for kind in _ABOUT):
            self.told.update(_ID.findall(text))
        elif self.listening and len(text) <= _SHORT:
            self.words.add(text)

    @property
    def answered(self) -> list[str]:
        """Whom the answer is about, and which of their records, events and involvements: in order."""
        return sorted(each for each in self.told if each.startswith(_ABOUT))

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
