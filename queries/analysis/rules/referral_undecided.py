"""REFERRAL_UNDECIDED: a referral of which the receiver has recorded nothing, after the time to decide (seed row 46).

The receiver has decided where it is at work with somebody of the child's network, has put them on a waiting list or
refused them since; where it has recorded any event about the network since, its own record of the referral among them;
and where it took part in one. That it acknowledged the referral is not yet a decision. The day of the referral does not
count, and a reduced date counts from its last day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from graph.dates import partial_date
from queries.analysis.evidence import Evidence, of_event, when
from queries.analysis.facts import Happened, Received
from queries.analysis.network import Network
from queries.analysis.rule import STANDS_FOR, AnalysisRule, Flag
from queries.child_network.reads import Further, Table, reads
from queries.context import Context
from queries.rules import Parameter, Rule
from queries.working_days import is_past

if TYPE_CHECKING:
    from queries.analysis.borough.asof import Borough

WORKING_DAYS = Parameter(
    "REFERRAL_UNDECIDED.working_days",
    1,
    "Children's social care decides on a referral within one working day: Working Together 2023; the time limits of "
    "the 2026 edition were not read, taken to be the same",
)
WORKING_DAYS_ELSEWHERE = Parameter(
    "REFERRAL_UNDECIDED.working_days_elsewhere",
    20,
    "No statute gives other services a time, and their catalogues promise days to weeks: four weeks is late; local",
)

FRONT_DOOR = frozenset({"children_social_care", "mash"})
"""Kinds of agency that take referrals for children's social care, whose clock is its own; early help has none."""
CONCERNED = frozenset({"child", "parent", "carer", "home"})


def derive(network: Network, context: Context) -> Iterable[Flag]:
    """A finding for each referral in the network that a receiver has left open."""
    for event in network.events:
        if event.kind == "referral" and event.referred and _is_about_family(network, event):
            due = [agency for agency in event.referred if _is_due(network, event, agency, context)]
            left = [agency for agency in due if not _decided(network, event, agency)]
            if left:
                yield _flag(network, event, left, context)


def _is_about_family(network: Network, event: Happened) -> bool:
    """Whether it concerns the child, or somebody on whom the child depends or with whom it lives."""
    return any(network.roles.get(person, frozenset()) & CONCERNED for person in event.people)


def _is_due(network: Network, event: Happened, receiver: str, context: Context) -> bool:
    """Whether the receiver has had its time, and would have recorded what it decided."""
    by = network.agencies.get(receiver)
    if by is None or not by.covered or not by.open or receiver == event.agency:
        return False
    days = WORKING_DAYS if by.kind in FRONT_DOOR else WORKING_DAYS_ELSEWHERE
    in_window = event.last is not None and event.last >= network.start
    return in_window and is_past(event.last or date.max, context.on, days.of(context.terms))


def _decided(network: Network, event: Happened, receiver: str) -> bool:
    first = event.first or date.min
    if any(one.agency == receiver and _answers(one, first) for one in network.received):
        return True
    twins = {twin.agency for twin in event.twins}
    return receiver in twins or any(_is_word(other, event, receiver, first) for other in network.events)


def _answers(received: Received, referred: date) -> bool:
    """Whether an involvement goes on after a referral, or may have been refused since; `referred` waits for word."""
    if received.status == "refused":
        return received.since is None or partial_date(received.since).last >= referred
    return received.status != "referred" and received.end > referred


def _is_word(other: Happened, event: Happened, receiver: str, first: date) -> bool:
    """Whether an event is the receiver's own, or one in which it took part, since the referral."""
    if other is event or receiver not in {other.agency, *other.together}:
        return False
    return other.last is None or other.last >= first


def _flag(network: Network, event: Happened, left: list[str], context: Context) -> Flag:
    names = {agency: network.name(agency) for agency in left}
    concerned = [person for person in event.people if person in network.roles]
    return Flag(
        rule=RULE.rule.id,
        about=(event.id,),
        wording=f"A referral {when(event)}, by {network.name(event.agency)} to {{agencies}}: no decision on it is "
        "recorded, neither an involvement nor an event since",
        people=sorted({network.child, *concerned}),
        agencies=sorted(left),
        names=names,
        evidence=[
            of_event(network, event),
            *(Evidence(_said(network, event, agency), None, agency, event=event.id) for agency in left),
        ],
        cleared_by=[
            f"{name} records what it decided: an involvement, a place on its waiting list or a refusal, or an event"
            for name in names.values()
        ],
        not_known=[],
        expires=context.on + STANDS_FOR,
    )


def _said(network: Network, event: Happened, agency: str) -> str:
    told = any(one.agency == agency and one.status == "acknowledged" for one in event.told)
    word = "has acknowledged it and recorded nothing more" if told else "has recorded nothing of it"
    return f"{network.name(agency)} {word}"


def screen(borough: Borough) -> pl.DataFrame:
    """Children about whose networks there was a referral in the window."""
    on = borough.context.on
    referred = borough.events.filter((pl.col("kind") == "referral") & (pl.col("referred").list.len() > 0))
    lately = referred.filter((pl.col("last") >= borough.start) & (pl.col("last") < on)).select("event")
    about = borough.concerned.join(lately, on="event", how="semi")
    return borough.members.join(about, on="person", how="semi").select("child").unique()


RULE = AnalysisRule(
    Rule(
        "REFERRAL_UNDECIDED",
        "A referral on which no decision is recorded",
        "{working_together 3} (a decision within one working day of a referral); seed row 46",
        "2023-12-15",
    ),
    reads(
        Table.TIES, Table.INVOLVEMENTS, Table.RECEIVED, Table.EVENTS, Table.PERSONS,
        further=[Further.MEMBERS, Further.EVENTS],
    ),
    derive,
    (WORKING_DAYS, WORKING_DAYS_ELSEWHERE),
    screen=screen,
)
