"""REFERRAL_UNDECIDED: a referral of which the receiver has made nothing."""

from collections import defaultdict
from collections.abc import Iterator

from loaders.borough.agencies import AGENCIES
from loaders.borough.cases import REGISTERED, Case
from loaders.borough.chronicle import Occurrence
from loaders.borough.days import TODAY, Day
from loaders.borough.oracle.calendar import in_window, working_days_since
from loaders.borough.oracle.finding import Finding
from loaders.borough.oracle.network import Network
from loaders.borough.oracle.world import World
from loaders.borough.truth import Human

RULE = "REFERRAL_UNDECIDED"
_BY_ID = {agency.id: agency for agency in AGENCIES}
_FRONT_DOOR = frozenset({"children_social_care", "mash"})
_ONE_DAY, _FOUR_WEEKS = 1, 20
_CONCERNED = frozenset({"child", "parent", "carer", "home"})


def find(world: World) -> Iterator[Finding]:
    """One finding a referral, with the children whose families it is about."""
    children: dict[Occurrence, list[Human]] = defaultdict(list)
    for network in world.networks:
        for happened in world.about(network.roles):
            if _is_due(happened) and _is_about_family(network, happened) and not _decided(world, network, happened):
                children[happened].append(network.child)
    for happened, concerned in children.items():
        yield Finding(RULE, tuple(concerned), event=happened.reference, agencies=(happened.receiver,))


def _is_due(happened: Occurrence) -> bool:
    receiver = _BY_ID.get(happened.receiver)
    if happened.kind != "referral" or receiver is None or receiver.covers_to < TODAY:
        return False
    days = _ONE_DAY if receiver.kind in _FRONT_DOOR else _FOUR_WEEKS
    other = receiver.id != happened.owner
    return other and in_window(happened.on) and working_days_since(happened.on, days + 1) > days


def _is_about_family(network: Network, happened: Occurrence) -> bool:
    return any(network.roles.get(human, set()) & _CONCERNED for human in happened.people)


def _decided(world: World, network: Network, happened: Occurrence) -> bool:
    theirs = [c for c in world.circle.cases if c.agency.id == happened.receiver and c.client in network.roles]
    if any(_answers(case, happened.on) for case in theirs):
        return True
    return any(
        later is not happened
        and happened.receiver in (later.owner, *later.participants)
        and (later.on >= happened.on or later.parent is happened)
        for later in world.about(network.roles)
    )


def _answers(case: Case, referred: Day) -> bool:
    if case.since > TODAY or case.status in ("referred", REGISTERED):
        return False
    if case.status == "refused":
        return case.since >= referred
    return case.until is None or case.until > referred
