"""PARTNER_NOT_ASSESSED: assessments of a child that name one of a couple, and never the other (seed row 8)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import polars as pl

from queries.analysis.evidence import coverage, of_event
from queries.analysis.facts import Happened
from queries.analysis.knowledge import alike
from queries.analysis.network import Network
from queries.analysis.rule import STANDS_FOR, AnalysisRule, Flag
from queries.child_network.reads import Table, reads
from queries.context import Context
from queries.rules import Rule

if TYPE_CHECKING:
    from queries.analysis.borough.asof import Borough

ASSESSMENTS = frozenset({"assessment", "section47", "conference"})
ASSESSING = frozenset({"children_social_care", "early_help"})


def derive(network: Network, context: Context) -> Iterable[Flag]:
    """A finding for each adult left out of this child's assessments."""
    assessed = [event for event in network.about(network.child) if _is_assessment(network, event)]
    named = {person for event in assessed for person in event.people}
    assessed_with = [id for id in sorted(named & network.roles.keys()) if network.roles[id] & {"parent", "carer"}]
    left_out = {other: one for one in assessed_with for other in _others(network, one) if other not in named}
    for adult, one in sorted(left_out.items()):
        if adult in network.roles and network.people[adult].adult and named.isdisjoint(alike(network, adult)):
            yield _flag(network, adult, one, assessed, context)


def _is_assessment(network: Network, event: Happened) -> bool:
    by = network.agencies.get(event.agency)
    in_window = event.on is not None and event.last is not None and event.last >= network.start
    return in_window and event.kind in ASSESSMENTS and by is not None and by.kind in ASSESSING


def _others(network: Network, one: str) -> set[str]:
    """The partner on the date, and the child's other parent in the same home."""
    partners = _with(network, "PARTNER_OF", one)
    parents = {tie.start for tie in network.tied_now("PARENT_OF") if tie.end == network.child}
    return partners | (parents & _with(network, "HOME", one))


def _with(network: Network, edge: str, one: str) -> set[str]:
    ties = network.tied_now(edge)
    return {tie.end for tie in ties if tie.start == one} | {tie.start for tie in ties if tie.end == one}


def _flag(network: Network, adult: str, one: str, assessed: list[Happened], context: Context) -> Flag:
    agencies = {event.agency for event in assessed}
    path = network.path([one], [adult])
    return Flag(
        rule=RULE.rule.id,
        about=(adult, network.child),
        wording="Assessments of a child by {agencies} name one parent or carer, and none names the partner or other "
        "parent",
        people=sorted({adult, network.child}),
        agencies=sorted(agencies),
        names={agency: network.name(agency) for agency in agencies},
        evidence=[of_event(network, event, "; does not name the adult") for event in assessed],
        cleared_by=["An assessment of the child that names the adult, or the record that they are no longer a couple"],
        not_known=coverage(network, agencies, context.on),
        expires=context.on + STANDS_FOR,
        paths=[path] if path else [],
    )


def screen(borough: Borough) -> pl.DataFrame:
    """Children whom an assessment concerns that names a parent or carer."""
    assessing = borough.agencies.filter(pl.col("kind").is_in(ASSESSING)).select(agency="id")
    assessed = borough.of_child.filter(pl.col("kind").is_in(ASSESSMENTS) & (pl.col("last") >= borough.start))
    named = assessed.join(assessing, on="agency", how="semi").join(borough.concerned, on="event")
    close = borough.roles.filter(pl.col("role").is_in(["parent", "carer"]))
    return named.join(close, on=["child", "person"], how="semi").select("child").unique()


RULE = AnalysisRule(
    Rule(
        "PARTNER_NOT_ASSESSED",
        "Only one partner assessed",
        "{working_together 3} (assessments include fathers and partners); seed row 8",
        "2023-12-15",
    ),
    reads(Table.TIES, Table.EVENTS, Table.PERSONS),
    derive,
    screen=screen,
)
