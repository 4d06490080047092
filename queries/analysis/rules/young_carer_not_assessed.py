"""YOUNG_CARER_NOT_ASSESSED: a caring child whose needs nobody has assessed or asked about (seed row 47).

A caring child is recorded as young carer of somebody in its network, beyond doubt on the date, and is surely under age.
It is no finding where a young carers' service works with the child; nor where, since the caring began, the child was
assessed by a service that answers for such assessments, which may be part of another assessment, or was asked about
caring, whatever the answer. Where no day is recorded on which it began, any will do.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from graph.dates import FIRST_DAY, partial_date
from queries.analysis.evidence import Evidence, of_involvement
from queries.analysis.facts import Agency, Enquiry, Happened, Involved, Tie
from queries.analysis.knowledge import alike
from queries.analysis.network import Network
from queries.analysis.recording import is_all_open, is_of_kind, named, not_covering, recording
from queries.analysis.rule import STANDS_FOR, AnalysisRule, Flag
from queries.child_network.reads import Table, reads
from queries.context import Context, years_before
from queries.rules import Parameter, Rule

if TYPE_CHECKING:
    from queries.analysis.borough.asof import Borough

DAYS_TO_ASK = Parameter(
    "YOUNG_CARER_NOT_ASSESSED.days_to_ask",
    28,
    "Four weeks, as for an adult's service to ask about children; the statute gives no time; local",
)

YOUNG_CARER = "young_carer"
SERVICE = "young_carers"
ASSESSING = frozenset({"children_social_care", "early_help", SERVICE})
"""Kinds of agency that assess a young carer's needs, or do so for the local authority."""
QUESTIONS = frozenset({"young_carer", "caring_responsibilities"})


def derive(network: Network, context: Context) -> Iterable[Flag]:
    """The finding for this child, if there is one."""
    caring = [tie for tie in network.tied_now("CARES_FOR") if _is_caring(network, tie)]
    if not caring or not _is_surely_a_child(network, context) or not is_all_open(network):
        return  # an agency whose rows are hidden may have asked
    since = min(tie.first or FIRST_DAY for tie in caring)
    if since > context.on - timedelta(days=DAYS_TO_ASK.of(context.terms)) or _is_looked_at(network, since):
        return
    agencies = recording(network, ASSESSING)
    if agencies:
        yield _flag(network, caring, since, agencies, context)


def _is_caring(network: Network, tie: Tie) -> bool:
    return tie.type == YOUNG_CARER and tie.start == network.child and tie.sure


def _is_surely_a_child(network: Network, context: Context) -> bool:
    born = network.people[network.child].born
    return born is not None and born > years_before(context.on, context.terms.adulthood_years)


def _is_looked_at(network: Network, since: date) -> bool:
    """Whether an agency supports, has assessed or has asked the child, or a person who may be the child."""
    meant = {network.child, *alike(network, network.child)}
    served = any(_serves(network, one) for one in network.involvements if one.person in meant)
    assessed = any(
        _assesses(network, event) and _is_since(event.last, since) for id in meant for event in network.about(id)
    )
    asked = any(_is_since(_day(one), since) for one in network.enquiries
                if one.person in meant and one.question in QUESTIONS)
    return served or assessed or asked


def _serves(network: Network, involved: Involved) -> bool:
    return involved.kind == SERVICE or is_of_kind(network, involved.agency, {SERVICE})


def _assesses(network: Network, event: Happened) -> bool:
    return event.kind == "assessment" and is_of_kind(network, event.agency, ASSESSING)


def _day(enquiry: Enquiry) -> date | None:
    return partial_date(enquiry.on).last if enquiry.on else None


def _is_since(day: date | None, since: date) -> bool:
    """Whether a day may be since another; one that is not recorded may."""
    return day is None or day >= since


def _flag(network: Network, caring: list[Tie], since: date, agencies: list[Agency], context: Context) -> Flag:
    cared_for = sorted({tie.end for tie in caring})
    began = f"since {since}" if since > FIRST_DAY else "since a day not recorded"
    paths = (network.path([network.child], [one]) for one in cared_for)
    childs = [of_involvement(one) for one in network.involvements if one.person == network.child]
    return Flag(
        rule=RULE.rule.id,
        about=(network.child,),
        wording=f"A child is recorded as a young carer {began}, and no young carers' service, no assessment and no "
        "enquiry about caring is recorded since; {agencies} delivers for the date",
        people=sorted({network.child, *cared_for}),
        agencies=[one.id for one in agencies],
        names=named(agencies),
        evidence=[
            Evidence(f"Is recorded as young carer {began}", person=network.child),
            *(Evidence(f"Is cared for by the child {began}", person=one) for one in cared_for),
            *childs,
        ],
        cleared_by=[
            "A young carers' service records that it works with the child",
            "Children's social care, early help or a young carers' service records an assessment of the child",
            "An agency records that it asked the child about caring",
        ],
        not_known=not_covering(network, ASSESSING, context),
        expires=context.on + STANDS_FOR,
        paths=[path for path in paths if path is not None],
    )


def screen(borough: Borough) -> pl.DataFrame:
    """Children who are young carers of anybody."""
    return borough.ties.filter((pl.col("type") == YOUNG_CARER) & pl.col("sure")).select(child="start").unique()


RULE = AnalysisRule(
    Rule(
        "YOUNG_CARER_NOT_ASSESSED",
        "A caring child whose needs nobody has assessed or asked about",
        "Children Act 1989 s.17ZA (young carers' needs assessments); Young Carers (Needs Assessments) Regulations "
        "2015; seed row 47",
        "2015-04-01",
    ),
    reads(Table.TIES, Table.INVOLVEMENTS, Table.EVENTS, Table.ENQUIRIES, Table.PERSONS),
    derive,
    (DAYS_TO_ASK,),
    screen=screen,
    misses=ASSESSING,
)
