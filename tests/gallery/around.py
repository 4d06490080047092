"""Ecomaps and timelines of the gallery: invented households among agencies."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, pairwise
from random import Random

from gallery.families import FAMILIES
from gallery.notation import ON
from queries.clocks import CLOCKS
from queries.clocks import State as ClockState
from queries.context import Terms
from queries.pictures.family import Person, Sex
from queries.pictures.happenings import Clocked, Happening, Knowledge, State, Timeline
from queries.pictures.surroundings import Agency, Gap, Link, Strength, Surroundings, Tie

_NAMES = (
    "Children's Social Care", "Mental Health Trust", "Recovery Service", "Probation", "Police",
    "Harbour Primary School", "Housing Association", "Quayside Surgery", "Health Visiting", "Midwifery",
    "Domestic Abuse Advocacy", "Young Carers",
    "Education Welfare", "Youth Justice", "Adult Social Care", "Hospital", "Early Help", "Sexual Health Services",
)
_STRENGTHS: tuple[Strength, ...] = ("strong", "strong", "tenuous", "stressful", "one_way")


def surroundings(
    home: int, elsewhere: int, agencies: int, groups: int, seed: int, dense: float = 0.0
) -> Surroundings:
    """A household of so many among so many agencies, linked into so many groups.

    In a group each is linked with the next, and of all others so large a part as `dense`.
    """
    random = Random(seed)
    called = ("Kit Hale", "Bartholomew Featherstonehaugh", "Zoë Marsh", "Ann Tremlett-Cole")
    sexes: tuple[Sex, ...] = ("female", "male", "not_known")
    people = [Person(f"p{n}", random.choice(called), random.choice(sexes), age=random.randint(0, 80))
              for n in range(home + elsewhere)]
    there = [Agency(f"a{n:02}", _NAMES[n % len(_NAMES)], "other", n * groups // max(agencies, 1))
             for n in range(agencies)]
    close = {(one.id, other.id) for one, other in pairwise(there)}
    links = tuple(Link(one.id, other.id) for one, other in combinations(there, 2)
                  if one.group == other.group and ((one.id, other.id) in close or random.random() < dense))
    ties = tuple(Tie(random.choice(people).id, agency.id, random.choice(_STRENGTHS), f"{agency.name} since 2025")
                 for agency in there for _ in range(random.randint(1, 3)))
    once = {(tie.person, tie.agency): tie for tie in ties}
    gaps = (Gap("p0", "No GP recorded"),) if random.random() < 0.5 else ()
    away = tuple((person, f"{person.name} is kin, says council") for person in people[home:])
    return Surroundings("p0", ON, tuple(people[:home]), away, tuple(there), tuple(once.values()), links, gaps)


def _demonstration() -> Surroundings:
    """Three services who each know a part of one family, and none of another."""
    ann, kit, lou = (FAMILIES["unknown father"].by_id[id] for id in ("ann", "kit", "lou"))
    bob = FAMILIES["nuclear"].by_id["bob"]
    return Surroundings(
        "kit", ON, (ann, kit, lou), ((bob, "Bob Hale is partner of Ann Dale, says probation"),),
        (Agency("csc", "Children's Social Care", "children_social_care", 0),
         Agency("hv", "Health Visiting", "health_visiting", 0),
         Agency("mh", "Mental Health Trust", "mental_health", 1), Agency("prob", "Probation", "probation", 2)),
        (Tie("kit", "csc", "strong", "Assessment since 2025-10-20"),
         Tie("lou", "hv", "stressful", "Health Visiting since 2023"),
         Tie("ann", "mh", "tenuous", "Community team since 2024"),
         Tie("bob", "prob", "strong", "Supervision since 2025"),
         Tie("ann", "csc", "one_way", "Early Help, referred")),
        (Link("csc", "hv"),), (Gap("kit", "No school recorded"),),
    )


def _outside(around: Surroundings) -> Surroundings:
    """The same, but that its last agency is linked with nobody, and the two before it not with one another."""
    *_, one, other, last = (agency.id for agency in around.agencies)
    links = tuple(link for link in around.links if last not in (link.one, link.other) and link != Link(one, other))
    return replace(around, agencies=(*around.agencies[:-1], replace(around.agencies[-1], group=1)), links=links)


ECOMAPS: dict[str, Surroundings] = {
    "a compartmentalised case": _demonstration(),
    "one person and one agency": surroundings(1, 0, 1, 1, 1),
    "a household of nine": surroundings(9, 5, 12, 4, 2),
    "a full ring": surroundings(12, 12, 18, 6, 3),
    "nobody around": surroundings(2, 0, 0, 1, 8),
    "a plan that all share": surroundings(3, 1, 9, 1, 4, dense=1.0),
    "a plan and who is outside it": _outside(surroundings(3, 2, 9, 1, 5, dense=1.0)),
    "many links and many that are not": surroundings(4, 3, 12, 1, 6, dense=0.6),
}


def timeline(events: int, agencies: int, seed: int) -> Timeline:
    """So many events of a year, known to some of the agencies and not to others."""
    random = Random(seed)
    ids = [f"a{n}" for n in range(agencies)]
    days = sorted(ON - timedelta(days=random.randint(1, 360)) for _ in range(events))
    return Timeline(
        (("p0", "Kerry Tremlett"),), ON, tuple((id, _NAMES[n % len(_NAMES)]) for n, id in enumerate(ids)),
        tuple(_happening(random, number, day, ids) for number, day in enumerate(days)),
    )


def _happening(random: Random, number: int, day: date, ids: list[str]) -> Happening:
    owner = random.choice(ids)
    known = []
    for other in ids:
        chance = random.random()
        if other != owner and chance < 0.2:
            known.append(Knowledge(other, "told", min(day + timedelta(days=random.randint(0, 9)), ON), chance < 0.1))
        elif other != owner and chance < 0.5:
            state: State = "not_told" if chance < 0.4 else "withheld" if chance < 0.45 else "pending"
            known.append(Knowledge(other, state, None))
    on = day.isoformat() if random.random() < 0.8 else day.isoformat()[:7]
    dated = random.random() < 0.95
    return Happening(f"e{number}", owner, "Missed appointment", on if dated else "", day if dated else None,
                     min(day + timedelta(days=random.randint(0, 4)), ON), ("Kerry Tremlett",), tuple(known))


def _clocks() -> Timeline:
    """A child's way to a plan, with a conference that came late, a core group in time and a review to come."""
    said = (
        ("Referral", "2025-12-01"), ("Strategy meeting", "2025-12-05"), ("Section 47 enquiry", "2025-12-08"),
        ("Conference", "2026-01-13"), ("Plan start", "2026-01-13"), ("Core group", "2026-01-22"),
    )
    events = tuple(
        Happening(f"e{n}", "csc", kind, on, day, day, ("Kit Hale",), (Knowledge("school", "told", day),) * (n > 2))
        for n, (kind, on) in enumerate(said) for day in [date.fromisoformat(on)]
    )
    days = {event.id: event.day for event in events}

    def clock(of: str, start: str, due: str, state: ClockState, met: str = "") -> Clocked:
        begun = days[start]
        assert begun is not None
        rule = next(one for one in CLOCKS if one.rule.id == of)
        return Clocked(rule.rule.title, "Kit Hale", rule.allows(Terms()), rule.rule.cited(begun), start, begun,
                       date.fromisoformat(due), state, met, days.get(met))

    return Timeline(
        (("kit", "Kit Hale"),), ON, (("csc", "Children's Social Care"), ("school", "Harbour Primary School")), events,
        clocks=(
            clock("REFERRAL_DECISION", "e0", "2025-12-02", "not_recorded"),
            clock("INITIAL_CONFERENCE", "e1", "2025-12-30", "late", "e3"),
            clock("CORE_GROUP", "e3", "2026-01-27", "met", "e5"), clock("FIRST_REVIEW", "e3", "2026-04-13", "running"),
            clock("INITIAL_CONFERENCE", "e1", "2025-12-30", "past"),
            clock("INITIAL_CONFERENCE", "e1", "2025-12-30", "not_known"),
        ),
    )


TIMELINES: dict[str, Timeline] = {
    "a year of events": timeline(14, 7, 1),
    "sixty events": timeline(60, 9, 2),
    "one event": timeline(1, 2, 3),
    "clocks of a plan": _clocks(),
}
