"""MEETING_WITHOUT_ADULT_SERVICES: a strategy meeting or conference about a child without an adult's live service.

Definition: DOMAIN, rows 35 and 43. The service works with a parent or carer of the child, or an adult of its home, and
surely did so by the day of the meeting; and they were close to the child by then. It is no finding where the service's
agency took part, keeps a record of the meeting, was told of it or lawfully was not, or took part in a later meeting
about the child; nor where nobody recorded who took part at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from graph.dates import partial_date
from queries.analysis.compartments import ADULT_SERVICES
from queries.analysis.evidence import Evidence, coverage, of_event, of_involvement, when
from queries.analysis.facts import Happened, Involved
from queries.analysis.knowledge import Knowledge, knowledge
from queries.analysis.network import Network
from queries.analysis.recording import sees
from queries.analysis.rule import STANDS_FOR, AnalysisRule, Flag
from queries.child_network.reads import Table, reads
from queries.context import Context
from queries.rules import Rule

if TYPE_CHECKING:
    from queries.analysis.borough.asof import Borough

MEETINGS = frozenset({"strategy_meeting", "conference"})
LATER = MEETINGS | {"meeting", "core_group", "review", "assessment", "section47"}
"""Kinds of event at which a service that was left out may have been brought in since."""
CLOSE = frozenset({"parent", "carer", "home"})


def derive(network: Network, context: Context) -> Iterable[Flag]:
    """A finding for each meeting about this child from which an adult's service was missing."""
    meetings = [event for event in network.about(network.child) if _is_meeting(network, event)]
    if not meetings:
        return
    adults = {person.id for person in network.adults(CLOSE)}
    services = [one for one in network.involvements if one.person in adults and one.kind in ADULT_SERVICES]
    known = knowledge(network)
    for event in meetings:
        missing = [one for one in services if _is_left_out(network, known, event, one)]
        if missing:
            yield _flag(network, event, missing, context)


def _is_meeting(network: Network, event: Happened) -> bool:
    """Whether it is a meeting of the window, its day known, of which it is recorded who took part."""
    dated = event.on is not None and event.first is not None and event.first >= network.start
    return dated and event.kind in MEETINGS and bool(event.together)


def _is_left_out(network: Network, known: Knowledge, event: Happened, involved: Involved) -> bool:
    agency = involved.agency
    if event.first is None or involved.begun > event.first or involved.since is None:
        return False
    if not _was_close(network, involved.person, event.first):
        return False
    if not (sees(network, event.agency) and sees(network, agency)):
        return False  # that it was told may be hidden
    if known.knows(agency, event) or known.state(agency, event) == "withheld":
        return False
    return not any(_brings_in(later, event, agency) for later in network.about(network.child))


def _was_close(network: Network, person: str, day: date) -> bool:
    """Whether an adult was close to the child on a day: by what holds now, for of what is over no first day is read."""
    child = network.people[network.child]
    born = child.born_last or child.due_last or day  # who is a parent since the birth was one before it
    tied = any(
        tie.start == person and tie.end == network.child and tie.first is not None and tie.first <= by
        for edge, by in (("PARENT_OF", max(day, born)), ("CARES_FOR", day)) for tie in network.tied_now(edge)
    )
    shared = _homes_by(network, person, day) & _homes_by(network, network.child, day)
    return tied or (bool(shared) and network.lives_with_now(person, network.child))


def _homes_by(network: Network, person: str, day: date) -> set[str]:
    """Where somebody lives now, and did so by a day: a stay without a first day does not say that it is newer."""
    return {
        stay.place for stay in network.stays
        if stay.person == person and (not stay.since or partial_date(stay.since).last <= day)
    }


def _brings_in(later: Happened, event: Happened, agency: str) -> bool:
    since = later.last is None or event.first is None or later.last >= event.first
    return later.kind in LATER and since and agency in {later.agency, *later.together}


def _flag(network: Network, event: Happened, missing: list[Involved], context: Context) -> Flag:
    names = {one.agency: one.agency_name for one in missing}
    adults = sorted({one.person for one in missing})
    paths = (network.path([network.child], [adult]) for adult in adults)
    said = f"{' and '.join(network.name(agency) for agency in event.together)} took part"
    return Flag(
        rule=RULE.rule.id,
        about=(event.id, network.child),
        wording=f"A {event.kind.replace('_', ' ')} about a child {when(event)}, recorded by "
        f"{network.name(event.agency)}, is not recorded as having included or informed {{agencies}}, at work with an "
        "adult close to the child",
        people=sorted({network.child, *adults}),
        agencies=sorted(names),
        names=names,
        evidence=[of_event(network, event), Evidence(said, event.on, event.agency, event=event.id),
                  *map(of_involvement, missing)],
        cleared_by=[
            f"{name} is recorded as having taken part or been told, or takes part in a later meeting about the child"
            for name in names.values()
        ],
        not_known=coverage(network, {event.agency, *names}, context.on),
        expires=context.on + STANDS_FOR,
        paths=[path for path in paths if path is not None],
    )


def screen(borough: Borough) -> pl.DataFrame:
    """Children about whom there was a meeting, with an adult's service in the network."""
    met = borough.of_child.filter(pl.col("kind").is_in(MEETINGS) & (pl.col("first") >= borough.start))
    services = borough.at_work.filter(pl.col("kind").is_in(ADULT_SERVICES))
    return met.join(services, on="child", how="semi").select("child").unique()


RULE = AnalysisRule(
    Rule(
        "MEETING_WITHOUT_ADULT_SERVICES",
        "A strategy meeting or conference without an adult's service",
        "{working_together 3} (strategy discussions and child protection conferences "
        "involve the relevant practitioners); seed rows 35 and 43",
        "2023-12-15",
    ),
    reads(Table.TIES, Table.STAYS, Table.INVOLVEMENTS, Table.EVENTS, Table.PERSONS),
    derive,
    screen=screen,
)
