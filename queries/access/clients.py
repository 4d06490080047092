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
    """What an agreement on clients and their family adds."""

    def _record(self, record: str) -> str:
        about = f"[(:SourceRecord {{id: {record}.id}})-[nb:ABOUT]->(np:Person) WHERE {self.stands('nb')} | np]"
        return f"({super()._record(record)} OR ({record}.agency IN $near_content AND {self._any_near(about)}))"

    def _contained(self, i: str) -> str:
        return f"({super()._contained(i)} OR ({i}.agency IN $near_content AND {self._any_near(self._whose(i))}))"

    def _existing(self, i: str) -> str:
        return f"({super()._existing(i)} OR ({i}.agency IN $near_existence AND {self._any_near(self._whose(i))}))"

    def _consenting(self, i: str) -> str:
        return f"({super()._consenting(i)} OR ({i}.agency IN $near_consented AND {self._any_near(self._whose(i))}))"

    def _reported(self, e: str) -> str:
        concerned = f"[({e})-[:CONCERNS]->(:SourceRecord)-[nb:ABOUT]->(np:Person) WHERE {self.stands('nb')} | np]"
        return f"({super()._reported(e)} OR ({e}.agency IN $near_content AND {self._any_near(concerned)}))"

    def _held_place(self, p: str, i: str) -> str:
        near = f"({p}.record_agencies[{i}] IN $near_content AND {self._any_near(f'[{p}]')})"
        return f"({super()._held_place(p, i)} OR {near})"

    def _whose(self, i: str) -> str:
        """Whose involvement it is."""
        return f"[({i})<-[:INVOLVED]-(:SourceRecord)-[nb:ABOUT]->(np:Person) WHERE {self.stands('nb')} | np]"

    def _any_near(self, people: str) -> str:
        """Whether one of some persons is a client of the own agency, or of a client's family: the one definition."""
        one = f"[(near)-[ties:PARENT_OF|CARES_FOR|PARTNER_OF|SIBLING_OF*0..{STEPS}]-(who:Person)"
        kin = "[(near)-[tie:RELATED_TO]-(who:Person)"
        tied = f"{one}{self._client()} AND all(nt IN ties WHERE {_stated('nt')}) | 1]"
        related = f"{kin}{self._client()} AND tie.type IN $kin AND {_stated('tie')} | 1]"
        return f"any(near IN {people} WHERE size({tied}) > 0 OR size({related}) > 0)"

    def _client(self) -> str:
        """The rest of a pattern of `who`: the own agency's involvement with them, not closed, as it stands."""
        stands = "(ni.closed_by IS NULL OR ni.closed_by IN loading)"
        return (
            "<-[na:ABOUT]-(:SourceRecord)-[:INVOLVED]->(ni:Involvement)"
            f" WHERE ni.agency = $own AND ni.implied IS NULL AND {self.stands('na')} AND {stands}"
            " AND ni.status IN ['open', 'referred', 'waiting'] AND ni.maybe_from <= $today AND $today < ni.maybe_to"
        )


def _stated(tie: str) -> str:
    """Whether the own agency's records state a tie, as they stand now."""
    held = f"{tie}.maybe_from[i] <= $today AND $today < {tie}.maybe_to[i] AND {tie}.superseded_at[i].year = 9999"
    return f"any(i IN range(0, size({tie}.agency) - 1) WHERE {tie}.agency[i] = $own AND {held})"


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
