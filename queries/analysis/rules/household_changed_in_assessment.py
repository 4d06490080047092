"""HOUSEHOLD_CHANGED_IN_ASSESSMENT: somebody has joined a child's household since an open assessment began (seed row 9).

An assessment or section 47 enquiry about the child is open until the last day that its record gives; without one, until
its agency records about the child a closure, a plan, a conference or another assessment, and no longer than assessments
may take. Somebody has joined where every record of their stay in the child's home begins after the assessment did, and
no earlier home of both is known; or where they are since then the partner of a parent or carer, or of somebody in the
home, beyond doubt, and neither were so before nor belonged to the child before. A parent, carer or sibling who moved in
on the child's own day came with it. It is no finding where the assessment concerns them, or a later event about the
child that its agency recorded. A newborn is no newcomer: a birth is passed on by another rule.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from graph.dates import partial_date
from queries.analysis.evidence import Evidence, coverage, of_event, when
from queries.analysis.facts import Happened, Tie
from queries.analysis.knowledge import alike
from queries.analysis.network import Network
from queries.analysis.recording import is_of_kind, sees
from queries.analysis.rule import STANDS_FOR, AnalysisRule, Flag
from queries.child_network.reads import Table, reads
from queries.context import Context
from queries.rules import Parameter, Rule
from queries.working_days import is_past

if TYPE_CHECKING:
    from queries.analysis.borough.asof import Borough

WORKING_DAYS = Parameter(
    "HOUSEHOLD_CHANGED_IN_ASSESSMENT.working_days",
    45,
    "An assessment takes no more than 45 working days, so that an older one without an end is not taken to be open: "
    "Working Together 2023; the time limits of the 2026 edition were not read, taken to be the same",
)

ASSESSMENTS = frozenset({"assessment", "section47"})
ASSESSING = frozenset({"children_social_care", "early_help"})
ENDS = frozenset({"closure", "plan_start", "plan_end", "conference", "assessment", "section47"})
"""Kinds of event by which an agency shows that an assessment it began before is over."""
BESIDE = frozenset({"parent", "carer", "home"})
FAMILY = frozenset({"parent", "carer", "sibling"})
CLOSE = frozenset({"PARENT_OF", "CARES_FOR"})


def derive(network: Network, context: Context) -> Iterable[Flag]:
    """A finding for each open assessment of this child that somebody who has joined since is not part of."""
    for event in network.about(network.child):
        if _is_open(network, event, context):
            named = _named(network, event)
            joined = {
                person: how for person, how in sorted(_joined(network, event).items())
                if named.isdisjoint({person, *alike(network, person)})
            }
            if joined:
                yield _flag(network, event, joined, context)


def _is_open(network: Network, event: Happened, context: Context) -> bool:
    if event.kind not in ASSESSMENTS or not is_of_kind(network, event.agency, ASSESSING):
        return False
    if not sees(network, event.agency):
        return False  # that it is over may be hidden
    if event.on is None or event.last is None or event.until is None or event.last < network.start:
        return False
    if event.until > event.last:
        return event.until > context.on
    ended = any(_ends(later, event) for later in network.about(network.child))
    return not ended and not is_past(event.last, context.on, WORKING_DAYS.of(context.terms))


def _ends(later: Happened, event: Happened) -> bool:
    if later is event or later.agency != event.agency or later.kind not in ENDS:
        return False
    if later.last is None or event.first is None or event.last is None:
        return True
    # section 47 enquiries and the assessment that carries them out begin on one day: neither ends the other
    return later.last > event.last if later.kind in ASSESSMENTS else later.last >= event.first


def _named(network: Network, event: Happened) -> set[str]:
    """Whom the assessment concerns, and whom later events about the child that its agency recorded do."""
    later = [
        one for one in network.about(network.child)
        if one.agency == event.agency and (one.last is None or event.last is None or one.last >= event.last)
    ]
    return {person for one in (event, *later) for person in one.people}


def _joined(network: Network, event: Happened) -> dict[str, str]:
    """Who has joined since an assessment began, and how, in words."""
    assert event.last is not None
    found = {}
    for person in network.roles:
        if person == network.child or _is_born_since(network, person, event.last):
            continue
        if _moved_in(network, person, event.last):
            found[person] = "Lives in the child's home"
        elif _is_new_partner(network, person, event.last):
            found[person] = "Partner of a parent, a carer or somebody in the child's home"
    return found


def _is_born_since(network: Network, person: str, day: date) -> bool:
    who = network.people[person]
    return who.due is not None or (who.born_last is not None and who.born_last > day)


def _moved_in(network: Network, person: str, day: date) -> bool:
    """Whether somebody lives with the child on the date, did not before, and by every record came after a day."""
    both = {person, network.child}
    homes = [tie for tie in network.ties if tie.edge == "HOME" and {tie.start, tie.end} == both]
    if not homes or not all(tie.now for tie in homes):
        return False
    places = {stay.place for stay in network.stays if stay.person == network.child}
    stays = [stay for stay in network.stays if stay.person == person and stay.place in places]
    own = {(stay.place, stay.since) for stay in network.stays if stay.person == network.child}
    if network.roles[person] & FAMILY and own.issuperset((stay.place, stay.since) for stay in stays):
        return False  # the family came together, from a hostel or a refuge, say, where nobody shares a home
    return bool(stays) and all(stay.since and partial_date(stay.since).first > day for stay in stays)


def _is_new_partner(network: Network, person: str, day: date) -> bool:
    return not _belonged(network, person, day) and any(
        tie.sure and not _may_be_from(tie, day) and network.roles.get(other, frozenset()) & BESIDE
        and not _were_partners(network, person, other, day)
        for tie in network.tied_now("PARTNER_OF")
        for one, other in ((tie.start, tie.end), (tie.end, tie.start))
        if one == person and other != network.child
    )


def _belonged(network: Network, person: str, day: date) -> bool:
    """Whether somebody may be the child's parent or carer, or at home with it, from before: their partner is new."""
    tied = any(
        tie.start == person and tie.end == network.child and tie.edge in CLOSE and _may_be_from(tie, day)
        for tie in network.ties
    )
    return tied or (network.lives_with_now(person, network.child) and not _moved_in(network, person, day))


def _were_partners(network: Network, one: str, other: str, day: date) -> bool:
    """Whether two may have been partners by a day, by any tie: who marries a partner is no newcomer."""
    return any(
        tie.edge == "PARTNER_OF" and {tie.start, tie.end} == {one, other} and _may_be_from(tie, day)
        for tie in network.ties
    )


def _may_be_from(tie: Tie, day: date) -> bool:
    return tie.first is None or tie.first <= day


def _flag(network: Network, event: Happened, joined: dict[str, str], context: Context) -> Flag:
    paths = (network.path([network.child], [person]) for person in joined)
    return Flag(
        rule=RULE.rule.id,
        about=(event.id, network.child),
        wording=f"An assessment of a child by {{agencies}} began {when(event)} and is not recorded as over. Somebody "
        "whom it does not concern has joined the household or become a partner since",
        people=sorted({network.child, *joined}),
        agencies=[event.agency],
        names={event.agency: network.name(event.agency)},
        evidence=[of_event(network, event), *(Evidence(how, person=person) for person, how in joined.items())],
        cleared_by=[
            f"{network.name(event.agency)} records an event about the child that concerns whoever joined, or the end "
            "of the assessment"
        ],
        not_known=coverage(network, {event.agency}, context.on),
        expires=context.on + STANDS_FOR,
        paths=[path for path in paths if path is not None],
    )


def screen(borough: Borough) -> pl.DataFrame:
    """Children of whom an assessment began in the window."""
    assessing = borough.agencies.filter(pl.col("kind").is_in(ASSESSING)).select(agency="id")
    begun = borough.of_child.filter(pl.col("kind").is_in(ASSESSMENTS) & (pl.col("last") >= borough.start))
    return begun.join(assessing, on="agency", how="semi").select("child").unique()


RULE = AnalysisRule(
    Rule(
        "HOUSEHOLD_CHANGED_IN_ASSESSMENT",
        "Somebody has joined the household since an assessment began",
        "{working_together 3} (assessment follows changes in the family); seed row 9",
        "2023-12-15",
    ),
    reads(Table.TIES, Table.STAYS, Table.EVENTS, Table.PERSONS),
    derive,
    (WORKING_DAYS,),
    screen=screen,
)
