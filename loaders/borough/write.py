"""The files of a delivery: one open CSV for each table, written row by row and never held."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol, TextIO

from loaders.borough.missing import Losses

_BUFFER = 1 << 15
_MANIFEST = "manifest.toml"

_COLUMNS = {
    "people": "person_id family_name given_names also_known_as date_of_birth expected_date_of_birth"
    " deceased_on sex nhs_number upn other_identifiers gp_practice school first_language"
    " interpreter_needed disability strengths",
    "households": "household_id uprn address postcode kind shielded",
    "residence": "person_id household_id from to kind",
    "relationships": "from_person_id to_person_id type from to parental_responsibility note",
    "services": "service_id name kind area threshold referral_route response_time eligibility"
    " contact",
    "professionals": "professional_id name role registration service_id phone email from to"
    " named_officer team manager_id",
    "involvements": "involvement_id person_id service_id professional_ids status from to reason"
    " primary_need lead_professional sensitivity",
    "allocations": "involvement_id professional_id from to role accepted_at",
    "events": "event_id kind on until person_ids service_id involvement_id category summary"
    " sensitivity count seen spoken_to participants after to_agency to_service parent_event",
    "informed": "event_id event_agency agency service_id at status how by basis",
    "enquiries": "person_id question answer on by",
    "consents": "person_id scope given from to agencies note",
}
TABLES = {
    name: (*columns.split(), "recorded_at") for name, columns in _COLUMNS.items()
}  # the extract's own columns, in its order


def yes_no(fact: bool) -> str:
    """A boolean cell."""
    return "yes" if fact else "no"


def listed(ids: Iterable[str]) -> str:
    """A list in one cell."""
    return ";".join(ids)


class Deliverable(Protocol):
    """Where an agency writes its rows."""

    def write(self, table: str, cells: dict[str, str]) -> None:
        """Appends one row."""

    def rows(self, table: str) -> int:
        """How many rows the agency's own table has so far."""

    def close(self) -> None:
        """Ends the delivery."""


class _Table:
    """One CSV file, open for writing."""

    def __init__(self, path: Path, columns: tuple[str, ...]) -> None:
        self.file: TextIO = path.open("w", encoding="utf-8", newline="", buffering=_BUFFER)
        self._columns = columns
        self._known = frozenset(columns)
        self._writer = csv.writer(self.file)
        self._writer.writerow(columns)

    def write(self, cells: dict[str, str]) -> None:
        if not cells.keys() <= self._known:
            raise KeyError(f"{self.file.name}: no column for one of {sorted(cells)}")
        self._writer.writerow(map(cells.get, self._columns))


class Delivery:
    """One agency's folder, open for writing, less what is to be missing.

    Columns left out of a row are empty cells; a column that the table has not is a KeyError. Rows
    are counted whether they are kept or not, so that ids are the same whatever is missing.
    """

    def __init__(self, folder: Path, manifest: dict[str, str], losses: Losses) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._losses = losses
        self._rows = dict.fromkeys(TABLES, 0)
        (folder / _MANIFEST).write_text(_toml(manifest), encoding="utf-8")
        self._tables = {
            name: _Table(folder / f"{name}.csv", columns) for name, columns in TABLES.items()
        }

    def write(self, table: str, cells: dict[str, str]) -> None:
        """Appends one row, unless it is to be missing."""
        self._rows[table] += 1
        if self._losses.keeps(table, cells):
            self._tables[table].write(cells)

    def rows(self, table: str) -> int:
        """How many rows the agency's own table has so far."""
        return self._rows[table]

    def close(self) -> None:
        """Flushes and closes every file."""
        for table in self._tables.values():
            table.file.close()


class Undelivered:
    """The delivery of an agency that keeps records and delivers none; clears an earlier one away."""

    def __init__(self, folder: Path) -> None:
        self._rows = dict.fromkeys(TABLES, 0)
        for name in (_MANIFEST, *(f"{table}.csv" for table in TABLES)):
            (folder / name).unlink(missing_ok=True)
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()

    def write(self, table: str, cells: dict[str, str]) -> None:
        """Counts a row that nobody will read."""
        self._rows[table] += 1

    def rows(self, table: str) -> int:
        """How many rows the agency's own table has so far."""
        return self._rows[table]

    def close(self) -> None:
        """Nothing is open."""


def _toml(values: dict[str, str]) -> str:
    return "".join(f'{key} = "{value}"\n' for key, value in values.items())
