"""Networks of some children cut out of the borough, as the rows from which `network.networks` makes them.

A slice is a few frames: small enough to be sent to another process, which makes the networks of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import polars as pl

from graph.ids import edge_id
from graph.model import LIVES_AT
from queries.analysis.borough.asof import Borough
from queries.analysis.making import networks as made_networks
from queries.analysis.network import Network
from queries.child_network.reads import EVERYTHING

CHILDREN = 800
"""Children a slice: some 40,000 rows, a second's work."""

_PLACE = "slice"
_TIE = ("start", "end", "edge", "type", "address", "now", "sealed", "sure", "first")
_DAYS = ("born", "born_last", "due", "due_last")
_EVENT = (
    "id", "agency", "kind", "on", "category", "count", "first", "last", "until", "people", "seen", "service",
    "together", "referred", "told", "twins", "seen_how",
)
_RECORD = ("agency", "given_names", "family_name", "also_known_as", "date_of_birth", "identifiers", "sealed")


@dataclass(frozen=True)
class Slice:
    """The rows of some children's networks, by table; `ids` gives the id of each number in them."""

    start: date
    on: date
    tables: Mapping[str, pl.DataFrame]
    ids: pl.DataFrame

    def __reduce__(self) -> tuple[Callable[..., Slice], tuple[Any, ...]]:
        """For another process: by themselves, texts in lists would bring along those of every other slice."""
        tables = {name: _packed(frame) for name, frame in self.tables.items()}
        return _sent, (self.start, self.on, tables, _packed(self.ids))

    @property
    def children(self) -> list[int]:
        """Whose networks."""
        return self.tables["networks"]["child"].unique().to_list()

    def networks(self) -> list[Network]:
        """The networks, by child."""
        names = dict(self.ids.iter_rows())
        made = {name: getattr(self, f"_{name}", self._plain)(name, names) for name in self.tables if name != "records"}
        rows = {**made, "allocating": self.tables["allocating"]["service"]}
        return made_networks(rows, self.start, EVERYTHING.tables)

    def _plain(self, name: str, names: Mapping[int, str]) -> list[dict[str, Any]]:
        rows = self.tables[name].rows(named=True)
        for row in rows:
            if "person" in row:
                row["person"] = names[row["person"]]
        return rows

    def _networks(self, name: str, names: Mapping[int, str]) -> list[dict[str, Any]]:
        members: dict[int, dict[int, list[str]]] = {}
        for child, person, role in self.tables[name].iter_rows():
            members.setdefault(child, {}).setdefault(person, []).append(role)
        return [
            {"child": names[child], "members": [{"person": names[p], "roles": roles} for p, roles in found.items()]}
            for child, found in members.items()
        ]

    def _ties(self, name: str, names: Mapping[int, str]) -> list[dict[str, Any]]:
        rows = self.tables[name].rows(named=True)
        for row in rows:
            row["start"], row["end"] = names[row["start"]], names[row["end"]]
            row["ids"] = _edge_ids(row, row.pop("address"))
        return [row for row in rows if row["edge"] != "HOME" or row["start"] < row["end"]]

    def _excluded(self, name: str, names: Mapping[int, str]) -> list[dict[str, Any]]:
        rows = self.tables[name].rows(named=True)
        for row in rows:
            row["start"], row["end"] = names[row["start"]], names[row["end"]]
            row["id"] = edge_id(row.pop("edge"), row["start"], row["end"], row["type"])
        return rows

    def _involvements(self, name: str, names: Mapping[int, str]) -> list[dict[str, Any]]:
        rows = self._plain(name, names)
        for row in rows:
            row["allocations"] = [made for made in row["allocations"] if self._is_past(made["first"])]
        return rows

    def _events(self, name: str, names: Mapping[int, str]) -> list[dict[str, Any]]:
        rows = self.tables[name].rows(named=True)
        for row in rows:
            row["people"] = [names[person] for person in row["people"]]
            row["seen"] = [names[person] for person in row["seen"]]
        return rows

    def _is_past(self, day: str | None) -> bool:
        return day is None or day <= self.on.isoformat()

    def _persons(self, name: str, names: Mapping[int, str]) -> list[dict[str, Any]]:
        records: dict[int, list[dict[str, Any]]] = {}
        for row in self.tables["records"].rows(named=True):
            records.setdefault(row.pop("of"), []).append({**row, "person": names[row["person"]]})
        return [
            {**row, "id": names[row["person"]], "records": records.get(row["person"], [])}
            for row in self.tables[name].rows(named=True)
        ]


def _edge_ids(tie: Mapping[str, Any], address: str | None) -> list[str]:
    """The ids of the edges that a tie rests on: the recorded one, or the stays of both at an address."""
    if address is None:
        return [edge_id(tie["edge"], tie["start"], tie["end"], tie["type"])]
    return [edge_id(LIVES_AT, tie["start"], address), edge_id(LIVES_AT, tie["end"], address)]


def _packed(frame: pl.DataFrame) -> bytes:
    packed = BytesIO()
    frame.write_ipc_stream(packed, compat_level=pl.CompatLevel.oldest())  # the newest has views into shared texts
    return packed.getvalue()


def _sent(start: date, on: date, tables: Mapping[str, bytes], ids: bytes) -> Slice:
    frames = {name: pl.read_ipc_stream(packed) for name, packed in tables.items()}
    return Slice(start, on, frames, pl.read_ipc_stream(ids))


def slices(borough: Borough, children: pl.DataFrame) -> Iterator[Slice]:
    """The networks of the children of a column `child`, some at a time; never parting those of one `group`, if given.

    Families that share somebody come together, for their rows are then sent once.
    """
    if children.is_empty():
        return
    cut = _Cut(borough, children)
    allocating = borough.services.filter("allocates").select("service")
    everywhere = {"agencies": borough.agencies, "allocating": allocating}
    parts = {name: _parted(frame) for name, frame in cut.tables().items()}
    for place in sorted(place for place in parts["networks"] if place is not None):
        tables = {name: part.get(place, part[None]) for name, part in parts.items()}
        ids = tables.pop("ids")
        yield Slice(borough.start, borough.context.on, {**tables, **everywhere}, ids)


def _parted(frame: pl.DataFrame) -> dict[Any, pl.DataFrame]:
    parts = frame.partition_by(_PLACE, as_dict=True, include_key=False)
    return {**{place: part for (place,), part in parts.items()}, None: frame.clear().drop(_PLACE)}


@dataclass
class _Cut:
    """Every table's rows of the networks of some children, with the number of the slice."""

    borough: Borough
    children: pl.DataFrame

    def tables(self) -> dict[str, pl.DataFrame]:
        networks = self._networks()
        members = networks.select(_PLACE, "person").unique()
        about = self._about(members)
        events = about.join(self.borough.events, on="event").select(_PLACE, *_EVENT)
        concerned = events.select(_PLACE, person="people").explode("person")
        people = pl.concat([members, concerned]).unique()
        records = self._records(people)
        seen = events.select(_PLACE, person="seen").explode("person").drop_nulls()
        excluded = self._excluded(members)
        ends = [excluded.select(_PLACE, person=end) for end in ("start", "end")]
        named = pl.concat([people, seen, records.select(_PLACE, "person"), *ends]).unique()
        return {
            "networks": networks,
            "ties": pl.concat([self._ties(members), self._homes(members)]),
            "excluded": excluded,
            "stays": self._of(members, self._stays),
            "involvements": self._of(members, self.borough.involvements).drop("first"),
            "received": _texts(self._of(members, self.borough.received), "end"),
            "workers": self._of(members, self.borough.workers),
            "events": _texts(events, "first", "last", "until"),
            "enquiries": self._of(members, self.borough.enquiries),
            "persons": self._persons(people),
            "records": records,
            "ids": named.join(self.borough.ids, on="person"),
        }

    def _networks(self) -> pl.DataFrame:
        """The roles of the children's networks, families that share somebody beside one another."""
        roles = self.borough.roles.join(self.children, on="child", how="semi")
        group = "group" if "group" in self.children.columns else "child"
        first = roles.group_by("child").agg(first=pl.col("person").min()).join(self.children, on="child")
        order = first.with_columns(pl.col("first").min().over(group)).sort("first", group, "child").with_row_index()
        number = pl.col("index").min().over(group) // CHILDREN
        numbered = order.select("child", number.alias(_PLACE)).unique()
        return roles.join(numbered, on="child").select(_PLACE, "child", "person", "role")

    def _of(self, people: pl.DataFrame, rows: Callable[[pl.Series], pl.LazyFrame]) -> pl.DataFrame:
        """The rows of a table about persons of each slice."""
        return rows(people["person"].unique()).join(people.lazy(), on="person").collect()

    def _persons(self, people: pl.DataFrame) -> pl.DataFrame:
        known = people.join(self.borough.persons, on="person")
        return _texts(known, *_DAYS).select(_PLACE, "person", *_DAYS, adult=~pl.col("child"))

    def _about(self, members: pl.DataFrame) -> pl.DataFrame:
        return self.borough.concerned.join(members, on="person").select(_PLACE, "event").unique()

    def _ties(self, members: pl.DataFrame) -> pl.DataFrame:
        ties = _texts(self.borough.ties, "first").with_columns(address=pl.lit(None, pl.String))
        return self._within(members, ties, "start", "end").select(_PLACE, *_TIE)

    def _homes(self, members: pl.DataFrame) -> pl.DataFrame:
        met = self._within(members, self.borough.homes.rename({"person": "start", "other": "end"}), "start", "end")
        made = met.join(self.borough.addresses, on="place").with_columns(
            edge=pl.lit("HOME"), type=pl.lit(None, pl.String), sealed=pl.lit(False), sure=pl.lit(False),
            first=pl.lit(None, pl.String),
        )
        return made.select(_PLACE, *_TIE)

    def _excluded(self, members: pl.DataFrame) -> pl.DataFrame:
        """The rows of which either end is in a slice."""
        found = [self.borough.excluded.join(members, left_on=end, right_on="person") for end in ("start", "end")]
        columns = (_PLACE, *self.borough.excluded.columns)
        return pl.concat([some.select(columns) for some in found]).unique()

    def _within(self, members: pl.DataFrame, edges: pl.DataFrame, start: str, end: str) -> pl.DataFrame:
        """The edges of which both ends are in a slice."""
        begun = edges.join(members, left_on=start, right_on="person")
        return begun.join(members, left_on=[_PLACE, end], right_on=[_PLACE, "person"], how="semi")

    def _stays(self, people: pl.Series) -> pl.LazyFrame:
        there = self.borough.stays(people).filter("holds")
        return there.select("person", "place", "uprn", "agency", "kind", "since").unique()

    def _records(self, people: pl.DataFrame) -> pl.DataFrame:
        """Records by whom they may be `of`: their own person, and whoever shares an identifier with it."""
        shared = self.borough.sharing.rename({"person": "of"}).join(people, left_on="of", right_on="person")
        records = self.borough.records(pl.concat([people["person"], shared["other"]]).unique()).collect()
        own = records.join(people, on="person").select(_PLACE, "person", *_RECORD, of="person")
        others = shared.join(records, on="record").select(_PLACE, "person", *_RECORD, "of")
        return pl.concat([own, others])


def _texts(frame: pl.DataFrame, *days: str) -> pl.DataFrame:
    return frame.with_columns(pl.col(days).cast(pl.String))
