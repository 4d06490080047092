"""What is asked as known now is answered as what was known by now: each statement has a short form for the present.

A borough is asked every question both ways, at rest and while a delivery is being loaded.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from deliver import NOW, Agency, Ask, empty, load, opened, person_id

from graph.ids import global_id
from graph.private_store import StoreAddress
from queries.case import Case, Cases, NotNow
from queries.context import Context

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("families")]

csc, amh = Agency("csc", "children_social_care"), Agency("amh", "mental_health")
PATH = "people { id } steps { type since until uncertain disputed assertedBy { id name } }"
INVOLVEMENT = "id status since until stale uncertain agency { id } service { id name } allocatedTo { name }"
PERSON = f"id givenNames familyName age involvements {{ {INVOLVEMENT} }} residences(ended: true) {{ since until uprn }}"
CHILD = f"child {{ {PERSON} }} livesWithAdult missing paths {{ {PATH} }}"
QUESTIONS = (
    f"person(id: $mum, TIMES) {{ {PERSON} relationships(ended: true) {{ type since person {{ id }} }} }}",
    f"childrenAffected(adult: $mum, TIMES) {{ children {{ {CHILD} }} }}",
    f"agenciesNotInformed(event: $event, TIMES) {{ agencies {{ agency {{ id }} state waiting via {{ {PATH} }} }} }}",
    f"familyNetwork(person: $kim, TIMES) {{ members {{ distance path {{ {PATH} }} }} ties {{ type since }} }}",
    f"agencyMatrix(person: $kim, TIMES) {{ agencies {{ agency {{ id }} involvements {{ {INVOLVEMENT} }} }} }}",
    "chronology(people: [$mum, $kim], TIMES) { nodes { localId kind on summary knownTo { agency { id } state } } }",
    f"pathsBetween(from: $mum, to: $kim, TIMES) {{ {PATH} }}",
    f"kinshipPath(from: $gran, to: $kim, TIMES) {{ terms statement ways {{ {PATH} }} picture {{ alternative }} }}",
    "hiddenConnections(people: [$kim], TIMES) { nodes { id statement people { id } evidence { statement since } } }",
    "lastSeen(child: $kim, TIMES) { last { on how } byAgency { on } failedSince { id } agenciesWithout { id } }",
    "mashCheck(people: [$kim], TIMES) { family { person { id } } lately { id } untold { event { localId } } }",
    f'findPeople(name: "lane", TIMES) {{ nodes {{ {PERSON} relationships {{ person {{ {PERSON} }} }} }} }}',
    "coverage(TIMES) { agency { id } extractedAt coversDate }",
    "scope(TIMES) { content { id } until statement }",
)


def _records() -> None:
    csc.people(mum="1990-01-01", kim="2018-01-01", gran="1960-01-01", dad="1988-01-01")
    csc.tie("dad", "parent", "kim")
    csc.tie("mum", "parent", "kim", since="2018")
    csc.tie("gran", "parent", "mum")
    csc.home("flat", "mum", "kim", uprn="100000000911")
    csc.involved("kim", involvement_id="csc-kim", since="2025-05")
    amh.people(mum="1990-01-01", kim="2018-01-01")
    amh.tie("mum", "parent", "kim")
    amh.involved("mum", involvement_id="amh-mum", since="2025-11-01")
    amh.event("relapse", "relapse", "2026-02-10", "mum", summary="first told so")
    amh.event("talk", "meeting", "2026-02-12", "mum", participants="csc")
    csc.event("seen", "home_visit", "2026-02-05", "kim", seen="kim", seen_how="doorstep")
    csc.person("sam", "2017-01-01", school="elm")
    csc.event("fall", "injury", "2026-02-01", "sam")


@pytest.fixture(scope="module")
def families(store: StoreAddress, store_home: Path) -> None:
    """Two deliveries of each agency: names, kinds, texts, dates and a death are told in the second."""
    empty(store)
    _records()
    for person in csc.rows["people"]:
        person["family_name"] = "Lane"
    load(store, store_home, csc.delivered("2026-02-15"), amh.delivered("2026-02-15"))
    csc.rows["people"][0]["given_names"] = "Marie"
    csc.rows["people"][3]["deceased_on"] = "2026-02-20"
    amh.rows["events"][0]["summary"] = "then told otherwise"
    csc.rows["households"][0]["kind"] = "hostel"
    amh.rows["events"][1]["on"] = "2026-03-12"
    csc.rows["people"][-1]["date_of_birth"] = "2004-01-01"
    load(store, store_home, csc.delivered("2026-03-15"), amh.delivered("2026-03-15"))


async def asked(ask: Ask, question: str, times: str) -> Any:
    """The answer as of 20 March 2026."""
    text = question.replace("TIMES", f'on: "2026-03-20"{times}').replace("(, ", "(")
    values = {name: person_id("csc", name) for name in ("mum", "kim", "gran")}
    values["event"] = global_id("Event", "amh", "relapse")
    used = {name: value for name, value in values.items() if f"${name}" in text}
    declared = ", ".join(f"${name}: ID!" for name in used)
    return await ask(f"query{f'({declared})' if declared else ''} {{ {text} }}", **used)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.partition("(")[0])
async def test_what_is_known_now_is_what_was_known_by_now(ask: Ask, question: str) -> None:
    now = await asked(ask, question, "")
    assert now == await asked(ask, question, f', knownAt: "{NOW.isoformat()}"')
    assert now


async def test_a_household_is_a_home_until_its_correction_was_known(ask: Ask) -> None:
    lives = "childrenAffected(adult: $mum, TIMES) { children { paths { steps { type } } } }"
    told = [await asked(ask, lives, times) for times in ("", ', knownAt: "2026-03-01"')]
    types = [{s["type"] for c in one["children"] for p in c["paths"] for s in p["steps"]} for one in told]
    assert types == [{"PARENT"}, {"PARENT", "SHARED_HOME"}]


async def test_a_school_is_told_of_who_was_a_child_as_known_then(ask: Ask) -> None:
    event = global_id("Event", "csc", "fall")
    fall = f'agenciesNotInformed(event: "{event}", TIMES) {{ agencies {{ agency {{ id }} }} }}'
    told = [await asked(ask, fall, times) for times in ("", ', knownAt: "2026-03-01"')]
    assert [[one["agency"]["id"] for one in each["agencies"]] for each in told] == [[], ["elm"]]


async def test_a_meeting_joins_as_of_the_day_that_was_known_then(ask: Ask) -> None:
    apart = 'hiddenConnections(people: [$kim], rule: [COMPARTMENTALISED], on: "2026-03-10"TIMES) { nodes { id } }'
    told = [await ask(f"query ($kim: ID!) {{ {apart.replace('TIMES', times)} }}", kim=person_id("csc", "kim"))
            for times in ("", ', knownAt: "2026-03-01"')]
    assert [len(each["nodes"]) for each in told] == [1, 0]


async def test_somebody_is_in_a_childs_network_until_the_death_was_known(ask: Ask) -> None:
    flags = f'hiddenConnections(people: ["{person_id("csc", "dad")}"], TIMES) {{ nodes {{ rule {{ id }} }} }}'
    told = [await asked(ask, flags, times) for times in ("", ', knownAt: "2026-03-01"')]
    assert [bool(one["nodes"]) for one in told] == [False, True]


async def test_while_a_delivery_is_being_loaded_the_answer_is_the_same(store: StoreAddress, ask: Ask) -> None:
    question = QUESTIONS[0]
    before = await asked(ask, question, "")
    await _mark(store, "MERGE (x:Extract {id: 'half'}) SET x.state = 'loading', x.agency = 'csc'")
    try:
        assert await asked(ask, question, "") == before
    finally:
        await _mark(store, "MATCH (x:Extract {id: 'half'}) DELETE x")


async def _mark(store: StoreAddress, statement: str) -> None:
    async with opened(store) as driver, driver.session() as session:
        await (await session.run(statement)).consume()


async def test_while_a_delivery_is_being_loaded_it_is_asked_as_known_by_now(store: StoreAddress) -> None:
    async with opened(store) as driver:
        cases, now = Cases.on(driver), Context(NOW.date(), NOW, latest=True)
        await cases.ask(now, Case.begin)
        assert not cases.store.is_loading
        await _mark(store, "MERGE (x:Extract {id: 'half'}) SET x.state = 'loading', x.agency = 'csc'")
        try:
            with pytest.raises(NotNow):
                await (await cases.open(now)).begin()
            assert cases.store.is_loading
            await cases.ask(now, Case.begin)
        finally:
            await _mark(store, "MATCH (x:Extract {id: 'half'}) DELETE x")
