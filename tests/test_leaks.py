"""Leaks that were found, each with a case of its own: what may not be seen showed in something that may."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from access_families import ON, policy, viewed
from deliver import NOW, Agency, Ask, empty, load, nhs, opened, person_id
from signed_in import answered
from viewing import view
from worlds import upn

from api.graphql.refusals import EntryNotFound
from graph.ids import global_id
from graph.private_store import StoreAddress
from queries.access.subject import HeldAbout
from queries.case import Cases
from queries.context import Context, Glass
from queries.questions.subject_access import subject_access

pytestmark = pytest.mark.slow

WORKER = viewed("case_worker", "csc")
SISTERS = """query ($id: ID!) {
  familyNetwork(person: $id, on: "2026-03-01") {
    ties { type from { id } to { id } }
    members { person { id relationships { type from { id } to { id } } } path { steps { from { id } to { id } } } }
  }
}"""


def first_of_all(*names: str) -> str:
    """A local id of the hidden agency by which a person would come before these of the council."""
    least = min(global_id("SourceRecord", "csc", name) for name in names)
    return next(f"x{n}" for n in count() if global_id("SourceRecord", "veil", f"x{n}") < least)


async def sisters_seen(store: StoreAddress) -> Any:
    return await answered(store, policy(), WORKER, SISTERS, id=person_id("csc", "ann"))


async def stored_first(store: StoreAddress) -> str:
    """The given name of the sister from whom the tie is stored."""
    async with opened(store) as driver:
        found = await driver.execute_query("MATCH (p:Person)-[:SIBLING_OF]->() RETURN p.given_names")
    return str(found.records[0][0])


def sisters(store: StoreAddress, home: Path, also: str) -> None:
    """Two sisters whom the council knows; another agency, of which it may see nothing, knows one of them too."""
    empty(store)
    csc, veil = Agency("csc", "children_social_care"), Agency("veil", "housing")
    csc.person("ann", "2012-01-01", given_names="ann")
    csc.person("bea", "2014-01-01", given_names="bea")
    csc.tie("ann", "sibling", "bea")
    veil.person(first_of_all("ann", "bea"), nhs_number=nhs(also))
    load(store, home, csc.delivered(), veil.delivered())


async def test_the_direction_of_a_tie_that_has_none_tells_of_no_hidden_record(
    store: StoreAddress, store_home: Path
) -> None:
    """Such a tie is stored from the smaller stored id, which may be that of a record that may not be seen."""
    seen, first = [], []
    for also in ("ann", "bea"):
        await asyncio.to_thread(sisters, store, store_home, also)
        seen.append(await sisters_seen(store))
        first.append(await stored_first(store))
    assert first == ["ann", "bea"]
    assert seen[0] == seen[1] and seen[0]["ties"]


async def held(store: StoreAddress) -> HeldAbout | None:
    """What the council's privacy officer is told is held about a sister."""
    async with opened(store) as driver:
        return await Cases.on(driver, policy()).ask(
            viewed("privacy_officer", "csc", "audit"), lambda case: subject_access(case, person_id("csc", "ann"))
        )


async def test_what_is_held_about_somebody_tells_of_no_other_agencys_load(
    store: StoreAddress, store_home: Path
) -> None:
    """A record is numbered by the load that last bore on its person, whosever rows that brought."""
    await asyncio.to_thread(sisters, store, store_home, "bea")
    before = await held(store)
    veil = Agency("veil", "housing")
    veil.person("later", nhs_number=nhs("ann"))
    await asyncio.to_thread(load, store, store_home, veil.delivered("2026-04-30T22:00:00Z"))
    assert before is not None and before.rows and await held(store) == before


RECORDS = "query ($id: ID!) { person(id: $id) { id records { id } } }"
MANAGER = viewed("manager", "csc")


def known_to_both(store: StoreAddress, home: Path, veiled: str) -> None:
    """A girl whom the council and the police know by one number; and when she was born, by a hidden agency's record."""
    empty(store)
    csc, police, veil = Agency("csc", "children_social_care"), Agency("police", "police"), Agency("veil", "housing")
    csc.person("ann", "2012-01-01")
    police.person("ann")
    veil.person("zed", "1980-01-01")
    if veiled:
        veil.person("ann", veiled)
    load(store, home, csc.delivered(), police.delivered(), veil.delivered())


@pytest.mark.parametrize("veiled", ["2012-01-01", "2011-02-02"])
async def test_a_hidden_record_parts_no_records_that_may_be_seen(
    store: StoreAddress, store_home: Path, veiled: str
) -> None:
    """Its date of birth may conflict with one of them: they agree all the same."""
    seen = []
    for says in ("", veiled):
        await asyncio.to_thread(known_to_both, store, store_home, says)
        seen.append([
            await answered(store, policy(), MANAGER, RECORDS, id=person_id(agency, "ann"))
            for agency in ("csc", "police")
        ])
    assert seen[0] == seen[1]
    assert len(seen[0][0]["records"]) == 2


def bridged(store: StoreAddress, home: Path, *, by_veil: bool) -> None:
    """The council know a girl by one number, the police by another; a hidden agency by both, or by neither."""
    empty(store)
    csc, police, veil = Agency("csc", "children_social_care"), Agency("police", "police"), Agency("veil", "housing")
    csc.person("ann", "2012-01-01")
    police.person("ann", "2012-01-01", nhs_number="", upn=upn("ann"))
    police.involved("ann", involvement_id="p1", since="2025-01-01", reason="missing")
    veil.person("ann" if by_veil else "zed", "2012-01-01", upn=upn("ann" if by_veil else "zed"))
    load(store, home, csc.delivered(), police.delivered(), veil.delivered())


async def test_glass_opens_no_record_that_a_hidden_one_holds_together_with_whom_it_names(
    store: StoreAddress, store_home: Path
) -> None:
    broken = Glass("ref-1", (person_id("csc", "ann"),), NOW + timedelta(hours=1), ("csc", "police"))
    context, seen = viewed("case_worker", "csc", "direct_care", glass=broken), []
    for by_veil in (False, True):
        await asyncio.to_thread(bridged, store, store_home, by_veil=by_veil)
        async with opened(store) as driver:
            query = f'{{ person(id: "{person_id("police", "ann")}") {{ involvements {{ reason }} }} }}'
            seen.append(await view(Cases.on(driver, policy()), context, query))
    assert seen == [None, None]


REFERRED = "query ($id: ID!) { event(id: $id) { id knownTo { state } } }"
WRONG = """mutation ($id: ID!) {
  challenge(assertion: $id, reason: "not so", idempotencyKey: "not so at all") { assertion }
}"""


def referred_to(store: StoreAddress, home: Path) -> None:
    """The council's event `to-come`, of which another agency was told, has not been delivered."""
    empty(store)
    csc, veil = Agency("csc", "children_social_care"), Agency("veil", "housing")
    csc.person("ann", "2012-01-01")
    veil.person("ann", "2012-01-01")
    veil.row("informed", event_id="to-come", event_agency="csc", agency="veil", at="2026-02-05")
    load(store, home, csc.delivered(), veil.delivered())


@pytest.mark.parametrize("known", [None, NOW.isoformat()])
async def test_an_event_that_was_not_delivered_is_not_there_for_who_sees_all(
    store: StoreAddress, store_home: Path, ask: Ask, known: str | None
) -> None:
    """There would be nothing to tell of it, not even whose it is."""
    await asyncio.to_thread(referred_to, store, store_home)
    query = "query ($id: ID!, $known: DateTime) { event(id: $id, knownAt: $known) { id kind agency { id } } }"
    assert await ask(query, id=global_id("Event", "csc", "to-come"), known=known) is None


async def test_an_event_that_hidden_rows_alone_refer_to_is_not_there(store: StoreAddress, store_home: Path) -> None:
    """Whoever guesses an id of the own agency would learn that another was told of it, by what it seals."""
    await asyncio.to_thread(referred_to, store, store_home)
    for event in (global_id("Event", "csc", id) for id in ("to-come", "never-heard-of")):
        assert await answered(store, policy(), WORKER, REFERRED, id=event) is None
        with pytest.raises(EntryNotFound):
            await answered(store, policy(), WORKER, WRONG, id=event)


TELLING = """mutation ($event: ID!, $informed: ID!, $key: ID!) {
  recordInformed(event: $event, informed: $informed, status: INFORMED, idempotencyKey: $key) {
    entry { replayed }
  }
}"""
KEPT = "MATCH (o:Organisation) WITH o.id AS id ORDER BY id RETURN collect(id) AS ids, count { (:Entry) } AS entries"


def organisations(store: StoreAddress, home: Path) -> None:
    """Organisations that deliver nothing: named by the council, by the police, in what these seal, and by veil."""
    empty(store)
    csc, police, veil = Agency("csc", "children_social_care"), Agency("police", "police"), Agency("veil", "housing")
    for agency in (csc, police, veil):
        agency.person("ann", "2012-01-01", school="elm" if agency is csc else "")
    csc.event("visit", "home_visit", "2026-02-01", "ann", participants="helpers")
    police.event("found", "incident", "2026-02-02", "ann", participants="nightline")
    police.event("source", "incident", "2026-02-03", "ann", sensitivity="sealed", participants="sealed-only")
    veil.event("kept", "contact", "2026-02-04", "ann", participants="veiled")
    veil.row("informed", event_id="kept", agency="veiled-too", at="2026-02-05")
    veil.person("ben", "2013-01-01", school="veiled-school")
    load(store, home, csc.delivered(), police.delivered(), veil.delivered())


async def refused(store: StoreAddress, informed: str) -> tuple[str, str] | None:
    """With which code and message it is refused to have told an organisation; None where it is not."""
    told = {"event": global_id("Event", "csc", "visit"), "informed": informed, "key": f"told-{informed}"}
    try:
        await answered(store, policy(), viewed("manager", "csc"), TELLING, **told)
    except EntryNotFound as refusal:
        return refusal.code, str(refusal)
    return None


async def kept(store: StoreAddress) -> tuple[Any, ...]:
    async with opened(store) as driver:
        (found,) = (await driver.execute_query(KEPT)).records
    return tuple(found.values())


async def test_an_organisation_named_by_hidden_rows_alone_is_as_unknown_as_any(
    store: StoreAddress, store_home: Path
) -> None:
    """Whoever may say whom they told could ask so of every name whether a hidden row has it."""
    await asyncio.to_thread(organisations, store, store_home)
    before = await kept(store)
    hidden = {"sealed-only", "veiled", "veiled-too", "veiled-school"}
    assert hidden <= set(before[0])
    said = await refused(store, "nobody")
    assert said is not None and {await refused(store, id) for id in hidden} == {said}
    assert await kept(store) == before
    for id in ("veil", "helpers", "nightline", "elm"):  # by delivery, by own and the police's events, by own record
        assert await refused(store, id) is None


NOT_INVOLVED = """query ($id: ID!) {
  agenciesNotInformed(event: $id, on: "2026-03-01") { missingAgencies agencies { agency { id } state notInvolved } }
}"""


def detox(store: StoreAddress, home: Path, kept: str) -> None:
    """A mother in detox, whose son children's social care knows only where it keeps an involvement, as given."""
    empty(store)
    csc, drugs = Agency("csc", "children_social_care"), Agency("drugs", "substance_misuse")
    for agency in (csc, drugs):
        agency.people(una="1990-01-01", max="2016-05-01")
    drugs.tie("una", "parent", "max")
    drugs.involved("una")
    drugs.event("detox", "treatment_start", "2026-02-10", "una")
    if kept:
        csc.involved("max", involvement_id="c1", since="2025-05-01", sensitivity=kept)
    load(store, home, csc.delivered(), drugs.delivered())


async def test_who_is_said_not_to_be_involved_tells_of_no_sealed_involvement(
    store: StoreAddress, store_home: Path
) -> None:
    """The front door is listed by what may be seen: where it is sealed that social care is there, as if it were not."""
    said, event = {}, global_id("Event", "drugs", "detox")
    for kept in ("", "sealed"):
        await asyncio.to_thread(detox, store, store_home, kept)
        said[kept] = await answered(store, policy(), viewed("case_worker", "drugs"), NOT_INVOLVED, id=event)
    whole = await answered(store, policy(), Context.as_of(ON), NOT_INVOLVED, id=event)
    assert said["sealed"] == said[""]
    assert said["sealed"]["missingAgencies"] == ["GP"]
    assert said["sealed"]["agencies"] == [
        {"agency": {"id": "csc"}, "state": "NOT_INFORMED", "notInvolved": True},
        {"agency": {"id": "drugs"}, "state": "REPORTED_IT", "notInvolved": False},
    ]
    assert [one["notInvolved"] for one in whole["agencies"]] == [False, False], "who sees all sees that it is there"
