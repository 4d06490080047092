"""Families as a graph of pseudonyms: only such as `LEAST` or more are built alike, and nothing of anybody but ties.

Who knows one family well may know it by its shape alone (the one with nine children), so that a shape is held
to the same rule as a row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeAlias

import networkx as nx
import polars as pl

from queries.analysis.borough.asof import Borough

MOST = 40
"""A larger family is left out unseen: enough built alike are not to be expected, and to compare them takes long."""

_BOTH_WAYS = ("PARTNER_OF", "SIBLING_OF")

Family = nx.DiGraph
"""Persons, and arcs with the `ties` that hold from one to the other."""
Outline: TypeAlias = tuple[tuple[str, ...], ...]


def families(borough: Borough, least: int) -> Iterator[Family[int]]:
    """The families that `least` or more are built alike, of persons' numbers: whoever is joined by ties that hold."""
    outlines: dict[Outline, list[Family[int]]] = defaultdict(list)
    for family in _all(borough):
        outlines[_outline(family)].append(family)
    for similar in outlines.values():
        for alike in _alike(similar, least):
            yield from alike


def _all(borough: Borough) -> Iterator[Family[int]]:
    whole: Family[int] = nx.DiGraph()
    for one, other, ties in _arcs(borough).iter_rows():
        whole.add_edge(one, other, ties=ties)
    for members in nx.weakly_connected_components(whole):
        if len(members) <= MOST:
            yield whole.subgraph(members).copy()


def _arcs(borough: Borough) -> pl.DataFrame:
    """Pairs of living persons, and the ties that hold from one to the other; those without a direction both ways."""
    living = borough.persons.filter("living").select("person")
    holding = borough.ties.filter("now").select("start", "end", "edge").unique()
    mutual = holding.filter(pl.col("edge").is_in(_BOTH_WAYS)).select(start="end", end="start", edge="edge")
    arcs = pl.concat([holding, mutual]).filter(pl.col("start") != pl.col("end"))
    for side in ("start", "end"):
        arcs = arcs.join(living, left_on=side, right_on="person", how="semi")
    return arcs.group_by("start", "end").agg(ties=pl.col("edge").unique().sort().str.join("+"))


def _outline(family: Family[int]) -> Outline:
    """What families that are built alike have in common, and few others: each person's ties."""
    arcs: dict[int, list[str]] = defaultdict(list)
    for (one, other), ties in nx.get_edge_attributes(family, "ties").items():
        arcs[one].append(f"{ties} of")
        arcs[other].append(f"{ties} to")
    return tuple(sorted(tuple(sorted(ends)) for ends in arcs.values()))


def _alike(similar: Iterable[Family[int]], least: int) -> list[list[Family[int]]]:
    """Of families of one outline, which may be that of two shapes, those of which enough are built alike."""
    groups: list[list[Family[int]]] = []
    for family in similar:
        group = next((known for known in groups if nx.is_isomorphic(known[0], family, edge_match=_same)), None)
        if group is None:
            groups.append(group := [])
        group.append(family)
    return [group for group in groups if len(group) >= least]


def _same(one: dict[str, str], other: dict[str, str]) -> bool:
    return one["ties"] == other["ties"]
