"""The files of a delivery: one open CSV for each table, written row by row and never held."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

_BUFFER = 1 << 15

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


class _Table:
    """One CSV file, open for writing."""

    def __init__(self, path: Path, columns: tuple[str, ...]) -> None:
        self.file: TextIO = path.open("w", encoding="utf-8", newline="", buffering=_BUFFER)
        self.rows = 0
        self._columns = columns
        self._known = frozenset(columns)
        self._writer = csv.writer(self.file)
        self._writer.writerow(columns)

    def write(self, cells: dict[str, str]) -> None:
        if not cells.keys() <= self._known:
            raise KeyError(f"{self.file.name}: no column for one of {sorted(cells)}")
        self._writer.writerow(map(cells.get, self._columns))
        self.rows += 1


class Delivery:
    """One agency's folder, open for writing.

    Columns left out of a row are empty cells; a column that the table has not is a KeyError.
    """

    def __init__(self, folder: Path, manifest: dict[str, str]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        (folder / "manifest.toml").write_text(_toml(manifest), encoding="utf-8")
        self._tables = {
            name: _Table(folder / f"{name}.csv", columns) for name, columns in TABLES.items()
        }

    def write(self, table: str, cells: dict[str, str]) -> None:
        """Appends one row."""
        self._tables[table].write(cells)

    def rows(self, table: str) -> int:
        """How many rows a table has so far."""
        return self._tables[table].rows

    def close(self) -> None:
        """Flushes and closes every file."""
        for table in self._tables.values():
            table.file.close()


def _toml(values: dict[str, str]) -> str:
    return "".join(f'{key} = "{value}"\n' for key, value in values.items())
