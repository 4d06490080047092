"""Which places are homes on a date, and who shares one: DOMAIN, 'Home', as `definitions.homes` has it for a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

_PAIR = ("person", "other")


@dataclass(frozen=True)
class Homes:
    """Stays of a window, a row an assertion, and what is recorded of places.

    `stays` has `person`, `place`, `kind`, `household`, `from`, `to`, `holds`, `living`; `places` has `place`,
    `explicit` and `home`. By residence of the kinds `not_home` nobody is related; a household record with
    more residents than `limit` is no home.
    """

    stays: pl.DataFrame
    places: pl.DataFrame
    not_home: Sequence[str]
    limit: int

    def _away(self) -> pl.Expr:
        return pl.col("kind").is_in(list(self.not_home))

    def homes(self) -> pl.DataFrame:
        """The places that are homes on the date; only the living are residents."""
        now = self.stays.filter("holds", "living")
        residents = now.group_by("place", "person").agg(away=self._away().any())
        counted = residents.group_by("place").agg(size=pl.len(), away=pl.col("away").sum())
        held = now.select("place", "household", "person").unique().group_by("place", "household").len()
        largest = held.group_by("place").agg(largest=pl.col("len").max())
        found = self.places.join(counted, on="place", how="left").join(largest, on="place", how="left")
        size, away, most = (pl.col(name).fill_null(0) for name in ("size", "away", "largest"))
        lived_in = ((size <= self.limit) | (most <= self.limit)) & (away * 2 <= size)
        return found.filter(pl.when("explicit").then("home").otherwise(lived_in)).select("place")

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
        found = pl.concat([met.filter(on_the_date), before])
        return found.select(*_PAIR, "place", now=pl.col("now") & pl.col("other_now"))

    def _overlapping(self, pairs: pl.DataFrame) -> pl.DataFrame:
        """The pairs of stays that overlap some day; `stays` are those of the window only."""
        times = self.stays.select("person", "place", "from", "to").unique()
        others = times.rename({"person": "other", "from": "other_from", "to": "other_to"})
        both = pairs.select(*_PAIR, "place").join(times, on=["person", "place"]).join(others, on=["other", "place"])
        overlap = (pl.col("from") < pl.col("other_to")) & (pl.col("other_from") < pl.col("to"))
        return both.filter(overlap).select(*_PAIR, "place").unique()
