"""The terms for a viewer who may see some agencies' records of the own agency's clients and their family alone.

An agreement may be limited so. Such a record may be seen where the own agency works with the person, or with somebody
to whom the own agency's own records tie them. Nothing that another agency says decides it, so that who is a client's
family tells of no hidden row.

* `$near_content`: whose records of them may be seen, as `$content`; `$near_existence`: whose involvements, as
  `$existence`; `$near_consented`: as `$consented`

It opens what is about the person: their records, involvements and events. Ties, stays, enquiries and consents are
somebody else's too, or more than is needed, and stay as they are without it.
"""

from __future__ import annotations

from graph.dates import FOR_EVER
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

STEPS = 2
"""Family: as far as the family around a person reaches (`queries.family`)."""


class Clients(Seen):
    """What an agreement on clients and their family adds.

    Its patterns' variables begin with `near_`: one that a statement has bound already would be taken for that.
    """

    def _record(self, record: str) -> str:
        about = self._persons(f"(:SourceRecord {{id: {record}.id}})")
        return f"({super()._record(record)} OR ({record}.agency IN $near_content AND {self._any_near(about)}))"

    def _contained(self, i: str) -> str:
        return f"({super()._contained(i)} OR ({i}.agency IN $near_content AND {self._with_near(i)}))"

    def _existing(self, i: str) -> str:
        return f"({super()._existing(i)} OR ({i}.agency IN $near_existence AND {self._with_near(i)}))"

    def _consenting(self, i: str) -> str:
        return f"({super()._consenting(i)} OR ({i}.agency IN $near_consented AND {self._with_near(i)}))"

    def _reported(self, e: str) -> str:
        concerned = self._persons(f"({e})-[:CONCERNS]->(:SourceRecord)")
        return f"({super()._reported(e)} OR ({e}.agency IN $near_content AND {self._any_near(concerned)}))"

    def _held_place(self, p: str, i: str) -> str:
        near = f"({p}.record_agencies[{i}] IN $near_content AND {self._any_near(f'[{p}]')})"
        return f"({super()._held_place(p, i)} OR {near})"

    def _with_near(self, i: str) -> str:
        return self._any_near(self._persons(f"({i})<-[:INVOLVED]-(:SourceRecord)"))

    def _persons(self, records: str) -> str:
        """Whom the records at the end of a pattern are about."""
        return f"[{records}-[near_b:ABOUT]->(near_of:Person) WHERE {self.stands('near_b')} | near_of]"

    def _any_near(self, people: str) -> str:
        """Whether one of some persons is a client of the own agency, or of a client's family: the one definition."""
        one = f"[(near_p)-[near_ts:PARENT_OF|CARES_FOR|PARTNER_OF|SIBLING_OF*0..{STEPS}]-(near_who:Person)"
        kin = "[(near_p)-[near_t:RELATED_TO]-(near_who:Person)"
        tied = f"{one}{self._client()} AND all(near_t IN near_ts WHERE {_stated('near_t')}) | 1]"
        related = f"{kin}{self._client()} AND near_t.type IN $kin AND {_stated('near_t')} | 1]"
        return f"any(near_p IN {people} WHERE size({tied}) > 0 OR size({related}) > 0)"

    def _client(self) -> str:
        """The rest of a pattern of `near_who`: the own agency's involvement with them, not closed, as it stands."""
        stands = "(near_i.closed_by IS NULL OR near_i.closed_by IN loading)"
        return (
            "<-[near_a:ABOUT]-(:SourceRecord)-[:INVOLVED]->(near_i:Involvement)"
            f" WHERE near_i.agency = $own AND near_i.implied IS NULL AND {self.stands('near_a')} AND {stands}"
            " AND near_i.status IN ['open', 'referred', 'waiting']"
            " AND near_i.maybe_from <= $today AND $today < near_i.maybe_to"
        )


def _stated(tie: str) -> str:
    """Whether the own agency's records state a tie, as they stand now."""
    begun, ended, known = (f"{tie}.{name}[near_n]" for name in ("maybe_from", "maybe_to", "superseded_at"))
    held = f"{begun} <= $today AND $today < {ended} AND {known}.year = {FOR_EVER.year}"
    return f"any(near_n IN range(0, size({tie}.agency) - 1) WHERE {tie}.agency[near_n] = $own AND {held})"


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
