"""Whose networks a change may bear on, and who must be looked at to see those networks whole.

Nearness is taken broadly: ties and stays of any time, of this snapshot or any before it in the same files.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from queries.analysis.borough.files import Snapshot
from queries.analysis.borough.rows import PERSON


@dataclass(frozen=True)
class Nearby:
    """Who is near whom, in all generations of a snapshot."""

    snapshot: Snapshot

    def sharing_a_case(self, changed: pl.Series, places: pl.Series) -> pl.Series:
        """The persons with whose networks something may be different.

        Those who changed, those who hold an identifier or are concerned in an event in common with them, or have a tie
        to them that dates of birth exclude, and whoever lives in a place where they do or did, or in one of `places`:
        it may be a home, or none any more.
        """
        theirs = self._stays.filter(pl.col("person").is_in(changed.implode()))["place"]
        there = pl.concat([theirs, places.hash()])
        residents = self._stays.filter(pl.col("place").is_in(there.implode()))["person"]
        return each([changed, self._meeting(changed), self._alike(changed), self._excluded(changed), residents])

    def around(self, people: pl.Series) -> pl.Series:
        """Everybody who has to be read, so that networks that hold one of these persons are seen as they are.

        Two events lead from a child over an adult to other children (`Linked`), three steps from these to the
        residents of the homes of their networks; then the events' other persons.
        """
        children = self.children_near(people)
        linked = self._meeting(self._meeting(children))
        networks = self._near(self._near(self._near(linked)))
        concerned = self._meeting(networks)
        return each([concerned, self._alike(concerned), self._excluded(concerned)])

    def children_near(self, people: pl.Series) -> pl.Series:
        """Every child whose network holds one of these persons, and others; members are within two steps of it."""
        return self._near(self._near(people))

    @cached_property
    def _ties(self) -> pl.DataFrame:
        one = self.snapshot.ever("ties").select("start", "end").unique().collect()
        return pl.concat([one, one.select(start="end", end="start")])

    @cached_property
    def _stays(self) -> pl.DataFrame:
        return self.snapshot.ever("stays").select("person", pl.col("place").hash()).unique().collect()

    @cached_property
    def _events(self) -> pl.DataFrame:
        events = self.snapshot.ever("events").select(pl.col("id").hash(), person=pl.concat_list("people", "seen"))
        return events.explode("person").unique().collect()

    def _near(self, people: pl.Series) -> pl.Series:
        """These, and everybody one step from them: a tie, or a place in common."""
        tied = self._ties.filter(pl.col("start").is_in(people.implode()))["end"]
        return each([people, tied, _others(self._stays, "place", people)])

    def _meeting(self, people: pl.Series) -> pl.Series:
        """These, and everybody in events with them."""
        return each([people, _others(self._events, "id", people)])

    def _alike(self, people: pl.Series) -> pl.Series:
        """These, and everybody who holds an identifier of theirs."""
        both = self.snapshot.ever("sharing").select("person", "other")
        return each([people, both.filter(pl.col("person").is_in(people.implode())).collect()["other"]])

    def _excluded(self, people: pl.Series) -> pl.Series:
        """These, and everybody to whom they have a tie that dates of birth exclude."""
        rows = self.snapshot.ever("excluded").select("start", "end").unique().collect()
        ends = [rows.filter(pl.col(a).is_in(people.implode()))[b] for a, b in (("start", "end"), ("end", "start"))]
        return each([people, *ends])


def _others(rows: pl.DataFrame, by: str, people: pl.Series) -> pl.Series:
    """The persons of rows that have a value in common with those of some persons."""
    common = rows.filter(pl.col("person").is_in(people.implode()))[by].unique()
    return rows.filter(pl.col(by).is_in(common.implode()))["person"]


def each(parts: Iterable[pl.Series]) -> pl.Series:
    """The persons of some columns, each once."""
    return pl.concat([part.cast(PERSON).rename("person") for part in parts]).drop_nulls().unique()
