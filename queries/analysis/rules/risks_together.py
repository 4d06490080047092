"""RISKS_TOGETHER: mental ill health, substance misuse and domestic abuse around one child, in different records.

Definition: DOMAIN, row 40. Each is shown by a live service of its kind with an adult close to the child, or by an event
of the months that link services about such an adult: of an agency of that kind, or with a category that says domestic
abuse. It is no finding where somebody has all three together: an agency that knows of each, or a meeting or
assessment whose agencies, taken together, knew of each. Nor is it for a viewer from whom that may be hidden.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from queries.analysis.evidence import Evidence, coverage, of_event, of_involvement
from queries.analysis.facts import Happened, Involved
from queries.analysis.knowledge import KNOWN, knowledge
from queries.analysis.network import Network
from queries.analysis.recording import is_of_kind, is_open
from queries.analysis.rule import STANDS_FOR, AnalysisRule, Flag
from queries.categories import DOMESTIC, is_domestic
from queries.child_network.reads import Table, reads
from queries.context import Context
from queries.rules import Rule

if TYPE_CHECKING:
    from queries.analysis.borough.asof import Borough

RISKS = ("mental_health", "substance_misuse", "domestic_abuse")
"""Kinds of service, each of which shows one of the three."""
CLOSE = frozenset({"parent", "carer", "home", "partner"})
TOGETHER = frozenset({"meeting", "strategy_meeting", "section47", "conference", "core_group", "review", "assessment"})
"""Kinds of event at which agencies look at a family together."""


PUT_TOGETHER_BY = frozenset({*RISKS, "children_social_care", "early_help", "mash"})
"""Kinds of agency in whose records it would stand that somebody has all three together."""


@dataclass(frozen=True)
class Shown:
    """One of the risks, shown by an involvement or an event: about whom, since when, and since when agencies know."""

    risk: str
    people: tuple[str, ...]
    since: date
    agencies: Mapping[str, date]
    evidence: Evidence


def derive(network: Network, context: Context) -> Iterable[Flag]:
    """The finding for this child, if there is one."""
    shown = list(_shown(network, context))
    if {one.risk for one in shown} != set(RISKS) or not is_open(network, PUT_TOGETHER_BY):
        return
    known = _known(shown)
    alone = any(len(risks) == len(RISKS) for risks in known.values())
    if not alone and not any(_looks_together(event, known) for event in network.events):
        yield _flag(network, shown, context)


def _shown(network: Network, context: Context) -> Iterable[Shown]:
    adults = {person.id for person in network.adults(CLOSE)}
    for one in network.involvements:
        risk = _risk_of_service(network, one)
        if risk is not None and one.person in adults and one.begun <= context.on:
            yield Shown(risk, (one.person,), one.begun, {one.agency: one.begun}, of_involvement(one))
    known = knowledge(network)
    for event in network.events:
        about = tuple(sorted(adults.intersection(event.people)))
        if about and _is_surely_recent(event, context):
            assert event.first is not None
            knowing = _knowing(event, known.agencies[event.id])
            for risk in sorted(_risks_of_event(network, event)):
                yield Shown(risk, about, event.first, knowing, of_event(network, event))


def _risk_of_service(network: Network, involved: Involved) -> str | None:
    agency = network.agencies.get(involved.agency)
    kinds = (involved.kind, agency.kind if agency else None)
    return next((kind for kind in kinds if kind in RISKS), None)


def _risks_of_event(network: Network, event: Happened) -> set[str]:
    """The risk that the agency works with, and domestic abuse where the category of its event says so."""
    by = {kind for kind in RISKS if is_of_kind(network, event.agency, {kind})}
    return by | ({"domestic_abuse"} if is_domestic(event.category) else set())


def _is_surely_recent(event: Happened, context: Context) -> bool:
    return event.on is not None and event.first is not None and event.first >= context.linked_from


def _knowing(event: Happened, agencies: Iterable[str]) -> dict[str, date]:
    """Since when agencies know of an event: from its day, or the day on which they were told, where one is recorded."""
    assert event.first is not None
    known = dict.fromkeys(agencies, event.first)
    at_once = {event.agency, *event.together, *event.referred}
    told = [(one.last, one.agency) for one in event.told if one.last is not None and one.status in KNOWN]
    known.update({agency: day for day, agency in sorted(told, reverse=True) if agency not in at_once})
    return known


def _known(shown: Iterable[Shown]) -> Mapping[str, Mapping[str, date]]:
    """By agency, since when it knows of which of the risks."""
    known: defaultdict[str, dict[str, date]] = defaultdict(dict)
    for one in shown:
        for agency, since in one.agencies.items():
            known[agency][one.risk] = min(since, known[agency].get(one.risk, since))
    return known


def _looks_together(event: Happened, known: Mapping[str, Mapping[str, date]]) -> bool:
    """Whether the agencies that took part knew, between them, of all three by then."""
    if event.kind not in TOGETHER or event.last is None:
        return False
    there = {event.agency, *event.together}
    return len({risk for a in there for risk, day in known.get(a, {}).items() if day <= event.last}) == len(RISKS)


def _flag(network: Network, shown: list[Shown], context: Context) -> Flag:
    agencies = sorted({one.evidence.agency for one in shown if one.evidence.agency is not None})
    adults = sorted({person for one in shown for person in one.people})
    paths = (network.path([network.child], [adult]) for adult in adults)
    return Flag(
        rule=RULE.rule.id,
        about=(network.child,),
        wording=f"Mental ill health, substance misuse and domestic abuse are on record around one child since "
        f"{context.linked_from}, apart, in the records of {{agencies}}. No agency is recorded as knowing of all three, "
        "and none of their meetings or assessments brought them together",
        people=sorted({network.child, *adults}),
        agencies=agencies,
        names={agency: network.name(agency) for agency in agencies},
        evidence=list(dict.fromkeys(one.evidence for one in sorted(shown, key=lambda one: RISKS.index(one.risk)))),
        cleared_by=[
            "A meeting or assessment of the agencies that know of the three is recorded, or one of them is told of "
            "events that show the other two"
        ],
        not_known=coverage(network, set(agencies), context.on),
        expires=context.on + STANDS_FOR,
        paths=[path for path in paths if path is not None],
    )


def screen(borough: Borough) -> pl.DataFrame:
    """Children in whose networks all three are shown, about whomever."""
    of_kind = borough.agencies.filter(pl.col("kind").is_in(RISKS)).select(agency="id", risk="kind")
    services = borough.at_work.filter(pl.col("kind").is_in(RISKS)).select("child", risk="kind")
    agencies = borough.at_work.join(of_kind, on="agency").select("child", "risk")
    recent = borough.happened.filter(pl.col("until") >= borough.context.linked_from)
    events = recent.join(of_kind, on="agency").select("child", "risk")
    domestic = recent.filter(pl.col("category").str.strip_chars().str.to_lowercase().is_in(DOMESTIC))
    parts = [services, agencies, events, domestic.select("child", risk=pl.lit("domestic_abuse"))]
    counted = pl.concat(parts).unique().group_by("child").len()
    return counted.filter(pl.col("len") == len(RISKS)).select("child")


RULE = AnalysisRule(
    Rule(
        "RISKS_TOGETHER",
        "Mental ill health, substance misuse and domestic abuse around one child, in different agencies' records",
        "{working_together 1} (build up a picture over time); seed row 40",
        "2023-12-15",
    ),
    reads(Table.TIES, Table.INVOLVEMENTS, Table.EVENTS, Table.PERSONS),
    derive,
    screen=screen,
)
