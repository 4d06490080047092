"""A borough for an analyst's project: pseudonyms for people, and nothing that no more than ten have in common.

In a notebook::

    key = ProjectKey.of(home / "projects" / "needs-2026.key")
    view = await project(cases, home, key, date(2026, 3, 31))
    view.counts(["age", "around"], {"area": "RV1"})  # polars: how many people
    view.table  # polars: a row a person
    view.graph  # networkx: families, by ties alone

Whoever makes a view reads everything; the view, and not the store, is what an analyst is given (`save`, `read`).
"""

from __future__ import annotations

import calendar
import getpass
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

import networkx as nx
import orjson
import polars as pl

from graph.private_files import write_private
from queries.access.permissions import ANALYSIS
from queries.analysis.borough.asof import Borough
from queries.analysis.borough.files import Files
from queries.analysis.borough.reading import Progress, refreshed
from queries.analysis.disclosure.control import LEAST, told
from queries.analysis.disclosure.families import families
from queries.analysis.disclosure.people import COLUMNS, STEPS, people
from queries.analysis.disclosure.pseudonyms import ProjectKey
from queries.analysis.disclosure.unsealed import unsealed
from queries.audit.entry import Entry
from queries.audit.log import AuditLog
from queries.case import Cases
from queries.context import Context, Viewer

__all__ = ["NoSuchColumn", "NotAQuarterEnd", "ProjectKey", "View", "project"]


class NotAQuarterEnd(ValueError):
    """A view is made of the last day of a quarter only: those of two days in a row would tell birthdays and moves."""


class NoSuchColumn(ValueError):
    """A view has no such column; the message names those that it has."""


@dataclass(frozen=True)
class View:
    """What an analyst is told of a borough on a date.

    `table` has a row a person: the pseudonym `person` and `COLUMNS`; what is not told of a row is `withheld`.
    `graph` has other pseudonyms, so that no row can be looked up in it: families of which `least` are built alike, an
    arc the `ties` of one person to another. `left_out` is how many people have no row, None for fewer than
    `least`. `uncovered` names agencies without a delivery that covers the date: of them, none is not known.
    """

    on: date
    least: int
    table: pl.DataFrame
    graph: nx.DiGraph[str]
    left_out: int | None
    uncovered: tuple[str, ...]

    def counts(self, by: Sequence[str], where: Mapping[str, str | Collection[str]] | None = None) -> pl.DataFrame:
        """How many `people` there are by some columns, of those with the values `where` says.

        What is not in the table is nobody, or fewer than `least`; these are told less exactly, if at all.
        """
        for column in {*by, *(where or {})} - set(COLUMNS):
            raise NoSuchColumn(f"{column} is no column of a view; there are {', '.join(COLUMNS)}")
        rows = self.table
        for column, values in (where or {}).items():
            rows = rows.filter(pl.col(column).is_in([values] if isinstance(values, str) else list(values)))
        if not by:
            return rows.select(people=pl.len()).filter(pl.col("people") > 0)
        return rows.group_by(by).agg(people=pl.len()).sort(by)

    def save(self, folder: Path) -> None:
        """Write the view into a folder for its owner only, to be handed to the analyst."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        said = {"on": self.on, "least": self.least, "left_out": self.left_out, "uncovered": self.uncovered}
        write_private(folder / "view.json", orjson.dumps({**said, "graph": list(self.graph.edges(data="ties"))}))
        write_private(folder / "table.csv", self.table.write_csv().encode())

    @classmethod
    def read(cls, folder: Path) -> View:
        """A view as it was saved: all that an analyst needs, without a store or a key."""
        said = orjson.loads((folder / "view.json").read_bytes())
        table = pl.read_csv(folder / "table.csv", infer_schema=False)
        arcs, on = said.pop("graph"), date.fromisoformat(said.pop("on"))
        return cls(on, table=table, graph=_graph(arcs), **{**said, "uncovered": tuple(said["uncovered"])})


async def project(
    cases: Cases, home: Path, key: ProjectKey, on: date, progress: Progress = lambda what, done: None
) -> View:
    """The view of a borough on the last day of a quarter, as known now, for the project of a key.

    The same person has the same pseudonym in each view of one key and date, and another with any other key or
    date: a project is both. Reads the store into the snapshot of the home, or what has changed in it. That it was
    made is in the home's audit log before it is given. NotAQuarterEnd for any other day, AuditUnavailable where it
    cannot be recorded.
    """
    if not _ends_a_quarter(on):
        raise NotAQuarterEnd(f"{on} is not the last day of a quarter; give {_quarter_end(on)}, or an earlier one")
    context = Context.as_of(on)
    with Files.of(home) as files:
        borough = Borough.of(await refreshed(cases.store, files, context, progress), context)
        made = _view(borough, key)
    await _record(home, key, made)
    return made


async def _record(home: Path, key: ProjectKey, view: View) -> None:
    """Record who made a view, for which project, and of how much."""
    entry = Entry(
        id=uuid4().hex, viewer=Viewer(getpass.getuser()), purpose=ANALYSIS, basis=None, code=("view",),
        detail={
            "project": key.name, "on": view.on.isoformat(), "people": view.table.height,
            "in_families": len(view.graph), "left_out": view.left_out,
        },
    )
    log = AuditLog(home)
    try:
        await log.write(entry)
    finally:
        await log.close()


def _view(borough: Borough, key: ProjectKey) -> View:
    borough, on = unsealed(borough), borough.context.on
    found = told(people(borough), COLUMNS, STEPS)
    named = found.rows.select(pl.Series("person", key.pseudonyms(found.rows["id"], on, "row")), *COLUMNS)
    agencies = borough.agencies
    return View(
        on=on, least=LEAST, table=named.sort("person"), graph=_graph(_arcs(borough, key)), left_out=found.left_out,
        uncovered=tuple(agencies.filter(~pl.col("covered"))["name"].sort()),
    )  # fmt: skip


def _arcs(borough: Borough, key: ProjectKey) -> list[tuple[str, str, str]]:
    """The arcs of the families that are told, in the order of the pseudonyms."""
    arcs: list[tuple[int, int, str]] = []
    for family in families(borough, LEAST):
        arcs += family.edges(data="ties")
    ids = borough.ids.filter(pl.col("person").is_in({person for arc in arcs for person in arc[:2]}))
    names = dict(zip(ids["person"], key.pseudonyms(ids["id"], borough.context.on, "family"), strict=True))
    return sorted((names[one], names[other], ties) for one, other, ties in arcs)


def _graph(arcs: Sequence[tuple[str, str, str]]) -> nx.DiGraph[str]:
    graph: nx.DiGraph[str] = nx.DiGraph()
    for one, other, ties in arcs:
        graph.add_edge(one, other, ties=ties)
    return graph


def _quarter_end(day: date) -> date:
    """The last day of the quarter that a day is in."""
    month = (day.month + 2) // 3 * 3
    return date(day.year, month, calendar.monthrange(day.year, month)[1])


def _ends_a_quarter(day: date) -> bool:
    return day == _quarter_end(day)
