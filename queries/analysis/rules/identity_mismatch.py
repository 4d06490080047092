"""IDENTITY_MISMATCH: agencies hold one person under facts that cannot all be true (seed row 29).

One person: the records joined to them, and whichever others hold the same verified identifier; sealed records are
compared with no other. One agency that gives an identifier to two persons is found in every network, for it may hide a
child; so is a tie that dates of birth exclude, entered the wrong way round; the rest where a targeted service works
with the child.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import polars as pl

from graph.codes import RELATIONSHIP
from queries.analysis.compartments import childs_agencies, of_children
from queries.analysis.evidence import Evidence, coverage
from queries.analysis.facts import ExcludedTie, Person, Record, Stay
from queries.analysis.knowledge import born_apart
from queries.analysis.network import Network
from queries.analysis.rule import STANDS_FOR, AnalysisRule, Flag
from queries.child_network.reads import Further, Table, reads
from queries.context import Context
from queries.rules import Rule

if TYPE_CHECKING:
    from queries.analysis.borough.asof import Borough


_TWO_PERSONS = "one identifier of two persons"


@dataclass(frozen=True)
class Mismatch:
    """Two records' facts that cannot both be true: of what kind, and what rests on each."""

    what: str
    agencies: tuple[str, str]
    people: tuple[str, str]
    evidence: tuple[Evidence, Evidence]


def derive(network: Network, context: Context) -> Iterable[Flag]:
    """A finding for each member of this network who is held under facts that differ, and each tie that cannot be."""
    yield from _of_ties(network, context)
    targeted = bool(childs_agencies(network))
    for id in sorted(network.roles):
        person = network.people[id]
        found = list(_within_agencies(network, person))
        if targeted:
            found += [*_of_records(network, person), *_of_homes(network, person)]
        if found:
            yield _flag(network, person, found, context)


def _of_ties(network: Network, context: Context) -> Iterator[Flag]:
    """Ties whose elder was born after the younger: entered the wrong way round, or a date of birth is wrong."""
    rows: dict[str, list[ExcludedTie]] = {}
    for row in network.excluded:
        rows.setdefault(row.id, []).append(row)
    for id, some in rows.items():
        tie, agencies = some[0], {row.agency for row in some}
        yield Flag(
            rule=RULE.rule.id,
            about=(id,),
            wording=f"{{agencies}} record somebody as {_WORDS[tie.type]} of a person who by dates of birth is older, "
            "which does not count",
            people=sorted({network.child, tie.start, tie.end}),
            agencies=sorted(agencies),
            names={agency: network.name(agency) for agency in agencies},
            evidence=[_row(network, row) for row in some],
            cleared_by=[
                "The agency that recorded the tie enters it the other way round, or ends it",
                "The agency whose date of birth is wrong corrects it",
            ],
            not_known=coverage(network, agencies, context.on),
            expires=context.on + STANDS_FOR,
        )


_WORDS = {one.code: f"the {one.label.lower()}" for one in RELATIONSHIP.codes}


def _row(network: Network, row: ExcludedTie) -> Evidence:
    said = f"{network.name(row.agency)} has the younger person as {_WORDS[row.type]} of the older"
    return Evidence(said, row.since, row.agency, person=row.start, row=row.row)


def _within_agencies(network: Network, person: Person) -> Iterator[Mismatch]:
    """Records of two persons to whom one agency gives the same identifier."""
    for one, other in combinations(person.records, 2):
        if one.agency == other.agency and one.person != other.person and set(one.identifiers) & set(other.identifiers):
            said = f"{network.name(one.agency)} gives an identifier that it gives to another person too"
            mine, theirs = (Evidence(said, None, r.agency, person=r.person) for r in (one, other))
            yield Mismatch(_TWO_PERSONS, (one.agency, other.agency), (one.person, other.person), (mine, theirs))


def _of_records(network: Network, person: Person) -> Iterator[Mismatch]:
    for one, other in combinations(person.records, 2):
        pair = (one, other)
        if one.agency != other.agency:
            if born_apart(one, other):
                yield _mismatch(network, "dates of birth", pair, "a date of birth")
            if not _names_agree(one, other):
                yield _mismatch(network, "names", pair, "a name")


def _mismatch(network: Network, what: str, records: tuple[Record, Record], fact: str) -> Mismatch:
    one, other = (
        Evidence(f"{network.name(r.agency)} holds {fact} that another does not", None, r.agency, person=r.person)
        for r in records
    )
    a, b = records
    return Mismatch(what, (a.agency, b.agency), (a.person, b.person), (one, other))


def _names_agree(one: Record, other: Record) -> bool:
    if not one.full_name or not other.full_name:
        return True
    return not one.names.isdisjoint(other.names)


def _of_homes(network: Network, person: Person) -> Iterator[Mismatch]:
    """Usual homes of a child that differ; a child who is said anywhere to live in two homes may."""
    stays = [stay for stay in network.stays if stay.person == person.id]
    if person.adult or any(stay.kind == "part_time" for stay in stays):
        return
    usual: dict[str, list[Stay]] = {}
    for stay in stays:
        if stay.kind == "usual" and stay.uprn:
            usual.setdefault(stay.agency, []).append(stay)
    for one, other in combinations(sorted(usual), 2):
        mine, theirs = usual[one], usual[other]
        if {stay.uprn for stay in mine}.isdisjoint(stay.uprn for stay in theirs):
            held = (_home(network, mine[0]), _home(network, theirs[0]))
            yield Mismatch("homes", (one, other), (person.id, person.id), held)


def _home(network: Network, stay: Stay) -> Evidence:
    said = f"{network.name(stay.agency)} has a usual home that another has not"
    return Evidence(said, stay.since or None, stay.agency, person=stay.person)


def _flag(network: Network, person: Person, found: list[Mismatch], context: Context) -> Flag:
    held = sorted({person.id, *(id for mismatch in found for id in mismatch.people)})
    agencies = {agency for mismatch in found for agency in mismatch.agencies}
    what = " and ".join(dict.fromkeys(mismatch.what for mismatch in found))
    return Flag(
        rule=RULE.rule.id,
        about=tuple(held),
        wording=f"{{agencies}} hold {what}" if what == _TWO_PERSONS else
        f"{{agencies}} hold one person under {what} that cannot all be true",
        people=sorted({network.child, *held}),
        agencies=sorted(agencies),
        names={agency: network.name(agency) for agency in agencies},
        evidence=list(dict.fromkeys(one for mismatch in found for one in mismatch.evidence)),
        cleared_by=["One of the agencies corrects its record, or the records are found to be of two persons"],
        not_known=coverage(network, agencies, context.on),
        expires=context.on + STANDS_FOR,
    )


def screen(borough: Borough) -> pl.DataFrame:
    """Children in whose networks an agency gives one identifier to two persons, or records a tie that dates of birth
    exclude; and those with whom a targeted service works, of whose networks somebody is held under facts that differ.
    """
    people = pl.concat([_recorded_apart(borough), _housed_apart(borough)]).unique()
    found = borough.members.join(people, on="person", how="semi").select("child").unique()
    targeted = found.join(of_children(borough), on="child", how="semi")
    ends = [borough.excluded.select(person=end) for end in ("start", "end")]
    everywhere = pl.concat([_shared_within(borough), *ends]).unique()
    within = borough.members.join(everywhere, on="person", how="semi").select("child")
    return pl.concat([targeted, within]).unique()


def _shared_within(borough: Borough) -> pl.DataFrame:
    """Persons with a record of an agency that gives their identifier to another person too."""
    every = borough.records().select("person", "agency", "record")
    others = borough.sharing.lazy().join(every.select("record", "agency"), on="record").select("person", "agency")
    return others.join(every, on=["person", "agency"], how="semi").select("person").unique().collect()


def _recorded_apart(borough: Borough) -> pl.DataFrame:
    """Who is on records of which neither family nor given names are all the same, or dates of birth are not."""
    columns = ("agency", "given_names", "family_name", "date_of_birth")
    every = borough.records()
    own = every.select("person", *columns)
    shared = borough.sharing.lazy().join(every.drop("person"), on="record").select("person", *columns)
    held = pl.concat([own, shared]).group_by("person").agg(
        pl.len(),
        names=_all_the_same("given_names").not_() & _all_the_same("family_name").not_(),
        born=pl.col("date_of_birth").drop_nulls().n_unique() > 1,
    )
    return held.filter((pl.col("len") > 1) & (pl.col("names") | pl.col("born"))).select("person").collect()


def _all_the_same(column: str) -> pl.Expr:
    """One value everywhere, with a letter in it that is left when names are compared."""
    return (pl.col(column).n_unique() == 1) & pl.col(column).str.contains("[A-Za-z]").fill_null(False).all()


def _housed_apart(borough: Borough) -> pl.DataFrame:
    """Children who have several usual homes in several agencies' records."""
    usual = borough.stays().filter(pl.col("holds") & (pl.col("kind") == "usual") & pl.col("uprn").is_not_null())
    counted = usual.group_by("person").agg(pl.col("agency", "uprn").n_unique())
    return counted.filter((pl.col("agency") > 1) & (pl.col("uprn") > 1)).select("person").collect()


RULE = AnalysisRule(
    Rule(
        "IDENTITY_MISMATCH",
        "One person held under different facts, or in a tie that cannot be",
        "UK GDPR art. 5(1)(d) (accuracy); Children Act 2004 s.16LC (consistent identifier); seed row 29",
        "2021-01-01",
    ),
    reads(
        Table.EXCLUDED, Table.STAYS, Table.INVOLVEMENTS, Table.PERSONS,
        further=[Further.MEMBERS, Further.IDENTIFIERS, Further.EXCLUDED],
    ),
    derive,
    screen=screen,
)
