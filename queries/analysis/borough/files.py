"""The snapshot on disk: generations of Parquet files, and one small file that says which of them count.

The first generation holds everything, each further one what was read again since. A generation is written
beside the others and counts from the moment at which `snapshot.json` names it, so that a refresh that is
killed leaves the last whole snapshot. It is personal data: folders have mode 0700, files 0600.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path

import orjson
import polars as pl

from graph import locks
from graph.private_files import private_folder, write_private
from queries.analysis.borough.rows import BY_NAME, PEOPLE, PERSON, SMALL, TABLES, Table

FORMAT = 8
"""Of the files; a snapshot of another format is read anew."""
MOST_GENERATIONS = 12
"""Then they are made one: each has to be looked through by whoever reads."""
WAIT_SECONDS = 600.0
"""For another sweep of the same home to finish."""

_IDS = Table("ids", {"person": PERSON, "id": pl.String()}, ())
_READ = Table("read", {"person": PERSON}, ())
_POINTER, _LOCK = "snapshot.json", "lock"


class AnotherSweep(Exception):
    """A sweep of the same home is on its way."""


@dataclass(frozen=True)
class Told:
    """What a snapshot rests on: `extracts` are the store's deliveries by id, `[number, time of loading]`.

    All changes up to the change number `watermark` are in it; there are so many `people`.
    """

    watermark: int
    extracts: Mapping[str, list[int | str]]
    people: int
    generations: tuple[str, ...] = ()
    format: int = FORMAT


@dataclass(frozen=True)
class Snapshot:
    """A whole snapshot: every table as it was last read."""

    folder: Path
    told: Told

    def table(self, name: str) -> pl.LazyFrame:
        """A table's rows that stand: each as the last generation that read its persons has it."""
        table = BY_NAME[name]
        keys = {key: self._later(table, key) for key in table.key if len(table.key) == 1}
        parts = []
        for age, again in enumerate(self._read_later):
            rows = self._part(table, age)
            if not again.is_empty():
                for column in table.whose:
                    rows = rows.filter(~any_in(table, column, again))
                for key, later in keys.items():
                    rows = rows.filter(~pl.col(key).is_in(later[age].implode()))
            parts.append(rows)
        return pl.concat(parts) if len(parts) > 1 else parts[0]

    def small(self, table: Table) -> pl.DataFrame:
        """A table that is read whole each time."""
        return self._part(table, len(self.told.generations) - 1).collect()

    def ids(self) -> pl.LazyFrame:
        """The id of every number ever given to a person."""
        return pl.concat([self._part(_IDS, age) for age, _ in enumerate(self.told.generations)])

    def ever(self, name: str) -> pl.LazyFrame:
        """A table's rows of all generations, whether they stand or not."""
        return pl.concat([self._part(BY_NAME[name], age) for age, _ in enumerate(self.told.generations)])

    def places_in(self, age: int) -> pl.Series:
        """The places whose kinds a generation read."""
        return self._part(BY_NAME["places"], age).select("place").collect()["place"]

    def read_in(self, age: int) -> pl.Series:
        """The persons whom a generation read."""
        return self._part(_READ, age).collect()["person"]

    def _part(self, table: Table, age: int) -> pl.LazyFrame:
        files = sorted((self.folder / self.told.generations[age]).glob(f"{table.name}-*.parquet"))
        return pl.scan_parquet(files) if files else table.empty().lazy()

    @cached_property
    def _read_later(self) -> list[pl.Series]:
        """By generation, the persons whom a later one read again."""
        return self._later(_READ, "person")

    def _later(self, table: Table, column: str) -> list[pl.Series]:
        """By generation, what later ones have in a column."""
        found = [pl.Series(column, [], table.columns[column])]
        for age in range(len(self.told.generations) - 1, 0, -1):
            found.append(pl.concat([found[-1], self._part(table, age).select(column).collect()[column]]).unique())
        return found[::-1]


def any_in(table: Table, column: str, people: pl.Series) -> pl.Expr:
    """Whether a column of a table, a person or persons, holds any of some."""
    if table.columns[column] == PEOPLE:
        return pl.col(column).list.eval(pl.element().is_in(people.implode())).list.any()
    return pl.col(column).is_in(people.implode())


@dataclass
class Generation:
    """A generation that is being written; it counts once `Files.let_count` names it."""

    folder: Path
    _chunks: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """As the snapshot names it."""
        return self.folder.name

    def write(self, name: str, frame: pl.DataFrame) -> None:
        """Add rows to a table."""
        number = self._chunks[name] = self._chunks.get(name, -1) + 1
        path = self.folder / f"{name}-{number:05}.parquet"
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
        frame.write_parquet(path, compression="lz4")

    def write_people(self, ids: Iterable[str], first: int, read: pl.Series) -> None:
        """Say which persons are numbered from `first`, and which persons were read."""
        listed = list(ids)
        numbers = pl.Series("person", range(first, first + len(listed)), PERSON)
        self.write("ids", pl.DataFrame([numbers, pl.Series("id", listed, pl.String())]))
        self.write("read", read.alias("person").to_frame())


@dataclass(frozen=True)
class Files:
    """The folder `snapshot` of a home."""

    folder: Path

    @classmethod
    @contextmanager
    def of(cls, home: Path) -> Iterator[Files]:
        """The files of a home, held against any other sweep; AnotherSweep where one does not end."""
        folder = home / "snapshot"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            taken = locks.take(folder / _LOCK, WAIT_SECONDS)
        except TimeoutError as held:
            raise AnotherSweep(f"Another sweep of {home} has not ended; wait for it, or end it.") from held
        try:
            yield cls(folder)
        finally:
            os.close(taken)

    def last(self) -> Snapshot | None:
        """The last whole snapshot; None where there is none that can be used."""
        try:
            said = orjson.loads((self.folder / _POINTER).read_bytes())
        except (FileNotFoundError, orjson.JSONDecodeError):
            return None
        if said.get("format") != FORMAT:
            return None
        told = Told(**{**said, "generations": tuple(said["generations"])})
        there = all((self.folder / name).is_dir() for name in told.generations)
        return Snapshot(self.folder, told) if there else None

    @contextmanager
    def generation(self) -> Iterator[Generation]:
        """A new generation, empty; removed again where the block fails, as on a full disk."""
        folder = self.folder / uuid.uuid4().hex
        with private_folder(folder):
            yield Generation(folder)

    def let_count(self, told: Told) -> Snapshot:
        """Let a snapshot of these generations be the last one."""
        self.replace(_POINTER, orjson.dumps(asdict(told)))
        return Snapshot(self.folder, told)

    def forget(self, kept: Iterable[str]) -> None:
        """Remove the generations that no snapshot of use is made of, such as those of refreshes that were killed."""
        keep = set(kept)
        for folder in self.folder.iterdir():
            if folder.is_dir() and folder.name not in keep:
                shutil.rmtree(folder)

    def replace(self, name: str, content: bytes) -> None:
        """Write a file so that a reader finds the old one or the new one, whole."""
        write_private(self.folder / name, content)


def in_one(files: Files, snapshot: Snapshot) -> Snapshot:
    """The same snapshot, in one generation where it has become many."""
    if len(snapshot.told.generations) <= MOST_GENERATIONS:
        return snapshot
    with files.generation() as generation:
        for table in TABLES:
            generation.write(table.name, snapshot.table(table.name).collect(engine="streaming"))
        for small in SMALL:
            generation.write(small.name, snapshot.small(small))
        generation.write("ids", snapshot.ids().collect())
        generation.write("read", snapshot.ids().select("person").collect())
        return files.let_count(replace(snapshot.told, generations=(generation.name,)))
