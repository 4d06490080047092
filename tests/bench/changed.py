"""A delivery of changes: an agency corrects what it said of some of its events."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

LATEST = 28
"""Events are moved to one of so many days before the date of the borough."""


def changed_deliveries(borough: Path, folder: Path, rows: int, on: date, number: int) -> list[Path]:
    """Deliveries with so many rows in all, each of an event that is now said to have been on another day."""
    made = []
    for agency in sorted(borough.glob("*/events.csv"), key=lambda path: -path.stat().st_size):
        changed = _changed(agency, rows, on, number)
        if changed:
            made.append(_delivery(agency.parent, folder / f"{number}-{agency.parent.name}", changed, number))
            rows -= len(changed)
    return made


def _changed(events: Path, most: int, on: date, number: int) -> list[dict[str, str]]:
    with events.open(encoding="utf-8", newline="") as file:
        said = [row for row in csv.DictReader(file) if row["on"] and not row["until"]]
    return [
        {**row, "on": (on - timedelta(days=(place + number) % LATEST)).isoformat(), "recorded_at": ""}
        for place, row in enumerate(said[:most])
    ]


def _delivery(agency: Path, folder: Path, rows: list[dict[str, str]], number: int) -> Path:
    folder.mkdir(parents=True)
    manifest = (agency / "manifest.toml").read_text(encoding="utf-8")
    (line,) = (line for line in manifest.splitlines() if line.startswith("extracted_at"))
    later = datetime.fromisoformat(line.split('"')[1]) + timedelta(hours=number)
    changes = manifest.replace(line, f'extracted_at = "{later.isoformat()}"').replace('"full"', '"changes"')
    (folder / "manifest.toml").write_text(changes, encoding="utf-8")
    with (folder / "events.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return folder
