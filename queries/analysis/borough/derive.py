"""The flags of a whole borough: rules look at everybody at once, and are derived where there may be something.

What a rule finds is decided by its `derive` and `across` alone, on the same `Network`s that a case has.
Slices of networks go to as many processes as there are processors; only a few are on their way at a time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from multiprocessing import get_context

import networkx as nx
import polars as pl

from queries.analysis.borough.asof import Borough
from queries.analysis.borough.rows import PERSON
from queries.analysis.borough.slices import Slice, slices
from queries.analysis.network import Network
from queries.analysis.rule import AnalysisRule, Flag, built
from queries.context import Context

AT_ONCE = 2
"""Slices waiting for each process, so that it never waits for one."""

Progress = Callable[[int, int], None]
"""Told how many slices are done, of how many."""


@dataclass(frozen=True)
class Found:
    """A flag as it was found in the networks of some children (numbers); `across` them, or in each."""

    flag: Flag
    children: tuple[int, ...]
    across: bool = False

    def merged(self, other: Found) -> Found:
        """One of two findings of the same flag."""
        children = tuple(sorted({*self.children, *other.children}))
        return Found(self.flag.merged(other.flag), children, self.across)


@dataclass(frozen=True)
class Task:
    """What one process does at a time: networks, and by rule those from which it is derived, alone or together."""

    networks: Slice
    context: Context
    alone: Mapping[str, list[int]]
    together: Mapping[str, list[list[int]]]

    def run(self) -> list[Found]:
        """What the rules find."""
        names = dict(self.networks.ids.iter_rows())
        by_child = {network.child: network for network in self.networks.networks()}
        return [
            *self._alone({number: by_child[names[number]] for number in self.networks.children}),
            *self._together({number: by_child[names[number]] for number in self.networks.children}),
        ]

    def _alone(self, networks: Mapping[int, Network]) -> Iterator[Found]:
        for name, children in self.alone.items():
            for child in children:
                for flag in built()[name].derive(networks[child], self.context):
                    yield Found(flag, (child,))

    def _together(self, networks: Mapping[int, Network]) -> Iterator[Found]:
        for name, groups in self.together.items():
            across = built()[name].across
            assert across is not None
            for group in groups:
                some = sorted((networks[child] for child in group), key=lambda network: network.child)
                for flag in across(some, self.context):
                    yield Found(flag, tuple(sorted(group)), across=True)


@dataclass(frozen=True)
class Engine:
    """Some rules over a borough."""

    borough: Borough
    rules: Sequence[AnalysisRule]

    def derived(self, told: Progress, only: pl.Series | None = None) -> dict[str, Found]:
        """By id, every flag; with `only`, those found in the networks of these children or across ones with theirs.

        A flag that is found in other networks too is not whole then.
        """
        tasks = [*self._alone(only), *self._together(only)]
        return self.merged([one for part in run(tasks, told) for one in part])

    def merged(self, found: Iterable[Found]) -> dict[str, Found]:
        """Findings of the same flag made one, by rule and then by child, as a case does it."""
        order = {rule.rule.id: place for place, rule in enumerate(self.rules)}
        each: dict[str, Found] = {}
        for one in sorted(found, key=lambda one: (order[one.flag.rule], one.across, self._names[one.children[0]])):
            each[one.flag.id] = each[one.flag.id].merged(one) if one.flag.id in each else one
        return each

    @cached_property
    def _names(self) -> dict[int, str]:
        """The ids of the children."""
        return dict(self.borough.ids.join(self.borough.children, left_on="person", right_on="child").iter_rows())

    def _alone(self, only: pl.Series | None) -> Iterator[Task]:
        every = self.borough.children
        parts = [
            (rule.screen(self.borough) if rule.screen else every)
            .select(pl.col("child").cast(PERSON), rule=pl.lit(rule.rule.id)).unique()
            for rule in self.rules
        ]
        wanted = pl.concat(parts).join(every, on="child", how="semi")
        if only is not None:
            wanted = wanted.filter(pl.col("child").is_in(only.implode()))
        for some in slices(self.borough, wanted.select("child").unique()):
            here = wanted.filter(pl.col("child").is_in(some.children))
            yield Task(some, self.borough.context, _by_rule(here, "child"), {})

    def _together(self, only: pl.Series | None) -> Iterator[Task]:
        for rule in self.rules:
            if rule.across is not None:
                groups = self._groups(rule, only)
                for some in slices(self.borough, groups):
                    here = groups.filter(pl.col("child").is_in(some.children)).group_by("group").agg("child")
                    yield Task(some, self.borough.context, {}, {rule.rule.id: here["child"].to_list()})

    def _groups(self, rule: AnalysisRule, only: pl.Series | None) -> pl.DataFrame:
        """Children whose networks a rule looks at together: `child`, `group`; with `only`, the groups of these."""
        every = self.borough.children
        if rule.linked is None:
            groups = every.with_columns(group=pl.lit(0))
        else:
            groups = _components(rule.linked(self.borough).join(every, on="child", how="semi"))
        if only is not None:
            with_these = groups.filter(pl.col("child").is_in(only.implode())).select("group").unique()
            groups = groups.join(with_these, on="group", how="semi")
        return groups


def _by_rule(wanted: pl.DataFrame, column: str) -> dict[str, list[int]]:
    return dict(wanted.group_by("rule").agg(column).iter_rows())


def _components(linked: pl.DataFrame) -> pl.DataFrame:
    """Children who have a key in common with one another, however far: `child`, `group`."""
    graph: nx.Graph[tuple[str, int]] = nx.Graph()
    graph.add_edges_from((("child", child), ("key", key)) for child, key in linked.select("child", "key").iter_rows())
    rows = [
        (node, group)
        for group, part in enumerate(nx.connected_components(graph))
        for what, node in part if what == "child"
    ]
    return pl.DataFrame(rows, schema={"child": PERSON, "group": pl.Int64}, orient="row")


def run(tasks: Sequence[Task], told: Progress) -> Iterator[list[Found]]:
    """What tasks find, in any order: in this process where one would not keep two busy."""
    processes = min(os.cpu_count() or 1, len(tasks) // AT_ONCE)
    if processes < 2:
        for done, task in enumerate(tasks, 1):
            yield task.run()
            told(done, len(tasks))
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from _pooled(pool, tasks, processes * AT_ONCE, told)


def _pooled(pool: ProcessPoolExecutor, tasks: Sequence[Task], most: int, told: Progress) -> Iterator[list[Found]]:
    waiting: set[Future[list[Found]]] = set()
    left = iter(tasks)
    done = 0
    while done < len(tasks):
        waiting |= {pool.submit(task.run) for task in islice(left, most - len(waiting))}
        ended, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        for future in ended:
            done += 1
            told(done, len(tasks))
            yield future.result()
