"""Connected components of many small graphs at once: of each child, its agencies and by what they are linked."""

from __future__ import annotations

import polars as pl

_NODE = ("child", "agency")


def components(nodes: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """By `child` and `agency`, the number of the `part` that it is in.

    `nodes` are `child`, `agency`; `links` are `child`, `by`, `agency`, and join all agencies of a child that
    have the same `by`. Each takes the least number that it reaches, until none changes: as many rounds as the
    longest chain of agencies in any network is long.
    """
    parts = nodes.with_columns(part=pl.int_range(pl.len()))
    joined = links.unique()
    while True:
        reached = joined.join(parts, on=_NODE).with_columns(pl.col("part").min().over("child", "by"))
        least = reached.group_by(_NODE).agg(least=pl.col("part").min())
        further = parts.join(least, on=_NODE, how="left").select(*_NODE, part=pl.min_horizontal("part", "least"))
        if further["part"].sum() == parts["part"].sum():
            return parts
        parts = further
