"""Random small boroughs: a few agencies' deliveries about the same dozen persons, and deliveries that come after.

Each agency has its own records of some of the persons, and says of them what it likes: ties that begin and
end, homes, involvements, events, whom it told. What it says need not be sensible, only valid.
"""

from __future__ import annotations

from dataclasses import dataclass

from deliver import Agency, Delivered
from hypothesis import strategies as st

NAMES = ("ada", "ben", "cas", "dot", "eli", "fay", "gus", "hal", "ivy", "jon", "kit", "lou")
KINDS = {
    "csc": "children_social_care", "mind": "mental_health", "drugs": "substance_misuse", "oak": "school",
    "police": "police", "nurse": "health_visiting", "refuge": "domestic_abuse",
}
_BORN = ("1985-03-02", "1990", "2008-02-28", "2012-05", "2016-07-01", "2023-11-11", "")
_DAYS = (
    "2019-01-01", "2024-06-01", "2025-02-28", "2025-03-02", "2025-09", "2026-01-12", "2026-02-20", "2026-02-27",
    "2026-05-01",
)
_YEARS = ("2025", "2026")
_TIES = (
    "parent", "parent", "step_parent", "grandparent", "partner", "spouse", "sibling", "half_sibling", "main_carer",
    "young_carer", "ex_partner",
)
_EVENTS = (
    "incident", "concern", "meeting", "assessment", "home_visit", "missed_appointment", "treatment_start", "relapse",
    "return_home", "referral", "referral", "attendance", "injury", "strategy_meeting",
)
_KEPT = ("sensitive", "sealed")

day = st.sampled_from(_DAYS)
maybe_day = st.one_of(st.just(""), day)
names = st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True)
agencies = st.lists(st.sampled_from(sorted(KINDS)), max_size=3, unique=True)


@dataclass(frozen=True)
class Deliveries:
    """What each agency delivers first, and what some deliver later."""

    first: list[Delivered]
    later: list[Delivered]


@st.composite
def deliveries(draw: st.DrawFn) -> Deliveries:
    """Random deliveries of every agency, and of some a second one with some rows more and some left out."""
    first, later = [], []
    for number, (id, kind) in enumerate(KINDS.items()):
        agency = Agency(id, kind)
        known = draw(st.lists(st.sampled_from(NAMES), min_size=3, unique=True))
        for name in known:
            _record(draw, agency, name)
        _rows(draw, agency, known, number)
        _workers(draw, agency)
        first.append(agency.delivered("2026-02-20T22:00:00Z", covers=("2020-01-01", draw(st.sampled_from(_COVERS)))))
        if draw(st.booleans()):
            left_out = draw(st.sets(st.integers(0, 6), max_size=2))
            _rows(draw, agency, known, number + 10)
            later.append(_without(agency, left_out))
    return Deliveries(first, later)


_WORKERS = ("lea", "max")
_STATES = ("informed", "pending", "withheld", "acknowledged")
_COVERS = ("2026-02-20", "2026-03-31")


def _without(agency: Agency, left_out: set[int]) -> Delivered:
    """A full delivery without some rows about persons, events and the like, which others do not refer to."""
    tables = ("relationships", "residence", "informed", "enquiries", "allocations")
    places = {id(row): place for table in tables for place, row in enumerate(agency.rows[table])}
    rows = {
        table: [row for row in listed if table not in tables or places[id(row)] % 7 not in left_out]
        for table, listed in agency.rows.items()
    }
    delivered = agency.delivered("2026-02-28T22:00:00Z", covers=("2020-01-01", "2026-03-31"))
    return Delivered(delivered.manifest, rows)


def _record(draw: st.DrawFn, agency: Agency, name: str) -> None:
    """A record, now and then without its number, or under another name or date of birth."""
    born = _BORN[NAMES.index(name) % len(_BORN)]
    columns = {"given_names": name.title(), "family_name": draw(st.sampled_from(("Ash", "Ash", "Birch")))}
    if draw(st.integers(0, 5)) == 0:
        columns["nhs_number"] = ""
    if draw(st.integers(0, 5)) == 0:
        born = draw(st.sampled_from(_BORN))
    if not born:
        columns["expected_date_of_birth"] = draw(st.sampled_from(("", "2026-04-20", "2026-05")))
    if draw(st.integers(0, 7)) == 0:
        columns["deceased_on"] = draw(st.sampled_from(("2025-06-01", "2025-12", "2026-02")))
    if draw(st.integers(0, 7)) == 0:
        columns["sensitivity"] = draw(st.sampled_from(_KEPT))
    agency.person(name, born, **columns)


def _workers(draw: st.DrawFn, agency: Agency) -> None:
    """Workers whom other agencies have too, some of whom have left, allocated to some of the involvements."""
    for worker in _WORKERS:
        until = draw(st.sampled_from(("", "", "2024-06-01", "2026-02-27")))
        agency.row("professionals", professional_id=worker, name=worker, registration=f"SWE:{worker}", until=until)
    for row in list(agency.rows["involvements"]):
        for worker in draw(st.lists(st.sampled_from((*_WORKERS, "oak:max")), max_size=2, unique=True)):
            until = draw(st.sampled_from(("", "", "2026-02-20", "2025-02-28")))
            columns = {"involvement_id": row["involvement_id"], "professional_id": worker}
            agency.row("allocations", **columns, since=draw(st.sampled_from(("", "2024-06-01"))), until=until)


def _rows(draw: st.DrawFn, agency: Agency, known: list[str], number: int) -> None:
    mine = st.sampled_from(known)
    pairs = st.lists(mine, min_size=2, max_size=2, unique=True)
    for one, other in draw(st.lists(pairs, min_size=2, max_size=6)):
        type, since = draw(st.sampled_from(_TIES)), draw(maybe_day)
        until = draw(st.sampled_from(("", "", "2025-12-01")))
        if not until or not since or since[:4] < until[:4]:
            agency.tie(one, type, other, since=since, until=until, sensitivity=draw(st.sampled_from(("", "", *_KEPT))))
    if draw(st.booleans()):
        kind = draw(st.sampled_from(("", "", "home", "hostel")))
        residents = draw(st.lists(mine, max_size=4, unique=True))
        agency.home(f"house-{number}", kind=kind, uprn=draw(st.sampled_from(("", "100000000001", "100000000002"))))
        for name in residents:
            stay = draw(st.sampled_from(("usual", "usual", "part_time", "refuge")))
            agency.lives(name, f"house-{number}", kind=stay, since=draw(maybe_day))
    for place, name in enumerate(draw(st.lists(mine, min_size=2, max_size=5))):
        status = draw(st.sampled_from(("open", "open", "closed", "waiting", "refused")))
        since = draw(maybe_day)
        until = draw(st.sampled_from(("2026-04-01", "2025-12-01"))) if status == "closed" else ""
        if not until or since < until:
            lead = draw(st.sampled_from(("", "yes", "no")))
            agency.involved(
                name, status, since=since, until=until, involvement_id=f"i{number}-{place}", lead_professional=lead
            )
    for place, concerned in enumerate(draw(st.lists(st.lists(mine, min_size=1, max_size=3, unique=True), max_size=4))):
        _event(draw, agency, f"e{number}-{place}", concerned)
    for name in draw(st.lists(mine, max_size=2, unique=True)):
        answer = draw(st.sampled_from(("yes", "no", "unknown")))
        question = draw(st.sampled_from(("dependent_children", "young_carer")))
        agency.row("enquiries", person_id=name, question=question, answer=answer, on=draw(day))


def _event(draw: st.DrawFn, agency: Agency, id: str, concerned: list[str]) -> None:
    kind = draw(st.sampled_from(_EVENTS))
    together = ";".join(draw(agencies)) if kind in ("meeting", "strategy_meeting") else ""
    receiver = draw(st.sampled_from(sorted(KINDS))) if kind == "referral" else ""
    category = draw(st.sampled_from(("injury", "injury", "Domestic")))
    seen = concerned[0] if draw(st.booleans()) else ""
    after = draw(st.sampled_from([""] + [row["event_id"] for row in agency.rows["events"]]))
    others = (f"{other}:e{number}-0" for number, other in enumerate(KINDS) if other != agency.id)
    same = draw(st.sampled_from(("", "", *others)))
    on = draw(st.one_of(maybe_day, st.sampled_from(_YEARS)))
    how = draw(st.sampled_from(("", "video", "doorstep", "seen_alone"))) if seen else ""
    agency.event(
        id, kind, on, *concerned, participants=together, to_agency=receiver, seen=seen, seen_how=how, category=category,
        after=after, parent_event=same,
    )
    for told in draw(agencies):
        status = draw(st.sampled_from(_STATES))
        at = draw(st.sampled_from(("2026-02-21", "2026-01-13", "2026-03-20", "")))
        agency.row("informed", event_id=id, agency=told, at=at, status=status)
