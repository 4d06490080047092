"""What a person has to look at before an export under the right of access is given: marks, never decisions.

Each mark has its authority, and says of which rows. Marking is wide: a mark that was not needed costs a
reviewer a minute, one that is missing may cost a child.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
"""A row as `subject_access` reads it."""

CHILD_ABUSE_KINDS = frozenset({
    "allegation", "concern", "injury", "incident", "section47", "strategy_meeting", "conference", "core_group",
    "missing", "referral",
})
"""Kinds of event that may say whether somebody is, was, or may be at risk of being, the subject of child abuse."""
CRIME_KINDS = frozenset({"arrest", "sentence", "court_order", "release"})
FREE_TEXT = frozenset({"summary", "category", "note", "reason", "strengths", "primary_need", "basis", "by"})
"""Facts that may name or describe another person."""
HEALTH = frozenset({
    "mental_health", "substance_misuse", "learning_disability", "midwifery", "health_visiting", "school_nursing", "gp",
    "hospital", "ambulance", "sexual_health",
})
SOCIAL_WORK = frozenset({"children_social_care", "adult_social_care", "early_help", "mash", "youth_justice", "cafcass"})
EDUCATION = frozenset({"school", "nursery", "education_welfare"})
CRIME = frozenset({"police", "probation", "youth_justice"})


@dataclass(frozen=True)
class Mark:
    """Something to look at: which rows, by what authority, and what to ask oneself."""

    id: str
    authority: str
    ask: str
    bears_on: Callable[[Row], bool]



def _agency(kinds: frozenset[str]) -> Callable[[Row], bool]:
    return lambda row: row["agency_kind"] in kinds


def _event(kinds: frozenset[str]) -> Callable[[Row], bool]:
    return lambda row: row["kind"] == "Event" and any(said.get("kind") in kinds for said in sayings(row))


def sayings(row: Row) -> Iterator[Mapping[str, Any]]:
    """What a row says now and said before."""
    yield row["said"]
    yield from row["before"]


def _says(names: frozenset[str]) -> Callable[[Row], bool]:
    return lambda row: any(said.get(name) for said in sayings(row) for name in names)


def _argued(row: Row) -> bool:
    """Whether a challenge of the row, or how one was settled, says why and by whom."""
    said = (*row["challenges"], *row.get("settlements", ()))
    return any(one.get(name) for one in said for name in ("reason", "basis", "by"))


MARKS = (
    Mark(
        "third_party",
        "DPA 2018 Sch. 2 para. 16 and 17; UK GDPR art. 15(4)",
        "Another person can be identified. Have they consented, or is it reasonable to disclose without? What workers"
        " say in that capacity is usually reasonable to disclose.",
        lambda row: bool(row["others"]) or _says(FREE_TEXT)(row) or _argued(row),
    ),
    Mark(
        "closed_source",
        "DPA 2018 Sch. 2 para. 16; UK GDPR art. 15(4)",
        "Whoever reported it did so anonymously or in confidence, and what may name them has been taken out. Say that"
        " it was. Does what is left name them, by the day or by what only one person could know?",
        lambda row: bool(row.get("closed")),
    ),
    Mark(
        "child_abuse_data",
        "DPA 2018 Sch. 3 Pt 5 para. 21",
        "Does it say whether the person is, was or may be at risk of being, the subject of child abuse? Where somebody"
        " with parental responsibility, or appointed by a court, asks: is giving it in the person's best interests?",
        lambda row: _event(CHILD_ABUSE_KINDS)(row) or row["agency_kind"] in {"children_social_care", "mash"},
    ),
    Mark(
        "health",
        "DPA 2018 Sch. 3 Pt 2 para. 5 and 6",
        "Would giving it be likely to cause serious harm to anybody's health? Ask the appropriate health professional"
        " before it is given or withheld.",
        lambda row: _agency(HEALTH)(row) or _says(frozenset({"disability"}))(row),
    ),
    Mark(
        "social_work",
        "DPA 2018 Sch. 3 Pt 3",
        "Would giving it be likely to prejudice social work, through serious harm to anybody?",
        _agency(SOCIAL_WORK),
    ),
    Mark(
        "education",
        "DPA 2018 Sch. 3 Pt 4",
        "Would giving it be likely to cause serious harm to anybody?",
        _agency(EDUCATION),
    ),
    Mark(
        "crime",
        "DPA 2018 Sch. 2 para. 2, and Pt 3 where it is held for law enforcement",
        "Would giving it be likely to prejudice the prevention or detection of crime? Ask the agency that holds it.",
        lambda row: _agency(CRIME)(row) or _event(CRIME_KINDS)(row),
    ),
    Mark(
        "shielded_address",
        "UK GDPR art. 15(4); DPA 2018 Sch. 2 para. 16",
        "The address must not be disclosed. Who asks, and who else will see the answer?",
        lambda row: row["kind"] in {"Household", "LIVES_IN"},
    ),
    Mark(
        "sensitive",
        "UK GDPR art. 9; the agency's own marking",
        "The agency marked the row as sensitive or sealed: ask it first.",
        lambda row: any(said.get("sensitivity") in {"sensitive", "sealed"} for said in sayings(row)),
    ),
    Mark(
        "challenged",
        "UK GDPR art. 16 and 18",
        "Somebody says that it is wrong: give it as challenged.",
        lambda row: bool(row["challenges"]),
    ),
)


def marks_of(row: Row) -> list[str]:
    """The marks that a row bears, in their order."""
    return [mark.id for mark in MARKS if mark.bears_on(row)]
