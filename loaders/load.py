"""Loading deliveries: each is validated whole, then written whole, or refused whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from loaders.formats import Format, recognised
from loaders.problems import DeliveryRefused
from loaders.report import LoadReport
from loaders.settings import LoadSettings
from loaders.source import Reading
from loaders.spool import DiskSpool
from loaders.store import Progress, Writer, silent


async def load(
    folders: Sequence[Path], *, writer: Writer, home: Path, settings: LoadSettings, progress: Progress = silent
) -> list[LoadReport]:
    """Load deliveries in the order in which they were extracted; a refused one stops no other.

    Spools and quarantine lie below `home`. Reports come in the order of loading, those of folders
    that could not be opened first. Errors of the store are not caught: nothing after them is loaded.
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
    for reading, format_ in opened:
        reports.append(await _load_one(reading, format_, writer, home, settings, progress))
    return reports


async def _load_one(
    reading: Reading, format_: Format, writer: Writer, home: Path, settings: LoadSettings, progress: Progress
) -> LoadReport:
    started = perf_counter()
    with DiskSpool(home / "spool", reading) as spool:
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
