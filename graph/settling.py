"""Challenge a row, and settle that: in one transaction the row, what follows from it, and the settlement.

Unlike other entries a settlement shares its row with loads and waits for none: while a delivery is being loaded, or was
broken off, it is refused and changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from neo4j import AsyncDriver, AsyncManagedTransaction

from graph import extracts, family, ids, join, planned
from graph.corrections import Correction, as_corrected, asserted, corrections_of
from graph.dates import partial_date
from graph.declare import Fact, Kind
from graph.elements import Content
from graph.elements import Entry as RowEntry
from graph.entries import EnteredRow, Entry, Work, row
from graph.ledger import Catalogue
from graph.revise import Asked, Stored, revise, stored
from graph.shape import SHAPES, Shape

TABLE, CHALLENGES = "entered_settlements", "entered_challenges"
DERIVED = 2000
"""Records, or persons, derived at once; one row concerns few."""

_ELSEWHERE = frozenset({
    "person_id", "household_id", "row_id", "recorded_at", "nhs_number", "upn", "gp_practice", "school", "uprn",
    "address", "postcode", "deceased_on", "service_id", "event_agency", "to_service", "event_id", "involvement_id",
    "shielded",
})
"""Facts on which joins, places or other rows rest, and the shield of an address: only the agency's own system changes
them."""
_CORRECTED_TABLES = frozenset({
    "people", "households", "residence", "relationships", "involvements", "events", "enquiries",
})
_ENDING_TABLES = _CORRECTED_TABLES - {"people", "households"}
"""Tables whose rows may be found not to hold; a record, or a place, is what others rest on."""


class NoSuchChallenge(LookupError):
    """No open challenge of a row of this agency has the id."""


class BeingLoaded(Exception):
    """A delivery is being loaded, or was broken off."""


class NotCorrectable(ValueError):
    """What cannot be corrected in this way: says why, and what to do."""


@dataclass(frozen=True)
class Settling:
    """How a challenge is settled; where it is upheld, `fact` is `value` from now on, or without a fact the row ends."""

    challenge: str
    outcome: str
    reason: str
    fact: str | None = None
    value: str | None = None
    basis: str | None = None
    by: str | None = None


@dataclass(frozen=True)
class _Row:
    id: str
    agency: str
    key: str
    shape: Shape


_CHALLENGE = f"{planned.by_id('c', 'Challenge', '$id')} RETURN c.assertion AS row, c.closed_by IS NULL AS open"
_ALONE = """
MERGE (l:Lease {id: 'load'}) SET l.asked = $entry
RETURN (l.holder IS NOT NULL AND l.until > datetime()) OR EXISTS { MATCH (:Extract {state: 'loading'}) } AS busy
"""
_CLOSE = f"""
{planned.by_id('c', 'Challenge', '$id')}
SET c.closed_by = $entry, c.superseded_at = datetime($at)
"""


async def challenged_row(driver: AsyncDriver, challenge: str) -> str:
    """The row that a challenge is of, settled or not; NoSuchChallenge."""
    async with driver.session() as session:
        return (await session.execute_read(_challenge, challenge))[0]


async def _challenge(tx: AsyncManagedTransaction, challenge: str) -> tuple[str, bool]:
    found = await (await planned.run(tx, _CHALLENGE, id=challenge)).single()
    if found is None:
        raise NoSuchChallenge
    return found["row"], found["open"]


def challenged(line: str, content: Mapping[str, Any]) -> Work:
    """Enter a challenge, with the agency that holds the row: that agency may read the reason of every challenge."""

    async def work(tx: AsyncManagedTransaction, entry: Entry, catalogue: Catalogue) -> dict[str, Any]:
        of = await _row(tx, content["assertion"])
        said = {**content, "holder": of.agency if of is not None else None}
        return await row(EnteredRow(CHALLENGES, line, said))(tx, entry, catalogue)

    return work


def settled(settling: Settling) -> Work:
    """Settle a challenge. Raises NoSuchChallenge, BeingLoaded or NotCorrectable, and then changes nothing."""

    async def work(tx: AsyncManagedTransaction, entry: Entry, catalogue: Catalogue) -> dict[str, Any]:
        await _alone(tx, entry.id)
        assertion, is_open = await _challenge(tx, settling.challenge)
        if not is_open:
            raise NoSuchChallenge
        of = await _row(tx, assertion)
        if of is None or of.agency != entry.agency:
            raise NoSuchChallenge
        at = catalogue.loading.extracted_at
        content = {
            "challenge": settling.challenge, "assertion": assertion, "assertion_table": of.shape.table,
            "outcome": settling.outcome, "reason": settling.reason, "basis": settling.basis, "by": settling.by,
        }
        if settling.outcome == "upheld":
            content |= await _correct(tx, entry.id, of, settling, at)
        await (await planned.run(tx, _CLOSE, id=settling.challenge, entry=entry.id, at=at.isoformat())).consume()
        return await row(EnteredRow(TABLE, settling.challenge, content))(tx, entry, catalogue)

    return work


async def _alone(tx: AsyncManagedTransaction, entry: str) -> None:
    """Keep loads out until this is committed: each batch of one renews the lease, which is locked here."""
    if (await (await planned.run(tx, _ALONE, entry=entry)).single(strict=True))["busy"]:
        raise BeingLoaded


async def _row(tx: AsyncManagedTransaction, id: str) -> _Row | None:
    """A delivered row, by its global id; None for what no agency delivers."""
    prefix = id.partition(":")[0]
    for shape in SHAPES:
        if ids.PREFIX.get(shape.prefix, shape.prefix) != prefix:
            continue
        found = planned.by_id("n", shape.name, "$id") if shape.is_node else planned.by_row("n", shape.name, "$id")
        said = "RETURN n.agency AS agency, n.key AS key, n.table AS table LIMIT 1"
        record = await (await planned.run(tx, f"{found} {said}", id=id)).single()
        if record is not None and record["agency"] is not None and record["table"] in (None, shape.table):
            return _Row(id, record["agency"], record["key"], shape)
    return None


async def _correct(
    tx: AsyncManagedTransaction, entry: str, of: _Row, settling: Settling, at: datetime
) -> dict[str, Any]:
    """Give the row the run that the correction makes; what the settlement keeps of it."""
    shape = of.shape
    _check(shape, settling)
    before = await extracts.catalogue(tx, of.agency)
    if any(extract.extracted_at >= at for extract in before):
        raise NotCorrectable("the agency's newest delivery is dated later than now: put the clocks right first")
    corrections = await corrections_of(tx, of.agency)
    if any(one.at >= at for one in corrections.by_row.get(of.id, ())):
        raise NotCorrectable("the row was corrected just now: read it again, then settle this")
    made = Correction("", entry, of.id, shape.table, at, settling.fact, None, settling.value, None)
    catalogue = Catalogue(before, made.extract, corrections.extracts)
    held = (await stored(tx, shape, catalogue, [of.id]))[of.id]
    if not held.runs or held.runs[-1].closed_by is not None:
        raise NotCorrectable("the row stands no more: its agency has ended it; refuse the challenge, and say so")
    kept, asked = _asked(of, made, held)
    await revise(tx, shape, of.agency, catalogue, await extracts.newest_number(tx) + 1, [asked])
    await _derive(tx)
    return kept


def _asked(of: _Row, made: Correction, held: Stored) -> tuple[dict[str, Any], Asked]:
    """What the settlement keeps of the row as it stands, and the row as it is to stand."""
    said = held.runs[-1].said
    content = held.contents[said.digest]
    if made.fact is None:
        return {"asserted": asserted(of.shape, content)}, Asked(of.id, of.key)
    was = content.properties.get(made.fact)
    if was == made.value:
        raise NotCorrectable(f"{made.fact} says so already; refuse the challenge, or give the value that is right")
    stands = as_corrected(of.shape, RowEntry(of.id, of.key, said, content), replace(made, was=was))
    assert stands is not None
    _check_dates(of.shape, stands.content)
    kept = {"corrects": made.fact, "was": was, "value": made.value}
    return kept, Asked(of.id, of.key, stands.said, stands.content)


async def _derive(tx: AsyncManagedTransaction) -> None:
    """Derive joins and family ties anew, of all that is marked: nothing else is, for no load is under way."""
    number = await extracts.newest_number(tx) + 1  # read again, whatever was read
    while records := await join.pick(tx, DERIVED):
        await join.join(tx, records, {})
    while persons := await family.pick(tx, DERIVED):
        await family.derive(tx, persons, number)


def correctable(shape: Shape) -> dict[str, Fact]:
    """The facts of a row that may be corrected, by name."""
    return {
        fact.name: fact for fact in shape.row.facts()
        if fact.reference is None and fact.column is not None and not fact.many and fact.kind is not Kind.INTEGER
        and fact.name not in _ELSEWHERE
    }


def _check(shape: Shape, settling: Settling) -> None:
    """NotCorrectable unless the row's table, the fact and the value may be corrected."""
    if shape.table not in (_CORRECTED_TABLES if settling.fact is not None else _ENDING_TABLES):
        raise NotCorrectable(f"rows of {shape.table} are corrected by the agency's own system, or by an entry anew")
    if settling.fact is None:
        if settling.value is not None:
            raise NotCorrectable("value is given without fact; name the fact that has this value")
        return
    facts = correctable(shape)
    if settling.fact not in facts:
        there = ", ".join(sorted(facts))
        raise NotCorrectable(f"{settling.fact} of {shape.table} is not corrected here; there is {there}")
    _check_value(facts[settling.fact], settling.value)


def _check_value(fact: Fact, value: str | None) -> None:
    if value is None:
        if fact.required:
            raise NotCorrectable(f"{fact.name} is needed; give the value that is right")
        return
    if fact.codes is not None and value not in fact.codes:
        raise NotCorrectable(f"{fact.name} is not one of {', '.join(fact.codes)}")
    if fact.kind is Kind.DATE:
        try:
            partial_date(value)
        except ValueError:
            raise NotCorrectable(f"{fact.name} is no date; write it as 2026-03-31, 2026-03 or 2026") from None


def _check_dates(shape: Shape, content: Content) -> None:
    window = shape.window(content.properties)
    if shape.dated and window is not None and window[0] >= window[1]:
        raise NotCorrectable("the row would end before it begins; correct the other date first")


