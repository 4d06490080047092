"""Broken glass: what is kept of the persons it names is opened, for its time; never what is sealed or shielded."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from access_families import families, known_to_police, policy, viewed
from deliver import NOW, empty, load, opened, person_id
from test_access_table import Row, cell

from graph.private_store import StoreAddress
from queries.analysis.rule import built
from queries.case import Cases
from queries.context import Context, Glass
from queries.questions.hidden_connections import derived

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("loaded")]
ALL = ("csc", "police", "ward", "drugs", "school")


@pytest.fixture(scope="module")
def loaded(store: StoreAddress, store_home: Path) -> None:
    """The families of the table, and one of which the police know most."""
    agencies = families()
    csc, police = agencies[:2]
    known_to_police(csc, police)
    empty(store)
    load(store, store_home, *(agency.delivered() for agency in agencies))


def glass(*names: str, minutes: int = 60, agencies: tuple[str, ...] = ALL) -> Context:
    """A case worker of the council breaks it for persons; by agreement nothing of others' may be seen."""
    people = tuple(person_id("csc", name) for name in names)
    broken = Glass("ref-1", people, NOW + timedelta(minutes=minutes), agencies)
    return viewed("case_worker", "csc", "direct_care", glass=broken)


async def seen(store: StoreAddress, context: Context, about: str, picks: str) -> str:
    """What is told, the same as known now and as known then."""
    async with opened(store) as driver:
        cases, row = Cases.on(driver, policy()), Row("", about, picks, {})
        told = await cell(cases, row, context)
        assert await cell(cases, row, replace(context, latest=False)) == told
        return told


async def test_it_opens_the_records_involvements_and_events_of_whom_it_names(store: StoreAddress) -> None:
    broken = glass("mum")
    assert await seen(store, broken, "csc:mum", "familyName records { agency { id } }") == "Alias csc drugs police ward"
    assert await seen(store, broken, "csc:mum", "involvements { reason }") == "opiates warrant"
    assert await seen(store, broken, "csc:mum", "involvements { agency { id } }") == "drugs police ward ward"
    assert await seen(store, broken, "event:police:inc", "summary") == "arrested"
    assert await seen(store, broken, "record:police:mum", "localId") == "mum"


async def test_it_opens_their_ties_and_who_is_at_the_other_end(store: StoreAddress) -> None:
    broken = glass("ros")
    told = "relationships { type assertedBy { id } person { dateOfBirth } }"
    assert await seen(store, viewed("case_worker", "csc", "direct_care"), "csc:ros", told) == "-"
    assert await seen(store, broken, "csc:ros", told) == "1981-01-01 PARTNER police"
    assert await seen(store, broken, "police:sam", "dateOfBirth") == "1981-01-01"


async def test_of_whom_a_tie_leads_to_it_opens_nothing_else(store: StoreAddress) -> None:
    broken = glass("ros")
    for kept in ("involvements { reason }", "enquiries { answer }", "residences { uprn }", "records { gpPractice }",
                 "disability strengths firstLanguage"):
        assert await seen(store, broken, "police:sam", kept) == "-"
    assert await seen(store, broken, "record:police:sam", "localId identifiers { value }") == "-"
    assert await seen(store, broken, "police:sam", "relationships { type }") == "PARTNER"
    assert await seen(store, broken, "police:tom", "id") == "-"


async def test_it_opens_their_stays_and_not_who_else_lives_there(store: StoreAddress) -> None:
    broken = glass("ros")
    assert await seen(store, broken, "csc:ros", "residences { uprn households { localId } }") == "100000000933 den"
    assert await seen(store, broken, "police:una", "id") == "-"


async def test_it_opens_their_enquiries_and_consents(store: StoreAddress) -> None:
    assert await seen(store, glass("ros"), "csc:ros", "enquiries { answer } consents { given }") == "NO YES"
    assert await seen(store, glass("mum"), "csc:ros", "enquiries { answer } consents { given }") == "-"


async def test_it_opens_nothing_that_is_sealed(store: StoreAddress) -> None:
    assert await seen(store, glass("mum"), "event:police:hid", "summary") == "-"
    assert await seen(store, glass("kim"), "csc:kim", "involvements { reason }") == "inquiry neglect"


@pytest.mark.parametrize("name", ["kim", "vic"])
async def test_an_agency_that_knows_somebody_by_sealed_rows_alone_is_not_told(store: StoreAddress, name: str) -> None:
    assert "police" not in (await seen(store, glass(name), f"csc:{name}", "records { agency { id } }")).split()
    assert await seen(store, glass("vic"), "event:police:e8", "summary") == "-"


async def test_nor_is_one_that_has_no_more_than_a_name(store: StoreAddress) -> None:
    """As it would be if what it has were sealed: the two are not told apart."""
    assert await seen(store, glass("wil"), "csc:wil", "records { agency { id } }") == "csc"


async def test_findings_count_what_it_opens_and_nothing_that_is_sealed(store: StoreAddress) -> None:
    xan = person_id("csc", "xan")
    rules = [built()["CUMULATIVE_INCIDENTS"]]
    async with opened(store) as driver:
        cases = Cases.on(driver, policy(), 170.0)
        found = {
            name: await cases.ask(context, lambda case: derived(case, [xan], rules), since=context.linked_from)
            for name, context in (("shut", viewed("case_worker", "csc", "direct_care")), ("open", glass("xan")))
        }
    assert found["shut"] == []
    (flag,) = found["open"]
    assert [one.since for one in flag.evidence] == ["2025-05-01", "2025-07-01", "2025-09-01", "2025-11-01"]


@pytest.mark.parametrize("role", ["case_worker", "caldicott_guardian"])
async def test_it_opens_no_shielded_address(store: StoreAddress, role: str) -> None:
    purpose = "direct_care" if role == "case_worker" else "section47"
    for name, shown in (("nan", "-"), ("ros", "100000000933")):
        broken = viewed(role, "csc", purpose, glass=glass(name).glass)
        assert await seen(store, broken, f"csc:{name}", "residences { uprn }") == shown


async def test_it_opens_nobody_else(store: StoreAddress) -> None:
    broken = glass("mum")
    assert await seen(store, broken, "event:police:inc", "people { givenNames }") == "Mum"
    assert await seen(store, broken, "csc:gran", "records { agency { id } }") == "csc"


async def test_it_opens_nothing_for_an_id_of_nobody(store: StoreAddress) -> None:
    assert await seen(store, glass("nobody"), "csc:mum", "records { agency { id } }") == "csc"


async def test_it_opens_a_record_that_is_of_one_person_with_no_other(store: StoreAddress) -> None:
    known_to_police_alone = Glass("ref-1", (person_id("police", "sam"),), NOW + timedelta(minutes=60), ALL)
    broken = viewed("case_worker", "csc", "direct_care", glass=known_to_police_alone)
    assert await seen(store, broken, "police:sam", "involvements { reason }") == "bail"


async def test_it_opens_nothing_of_an_agency_whose_officers_have_no_notice(store: StoreAddress) -> None:
    broken = glass("mum", agencies=("csc", "ward"))
    assert await seen(store, broken, "csc:mum", "records { agency { id } }") == "csc ward"
    assert await seen(store, broken, "csc:mum", "involvements { reason }") == "-"


async def test_it_is_over_when_its_time_is(store: StoreAddress) -> None:
    assert await seen(store, glass("mum", minutes=0), "csc:mum", "records { agency { id } }") == "csc"
