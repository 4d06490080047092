"""Rows that the store already holds: corrected, withdrawn, or told of by a late delivery.

All runs of a row are read, the ledger says what they become, and what differs is written. Writing the
same again changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from neo4j import AsyncManagedTransaction

from graph import ids, ledger, planned, statements
from graph.elements import Content, changes, content_of, edge_stamps, element, run_of
from graph.ledger import Catalogue, Run, Said
from graph.shape import Shape


@dataclass(frozen=True, slots=True)
class Asked:
    """A row to revise: what the delivery says of it, or None where it leaves it out."""

    id: str
    key: str
    said: Said | None = None
    content: Content | None = None


@dataclass
class Stored:
    """The runs of one row as the store holds them, with what each content says, by digest."""

    runs: list[Run] = field(default_factory=list)
    contents: dict[str, Content] = field(default_factory=dict)


@dataclass(frozen=True)
class Revised:
    """A row whose runs change."""

    asked: Asked
    before: Sequence[Run]
    after: Sequence[Run]
    contents: Mapping[str, Content]

    @property
    def opened(self) -> list[Run]:
        """The runs that were not there."""
        there = {run.opened_by: run.said.digest for run in self.before}
        return [run for run in self.after if there.get(run.opened_by) != run.said.digest]

    @property
    def dropped(self) -> list[Run]:
        """The runs that are there no more."""
        stay = {run.opened_by: run.said.digest for run in self.after}
        return [run for run in self.before if stay.get(run.opened_by) != run.said.digest]

    @property
    def kept(self) -> list[Run]:
        """The runs that stay and change their stamps."""
        there = {(run.opened_by, run.said.digest): run for run in self.before}
        found = ((run, there.get((run.opened_by, run.said.digest))) for run in self.after)
        return [run for run, before in found if before is not None and before != run]


async def revise(
    tx: AsyncManagedTransaction, shape: Shape, agency: str, catalogue: Catalogue, number: int, asked: Sequence[Asked]
) -> tuple[set[str], set[str]]:
    """Work the delivery into rows that are stored; the ids that it opened a run of, and that it closed.

    What changes with them, before or after, bears the delivery's change number.
    """
    rows = await stored(tx, shape, catalogue, [one.id for one in asked])
    revised = []
    for one in asked:
        row = rows[one.id]
        contents = dict(row.contents)
        if one.said is not None and one.content is not None:
            contents.setdefault(one.said.digest, one.content)
        after = ledger.apply(row.runs, shape.table, one.id, catalogue, one.said)
        if after != row.runs:
            revised.append(Revised(one, row.runs, after, contents))
        row.runs = after
    changed = [one.asked.id for one in revised]
    await mark_changed(tx, shape, changed, number)
    await _write(tx, shape, agency, revised)
    await mark_changed(tx, shape, changed, number)
    loading = catalogue.loading.id
    opened = {id for id, row in rows.items() if any(run.opened_by == loading for run in row.runs)}
    closed = {id for id, row in rows.items() if any(run.closed_by == loading for run in row.runs)}
    return opened, closed


async def mark_changed(
    tx: AsyncManagedTransaction, shape: Shape, row_ids: Sequence[str], number: int, fresh: bool = False
) -> None:
    """Give a change number to the records and places that change with some rows as they are now."""
    marked = statements.mark_changed(shape, fresh)
    if row_ids and marked is not None:
        await (await planned.run(tx, marked, ids=list(row_ids), number=number)).consume()
    if row_ids and shape.name == "Event" and not fresh:
        await (await planned.run(tx, statements.TELLING_APART, ids=list(row_ids))).consume()


async def stored(
    tx: AsyncManagedTransaction, shape: Shape, catalogue: Catalogue, row_ids: list[str]
) -> dict[str, Stored]:
    """The rows that the store holds, by id, each with its runs in the order of the catalogue."""
    found: dict[str, Stored] = defaultdict(Stored)
    async for record in await planned.run(tx, statements.read(shape), ids=row_ids):
        row = found[record["id"]]
        if shape.is_node:
            _read_node(shape, row, record)
        else:
            targets = dict(zip(_ends(shape), ([record["a"]], [record["b"]]), strict=True))
            _add(shape, row, record["now"], targets)
    for row in found.values():
        row.runs.sort(key=lambda run: catalogue.by_id[run.opened_by].order)
    return found


def _read_node(shape: Shape, row: Stored, record: Any) -> None:
    edges: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for edge, opened_by, target in record["edges"]:
        edges[opened_by][edge].append(target)
    for properties in (record["now"], *record["was"]):
        _add(shape, row, properties, edges[properties["opened_by"]])


def _add(shape: Shape, row: Stored, properties: Mapping[str, Any], targets: Mapping[str, list[str]]) -> None:
    run = run_of(shape, properties)
    row.runs.append(run)
    row.contents[run.said.digest] = content_of(properties, targets)


def _ends(shape: Shape) -> tuple[str, str]:
    row: Any = shape.row
    return row.start, row.end


async def _write(tx: AsyncManagedTransaction, shape: Shape, agency: str, revised: list[Revised]) -> None:
    if not revised:
        return
    marked = statements.touch(shape)
    if marked is not None:
        await (await planned.run(tx, marked, ids=[one.asked.id for one in revised])).consume()
    if shape.is_node:
        await _rewrite_nodes(tx, shape, agency, revised)
    await _drop_and_stamp(tx, shape, revised)
    if shape.is_node:
        await _add_references(tx, shape, agency, revised)
    else:
        await _add_edges(tx, shape, agency, revised)
    if marked is not None and shape.name == "Household":  # who lives where its address is written now
        await (await planned.run(tx, marked, ids=[one.asked.id for one in revised])).consume()


async def _rewrite_nodes(tx: AsyncManagedTransaction, shape: Shape, agency: str, revised: list[Revised]) -> None:
    rows = []
    for one in revised:
        *was, now = (
            element(shape, agency, one.asked.id, one.asked.key, run, one.contents[run.said.digest])
            for run in one.after
        )
        if was:
            now["revised"] = True
        rows.append({"id": one.asked.id, "now": now, "was": was})
    await (await planned.run(tx, statements.rewrite(shape), rows=rows)).consume()


async def _drop_and_stamp(tx: AsyncManagedTransaction, shape: Shape, revised: list[Revised]) -> None:
    dropped = [{"id": one.asked.id, "opened_by": run.opened_by} for one in revised for run in one.dropped]
    kept = [
        {"id": one.asked.id, "opened_by": run.opened_by, "s": _stamps(shape, run)}
        for one in revised for run in one.kept
    ]
    for rows, action in ((dropped, statements.DROP), (kept, statements.STAMP)):
        for statement in statements.on_edges(shape, action) if rows else ():
            await (await planned.run(tx, statement, rows=rows)).consume()


def _stamps(shape: Shape, run: Run) -> dict[str, Any]:
    made = changes(run)
    if not shape.is_node:
        made["held_by"] = list(run.held_by) or None
    return made


async def _add_references(tx: AsyncManagedTransaction, shape: Shape, agency: str, revised: list[Revised]) -> None:
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in revised:
        for opened in one.opened:
            content = one.contents[opened.said.digest]
            stamped = edge_stamps(shape, agency, one.asked.id, opened, content)
            for edge, targets in content.targets.items():
                rows[edge] += [
                    {"id": one.asked.id, "t": target, "s": stamped, "uprn": uprn_of(content)} for target in targets
                ]
    for edge, listed in rows.items():
        await (await planned.run(tx, statements.add_edge(shape, edge), rows=listed)).consume()


def uprn_of(content: Content) -> str | None:
    """The UPRN that an address takes from a household; None where the address is the household's own."""
    uprn = content.properties.get("uprn")
    places = content.targets.get("AT", [])
    return uprn.lstrip("0") if uprn and places == [ids.address_by_uprn(uprn)] else None


async def _add_edges(tx: AsyncManagedTransaction, shape: Shape, agency: str, revised: list[Revised]) -> None:
    start, end = _ends(shape)
    rows = []
    for one in revised:
        for opened in one.opened:
            content = one.contents[opened.said.digest]
            properties = element(shape, agency, one.asked.id, one.asked.key, opened, content)
            rows.append({"a": content.targets[start][0], "b": content.targets[end][0], "p": properties})
    if rows:
        await (await planned.run(tx, statements.create_edges(shape), rows=rows)).consume()
