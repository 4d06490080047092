"""LEAD_PROFESSIONAL_UNCLEAR: services of several agencies at work with a child's network, and no lead, or two.

Definition: DOMAIN, rows 18 and 19: targeted services of two agencies or more, live with the network. There is a lead
where an involvement says so; the child's own involvements decide where one of them does, since each child of a family
may have a lead of its own. Two are two agencies that lead for one person. That there is none is found only where an
involvement says that it has no lead, so that the agencies record it at all, and where every one of them says. No record
can say that the parent is left to coordinate: then none of the services leads.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from queries.analysis.compartments import is_targeted, targeted_everywhere
from queries.analysis.evidence import coverage, of_involvement
from queries.analysis.facts import Involved
from queries.analysis.network import Network
from queries.analysis.recording import is_all_open, sees
from queries.analysis.rule import STANDS_FOR, AnalysisRule, Flag
from queries.child_network.reads import Table, reads
from queries.context import Context
from queries.rules import UNIVERSAL, Parameter, Rule

if TYPE_CHECKING:
    from queries.analysis.borough.asof import Borough

DAYS_TO_AGREE = Parameter(
    "LEAD_PROFESSIONAL_UNCLEAR.days_to_agree",
    28,
    "Four weeks in which services that have come together agree who leads; no statute gives a time; local",
)


def derive(network: Network, context: Context) -> Iterable[Flag]:
    """The finding for this child's network, if there is one."""
    since = context.on - timedelta(days=DAYS_TO_AGREE.of(context.terms))
    involved = [one for one in network.involvements if is_targeted(one) and one.begun <= since]
    if len({one.agency for one in involved}) < 2 or not _is_all_open(network):
        return
    leads = _leading(one for one in involved if one.person == network.child) or _leading(involved)
    rival = [one for one in leads if any(one.person == other.person and one.agency != other.agency for other in leads)]
    if rival:
        yield _flag(network, rival, "two agencies lead", context)
    elif not leads and not _may_lead(network) and is_all_open(network, UNIVERSAL):
        yield _flag(network, involved, "none of them leads", context)


def _leading(involved: Iterable[Involved]) -> list[Involved]:
    return [one for one in involved if one.lead == "yes"]


def _may_lead(network: Network) -> bool:
    """Whether a targeted service leads, or its record leaves open whether it does, however new it is."""
    return any(one.lead != "no" for one in network.involvements if is_targeted(one))


def _is_all_open(network: Network) -> bool:
    """Whether the viewer sees what the records of all agencies at work say."""
    return all(sees(network, one.recorded_by) for one in network.involvements)


def _flag(network: Network, involved: list[Involved], how: str, context: Context) -> Flag:
    names = {one.agency: one.agency_name for one in involved}
    return Flag(
        rule=RULE.rule.id,
        about=(network.child,),
        wording=f"{{agencies}} work with this child's family, and by their records {how}",
        people=sorted({network.child, *(one.person for one in involved)}),
        agencies=sorted(names),
        names=names,
        evidence=list(map(of_involvement, involved)),
        cleared_by=["One of the agencies is recorded as the lead, and no other"],
        not_known=coverage(network, {one.recorded_by for one in network.involvements}, context.on),
        expires=context.on + STANDS_FOR,
    )


def screen(borough: Borough) -> pl.DataFrame:
    """Children with whose networks targeted services of two agencies or more work."""
    several = targeted_everywhere(borough).group_by("child").agg(pl.col("agency").n_unique())
    return several.filter(pl.col("agency") > 1).select("child")


RULE = AnalysisRule(
    Rule(
        "LEAD_PROFESSIONAL_UNCLEAR",
        "Several services at work, and no lead professional, or two",
        "{working_together 3} (lead practitioner); seed rows 18 and 19",
        "2023-12-15",
    ),
    reads(Table.TIES, Table.INVOLVEMENTS),
    derive,
    (DAYS_TO_AGREE,),
    screen=screen,
)
