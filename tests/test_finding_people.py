"""Finding people among records in memory: which record matches, pages by key, and hidden records that thin a page."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records_in_memory import RecordsCase, case_of, record

from queries.questions.find_people import MOST_COUNTED, FoundPage, Wanted, find_people, wanted

REED = wanted("reed", None, None)


def reeds(*people: str, each: int = 1) -> RecordsCase:
    """Persons of one family name, with so many records each."""
    return case_of(
        record(f"record:{number:03x}{copy}", "csc", name, family_name="Reed", given_names=name)
        for copy in range(each) for number, name in enumerate(people)
    )


async def paged(case: RecordsCase, take: int, what: Wanted = REED) -> list[FoundPage]:
    pages = [await find_people(case, what, take=take)]
    while pages[-1].has_next:
        pages.append(await find_people(case, what, pages[-1].end, take))
    return pages


def listed(pages: list[FoundPage]) -> list[str]:
    return [one.person for page in pages for one in page.found]


async def test_a_person_of_several_records_is_listed_once_over_all_pages() -> None:
    pages = await paged(reeds(*"abcdefg", each=3), take=2)
    assert listed(pages) == list("abcdefg")
    assert [len(page.found) for page in pages] == [2, 2, 2, 1]


async def test_a_page_goes_on_by_key_when_somebody_is_added_before_it() -> None:
    case = reeds(*"bcdef")
    first = await find_people(case, REED, take=2)
    more = case_of([*case.records.values(), record("record:0000", "csc", "a", family_name="Reed")])
    assert [one.person for one in (await find_people(more, REED, first.end, 2)).found] == ["d", "e"]


async def test_how_many_there_are_is_told_where_all_are_on_the_page() -> None:
    case = reeds(*"abc")
    assert (await find_people(case, REED, take=3)).total == 3
    assert (await find_people(case, REED, take=2)).total is None
    assert (await find_people(case, REED, "record:0000", 5)).total is None  # those before are not counted
    many = reeds(*(f"p{number}" for number in range(MOST_COUNTED + 1)))
    assert (await find_people(many, REED, take=MOST_COUNTED + 1)).total is None


async def test_a_page_that_hidden_records_thin_is_refilled() -> None:
    case = reeds(*"ab")
    case.hidden = [f"record:000{number:04}" for number in range(40)]
    page = await find_people(case, REED, take=2)
    assert [one.person for one in page.found] == ["a", "b"] and page.total == 2 and case.searches > 1


async def test_a_page_ends_with_its_budget_and_names_no_hidden_record() -> None:
    case = case_of([record("record:ffff", "csc", "z", family_name="Reed")])
    case.hidden = [f"record:{number:020x}" for number in range(0, 16**20, 16**20 // 9000)]
    first, *more = await paged(case, take=1)
    assert first.found == () and first.has_next and first.total is None
    assert first.end not in case.hidden and len(first.end) == len("record:abc")
    assert listed(more) == ["z"] and len(more) < 6


async def test_a_record_of_which_no_more_is_told_than_whose_it_is_finds_nobody() -> None:
    met = case_of([record("record:1", "police", "sam", family_name="Reed", whole=False)])
    assert (await find_people(met, REED)).found == ()


@pytest.mark.parametrize("name", [None, "", " - "])
def test_something_is_given_to_look_for(name: str | None) -> None:
    with pytest.raises(ValueError, match="give a name"):
        wanted(name, None, None)


def test_a_search_begins_where_the_last_page_ended() -> None:
    names = REED.parameters("record:1a")["names"]
    assert names[0].endswith("id:record\\:1*") and names[-1].endswith("id:record\\:f*")
    assert len(REED.parameters("")["names"]) == 31


_IDS = st.integers(0, 16**20 - 1).map("record:{:020x}".format)


@given(st.sets(_IDS, max_size=30), st.sets(_IDS, max_size=60), st.integers(1, 9))
def test_hidden_records_change_nobody_who_is_found_nor_their_keys(shown: set[str], hidden: set[str], take: int) -> None:
    made = [record(id, "csc", f"person-of-{id}", family_name="Reed") for id in shown]
    open_case, thinned = case_of(made), case_of(made)
    thinned.hidden = hidden - shown
    found, also = (asyncio.run(paged(case, take)) for case in (open_case, thinned))
    assert [one for page in found for one in page.found] == [one for page in also for one in page.found]
