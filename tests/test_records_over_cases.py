"""A small family read over cases and by the questions in Cypher: both tell a viewer the same, with a grant too."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from access_families import families, policy, viewed
from deliver import NOW, Delivered, empty, load, opened, person_id
from neo4j import AsyncDriver
from test_access_glass import glass, known_to_police

from graph import entries
from graph import glass as kept
from graph.flags import Told
from graph.ids import global_id, own_record
from graph.private_store import StoreAddress
from queries import ask, catalogue
from queries.access.grants import GrantNotInForce
from queries.ask import Question
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
from queries.facts.store import FactStore
from queries.picked import picked
from queries.planner import Pick
from queries.questions.access_log import looks
from queries.questions.find_people import find_people, wanted
from queries.questions.grants import grant, notices, people_of
from queries.questions.organisation import organisation
from queries.questions.subject_access import subject_access
from queries.read import GlassNotInForce, Reader

pytestmark = pytest.mark.usefixtures("loaded")
T = TypeVar("T")
ALL = Context(NOW.date(), NOW, latest=True)
WORKER = viewed("case_worker", "csc", "direct_care")
HUB = viewed("mash_worker", "csc", basis="significant_harm")
MANAGER = viewed("manager", "csc")
OFFICER = viewed("privacy_officer", "csc", "audit")
VIEWERS = (ALL, WORKER, HUB, MANAGER, glass("mum"), glass("ros", "kim"), viewed("case_worker", "csc", latest=False))
NAMES = ("mum", "kim", "gran", "dad", "nan", "uncle", "ros", "sam", "tom", "vic", "una")
PERSON = picked(
    "id records { id } enquiries { id } consents { id } sharingDecisions { id } residences { households { id } }"
)
FOUND = Pick("found", "", (), picked("id"))
REFERENCE = kept.reference("csc", "a-key-of-its-own")


@pytest.fixture(scope="module")
def loaded(store: StoreAddress, store_home: Path) -> None:
    """The families of the access table, and one of which the police know most."""
    agencies = families()
    known_to_police(*agencies[:2])
    empty(store)
    made: list[Delivered] = [agency.delivered() for agency in agencies]
    load(store, store_home, *made)


class Both:
    """The two engines on one store."""

    def __init__(self, driver: AsyncDriver) -> None:
        self.driver = driver
        self.reader = Reader(driver, timeout=170.0, policy=policy())
        self.cases = Cases(FactStore(driver, 170.0), policy())

    async def over_cases(self, context: Context, work: Callable[[Case], Awaitable[T]]) -> T:
        """What a question over a case answers."""
        return await self.cases.ask(context, work)

    async def plain(self, context: Context, name: str, **parameters: Any) -> Any:
        """What a question in Cypher answers that is read as it stands."""
        return await self.reader.plain(Question(name, catalogue.text(name), parameters=parameters), context)


@pytest.mark.parametrize("context", VIEWERS, ids=range(len(VIEWERS)))
async def test_a_persons_records_and_rows_are_the_same(store: StoreAddress, context: Context) -> None:
    async with opened(store) as driver:
        both = Both(driver)
        for name in NAMES:
            agency = "csc" if name in ("mum", "kim", "gran", "nan", "uncle", "ros", "vic") else "police"
            id = person_id(agency, name)
            before = await both.reader.answer(ask.person(id), PERSON, context)
            assert await both.over_cases(context, lambda case, id=id: rows_of(case, id)) == before, name  # type: ignore[misc]


async def rows_of(case: Case, id: str) -> dict[str, Any] | None:
    """What is recorded of a person, as the questions in Cypher give it."""
    who = await case.person(id)
    if who is None:
        return None
    one = [who.id]
    await case.read(recorded=one, enquiries=one, consents=one, decisions=one, stays=one)
    stays = residences(case, who.id)
    await case.read(households=[home for stay in stays for home in records.household_ids(stay)])
    lists: dict[str, list[Any]] = {
        "records": records.records(case, who.id), "enquiries": records.enquiries(case, who.id),
        "consents": records.consents(case, who.id), "sharingDecisions": records.sharing_decisions(case, who.id),
    }
    return {
        "id": who.id, **{name: [{"id": row.id} for row in rows] for name, rows in lists.items()},
        "residences": [{"households": [{"id": one.id} for one in records.households(case, stay)]} for stay in stays],
    }


@pytest.mark.parametrize("context", [ALL, HUB, glass("mum")], ids=["all", "hub", "glass"])
async def test_the_same_people_are_found_in_the_same_order(store: StoreAddress, context: Context) -> None:
    async with opened(store) as driver:
        both = Both(driver)
        for what in (("mum", None, None), ("a", None, None), ("alias", None, None), ("kimmy k", None, None)):
            before = await both.reader.page(ask.find_people(*what, 0, 50), (FOUND,), (), context)
            page = await both.over_cases(context, lambda case, what=what: find_people(case, wanted(*what)))  # type: ignore[misc]
            assert [one.person for one in page.found] == [row["node"]["found"]["id"] for row in before], what
            assert page.total == len(before)


@pytest.mark.parametrize("context", [ALL, WORKER, HUB], ids=["all", "worker", "hub"])
async def test_the_same_organisations_are_known(store: StoreAddress, context: Context) -> None:
    async with opened(store) as driver:
        both = Both(driver)
        for id in ("csc", "Quay", "nowhere", "refuge"):
            known = Question("organisation", catalogue.text("organisation"), "Organisation", {"id": id})
            before = await both.reader.answer(known, picked("id"), context)
            found = await both.over_cases(context, lambda case, id=id: organisation(case, id))  # type: ignore[misc]
            assert (found is None) == (before is None), id


@pytest.mark.parametrize("context", [ALL, OFFICER], ids=["all", "officer"])
async def test_the_same_is_told_to_a_person_of_the_use_of_their_records(
    store: StoreAddress, context: Context, tmp_path: Path
) -> None:
    async with opened(store) as driver:
        both = Both(driver)
        for name in ("mum", "nan", "vic"):
            person = person_id("csc", name)
            before = await both.plain(context, "subject_access", record=own_record(person))
            held = await both.over_cases(context, lambda case, id=person: subject_access(case, id))  # type: ignore[misc]
            assert held is not None and before is not None
            assert all(one == {**one, **other} for one, other in zip(held.rows, before["rows"], strict=True))
            assert list(held.records) == sorted(before["records"]) and held.person == before["person"]
            ids = await both.plain(context, "access_ids", record=own_record(person), most=MOST_IDS)
            found = await both.over_cases(context, lambda case, id=held.person: case_lookups(case, id))  # type: ignore[misc]
            assert set(found.ids) == set(ids["ids"]) and list(found.others) == ids["others"]
        log = AccessLog(tmp_path)
        assert await both.over_cases(context, lambda case: looks(case, log, person_id("csc", "nobody"))) is None


async def case_lookups(case: Case, person: str) -> Any:
    await case.person(person)
    return await case.lookups(person, MOST_IDS)


async def test_a_grant_is_taken_read_noticed_and_in_force_as_before(store: StoreAddress) -> None:
    async with opened(store) as driver:
        both = Both(driver)
        people = [person_id("csc", "mum"), person_id("csc", "ros")]
        breaking = kept.Breaking(
            people, "a threat", timedelta(minutes=30), "case_worker", "direct_care", None, ["csc", "police"]
        )
        entry = entries.Entry("csc", "a-key-of-its-own", "glass/csc/a-key-of-its-own", 0, NOW, {}, "worker-1")
        await entries.enter(driver, entry, kept.broken(breaking, 5))
        given = await both.cases.grant_in_force(REFERENCE, WORKER)
        assert given == await both.reader.glass(REFERENCE, WORKER)
        for other in (viewed("manager", "police", "direct_care"), OFFICER):
            with pytest.raises(GrantNotInForce):
                await both.cases.grant_in_force(REFERENCE, other)
            with pytest.raises(GlassNotInForce):
                await both.reader.glass(REFERENCE, other)
        picks = picked(
            "reference people { id } brokenAt until closedAt professional role purpose basis reason agencies { id }"
        )
        for context in (ALL, WORKER, OFFICER, viewed("manager", "police", "direct_care")):
            before = await both.reader.answer(ask.glass(REFERENCE, context.viewer), picks, context)
            assert await both.over_cases(context, told_grant) == before
        page = await both.over_cases(OFFICER, lambda case: notices(case, "csc"))
        assert [one.reference for one in page.notices] == [REFERENCE] and not page.has_next
        later = await both.over_cases(OFFICER, lambda case: notices(case, "csc", page.notices[-1].key))
        assert later.notices == ()


async def told_grant(case: Case) -> dict[str, Any] | None:
    """The grant as the question in Cypher gives it."""
    found = await grant(case, REFERENCE)
    if found is None:
        return None
    people = [{"id": one} for one in await people_of(case, found)]
    return {
        "reference": found.reference, "people": people, "brokenAt": found.broken_at, "until": found.until,
        "closedAt": found.closed_at, "professional": found.professional, "role": found.role,
        "purpose": found.purpose.upper(), "basis": found.basis, "reason": found.reason,
        "agencies": [{"id": one} for one in found.agencies],
    }


async def no_flags(people: Any, context: Context) -> list[Told]:
    """No flag is decided here."""
    return []


async def test_what_a_worker_enters_over_cases_is_told_with_its_entry(store: StoreAddress) -> None:
    mum, visit = person_id("csc", "mum"), global_id("Event", "csc", "visit")
    reason = global_id("Involvement", "csc", "c1")
    async with opened(store) as driver:
        both = Both(driver)

        async def begun(key: str, seen: int = 0) -> Entering:
            held = CaseRecords(both.cases, WORKER, no_flags)
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

        await both.over_cases(once_counted(WORKER, granted.entry), read)
        back = await decision.take_back(await begun("back", wrong.entry.version), wrong.entry.id, "a slip")
        assert back.row.startswith("challenge:")
