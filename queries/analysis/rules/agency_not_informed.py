"""AGENCY_NOT_INFORMED: an event that agencies at work with a family should know of, and do not.

Definition: DOMAIN, 'Past its clock' and 'Knows of an event' (seed rows 9, 21 to 24). Which kinds of event, about whom,
and by which row, is in the table `queries.informing.INFORMING`. What was lawfully withheld is no finding.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import polars as pl

from queries.analysis.compartments import counting, counting_everywhere, is_targeted
from queries.analysis.evidence import Evidence, coverage, kind_of, of_event, of_involvement, when
from queries.analysis.facts import Happened, Involved
from queries.analysis.knowledge import Knowledge, knowledge
from queries.analysis.network import Network
from queries.analysis.rule import STANDS_FOR, AnalysisRule, Flag
from queries.child_network.reads import Further, Table, reads
from queries.context import Context
from queries.informing import (
    CHILDRENS,
    INFORMING,
    PASSED_ON,
    SHARING_AUTHORITY,
    About,
    Informing,
    Tell,
    applying,
)
from queries.rules import Parameter, Rule
from queries.working_days import is_past

if TYPE_CHECKING:
    from queries.analysis.borough.asof import Borough

WORKING_DAYS = Parameter(
    "AGENCY_NOT_INFORMED.working_days",
    1,
    "The clock of a decision on a referral, one working day, as news is due no later: Working Together 2023; the time "
    "limits of the 2026 edition were not read, taken to be the same; local",
)

DEPENDED_ON = frozenset({"parent", "carer", "home"})


def derive(network: Network, context: Context) -> Iterable[Flag]:
    """A finding for each event that somebody should have been told of by the date."""
    at_work = counting(network, context)
    known = knowledge(network)
    for event in network.events if at_work else ():
        row = _row(network, event) if _is_due(network, event, context) else None
        if row is not None:
            untold = [i for i in at_work if _tells(network, row.tell, i) and _is_untold(known, event, i.agency)]
            if untold:
                yield _flag(network, event, row, untold, known, context)


def _is_due(network: Network, event: Happened, context: Context) -> bool:
    return (
        event.kind in PASSED_ON
        and event.last is not None
        and event.last >= network.start
        and is_past(event.last, context.on, WORKING_DAYS.of(context.terms))
    )


def _row(network: Network, event: Happened) -> Informing | None:
    """Return the rule of the table that applies to an event, given the members whom it is about."""
    about = {About.ANYBODY}
    for person in event.people:
        if not network.people[person].adult:
            about |= {About.CHILD, About.HOUSEHOLD}
        elif network.roles.get(person, frozenset()) & DEPENDED_ON:
            about |= {About.ADULT, About.CARER, About.HOUSEHOLD}
        else:
            about.add(About.ADULT)
    return applying(event.kind, about)


def _tells(network: Network, tell: Tell, involved: Involved) -> bool:
    if tell is Tell.CHILDRENS:
        return involved.kind in CHILDRENS
    if tell is Tell.ADULTS:
        return is_targeted(involved) and network.people[involved.person].adult
    return True


def _is_untold(known: Knowledge, event: Happened, agency: str) -> bool:
    return not known.knows(agency, event) and known.state(agency, event) != "withheld"


def _flag(
    network: Network, event: Happened, row: Informing, untold: list[Involved], known: Knowledge, context: Context
) -> Flag:
    names = {i.agency: i.agency_name for i in untold}
    concerned = [person for person in event.people if person in network.roles]
    return Flag(
        rule=RULE.rule.id,
        about=(event.id,),
        wording=f"{kind_of(event)} {when(event)}, recorded by {network.name(event.agency)}, is not recorded as passed "
        f"on to {{agencies}}, at work with the family. {row.rule.title}",
        people=sorted({network.child, *concerned, *(i.person for i in untold)}),
        agencies=sorted(names),
        names=names,
        evidence=[of_event(network, event), *_states(network, event, names, known), *map(of_involvement, untold)],
        cleared_by=[
            f"{name} is told, and the telling is recorded; or it is recorded as lawfully withheld, and why"
            for name in names.values()
        ],
        not_known=coverage(network, {event.agency, *names}, context.on),
        expires=context.on + STANDS_FOR,
        paths=[
            path
            for person in dict.fromkeys(involved.person for involved in untold)
            if (path := network.path(concerned, [person])) is not None and path["steps"]
        ],
    )


def _states(network: Network, event: Happened, agencies: Iterable[str], known: Knowledge) -> list[Evidence]:
    said = {"not_informed": "No record says that {} was told", "pending": "Telling {} is recorded as pending"}
    return [
        Evidence(said[known.state(agency, event)].format(network.name(agency)), None, agency, event=event.id)
        for agency in agencies
    ]


def screen(borough: Borough) -> pl.DataFrame:
    """Children about whose networks there is an event, due, of which an agency at work has no word."""
    kinds = pl.col("kind").is_in(PASSED_ON)
    due = borough.happened.filter(kinds & (pl.col("last") >= borough.start) & (pl.col("last") < borough.context.on))
    at_work = counting_everywhere(borough).select("child", "agency", by_kind="kind").unique()
    pairs = due.select("child", "event", "kind").join(at_work, on="child")
    others = frozenset(kind for one in INFORMING if one.tell is not Tell.CHILDRENS for kind in one.kinds)
    told = pl.col("kind").is_in(others) | pl.col("by_kind").is_in(CHILDRENS)
    return pairs.filter(told).join(borough.knowing, on=["event", "agency"], how="anti").select("child").unique()


RULE = AnalysisRule(
    Rule(
        "AGENCY_NOT_INFORMED",
        "An event that should have been passed on and has not",
        f"{SHARING_AUTHORITY}rows 9, 21 to 24",
        "2023-12-15",
    ),
    reads(Table.TIES, Table.INVOLVEMENTS, Table.EVENTS, Table.PERSONS, further=[Further.MEMBERS, Further.EVENTS]),
    derive,
    (WORKING_DAYS,),
    screen=screen,
)
