"""Which agencies would have recorded what is missing: where none would, that it is missing is not known."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from queries.analysis.evidence import coverage
from queries.analysis.facts import Agency
from queries.analysis.network import Network
from queries.context import Context


def recording(network: Network, kinds: Collection[str]) -> list[Agency]:
    """The agencies of some kinds whose deliveries cover the date, by id.

    None where the viewer does not see what one of them records: what is missing may only be hidden.
    """
    return [one for one in _delivering(network, kinds) if one.covered] if is_open(network, kinds) else []


def is_open(network: Network, kinds: Collection[str]) -> bool:
    """Whether the viewer sees what every agency of some kinds that delivers at all records."""
    return all(one.open for one in _delivering(network, kinds))


def is_all_open(network: Network, but: Collection[str] = ()) -> bool:
    """Whether the viewer sees what every agency that delivers records, of whatever kind, `but` for some."""
    return all(one.open for one in network.agencies.values() if one.delivered and one.kind not in but)


def sees(network: Network, agency: str) -> bool:
    """Whether the viewer sees what an agency records."""
    return agency not in network.agencies or network.agencies[agency].open


def not_covering(network: Network, kinds: Collection[str], context: Context) -> list[str]:
    """Of which agencies of some kinds nothing covers the date, in words: they may have recorded what is missing."""
    return coverage(network, {one.id for one in _delivering(network, kinds)}, context.on)


def is_of_kind(network: Network, agency: str, kinds: Collection[str]) -> bool:
    """Whether an agency is of one of some kinds."""
    return agency in network.agencies and network.agencies[agency].kind in kinds


def named(agencies: Iterable[Agency]) -> dict[str, str]:
    """The names of some agencies by id, as a flag has them."""
    return {one.id: one.name for one in agencies}


def _delivering(network: Network, kinds: Collection[str]) -> list[Agency]:
    found = (one for one in network.agencies.values() if one.kind in kinds and one.delivered)
    return sorted(found, key=lambda one: one.id)
