"""The answers on who knows of what, over a case, are those of the composed statements: for every event of a town.

It goes when the composed statements go.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from access_families import policy, viewed
from deliver import NOW, Agency, empty, load, opened, person_id

from graph.ids import global_id
from graph.private_store import StoreAddress
from queries import ask
from queries.case import Case, Cases
from queries.context import Context
from queries.definitions.events import told_by
from queries.definitions.knowledge import know_related, known_to
from queries.facts.store import FactStore
from queries.picked import picked
from queries.questions import event as events
from queries.questions.agencies_not_informed import agencies_not_informed
from queries.questions.agency_matrix import mash_check
from queries.read import Reader

pytestmark = pytest.mark.slow

EVENT = picked(
    "id people { id } seen { id } spokenTo { id } participants { id } toAgency { id } after { id } parentEvent { id }"
    " involvement { id } service { id } knownTo { agency { id } state at how basis } told { agency { id } id }"
)
INFORMING = picked(
    "agencies { agency { id } state waiting basis via { people { id } } involvements { id } contacts { id }"
    " rule { title } }"
)
CHECK = picked(
    "lately { id } children { child { id } } untold { event { id } rule { title } agencies { id } }"
    " agencies { agency { id } people { id } contacts { id } knowsOf { id } doesNotKnowOf { id } }"
)

csc, police = Agency("csc", "children_social_care"), Agency("police", "police")
ward, drugs = Agency("ward", "hospital"), Agency("drugs", "substance_misuse")
BORN = {"mum": "1990-01-01", "kid": "2018-01-01", "dad": "", "lodger": "1980-01-01", "gran": "1955"}
for agency in (csc, police, ward, drugs):
    agency.people(**BORN)
csc.row("professionals", professional_id="sw", name="Kit", registration="R1", phone="1")
csc.row("professionals", professional_id="gone", name="Gone", until="2025-01-01")
police.row("professionals", professional_id="pc", name="Reed", registration="R1", named_officer="yes")
ward.row("professionals", professional_id="lead", name="Lead", named_officer="yes")
csc.tie("mum", "parent", "kid")
csc.tie("dad", "parent", "kid")
csc.tie("gran", "grandparent", "kid")
csc.home("flat", "mum", "kid", uprn="100000000911")
csc.lives("lodger", "flat", since="2025-01-01", until="2026-01-15")
csc.involved("kid", involvement_id="c1", professional_ids="sw;gone")
csc.involved("mum", involvement_id="c2", sensitivity="sealed")
police.involved("mum", involvement_id="p1", professional_ids="pc")
police.involved("dad", involvement_id="p2", status="closed", until="2026-02-20")
ward.involved("dad", involvement_id="w1")
drugs.involved("mum", involvement_id="d1")
csc.event("visit", "home_visit", "2026-02-01", "kid", "mum", seen="kid", spoken_to="kid", involvement_id="c1")
csc.event("sealed", "concern", "2026-02-02", "mum", involvement_id="c2")
csc.event("meeting", "meeting", "2026-02", "kid", participants="csc;ward;police")
csc.event("ref", "referral", "2026-02-05", "kid", to_agency="drugs", parent_event="police:inc")
csc.event("then", "information", "", "kid", after="ref")
csc.event("then-on", "information", "", "kid", after="then")
csc.event("after-sealed", "information", "", "mum", after="sealed")
csc.event("some-time", "information", "", "mum")
csc.event("back", "return_home", "2026-02-14", "kid")
csc.event("ahead", "incident", "2026-03-20", "kid")
police.event("inc", "incident", "2026-02-03", "mum", "dad", parent_event="ward:seen")
police.event("hid", "incident", "2026-02-04", "mum", sensitivity="sealed", parent_event="csc:visit")
ward.event("seen", "attendance", "2026-02-03", "dad")
ward.event("detox", "treatment_start", "2026-02-06", "mum")
drugs.event("relapse", "relapse", "2025", "mum")
for whose, event, told, at, status in (
    ("csc", "visit", "police", "2026-02-02", "acknowledged"), ("csc", "visit", "police", "2026-02-20", "withheld"),
    ("csc", "ref", "ward", "2026-02-06", "pending"), ("csc", "ref", "ward", "2026-03-06", "informed"),
    ("csc", "back", "drugs", "", "withheld"), ("csc", "back", "drugs", "2026-02-15", "pending"),
    ("police", "inc", "drugs", "2026-02", "informed"), ("ward", "detox", "csc", "2026-02-07T23:30:00Z", "informed"),
    ("drugs", "relapse", "csc", "2026-03-01", "pending"), ("drugs", "relapse", "police", "2026-02-28T23:59:00Z", ""),
):
    {"csc": csc, "police": police, "ward": ward, "drugs": drugs}[whose].row(
        "informed", event_id=event, agency=told, at=at, status=status, basis=f"{told} on {event}", how="phone"
    )
TOWN = (csc, police, ward, drugs)
EVENTS = [global_id("Event", one.id, row["event_id"]) for one in TOWN for row in one.rows["events"]]

CONTEXTS = {
    "who sees all": Context(date(2026, 3, 1), NOW, latest=True),
    "early on": Context(date(2026, 2, 7), NOW, latest=True),
    "as known then": Context(date(2026, 3, 1), NOW),
    "a manager, with what police record": viewed("manager", "csc"),
    "a worker, of their own agency's": viewed("case_worker", "ward", "safeguarding_enquiry"),
}


@pytest.fixture(scope="module", autouse=True)
def _loaded(store: StoreAddress, store_home: Path) -> None:
    empty(store)
    load(store, store_home, *(agency.delivered() for agency in TOWN))


@dataclass
class Both:
    """Asks both ways."""

    cases: Cases
    reader: Reader
    context: Context


@pytest.fixture(params=CONTEXTS)
async def both(store: StoreAddress, request: pytest.FixtureRequest) -> AsyncIterator[Both]:
    """Give what asks, as each viewer."""
    async with opened(store) as driver:
        reader = Reader(driver, timeout=170.0, policy=policy())
        yield Both(Cases(FactStore(driver), policy()), reader, CONTEXTS[request.param])


async def test_of_every_event_the_fields_are_as_before(both: Both) -> None:
    for id in EVENTS:
        async def told(case: Case, id: str = id) -> Any:
            return await event_told(case, id)

        assert await both.cases.ask(both.context, told) == await both.reader.answer(ask.event(id), EVENT, both.context)


async def test_of_every_event_the_agencies_are_as_before(both: Both) -> None:
    for id in EVENTS:
        async def told(case: Case, id: str = id) -> Any:
            return await informing_told(case, id)

        before = await both.reader.answer(ask.agencies_not_informed(id, 30), INFORMING, both.context)
        assert await both.cases.ask(both.context, told, closed_within=30) == before


@pytest.mark.parametrize("names", [["mum"], ["kid", "dad"], ["lodger"], ["gran", "mum"]])
async def test_the_check_of_a_contact_is_as_before(both: Both, names: list[str]) -> None:
    people = [person_id(agency.id, name) for name in names for agency in TOWN]

    async def told(case: Case) -> Any:
        return await check_told(case, people)

    before = await both.reader.answer(ask.mash_check(people), CHECK, both.context)
    assert await both.cases.ask(both.context, told, since=both.context.linked_from) == before


async def event_told(case: Case, id: str) -> Any:
    """An event as the API tells it."""
    found = await events.event(case, id)
    if found is None:
        return None
    await events.know_linked(case, [id])
    await know_related(case, [id])
    return {
        "id": id, "people": _ids(found.people), "seen": _ids(found.seen), "spokenTo": _ids(found.spoken_to),
        "participants": _ids(one.id for one in events.participants(case, found)),
        "toAgency": _one(events.to_agency(case, found)), "after": _one(events.after(case, found)),
        "parentEvent": _one(events.parent_event(case, found)), "involvement": _one(events.involvement(case, found)),
        "service": _one(events.service(case, found)),
        "knownTo": [
            {"agency": {"id": one.agency}, "state": one.state.upper(), "at": one.at, "how": one.how and one.how.upper(),
             "basis": one.basis} for one in known_to(case, found)
        ],
        "told": [{"agency": {"id": one.organisation}, "id": one.row} for one in told_by(case, found)],
    }


async def informing_told(case: Case, id: str) -> Any:
    """The agencies around an event as the API tells them."""
    found = await agencies_not_informed(case, id)
    return found and {"agencies": [
        {
            "agency": {"id": one.agency}, "state": one.state.upper(), "basis": one.basis,
            "waiting": None if one.waiting is None else f"P{one.waiting}D",
            "via": [{"people": _ids(path.people)} for path in one.via],
            "involvements": _ids(i.id for i in one.involvements),
            "contacts": _ids(w.id for w in one.contacts), "rule": one.rule and {"title": one.rule.title},
        } for one in found.agencies
    ]}


async def check_told(case: Case, people: list[str]) -> Any:
    """The check of a contact as the API tells it."""
    found = await mash_check(case, people)
    return found and {
        "lately": _ids(found.lately), "children": [{"child": {"id": one}} for one in found.children],
        "untold": [
            {"event": {"id": one.event}, "rule": {"title": one.rule.title}, "agencies": _ids(one.agencies)}
            for one in found.untold
        ],
        "agencies": [
            {"agency": {"id": one.agency}, "people": _ids(one.people), "contacts": _ids(w.id for w in one.contacts),
             "knowsOf": _ids(one.knows_of), "doesNotKnowOf": _ids(one.does_not_know_of)} for one in found.agencies
        ],
    }


def _ids(some: Any) -> list[dict[str, str]]:
    return [{"id": id} for id in some]


def _one(found: Any) -> dict[str, str] | None:
    return None if found is None else {"id": found.id}
