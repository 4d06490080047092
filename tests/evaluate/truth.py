"""What is true of a borough, as its truth files have it, by the ids that the product gives."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from graph.ids import global_id

SUBGROUPS = ("form", "community", "disability", "area")


@dataclass(frozen=True)
class Truth:
    """A finding that is true, or a planted case, or a near miss that no flag may be about.

    `about` are the product's ids of what it is about: an event, an involvement, else persons (of one true
    person there may be several, where records are not joined). `variant` says of a finding in which way it is one.
    `joined`: whether each person it is about is one person of the product's. `groups` are the family's subgroups.
    """

    rule: str
    kind: str
    variant: str
    about: frozenset[str]
    joined: bool
    groups: tuple[str, ...]


def findings(borough: Path, people: Mapping[str, frozenset[str]]) -> list[Truth]:
    """All that is true, of any family; `people` are the product's ids by number."""
    return [_truth(row, people, "finding") for row in _rows(borough, "findings")]


def planted(borough: Path, people: Mapping[str, frozenset[str]]) -> list[Truth]:
    """The families planted on purpose."""
    return [_truth(row, people, row["kind"]) for row in _rows(borough, "planted")]


def numbers(borough: Path) -> dict[str, str]:
    """The true person's number by the id of a record."""
    rows = _rows(borough, "records")
    return {global_id("SourceRecord", row["agency"], row["local_id"]): row["person"] for row in rows}


def _truth(row: Mapping[str, str], people: Mapping[str, frozenset[str]], kind: str) -> Truth:
    groups = tuple(f"{name}: {row[name] or 'none'}" for name in SUBGROUPS)
    joined = all(len(people.get(number, ())) == 1 for number in _persons(row))
    variant = row.get("scenario") or row["detail"]
    return Truth(row["rule"], kind, variant, frozenset(_about(row, people)), joined, groups)


def _about(row: Mapping[str, str], people: Mapping[str, frozenset[str]]) -> Iterator[str]:
    for label, column in (("Event", "event"), ("Involvement", "involvement")):
        if row[column]:
            yield global_id(label, *row[column].split(":", 1))
            return
    for number in _persons(row):
        yield from people.get(number, ())


def _persons(row: Mapping[str, str]) -> list[str]:
    return (row["adult"] or row["children"]).split(";")


def _rows(borough: Path, name: str) -> list[dict[str, str]]:
    with (borough / f"truth-{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
