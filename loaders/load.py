"""Loading deliveries: each is validated whole, then written whole, or refused whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from graph.delivery import Completed
from graph.disk import named
from graph.store_errors import StoreError
from loaders.formats import Format, recognised
from loaders.problems import DeliveryRefused
from loaders.report import LoadReport, bounded
from loaders.settings import LoadSettings
from loaders.source import Reading
from loaders.spool import DiskSpool
from loaders.store import Progress, Writer, silent

SETTLED_AT = 1_000_000
"""Rows after which deliveries are let count, so that little is to be done again where a long load is killed."""


async def load(
    folders: Sequence[Path], *, writer: Writer, home: Path, settings: LoadSettings, progress: Progress = silent
) -> list[LoadReport]:
    """Load deliveries in the order in which they were extracted; a refused one stops no other.

    Spools and quarantine lie below `home`. Reports come in the order of loading, those of folders
    that could not be opened first. Errors are not caught: nothing after them is loaded, and what was written
    before one counts, unless it is the store that failed.
    """
    reports: list[LoadReport] = []
    opened: list[tuple[Reading, Format]] = []
    for folder in folders:
        try:
            format_ = recognised(folder)
            opened.append((format_.read(folder), format_))
        except DeliveryRefused as refusal:
            reports.append(_refused(str(folder), refusal))
    opened.sort(key=lambda pair: pair[0].delivery.extracted_at)
    together = _Together(writer, progress)
    try:
        for reading, format_ in opened:
            await together.before(reading.delivery.agency, reports)
            reports.append(await _load_one(reading, format_, writer, home, settings, progress))
            together.wrote(reading.delivery.agency, reports[-1])
    except StoreError:
        raise
    except Exception:
        await together.settle(reports)  # what fails on one delivery must not keep back those before it
        raise
    await together.settle(reports)
    return reports


class _Together:
    """Deliveries whose rows are written and which do not count yet, so that families are derived once."""

    def __init__(self, writer: Writer, progress: Progress) -> None:
        self._writer = writer
        self._progress = progress
        self._agencies: set[str] = set()
        self._rows = 0

    async def before(self, agency: str, reports: list[LoadReport]) -> None:
        """Settle where there are many rows, or where this agency's next delivery must see the last one."""
        if agency in self._agencies or self._rows >= SETTLED_AT:
            await self.settle(reports)

    def wrote(self, agency: str, report: LoadReport) -> None:
        """Take note of a delivery."""
        self._agencies.add(agency)
        self._rows += sum(table.read for table in report.tables)

    async def settle(self, reports: list[LoadReport]) -> None:
        """Let the deliveries count; the time it takes is told with the last of them, what was broken off with each."""
        started = perf_counter()
        settled = await self._writer.settle(self._progress)
        if reports:
            reports[-1] = replace(reports[-1], writing_seconds=reports[-1].writing_seconds + perf_counter() - started)
            reports[:] = [_noted(report, settled.get(report.extract_id, Completed())) for report in reports]
        self._agencies.clear()
        self._rows = 0


def _noted(report: LoadReport, settled: Completed) -> LoadReport:
    notes = [
        f"{report.agency}'s delivery of {at.isoformat()} was broken off: what it had written counts; "
        "load it again for the rest"
        for at in settled.broken_off
    ]
    if settled.apart:
        agencies = ", ".join(bounded(settled.apart_agencies))
        notes.append(
            "kept apart, though identifiers link them with records that birth dates, names or numbers say are of "
            f"others ({agencies}): {settled.apart:,} of the records; IDENTITY_MISMATCH finds them"
        )
    return replace(report, notes=(*report.notes, *notes)) if notes else report


async def _load_one(
    reading: Reading, format_: Format, writer: Writer, home: Path, settings: LoadSettings, progress: Progress
) -> LoadReport:
    started = perf_counter()
    with named(home / "spool"), DiskSpool(home / "spool", reading) as spool:
        try:
            context = await format_.transform(spool, settings, writer, progress)
            quarantine = format_.quarantine(spool, settings, home)
        except DeliveryRefused as refusal:
            report = _refused(reading.folder, refusal)
            delivery = reading.delivery
            return replace(report, agency=delivery.agency, extracted_at=delivery.extracted_at)
        validated = perf_counter()
        counts = await format_.load(spool, writer, progress)
        report = format_.finish(spool, counts, context, quarantine)
        return replace(
            report, validating_seconds=validated - started, writing_seconds=perf_counter() - validated
        )


def _refused(folder: str, refusal: DeliveryRefused) -> LoadReport:
    return LoadReport(folder=folder, state="refused", refusal=str(refusal))
