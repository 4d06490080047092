"""Agencies' deliveries for tests, written as files and loaded by the real loader, and questions on what is loaded.

    council = Agency("council", "children_social_care")
    council.person("ana", "1990-02-01")
    council.person("leo", "2015-06-30")
    council.tie("ana", "parent", "leo", since="2015-06-30")
    load(store, home, council.delivered("2026-03-31T22:00:00Z"))

The same name in two agencies' records is one person: each name has an NHS number of its own.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from itertools import count
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import uvloop
from httpx import ASGITransport, AsyncClient
from neo4j import AsyncDriver, AsyncGraphDatabase

from api.graphql.executor import Answers
from api.http import HTTPSettings, create_app
from api.types.query import schema as make_schema
from graph.digest import graph_digest
from graph.ids import global_id, own_person
from graph.model import BY_TABLE
from graph.private_store import StoreAddress
from graph.writer import Writer
from loaders.load import load as load_folders
from loaders.report import LoadReport
from loaders.settings import LoadSettings
from queries.case import Cases
from queries.facts.store import FactStore

Answer: TypeAlias = Any
"""What a root field answers, as JSON."""
Ask: TypeAlias = Callable[..., Awaitable[Answer]]
"""`ask(query, **variables)`: the answer of the document's one root field."""

ON = "2026-03-01"
"""The date of a case that does not name another."""
EXTRACTED = "2026-03-31T22:00:00Z"
NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)
"""The clock of the service under test."""

_FROM_TO = {"since": "from", "until": "to"}
_numbers = count(1)


def nhs(name: str) -> str:
    """A valid NHS number, always the same for a name."""
    start = int.from_bytes(blake2b(name.encode(), digest_size=6).digest()) % 800_000_000 + 100_000_000
    for nine in count(start):
        check = (11 - sum(int(d) * (10 - i) for i, d in enumerate(str(nine))) % 11) % 11
        if check < 10:
            return f"{nine}{check}"
    raise AssertionError("every second number has a check digit")


def person_id(agency: str, name: str) -> str:
    """The person id that an agency's record has by itself; it answers also when records are joined."""
    return own_person(global_id("SourceRecord", agency, name))


@dataclass
class Delivered:
    """One delivery: what its manifest says, and rows by table."""

    manifest: dict[str, str]
    tables: dict[str, list[dict[str, str]]]

    def written(self, below: Path) -> Path:
        """The delivery's folder."""
        folder = below / f"{self.manifest['agency']}-{next(_numbers)}"
        folder.mkdir(parents=True)
        said = "".join(f'{name} = "{value}"\n' for name, value in self.manifest.items() if value)
        (folder / "manifest.toml").write_text(said, encoding="utf-8")
        for table, rows in self.tables.items():
            columns = list(dict.fromkeys([str(f.column) for f in BY_TABLE[table].facts() if f.required]
                                         + [column for row in rows for column in row]))
            with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, columns)
                writer.writeheader()
                writer.writerows(rows)
        return folder


@dataclass
class Agency:
    """An agency whose records are being made up, a line a fact; `since` and `until` are the columns from and to."""

    id: str
    kind: str = "other"
    rows: dict[str, list[dict[str, str]]] = field(default_factory=lambda: defaultdict(list))

    def row(self, table: str, **columns: str) -> None:
        """A row of a table."""
        self.rows[table].append({_FROM_TO.get(name, name): value for name, value in columns.items()})

    def person(self, name: str, born: str = "", **columns: str) -> None:
        """A record of a person."""
        columns.setdefault("nhs_number", nhs(name))
        self.row("people", person_id=name, date_of_birth=born, **columns)

    def people(self, **born: str) -> None:
        """Records of several persons: name and date of birth."""
        for name, day in born.items():
            self.person(name, day)

    def tie(self, one: str, type: str, other: str, **columns: str) -> None:
        """One is the TYPE of the other."""
        self.row("relationships", from_person_id=one, to_person_id=other, type=type, **columns)

    def home(self, household: str, *residents: str, uprn: str = "", kind: str = "", **columns: str) -> None:
        """A household, and persons who live in it (`columns` are those of their residence)."""
        self.row("households", household_id=household, uprn=uprn, kind=kind)
        for name in residents:
            self.lives(name, household, **columns)

    def lives(self, name: str, household: str, **columns: str) -> None:
        """A person lives in a household."""
        self.row("residence", person_id=name, household_id=household, **columns)

    def involved(self, name: str, status: str = "open", **columns: str) -> None:
        """The agency is involved with a person."""
        columns.setdefault("involvement_id", f"{self.id}-{name}-{status}-{next(_numbers)}")
        self.row("involvements", person_id=name, status=status, **columns)

    def event(self, event: str, kind: str, on: str, *names: str, **columns: str) -> None:
        """Something happened that concerns persons."""
        self.row("events", event_id=event, kind=kind, on=on, person_ids=";".join(names), **columns)

    def delivered(
        self,
        at: str = EXTRACTED,
        *,
        delivery: str = "full",
        covers: tuple[str, str] = ("2020-01-01", "2026-03-31"),
        without: Callable[[str, dict[str, str]], bool] = lambda table, row: False,
    ) -> Delivered:
        """A delivery of the records as they now stand, but for those left out."""
        manifest = {"agency": self.id, "agency_name": self.id.title(), "agency_kind": self.kind, "extracted_at": at,
                    "covers_from": covers[0], "covers_to": covers[1], "delivery": delivery}
        tables = {table: [dict(row) for row in rows if not without(table, row)] for table, rows in self.rows.items()}
        return Delivered(manifest, tables)


def load(store: StoreAddress, home: Path, *deliveries: Delivered, quarantined: int = 0) -> list[LoadReport]:
    """Load deliveries, each from a folder of its own; every row must have been taken but for so many."""
    reports = uvloop.run(loaded(store, home, *(one.written(home / "deliveries") for one in deliveries)))
    assert [report.refusal for report in reports if report.state == "refused"] == []
    assert sum(table.quarantined for report in reports for table in report.tables) == quarantined
    return reports


async def loaded(store: StoreAddress, home: Path, *folders: Path) -> list[LoadReport]:
    """Load folders into the store."""
    async with opened(store) as driver:
        return await load_folders(folders, writer=Writer(driver), home=home, settings=LoadSettings())


class Killed(BaseException):
    """The process ended here."""


async def killed(store: StoreAddress, home: Path, folder: Path, stage: str, table: str) -> None:
    """Begin to load a folder, and end, as by a lack of power, with the first batch of a stage and table."""

    def progress(*done: str | int) -> None:
        if done[:2] == (stage, table):
            raise Killed

    async with opened(store) as driver:
        with pytest.raises(Killed):
            await load_folders([folder], writer=Writer(driver), home=home, settings=LoadSettings(), progress=progress)


async def digest(store: StoreAddress) -> str:
    """The digest of all that a store holds."""
    async with opened(store) as driver:
        return await graph_digest(driver)


@asynccontextmanager
async def opened(store: StoreAddress) -> AsyncIterator[AsyncDriver]:
    """A driver of the session's store."""
    async with AsyncGraphDatabase.driver(
        store.uri, auth=(store.user, store.password), notifications_min_severity="OFF"
    ) as driver:
        yield driver


def empty(store: StoreAddress) -> None:
    """Take everything out of the store but its constraints and indexes, in bounded batches."""

    async def run() -> None:
        async with opened(store) as driver, driver.session() as session:
            cleared = await session.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 2000 ROWS")
            await cleared.consume()

    uvloop.run(run())


class Service:
    """The whole service on the session's store, without a socket."""

    def __init__(self) -> None:
        self._answers = Answers(clock=lambda: NOW)
        self._app = create_app(make_schema(), self._answers, settings=HTTPSettings(time_limit=180.0))

    @asynccontextmanager
    async def asked(self, store: StoreAddress) -> AsyncIterator[Ask]:
        """What asks the service for one root field; an answer with errors fails."""
        async with self.asked_whole(store) as whole:

            async def ask(query: str, **variables: Any) -> Answer:
                (answer,) = (await whole(query, **variables)).values()
                return answer

            yield ask

    @asynccontextmanager
    async def asked_whole(self, store: StoreAddress) -> AsyncIterator[Ask]:
        """What asks the service for all the `data` of a document; an answer with errors fails."""
        async with self.asked_raw(store) as raw:

            async def ask(query: str, **variables: Any) -> Answer:
                said = await raw(query, **variables)
                assert "errors" not in said, said["errors"]
                return said["data"]

            yield ask

    @asynccontextmanager
    async def asked_raw(self, store: StoreAddress) -> AsyncIterator[Ask]:
        """What asks the service for a whole response, errors and all."""
        async with opened(store) as driver, self.client() as client:
            self._answers.cases = Cases(FactStore(driver, 170.0))

            async def ask(query: str, **variables: Any) -> Answer:
                response = await client.post("/graphql", json={"query": query, "variables": variables}, timeout=180.0)
                return response.json()

            yield ask

    def client(self) -> AsyncClient:
        """An HTTP client of it; `asked` or `asked_whole` gives it its store."""
        return AsyncClient(transport=ASGITransport(app=self._app), base_url="http://localhost")


def names(*agencies: Agency) -> dict[str, str]:
    """By the person id of each record, the name under which a case knows the person."""
    recorded = ((agency.id, row["person_id"]) for agency in agencies for row in agency.rows["people"])
    return {person_id(agency, name): name for agency, name in recorded}
