"""The networks of the children around some persons, over a case's window, and what rules find in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from queries.analysis.making import networks as made_networks
from queries.analysis.network import Network
from queries.case import Around, Case
from queries.child_network.further import further_networks
from queries.child_network.members import networks_holding
from queries.child_network.reads import Reads
from queries.child_network.tables import know_tables, rows
from queries.kept import kept

if TYPE_CHECKING:
    from queries.analysis.rule import AnalysisRule, Flag
    from queries.context import Context


@dataclass(frozen=True)
class Networks:
    """The networks read for some persons. `asked` are those who are known, by the ids they have now."""

    asked: frozenset[str]
    networks: list[Network]

    @kept
    def near(self) -> list[Network]:
        """Those that hold somebody asked about."""
        return [network for network in self.networks if not self.asked.isdisjoint(network.roles)]

    @kept
    def _meant(self) -> frozenset[str]:
        return self.asked.union(network.child for network in self.near)

    def flags(self, rules: Iterable[AnalysisRule], context: Context) -> Iterator[Flag]:
        """What some rules find; the same finding may come once a network."""
        for rule in rules:
            yield from rule.flags(self.networks if rule.reads.further else self.near, context)

    def concerns(self, flag: Flag) -> bool:
        """Whether a flag names one of those asked about, or a child whose network holds one."""
        return not self._meant.isdisjoint(flag.people)


async def child_networks(case: Case, people: Iterable[str], reads: Reads) -> Networks:
    """The networks of the children around these persons (by any ids), and of them what is to be read.

    The case's window is their time: by default the months before the date in which a contact links two services
    (`Context.linked_from`). With `further` networks a finding that several of them bear out is whole.
    """
    case.workers, case.events_since = True, date.min
    known = await case.people(dict.fromkeys(people), around=Around(2))
    asked = sorted({person.id for person in known.values()})
    found = await networks_holding(case, asked)
    await know_tables(case, _members(found.values()), reads.tables)
    found |= await further_networks(case, asked, found, reads.further)
    await know_tables(case, _members(found.values()), reads.tables)
    since = date.fromisoformat(case.dates.since)
    made = await case.apart(lambda: made_networks(rows(case, found, reads.tables), since, reads.tables))
    return Networks(frozenset(asked), made)


def _members(networks: Iterable[Iterable[str]]) -> list[str]:
    return sorted({person for members in networks for person in members})
