"""Which days and times may be asked about: all of 1900 to 2199, and none that begins after it ends."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from access_families import viewed
from deliver import NOW, Agency, Ask, empty, load, person_id
from hypothesis import given
from hypothesis import strategies as st
from test_access_refusals import EVERY_QUESTION
from typer.testing import CliRunner

from api.cli import app
from api.contexts import Contexts
from api.documents import Documents
from api.errors import BadArgument, BadVariables
from api.limits import Limits
from api.picks import Selections
from api.roots import ROOTS, Root
from api.schema import make_schema
from api.signin.asker import Asker
from graph.dates import day as read_day
from graph.private_store import StoreAddress
from queries.context import Context
from queries.read import parameters

DOCUMENTS = Documents(make_schema(), Limits())
GUARDIAN = viewed("caldicott_guardian", "csc")
CONTEXTS = Contexts(NOW, Asker(GUARDIAN.viewer, GUARDIAN.purpose))
FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)
OVER_A_TIME = [root for root in ROOTS if "from: Date" in root.arguments]
BEYOND = ("0001-01-01", "0002-03-01", "1899-12-31", "2200-01-01", "9999-03-27", "9999-12-31")


async def asked(root: Root) -> dict[str, Any]:
    """The arguments of a question as it is asked of a family, over the longest time that it looks back."""
    query = DOCUMENTS.schema.query_type
    assert query is not None
    document = await DOCUMENTS.get(f"{{ {EVERY_QUESTION[root.name]} }}")
    selections = Selections(DOCUMENTS.operation(document, document.select(None), {}))
    ((nodes),) = selections.fields([document.select(None).node.selection_set]).values()
    arguments = selections.arguments(query, nodes[0])
    return {**arguments, "closedWithin": 36_525} if "closedWithin" in arguments else arguments


@pytest.mark.parametrize("root", ROOTS, ids=lambda root: str(root.name))
async def test_every_question_can_be_worked_out_for_every_day_that_may_be_asked(root: Root) -> None:
    arguments = await asked(root)

    @given(st.dates(FIRST, LAST))
    def worked_out(day: date) -> None:
        context = CONTEXTS.context({"on": day})
        question = root.question(arguments, context)
        assert context.parameters()["from"] <= day
        if question is not None:
            assert parameters(question, context)["closed_since"] <= day

    worked_out()


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


@pytest.mark.parametrize("root", OVER_A_TIME, ids=lambda root: str(root.name))
async def test_a_time_that_begins_after_the_date_is_refused_for_nothing_would_be_found_in_it(root: Root) -> None:
    arguments, context = await asked(root), CONTEXTS.context({"on": GUARDIAN.on})
    root.question({**arguments, "from": GUARDIAN.on}, context)
    with pytest.raises(BadArgument, match="from is after on"):
        root.question({**arguments, "from": GUARDIAN.on + timedelta(days=1)}, context)


@pytest.mark.parametrize("name", ["chronology", "timeline"])
async def test_a_time_that_begins_after_its_own_end_is_refused(name: str) -> None:
    (root,) = (root for root in OVER_A_TIME if root.name == name)
    context: Context = CONTEXTS.context({"on": GUARDIAN.on})
    with pytest.raises(BadArgument, match="from is after to"):
        root.question({**await asked(root), "from": date(2026, 2, 2), "to": date(2026, 2, 1)}, context)


def test_there_are_questions_over_a_time() -> None:
    assert {root.name for root in OVER_A_TIME} == {"chronology", "hiddenConnections", "timeline"}


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
@pytest.mark.parametrize("day", [FIRST, LAST], ids=str)
@pytest.mark.parametrize(
    "question",
    [
        "childrenAffected(adult: $id, closedWithin: 36525, on: $on) { children { missing } }",
        "familyNetwork(person: $id, on: $on) { members { person { age } } }",
        "mashCheck(people: [$id], on: $on) { flags { id } untold { event { id } } }",
        "chronology(people: [$id], on: $on) { nodes { id } }",
        "hiddenConnections(people: [$id], on: $on) { nodes { statement } }",
        "ecomap(person: $id, on: $on) { alternative }",
        "timeline(people: [$id], on: $on) { alternative }",
    ],
)
async def test_the_first_and_the_last_of_these_days_are_answered(
    ask: Ask, family: None, question: str, day: date
) -> None:
    used = f"query ($id: ID!, $on: Date) {{ {question} }}"
    await ask(used, id=person_id("csc", "mum"), on=day.isoformat())
