"""What a rule reads of children's networks: which tables of facts, and which further networks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Table(StrEnum):
    """Rows about everybody in some networks, in the order in which they are read: the later build on the earlier."""

    TIES = "ties"
    EXCLUDED = "excluded"
    STAYS = "stays"
    INVOLVEMENTS = "involvements"
    RECEIVED = "received"
    WORKERS = "workers"
    ALLOCATING = "allocating"
    EVENTS = "events"
    ENQUIRIES = "enquiries"
    PERSONS = "persons"
    AGENCIES = "agencies"


class Further(StrEnum):
    """What a further network has in common with one that holds somebody asked about, so that it bears on a finding.

    A member; somebody concerned in an event of a member that is to be passed on; the holder of a member's verified
    identifier, or of one of somebody asked about; an adult whom both children met in incidents; somebody to whom a
    member, or somebody asked about, has a tie that dates of birth exclude.
    """

    MEMBERS = "members"
    EVENTS = "events"
    IDENTIFIERS = "identifiers"
    INCIDENTS = "incidents"
    EXCLUDED = "excluded"


@dataclass(frozen=True)
class Reads:
    """What is read of networks: which tables, and which `further` networks than those that hold somebody asked about.

    None where a rule finds only what is of one child.
    """

    tables: frozenset[Table]
    further: frozenset[Further]

    def __or__(self, other: Reads) -> Reads:
        return Reads(self.tables | other.tables, self.further | other.further)


def reads(*tables: Table, further: Iterable[Further] = ()) -> Reads:
    """Some tables, and the agencies that they name."""
    return Reads(frozenset({*tables, Table.AGENCIES}), frozenset(further))


EVERYTHING = reads(*Table, further=Further)
