"""RISKS_TOGETHER: three risks around one child, which no agency or meeting knows together."""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from loaders.borough.cases import REGISTERED
from loaders.borough.days import Day
from loaders.borough.names import words
from loaders.borough.oracle.calendar import in_window
from loaders.borough.oracle.finding import Finding, in_order
from loaders.borough.oracle.network import Network
from loaders.borough.oracle.world import World
from loaders.borough.truth import Human

RULE = "RISKS_TOGETHER"
_RISKS = words("mental_health substance_misuse domestic_abuse")
_CLOSE = frozenset(words("parent carer home partner"))
_TOGETHER = frozenset(words("meeting strategy_meeting section47 conference core_group review assessment"))
_DOMESTIC = frozenset(words("domestic dash marac"))


class _Sign(NamedTuple):
    """A sign of one risk: since when, who knows, and whose record it is."""

    risk: str
    since: Day
    known_to: set[str]
    owner: str


def find(world: World) -> Iterator[Finding]:
    """One finding a child."""
    for network in world.networks:
        signs = list(_signs(world, network))
        if {sign.risk for sign in signs} == set(_RISKS) and not _is_put_together(world, network, signs):
            yield Finding(RULE, (network.child,), agencies=in_order(sign.owner for sign in signs))


def _signs(world: World, network: Network) -> Iterator[_Sign]:
    adults: list[Human] = network.adults(_CLOSE)
    for adult in adults:
        for case in world.live.get(adult, ()):
            for risk in {case.kind, case.agency.kind}.intersection(_RISKS):
                if case.status != REGISTERED:
                    yield _Sign(risk, case.since, {case.agency.id}, case.agency.id)
    for happened in world.about(adults):
        kind = happened.case.agency.kind
        risks = {kind, "domestic_abuse" if happened.category in _DOMESTIC else kind}.intersection(_RISKS)
        if happened.dated and in_window(happened.on):
            for risk in sorted(risks):
                yield _Sign(risk, happened.on, world.know(happened), happened.owner)


def _is_put_together(world: World, network: Network, signs: list[_Sign]) -> bool:
    """Whether one agency knows of all three, or those who met knew of them between them."""
    known: dict[str, dict[str, Day]] = defaultdict(dict)
    for sign in signs:
        for agency in sign.known_to:
            known[agency][sign.risk] = min(sign.since, known[agency].get(sign.risk, sign.since))
    if any(len(risks) == len(_RISKS) for risks in known.values()):
        return True
    for happened in world.about(network.roles):
        if happened.kind in _TOGETHER:
            there = [known.get(agency, {}) for agency in (happened.owner, *happened.participants)]
            if {risk for risks in there for risk, day in risks.items() if day <= happened.on} == set(_RISKS):
                return True
    return False
