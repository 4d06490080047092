"""The command line: load, serve, token, audit, check, flags, decide, view, picture, retention, store, borough, demo.

Every command shares the store of its home.

Exit codes: 0 done · 1 done with rows in quarantine · 2 refused or wrong usage · 3 store not reachable.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer
from neo4j import AsyncDriver
from neo4j.exceptions import DriverError, Neo4jError
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from api.audit_commands import audit_app
from api.command_line import NotUTF8, check_command_line
from api.ending import REFUSED, UNEXPECTED, UNREACHABLE, err, fail, of_audit, of_file, of_store, unexpected
from api.serve_commands import serve, token
from graph import dates, private_store
from graph.connection import StoreSettings, connect
from graph.store_errors import StoreError, StoreMisconfigured
from queries.audit.log import AuditUnavailable
from queries.audit.looked import AccessLogUnreadable
from queries.audit.segments import AuditBroken
from queries.facts.store import ReadTimedOut, StoreUnavailable

if TYPE_CHECKING:
    from queries.access.policy import Policy

app = typer.Typer(
    help="Family relationship knowledge graph for keeping children safe.\n\n"
    "Commands share one private Neo4j for each THINKFAMILY_HOME, started on demand; with THINKFAMILY_NEO4J_URI they "
    "use that server. Exit codes: 0 done, 1 done with rows in quarantine, 2 refused or wrong usage, 3 store not "
    "reachable.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
store_app = typer.Typer(
    help="The private store of this home.\n\n"
    "How it runs from its next start: THINKFAMILY_STORE_HEAP (1g) and THINKFAMILY_STORE_PAGECACHE (512m), "
    "THINKFAMILY_STORE_IDLE_SECONDS (600) until it stops by itself, and THINKFAMILY_STORE_COMPILER: `quick`, or `full` "
    "for one that serves for hours, which starts in twice the time and then answers in half. THINKFAMILY_STORE_PLANS: "
    "`renewed` as the data grow, or `kept` where the same small data come and go, as in tests.",
    no_args_is_help=True,
)
app.add_typer(store_app, name="store")
app.add_typer(audit_app, name="audit")
out = Console()


def main() -> None:
    """Run the command; every failure ends in a sentence and a stated exit code."""
    try:
        check_command_line(sys.argv[1:], os.environ)
        app()
    except NotUTF8 as error:
        fail(str(error), REFUSED)
    except StoreMisconfigured as error:
        fail(str(error), REFUSED)
    except (AuditBroken, AccessLogUnreadable) as error:
        fail(str(error), REFUSED)
    except AuditUnavailable as error:
        fail(of_audit(error), REFUSED)
    except sqlite3.Error as error:
        fail(f"A file of this command's own cannot be used ({error}). Make room on the disk, run it again.", REFUSED)
    except ReadTimedOut:
        fail("The store took too long, perhaps since a delivery is being loaded. Try again.", UNREACHABLE)
    except (StoreError, StoreUnavailable, DriverError, Neo4jError, ConnectionError, TimeoutError) as error:
        fail(*of_store(error))
    except OSError as error:
        fail(of_file(error), REFUSED)
    except Exception as error:  # noqa: BLE001 - the last resort of every command
        fail(unexpected(error), UNEXPECTED)


@asynccontextmanager
async def _store(progress: Callable[[str], None] | None = None) -> AsyncIterator[tuple[AsyncDriver, StoreSettings]]:
    """The store of this environment, with its constraints made."""
    from graph.schema import ensure

    settings = StoreSettings.from_environment()
    driver = await connect(settings, progress)
    try:
        await ensure(driver)
        yield driver, settings
    finally:
        await driver.close()


def _run(work: Callable[[], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        return await work()

    return asyncio.run(run())


def _policy() -> Policy:
    """The access policy of this home; ends the command where it cannot be read, before the store is opened."""
    from graph.private_files import ChangeableByOthers
    from queries.access.policy import BadPolicy, of_home

    try:
        return of_home(StoreSettings.from_environment().home)
    except (BadPolicy, ChangeableByOthers) as error:
        fail(str(error), REFUSED)


def _bar() -> Progress:
    texts = (TextColumn("{task.description}"), TextColumn("{task.completed:,.0f}"))
    return Progress(SpinnerColumn(), *texts, TimeElapsedColumn(), console=err, transient=True)


@app.command()
def load(
    folders: Annotated[list[Path], typer.Argument(help="Folders, each one delivery, of any known format.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the reports as one JSON list, for machines.")] = False,
) -> None:
    """Load deliveries; print what became of every row.

    Each delivery is validated whole before anything is written. Rows that cannot be true go to a quarantine
    folder that can be mended and loaded again. Loading the same delivery again changes nothing.
    """
    from graph.writer import Writer
    from loaders.load import load as load_deliveries
    from loaders.problems import DeliveryRefused
    from loaders.report import exit_code
    from loaders.settings import read_settings

    async def work() -> Any:
        with _bar() as bar:
            task = bar.add_task("opening the store", total=None)

            def told(stage: str, table: str, rows: int) -> None:
                bar.update(task, description=f"{stage} {table}", completed=rows)

            async with _store(lambda text: bar.update(task, description=text)) as (driver, settings):
                limits = read_settings(settings.home, os.environ)
                return await load_deliveries(
                    folders, writer=Writer(driver), home=settings.home, settings=limits, progress=told
                )

    try:
        reports = _run(work)
    except DeliveryRefused as refusal:
        fail(str(refusal), REFUSED)
    if as_json:
        sys.stdout.write("[" + ",\n".join(report.to_json().decode() for report in reports) + "]\n")
    else:
        for report in reports:
            out.print(report)
    raise typer.Exit(exit_code(reports))


app.command()(serve)
app.command()(token)


@app.command()
def check(
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON, for machines.")] = False,
) -> None:
    """What is in the store, which constraints hold, which agencies are covered. Exit code 2 where something differs."""
    from api.checking import checked, shown

    async def work() -> Any:
        settings = StoreSettings.from_environment()
        driver = await connect(settings)
        try:
            return await checked(driver)
        finally:
            await driver.close()

    found = _run(work)
    if as_json:
        sys.stdout.write(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode() + "\n")
    else:
        shown(found, out)
    raise typer.Exit(REFUSED if found["differences"] else 0)


@app.command()
def borough(
    out_folder: Annotated[Path, typer.Option("--out", help="Where to write the deliveries, one folder an agency.")],
    people: Annotated[int, typer.Option(help="How many people.", min=1_000, max=1_000_000)] = 2_000,
    seed: Annotated[int, typer.Option(help="The same seed writes the same borough.")] = 1,
    missing: Annotated[
        list[str] | None,
        typer.Option(
            help="Leave a share (0 to 1) out of the deliveries: identifiers=0.3 blanks NHS numbers, pupil numbers and"
            " others in people.csv, relationships=0.3 drops rows of relationships.csv, agencies=0.3 has whole agencies"
            " deliver nothing. May be given several times; the truth stays the same."
        ),
    ] = None,
    complete: Annotated[
        bool, typer.Option("--complete", help="Every agency delivers, and records whom it meets without error or gap.")
    ] = False,
) -> None:
    """Write the deliveries of an invented borough, to load and to try things on.

    Beside them: demo.toml, the family of `thinkfamily demo`, and truth-*.csv, what is true of the borough: planted
    cases and near misses, every true finding, and which records are of which person. Loading does not read them.
    """
    from loaders.borough import Missing, write_borough

    try:
        left_out = Missing.read(missing or ())
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--missing") from None
    with _bar() as bar:
        task = bar.add_task("people", total=people)

        def told(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        folders = write_borough(out_folder, people, seed, told, left_out, complete=complete)
    for folder in folders:
        out.print(str(folder), highlight=False, soft_wrap=True)


@app.command()
def demo(
    folder: Annotated[Path, typer.Argument(help="A borough written by `thinkfamily borough`.")],
    port: Annotated[int, typer.Option(help="The service's port, for the query to paste.")] = 8000,
) -> None:
    """Answer the three questions for the demonstration family of a borough, as readable text."""
    from api.telling import NoDemonstration, tell

    async def work() -> None:
        async with _store() as (driver, _):
            await tell(driver, folder, port, out)

    try:
        _run(work)
    except NoDemonstration as missing:
        fail(str(missing), REFUSED)


@app.command()
def flags(
    on: Annotated[str | None, typer.Option(help="As of which day, YYYY-MM-DD; today where not given.")] = None,
    since: Annotated[
        bool, typer.Option("--since", help="Look only at the families on which what has changed since may bear.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the counts as JSON, for machines.")] = False,
) -> None:
    """Derive every flag by every rule over everything, keep them, and say what is new, changed, gone.

    Flags are derived anew each time: the same finding is the same flag, and what was decided of it holds while
    its evidence stays the same. A sweep that is stopped leaves the last one as it was. The first one reads the
    whole store into a snapshot in this home, which takes long; later ones read what has changed.
    """
    from queries.analysis.borough.files import AnotherSweep
    from queries.analysis.sweep import sweep
    from queries.context import Context, day_of, now
    from queries.facts.store import FactStore

    day = _day(on) if on else day_of(now())

    async def work() -> Any:
        with _bar() as bar:
            task = bar.add_task("opening the store", total=None)

            def told(what: str, done: int) -> None:
                bar.update(task, description=what, completed=done)

            async with _store(lambda text: bar.update(task, description=text)) as (driver, settings):
                return await sweep(FactStore(driver), settings.home, Context.as_of(day), since=since, told=told)

    try:
        swept = _run(work)
    except AnotherSweep as held:
        fail(str(held), REFUSED)
    counts = asdict(swept.counts)
    if as_json:
        said = {"on": day.isoformat(), "children": swept.children, "whole": swept.whole, **counts}
        sys.stdout.write(orjson.dumps(said).decode() + "\n")
    else:
        if swept.whole:
            err.print(f"Everybody was looked at: {swept.whole}.", highlight=False)
        out.print(f"Flags as of {day}: " + ", ".join(f"{number:,} {name}" for name, number in counts.items()))


@app.command()
def decide(
    flag: Annotated[str, typer.Argument(help="The flag's id, as hiddenConnections gives it.")],
    state: Annotated[str, typer.Argument(help="acted_on, cleared, challenged, or open to take a decision back.")],
    reason: Annotated[str, typer.Option(help="Why; kept with the flag and shown with it.")] = "",
) -> None:
    """Keep what was decided of a flag: it stands until the evidence of the finding changes."""
    from graph import flags as kept

    async def work() -> None:
        async with _store() as (driver, _):
            await kept.decide(driver, flag, state.upper(), reason)

    try:
        _run(work)
    except (ValueError, kept.NoSuchFlag) as error:
        fail(str(error), REFUSED)


@app.command()
def subject_access(
    person: Annotated[str, typer.Argument(help="The person's id, as the service gives it.")],
    out_folder: Annotated[Path, typer.Option("--out", help="Below which folder to write the export.")],
) -> None:
    """Write everything held about a person into a folder that only you can enter, each row marked for review.

    Nothing is left out and nothing is decided: what may be given under the right of access, a person decides.
    """
    from api.subject_access import NobodyHeld, export
    from queries.audit.looked import AccessLog
    from queries.case import Cases
    from queries.context import Context, day_of, now

    policy = _policy()

    async def work() -> Path:
        async with _store() as (driver, settings):
            cases, log = Cases.on(driver, policy), AccessLog(settings.home)
            return await export(cases, log, person, out_folder, Context.as_of(day_of(now())))

    try:
        out.print(str(_run(work)), highlight=False, soft_wrap=True)
    except NobodyHeld as missing:
        fail(str(missing), REFUSED)
    except FileExistsError as there:
        fail(f"{there.filename} is there already; an export is never written over another. Remove it first.", REFUSED)


@app.command()
def retention(
    on: Annotated[str | None, typer.Option(help="As of which day, YYYY-MM-DD; today where not given.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print each record that is past as JSON, a line each, and the counts last.")
    ] = False,
) -> None:
    """List the records that are past their retention period, by agency, kind and period. Nothing is removed.

    The periods are those of `retention.toml` in this home, else of England's law and guidance as far as it is certain;
    where no period is certain, a record is kept.
    """
    from api import retention_commands as shown
    from queries.context import Context, day_of, now
    from queries.facts.store import FactStore
    from queries.retention.due import Tally, due
    from queries.retention.schedule import BadSchedule, of_home, unknown_kinds

    day, tally = _day(on) if on else day_of(now()), Tally()

    async def work() -> Any:
        with _bar() as bar:
            task = bar.add_task("opening the store", total=None)
            async with _store(lambda text: bar.update(task, description=text)) as (driver, settings):
                schedule = of_home(settings.home)
                told = partial(bar.update, task, description="records")
                found = due(FactStore(driver), schedule, Context.as_of(day), tally, lambda n: told(completed=n))
                async for one in found:
                    if as_json:
                        shown.write_line(shown.as_line(one))
                return schedule

    try:
        schedule = _run(work)
    except BadSchedule as error:
        fail(str(error), REFUSED)
    if as_json:
        shown.write_line({"on": day.isoformat(), **shown.totals(tally, schedule)})
    else:
        out.print(shown.table(tally, schedule))
    if unknown := unknown_kinds(schedule, {agency for agency, *_ in tally.records}):
        err.print(f"The schedule names neither kinds nor ids of agencies: {', '.join(unknown)}.", highlight=False)


@app.command()
def picture(
    kind: Annotated[str, typer.Argument(help="genogram, ecomap or timeline.")],
    person: Annotated[str, typer.Argument(help="The person's id, as answers give it.")],
    out_file: Annotated[Path, typer.Option("--out", help="Where to; .svg, .png or .pdf says the format.")],
    on: Annotated[str | None, typer.Option(help="As of which day, YYYY-MM-DD; today where not given.")] = None,
    known_at: Annotated[str | None, typer.Option(help="What had been recorded by then; now where not given.")] = None,
) -> None:
    """Draw a picture of the family around a person. The file can be read by its owner only: it holds personal data."""
    from api.picturing import CannotPicture, save
    from queries.case import Cases

    policy = _policy()

    async def work() -> None:
        async with _store() as (driver, _):
            await save(Cases.on(driver, policy), kind, person, out_file, on, known_at)

    try:
        _run(work)
    except CannotPicture as refusal:
        fail(str(refusal), REFUSED)


@app.command()
def view(
    key: Annotated[Path, typer.Option(help="The project's key; made at the first call, for you only.")],
    on: Annotated[str, typer.Option(help="The last day of a quarter, YYYY-MM-DD.")],
    out_folder: Annotated[Path, typer.Option("--out", help="Into which folder to write.")],
) -> None:
    """Write what a project's analyst may have: pseudonyms for people, and nothing that no more than ten have in common.

    Give the analyst the folder, and neither the key nor the store.
    """
    from graph.private_files import ReadableByOthers
    from queries.analysis.borough.files import AnotherSweep
    from queries.analysis.disclosure.pseudonyms import BadProjectKey
    from queries.analysis.project import NotAQuarterEnd, ProjectKey, View, project
    from queries.case import Cases

    day = _day(on)

    async def work() -> View:
        async with _store() as (driver, settings):
            return await project(Cases.on(driver), settings.home, ProjectKey.of(key), day)

    try:
        made = _run(work)
    except (AnotherSweep, BadProjectKey, NotAQuarterEnd, ReadableByOthers) as error:
        fail(str(error), REFUSED)
    made.save(out_folder)
    out.print(f"{made.table.height:,} people as of {on} in {out_folder}", soft_wrap=True)


@store_app.command()
def status() -> None:
    """Whether the private store runs, where, and how large it is."""
    settings = StoreSettings.from_environment()
    if settings.uri:
        out.print("The environment names a server of its own (THINKFAMILY_NEO4J_URI); there is no private store.")
        return
    state = private_store.status(settings.home)
    out.print(f"running: {'yes' if state.running else 'no'}")
    facts = {"process": state.pid, "address": state.uri, "memory MB": _mb(state.memory_bytes),
             "disk MB": _mb(state.disk_bytes), "log": state.log}
    for name, value in facts.items():
        if value is not None:
            out.print(f"{name}: {value}", highlight=False, soft_wrap=True)


@store_app.command()
def stop() -> None:
    """Stop the private store; the next command starts it again, with everything that is in it."""
    settings = StoreSettings.from_environment()
    out.print("stopped" if private_store.stop(settings.home) else "was not running")


def _day(text: str) -> date:
    try:
        return dates.day(text)
    except ValueError as error:
        fail(f"{text}: {error}; give a day, YYYY-MM-DD", REFUSED)


def _mb(size: int | None) -> int | None:
    return None if size is None else round(size / 2**20)


if __name__ == "__main__":
    main()
