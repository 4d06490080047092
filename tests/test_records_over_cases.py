"""A small family read over cases: what each viewer is told of persons and their records, with a grant too."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from access_families import families, known_to_police, policy, viewed
from deliver import NOW, Delivered, empty, load, opened, person_id
from neo4j import AsyncDriver
from test_access_glass import glass

from graph import entries
from graph import glass as kept
from graph.flags import Told
from graph.ids import global_id, own_record
from graph.private_store import StoreAddress
from queries.access.grants import Grant, GrantNotInForce
from queries.audit.looked import MOST_IDS, AccessLog
from queries.case import Case, Cases
from queries.context import Context
from queries.definitions import entered, records
from queries.definitions.ties import residences
from queries.entries import challenge, consent, decision, informed
from queries.entries import glass as taken
from queries.entries.entering import Entering, NotFound
from queries.entries.records import CaseRecords
from queries.entries.results import once_counted
from queries.questions.access_log import looks
from queries.questions.find_people import find_people, wanted
from queries.questions.grants import grant, notices, people_of
from queries.questions.organisation import organisation
from queries.questions.subject_access import subject_access

pytestmark = pytest.mark.usefixtures("loaded")
T = TypeVar("T")
ALL = Context(NOW.date(), NOW, latest=True)
WORKER = viewed("case_worker", "csc", "direct_care")
HUB = viewed("mash_worker", "csc", basis="significant_harm")
MANAGER = viewed("manager", "csc")
OFFICER = viewed("privacy_officer", "csc", "audit")
VIEWERS = {
    "all": ALL, "worker": WORKER, "hub": HUB, "manager": MANAGER, "glass": glass("mum"), "glasses": glass("ros", "kim"),
}
SEEN = """
name  all  worker hub manager glass glasses
mum   4001 1001 1001 2001 4001 1001
kim   3001 1001 1001 2001 1001 2001
gran  3020 1000 1000 2010 1000 1000
dad   1000 ---- ---- 1000 0000 ----
nan   2001 1000 1000 2000 1000 1000
uncle 2020 1000 1000 1000 1000 1000
ros   2112 1000 1000 2111 1000 2111
sam   1100 ---- ---- 1100 ---- 0000
tom   1000 ---- ---- 1000 ---- ----
vic   2000 1000 1000 2000 1000 1000
una   1001 ---- ---- 1001 ---- ----
"""
"""By person and viewer: how many records, enquiries, consents and households, a digit each; `----` for nobody."""
RECORDED_BY_POLICE = ("dad", "sam", "tom", "una")
REFERENCE = kept.reference("csc", "a-key-of-its-own")


@pytest.fixture(scope="module")
def loaded(store: StoreAddress, store_home: Path) -> None:
    """The families of the access table, and one of which the police know most."""
    agencies = families()
    known_to_police(*agencies[:2])
    empty(store)
    made: list[Delivered] = [agency.delivered() for agency in agencies]
    load(store, store_home, *made)


def seen() -> list[tuple[str, str, str]]:
    """The table, cell by cell: viewer, person, what is seen."""
    head, *lines = (line.split() for line in SEEN.strip().splitlines())
    return [(viewer, name, cell) for name, *cells in lines for viewer, cell in zip(head[1:], cells, strict=True)]


def id_of(name: str) -> str:
    return person_id("police" if name in RECORDED_BY_POLICE else "csc", name)


async def asked(store: StoreAddress, context: Context, work: Callable[[Case], Awaitable[T]]) -> T:
    """What a question over a case answers."""
    async with opened(store) as driver:
        return await cases_on(driver).ask(context, work)


def cases_on(driver: AsyncDriver) -> Cases:
    return Cases.on(driver, policy(), 170.0)


@pytest.mark.parametrize(("viewer", "name", "cell"), seen())
async def test_a_viewer_is_told_of_the_records_and_rows_of_a_person_that_may_be_seen(
    store: StoreAddress, viewer: str, name: str, cell: str
) -> None:
    assert await asked(store, VIEWERS[viewer], lambda case: rows_of(case, id_of(name))) == cell


async def rows_of(case: Case, id: str) -> str:
    """What is recorded of a person, counted as in the table."""
    who = await case.person(id)
    if who is None:
        return "----"
    one = [who.id]
    await case.read(recorded=one, enquiries=one, consents=one, decisions=one, stays=one)
    stays = residences(case, who.id)
    await case.read(households=[home for stay in stays for home in records.household_ids(stay)])
    households = [home for stay in stays for home in records.households(case, stay)]
    rows = (
        records.records(case, who.id), records.enquiries(case, who.id), records.consents(case, who.id), households
    )
    return "".join(str(len(some)) for some in rows)


@pytest.mark.parametrize(
    ("viewer", "found"),
    [
        ("all", {"mum": {"mum"}, "a": {"aunt", "mum"}, "alias": {"mum"}, "kimmy k": {"kim"}}),
        ("hub", {"mum": {"mum"}, "a": {"aunt"}, "alias": set(), "kimmy k": set()}),
        ("glass", {"mum": {"mum"}, "a": {"aunt", "mum"}, "alias": {"mum"}, "kimmy k": set()}),
        ("glasses", {"mum": {"mum"}, "a": {"aunt"}, "alias": set(), "kimmy k": {"kim"}}),
    ],
)
async def test_people_are_found_by_what_may_be_seen(
    store: StoreAddress, viewer: str, found: dict[str, set[str]]
) -> None:
    async def work(case: Case) -> dict[str, set[str]]:
        pages = {words: await find_people(case, wanted(words, None, None)) for words in found}
        meant = {name: await case.person(id_of(name)) for name in ("mum", "kim", "aunt")}
        known = {person.id: name for name, person in meant.items() if person is not None}
        return {words: {known[one.person] for one in page.found} for words, page in pages.items()}

    assert await asked(store, VIEWERS[viewer], work) == found


@pytest.mark.parametrize(
    ("viewer", "known"),
    [("all", {"csc", "Quay"}), ("worker", {"csc"}), ("hub", {"csc"}), ("manager", {"csc", "Quay"})],
)
async def test_an_organisation_that_records_name_is_known_to_who_sees_them(
    store: StoreAddress, viewer: str, known: set[str]
) -> None:
    async def work(case: Case) -> set[str]:
        return {id for id in ("csc", "Quay", "nowhere", "refuge") if await organisation(case, id) is not None}

    assert await asked(store, VIEWERS[viewer], work) == known


@pytest.mark.parametrize(("context", "agencies"), [(ALL, {"csc", "police", "ward", "drugs"}), (OFFICER, {"csc"})])
async def test_a_person_is_told_of_the_use_of_their_records(
    store: StoreAddress, context: Context, agencies: set[str], tmp_path: Path
) -> None:
    mum = {agency: global_id("SourceRecord", agency, "mum") for agency in ("csc", "police", "ward", "drugs")}

    async def held(case: Case) -> None:
        found = await subject_access(case, person_id("csc", "mum"))
        assert found is not None
        assert set(found.records) == {mum[agency] for agency in agencies}
        assert {row["agency"] for row in found.rows} == agencies
        by = await case.lookups(found.person, MOST_IDS)
        assert by is not None
        assert {id for id in by.ids if id.startswith("record:")} == set(found.records)
        assert {id for id in by.ids if id.startswith("event:")} == {
            global_id("Event", "police", event) for event in ("inc", "hid") if "police" in agencies
        }
        assert set(by.others) == {person_id(agency, "mum") for agency in mum}
        assert await looks(case, AccessLog(tmp_path), person_id("csc", "nobody")) is None

    await asked(store, context, held)


async def test_a_grant_is_taken_read_noticed_and_in_force(store: StoreAddress) -> None:
    async with opened(store) as driver:
        cases = cases_on(driver)
        people = [person_id("csc", "mum"), person_id("csc", "ros")]
        breaking = kept.Breaking(
            people, "a threat", timedelta(minutes=30), "case_worker", "direct_care", None, ["csc", "police"]
        )
        entry = entries.Entry("csc", "a-key-of-its-own", "glass/csc/a-key-of-its-own", 0, NOW, {}, "worker-1")
        await entries.enter(driver, entry, kept.broken(breaking, 5))
        given = await cases.grant_in_force(REFERENCE, WORKER)
        assert (given.reference, given.people, given.agencies) == (REFERENCE, tuple(people), ("csc", "police"))
        assert given.until - NOW == timedelta(minutes=30)
        for other in (viewed("manager", "police", "direct_care"), OFFICER):
            with pytest.raises(GrantNotInForce):
                await cases.grant_in_force(REFERENCE, other)
        for context, reason in ((ALL, "a threat"), (WORKER, None), (OFFICER, "a threat")):
            told = await cases.ask(context, told_grant)
            assert told is not None
            assert (told.reason, told.purpose, told.professional, told.closed_at) == (
                reason, "direct_care", "worker-1", None
            )
        assert await cases.ask(viewed("manager", "police", "direct_care"), told_grant) is None
        page = await cases.ask(OFFICER, lambda case: notices(case, "csc"))
        assert [one.reference for one in page.notices] == [REFERENCE] and not page.has_next
        later = await cases.ask(OFFICER, lambda case: notices(case, "csc", page.notices[-1].key))
        assert later.notices == ()


async def told_grant(case: Case) -> Grant | None:
    """The grant as it is told, with the persons whom the viewer knows."""
    found = await grant(case, REFERENCE)
    if found is not None:
        told = await case.people([person_id("csc", name) for name in ("mum", "ros")])
        assert set(await people_of(case, found)) == {one.id for one in told.values()}
    return found


async def no_flags(people: Any, context: Context) -> list[Told]:
    """No flag is decided here."""
    return []


async def test_what_a_worker_enters_over_cases_is_told_with_its_entry(store: StoreAddress) -> None:
    mum, visit = person_id("csc", "mum"), global_id("Event", "csc", "visit")
    reason = global_id("Involvement", "csc", "c1")
    async with opened(store) as driver:
        cases = cases_on(driver)

        async def begun(key: str, seen: int = 0) -> Entering:
            held = CaseRecords(cases, WORKER, no_flags)
            return await Entering.by(driver, held, WORKER, "csc", f"entry-{key}", seen, {"key": key})

        told = await informed.record(await begun("told"), informed.Told(visit, "police", "informed"))
        said = await consent.record(await begun("said"), consent.Said(mum, "share", "no"))
        shared = await decision.of_sharing(
            await begun("shared"), decision.Sharing(mum, "police", "health", "shared", "needed", event=visit)
        )
        wrong = await challenge.record(await begun("wrong"), challenge.Wrong(reason, "never so"))
        granted = await taken.break_it(await begun("glass"), taken.Wanted([mum], "a threat"))
        for hidden in (global_id("Event", "police", "hid"), "event:00000000000000000000", "nonsense"):
            with pytest.raises(NotFound):
                await informed.record(await begun("hidden"), informed.Told(hidden, "police", "informed"))

        async def read(case: Case) -> None:
            await case.read(consents=(await case.people([mum]))[mum].id.split(), events=[visit], challenges=[reason])
            who = case.about[own_record(mum)]
            await case.read(decisions=[who], entries=[said.entry.id])
            (own,) = [one for one in records.consents(case, who) if one.agency == "csc"]
            assert entered.entry_of(own.entry) == said.entry.id and entered.version(case, own.entry) == 1
            (kept_decision,) = records.sharing_decisions(case, who)
            assert kept_decision.entry == shared.entry.id
            assert (kept_decision.receiver, kept_decision.event) == ("police", visit)
            assert [one.entry for one in entered.challenges(case, reason)] == [wrong.entry.id]
            assert any(one.entry == told.entry.id for one in case.events[visit].told)
            assert (await grant(case, granted.reference)) is not None

        await cases.ask(once_counted(WORKER, granted.entry), read)
        back = await decision.take_back(await begun("back", wrong.entry.version), wrong.entry.id, "a slip")
        assert back.row.startswith("challenge:")
