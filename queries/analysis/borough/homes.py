"""Which places are homes on a date, and who shares one: DOMAIN, 'Home', as `definitions.homes` has it for a case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx
import polars as pl

_PAIR = ("person", "other")


@dataclass(frozen=True)
class Homes:
    """Stays of a window, a row an assertion, and what is recorded of places.

    `stays` has `person`, `place`, `kind`, `household`, `from`, `to`, `holds`, `living`; `places` has `place`,
    `explicit`, `home` and `by_record`: whether it relates those of one household record alone. By residence of the
    kinds `not_home` nobody is related; a household record with more residents than `limit` is no home. `family` are
    the family ties of the date (`start`, `end`), `children` the persons who are children.
    """

    stays: pl.DataFrame
    places: pl.DataFrame
    not_home: Sequence[str]
    limit: int
    family: pl.DataFrame
    children: pl.Series

    def _away(self) -> pl.Expr:
        return pl.col("kind").is_in(list(self.not_home))

    def homes(self) -> pl.DataFrame:
        """The places that are homes on the date; only the living are residents."""
        now = self.stays.filter("holds", "living")
        residents = now.group_by("place", "person").agg(
            away=self._away().any(), passing=(pl.col("kind") == "temporary").fill_null(False).all()
        )
        counted = residents.group_by("place").agg(
            size=pl.len(), away=pl.col("away").sum(), passing=pl.col("passing").all() & (pl.len() > 1)
        )
        held = now.select("place", "household", "person").unique().group_by("place", "household").len()
        largest = held.group_by("place").agg(largest=pl.col("len").max())
        found = self.places.join(counted, on="place", how="left").join(largest, on="place", how="left")
        size, away, most = (pl.col(name).fill_null(0) for name in ("size", "away", "largest"))
        unsaid = found.filter(~pl.col("explicit") & pl.col("passing").fill_null(False))
        strangers = self._of_several_families(residents.join(unsaid, on="place", how="semi"))
        lived_in = ((size <= self.limit) | (most <= self.limit)) & (away * 2 <= size)
        lived_in &= ~pl.col("place").is_in(strangers.implode())
        return found.filter(pl.when("explicit").then("home").otherwise(lived_in)).select("place")

    def _of_several_families(self, residents: pl.DataFrame) -> pl.Series:
        """The places where two groups of residents, with no family tie between them, each hold a child."""
        there = residents.select("place", "person")
        others = there.rename({"person": "end"})
        ties = self.family.join(there, left_on="start", right_on="person").join(others, on=["place", "end"])
        children = set(there.filter(pl.col("person").is_in(self.children.implode()))["person"])
        graph: nx.Graph[tuple[int, int]] = nx.Graph()
        graph.add_nodes_from(there.iter_rows())
        graph.add_edges_from(((place, one), (place, other)) for place, one, other in
                             ties.select("place", "start", "end").iter_rows())
        held = Counter(
            next(iter(group))[0] for group in nx.connected_components(graph)
            if not children.isdisjoint(person for _, person in group)
        )
        several = [place for place, families in held.items() if families > 1]
        return pl.Series("place", several, there.schema["place"])

    def related(self) -> pl.DataFrame:
        """Who is related through which home, and whether on the date."""
        grouped = self.stays.group_by("person", "place").agg(
            relates=~self._away().any(), holds=pl.col("holds").any(), away=(self._away() & pl.col("holds")).any()
        )
        found = grouped.filter("relates").join(self.homes(), on="place", how="semi")
        return found.select("person", "place", "holds", now=pl.col("holds") & ~pl.col("away"))

    def pairs(self) -> pl.DataFrame:
        """Pairs who share a home, each both ways: `person`, `other`, the `place`, and whether `now`."""
        there = self.related()
        renamed = {"person": "other", "holds": "other_holds", "now": "other_now"}
        met = there.join(there.rename(renamed), on="place").filter(pl.col("person") != pl.col("other"))
        on_the_date = pl.col("holds") & pl.col("other_holds")
        otherwise = met.filter(~on_the_date)
        before = otherwise.join(self._overlapping(otherwise), on=[*_PAIR, "place"], how="semi")
        found = self._of_one_record(pl.concat([met.filter(on_the_date), before]))
        return found.select(*_PAIR, "place", now=pl.col("now") & pl.col("other_now"))

    def _of_one_record(self, pairs: pl.DataFrame) -> pl.DataFrame:
        """The pairs of residents, without those kept apart by household record at places where only that relates."""
        by_record = self.places.filter("by_record").select("place")
        beside = pairs.join(by_record, on="place", how="semi")
        held = self.stays.select("person", "place", "household").unique()
        theirs = held.rename({"person": "other"})
        shared = beside.join(held, on=["person", "place"]).join(theirs, on=["other", "place", "household"])
        return pl.concat([
            pairs.join(by_record, on="place", how="anti"),
            beside.join(shared, on=[*_PAIR, "place"], how="semi"),
        ])

    def _overlapping(self, pairs: pl.DataFrame) -> pl.DataFrame:
        """The pairs of stays that overlap some day; `stays` are those of the window only."""
        times = self.stays.select("person", "place", "from", "to").unique()
        others = times.rename({"person": "other", "from": "other_from", "to": "other_to"})
        both = pairs.select(*_PAIR, "place").join(times, on=["person", "place"]).join(others, on=["other", "place"])
        overlap = (pl.col("from") < pl.col("other_to")) & (pl.col("other_from") < pl.col("to"))
        return both.filter(overlap).select(*_PAIR, "place").unique()
