"""The terms for a viewer who may see some agencies' records of the own agency's clients and their family alone.

An agreement may be limited so. These are the persons whom a record of the own agency is about: with whom it works, and
their family as far as it knows them. The own agency's records alone decide it, so that it tells of no hidden row, and
it is asked of the person at hand.

* `$near_content`: whose records of them may be seen, as `$content`; `$near_existence`: whose involvements, as
  `$existence`; `$near_consented`: as `$consented`

It opens what is about the person: their records, involvements and events. Ties, stays, enquiries and consents are
somebody else's too, or more than is needed, and stay as they are without it.
"""

from __future__ import annotations

from queries.access.sight import Sight
from queries.access.terms import (
    BROKEN_KNOWN,
    BROKEN_LATEST,
    SEEN_KNOWN,
    SEEN_LATEST,
    Broken,
    Seen,
    SeenKnown,
    SeenLatest,
)
from queries.terms import Known


class Clients(Seen):
    """What an agreement on clients and their family adds.

    Its patterns' variables begin with `near_`: one that a statement has bound already would be taken for that.
    """

    def _record(self, record: str) -> str:
        about = f"(:SourceRecord {{id: {record}.id}})"
        return f"({super()._record(record)} OR ({record}.agency IN $near_content AND {self._near(about)}))"

    def _contained(self, i: str) -> str:
        return f"({super()._contained(i)} OR ({i}.agency IN $near_content AND {self._with_near(i)}))"

    def _existing(self, i: str) -> str:
        return f"({super()._existing(i)} OR ({i}.agency IN $near_existence AND {self._with_near(i)}))"

    def _consenting(self, i: str) -> str:
        return f"({super()._consenting(i)} OR ({i}.agency IN $near_consented AND {self._with_near(i)}))"

    def _reported(self, e: str) -> str:
        concerned = f"({e})-[:CONCERNS]->(:SourceRecord)"
        return f"({super()._reported(e)} OR ({e}.agency IN $near_content AND {self._near(concerned)}))"

    def _held_place(self, p: str, i: str) -> str:
        near = f"({p}.record_agencies[{i}] IN $near_content AND $own IN {p}.record_agencies)"
        return f"({super()._held_place(p, i)} OR {near})"

    def _with_near(self, i: str) -> str:
        return self._near(f"({i})<-[:INVOLVED]-(:SourceRecord)")

    def _near(self, records: str) -> str:
        """Whether records, at the end of a pattern, are about a client or a client's family: the one definition."""
        about = f"{records}-[near_b:ABOUT]->(near_p:Person)"
        return f"size([{about} WHERE {self.stands('near_b')} AND $own IN near_p.record_agencies | 1]) > 0"


class ClientsKnown(Clients, SeenKnown):
    """At any time of knowledge."""


class ClientsLatest(Clients, SeenLatest):
    """For what is known now."""


class BrokenClientsKnown(Broken, ClientsKnown):
    """At any time of knowledge, with broken glass."""


class BrokenClientsLatest(Broken, ClientsLatest):
    """For what is known now, with broken glass."""


_BY = {
    (False, False): (SEEN_LATEST, SEEN_KNOWN),
    (False, True): (BROKEN_LATEST, BROKEN_KNOWN),
    (True, False): (ClientsLatest(), ClientsKnown()),
    (True, True): (BrokenClientsLatest(), BrokenClientsKnown()),
}


def vocabularies(sight: Sight, *, broken: bool) -> tuple[Known, Known]:
    """The short vocabulary and the full one for what a viewer may see: no longer than has to be."""
    return _BY[bool(sight.near_consented), broken]
