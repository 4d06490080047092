"""What became of each mistake: reported by the load, found by a finding, shown in doubt; and what answers changed."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from loaders.report import LoadReport
from wrong_records.asked import Answers
from wrong_records.deliveries import Deliveries
from wrong_records.made import Mistake

NOTES = {
    "one number for two": "verified for neither", "number of another": "kept apart",
    "one UPRN on many": "UPRNs stand on", "decoded twice": "decoded twice", "lost letters": "U+FFFD",
    "placeholder birth date": "not recorded", "impossible age": "not recorded", "separator line": "names the separator",
    "title row": "a title above",
}
"""Words of the note that reports a kind; what is not here is quarantined, or counted, or not reported."""
_WITHOUT_LINES = frozenset({"number of another"})


@dataclass(frozen=True)
class Judged:
    """A mistake, and what became of it. `lost` and `gained`: what answers have no longer, or have besides.

    `merged`: persons who are two in truth and one in the product. `apart`: whether records of one person, joined
    without the mistake, are of several with it, so that who asks about one is told less.
    """

    mistake: Mistake
    reported: bool
    found: bool
    shown: bool
    lost: tuple[str, ...]
    gained: tuple[str, ...]
    merged: tuple[str, ...]
    apart: bool

    @property
    def changed(self) -> bool:
        """Whether an answer lacks something, or has something that is not so."""
        return bool(self.lost or self.gained or self.merged)

    @property
    def silent(self) -> bool:
        """Whether nothing says that something is wrong."""
        return not (self.reported or self.found or self.shown)

    @property
    def wrongly(self) -> bool:
        """Whether an answer is changed and nothing says so, or tells of somebody of whom it is not so."""
        return bool(self.gained or self.merged or (self.lost and self.silent))


def judged(
    deliveries: Deliveries, made: Iterable[Mistake], reports: Sequence[LoadReport], right: Answers, wrong: Answers
) -> list[Judged]:
    """Judge each mistake by the answers without mistakes and with them."""
    by_agency = {report.agency: report for report in reports}
    return [_judged(deliveries, one, by_agency, right, wrong) for one in made]


def _judged(
    deliveries: Deliveries, mistake: Mistake, reports: Mapping[str, LoadReport], right: Answers, wrong: Answers
) -> Judged:
    members = deliveries.members(mistake.people)
    new = {id for id, people in wrong.found.items() if id not in right.found and people & members}
    return Judged(
        mistake,
        _reported(mistake, reports),
        bool(new),
        any(wrong.marks[one] - right.marks[one] for one in members),
        tuple(sorted(_changed(members, right, wrong))),
        tuple(sorted(_changed(members, wrong, right))),
        tuple(sorted(_merged(deliveries, members, wrong) - _merged(deliveries, members, right))),
        _parts(deliveries, members, wrong) > _parts(deliveries, members, right),
    )


def _parts(deliveries: Deliveries, members: Iterable[str], answers: Answers) -> int:
    """Of how many of the product's persons the records of some true persons are."""
    some = set(members)
    return len({person for record, person in answers.persons.items() if deliveries.person[record] in some})


def _changed(members: Iterable[str], one: Answers, other: Answers) -> Iterable[str]:
    """What the first answers have of some persons and the others have not."""
    for person in members:
        yield from (f"record {gone}" for gone in one.records[person] - other.records[person])
        children = one.children[person] - other.children[person] - {person}  # beside a record that is apart
        yield from (f"child {gone} of {person}" for gone in children)
        yield from (f"agency {gone} of {person}" for gone in one.agencies[person] - other.agencies[person])
        yield from (f"event {gone} of {person}" for gone in one.events[person] - other.events[person])
        for event in one.events[person] & other.events[person]:
            yield from (f"agency {gone} of {event}" for gone in one.informed[event] - other.informed[event])


def _merged(deliveries: Deliveries, members: Iterable[str], answers: Answers) -> set[str]:
    """Pairs of a member and somebody else whose records are of one person of the product's."""
    true: dict[str, set[str]] = {}
    for record, person in answers.persons.items():
        true.setdefault(person, set()).add(deliveries.person[record])
    some = set(members)
    return {" and ".join(sorted(people)) for people in true.values() if len(people) > 1 and people & some}


def _reported(mistake: Mistake, reports: Mapping[str, LoadReport]) -> bool:
    """Whether the report of its agency's load names the mistake: its line, or how many there are of such."""
    report = reports[mistake.agency]
    if mistake.kind == "wrong digit in a number":
        return report.unverified_identifiers.get("nhs_number", 0) > 0
    if any(line in _quarantined(report, mistake.table) for line in mistake.lines):
        return True
    words = NOTES.get(mistake.kind)
    if mistake.kind in _WITHOUT_LINES:
        return any(words in note and mistake.agency in note for one in reports.values() for note in one.notes if words)
    return words is not None and any(words in note and _names(note, mistake.lines) for note in report.notes)


def _names(note: str, lines: Iterable[int]) -> bool:
    numbers = set(map(int, re.findall(r"\d+", note)))
    return not numbers.isdisjoint(lines) or " more" in note


def _quarantined(report: LoadReport, table: str) -> set[int]:
    """The lines of a table that are in quarantine."""
    if not report.quarantine_folder:
        return set()
    with (Path(report.quarantine_folder) / "reasons.csv").open(encoding="utf-8", newline="") as file:
        return {int(row["line"]) for row in csv.DictReader(file) if row["file"] == f"{table}.csv"}
