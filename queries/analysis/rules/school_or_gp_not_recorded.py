"""SCHOOL_OR_GP_NOT_RECORDED: a child without a school, or without a GP practice, in any agency's record (seed row 4).

A school is expected from the first day of compulsory school age to the sixteenth birthday, or the school leaving date
where that comes first; a practice of every child who is born, after a few weeks. Either is recorded where a record
names it, where it is at work with the child, and where it holds a record of its own, unless its work with the child is
recorded as over. A nursery is no school. Nothing is found where nobody would have recorded it: no school, or practice,
delivers for the date, and no agency that holds a record of the child names one of anybody else in the network. Nor is
anything for a viewer from whom any agency's rows are hidden.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from queries.analysis.evidence import Evidence
from queries.analysis.facts import Person
from queries.analysis.knowledge import alike
from queries.analysis.network import Network
from queries.analysis.recording import is_all_open, is_of_kind, not_covering, recording
from queries.analysis.rule import STANDS_FOR, AnalysisRule, Flag
from queries.child_network.reads import Table, reads
from queries.context import Context, years_before
from queries.definitions.school_age import begins, ends
from queries.rules import Parameter, Rule

if TYPE_CHECKING:
    from queries.analysis.borough.asof import Borough

GP_DAYS = Parameter(
    "SCHOOL_OR_GP_NOT_RECORDED.gp_days",
    56,
    "Eight weeks: a practice examines a baby at six to eight weeks (Healthy Child Programme), and registers it by then",
)


@dataclass(frozen=True)
class Expected:
    """What a child should have: in words, the kind of agency that gives it, and the kinds that show it."""

    words: str
    kind: str
    shown_by: frozenset[str]


SCHOOL = Expected("school", "school", frozenset({"school", "education_welfare"}))
GP = Expected("GP practice", "gp", frozenset({"gp"}))


def derive(network: Network, context: Context) -> Iterable[Flag]:
    """The finding for this child, if there is one."""
    lacking = [
        one for one in _expected(network.people[network.child], context)
        if not _is_recorded(network, one, context.on) and _would_be_recorded(network, one)
    ]
    if lacking and is_all_open(network):
        yield _flag(network, lacking, context)


def _expected(child: Person, context: Context) -> Iterable[Expected]:
    """What a child should have by every day on which it may have been born."""
    if child.born is None or child.born_last is None:
        return
    terms, on = context.terms, context.on
    leaves = min(years_before(child.born, -terms.school_to_years), ends(child.born, terms.school_to_years))
    if begins(child.born_last, terms.school_from_years) <= on < leaves:
        yield SCHOOL
    if child.born_last + timedelta(days=GP_DAYS.of(terms)) < on:
        yield GP


def _is_recorded(network: Network, expected: Expected, on: date) -> bool:
    """Whether a record of the child, or of a person who may be the child, names what is expected, or is its own."""
    meant = {network.child, *alike(network, network.child)}
    if any(one.person in meant and _gives(network, one.kind, one.agency, expected) for one in network.involvements):
        return True
    agencies = {record.agency for id in meant for record in network.people[id].records}
    holding = (agency for agency in agencies if is_of_kind(network, agency, expected.shown_by))
    return any(not _is_over(network, meant, agency, on) for agency in holding)


def _is_over(network: Network, meant: set[str], agency: str, on: date) -> bool:
    """Whether all that an agency had to do with the child is over, so that the record it keeps is of a former pupil."""
    ends = [one.end for one in network.received if one.person in meant and one.agency == agency]
    return bool(ends) and max(ends) <= on


def _gives(network: Network, kind: str, agency: str, expected: Expected) -> bool:
    return kind in expected.shown_by or is_of_kind(network, agency, expected.shown_by)


def _would_be_recorded(network: Network, expected: Expected) -> bool:
    """Whether one delivers that would hold a record, or an agency of the child's names one of somebody else."""
    if recording(network, {expected.kind}):
        return True
    agencies = {agency for agency in _holding(network) if network.agencies[agency].covered}
    return any(one.recorded_by in agencies and _gives(network, one.kind, one.agency, expected)
               for one in network.involvements)


def _holding(network: Network) -> list[str]:
    """The agencies that hold a record of the child."""
    records = network.people[network.child].records
    return sorted({one.agency for one in records if one.person == network.child and one.agency in network.agencies})


def _flag(network: Network, lacking: list[Expected], context: Context) -> Flag:
    agencies = _holding(network)
    what = " or a ".join(one.words for one in lacking)
    return Flag(
        rule=RULE.rule.id,
        about=(network.child,),
        wording=f"No record of a child names a {what}: {{agencies}} holds one",
        people=[network.child],
        agencies=agencies,
        names={agency: network.name(agency) for agency in agencies},
        evidence=[
            Evidence(f"The record of {network.name(agency)} names no {one.words}", None, agency, person=network.child)
            for one in lacking
            for agency in agencies
        ],
        cleared_by=[f"An agency records the child's {one.words}" for one in lacking],
        not_known=not_covering(network, {one.kind for one in lacking}, context),
        expires=context.on + STANDS_FOR,
    )


def screen(borough: Borough) -> pl.DataFrame:
    """Children who are born, with no practice at work, or of about school age with no school."""
    own = borough.at_work.filter(pl.col("person") == pl.col("child"))
    days = borough.persons.select(child="person", born="born", born_last="born_last")
    born = borough.children.join(days.drop_nulls(), on="child")
    terms, on = borough.context.terms, borough.context.on
    of_age = born.filter(
        (pl.col("born_last") <= years_before(on, terms.school_from_years))
        & (pl.col("born") > years_before(on, terms.school_to_years))
    )
    no_practice = born.join(own.filter(pl.col("kind").is_in(GP.shown_by)), on="child", how="anti")
    no_school = of_age.join(own.filter(pl.col("kind").is_in(SCHOOL.shown_by)), on="child", how="anti")
    return pl.concat([no_practice, no_school]).select("child").unique()


RULE = AnalysisRule(
    Rule(
        "SCHOOL_OR_GP_NOT_RECORDED",
        "No school, or no GP, in any record of a child",
        "Education Act 1996 s.8 (compulsory school age; in force by S.I. 1997/1623); seed row 4",
        "1997-09-01",
    ),
    reads(Table.TIES, Table.INVOLVEMENTS, Table.RECEIVED, Table.PERSONS),
    derive,
    (GP_DAYS,),
    screen=screen,
    misses=frozenset({SCHOOL.kind, GP.kind}),
)
