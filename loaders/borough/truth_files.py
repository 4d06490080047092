"""The truth of a borough, in files of their own beside the deliveries; the product never reads them.

They lie in the borough's folder itself, not in a folder of their own, which `load DIR/*/` would take
for a delivery. They are the same whatever is left out of the deliveries.

truth-planted.csv
    A row for each planted family: whom or what a rule's finding is about (`kind` case), or no
    finding of the rule may be about (`kind` near_miss).
truth-findings.csv
    A row for each finding that is true of any family on the day of the extracts.
truth-records.csv
    A row for each agency's record of each true person.

Persons are numbers; events and involvements are `agency:local id`; lists are separated by `;`.
"""

import csv
from collections.abc import Iterable
from pathlib import Path

from loaders.borough.casework import Circle
from loaders.borough.oracle import Finding, findings
from loaders.borough.planted import Scenario, Target
from loaders.borough.truth import Human
from loaders.borough.write import listed

SUBGROUP = ("form", "community", "disability", "area")
COLUMNS = {
    "planted": (
        "family",
        "scenario",
        "rule",
        "kind",
        "children",
        "child_records",
        "adult",
        "adult_records",
        "event",
        "involvement",
        "agencies",
        *SUBGROUP,
    ),
    "findings": (
        "family",
        "rule",
        "children",
        "adult",
        "event",
        "involvement",
        "agencies",
        "detail",
        *SUBGROUP,
    ),
    "records": ("person", "agency", "local_id"),
}


class _Rows:
    """One file, open for writing."""

    def __init__(self, path: Path, columns: tuple[str, ...]) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file)
        self.write([columns])

    def write(self, rows: Iterable[Iterable[object]]) -> None:
        self._writer.writerows(rows)

    def close(self) -> None:
        self._file.close()


class TruthFiles:
    """The three files, open for writing, one family after another."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._planted, self._findings, self._records = (
            _Rows(folder / f"truth-{name}.csv", columns) for name, columns in COLUMNS.items()
        )
        self._families = 0

    def write(self, circle: Circle) -> None:
        """Writes a family's records and findings."""
        self._families += 1
        for agency, file in circle.files.items():
            self._records.write((h.number, agency, local) for h, local in file.ids.items())
        self._findings.write(self._row(circle, found) for found in findings(circle))

    def _row(self, circle: Circle, found: Finding) -> tuple[object, ...]:
        return (
            self._families,
            found.rule,
            _numbers(found.children),
            _number(found.adult),
            found.event,
            found.involvement,
            listed(found.agencies),
            found.detail,
            *_subgroup(circle, found.children[0]),
        )

    def write_planted(self, circle: Circle, scenario: Scenario, target: Target) -> None:
        """Writes a planted family: its records, findings, and what it was planted for."""
        self.write(circle)
        event, case = target.event, target.involvement
        row = (
            self._families,
            scenario.name,
            scenario.rule,
            scenario.kind,
            _numbers(target.children),
            _records_of(circle, target.children),
            _number(target.adult),
            _records_of(circle, [target.adult] if target.adult else []),
            event.reference if event else "",
            f"{case.agency.id}:{case.involvement}" if case else "",
            listed(sorted(agency.id for agency in target.agencies)),
            *_subgroup(circle, target.children[0]),
        )
        self._planted.write([row])

    def close(self) -> None:
        """Flushes and closes the files."""
        for file in (self._planted, self._findings, self._records):
            file.close()


def _numbers(people: Iterable[Human]) -> str:
    return listed(str(human.number) for human in people)


def _number(human: Human | None) -> str:
    return "" if human is None else str(human.number)


def _records_of(circle: Circle, people: Iterable[Human]) -> str:
    return listed(
        f"{agency}:{file.ids[human]}"
        for human in people
        for agency, file in circle.files.items()
        if human in file.ids
    )


def _subgroup(circle: Circle, child: Human) -> tuple[str, str, str, str]:
    family = circle.family
    home = family.home_of(child)
    disability = any(human.disability for human in family.people)
    return (
        family.form,
        child.community.name,
        "yes" if disability else "no",
        home.area if home else "",
    )
