"""Deliveries applied in any order of loading leave the same ledger as applied in order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.dates import FOR_EVER
from graph.ledger import Catalogue, Extract, Run, Said, apply

TABLE, ROW = "involvements", "involvement:1"
START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Told:
    """A delivery and what it says of the one row of these tests."""

    extract: Extract
    said: Said | None


def told(number: int, day: int, *, full: bool = True, content: str | None = "a", table: bool = True,
         covers: tuple[int, int] | None = None, recorded: int | None = None,
         window: tuple[int, int] | None = None, unread: bool = False) -> Told:
    """A delivery on a day of January 2026; `unread` where it holds the row and has it in quarantine."""
    at = START + timedelta(days=day)
    present = table or content is not None
    covers_from, covers_to = map(_day, covers) if covers else (None, None)
    extract = Extract(
        f"e{number}", at, f"{at.isoformat()}|{0 if full else 1}|{number:03}", full,
        frozenset({TABLE} if present else {"people"}), covers_from, covers_to,
        unread=frozenset({ROW} if unread else ()),
    )
    if content is None:
        return Told(extract, None)
    digest = f"{content}{recorded}{window}"
    own = START + timedelta(days=recorded) if recorded is not None else None
    return Told(extract, Said(digest, own, (_day(window[0]), _day(window[1])) if window else None))


def _day(number: int) -> date:
    return date(2026, 1, 1) + timedelta(days=number)


def load(order: list[Told]) -> list[Run]:
    """The ledger after loading deliveries one by one."""
    runs: list[Run] = []
    for count, one in enumerate(order):
        others = [other.extract for other in order[:count]]
        runs = apply(runs, TABLE, ROW, Catalogue(others, one.extract), one.said)
    return runs


def reference(deliveries: list[Told]) -> list[tuple[object, ...]]:
    """The rules told again, plainly, for deliveries in order: (digest, opened, closed, from, to)."""
    rows: list[list[Any]] = []
    for one in sorted(deliveries, key=lambda one: one.extract.order):
        extract, said = one.extract, one.said
        now = rows[-1] if rows and rows[-1][2] is None else None
        if said is None:
            if now is None or not extract.full or TABLE not in extract.tables or ROW in extract.unread:
                continue
            window = now[5]
            if window is not None:
                first, after = window
                if extract.covers_to is not None and first > extract.covers_to:
                    continue
                if extract.covers_from is not None and after <= extract.covers_from:
                    continue
            now[2], now[4] = extract.id, extract.extracted_at
            continue
        if now is not None and now[0] == said.digest:
            continue
        start = extract.extracted_at
        if said.recorded is not None and said.recorded <= extract.extracted_at:
            if now is not None:
                start = said.recorded if said.recorded > now[3] else start
            elif not rows or said.recorded >= rows[-1][4]:
                start = said.recorded
        if now is not None:
            now[2], now[4] = extract.id, start
        rows.append([said.digest, extract.id, None, start, FOR_EVER, said.window])
    return [tuple(row[:5]) for row in rows]


def plain(runs: list[Run]) -> list[tuple[object, ...]]:
    """The runs in the reference's form."""
    return [(r.said.digest, r.opened_by, r.closed_by, r.recorded_at, r.superseded_at) for r in runs]


@st.composite
def histories(draw: st.DrawFn) -> list[Told]:
    """A few deliveries of one agency, several of them at the same time."""
    made = []
    for number in range(draw(st.integers(1, 6))):
        content = draw(st.sampled_from(["a", "a", "b", None]))
        covers = draw(st.none() | st.tuples(st.integers(0, 4), st.integers(5, 9)))
        window = draw(st.none() | st.sampled_from([(0, 3), (2, 8), (7, 20)]))
        made.append(told(
            number, draw(st.integers(0, 4)), full=draw(st.booleans()), content=content,
            table=draw(st.booleans()), covers=covers, recorded=draw(st.none() | st.integers(-2, 5)),
            window=window, unread=content is None and draw(st.booleans()),
        ))
    return made


@pytest.mark.slow
@settings(max_examples=200)
@given(histories(), st.randoms(use_true_random=False))
def test_any_order_of_loading_gives_the_ledger_of_the_order_of_extraction(
    deliveries: list[Told], random: object
) -> None:
    in_order = load(sorted(deliveries, key=lambda one: one.extract.order))
    shuffled = list(deliveries)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert plain(in_order) == reference(deliveries)
    assert load(shuffled) == in_order


@pytest.mark.slow
@settings(max_examples=100)
@given(histories(), st.data())
def test_a_delivery_applied_again_changes_nothing(deliveries: list[Told], data: st.DataObject) -> None:
    runs = load(deliveries)
    again = data.draw(st.sampled_from(deliveries))
    catalogue = Catalogue([one.extract for one in deliveries], again.extract)
    assert apply(runs, TABLE, ROW, catalogue, again.said) == runs


@pytest.mark.slow
@settings(max_examples=200)
@given(histories(), st.data())
def test_a_load_killed_and_finished_later_gives_the_same_ledger(deliveries: list[Told], data: st.DataObject) -> None:
    killed = data.draw(st.sampled_from(deliveries))
    reached = data.draw(st.booleans())
    runs: list[Run] = []
    seen: list[Extract] = []
    for one in deliveries:
        if one is not killed or reached:
            runs = apply(runs, TABLE, ROW, Catalogue(seen, one.extract), one.said)
        seen.append(replace(one.extract, complete=one is not killed))
    runs = apply(runs, TABLE, ROW, Catalogue(seen, killed.extract), killed.said)
    assert plain(runs) == reference(deliveries)
    assert runs == load(deliveries)


@given(histories())
def test_the_runs_of_a_row_are_disjoint_and_in_order(deliveries: list[Told]) -> None:
    runs = load(deliveries)
    assert all(run.recorded_at <= run.superseded_at for run in runs)
    assert all(one.superseded_at <= other.recorded_at for one, other in pairwise(runs))


def test_a_full_delivery_without_the_row_withdraws_it() -> None:
    runs = load([told(1, 0), told(2, 5, content=None)])
    assert [(run.closed_by, run.superseded_at.day) for run in runs] == [("e2", 6)]


def test_a_full_delivery_without_the_table_withdraws_nothing() -> None:
    assert load([told(1, 0), told(2, 5, content=None, table=False)])[0].closed_by is None


def test_a_full_delivery_that_has_the_row_in_quarantine_withdraws_nothing() -> None:
    first, unreadable, without = told(1, 0), told(2, 5, content=None, unread=True), told(3, 9, content=None)
    assert load([first, unreadable])[0].closed_by is None
    assert load([unreadable, first]) == load([first, unreadable])
    assert load([first, unreadable, without])[0].closed_by == "e3"


def test_what_is_in_quarantine_does_not_keep_other_rows() -> None:
    other = replace(told(2, 5, content=None).extract, unread=frozenset({"involvement:2"}))
    assert load([told(1, 0), Told(other, None)])[0].closed_by == "e2"


def test_a_row_outside_the_cover_is_not_withdrawn() -> None:
    assert load([told(1, 0, window=(0, 3)), told(2, 5, content=None, covers=(4, 9))])[0].closed_by is None


def test_a_correction_takes_its_own_time_of_recording() -> None:
    runs = load([told(1, 2), told(2, 9, content="b", recorded=7)])
    assert [(run.recorded_at.day, run.superseded_at.day) for run in runs] == [(3, 8), (8, 31)]
