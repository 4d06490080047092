"""Finding persons by a name that many share: page by page, everybody once, and no further read than the page."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from access_families import viewed
from bench.questions import profiled
from deliver import Agency, Answer, Ask, empty, load, opened

from graph.private_store import StoreAddress
from queries.case import Case, Cases
from queries.context import Context
from queries.facts.store import FactStore
from queries.questions import find_people as questions

MANY = 60
FIRST, LATER = "2026-02-28T22:00:00Z", "2026-03-31T22:00:00Z"
FIND = """
query (
  $name: String, $born: Date, $identifier: IdentifierInput, $first: Int, $after: String, $knownAt: DateTime
) {
  findPeople(
    name: $name, dateOfBirth: $born, identifier: $identifier, first: $first, after: $after, on: "2026-03-01",
    knownAt: $knownAt
  ) {
    nodes { records { localId } } pageInfo { hasNextPage endCursor }
  }
}"""


def agency(id: str, people: int, *, spelled: str = "Ashdown", born: str = "1990-02-01") -> Agency:
    """An agency that holds so many of one family name, every one with the same date of birth."""
    made = Agency(id)
    for number in range(people):
        made.person(f"ash-{number}", born, given_names=f"Pat {'abcdefghij'[number % 10]}", family_name=spelled)
    return made


def ann_marie() -> tuple[Agency, Agency]:
    """A woman whom a museum and an archive know under two names and dates of birth, by one number."""
    museum, archive = Agency("museum"), Agency("archive")
    museum.person("ann", "1991-02", given_names="Ann-Marie", family_name="Quill", also_known_as="Fell O’Hara",
                  nhs_number="9434765919")
    archive.person("anne", "1991", given_names="Anne", family_name="Quilt", nhs_number="9434765919")
    return museum, archive


@pytest.fixture(scope="module")
def loaded(store: StoreAddress, store_home: Path) -> None:
    """Two agencies hold everybody; one has corrected the spelling and the date of birth of all since."""
    empty(store)
    before = agency("library", MANY, spelled="Ashdown-Orr", born="1990-02-10").delivered(FIRST)
    known_otherwise = (one.delivered(FIRST) for one in ann_marie())
    load(store, store_home, agency("council", MANY).delivered(FIRST), before, agency("library", MANY).delivered(LATER),
         *known_otherwise)


async def paged(ask: Ask, first: int, **asked: str) -> list[str]:
    """Whom the pages list, one page after another."""
    found: list[str] = []
    page: Answer = {"pageInfo": {"hasNextPage": True, "endCursor": None}}
    while page["pageInfo"]["hasNextPage"]:
        page = await ask(FIND, first=first, after=page["pageInfo"]["endCursor"], **asked)
        found += [person["records"][0]["localId"] for person in page["nodes"]]
    return found


@pytest.mark.parametrize("first", [7, 50, 500])
async def test_pages_list_everybody_of_a_name_once(loaded: None, ask: Ask, first: int) -> None:
    found = await paged(ask, first, name="ashdown")
    assert sorted(found) == sorted(f"ash-{number}" for number in range(MANY))


async def test_pages_keep_one_order(loaded: None, ask: Ask) -> None:
    assert await paged(ask, 7, name="ashd") == await paged(ask, 500, name="ashd")


async def test_a_name_that_many_share_comes_in_the_same_order_part_by_part(
    loaded: None, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = await paged(ask, 7, name="ashdown")
    monkeypatch.setattr(questions, "FEW", 20)
    assert await paged(ask, 7, name="ashdown") == at_once and len(at_once) == MANY


async def test_a_name_and_a_date_of_birth_are_found_as_they_were_known(loaded: None, ask: Ask) -> None:
    corrected, before = {"born": "1990-02-10", "name": "orr"}, "2026-03-15T00:00:00Z"
    assert len(await paged(ask, 50, **corrected, knownAt=before)) == MANY
    assert await paged(ask, 50, **corrected) == []
    assert len(await paged(ask, 50, born="1990-02-01", name="ashdown")) == MANY


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"name": "quill"}, True), ({"name": "qui an"}, True), ({"name": "ANN-MARIE"}, True),
        ({"name": "o'hara"}, True), ({"name": "quills"}, False), ({"name": "mary"}, False),
        ({"born": "1991-02-07"}, True), ({"born": "1990-02-07"}, False),
        ({"identifier": {"scheme": "NHS_number ", "value": "943 476 5919"}}, True),
        ({"identifier": {"scheme": "nhs_number", "value": "943 476 5870"}}, False),
        ({"name": "quill", "born": "1991-02-07", "identifier": {"scheme": "nhs_number", "value": "9434765919"}}, True),
        ({"name": "quill", "born": "1991-03-07"}, False),  # the other record alone has that date, and another name
        ({"name": "quilt", "born": "1991-03-07"}, True),
    ],
)
async def test_one_record_has_all_that_is_given_in_any_spelling(
    loaded: None, ask: Ask, asked: dict[str, Any], found: bool
) -> None:
    """Each word begins a name; a reduced date may be the day; an identifier is found as it was written. She is listed
    once, by whichever record."""
    page = await ask(FIND, first=50, **asked)
    known = [{record["localId"] for record in person["records"]} for person in page["nodes"]]
    assert known == [{"ann", "anne"}] * found


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a " * questions.MOST_WORDS + "a", "at most 20"),
        ("a-" * questions.MOST_WORDS + "a", "at most 20"),
        ("\ufdfa" * questions.MOST_WORDS, "at most 20"),  # one character that is searched as four words
        ("a" * (questions.LONGEST_NAME + 1), "at most 200"),
        ("A\u0301" * 100_000, "at most 200"),
    ],
)
def test_more_than_a_name_is_not_looked_for(name: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        questions.wanted(name, None, None)


async def test_as_long_a_name_as_may_be_is_looked_for(loaded: None, ask: Ask) -> None:
    words = [chr(ord("a") + number) * 9 for number in range(questions.MOST_WORDS)]
    assert len(" ".join(words)) == questions.LONGEST_NAME - 1
    assert await paged(ask, 50, name=" ".join(words)) == []


@pytest.mark.slow
def test_a_page_reads_no_more_where_more_share_the_name(
    store: StoreAddress, store_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "FEW", 20)
    hits = []
    for people in (MANY, 4 * MANY):
        empty(store)
        load(store, store_home, agency("council", people).delivered(FIRST))
        hits.append(asyncio.run(_hits(store)))
    assert hits[1][0] <= hits[0][0] * 1.1 and hits[1][1] <= hits[0][1] * 1.1


class Profiled(FactStore):
    """A store that counts what its statements read of it."""

    hits = 0

    async def run(self, text: str, given: Mapping[str, Any]) -> dict[str, Any]:
        record, hits = await profiled(self.driver, text, {"in": given})
        self.hits += hits
        return dict(record)


async def _hits(store: StoreAddress) -> list[int]:
    """What a page reads for who sees all, and for who may not."""
    what = questions.wanted("ashdown", None, None)

    async def page(case: Case) -> questions.FoundPage:
        return await questions.find_people(case, what, take=10)

    hits = []
    async with opened(store) as driver:
        for context in (Context.as_of(date(2026, 4, 1)), viewed("case_worker", "council", "direct_care")):
            profiling = Profiled(driver)
            assert len((await Cases(profiling).ask(context, page)).found) == 10
            hits.append(profiling.hits)
    return hits
