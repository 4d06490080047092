"""The ledger: what an agency's deliveries, applied in the order of extraction, make of one row.

Deliveries may be *loaded* in any order; they *apply* in the order of `Extract.order`. For each row
(a key of one table of one agency) the ledger keeps runs: stretches of deliveries that held the same
content. A run says which delivery opened it and which closed it, and from when to when its content
was what the agency had on record.

Which deliveries inside a run held the row need not be written down: a full delivery that has the
table, and whose cover the row meets, must have held it, or it would have closed the run. Only what
cannot be concluded so (a `changes` delivery, or a row outside the cover) is kept in `held_by`. A late
delivery is then worked in by reading off what each delivery said (`observed`) and applying all of
them again (`replay`).

A row in quarantine has been neither said nor left out: to it the delivery is one without the table
(`Catalogue.met_by`), and what stood goes on standing, whatever the order of loading.

Pure: no store, no clock. Source of the rules: the agency extract format, and rules 1 and 7 of the model.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property

from graph.dates import FIRST_DAY, FOR_EVER, LAST_DAY
from graph.delivery import Delivery


@dataclass(frozen=True)
class Extract:
    """One delivery, as far as the ledger needs it.

    `complete` is False while it is being loaded, and where that was broken off: such a delivery has said
    only what is written down, and what it left out means nothing yet.
    """

    id: str
    extracted_at: datetime
    order: str
    full: bool
    tables: frozenset[str]
    covers_from: date | None = None
    covers_to: date | None = None
    complete: bool = True
    unread: frozenset[str] = frozenset()
    """Global ids of the rows that it holds and that could not be read."""

    def covers(self, window: tuple[date, date] | None) -> bool:
        """Whether a row with this validity (half-open; None always holds) meets what was delivered.

        `covers_to` is the last day covered; a missing end is open.
        """
        if window is None:
            return True
        return window[0] <= (self.covers_to or LAST_DAY) and window[1] > (self.covers_from or FIRST_DAY)

    def must_hold(self, table: str, said: Said) -> bool:
        """Whether leaving the row out of this delivery would end it."""
        return self.full and table in self.tables and self.covers(said.window)


def order_of(delivery: Delivery) -> str:
    """A text by which an agency's deliveries sort: by time, full before changes, then by digest."""
    instant = delivery.extracted_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return f"{instant}|{0 if delivery.full else 1}|{delivery.digest}"


def extract_of(delivery: Delivery) -> Extract:
    """The delivery that is being loaded, as the ledger sees it."""
    return Extract(
        delivery.extract_id, delivery.extracted_at, order_of(delivery), delivery.full, delivery.tables,
        delivery.covers_from, delivery.covers_to, complete=True, unread=delivery.unread,
    )


@dataclass(frozen=True, slots=True)
class Said:
    """What a delivery says of a row: the content's digest, its own time of recording, its validity."""

    digest: str
    recorded: datetime | None = None
    window: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of deliveries with the same content; known in [recorded_at, superseded_at).

    The interval is empty where two deliveries of the same time differ: the run is kept all the same,
    so that the order of loading cannot matter, and no reader ever sees it.
    """

    said: Said
    opened_by: str
    asserted_at: datetime
    recorded_at: datetime
    superseded_at: datetime = FOR_EVER
    closed_by: str | None = None
    held_by: tuple[str, ...] = ()


class Catalogue:
    """An agency's deliveries in order, with the one that is being loaded among them."""

    def __init__(
        self, others: Sequence[Extract], loading: Extract, corrections: Mapping[str, Sequence[Extract]] | None = None
    ) -> None:
        self.loading = loading
        self.corrections = corrections or {}
        """By row, the entries that corrected it: each to that row what a delivery is, and nothing to any other."""
        kept = [extract for extract in others if extract.id != loading.id]
        self.extracts = sorted([*kept, loading], key=lambda extract: extract.order)

    @cached_property
    def by_id(self) -> Mapping[str, Extract]:
        """The deliveries by their id."""
        corrections = (extract for each in self.corrections.values() for extract in each)
        return {extract.id: extract for extract in (*corrections, *self.extracts)}

    @cached_property
    def orders(self) -> list[str]:
        """The deliveries' places, ascending."""
        return [extract.order for extract in self.extracts]

    @cached_property
    def unread(self) -> frozenset[str]:
        """The rows that any of the deliveries holds and could not read."""
        return frozenset().union(*(extract.unread for extract in self.extracts))

    def met_by(self, table: str, row_id: str) -> Catalogue:
        """The deliveries as a row meets them: those that could not read it say nothing of its table."""
        corrected = [extract for extract in self.corrections.get(row_id, ()) if extract.id != self.loading.id]
        if row_id not in self.unread and not corrected:
            return self
        met = [
            replace(extract, tables=extract.tables - {table}) if row_id in extract.unread else extract
            for extract in self.extracts
        ]
        (loading,) = (extract for extract in met if extract.id == self.loading.id)
        return Catalogue([*met, *corrected], loading)

    @property
    def late(self) -> bool:
        """Whether a later delivery of the agency is known already."""
        return self.extracts[-1].id != self.loading.id

    def within(self, run: Run) -> list[Extract]:
        """The deliveries after the one that opened a run and before the one that closed it."""
        start = bisect_right(self.orders, self.by_id[run.opened_by].order)
        if run.closed_by is None:
            return self.extracts[start:]
        return self.extracts[start : bisect_left(self.orders, self.by_id[run.closed_by].order)]


def step(runs: Sequence[Run], table: str, extract: Extract, said: Said | None) -> list[Run]:
    """The runs after one more delivery, in order; `said` is None where it does not hold the row."""
    last = runs[-1] if runs else None
    is_open = last is not None and last.closed_by is None
    if said is None:
        if last is None or not is_open or not extract.complete or not extract.must_hold(table, last.said):
            return list(runs)
        return [*runs[:-1], replace(last, closed_by=extract.id, superseded_at=extract.extracted_at)]
    if last is not None and is_open and last.said.digest == said.digest:
        if extract.complete and extract.must_hold(table, said):
            return list(runs)
        return [*runs[:-1], replace(last, held_by=(*last.held_by, extract.id))]
    start = _known_from(last, extract, said)
    opened = Run(said, extract.id, extract.extracted_at, start)
    if last is None or not is_open:
        return [*runs, opened]
    return [*runs[:-1], replace(last, closed_by=extract.id, superseded_at=start), opened]


def _known_from(last: Run | None, extract: Extract, said: Said) -> datetime:
    """From when a run's content counts as known.

    The agency's own time of recording, but not after the delivery that brought it, and only where it
    lies behind what the row said before, so that the runs of a row stay apart.
    """
    if said.recorded is None or said.recorded > extract.extracted_at:
        return extract.extracted_at
    if last is None:
        return said.recorded
    if last.closed_by is None:
        return said.recorded if said.recorded > last.recorded_at else extract.extracted_at
    return said.recorded if said.recorded >= last.superseded_at else extract.extracted_at


def observed(runs: Sequence[Run], table: str, catalogue: Catalogue) -> dict[str, Said]:
    """What each delivery said of the row, by extract id, read off its runs."""
    heard: dict[str, Said] = {}
    for run in runs:
        heard[run.opened_by] = run.said
        heard.update(dict.fromkeys(run.held_by, run.said))
        for extract in catalogue.within(run):
            if extract.complete and extract.must_hold(table, run.said):
                heard[extract.id] = run.said
    return heard


def replay(table: str, extracts: Sequence[Extract], heard: Mapping[str, Said]) -> list[Run]:
    """The runs that deliveries make, applied in order."""
    runs: list[Run] = []
    for extract in extracts:
        runs = step(runs, table, extract, heard.get(extract.id))
    return runs


def apply(runs: Sequence[Run], table: str, row_id: str, catalogue: Catalogue, said: Said | None) -> list[Run]:
    """The runs of a row once the delivery being loaded has said what it says, wherever it comes in order.

    Applying the same delivery again changes nothing.
    """
    catalogue = catalogue.met_by(table, row_id)
    loading = catalogue.loading
    mentioned = any(loading.id in (run.opened_by, run.closed_by, *run.held_by) for run in runs)
    if not catalogue.late and not mentioned:
        return step(runs, table, loading, said)
    heard = observed(runs, table, catalogue)
    heard.pop(loading.id, None)
    if said is not None:
        heard[loading.id] = said
    return replay(table, catalogue.extracts, heard)
