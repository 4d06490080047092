"""Which services are at work with a network, and which of them count (DOMAIN: 'Compartment')."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from queries.analysis.facts import Happened, Involved
from queries.analysis.network import Network
from queries.context import Context
from queries.rules import UNIVERSAL

if TYPE_CHECKING:
    from queries.analysis.borough.asof import Borough

CONCERNS = frozenset(
    {"allegation", "concern", "incident", "injury", "missing", "absence", "missed_appointment", "referral"}
)
"""Kinds of event by which a universal service has recorded a concern."""

ADULT_SERVICES = frozenset(
    {
        "mental_health", "substance_misuse", "probation", "adult_social_care", "learning_disability",
        "domestic_abuse", "supporting_people",
    }
)
"""Targeted kinds of service whose client is an adult, as a parent or carer among the rest."""


def is_targeted(involved: Involved) -> bool:
    """Whether a service is for those who need it, not one that everybody has."""
    return involved.kind not in UNIVERSAL


def is_recent(event: Happened, context: Context) -> bool:
    """Whether an event lies in the months that link services; one without any date does not."""
    return event.until is not None and event.until >= context.linked_from


def counts(network: Network, involved: Involved, context: Context) -> bool:
    """Whether a service is a compartment by itself: targeted, or universal with a recorded concern."""
    return is_targeted(involved) or any(
        event.agency == involved.agency
        and event.kind in CONCERNS
        and is_recent(event, context)
        and (event.service in (None, involved.service) or event.service not in _services(network, involved.agency))
        for event in network.events
    )


def counting(network: Network, context: Context) -> list[Involved]:
    """The involvements of the network that count."""
    return [involved for involved in network.involvements if counts(network, involved, context)]


def childs_agencies(network: Network) -> dict[str, list[Involved]]:
    """By agency, the targeted involvements of the child itself."""
    found: dict[str, list[Involved]] = {}
    for involved in network.involvements:
        if involved.person == network.child and is_targeted(involved):
            found.setdefault(involved.agency, []).append(involved)
    return found


def _services(network: Network, agency: str) -> set[str]:
    return {i.service for i in network.involvements if i.agency == agency}


def targeted_everywhere(borough: Borough) -> pl.DataFrame:
    """The targeted live involvements of all networks, as `Borough.at_work`."""
    return borough.at_work.filter(~pl.col("kind").is_in(UNIVERSAL))


def counting_everywhere(borough: Borough) -> pl.DataFrame:
    """The involvements of all networks that count, as `Borough.at_work`.

    And a few more: where an agency recorded a concern, all its services in the network.
    """
    recent = borough.happened.filter(pl.col("until") >= borough.context.linked_from)
    recorded = recent.filter(pl.col("kind").is_in(CONCERNS)).select("child", "agency").unique()
    universal = borough.at_work.filter(pl.col("kind").is_in(UNIVERSAL))
    with_concern = universal.join(recorded, on=["child", "agency"], how="semi")
    return pl.concat([targeted_everywhere(borough), with_concern])


def of_children(borough: Borough) -> pl.DataFrame:
    """The targeted live involvements of children themselves, as `Borough.at_work`."""
    return targeted_everywhere(borough).filter(pl.col("person") == pl.col("child"))
