"""Which days and times may be asked about: all of 1900 to 2199, and none that begins after it ends."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from deliver import Agency, Ask, empty, load, person_id
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from api.cli import app
from api.documents import Documents
from api.errors import BadVariables
from api.limits import Limits
from api.types.query import schema
from graph.dates import day as read_day
from graph.ids import global_id
from graph.private_store import StoreAddress
from queries.context import Context
from queries.validity import Dates

DOCUMENTS = Documents(schema(), Limits())
FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)
BEYOND = ("0001-01-01", "0002-03-01", "1899-12-31", "2200-01-01", "9999-03-27", "9999-12-31")
LONGEST = 36_525
ANY = [FIRST + timedelta(days=Random(7).randrange((LAST - FIRST).days)) for _ in range(3)]
DAYS = [FIRST, date(1904, 2, 29), date(2000, 2, 29), date(2026, 3, 1), *ANY, date(2196, 2, 29), LAST]

QUESTIONS = {
    "person": "person(id: $id, on: $on) { age relationships { since } involvements { stale } }",
    "sourceRecord": 'sourceRecord(agency: "csc", localId: "kim", on: $on) { id }',
    "findPeople": 'findPeople(name: "kim", on: $on) { nodes { age } }',
    "childrenAffected": f"childrenAffected(adult: $id, closedWithin: {LONGEST}, on: $on) {{ children {{ missing }} }}",
    "agenciesNotInformed": f"agenciesNotInformed(event: $event, closedWithin: {LONGEST}, on: $on)"
    " { agencies { state waiting } }",
    "event": "event(id: $event, on: $on) { knownTo { agency { id } } }",
    "familyNetwork": "familyNetwork(person: $id, on: $on) { members { person { age } } }",
    "agencyMatrix": "agencyMatrix(person: $id, on: $on) { __typename }",
    "mashCheck": "mashCheck(people: [$id], on: $on) { flags { id } untold { event { id } } }",
    "lastSeen": "lastSeen(child: $id, on: $on) { last { on } agenciesWithout { id } agenciesUnknown { id } }",
    "chronology": "chronology(people: [$id], on: $on) { nodes { id } }",
    "pathsBetween": "pathsBetween(from: $id, to: $id, on: $on) { people { id } }",
    "kinshipPath": "kinshipPath(from: $id, to: $id, on: $on) { statement picture { alternative } }",
    "hiddenConnections": "hiddenConnections(people: [$id], on: $on) { nodes { statement expires } }",
    "mayShare": 'mayShare(about: $id, what: EXISTENCE, with: "police", on: $on) { answer }',
    "maySee": 'maySee(about: $id, what: EXISTENCE, heldBy: "police", agency: "csc", on: $on) { answer }',
    "genogram": "genogram(person: $id, on: $on) { alternative }",
    "ecomap": "ecomap(person: $id, on: $on) { alternative }",
    "timeline": "timeline(people: [$id], on: $on) { alternative }",
    "coverage": "coverage(on: $on) { coversDate }",
    "scope": "scope(on: $on) { statement until }",
    "nodes": "nodes(ids: [$id, $event], on: $on) { id }",
    "node": "node(id: $id) { id }",
}
"""Every root field that depends on the date, about a small family, over the longest time that it looks back."""
OF_NO_DATE = {"accessLog", "glass", "notices"}
OVER_A_TIME = ("chronology", "hiddenConnections", "timeline")
ABOUT_MUM = {"id": person_id("csc", "mum")}
ABOUT = {**ABOUT_MUM, "event": global_id("Event", "police", "row")}


@given(st.dates(FIRST, LAST), st.integers(0, LONGEST))
def test_the_times_that_are_read_can_be_worked_out_for_every_day_that_may_be_asked(day: date, closed: int) -> None:
    context = Context.as_of(day)
    dates = Dates(context, context.linked_from, closed)
    assert context.linked_from <= day
    assert date.fromisoformat(dates.since) <= day
    assert date.fromisoformat(dates.born_after) <= day


@given(st.dates())
def test_a_day_is_read_where_it_is_of_these_years_and_refused_where_it_is_not(day: date) -> None:
    if FIRST <= day <= LAST:
        assert read_day(day.isoformat()) == day
    else:
        with pytest.raises(ValueError, match="1900 to 2199"):
            read_day(day.isoformat())


@pytest.mark.parametrize("text", ["2026", "2026-03", "20260301", "2026-W09-7", "2026-02-30", "", "today"])
def test_what_is_no_day_is_none(text: str) -> None:
    with pytest.raises(ValueError):
        read_day(text)


@pytest.mark.parametrize("day", BEYOND)
@pytest.mark.parametrize(("type_", "written"), [("Date", "{}"), ("DateTime", "{}"), ("DateTime", "{}T00:00:00Z")])
async def test_a_variable_beyond_these_years_is_refused_with_what_may_be_given(
    day: str, type_: str, written: str
) -> None:
    name = {"Date": "on", "DateTime": "knownAt"}[type_]
    document = await DOCUMENTS.get(f"query ($when: {type_}) {{ coverage({name}: $when) {{ coversTo }} }}")
    with pytest.raises(BadVariables, match=rf"'\$when' must be given as '{type_}'.*1900 to 2199") as refused:
        DOCUMENTS.operation(document, document.select(None), {"when": written.format(day)})
    assert day not in str(refused.value)


def test_no_question_is_left_out() -> None:
    query = schema().query_type
    assert query is not None and query.fields.keys() == QUESTIONS.keys() | OF_NO_DATE
    between_persons = {"pathsBetween", "kinshipPath"}
    assert {name for name, field in query.fields.items() if "from" in field.args} == {*OVER_A_TIME, *between_persons}


@pytest.mark.parametrize("command", [("flags",), ("view", "--key", "key", "--out", "out")])
@pytest.mark.parametrize("day", BEYOND)
def test_the_command_line_takes_the_same_days(command: tuple[str, ...], day: str) -> None:
    told = CliRunner().invoke(app, [*command, "--on", day])
    assert (told.exit_code, "1900 to 2199" in told.output) == (2, True)


@pytest.fixture(scope="module")
def family(store: StoreAddress, store_home: Path) -> None:
    """A mother and her child, with one event."""
    csc, police = Agency("csc", "children_social_care"), Agency("police", "police")
    csc.people(mum="1990-01-01", kim="2018-01-01")
    csc.tie("mum", "parent", "kim")
    csc.involved("kim", since="2025-05-01")
    police.person("mum", "1990-01-01")
    police.event("row", "incident", "2026-02-01", "mum")
    empty(store)
    load(store, store_home, csc.delivered(), police.delivered())


@pytest.mark.slow
@pytest.mark.parametrize("day", DAYS, ids=str)
async def test_every_question_is_answered_for_days_of_all_these_years(raw: Ask, family: None, day: date) -> None:
    said = await raw(
        f"query ($id: ID!, $event: ID!, $on: Date) {{ {' '.join(QUESTIONS.values())} }}", **ABOUT, on=day.isoformat()
    )
    assert "errors" not in said, said["errors"]
    assert said["data"].keys() == QUESTIONS.keys()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "end"),
    [*((name, "on") for name in OVER_A_TIME), ("chronology", "to"), ("timeline", "to")],
)
async def test_a_time_that_begins_after_its_end_is_refused_for_nothing_would_be_found_in_it(
    raw: Ask, family: None, name: str, end: str
) -> None:
    document = (
        f"query ($id: ID!, $from: Date, $end: Date) {{ {name}(people: [$id], from: $from, {end}: $end)"
        " { __typename } }"
    )
    assert "errors" not in await raw(document, **ABOUT_MUM, **{"from": "2026-02-01"}, end="2026-02-01")
    (error,) = (await raw(document, **ABOUT_MUM, **{"from": "2026-02-02"}, end="2026-02-01"))["errors"]
    assert (error["path"], error["extensions"]["code"]) == ([name], "BAD_USER_INPUT")
    assert f"from is after {end}" in error["message"]
