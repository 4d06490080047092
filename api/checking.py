"""`thinkfamily check`: what is in the store, which constraints hold, which agencies are covered.

Counts and the names of organisations only; nothing of any person.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from neo4j import AsyncDriver
from rich.box import SIMPLE
from rich.columns import Columns
from rich.console import Console
from rich.table import Table

from graph.digest import graph_digest
from graph.holdings import holdings
from graph.schema import differences, wanted
from queries import answered
from queries.case import Case, Cases
from queries.context import Context, now


async def checked(driver: AsyncDriver, *, digest: bool = False) -> dict[str, Any]:
    """What there is, as plain data; `differences` from the model is empty where all is well.

    Only `digest`, which tells whether two stores hold the same, takes time that grows with the store.
    """
    known = now()
    coverage = await Cases.on(driver).ask(Context(on=known.date(), known_at=known), _covered)
    held = await holdings(driver)
    found: dict[str, Any] = {
        "nodes": held.nodes,
        "relationships": held.relationships,
        "differences": await differences(driver),
        "agencies": [_agency(each) for each in coverage],
    }
    return {**found, "digest": await graph_digest(driver)} if digest else found


async def _covered(case: Case) -> list[dict[str, Any]]:
    await case.begin()
    return answered.coverage(case)


def _agency(covered: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **covered["agency"],
        "extracted_at": covered["extractedAt"],
        "covers_from": covered["coversFrom"],
        "covers_to": covered["coversTo"],
        "covers_today": covered["coversDate"],
        "state": "loading" if covered["loading"] else "complete",
    }


def shown(found: Mapping[str, Any], console: Console) -> None:
    """Print it to be read."""
    console.print(Columns([_counts("nodes", found["nodes"]), _counts("relationships", found["relationships"])]))
    console.print(_coverage(found["agencies"]) if found["agencies"] else "No agency has delivered anything yet.")
    for difference in _told(found):
        console.print(difference, style="red", markup=False, highlight=False)
    if not found["differences"]:
        console.print("Constraints and indexes are as the model calls for.")
    if "digest" in found:
        console.print(f"Digest of the whole graph: {found['digest']}", highlight=False)


def _told(found: Mapping[str, Any]) -> list[str]:
    """The differences; in one line those of a store into which nothing has been loaded."""
    differences: list[str] = found["differences"]
    if found["agencies"] or len(differences) < len(wanted()):
        return differences
    return [f"{len(differences)} constraints and indexes are missing: `thinkfamily load` makes them."]


def _counts(what: str, counts: Mapping[str, int]) -> Table:
    table = Table(what, "count")
    table.columns[1].justify = "right"
    for name, count in counts.items():
        table.add_row(name, f"{count:,}")
    return table


def _coverage(agencies: list[dict[str, Any]]) -> Table:
    table = Table("agency", "delivered", "covers from", "until", "today", "state", box=SIMPLE, padding=(0, 1, 0, 0))
    table.columns[0].overflow = "fold"
    for each in agencies:
        said = ((each["extracted_at"] or "")[:10], each["covers_from"] or "", each["covers_to"] or "")
        table.add_row(each["id"], *said, "covered" if each["covers_today"] else "no", each["state"])
    return table
