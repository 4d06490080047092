"""NO_ALLOCATED_WORKER: an open involvement that no worker is allocated to (seed row 20)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from queries.analysis.evidence import Evidence, coverage, of_involvement
from queries.analysis.facts import Involved
from queries.analysis.network import Network
from queries.analysis.rule import STANDS_FOR, AnalysisRule, Flag
from queries.child_network.reads import Further, Table, reads
from queries.context import Context
from queries.rules import Parameter, Rule
from queries.working_days import is_past

if TYPE_CHECKING:
    from queries.analysis.borough.asof import Borough

WORKING_DAYS = Parameter(
    "NO_ALLOCATED_WORKER.working_days", 5, "A week in which a handover or a first allocation is made; local"
)

ALLOCATES = frozenset(
    {
        "children_social_care", "early_help", "adult_social_care", "mental_health", "substance_misuse", "probation",
        "youth_justice",
    }
)
"""Kinds of service whose involvements have a worker of their own."""


def derive(network: Network, context: Context) -> Iterable[Flag]:
    """A finding for each involvement in the network that is left without a worker."""
    delivering = {i.agency for i in network.involvements if i.service in network.allocating or i.allocations}
    for involved in network.involvements:
        if involved.agency in delivering and _is_left_alone(involved, context):
            yield _flag(network, involved, context)


def _is_left_alone(involved: Involved, context: Context) -> bool:
    days = WORKING_DAYS.of(context.terms)
    if involved.kind not in ALLOCATES or not is_past(involved.begun, context.on, days):
        return False
    return all(made.end is not None and is_past(made.end, context.on, days) for made in involved.allocations)


def _flag(network: Network, involved: Involved, context: Context) -> Flag:
    last = max((made.until or "" for made in involved.allocations), default="")
    ended = f"the last allocation ended on {last}" if last else "no worker has been allocated"
    return Flag(
        rule=RULE.rule.id,
        about=(involved.id,),
        wording=f"An involvement of {{agencies}}, open since {involved.since or 'a day not recorded'}, has no worker: "
        + ended,
        people=sorted({involved.person, network.child}),
        agencies=[involved.agency],
        names={involved.agency: involved.agency_name},
        evidence=[
            of_involvement(involved),
            Evidence(ended.capitalize(), last or None, involved.agency, involved.id, person=involved.person),
        ],
        cleared_by=[f"{involved.agency_name} allocates a worker, or closes the involvement"],
        not_known=coverage(network, {involved.recorded_by}, context.on),
        expires=context.on + STANDS_FOR,
    )


def screen(borough: Borough) -> pl.DataFrame:
    """Children in whose networks an involvement that should have a worker has none whose allocation lasts."""
    day = borough.context.on - timedelta(days=WORKING_DAYS.of(borough.context.terms))
    begun = borough.at_work.filter(pl.col("kind").is_in(ALLOCATES) & (pl.col("first") < day))
    first, end = (pl.element().struct.field(name) for name in ("first", "end"))
    over = (end < day.isoformat()) | (first > borough.context.on.isoformat())
    alone = pl.col("allocations").list.eval(over.fill_null(False)).list.all()
    return begun.filter(alone).select("child").unique()


RULE = AnalysisRule(
    Rule(
        "NO_ALLOCATED_WORKER",
        "An open involvement without a worker",
        "{working_together 3} (lead practitioner); seed row 20",
        "2023-12-15",
    ),
    reads(Table.INVOLVEMENTS, Table.ALLOCATING, further=[Further.MEMBERS]),
    derive,
    (WORKING_DAYS,),
    screen=screen,
)
