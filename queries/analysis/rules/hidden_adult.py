"""HIDDEN_ADULT: an adult close to a child of whom agencies that work with the child have no word.

Definition: rows 8 to 10. The adult is on somebody's record, or nothing could name them; what is found is
which of the child's own agencies lack them: no record, no event known, nobody of that name and age.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import polars as pl

from queries.analysis.compartments import childs_agencies, of_children
from queries.analysis.evidence import Evidence, coverage, of_involvement
from queries.analysis.facts import Person
from queries.analysis.knowledge import knowledge, lacking_everywhere
from queries.analysis.network import Network
from queries.analysis.rule import STANDS_FOR, AnalysisRule, Flag
from queries.child_network.reads import Further, Table, reads
from queries.context import Context
from queries.rules import Rule

if TYPE_CHECKING:
    from queries.analysis.borough.asof import Borough

CLOSE = {
    "parent": "Parent of the child",
    "carer": "Carer of the child",
    "home": "Shares the child's home",
    "partner": "Partner of a parent, a carer or somebody in the child's home",
}
"""The roles by which an adult is close to a child, in words; not a sibling alone."""

MAY_BE_UNJOINED = "An agency may hold the adult under a record that has not been joined with the others"


def derive(network: Network, context: Context) -> Iterable[Flag]:
    """A finding for each adult whom some of the child's agencies lack."""
    agencies = [a for a in childs_agencies(network) if a in network.agencies and network.agencies[a].delivered]
    known = knowledge(network)
    for adult in network.adults(CLOSE) if agencies else ():
        lacking = [agency for agency in agencies if not known.has_word_of(agency, adult.id)]
        if lacking:
            yield _flag(network, adult, lacking, context)


def _flag(network: Network, adult: Person, lacking: list[str], context: Context) -> Flag:
    path = network.path([network.child], [adult.id])
    return Flag(
        rule=RULE.rule.id,
        about=(adult.id,),
        wording="An adult close to a child is on record elsewhere. {agencies}, at work with the child, "
        "holds no record of the adult and knows of no event that concerns them",
        people=sorted({adult.id, network.child}),
        agencies=sorted(lacking),
        names={agency: network.name(agency) for agency in lacking},
        evidence=_evidence(network, adult, lacking),
        cleared_by=[
            f"{network.name(agency)} records the adult, or is told of an event that concerns them" for agency in lacking
        ],
        not_known=[*coverage(network, set(lacking), context.on), MAY_BE_UNJOINED],
        expires=context.on + STANDS_FOR,
        paths=[path] if path else [],
    )


def _evidence(network: Network, adult: Person, lacking: list[str]) -> list[Evidence]:
    roles = [Evidence(words, person=adult.id) for role, words in CLOSE.items() if role in network.roles[adult.id]]
    holders = sorted({record.agency for record in adult.records if record.person == adult.id})
    records = [Evidence(f"{network.name(a)} has a record of the adult", None, a, person=adult.id) for a in holders]
    at_work = [of_involvement(i) for i in network.involvements if i.person == adult.id]
    childs = [of_involvement(i) for a, found in childs_agencies(network).items() if a in lacking for i in found]
    return [*roles, *records, *at_work, *childs]


def screen(borough: Borough) -> pl.DataFrame:
    """Children of whose agencies one has no record of an adult who is close, and none of an event about them."""
    agencies = of_children(borough).select("child", "agency").unique()
    close = borough.roles.filter(pl.col("role").is_in(list(CLOSE))).select("child", "person").unique()
    adults = close.join(borough.persons.filter(~pl.col("child")).select("person"), on="person")
    pairs = agencies.join(adults, on="child")
    return lacking_everywhere(borough, pairs).select("child").unique()


RULE = AnalysisRule(
    Rule(
        "HIDDEN_ADULT",
        "An adult in the child's home or network whom the child's agencies have not recorded",
        "{working_together 3} (assessments include all adults in the household "
        "and significant others); seed rows 8 to 10",
        "2023-12-15",
    ),
    reads(Table.TIES, Table.INVOLVEMENTS, Table.EVENTS, Table.PERSONS, further=[Further.MEMBERS]),
    derive,
    screen=screen,
)
