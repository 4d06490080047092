"""CUMULATIVE_INCIDENTS: what is minor one by one, seen together (seed row 39).

Of a child: many occurrences in the months asked about. Of an adult: incidents with children of families
that have nothing else in common, which no single file shows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import polars as pl

from queries.analysis.evidence import coverage, of_event
from queries.analysis.facts import Happened
from queries.analysis.knowledge import occurrence_of
from queries.analysis.network import Network
from queries.analysis.rule import STANDS_FOR, AnalysisRule, Flag
from queries.categories import INJURY
from queries.child_network.reads import Further, Table, reads
from queries.context import Context
from queries.rules import INCIDENTS, Parameter, Rule

if TYPE_CHECKING:
    from queries.analysis.borough.asof import Borough

MANY = Parameter(
    "CUMULATIVE_INCIDENTS.occurrences",
    4,
    "Four presentations in eight months, and four referrals in six, in published reviews of children's deaths",
)
MOST_OF_ONE_ROW = Parameter(
    "CUMULATIVE_INCIDENTS.most_of_one_row", 3, "One row alone should not raise a flag, however it was counted"
)

ONCE_AN_AGENCY = frozenset({"absence", "missed_appointment"})
"""Many of these in one agency's records are one pattern, not many occurrences."""


def derive(network: Network, context: Context) -> Iterable[Flag]:
    """The finding for this child, if there is one."""
    events = [event for event in network.about(network.child) if _is_incident(event, network)]
    total = _occurrences(network, events, context)
    if total >= MANY.of(context.terms):
        yield _flag(
            (network.child,),
            f"{total} occurrences since {network.start} concern one child, recorded by {{agencies}}",
            [network.child],
            {event.id: (network, event) for event in events},
            context,
        )


def across(networks: Sequence[Network], context: Context) -> Iterable[Flag]:
    """A finding for each adult concerned in incidents with children of families that have nothing in common."""
    met: dict[str, dict[str, dict[str, tuple[Network, Happened]]]] = defaultdict(lambda: defaultdict(dict))
    by_child = {network.child: network for network in networks}
    for network in filter(_is_surely_of_a_child, networks):
        for event in network.about(network.child):
            if _is_incident(event, network):
                for person in event.people:
                    if network.people[person].adult:
                        met[person][network.child][event.id] = (network, event)
    for adult, children in sorted(met.items()):
        pairs = combinations(sorted(children), 2)
        if any(by_child[a].roles.keys().isdisjoint(by_child[b].roles) for a, b in pairs):
            yield _flag(
                (adult, "across"),
                f"One adult is concerned in incidents with children of families that share nobody, since "
                f"{networks[0].start}, recorded by {{agencies}}",
                [adult, *children],
                {id: found for events in children.values() for id, found in events.items()},
                context,
            )


def _is_surely_of_a_child(network: Network) -> bool:
    """Somebody without a date of birth may be an adult whom nothing tells apart."""
    return any(record.date_of_birth for record in network.people[network.child].records)


def _is_incident(event: Happened, network: Network) -> bool:
    in_window = event.on is not None and event.last is not None and event.last >= network.start
    return in_window and event.kind in INCIDENTS and (event.kind != "attendance" or event.category == INJURY)


def _occurrences(network: Network, events: list[Happened], context: Context) -> int:
    same = occurrence_of(network)
    counts: dict[str, int] = {}
    for event in events:
        if event.kind not in ONCE_AN_AGENCY:
            count = min(event.count, MOST_OF_ONE_ROW.of(context.terms))
            counts[same[event.id]] = max(counts.get(same[event.id], 0), count)
    return sum(counts.values()) + len({event.agency for event in events if event.kind in ONCE_AN_AGENCY})


def _flag(
    about: tuple[str, ...],
    wording: str,
    people: list[str],
    found: dict[str, tuple[Network, Happened]],
    context: Context,
) -> Flag:
    network = next(iter(found.values()))[0]
    agencies = {event.agency for _, event in found.values()}
    ordered = sorted(found.values(), key=lambda one: (one[1].on or "", one[1].id))
    return Flag(
        rule=RULE.rule.id,
        about=about,
        wording=wording,
        people=sorted(people),
        agencies=sorted(agencies),
        names={agency: network.name(agency) for agency in agencies},
        evidence=[of_event(where, event) for where, event in ordered],
        cleared_by=["Those who recorded the occurrences look at them together, and record what was decided"],
        not_known=coverage(network, agencies, context.on),
        expires=context.on + STANDS_FOR,
    )


def screen(borough: Borough) -> pl.DataFrame:
    """Children whom enough incidents concern, were each an occurrence by itself."""
    terms = borough.context.terms
    each = pl.min_horizontal("count", pl.lit(MOST_OF_ONE_ROW.of(terms)))
    counted = _incidents(borough).group_by("child").agg(total=each.clip(lower_bound=1).sum())
    return counted.filter(pl.col("total") >= MANY.of(terms)).select("child")


def linked(borough: Borough) -> pl.DataFrame:
    """Children with whom one adult, the key, was concerned in incidents, where two of them share nobody."""
    adults = borough.concerned.join(borough.persons.filter(~pl.col("child")).select("person"), on="person")
    met = _incidents(borough).join(adults, on="event").select("child", key="person").unique()
    pairs = met.join(met, on="key", suffix="_other").filter(pl.col("child") < pl.col("child_other"))
    shared = pairs.join(borough.members, on="child").join(
        borough.members, left_on=["child_other", "person"], right_on=["child", "person"], how="semi"
    )
    apart = pairs.join(shared, on=["child", "child_other"], how="anti")
    return met.join(apart, on="key", how="semi")


def _incidents(borough: Borough) -> pl.DataFrame:
    """Incidents that concern children themselves, as `Borough.of_child`."""
    in_window = pl.col("on").is_not_null() & (pl.col("last") >= borough.start)
    minor = pl.col("kind").is_in(INCIDENTS) & ((pl.col("kind") != "attendance") | (pl.col("category") == INJURY))
    return borough.of_child.filter(in_window & minor)


RULE = AnalysisRule(
    Rule(
        "CUMULATIVE_INCIDENTS",
        "Minor incidents seen together",
        "{working_together 1} (build up a picture over time); seed row 39",
        "2023-12-15",
    ),
    reads(Table.EVENTS, Table.PERSONS, further=[Further.INCIDENTS]),
    derive,
    (MANY, MOST_OF_ONE_ROW),
    across,
    screen,
    linked,
)
