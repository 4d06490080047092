"""Constraints and indexes, made from the model; created when a load starts, and verified.

Community edition has uniqueness constraints and indexes; existence and type are checked by the
writer (rule 8 of the model).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from neo4j import AsyncDriver, AsyncManagedTransaction
from neo4j.exceptions import Neo4jError

from graph import connection
from graph.model import PERSON_FACTS, Labels, SourceRecord
from graph.shape import EDGE_TYPES, ENTERED, NODE_LABELS, SHAPES
from graph.store_errors import StoreMisconfigured

_DERIVED = (
    Labels.PERSON, Labels.IDENTIFIER, Labels.ADDRESS, Labels.ORGANISATION, Labels.EXTRACT, Labels.FLAG,
    Labels.FLAG_DECISION, Labels.SWEEP, Labels.FINDING, Labels.ENTRY, Labels.LINE, Labels.GLASS, "Lease",
)


NAMES = "records_by_name"
"""The full-text index over folded names and ids, of records and of what they said before.

With the ids a name can be looked for among some of the records at a time (`queries.questions.find_people`).
"""
_NAMES_STATEMENT = (
    f"CREATE FULLTEXT INDEX {NAMES} IF NOT EXISTS FOR (e:SourceRecord|SourceRecordWas) ON EACH [e.folded_names, e.id] "
    "OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}}"
)


@dataclass(frozen=True, order=True)
class Index:
    """A wanted index: on nodes of a label, or on relationships of a type, over some properties."""

    on_node: bool
    name: str
    properties: tuple[str, ...]
    unique: bool = False

    @property
    def label(self) -> str:
        """Its name in the store."""
        return "_".join(("tf", self.name, *self.properties)).lower()

    @property
    def statement(self) -> str:
        """The statement that makes it, where it is not there."""
        pattern = f"(e:{self.name})" if self.on_node else f"()-[e:{self.name}]-()"
        listed = ", ".join(f"e.{name}" for name in self.properties)
        if self.unique:
            return f"CREATE CONSTRAINT {self.label} IF NOT EXISTS FOR {pattern} REQUIRE ({listed}) IS UNIQUE"
        return f"CREATE INDEX {self.label} IF NOT EXISTS FOR {pattern} ON ({listed})"

    def __str__(self) -> str:
        kind = "uniqueness" if self.unique else "index"
        return f"{kind} of {self.name} on {', '.join(self.properties)}"


def _made() -> Iterator[Index]:
    for label in (*NODE_LABELS, *_DERIVED):
        yield Index(True, label, ("id",), unique=True)
    for label in NODE_LABELS:
        yield Index(True, label, ("agency", "superseded_at"))
    for edge in EDGE_TYPES:
        yield Index(False, edge, ("row",))
        yield Index(False, edge, ("agency", "superseded_at"))
    yield Index(True, Labels.EXTRACT, ("state",))
    yield Index(True, Labels.EXTRACT, ("extracted_at",))
    yield Index(True, Labels.EXTRACT, ("agency",))
    for name in ("sweep", "since", "until"):
        yield Index(True, Labels.FINDING, (name,))
    for label in (Labels.PERSON, Labels.ADDRESS, SourceRecord.label):
        yield Index(True, label, ("changed",))
    yield Index(True, Labels.FLAG_DECISION, ("flag",))
    yield Index(True, Labels.ENTRY, ("line",))
    yield Index(True, Labels.GLASS, ("professional",))
    for shape in (*SHAPES, *ENTERED.values()):
        for fact in shape.row.facts():
            if fact.indexed:
                name = f"{fact.name}_first" if fact.windowed else fact.name
                yield Index(shape.is_node, shape.name, (name,))
                if shape.row is SourceRecord and fact.name in PERSON_FACTS:
                    yield Index(True, Labels.PERSON, (name,))
                    yield Index(True, f"{shape.name}Was", (name,))


@cache
def wanted() -> tuple[Index, ...]:
    """The constraints and indexes that the model calls for."""
    return tuple(dict.fromkeys(_made()))


async def ensure(driver: AsyncDriver) -> None:
    """Make what is missing and wait until it can be used. Raises StoreMisconfigured where what is there forbids it."""
    if not await differences(driver):
        return
    async with connection.session(driver) as session:
        try:
            await session.execute_write(_make)
        except Neo4jError as error:
            if ".Schema." not in (error.code or ""):
                raise
            raise StoreMisconfigured(
                f"The store holds what others put there: the constraints needed cannot be made ({error.code}). "
                "Name a store of its own by THINKFAMILY_NEO4J_URI, or leave the variable out for a private one."
            ) from error
        await (await session.run("CALL db.awaitIndexes(300)")).consume()


async def _make(tx: AsyncManagedTransaction) -> None:
    """All in one transaction: each of its own would wait for the disk. An earlier index of names goes."""
    for statement in (*(index.statement for index in wanted()), _NAMES_STATEMENT, "DROP INDEX record_names IF EXISTS"):
        await (await tx.run(statement)).consume()


async def differences(driver: AsyncDriver) -> list[str]:
    """What the store's constraints and indexes lack against the model, or have beyond it, in words.

    Indexes that others made under names of their own are theirs and not told.
    """
    async with connection.session(driver) as session:
        shown = await session.run(
            "SHOW INDEXES YIELD name, entityType, labelsOrTypes, properties, owningConstraint, state, type "
            "WHERE type = 'RANGE' RETURN *"
        )
        rows = [row async for row in shown]
        names = await session.run("SHOW FULLTEXT INDEXES YIELD name, state WHERE name = $name RETURN state", name=NAMES)
        states = [row["state"] async for row in names]
    found = {
        Index(
            row["entityType"] == "NODE", row["labelsOrTypes"][0], tuple(row["properties"]),
            unique=row["owningConstraint"] is not None,
        ): (row["name"], row["state"])
        for row in rows
    }
    told = [f"missing: {index}" for index in wanted() if index not in found]
    if states != ["ONLINE"]:
        told.append(f"missing or not usable: full-text index {NAMES}")
    for index, (name, state) in sorted(found.items()):
        if index not in wanted() and name.startswith("tf_"):
            told.append(f"not in the model: {index}")
        elif index in wanted() and state != "ONLINE":
            told.append(f"not usable ({state.lower()}): {index}")
    return told
