"""What one request asked and was told: gathered while it is answered, for the entry in the log and for the limits."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from graph.ids import global_id
from queries.planner import Pick
from queries.shape import Given, Link
from queries.shapes import SHAPES

KINDS = ("person", "record", "event", "involvement", "glass")
"""What is about somebody, by the kind that its id begins with; broken glass is about whom it was broken for."""
_ID = re.compile(r"[a-z_]+:[0-9a-f]{20}")
_ABOUT = tuple(f"{kind}:" for kind in KINDS)
HIDDEN, FURTHER = "#told", "#told.of"
"""Keys that no selection can give: under them ids are read that were not asked for, and taken out again. The second
stands only where the first does."""
TOLD: Mapping[str, tuple[str, ...]] = {
    # The thing itself, and for the limits the persons whom it is about
    "Person": ("id",),
    "SourceRecord": ("id", "person"),
    "Event": ("id", "people"),
    "Involvement": ("id",),
    "Glass": ("reference",),
    "Notice": ("reference",),
    # Whom it tells of, as the question has bound them
    "Relationship": ("person",),
    "FamilyPath": ("people",),
    "FamilyStep": ("from", "to"),
    "FamilyNetwork": ("person",),
    "FamilyMember": ("person",),
    "ChildrenAffected": ("adult",),
    "AffectedChild": ("child",),
    "InformingState": ("event",),
    "AgencyInformed": ("via",),
    "AgencyMatrix": ("person",),
    "MatrixAgency": ("people",),
    "MashCheck": ("people",),
    "UntoldEvent": ("event",),
    "ChildMissing": ("child",),
    "SharingAdvice": ("person",),
    "Picture": ("about",),
    # Whom its words name
    "Flag": ("people",),
    "FlagComponent": ("people",),
    "Evidence": ("involvement", "event"),
    # Whom an entry is about
    "RecordedInformed": ("event",),
    "RecordedAbout": ("person",),
    "RecordedDecision": ("people",),
    "EntryTakenBack": ("people",),
    "Challenged": ("people",),
    # Of whom what holds it tells, and of nobody else
    **dict.fromkeys(
        (
            "Identifier", "Enquiry", "Consent", "Household", "Residence", "Assertion", "Challenge", "Knowledge", "Told",
            "SharingDecision", "Entry", "Look",
        ),
        (),
    ),
    # Nobody whose records are kept
    **dict.fromkeys(("Organisation", "Service", "Professional", "AgencyCoverage", "Rule", "SharingRule"), ()),
}
"""Of every shape: the fields that say whom an answer is about, whatever else was picked of it."""
_BY_HOLDER: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("Person", "SourceRecord"): ("person",), ("FamilyPath", "FamilyStep"): ("from", "to"),
}
"""Of these, those that what holds it has told already, by both shapes."""
_LEAST = len("event:") + 20
"""Characters of the shortest id."""
_LONG, _SHORT = 200, 100
"""Characters: a longer text may hold ids within, as a picture's links do; a shorter one may be a name."""


class Family(NamedTuple):
    """Whom one root field asked about, and the persons whom its answer is about: those belong together."""

    asked: Collection[str]
    people: set[str]


@dataclass(slots=True)
class Record:
    """Ids only, but for `words`, which are compared and let go, and gathered only where the asker's token tells of
    their own life (`listening`). `longest` is how many the longest list told has."""

    asked: dict[str, None] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    families: list[Family] = field(default_factory=list)
    words: set[str] = field(default_factory=set, repr=False)
    listening: bool = False
    longest: int = 0

    def ask(self, shape: str, arguments: Mapping[str, Any]) -> list[str]:
        """Note whom the arguments of a root field name, and say so. What has not the form of an id may be a name: it
        is let go."""
        named = [each for value in arguments.values() for each in (value if isinstance(value, list) else [value])]
        found = [each for each in named if isinstance(each, str) and _ID.fullmatch(each)]
        local = arguments.get("localId", arguments.get("local_id"))
        if arguments.get("agency") is not None and local is not None:
            found.append(global_id(shape, arguments["agency"], local))
        self.asked.update(dict.fromkeys(found))
        if self.listening and isinstance(arguments.get("name"), str):
            self.words.add(arguments["name"])
        return found

    def tell(self, answer: Any, asked: Collection[str] = ()) -> bool:
        """Note whom the answer of a root field is about, and take out of it what was read for that alone; whether
        anybody is new. `asked` is whom the field asked about."""
        told: set[str] = set()
        waiting: list[Iterable[Any]] = [(answer,)]
        while waiting:
            for value in waiting.pop():
                kind = type(value)
                if kind is str:
                    if len(value) >= _LEAST or self.listening:
                        self._hear(value, told)
                elif kind is dict:
                    if HIDDEN in value:
                        waiting.append((value.pop(HIDDEN), value.pop(FURTHER, None)))
                    waiting.append(value.values())
                elif kind is list:
                    if len(value) > self.longest:
                        self.longest = len(value)
                    waiting.append(value)
        new = not told <= self.told
        self.told |= told
        if people := {each for each in told if each.startswith("person:")}:
            self.families.append(Family(asked, people))
        return new

    def note(self, asked: Collection[str], told: set[str], answer: Any) -> bool:
        """Note whom the answer of a root field tells of, as its objects say; whether anybody is new."""
        if self.listening:
            self.tell(answer, asked)
        ids = {each for each in told if each.startswith(_ABOUT)}
        new = not ids <= self.told
        self.told |= ids
        if people := {each for each in ids if each.startswith("person:")}:
            self.families.append(Family(asked, people))
        return new

    def _hear(self, text: str, told: set[str]) -> None:
        if text.startswith(_ABOUT) and _ID.fullmatch(text):
            told.add(text)
        elif len(text) > _LONG and any(kind in text for kind in _ABOUT):
            told.update(_ID.findall(text))
        elif self.listening and len(text) <= _SHORT:
            self.words.add(text)

    @property
    def answered(self) -> list[str]:
        """Whom the answer is about, and which of their records, events and involvements: in order."""
        return sorted(each for each in self.told if each.startswith(_ABOUT))

    @property
    def people(self) -> set[str]:
        """The persons among them."""
        return set().union(*(family.people for family in self.families))


def told(shape: str, picks: tuple[Pick, ...], holder: str = "") -> tuple[Pick, ...]:
    """What is picked of a shape, with what says whom it is about; `holder` is the shape that it is a field of."""
    there = {pick.name for pick in picks}.union(_BY_HOLDER.get((holder, shape), ()))
    missing = [name for name in TOLD[shape] if name not in there]
    hidden = [Pick(key, name, (), _below(shape, name)) for key, name in zip((HIDDEN, FURTHER), missing, strict=False)]
    return (*picks, *hidden)


def _below(shape: str, name: str) -> tuple[Pick, ...]:
    """What of a field says whom it is about."""
    item = SHAPES[shape].fields.get(name)
    return told(item.shape, ()) if isinstance(item, Given | Link) else ()
