"""References that find nothing: which rows cannot be true, and which wait for another delivery.

An own row that a complete delivery would hold and does not hold is no row at all. Anything else may
still come: what another agency has not delivered, and what this agency's deliveries so far do not
settle.
"""

from __future__ import annotations

from graph.ids import global_id
from loaders.pointers import LABELS, NUMBER, POINTERS, TABLES
from loaders.settle import own_reference, put_out
from loaders.spool import DiskSpool
from loaders.store import Writer

_UNASKED, _KNOWN, _ABSENT, _TO_COME = 0, 1, 2, 3
"""What is known of a row that the delivery does not hold."""

_ASKED_AT_ONCE = 1_000
_MISSING_HERE = (
    "NOT EXISTS (SELECT 1 FROM taken t WHERE t.tab = m.target AND t.key = m.local AND t.state < 2)"
)


async def settle_references(spool: DiskSpool, writer: Writer) -> None:
    """Quarantine rows whose references cannot be true, rows that refer to those, and mark rows that wait."""
    search = _Search(spool, writer)
    await search.read_own_ids_of_the_store()
    while True:
        await search.ask()
        if not search.put_out_rows():
            break
    search.mark_waiting()


class _Search:
    def __init__(self, spool: DiskSpool, writer: Writer) -> None:
        self._spool, self._db, self._writer = spool, spool.db, writer
        delivery = spool.reading.delivery
        self._agency, self._extracted_at = delivery.agency, delivery.extracted_at
        present = {source.table for source in spool.reading.sources}
        self._complete = present if delivery.full else set()
        self._delivered: dict[str, bool] = {}

    async def read_own_ids_of_the_store(self) -> None:
        """Read `x:y` as an own id where this delivery cannot tell and the store holds such a row."""
        after = 0
        while found := self._db.execute(
            "SELECT m.rowid, row, pointer, agency, local, whole FROM mention m "
            "WHERE m.rowid > ? AND whole <> '' ORDER BY m.rowid LIMIT ?",
            (after, _ASKED_AT_ONCE),
        ).fetchall():
            after = found[-1][0]
            for label in {POINTERS[mention[2]].label for mention in found}:
                wanted = {
                    mention: global_id(label, self._agency, mention[5])
                    for mention in found
                    if POINTERS[mention[2]].label == label and TABLES[POINTERS[mention[2]].target] not in self._complete
                }
                known = await self._known(label, list(wanted.values()))
                for mention, own_id in wanted.items():
                    if own_id in known:
                        own_reference(self._spool, *mention)

    async def ask(self) -> None:
        """Find the references that the delivery does not meet, and learn of each what there is to know."""
        self._db.execute(
            "INSERT OR IGNORE INTO unmet SELECT target, agency, local, ? FROM mention m "
            f"WHERE agency <> '' OR {_MISSING_HERE}",
            (_UNASKED,),
        )
        for target in [NUMBER[table] for table in LABELS]:
            await self._ask_of(target)

    async def _ask_of(self, target: int) -> None:
        table = TABLES[target]
        if table in self._complete:
            self._db.execute(
                "UPDATE unmet SET verdict = ? WHERE verdict = ? AND target = ? AND agency = ''",
                (_ABSENT, _UNASKED, target),
            )
        last = ("", "")
        while unmet := self._db.execute(
            "SELECT agency, local FROM unmet WHERE target = ? AND (agency, local) > (?, ?) AND verdict = ? "
            "ORDER BY agency, local LIMIT ?",
            (target, *last, _UNASKED, _ASKED_AT_ONCE),
        ).fetchall():
            last = unmet[-1]
            ids = {global_id(LABELS[table], agency or self._agency, local): (agency, local) for agency, local in unmet}
            known = await self._known(LABELS[table], list(ids))
            verdicts = [
                (_KNOWN if one in known else await self._verdict(table, *place), target, *place)
                for one, place in ids.items()
            ]
            self._db.executemany(
                "UPDATE unmet SET verdict = ? WHERE target = ? AND agency = ? AND local = ?", verdicts
            )

    async def _verdict(self, table: str, agency: str, local_id: str) -> int:
        """Of a row that neither the delivery nor the store holds."""
        if agency:
            return _TO_COME
        if self._in_quarantine(table, local_id) or await self._delivered_before(table):
            return _ABSENT
        return _TO_COME

    def _in_quarantine(self, table: str, local_id: str) -> bool:
        query = "SELECT 1 FROM reason WHERE tab = ? AND key = ?"
        return self._db.execute(query, (NUMBER[table], local_id)).fetchone() is not None

    async def _delivered_before(self, table: str) -> bool:
        if table not in self._delivered:
            self._delivered[table] = await self._writer.delivered_before(self._agency, table, self._extracted_at)
        return self._delivered[table]

    async def _known(self, label: str, ids: list[str]) -> set[str]:
        return await self._writer.known(label, ids, self._agency, self._extracted_at) if ids else set()

    def put_out_rows(self) -> int:
        """Quarantine the rows that refer to what cannot exist; how many went.

        First those that refer to no row: that may be a mistake, and their keys with it. A row that is itself
        in quarantine is meant.
        """
        return sum(self._put_out_rows(in_quarantine) for in_quarantine in (False, True))

    def _put_out_rows(self, in_quarantine: bool) -> int:
        strict = ", ".join(str(pointer.number) for pointer in POINTERS if pointer.must_exist)
        found = self._db.execute(
            "SELECT m.row, m.pointer, m.local FROM mention m CROSS JOIN unmet u USING (target, agency, local) "
            f"WHERE u.verdict = ? AND m.pointer IN ({strict}) AND ? = "
            "EXISTS (SELECT 1 FROM reason r WHERE r.tab = m.target AND r.key = m.local)",
            (_ABSENT, in_quarantine),
        )
        return sum(
            put_out(
                self._spool, row, POINTERS[pointer].column, local,
                f"no such row in {TABLES[POINTERS[pointer].target]} (or it is in quarantine itself)",
                key_is_right=in_quarantine,
            )
            for row, pointer, local in found
        )

    def mark_waiting(self) -> None:
        """Rows whose references may still come load and are counted as waiting."""
        self._db.execute(
            "UPDATE taken SET state = 1 WHERE state = 0 AND id IN (SELECT m.row FROM mention m "
            "CROSS JOIN unmet u USING (target, agency, local) WHERE u.verdict IN (?, ?))",
            (_ABSENT, _TO_COME),
        )
