"""What a timeline shows: events by the agency that recorded them, who was told when, who was not, and clocks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from graph.codes import EVENT_KIND
from graph.dates import partial_date
from queries import readable, words
from queries.access.visible import Event
from queries.analysis.rules.agency_not_informed import WORKING_DAYS
from queries.case import Case, Cases
from queries.clocks import ASSESSED, CLOCKS, DERIVED, KEEPER, Occurrence, Run, runs
from queries.clocks import State as ClockState
from queries.context import Context, day_of
from queries.definitions.knowledge import know_related, known_to
from queries.definitions.sight import FROM_AFAR, failed, how_in_words
from queries.questions.agency_matrix import MashCheck, mash_check
from queries.questions.chronology import chronology
from queries.questions.coverage import covered
from queries.working_days import is_past

MOST = 60
"""The most events in one picture: the latest."""
State = Literal["told", "pending", "withheld", "not_told"]
_STATES: dict[str, State] = {"INFORMED": "told", "ACKNOWLEDGED": "told", "PENDING": "pending", "WITHHELD": "withheld"}

Sight = Literal["", "seen", "from_afar", "failed", "partly"]
"""Whether a worker saw the children: '' where nothing says so, `from_afar` by video or at the doorstep, `failed` where
a visit or check was about a child and saw none, `partly` where it saw another and not that one."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Knowledge:
    """An agency and an event of another: since when it could know, or that it was not told.

    `late` says that it took, or has taken, longer than the rule's working days.
    """

    agency: str
    state: State
    day: date | None
    late: bool = False


@dataclass(frozen=True)
class Happening:
    """An event: `day` is the first it can have been, `recorded` when its agency could know of it."""

    id: str
    agency: str
    kind: str
    on: str
    day: date | None
    recorded: date | None
    people: tuple[str, ...]
    known: tuple[Knowledge, ...]
    sight: Sight = ""
    sights: tuple[str, ...] = ()
    """The children seen and not seen, each in words: 'Kit seen by video'."""


@dataclass(frozen=True)
class Clocked:
    """A clock of a child that was started: by which event, until when it runs, and how it stands.

    `met` is the event by which it is met, '' where there is none, and `day` the first that this can have been.
    """

    title: str
    child: str
    allows: str
    authority: str
    start: str
    begun: date
    due: date
    state: ClockState
    met: str = ""
    day: date | None = None


@dataclass(frozen=True)
class Timeline:
    """Events, oldest first, and the agencies of the lanes; `more` earlier events are not drawn.

    `people` are those asked about, by id and name; `named` are all whom an event concerns.
    """

    people: tuple[tuple[str, str], ...]
    on: date
    agencies: tuple[tuple[str, str], ...]
    events: tuple[Happening, ...]
    more: bool = False
    named: tuple[str, ...] = ()
    clocks: tuple[Clocked, ...] = ()


async def timeline(
    cases: Cases, people: Sequence[str], context: Context, start: date | None = None, end: date | None = None
) -> Timeline | None:
    """The events that concern any of the persons from `start` to `end`; None where none of them is known.

    Who was not told is known for the months before the date in which a contact links two agencies.
    """

    async def work(case: Case) -> Timeline | None:
        check = await mash_check(case, people)
        if check is None:
            return None
        most = context.terms.list_bound
        page = await chronology(case, people, start or context.linked_from, end, first=most)
        events = [event for event in page.events if event.id in case.events]
        await know_related(case, [event.id for event in events])
        whole = not page.has_next and (end is None or end >= context.on)
        rows = [_event(case, event) for event in events]
        return timeline_of(rows, _family(case, check, events), context, whole=whole)

    return await cases.ask(context, work, since=context.linked_from)


def _event(case: Case, event: Event) -> Row:
    known = [
        {"agency": readable.organisation(case, one.agency), "state": one.state.upper(), "at": one.at}
        for one in known_to(case, event)
    ]
    return {**readable.event(case, event), "knownTo": known}


def _family(case: Case, check: MashCheck, events: Iterable[Event]) -> Row:
    """A hub's check with what a timeline shows of it, by the keys of GraphQL answers."""
    return {
        "people": [{"id": id} for id in check.people],
        "untold": [
            {"event": {"id": one.event}, "agencies": [readable.organisation(case, id) for id in one.agencies]}
            for one in check.untold
        ],
        "children": [{"child": readable.person(case, id)} for id in check.children],
        "coverage": [
            {"agency": {"id": one.agency}, "coversTo": one.last.covers_to if one.last else None}
            for one in (covered(case, agency) for agency in sorted({event.agency for event in events}))
        ],
    }


def timeline_of(rows: list[Row], family: Row, context: Context, *, whole: bool = True) -> Timeline:
    """The timeline that events of a chronology, and those not passed on of a MashCheck, show.

    `whole` says that the events reach until the date: else nothing says that a clock is not met.
    """
    untold = {one["event"]["id"]: one["agencies"] for one in family["untold"]}
    shown = rows[-MOST:]
    children = {each["child"]["id"] for each in family["children"]}
    events = [_happening(row, untold.get(row["id"], []), children, context) for row in shown]
    names = {row["agency"]["id"]: row["agency"]["name"] for row in shown}
    for row in shown:
        heard = [knows["agency"] for knows in row["knownTo"]] + list(untold.get(row["id"], []))
        names.update({agency["id"]: agency["name"] for agency in heard})
    asked = {person["id"] for person in family["people"]}
    known = {person["id"]: words.name(person) for row in shown for person in row["people"] if person["id"] in asked}
    order = sorted(names, key=lambda id: (-sum(event.agency == id for event in events), id))
    return Timeline(
        people=tuple((id, known.get(id, "")) for id in sorted(asked)),
        on=context.on,
        agencies=tuple((id, names[id]) for id in order),
        events=tuple(events),
        more=len(rows) > len(shown),
        named=tuple(sorted(asked.union(person["id"] for row in shown for person in row["people"]))),
        clocks=tuple(_clocks(shown, family, context)) if whole else (),
    )


def _clocks(rows: list[Row], family: Row, context: Context) -> Iterator[Clocked]:
    """The clocks of each child asked about, in the order in which they were started."""
    asked = {person["id"] for person in family["people"]}
    covered = {each["agency"]["id"]: _day(each["coversTo"]) for each in family["coverage"]}
    found = []
    for child in (each["child"] for each in family["children"] if each["child"]["id"] in asked):
        for agency, known in covered.items():
            events = list(_occurrences(rows, child["id"], agency))
            ran = [run for clock in CLOCKS for run in runs(clock, events, context.on, known or date.min, context.terms)]
            found += [_clocked(run, words.name(child), context) for run in ran]
    yield from sorted(found, key=lambda each: (each.begun, each.due, each.child, each.title))


def _occurrences(rows: Iterable[Row], child: str, agency: str) -> Iterator[Occurrence]:
    """The dated events of an agency that keeps the clocks, about a child."""
    for row in rows:
        mine = row["agency"]["id"] == agency and row["agency"]["kind"].lower() == KEEPER
        if mine and row["on"] and any(person["id"] == child for person in row["people"]):
            on, kind = partial_date(row["on"]), row["kind"].lower()
            if any(receiver != agency for receiver in row["referredTo"]):
                continue  # it is for the receiver to decide
            yield Occurrence(row["id"], DERIVED.get((kind, row["category"] or ""), kind), on.first, on.last)
            if kind == "assessment" and row["until"]:
                until = partial_date(row["until"])
                yield Occurrence(row["id"], ASSESSED, until.first, until.last)


def _clocked(run: Run, child: str, context: Context) -> Clocked:
    return Clocked(
        title=run.clock.rule.title,
        child=child,
        allows=run.clock.allows(context.terms),
        authority=run.clock.rule.cited(run.start.first),
        start=run.start.id,
        begun=run.start.first,
        due=run.due,
        state=run.state,
        met=run.met.id if run.met else "",
        day=run.met.first if run.met else None,
    )


def _happening(row: Row, untold: Sequence[Row], children: Collection[str], context: Context) -> Happening:
    day = partial_date(row["on"]).first if row["on"] else None
    recorded = _day(row["recordedAt"])
    known = [_knowledge(knows, day, context) for knows in row["knownTo"] if knows["state"] in _STATES]
    heard = {each.agency for each in known}
    late = _late(day, context.on, context)
    known += [Knowledge(agency["id"], "not_told", None, late) for agency in untold if agency["id"] not in heard]
    return Happening(
        id=row["id"],
        agency=row["agency"]["id"],
        kind=EVENT_KIND.by_code[row["kind"].lower()].label,
        on=row["on"] or "",
        day=day,
        recorded=max(filter(None, (day, recorded)), default=None),
        people=tuple(words.name(person) for person in row["people"]),
        known=tuple(known),
        **_sights(row, children),
    )


def _sights(row: Row, children: Collection[str]) -> dict[str, Any]:
    """Which children a worker saw, and how; which an attempt did not find."""
    how = (row["seenHow"] or "").lower()
    saw = [person for person in row["seen"] if person["id"] in children]
    people, seen = [[person["id"] for person in row[key]] for key in ("people", "seen")]
    lost = [
        person for person in row["people"]
        if person["id"] in children and failed(row["kind"].lower(), people, seen, person["id"])
    ]
    said = [f"{words.name(person)} seen{how_in_words(how)}" for person in saw]
    said += [f"{words.name(person)} not seen" for person in lost]
    whole: Sight = ("from_afar" if how in FROM_AFAR else "seen") if saw else ""
    return {"sight": ("partly" if saw else "failed") if lost else whole, "sights": tuple(said)}


def _knowledge(knows: Row, day: date | None, context: Context) -> Knowledge:
    told = _day(knows["at"])
    state = _STATES[knows["state"]]
    return Knowledge(knows["agency"]["id"], state, told or day, _late(day, told or context.on, context))


def _late(day: date | None, told: date, context: Context) -> bool:
    return day is not None and is_past(day, told, WORKING_DAYS.of(context.terms))


def _day(text: str | None) -> date | None:
    """The day in this country of an instant, or the first day of a recorded date."""
    if not text:
        return None
    if "T" not in text:
        return partial_date(text[:10]).first
    return day_of(datetime.fromisoformat(text.partition("[")[0]))
