"""The flags of a whole borough: rules look at everybody at once, and are derived where there may be something.

What a rule finds is decided by its `derive` and `across` alone, on the same `Network`s that a case has.
Slices of networks go to as many processes as there are processors; only a few are on their way at a time.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any

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


def _nobody(done: int, slices: int) -> None:
    """Tell nobody."""



@dataclass(frozen=True)
class Found:
    """A flag as it was found in the networks of some children (numbers): in each, or across them about `key`."""

    flag: Flag
    children: tuple[int, ...]
    key: int | None = None

    def merged(self, other: Found) -> Found:
        """One of two findings of the same flag."""
        children = tuple(sorted({*self.children, *other.children}))
        return Found(self.flag.merged(other.flag), children, self.key)


@dataclass(frozen=True)
class Task:
    """What one process does at a time: networks, and by rule those from which it is derived, alone or together."""

    networks: Slice
    context: Context
    alone: Mapping[str, list[int]]
    together: Mapping[str, Mapping[int, list[int]]]

    def run(self) -> list[Found]:
        """What the rules find."""
        by_child = {network.child: network for network in self.networks.networks()}
        networks = {number: by_child[self._names[number]] for number in self.networks.children}
        return [*self._alone(networks), *self._together(networks)]

    @cached_property
    def _names(self) -> dict[int, str]:
        return dict(self.networks.ids.iter_rows())

    def _alone(self, networks: Mapping[int, Network]) -> Iterator[Found]:
        for name, children in self.alone.items():
            for child in children:
                for flag in built()[name].derive(networks[child], self.context):
                    yield Found(flag, (child,))

    def _together(self, networks: Mapping[int, Network]) -> Iterator[Found]:
        for name, groups in self.together.items():
            across = built()[name].across
            assert across is not None
            for key, group in groups.items():
                some = sorted((networks[child] for child in group), key=lambda network: network.child)
                for flag in across(some, self.context):
                    if self._names[key] in flag.about:
                        yield Found(flag, tuple(sorted(group)), key)


@dataclass(frozen=True)
class Engine:
    """Some rules over a borough."""

    borough: Borough
    rules: Sequence[AnalysisRule]

    def derived(self, told: Progress = _nobody) -> dict[str, Found]:
        """By id, every flag."""
        with without_looking_for_cycles():
            return self.merged([*self.alone(told), *self.together(told)])

    def alone(self, told: Progress = _nobody, only: pl.Series | None = None) -> list[Found]:
        """What is found in single networks, of these children if given: a flag once for each network."""
        return [one for part in run(list(self._alone(only)), told) for one in part]

    def together(self, told: Progress = _nobody, only: pl.Series | None = None) -> list[Found]:
        """What lies across networks, about these persons if given."""
        return [one for part in run(list(self._together(only)), told) for one in part]

    def linked(self) -> pl.DataFrame:
        """Children with a key in common, of all rules: `child`, `key`."""
        parts = [self._linked(rule) for rule in self.rules if rule.linked is not None]
        return pl.concat([pl.DataFrame(schema={"child": PERSON, "key": PERSON}), *parts])

    def merged(self, found: Iterable[Found]) -> dict[str, Found]:
        """Findings of the same flag made one, by rule and then by child, as a case does it."""
        order = {rule.rule.id: place for place, rule in enumerate(self.rules)}
        each: dict[str, Found] = {}
        for one in sorted(found, key=lambda one: (order[one.flag.rule], one.key is not None, self._first_name(one))):
            each[one.flag.id] = each[one.flag.id].merged(one) if one.flag.id in each else one
        return each

    def _first_name(self, found: Found) -> str:
        return min(self._names[child] for child in found.children)

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
            yield Task(some, self.borough.context, _by(here, "rule"), {})

    def _together(self, only: pl.Series | None) -> Iterator[Task]:
        for rule in self.rules:
            if rule.linked is not None:
                linked = self._linked(rule)
                groups = linked if only is None else linked.filter(pl.col("key").is_in(only.implode()))
                for some in slices(self.borough, groups.rename({"key": "group"})):
                    here = groups.filter(pl.col("child").is_in(some.children))
                    yield Task(some, self.borough.context, {}, {rule.rule.id: _by(here, "key")})

    def _linked(self, rule: AnalysisRule) -> pl.DataFrame:
        assert rule.linked is not None
        linked = rule.linked(self.borough).select(pl.col("child", "key").cast(PERSON)).unique()
        return linked.join(self.borough.children, on="child", how="semi")


def _by(wanted: pl.DataFrame, column: str) -> dict[Any, list[int]]:
    """The children of each value of a column."""
    return dict(wanted.group_by(column).agg("child").iter_rows())


def run(tasks: Sequence[Task], told: Progress) -> Iterator[list[Found]]:
    """What tasks find, in any order: in this process where one would not keep two busy."""
    processes = min(os.cpu_count() or 1, len(tasks) // AT_ONCE)
    if processes < 2:
        for done, task in enumerate(tasks, 1):
            yield task.run()
            told(done, len(tasks))
        return
    with ProcessPoolExecutor(processes, get_context("spawn"), initializer=end_with_the_sweep) as pool:
        yield from _pooled(pool, tasks, processes * AT_ONCE, told)


def end_with_the_sweep() -> None:
    """Have this process end when the one that started it does, however that ends."""
    sweep = parent_process()
    assert sweep is not None

    def watch() -> None:
        sweep.join()
        os._exit(1)

    Thread(target=watch, daemon=True).start()


@contextmanager
def without_looking_for_cycles() -> Iterator[None]:
    """Networks and flags are many small objects without cycles: looking for some would take a third of the time."""
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looking:
            gc.enable()


def _by_itself(task: Task) -> list[Found]:
    """A task in a process that does nothing else."""
    with without_looking_for_cycles():
        return task.run()


def _pooled(pool: ProcessPoolExecutor, tasks: Sequence[Task], most: int, told: Progress) -> Iterator[list[Found]]:
    waiting: set[Future[list[Found]]] = set()
    left = iter(tasks)
    done = 0
    while done < len(tasks):
        waiting |= {pool.submit(_by_itself, task) for task in islice(left, most - len(waiting))}
        ended, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        for future in ended:
            done += 1
            told(done, len(tasks))
            yield future.result()
