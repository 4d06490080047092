"""Whom an answer of a composed statement tells of: fields read beside what was picked, and taken out again."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from queries.audit.record import KINDS, Family, Record
from queries.planner import Pick
from queries.shape import Given, Link
from queries.shapes import SHAPES

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


def tell(record: Record, answer: Any, asked: Collection[str] = ()) -> tuple[bool, int]:
    """Note whom the answer of a root field is about, and take out of it what was read for that alone.

    Gives whether anybody is new, and how many the longest list holds.
    """
    told: set[str] = set()
    longest = 0
    waiting: list[Iterable[Any]] = [(answer,)]
    while waiting:
        for value in waiting.pop():
            kind = type(value)
            if kind is str:
                if len(value) >= _LEAST or record.listening:
                    _hear(record, value, told)
            elif kind is dict:
                if HIDDEN in value:
                    waiting.append((value.pop(HIDDEN), value.pop(FURTHER, None)))
                waiting.append(value.values())
            elif kind is list:
                longest = max(longest, len(value))
                waiting.append(value)
    new = not told <= record.told
    record.told |= told
    if people := {each for each in told if each.startswith("person:")}:
        record.families.append(Family(asked, people))
    return new, longest


def _hear(record: Record, text: str, told: set[str]) -> None:
    if text.startswith(_ABOUT) and _ID.fullmatch(text):
        told.add(text)
    elif len(text) > _LONG and any(kind in text for kind in _ABOUT):
        told.update(_ID.findall(text))
    elif record.listening and len(text) <= _SHORT:
        record.words.add(text)


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
