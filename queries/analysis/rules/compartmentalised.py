"""COMPARTMENTALISED: services of several agencies work with one family, with no link between them.

Definition: DOMAIN, 'Compartmentalised case', 'Link between two services', 'Compartment' (seed row 60).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any, Literal

import networkx as nx
import polars as pl

from queries.analysis.borough.components import components
from queries.analysis.compartments import counting, counting_everywhere, is_recent, is_targeted, targeted_everywhere
from queries.analysis.evidence import coverage, of_involvement
from queries.analysis.facts import Happened, Involved
from queries.analysis.knowledge import KNOWN
from queries.analysis.network import Network
from queries.analysis.rule import STANDS_FOR, AnalysisRule, Component, Flag
from queries.child_network.reads import Table, reads
from queries.context import Context
from queries.rules import Rule

if TYPE_CHECKING:
    from queries.analysis.borough.asof import Borough


LinkKind = Literal["met", "informed", "referred", "worker"]
"""A common participant list; an informed or acknowledged row; a referral from one to the other; an allocated worker
in common."""
Contact = tuple[str, str, LinkKind]


def links(network: Network, context: Context) -> nx.Graph[str]:
    """The graph of links between the agencies whose services are live in the network.

    Services of one agency are joined, and a link that names an agency joins all its services, so that
    the agency is the node. An edge's `kinds` are the kinds of link between the two.
    """
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted({i.agency for i in network.involvements}))
    contacts = [contact for event in network.events for contact in _contacts(event, context)]
    for one, other, kind in (*contacts, *_shared_workers(network)):
        if one in graph and other in graph and one != other:
            known = graph.edges[one, other]["kinds"] if graph.has_edge(one, other) else frozenset()
            graph.add_edge(one, other, kinds=known | {kind})
    return graph


def _contacts(event: Happened, context: Context) -> Iterator[Contact]:
    start = context.linked_from
    for told in event.told:
        if told.status in KNOWN and (told.last is None or told.last >= start):
            yield event.agency, told.agency, "informed"
    if is_recent(event, context):
        together = sorted({event.agency, *event.together}) if event.together else ()
        yield from ((one, other, "met") for one, other in combinations(together, 2))
        yield from ((event.agency, other, "referred") for other in event.referred)


def _shared_workers(network: Network) -> Iterator[Contact]:
    agencies: dict[str, set[str]] = {}
    for worker in network.workers:
        agencies.setdefault(worker.registration, set()).add(worker.agency)
    for sharing in agencies.values():
        yield from ((one, other, "worker") for one, other in combinations(sorted(sharing), 2))


def derive(network: Network, context: Context) -> Iterable[Flag]:
    """The finding for this child's network, if there is one."""
    involved = counting(network, context)
    found = [
        [i for i in involved if i.agency in component]
        for component in sorted(map(sorted, nx.connected_components(links(network, context))))
    ]
    components = [part for part in found if part]
    if len(components) < 2 or not any(map(is_targeted, involved)):
        return
    yield _flag(network, components, context)


def _flag(network: Network, parts: list[list[Involved]], context: Context) -> Flag:
    components = [
        Component(*(sorted({getattr(i, what) for i in part}) for what in ("agency", "service", "person")))
        for part in parts
    ]
    return Flag(
        rule=RULE.rule.id,
        about=(network.child,),
        wording=_statement(parts, context),
        people=sorted({network.child, *(p for c in components for p in c.people)}),
        agencies=sorted({a for c in components for a in c.agencies}),
        names={i.agency: i.agency_name for part in parts for i in part},
        components=components,
        paths=_paths(network, components),
        evidence=[of_involvement(i) for part in parts for i in part],
        cleared_by=[
            f"A contact of {_names(one, 'or')} with {_names(other, 'or')} about this family, recorded: a joint meeting "
            "or assessment, a referral, or one informing the other"
            for one, other in pairwise(parts)
        ],
        not_known=coverage(network, {i.recorded_by for i in network.involvements}, context.on),
        expires=context.on + STANDS_FOR,
    )


def _statement(parts: list[list[Involved]], context: Context) -> str:
    groups = "; ".join(_names(part) for part in parts)
    return (
        f"{len(parts)} groups of services work with this child's family and have no recorded contact with one another "
        f"in the {context.terms.link_months} months before {context.on}: {groups}"
    )


def _names(part: list[Involved], joined: str = "and") -> str:
    return f" {joined} ".join(sorted({i.agency_name for i in part}))


def _paths(network: Network, components: list[Component]) -> list[dict[str, Any]]:
    paths = (network.path(one.people, other.people) for one, other in combinations(components, 2))
    return [path for path in paths if path is not None]


def screen(borough: Borough) -> pl.DataFrame:
    """Children with whose networks two agencies are at work, one of them targeted, that no link joins."""
    counting = counting_everywhere(borough)
    targeted = counting.join(targeted_everywhere(borough).select("child"), on="child", how="semi")
    several = targeted.select("child", "agency").unique().filter(pl.len().over("child") > 1)
    return _unlinked(borough, several)


def _unlinked(borough: Borough, counting: pl.DataFrame) -> pl.DataFrame:
    """The children of `child`, `agency` whose agencies no link joins, through whichever others."""
    nodes = borough.at_work.join(counting, on="child", how="semi").select("child", "agency").unique()
    named = pl.concat([_met_over_events(borough, nodes), _met_over_workers(borough)])
    parts = components(nodes, named.join(nodes, on=["child", "agency"], how="semi"))
    counted = parts.join(counting, on=["child", "agency"], how="semi").group_by("child").agg(pl.col("part").n_unique())
    return counted.filter(pl.col("part") > 1).select("child")


def _met_over_events(borough: Borough, nodes: pl.DataFrame) -> pl.DataFrame:
    """The contacts of `_contacts`: `child`, `by` what, `agency`."""
    start = borough.context.linked_from
    about = borough.happened.join(nodes, on="child", how="semi").select("child", "event")
    events = borough.events.join(about, on="event", how="semi")
    recent = events.filter(pl.col("until") >= start)
    told = pl.col("told").struct
    known = told.field("status").is_in(KNOWN) & (told.field("last") >= start.isoformat()).fill_null(True)
    informed = events.explode("told", empty_as_null=False).filter(known)
    meetings = recent.filter(pl.col("together").list.len() > 0)
    referred = recent.explode("referred", empty_as_null=False).select("event", "agency", other="referred")
    pairs = pl.concat([informed.select("event", "agency", other=told.field("agency")), referred])
    named = pairs.with_columns(by=pl.format("{} {}", "event", "other"))
    meeting = meetings.with_columns(by=pl.col("event").cast(pl.String))
    links = [
        named.select("event", "by", "agency"),
        named.select("event", "by", agency="other"),
        meeting.select("event", "by", "agency"),
        meeting.explode("together").select("event", "by", agency="together"),
    ]
    return about.join(pl.concat(links), on="event").select("child", "by", "agency")


def _met_over_workers(borough: Borough) -> pl.DataFrame:
    """The shared workers of `_shared_workers`, likewise."""
    workers = borough.members.join(borough.workers().collect(), on="person")
    return workers.select("child", pl.col("registration").alias("by"), "agency").unique()


RULE = AnalysisRule(
    Rule(
        "COMPARTMENTALISED",
        "Several services work with one family with no link between them",
        "{working_together 1} (a shared approach); seed row 60",
        "2023-12-15",
    ),
    reads(Table.TIES, Table.INVOLVEMENTS, Table.WORKERS, Table.EVENTS),
    derive,
    screen=screen,
)
