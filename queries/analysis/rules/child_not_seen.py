"""CHILD_NOT_SEEN: a child whom nobody has seen for as long as no duty to visit allows, or whom visits failed to find.

Sights and failed attempts are those of `lastSeen` (`queries.definitions.sight`). Beside these, a child who attended
was not unseen; an appointment that it missed, and a contact that saw only others, are failed visits too. Unknown is not
none: it is found only where an agency of the child's records sight at all, or a failed visit (seed row 42). How long is
too long depends on the child: six weeks in a placement or under a protection plan, else the longest that any statutory
duty to visit allows.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from queries.analysis.compartments import childs_agencies, of_children
from queries.analysis.evidence import Evidence, coverage, of_event, of_involvement, when
from queries.analysis.facts import Happened, Involved
from queries.analysis.knowledge import occurrence_of
from queries.analysis.network import Network
from queries.analysis.rule import STANDS_FOR, AnalysisRule, Flag
from queries.child_network.reads import Table, reads
from queries.context import Context
from queries.definitions.sight import ATTEMPTS, When, failed, how_in_words, may_follow, recency
from queries.rules import Parameter, Rule

if TYPE_CHECKING:
    from queries.analysis.borough.asof import Borough

UNSEEN_DAYS = Parameter(
    "CHILD_NOT_SEEN.unseen_days",
    92,
    "Three months, the longest interval between visits that a statutory duty allows (Care Planning, Placement and "
    "Case Review (England) Regulations 2010 reg. 28(2)(c)(i)): longer is too long of any child",
)
UNSEEN_DAYS_ON_PLAN = Parameter(
    "CHILD_NOT_SEEN.unseen_days_on_plan",
    42,
    "Six weeks, the interval of a placement's first year (the same reg. 28(2)(b)); of a child under a protection plan "
    "no statute gives a number, and local ones are shorter",
)
FAILED_VISITS = Parameter(
    "CHILD_NOT_SEEN.failed_visits", 2, "One failed visit happens; reviews describe a second as avoidance not noticed"
)
FAILED_WITHIN_DAYS = Parameter(
    "CHILD_NOT_SEEN.failed_within_days", 90, "A quarter: the usual time between two reviews of a plan"
)

VISITS = "children_social_care"
"""The kind of service that has to visit."""

MISSED = "missed_appointment"
SAW_OTHERS = frozenset({"referral", "contact"})
"""Kinds that are failed visits where somebody was seen, and not the child."""
FAILING = frozenset({*ATTEMPTS, MISSED, *SAW_OTHERS})
"""All kinds of event that may be a failed visit."""

PLAN = frozenset({"plan_start", "plan_end"})


def derive(network: Network, context: Context) -> Iterable[Flag]:
    """The finding for this child, if there is one."""
    sights = [event for event in network.events if sees(event, network.child)]
    seen = max(sights, key=_recency, default=None)
    visits = _failed_since(network, seen, context)
    closed = _closed_after(network, visits)
    agencies = {*childs_agencies(network), *(event.agency for event in closed)}
    if not _sight_is_recorded(network, agencies):
        return
    visiting = _unseen_by(network, sights, context)
    same = occurrence_of(network)
    if visiting or closed or len({same[event.id] for event in visits}) >= FAILED_VISITS.of(context.terms):
        yield _flag(network, agencies, seen, visits, closed, visiting, context)


def sees(event: Happened, child: str) -> bool:
    """Whether a worker saw or spoke to the child, or the child attended."""
    return child in event.seen or (event.kind == "attendance" and child in event.people)


def fails(event: Happened, child: str) -> bool:
    """Whether somebody meant to see the child and did not."""
    if failed(event.kind, event.people, event.seen, child):
        return True
    if child not in event.people or sees(event, child):
        return False
    return event.kind == MISSED or (event.kind in SAW_OTHERS and bool(event.seen))


def _when(event: Happened) -> When:
    followed = event.on is None and event.first is not None
    return When(_text(event.first), _text(event.last), int(followed))


def _text(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _recency(event: Happened) -> tuple[str, str, int, bool, str]:
    return recency(_when(event), event.seen_how, event.id)


def _day(event: Happened) -> date:
    """The last day on which it may have been, so that what is known less well is not held against anybody."""
    return event.last or date.min


def _sight_is_recorded(network: Network, agencies: Iterable[str]) -> bool:
    return any(
        event.agency in agencies and _day(event) >= network.start and (event.seen or fails(event, network.child))
        for event in network.events
    )


def _failed_since(network: Network, seen: Happened | None, context: Context) -> list[Happened]:
    start = context.on - timedelta(days=FAILED_WITHIN_DAYS.of(context.terms))
    return [
        event for event in network.about(network.child)
        if fails(event, network.child) and start <= _day(event)
        and (seen is None or may_follow(_when(event), _when(seen)))
    ]


def _closed_after(network: Network, visits: list[Happened]) -> list[Happened]:
    """Where the service that has to visit closed the case when its last word of the child was a failed visit."""
    first = min(map(_day, visits), default=date.max)
    return [
        event
        for event in network.about(network.child)
        if event.kind == "closure" and first <= _day(event) and _visits(network, event)
    ]


def _visits(network: Network, event: Happened) -> bool:
    """Whether an event is a record of the service that has to visit."""
    return network.agencies[event.agency].kind == VISITS


def _unseen_by(network: Network, sights: Iterable[Happened], context: Context) -> list[Involved]:
    """The services that have to visit, have had the time, and have nobody's sight of the child in it."""
    allowed = UNSEEN_DAYS_ON_PLAN if _is_on_plan(network) else UNSEEN_DAYS
    start = context.on - timedelta(days=allowed.of(context.terms))
    if any(_day(sight) >= start for sight in sights):
        return []
    return [i for i in network.involvements if i.person == network.child and i.kind == VISITS and i.begun <= start]


def _is_on_plan(network: Network) -> bool:
    """Whether the child lives in a placement, or a plan for it has begun and not ended."""
    if any(stay.person == network.child and stay.kind == "placement" for stay in network.stays):
        return True
    plans = [event for event in network.about(network.child) if event.kind in PLAN and _visits(network, event)]
    last = max(plans, key=lambda event: (_day(event), event.kind == "plan_start"), default=None)
    return last is not None and last.kind == "plan_start"


def _flag(
    network: Network,
    agencies: set[str],
    seen: Happened | None,
    visits: list[Happened],
    closed: list[Happened],
    visiting: list[Involved],
    context: Context,
) -> Flag:
    last = "is not recorded as seen"
    if seen is not None:
        last = f"was last {_seen(network, seen)} {when(seen)}, recorded by {network.name(seen.agency)}"
    count = f"{len(visits)} {'visit' if len(visits) == 1 else 'visits'}"
    missed = f"; {count} since then did not find the child" if visits else ""
    closing = "".join(f"; {network.name(event.agency)} closed the case {when(event)}" for event in closed)
    return Flag(
        rule=RULE.rule.id,
        about=(network.child,),
        wording=f"A child known to {{agencies}} {last}{missed}{closing}",
        people=[network.child],
        agencies=sorted(agencies),
        names={agency: network.name(agency) for agency in agencies},
        evidence=[
            *([of_event(network, seen, f"; the child was {_seen(network, seen)}")] if seen else []),
            *_events(network, visits, "; the child was not seen"),
            *_events(network, closed, ""),
            *map(of_involvement, visiting),
        ],
        cleared_by=["Somebody sees the child, and it is recorded who was seen"],
        not_known=coverage(network, {event.agency for event in network.about(network.child)} | agencies, context.on),
        expires=context.on + STANDS_FOR,
    )


def _seen(network: Network, sight: Happened) -> str:
    """How the child was seen: by video, say; of one who only attended, that it did."""
    return f"seen{how_in_words(sight.seen_how)}" if network.child in sight.seen else "recorded as present"


def _events(network: Network, events: list[Happened], more: str) -> list[Evidence]:
    return [of_event(network, event, more) for event in events]


def screen(borough: Borough) -> pl.DataFrame:
    """Children with whom a service works that has to visit, or whom events of late may have failed to find."""
    terms, on = borough.context.terms, borough.context.on
    least = min(allowed.of(terms) for allowed in (UNSEEN_DAYS, UNSEEN_DAYS_ON_PLAN))
    of_them = of_children(borough)
    begun = pl.col("first") <= on - timedelta(days=least)
    visiting = of_them.filter((pl.col("kind") == VISITS) & begun).select("child")
    failing = pl.col("kind").is_in(sorted(FAILING))
    lately = pl.col("last") >= on - timedelta(days=FAILED_WITHIN_DAYS.of(terms))
    failed = borough.of_child.filter(failing & lately).group_by("child").len()
    often = failed.filter(pl.col("len") >= FAILED_VISITS.of(terms)).join(of_them, on="child", how="semi")
    closed = failed.join(borough.of_child.filter(pl.col("kind") == "closure"), on="child", how="semi")
    return pl.concat([visiting, often.select("child"), closed.select("child")]).unique()


RULE = AnalysisRule(
    Rule(
        "CHILD_NOT_SEEN",
        "Nobody has seen or spoken to the child",
        "Children Act 1989 s.17(4A) and s.47(5A) (the child's wishes and feelings); Care Planning, Placement and Case "
        "Review (England) Regulations 2010 reg. 28 (visits); seed row 42",
        "2011-04-01",
    ),
    reads(Table.STAYS, Table.INVOLVEMENTS, Table.EVENTS),
    derive,
    (UNSEEN_DAYS, UNSEEN_DAYS_ON_PLAN, FAILED_VISITS, FAILED_WITHIN_DAYS),
    screen=screen,
)
