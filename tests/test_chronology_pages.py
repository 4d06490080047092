"""A chronology page by page: which events, in which order, for whom, and while others write."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from access_families import policy, viewed
from deliver import NOW, Agency, empty, load, opened, person_id

from graph.ids import global_id
from graph.private_store import StoreAddress
from queries.case import Case, Cases
from queries.context import Context
from queries.facts.store import FactStore, ReadTimedOut
from queries.questions import chronology as module
from queries.questions.chronology import Chronology, Place, chronology

pytestmark = pytest.mark.slow

ON = date(2026, 3, 1)
PAST_AND_TO_COME = [
    "some-time",  # 2025: from 1 January
    "march",  # 2025-03: from 1 March
    "bruise", "row",  # the same day, by agency
    "told", "told-on",  # undated, after the one they followed
    "spring", "june",
    "unplaced",  # undated, and nothing says after what
]

school, police = Agency("oak", "school"), Agency("police", "police")
csc = Agency("csc", "children_social_care")
for agency in (school, police, csc):
    agency.people(kid="2016-05-01", mum="1985-04-02", boy="2012-01-01", watched="1990-01-01", kept="1990-01-01")
school.event("bruise", "injury", "2025-03-10", "kid")
police.event("row", "incident", "2025-03-10", "mum")
school.event("march", "concern", "2025-03", "kid", "mum")
school.event("spring", "absence", "2025-04-20", "kid")
school.rows["events"][-1]["until"] = "2025-05-10"
police.event("told", "information", "", "mum", after="row")
police.event("told-on", "information", "", "mum", after="told")
police.event("unplaced", "information", "", "mum")
police.event("some-time", "concern", "2025", "mum")
school.event("june", "home_visit", "2025-06-01", "kid")
school.event("ahead", "meeting", "2026-04-01", "kid")
school.event("aftermath", "information", "", "kid", after="ahead")
police.event("theft", "incident", "2025-07-01", "boy")
police.involved("watched", involvement_id="secret", sensitivity="sealed")
for number in range(1, 41):
    by = {} if number % 10 == 0 else {"involvement_id": "secret"} if number % 2 == 0 else {"sensitivity": "sealed"}
    police.event(f"watch-{number:02}", "incident", f"2025-08-{(number + 1) // 2:02}", "watched", **by)
police.event("after-hidden", "information", "", "watched", after="watch-01")
police.event("after-shown", "information", "", "watched", after="watch-10")
police.event("zz-first", "concern", "", "kept")
police.event("mm-then", "home_visit", "", "kept", after="zz-first")
police.event("aa-last", "closure", "", "kept", after="mm-then")
police.event("bb-alone", "contact", "", "kept")
police.event("d1", "concern", "2025-05-01", "kept")
police.event("y-after-d1", "home_visit", "", "kept", after="d1")
police.event("b-after-y", "closure", "", "kept", after="y-after-d1")
police.event("d2", "concern", "2025-05-02", "kept")
police.event("kk-source", "information", "", "kept", sensitivity="sealed")
police.event("cc-after-source", "closure", "", "kept", after="kk-source")


@pytest.fixture(scope="module", autouse=True)
def _loaded(store: StoreAddress, store_home: Path) -> None:
    empty(store)
    load(store, store_home, *(agency.delivered() for agency in (school, police, csc)))


@dataclass
class Pages:
    """Asks for pages, as one viewer."""

    cases: Cases
    context: Context = field(default_factory=lambda: Context(ON, NOW, latest=True))

    async def page(
        self, *names: str, start: str | None = None, end: str | None = None, first: int = 50,
        after: Place | None = None,
    ) -> Chronology:
        """One page about persons by name."""
        people = [person_id("csc", name) for name in names]
        days = [None if text is None else date.fromisoformat(text) for text in (start, end)]

        async def work(case: Case) -> Chronology:
            return await chronology(case, people, *days, first=first, after=after)

        return await self.cases.ask(self.context, work)

    async def paged(self, *names: str, first: int) -> list[list[str]]:
        """All pages, each asked for by a cursor of the end of the one before."""
        found, after, more = [], None, True
        while more:
            page = await self.page(*names, first=first, after=after)
            found.append(local(page))
            more = page.has_next
            after = Place.of(str(page.places[-1])) if page.places else None
        return found


def local(page: Chronology) -> list[str]:
    """The events of a page by their agencies' ids."""
    return [event.local_id for event in page.events]


@pytest.fixture
async def pages(store: StoreAddress) -> AsyncIterator[Pages]:
    """Give what asks, as who sees all."""
    async with opened(store) as driver:
        yield Pages(Cases(FactStore(driver), policy()))


@pytest.fixture
def manager(pages: Pages) -> Pages:
    """Give what asks as one who may see what police record, but nothing sealed."""
    pages.context = viewed("manager", "csc")
    return pages


async def test_events_stand_in_the_order_of_their_first_possible_day(pages: Pages) -> None:
    page = await pages.page("kid", "mum")
    assert (local(page), page.has_next, page.has_previous) == (PAST_AND_TO_COME, False, False)
    assert page.total == len(PAST_AND_TO_COME)


@pytest.mark.parametrize("size", [1, 2, 4, 8, 9])
async def test_pages_follow_one_another_without_gap_or_repeat(pages: Pages, size: int) -> None:
    found = await pages.paged("kid", "mum", first=size)
    assert [event for page in found for event in page] == PAST_AND_TO_COME
    assert {len(page) for page in found[:-1]} <= {size}


async def test_the_total_is_known_only_where_one_page_holds_everything(pages: Pages) -> None:
    assert (await pages.page("kid", "mum", first=9)).total == 9
    first = await pages.page("kid", "mum", first=8)
    assert (first.total, first.has_next) == (None, True)
    last = await pages.page("kid", "mum", first=8, after=first.places[-1])
    assert (last.total, last.has_next, last.has_previous) == (None, False, True)


async def test_only_the_persons_asked_about_are_in(pages: Pages) -> None:
    assert local(await pages.page("boy")) == ["theft"]
    assert local(await pages.page("kid")) == ["march", "bruise", "spring", "june"]
    assert (await pages.page("nobody")).total == 0
    none = await pages.page("boy", first=0)
    assert (local(none), none.has_next) == ([], True)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param("2025-03-10", "2025-03-10", ["some-time", "march", "bruise", "row"], id="both days are in"),
        pytest.param("2025-03-11", "2025-03-31", ["some-time", "march"], id="a month meets its last days"),
        pytest.param("2025-05-10", "2025-05-31", ["some-time", "spring"], id="the absence's last day"),
        pytest.param("2025-05-11", "2025-05-31", ["some-time"], id="the day after it"),
        pytest.param("2026-01-01", None, [], id="the year after"),
        pytest.param(None, "2025-02-01", ["some-time"], id="no start"),
        pytest.param("2025-05-31", "2027-01-01", ["some-time", "june"], id="no day after the date asked about"),
    ],
)
async def test_an_event_is_in_if_its_window_meets_the_days_asked(
    pages: Pages, start: str | None, end: str | None, expected: list[str]
) -> None:
    page = await pages.page("kid", "mum", start=start, end=end)
    undated = ["told", "told-on", "unplaced"]
    assert [one for one in local(page) if one not in undated] == expected
    assert [one for one in local(page) if one in undated] == undated


async def test_what_happens_after_the_date_does_not_count(pages: Pages) -> None:
    pages.context = Context(date(2026, 4, 1), NOW, latest=True)
    assert local(await pages.page("kid"))[-2:] == ["ahead", "aftermath"]
    pages.context = Context(date(2025, 3, 9), NOW, latest=True)
    assert local(await pages.page("kid", "mum")) == ["some-time", "march", "unplaced"]


SHOWN = ["watch-10", "after-shown", "watch-20", "watch-30", "watch-40", "after-hidden"]
"""What the manager may see: `after-hidden` followed an event that is sealed, and so stands last."""


async def test_a_page_that_hidden_events_thin_is_filled_up(manager: Pages) -> None:
    page = await manager.page("watched")
    assert (local(page), page.total) == (SHOWN, len(SHOWN))
    assert await manager.paged("watched", first=2) == [SHOWN[:2], SHOWN[2:4], SHOWN[4:]]
    assert await manager.paged("watched", first=5) == [SHOWN[:5], SHOWN[5:]]


async def test_all_of_them_stand_where_they_happened_for_who_may_see_them(pages: Pages) -> None:
    found = local(await pages.page("watched"))
    assert found.index("after-hidden") == found.index("watch-02") + 1


async def test_a_cursor_that_names_a_hidden_event_goes_on_from_its_day_alone(manager: Pages) -> None:
    hidden = Place("2025-08-05", 0, "2025-08-05", global_id("Event", "police", "watch-09"))
    unknown = Place("2025-08-05", 0, "2025-08-05", "event:none")
    assert local(await manager.page("watched", after=hidden)) == local(await manager.page("watched", after=unknown))


async def test_past_too_many_hidden_events_no_page_is_looked_for(
    manager: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_PASSED", 3)
    with pytest.raises(ReadTimedOut, match=r"Ask for fewer days with `from` and `to`"):
        await manager.page("watched", first=1, after=Place("2025-08-06", 0, "2025-08-06", ""))


DATED = ["d1", "y-after-d1", "b-after-y", "d2"]
IN_CHAINS = ["bb-alone", "kk-source", "cc-after-source", "zz-first", "mm-then", "aa-last"]


@pytest.mark.parametrize("size", [1, 2, 3, 10])
async def test_undated_events_stand_after_those_they_followed_on_every_page(pages: Pages, size: int) -> None:
    found = await pages.paged("kept", first=size)
    assert [event for page in found for event in page] == DATED + IN_CHAINS


async def test_a_hidden_event_orders_nothing(manager: Pages) -> None:
    shown = ["bb-alone", "cc-after-source", "zz-first", "mm-then", "aa-last"]
    assert await manager.paged("kept", first=2) == [DATED[:2], DATED[2:], shown[:2], shown[2:4], shown[4:]]


async def test_of_more_undated_events_than_the_bound_chains_are_not_looked_at(
    pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_CHAINED", len(IN_CHAINS) - 1)
    found = await pages.paged("kept", first=4)
    assert [event for page in found for event in page] == DATED + sorted(IN_CHAINS)


async def test_what_is_written_meanwhile_moves_no_page(pages: Pages, store: StoreAddress) -> None:
    first = await pages.page("kid", "mum", first=4)
    async with opened(store) as driver:
        await driver.execute_query(
            "MATCH (s:SourceRecord {id: $kid}) MATCH (m:Event {id: $march})"
            " CREATE (e:Event) SET e = m {.*, id: 'event:new', event_id: 'new', on: '2025-01-02',"
            " on_first: date('2025-01-02'), on_last: date('2025-01-02')}"
            " CREATE (e)-[of:CONCERNS]->(s) SET of.agency = m.agency, of.recorded_at = m.recorded_at,"
            " of.superseded_at = m.superseded_at, of.opened_by = m.opened_by",
            kid=global_id("SourceRecord", "oak", "kid"), march=global_id("Event", "oak", "march"),
        )
    try:
        assert local(await pages.page("kid", "mum"))[1] == "new"
        then = await pages.page("kid", "mum", first=9, after=first.places[-1])
        assert local(first) + local(then) == PAST_AND_TO_COME
    finally:
        async with opened(store) as driver:
            await driver.execute_query("MATCH (e:Event {id: 'event:new'}) DETACH DELETE e")


@pytest.mark.parametrize(
    "text", ["", "a/b", "2025-13-01/0//event:1", "2025-01-01/-1//x", "2025-01-01/x//x", "/1234//x"]
)
def test_a_text_that_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Place.of(text)
