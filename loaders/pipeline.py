"""The verbs that formats share: transform, load, finish. A format with needs of its own brings its own."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from graph.model import ELDER_TYPES
from loaders.birth_dates import birth_date_notes, note_birth_date, shorten_frequent
from loaders.family import circles_of_parents, parents_born_after
from loaders.pointers import NUMBER, REGISTRATIONS
from loaders.problems import Untrue
from loaders.quarantine import REASONS, reasons, refuse_too_many, write_quarantine
from loaders.references import settle_references
from loaders.report import SHOWN_REASONS, LoadReport, TableReport, bounded
from loaders.rules import Context
from loaders.settings import LoadSettings
from loaders.settle import (
    drop_lost_registrations,
    drop_repeats,
    give_reason,
    prefer_own_ids,
    shared_identifiers,
    shared_uprns,
)
from loaders.source import Fault, Source
from loaders.spool import DiskSpool
from loaders.store import Progress, WriteCounts, Writer
from loaders.table import FOOTER, csv_files
from loaders.transform import Made, RegistrationTransform, TableTransform

_TOLD_EVERY = 20_000


async def transform(spool: DiskSpool, settings: LoadSettings, writer: Writer, progress: Progress) -> Context:
    """The first pass: every row into the spool or into quarantine; nothing is written to the store.

    DeliveryRefused where too many rows cannot be true, or a file turns out unreadable.
    """
    context = Context(spool.reading.delivery, settings)
    for number, source in enumerate(spool.reading.sources):
        _take(spool, number, source, context, progress)
    spool.flush()
    progress("checking", "", spool.read.total())
    prefer_own_ids(spool)
    drop_repeats(spool)
    shorten_frequent(spool)
    parents_born_after(spool)
    circles_of_parents(spool)
    await settle_references(spool, writer)
    drop_lost_registrations(spool)
    refuse_too_many(spool, settings)
    spool.seal()
    return context


def _take(spool: DiskSpool, number: int, source: Source, context: Context, progress: Progress) -> None:
    """The rows of one source, each on its own."""
    made_of = TableTransform(source.table, source.columns, context)
    register = RegistrationTransform(context)
    table, take_notes = NUMBER[source.table], _NOTES.get(source.table)
    place = -1
    for place, (line, cells, fault) in enumerate(source.rows()):
        context.damaged.look(source.file, line, cells)
        try:
            if fault:
                raise Untrue(*fault)
            made = made_of(cells)
        except Untrue as error:
            key = _key(made_of, cells, fault, error)
            where = (number, place, line, table, key)
            give_reason(spool, where, error.column, error.value, error.reason)
            continue
        row = spool.add(number, place, line, table, made)
        if take_notes:
            take_notes(spool, row, line, made)
        if source.table == "people":
            for registration in register(made.values):
                spool.add(number, place, line, NUMBER[REGISTRATIONS], registration)
        if place % _TOLD_EVERY == 0:
            progress("validating", source.table, spool.read[source.table] + place)
    spool.read[source.table] += place + 1


def _key(made_of: TableTransform, cells: list[str], fault: Fault | None, error: Untrue) -> str | None:
    """By what a row in quarantine is known; a footer by nothing that any row is known by, for it hides none."""
    if fault == FOOTER:
        return ""
    return None if fault else made_of.key(cells, (error.column, error.against))


def _note_person(spool: DiskSpool, row: int, line: int, made: Made) -> None:
    note_birth_date(spool, row, line, made.values)
    for identifier in made.values.get("verified_identifiers", ()):
        spool.note("identifier", identifier, row)


def _note_tie(spool: DiskSpool, row: int, line: int, made: Made) -> None:
    if made.values["type"] in ELDER_TYPES:
        (*_, elder, _), (*_, younger, _) = made.mentions  # in the order of the declaration: from, to
        spool.note("tie", elder, younger, row, made.values["type"] == "parent")


def _note_household(spool: DiskSpool, row: int, line: int, made: Made) -> None:
    if "uprn" in made.values:
        spool.note("uprn", made.values["uprn"].lstrip("0"), made.values.get("standard_address", ""), line)


_NOTES = {"people": _note_person, "households": _note_household, "relationships": _note_tie}
"""What the checks across rows need to know of a table's rows."""


async def load(spool: DiskSpool, writer: Writer, progress: Progress) -> WriteCounts:
    """The second pass; the delivery counts once the writer has settled."""
    return await writer.write(spool, spool.waiting, progress, defer=True)


def not_read(folder: Path, read: Collection[Path], called: str) -> Iterator[str]:
    """A note on the CSV files of a folder that the format does not read."""
    others = [path.name for path in csv_files(folder) if path not in read and path.name != REASONS]
    if others:
        yield f"files that are no {called}, not read: {', '.join(bounded(others))}"


def finish(spool: DiskSpool, counts: WriteCounts, context: Context, quarantine: Path | None) -> LoadReport:
    """What became of every row."""
    listed = reasons(spool)
    return LoadReport(
        folder=spool.reading.folder,
        state="loaded",
        agency=spool.delivery.agency,
        extract_id=spool.delivery.extract_id,
        extracted_at=spool.delivery.extracted_at,
        tables=tuple(_table_reports(spool, counts)),
        unverified_identifiers={scheme: n for scheme, n in sorted(context.failed_identifiers.items()) if n},
        notes=(*spool.reading.notes, *_notes(context), *_corrected(counts), *_not_ended(spool),
               *_across_rows(spool)),
        quarantine_folder=str(quarantine or ""),
        reasons=tuple(reason for reason, _ in zip(listed, range(SHOWN_REASONS), strict=False)),
    )


def _corrected(counts: WriteCounts) -> Iterator[str]:
    for table, rows in counts.corrected.items():
        if rows:
            yield f"{table}: {rows:,} rows say what was found to be wrong: they stand as corrected; mend the source"


def _table_reports(spool: DiskSpool, counts: WriteCounts) -> Iterator[TableReport]:
    sources = spool.reading.sources
    for table in dict.fromkeys(source.table for source in sources):
        unknown = dict.fromkeys(column for source in sources if source.table == table for column in source.unknown)
        yield TableReport(
            table=table,
            read=spool.read[table],
            loaded=counts.loaded.get(table, 0),
            unchanged=counts.unchanged.get(table, 0) + spool.repeated[table],
            waiting=spool.waiting_count(table),
            quarantined=spool.quarantined[table],
            ended=counts.withdrawn.get(table, 0),
            unknown_columns=bounded(list(unknown)),
        )


def _notes(context: Context) -> Iterator[str]:
    if context.odd_uprns:
        yield f"{context.odd_uprns:,} UPRNs are none (1 to 12 digits): kept, and their households placed without"
    yield from context.damaged.notes()


def _across_rows(spool: DiskSpool) -> Iterator[str]:
    yield from shared_identifiers(spool)
    yield from shared_uprns(spool)
    yield from birth_date_notes(spool)


def _not_ended(spool: DiskSpool) -> Iterator[str]:
    """What a full delivery leaves standing since it could not be read."""
    if not spool.delivery.full or not spool.quarantined.total():
        return
    yield "of the rows in quarantine, what earlier deliveries said goes on standing"
    present = dict.fromkeys(source.table for source in spool.reading.sources)
    if blurred := [table for table in present if table not in spool.delivery.tables]:
        yield f"no row was ended in {', '.join(blurred)}: which rows this delivery holds of it cannot be read"


def quarantine(spool: DiskSpool, settings: LoadSettings, home: Path) -> Path | None:
    """Keep the quarantined rows; before the second pass, so that a failing one loses nothing."""
    return write_quarantine(spool, settings.quarantine_folder or home / "quarantine")
