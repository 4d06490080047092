"""CHILDREN_NOT_CONSIDERED: an adult's service that has no word of the adult's child (seed rows 5, 55)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import cache, partial
from typing import TYPE_CHECKING

import polars as pl

from queries.analysis.compartments import ADULT_SERVICES
from queries.analysis.evidence import Evidence, coverage, of_involvement
from queries.analysis.facts import Enquiry, Involved, Person
from queries.analysis.knowledge import Knowledge, knowledge, lacking_everywhere
from queries.analysis.network import Network
from queries.analysis.rule import STANDS_FOR, AnalysisRule, Flag
from queries.child_network.reads import Further, Table, reads
from queries.context import Context
from queries.rules import Parameter, Rule

if TYPE_CHECKING:
    from queries.analysis.borough.asof import Borough

DAYS_TO_ASK = Parameter(
    "CHILDREN_NOT_CONSIDERED.days_to_ask", 28, "Four weeks: a first assessment of an adult is usually done; local"
)

CLOSE = frozenset({"parent", "carer", "home", "partner"})
QUESTION = "dependent_children"


def derive(network: Network, context: Context) -> Iterable[Flag]:
    """A finding for each adult of this child, and each of their services without a word of it."""
    known = knowledge(network)
    lacks = cache(partial(_lacks, network, known))
    for adult in network.adults(CLOSE):
        services = [i for i in network.involvements if i.person == adult.id and _had_time(i, context)]
        if services and _is_depended_on(network, adult.id):
            for agency in sorted({i.agency for i in services}):
                if lacks(agency):
                    yield _flag(network, adult, agency, [i for i in services if i.agency == agency], context)


def _had_time(involved: Involved, context: Context) -> bool:
    waited = timedelta(days=DAYS_TO_ASK.of(context.terms))
    return involved.kind in ADULT_SERVICES and involved.begun <= context.on - waited


def _is_depended_on(network: Network, adult: str) -> bool:
    """Whether the adult is a parent or carer of the child on the date, or lives with it."""
    recorded = [*network.tied_now("PARENT_OF"), *network.tied_now("CARES_FOR")]
    if any((tie.start, tie.end) == (adult, network.child) and tie.type != "young_carer" for tie in recorded):
        return True
    return network.lives_with_now(adult, network.child)


def _lacks(network: Network, known: Knowledge, agency: str) -> bool:
    delivers = agency in network.agencies and network.agencies[agency].delivered
    return delivers and not known.has_word_of(agency, network.child)


def _flag(network: Network, adult: Person, agency: str, services: list[Involved], context: Context) -> Flag:
    asked = _asked(network, adult.id, agency)
    path = network.path([adult.id], [network.child])
    said = [Evidence(_said(asked, network.name(agency)), asked.on if asked else None, agency, person=adult.id)]
    return Flag(
        rule=RULE.rule.id,
        about=(adult.id, agency),
        wording="{agencies} works with an adult on whom a child depends, and has no word of the child: " + _how(asked),
        people=sorted({adult.id, network.child}),
        agencies=[agency],
        names={agency: network.name(agency)},
        evidence=[*map(of_involvement, services), *said],
        cleared_by=[f"{network.name(agency)} records the child, or is told of an event that concerns the child"],
        not_known=coverage(network, {agency}, context.on),
        expires=context.on + STANDS_FOR,
        paths=[path] if path else [],
    )


def _asked(network: Network, adult: str, agency: str) -> Enquiry | None:
    answers = [e for e in network.enquiries if (e.person, e.agency, e.question) == (adult, agency, QUESTION)]
    return max(answers, key=lambda enquiry: enquiry.on or "", default=None)


def _how(asked: Enquiry | None) -> str:
    if asked is None:
        return "it is not recorded that anybody asked"
    if asked.answer == "yes":
        return "asked, the answer was yes, and no child was recorded"
    return f"asked, the answer was {asked.answer}"


def _said(asked: Enquiry | None, name: str) -> str:
    if asked is None:
        return f"No record says that {name} asked about dependent children"
    return f"{name} asked about dependent children; the answer was {asked.answer}"


def screen(borough: Borough) -> pl.DataFrame:
    """Children of whom a service of an adult who is close has no record, and none of an event about them."""
    asked_by = borough.context.on - timedelta(days=DAYS_TO_ASK.of(borough.context.terms))
    had_time = borough.at_work.filter(pl.col("kind").is_in(ADULT_SERVICES) & (pl.col("first") <= asked_by))
    close = borough.roles.filter(pl.col("role").is_in(list(CLOSE)))
    pairs = had_time.join(close, on=["child", "person"], how="semi").select("child", "agency", person="child")
    return lacking_everywhere(borough, pairs.unique()).select("child").unique()


RULE = AnalysisRule(
    Rule(
        "CHILDREN_NOT_CONSIDERED",
        "An adult's service that did not look at the children",
        "Children Act 2004 s.11 (regard to the welfare of children); Care Act 2014 statutory guidance, whole-family "
        "approach; seed rows 5 and 55",
        "2015-04-01",
    ),
    reads(Table.TIES, Table.INVOLVEMENTS, Table.EVENTS, Table.ENQUIRIES, Table.PERSONS, further=[Further.MEMBERS]),
    derive,
    (DAYS_TO_ASK,),
    screen=screen,
)
