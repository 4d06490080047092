"""The texts of the questions, each a `.cypher` file of its own name, read once."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from graph.flags import STANDING
from graph.model import MOST_FOLLOWED
from queries.child_network.reads import EVERYTHING, Reads, Table
from queries.child_networks import ALLOCATIONS, beside, children_near, members, met
from queries.family import around, between
from queries.shapes import COVERAGE, day, involved, knowledge, named_officers, should_know


@cache
def text(name: str, *, start: str = "start", steps: int = 0, reads: Reads = EVERYTHING) -> str:
    """A question's Cypher in terms, with the shared parts put in; KeyError-like where there is none."""
    cypher = _file("questions", name)
    shared = {
        "{further}": _file("networks", "further") if reads.further else "",
        "{tables}": _tables(reads.tables),
        "{family}": around(start, steps),
        "{between}": between(start, "target", steps),
        "{knowledge}": knowledge("event", "event_facts"),
        "{should_know}": should_know("event", "event_facts", "agency", "works"),
        "{row_should_know}": should_know("event", "event_facts", "row.agency", "row.works"),
        "{counted}": involved("p", "COUNTED(known)"),
        "{live}": involved("p", "LIVE(known)"),
        "{followed}": f"FOLLOWED*1..{MOST_FOLLOWED}",
        "{officers}": named_officers("officer", "agency.id"),
        "{told_on}": day("told.at_first"),
        "{allocations}": ALLOCATIONS,
        "{children_near_asked}": children_near("asked"),
        "{children_near_beside}": children_near("beside"),
        "{members_near}": members("near"),
        "{members_further}": members("further"),
        "{beside}": beside(reads.further),
        "{met}": met(reads.further),
        "{standing}": STANDING.format(finding="found", sweep="sweep"),
        "{coverage}": COVERAGE.replace("%m", "it").replace("%u", ""),
    }
    for mark, part in shared.items():
        cypher = cypher.replace(mark, part)
    return cypher


def _file(folder: str, name: str) -> str:
    return files("queries").joinpath(folder, f"{name}.cypher").read_text(encoding="utf-8")


def _tables(read: frozenset[Table]) -> str:
    """The clauses that bind each table: those that are not read are empty."""
    empty = "".join(f", [] AS {table}" for table in Table if table not in read)
    return "\n".join([f"WITH *{empty}", *(_file("networks", table) for table in Table if table in read)])


def names() -> list[str]:
    """The questions there are."""
    return _names("questions")


@cache
def row(kind: str) -> str:
    """The question whether a row is known, by its global id `$row`; its `kind` is the first part of that."""
    return _file("rows", kind)


@cache
def rows() -> list[str]:
    """The kinds of row of which that can be asked."""
    return _names("rows")


def _names(folder: str) -> list[str]:
    found = files("queries").joinpath(folder).iterdir()
    return sorted(f.name.removesuffix(".cypher") for f in found if f.name.endswith(".cypher"))
