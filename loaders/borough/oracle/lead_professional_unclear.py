"""LEAD_PROFESSIONAL_UNCLEAR: several services with no lead professional, or with two."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from loaders.borough.cases import Case
from loaders.borough.days import TODAY
from loaders.borough.oracle.finding import Finding, in_order
from loaders.borough.oracle.world import World, is_targeted
from loaders.borough.truth import Human

RULE = "LEAD_PROFESSIONAL_UNCLEAR"
_TIME_TO_AGREE = 28


def find(world: World) -> Iterator[Finding]:
    """One finding a child."""
    for network in world.networks:
        every = [case for case in world.live_in(network) if is_targeted(case)]
        settled = [case for case in every if case.since <= TODAY - _TIME_TO_AGREE]
        agencies = in_order(case.agency.id for case in settled)
        if len(agencies) < 2:
            continue
        leads = _leading(c for c in settled if c.client is network.child) or _leading(settled)
        two = {agency for agencies in leads.values() if len(agencies) > 1 for agency in agencies}
        if two:
            yield Finding(RULE, (network.child,), agencies=in_order(two), detail="two")
        elif not leads and all(case.lead == "no" for case in every):
            yield Finding(RULE, (network.child,), agencies=agencies, detail="none")


def _leading(cases: Iterable[Case]) -> dict[Human, set[str]]:
    """By whom it leads for, the agencies that do."""
    leads: defaultdict[Human, set[str]] = defaultdict(set)
    for case in cases:
        if case.lead == "yes":
            leads[case.client].add(case.agency.id)
    return leads
