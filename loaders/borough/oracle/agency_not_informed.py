"""AGENCY_NOT_INFORMED: an event that agencies at work with the family should know, and do not."""

from collections import defaultdict
from collections.abc import Iterator

from loaders.borough.cases import Case
from loaders.borough.chronicle import Occurrence
from loaders.borough.names import words
from loaders.borough.oracle.calendar import in_window, working_days_since
from loaders.borough.oracle.finding import Finding, in_order
from loaders.borough.oracle.network import Network, is_child
from loaders.borough.oracle.world import World, is_targeted
from loaders.borough.truth import Human

RULE = "AGENCY_NOT_INFORMED"
_TREATMENT = "treatment_start"  # row 23
_RETURN = frozenset({"return_home", "discharge"})  # row 24
_PASSED_ON = (
    frozenset(
        words(
            "new_relationship household_change pregnancy birth"  # row 9
            " allegation concern incident injury arrest sentence court_order release missing"
            " information referral section47 assessment tenancy_notice death escalation"  # row 21
            " relapse treatment_end missed_appointment"
        )  # row 22
    )
    | {_TREATMENT}
    | _RETURN
)
_CHILDRENS = frozenset({"children_social_care", "early_help"})
_DEPENDED_ON = frozenset({"parent", "carer", "home"})


def find(world: World) -> Iterator[Finding]:
    """One finding an event: the children of the networks, and the agencies that do not know."""
    children: dict[Occurrence, list[Human]] = defaultdict(list)
    missing: dict[Occurrence, set[str]] = defaultdict(set)
    for network in world.networks:
        counting = world.counting_in(network)
        for happened in world.about(network.roles) if counting else ():
            agencies = set(_uninformed(world, network, happened, counting))
            if agencies:
                children[happened].append(network.child)
                missing[happened] |= agencies
    for happened, concerned in children.items():
        yield Finding(
            RULE,
            tuple(concerned),
            event=happened.reference,
            agencies=in_order(missing[happened]),
            detail=happened.kind,
        )


def _uninformed(
    world: World, network: Network, happened: Occurrence, counting: list[Case]
) -> Iterator[str]:
    if not _should_be_known(happened):
        return
    for case in counting:
        agency = case.agency.id
        if (
            _should_know(network, happened, case)
            and agency not in world.know(happened)
            and not world.withheld(happened, agency)
        ):
            yield agency


def _should_be_known(happened: Occurrence) -> bool:
    return (
        happened.kind in _PASSED_ON
        and happened.dated
        and in_window(happened.on)
        and working_days_since(happened.on, 2) > 1
    )


def _should_know(network: Network, happened: Occurrence, case: Case) -> bool:
    if happened.kind == _TREATMENT:
        return case.agency.kind in _CHILDRENS and any(
            network.roles.get(human, set()) & _DEPENDED_ON and not is_child(human)
            for human in happened.people
        )
    if happened.kind in _RETURN:
        of_adult = is_targeted(case) and not is_child(case.client)
        return of_adult and any(map(is_child, happened.people))
    return True
