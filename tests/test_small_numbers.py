"""Small numbers: nothing of ten people or fewer is told, and nothing that is told lets fewer than ten be worked out."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import combinations, product

import networkx as nx
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.analysis.disclosure.control import LEAST, WITHHELD, Step, told
from queries.analysis.disclosure.people import COLUMNS, STEPS
from queries.analysis.project import NoSuchColumn, View

pytestmark = pytest.mark.slow

Cell = tuple[str, ...]
"""What one row says, by `COLUMNS`."""
Crowd = dict[Cell, int]
"""How many people there are of whom a row says the same."""

VALUES: tuple[Cell, ...] = tuple(
    product(("0 to 4", "10 to 15", "25 to 44"), ("RV1", "RV2"), ("0", "1"), ("none", "mental_health", "not a child"))
)
crowds = st.dictionaries(st.sampled_from(VALUES), st.integers(1, 15), max_size=20)


def frame(crowd: Crowd) -> pl.DataFrame:
    """The rows of a crowd."""
    rows = [cell for cell, count in crowd.items() for _ in range(count)]
    return pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")


def counted(rows: pl.DataFrame) -> Counter[Cell]:
    return Counter(rows.select(COLUMNS).iter_rows())


def view_of(crowd: Crowd) -> View:
    found = told(frame(crowd), COLUMNS, STEPS)
    table = found.rows.with_columns(person=pl.lit("a"))
    return View(date(2026, 3, 31), LEAST, table, nx.DiGraph(), found.left_out, ())


FILTERED = sorted({value for cell in VALUES for value in cell} | {WITHHELD, "child", "some", "one of them"})


@settings(max_examples=30)
@given(crowds)
def test_no_table_and_no_margin_nor_its_difference_to_one_with_a_filter_more_is_a_small_number(crowd: Crowd) -> None:
    view = view_of(crowd)
    for by in subsets(COLUMNS):
        whole = dict_of(view.counts(by), by)
        assert all(count >= LEAST for count in whole.values())
        for column, value in product(COLUMNS, FILTERED):
            some = dict_of(view.counts(by, {column: value}), by)
            differences = [count - some.get(cell, 0) for cell, count in whole.items()]
            assert all(count >= LEAST for count in some.values())
            assert all(count == 0 or count >= LEAST for count in differences)


def subsets(columns: tuple[str, ...]) -> list[list[str]]:
    return [list(some) for size in range(len(columns) + 1) for some in combinations(columns, size)]


def dict_of(counts: pl.DataFrame, by: list[str]) -> dict[Cell, int]:
    return {tuple(row[column] for column in by): row["people"] for row in counts.rows(named=True)}


@given(crowds)
def test_of_whoever_is_few_there_may_be_ten_for_all_that_is_told(crowd: Crowd) -> None:
    """For each small group another crowd, in which it is of ten people, of whom the very same is told."""
    said = told(frame(crowd), COLUMNS, STEPS)
    for cell, count in crowd.items():
        if count < LEAST:
            other = told(frame(with_ten(crowd, cell)), COLUMNS, STEPS)
            assert counted(other.rows) == counted(said.rows)
            assert other.left_out == said.left_out


def with_ten(crowd: Crowd, cell: Cell) -> Crowd:
    """Another crowd, with `LEAST` - 1 people in a cell, taken from those who are told with it."""
    near, around = told_with(crowd, cell)
    wanted = LEAST - 1 - sum(crowd[one] for one in near)
    made = {one: count for one, count in crowd.items() if one not in near}
    for one in around - near:
        taken = min(wanted, made[one])
        made[one], wanted = made[one] - taken, wanted - taken
    return {**made, cell: LEAST - 1}


def told_with(crowd: Crowd, cell: Cell) -> tuple[set[Cell], set[Cell]]:
    """The cells that are one with a cell when last they are too few, and those with which it is told at last.

    Where it is left out: all that are left out with it.
    """
    now = {one: one for one in crowd}
    near = {cell}
    for step in STEPS:
        waiting = [one for one in now if sum(crowd[o] for o in now if now[o] == now[one]) < LEAST]
        now = {one: stepped(step, now[one]) for one in waiting}
        together = {one for one in now if now[one] == now[cell]}
        if sum(crowd[one] for one in together) >= LEAST:
            return near, together
        near = together
    return near, near


def stepped(step: Step, cell: Cell) -> Cell:
    return tuple(
        ((step.coarser or {}).get(value, value) if step.coarser is not None else WITHHELD)
        if column == step.column else value
        for column, value in zip(COLUMNS, cell, strict=True)
    )


def test_a_step_gives_no_value_that_a_row_may_have_otherwise() -> None:
    for step in STEPS:
        assert set((step.coarser or {}).values()).isdisjoint(step.coarser or {})


def test_eleven_of_a_kind_are_told_and_ten_are_told_less_exactly() -> None:
    here, there = ("0 to 4", "RV1", "1", "none"), ("0 to 4", "RV2", "1", "none")
    elsewhere = ("0 to 4", "RV3", "1", "none")
    said = view_of({here: 11, there: 10, elsewhere: 3})
    assert said.counts(["area"]).rows() == [("RV1", 11), (WITHHELD, 13)]
    assert said.counts(["age"]).rows() == [("0 to 4", 11), ("child", 13)]
    assert said.left_out is None


def test_who_is_too_few_after_the_last_step_is_left_out_and_not_counted() -> None:
    said = view_of({("0 to 4", "RV1", "1", "none"): 10})
    assert said.table.is_empty() and said.left_out is None


def test_a_column_that_there_is_not_is_named_with_those_that_there_are() -> None:
    with pytest.raises(NoSuchColumn, match="postcode is no column of a view; there are age, area"):
        view_of({}).counts(["postcode"])
