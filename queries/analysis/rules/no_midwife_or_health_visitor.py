"""NO_MIDWIFE_OR_HEALTH_VISITOR: an unborn child without a midwife, a child under five without a health visitor.

Definition: DOMAIN, row 15. A midwife's client is the mother: midwifery counts with the child or with a parent of it,
and of an unborn child without a recorded parent nothing is known. Found only of those whose dates leave no doubt that
they are unborn, or under five, and only where midwifery, or health visiting, delivers for the date.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from queries.analysis.evidence import Evidence, of_involvement
from queries.analysis.facts import Agency, Involved, Person, Record
from queries.analysis.knowledge import alike
from queries.analysis.network import Network
from queries.analysis.recording import is_of_kind, named, not_covering, recording
from queries.analysis.rule import STANDS_FOR, AnalysisRule, Flag
from queries.child_network.reads import Table, reads
from queries.context import Context, years_before
from queries.rules import Parameter, Rule

if TYPE_CHECKING:
    from queries.analysis.borough.asof import Borough

BOOKED_DAYS = Parameter(
    "NO_MIDWIFE_OR_HEALTH_VISITOR.booked_days",
    70,
    "Ten weeks of pregnancy, by which the first appointment with a midwife takes place (NICE guideline NG201)",
)
NEW_BIRTH_DAYS = Parameter(
    "NO_MIDWIFE_OR_HEALTH_VISITOR.new_birth_days",
    14,
    "The health visitor's new birth visit is made by day 14 (Healthy Child Programme)",
)

MIDWIFERY, HEALTH_VISITING = "midwifery", "health_visiting"


@dataclass(frozen=True)
class Due:
    """What service a child of an age should have, and the last day on which it is of that age for certain."""

    kind: str
    service: str
    child: str
    until: date


def derive(network: Network, context: Context) -> Iterable[Flag]:
    """The finding for this child, if there is one."""
    due = _unborn(network, context) or _very_young(network, context)
    if due is None or any(_is_live(network, due, one) for one in network.involvements):
        return
    agencies = recording(network, {due.kind})
    if agencies:
        yield _flag(network, due, agencies, context)


def _unborn(network: Network, context: Context) -> Due | None:
    """Of a child surely unborn, whose mother should have been booked by now."""
    child = network.people[network.child]
    first, last = (child.born, child.born_last) if child.due is None else (child.due, child.due_last)
    if first is None or last is None or first <= context.on or not _parents(network):
        return None
    gone = timedelta(days=context.terms.gestation_days - BOOKED_DAYS.of(context.terms))
    if context.on <= last - gone:
        return None
    return Due(MIDWIFERY, "midwifery", "An unborn child", first)


def _very_young(network: Network, context: Context) -> Due | None:
    """Of a child surely born, past the new birth visit and under five, by every record of it."""
    child, years = network.people[network.child], context.terms.very_young_years
    if child.born is None or child.born_last is None:
        return None
    days = [child.born, *(one.born.first for one in _own(child) if one.born is not None)]
    fifth = years_before(min(days), -years)
    visited = child.born_last + timedelta(days=NEW_BIRTH_DAYS.of(context.terms))
    if not visited < context.on < fifth:
        return None
    return Due(HEALTH_VISITING, "health visiting", "A child under five", fifth)


def _own(person: Person) -> list[Record]:
    return [record for record in person.records if record.person == person.id]


def _parents(network: Network) -> list[str]:
    return [id for id, roles in network.roles.items() if "parent" in roles]


def _is_live(network: Network, due: Due, involved: Involved) -> bool:
    """Whether an involvement is the one that a child should have, and with a person whom it may be recorded of."""
    if involved.kind != due.kind and not is_of_kind(network, involved.agency, {due.kind}):
        return False
    meant = [network.child, *(_parents(network) if due.kind == MIDWIFERY else ())]
    return involved.person in {*meant, *(other for one in meant for other in alike(network, one))}


def _flag(network: Network, due: Due, agencies: list[Agency], context: Context) -> Flag:
    held = sorted({record.agency for record in _own(network.people[network.child])})
    childs = [of_involvement(one) for one in network.involvements if one.person == network.child]
    return Flag(
        rule=RULE.rule.id,
        about=(network.child,),
        wording=f"{due.child} is on record, and no record has {due.service} at work with "
        f"{'it or a parent' if due.kind == MIDWIFERY else 'it'}: {{agencies}} delivers for the date and has none",
        people=[network.child],
        agencies=[one.id for one in agencies],
        names=named(agencies),
        evidence=[
            *(Evidence(f"{network.name(a)} has a record of the child", None, a, person=network.child) for a in held),
            *childs,
            *(Evidence(f"{one.name} has no live involvement", None, one.id, person=network.child) for one in agencies),
        ],
        cleared_by=[f"A live involvement of {due.service} with the child is recorded"],
        not_known=[
            *not_covering(network, {due.kind}, context),
            f"{due.service.capitalize()} of another area may be at work with the child",
        ],
        expires=min(context.on + STANDS_FOR, due.until),
    )


def screen(borough: Borough) -> pl.DataFrame:
    """Children who may be unborn, or under five and without live health visiting of their own."""
    on = borough.context.on
    after = years_before(on, borough.context.terms.very_young_years)
    people = borough.persons.select("person", unborn=pl.col("due").is_not_null() | (pl.col("born") > on), born="born")
    young = borough.children.join(people, left_on="child", right_on="person")
    visited = borough.at_work.filter((pl.col("person") == pl.col("child")) & (pl.col("kind") == HEALTH_VISITING))
    found = young.filter(pl.col("unborn") | (pl.col("born") > after))
    unborn, born = found.filter("unborn"), found.filter(~pl.col("unborn"))
    return pl.concat([unborn, born.join(visited, on="child", how="anti")]).select("child").unique()


RULE = AnalysisRule(
    Rule(
        "NO_MIDWIFE_OR_HEALTH_VISITOR",
        "An unborn child without a midwife, or a child under five without a health visitor",
        "Local Authorities (Public Health Functions and Entry to Premises by Local Healthwatch Representatives) "
        "Regulations 2013 reg. 5A (universal health visitor reviews); NICE guideline NG201 (antenatal care); "
        "seed row 15",
        "2015-10-01",
    ),
    reads(Table.TIES, Table.INVOLVEMENTS, Table.PERSONS),
    derive,
    (BOOKED_DAYS, NEW_BIRTH_DAYS),
    screen=screen,
    misses=frozenset({MIDWIFERY, HEALTH_VISITING}),
)
