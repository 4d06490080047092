"""The files of a borough's deliveries, read to be changed and written again; and who is whose family in them."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import networkx as nx

Row = dict[str, str]
Place = tuple[str, str]
"""An agency and a table."""
CROWD = 12
"""A household record of more residents is an institution, and makes no family."""


@dataclass
class Lines:
    """One file: its columns, its rows in order, and lines that are none of the table's."""

    columns: list[str]
    rows: list[Row]
    above: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    spaced: bool = False
    """Whether the header is written as people write it, with blanks and capitals."""

    def line(self, row: Row) -> int:
        """The line on which a row stands."""
        return next(number for number, one in enumerate(self.rows, 2 + len(self.above)) if one is row)


class Deliveries:
    """All deliveries of a borough; `person` is the true person of each record, `taken` the families with a mistake."""

    def __init__(self, folders: Iterable[Path], truth: Path) -> None:
        self.folders = {folder.name: folder for folder in folders}
        self.files: dict[Place, Lines] = {}
        for agency, folder in self.folders.items():
            for path in sorted(folder.glob("*.csv")):
                with path.open(encoding="utf-8", newline="") as file:
                    read = csv.DictReader(file)
                    self.files[agency, path.stem] = Lines(list(read.fieldnames or ()), list(read))
        with truth.open(encoding="utf-8", newline="") as file:
            self.person = {(row["agency"], row["local_id"]): row["person"] for row in csv.DictReader(file)}
        self.family = self._families()
        self.taken: set[str] = set()

    def _families(self) -> dict[str, str]:
        """By true person, one who stands for the family: all who are tied, live together or meet in an event."""
        graph: nx.Graph[str] = nx.Graph()
        graph.add_nodes_from(self.person.values())
        for agency, row in self.of("relationships"):
            graph.add_edge(self.person[agency, row["from_person_id"]], self.person[agency, row["to_person_id"]])
        for agency, row in self.of("events"):
            nx.add_path(graph, [self.person[agency, one] for one in row["person_ids"].split(";") if one])
        there: dict[Place, list[str]] = defaultdict(list)
        for agency, row in self.of("residence"):
            there[agency, row["household_id"]].append(self.person[agency, row["person_id"]])
        for some in there.values():
            if len(set(some)) <= CROWD:
                nx.add_path(graph, some)
        return {one: min(part) for part in nx.connected_components(graph) for one in part}

    def of(self, table: str) -> Iterator[tuple[str, Row]]:
        """The rows of a table, each with its agency."""
        for (agency, name), lines in self.files.items():
            if name == table:
                for row in lines.rows:
                    yield agency, row

    def line(self, agency: str, table: str, row: Row) -> int:
        """The line on which a row stands."""
        return self.files[agency, table].line(row)

    def take(self, *people: str) -> bool:
        """Keep the families of some persons for one mistake; False where one of them has a mistake already."""
        families = {self.family[one] for one in people}
        if families & self.taken:
            return False
        self.taken |= families
        return True

    def members(self, people: Iterable[str]) -> frozenset[str]:
        """Everybody of the families of some persons."""
        families = {self.family[one] for one in people}
        return frozenset(one for one, family in self.family.items() if family in families)

    def write(self) -> None:
        """Write all files again."""
        for (agency, table), lines in self.files.items():
            with (self.folders[agency] / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                file.writelines(f"{line}\n" for line in lines.above)
                writer = csv.writer(file, lineterminator="\n")
                names = (name.replace("_", " ").title() if lines.spaced else name for name in lines.columns)
                writer.writerow(names)
                writer.writerows([row[column] for column in row] for row in lines.rows)
                file.writelines(f"{line}\n" for line in lines.below)
