"""What happened to a family, in order: which events are in a chronology, where each stands, and page by page."""

from __future__ import annotations

import pytest
from deliver import ON, Answer, Ask, empty, load
from informing_cases import Case, Town

from graph.private_store import StoreAddress

pytestmark = pytest.mark.slow

CHRONOLOGY = """query ($people: [ID!]!, $from: Date, $to: Date, $on: Date, $knownAt: DateTime,
  $first: Int, $after: String) {
  chronology(people: $people, from: $from, to: $to, on: $on, knownAt: $knownAt, first: $first, after: $after) {
    nodes { localId on agency { id } }
    edges { cursor }
    pageInfo { hasNextPage hasPreviousPage endCursor }
  }
}"""

TOWN = Town()


def two_children() -> Case:
    """A girl and her mother over a year, as school and police recorded it; a boy of whom one thing is known."""
    case = TOWN.case("year", recorded_at="2025-01-01", kid="2016-05-01", mum="1985-04-02", boy="2012-01-01")
    case.event("oak", "bruise", "injury", "2025-03-10", "kid")
    case.event("police", "row", "incident", "2025-03-10", "mum")
    case.event("oak", "march", "concern", "2025-03", "kid", "mum")
    case.event("oak", "spring", "absence", "2025-04-20", "kid", until="2025-05-10")
    case.event("police", "told", "information", "", "mum", after="row")
    case.event("police", "told-on", "information", "", "mum", after="told")
    case.event("police", "unplaced", "information", "", "mum")
    case.event("police", "some-time", "concern", "2025", "mum")
    case.event("oak", "june", "home_visit", "2025-06-01", "kid")
    case.event("oak", "ahead", "meeting", "2026-04-01", "kid")
    case.event("oak", "aftermath", "information", "", "kid", after="ahead")
    case.event("police", "theft", "incident", "2025-07-01", "boy")
    case.event("police", "noted", "incident", "2025-02-01", "mum", recorded_at="2026-02-01")
    return case


def many_visits() -> Case:
    """A baby visited more often than a page holds."""
    case = TOWN.case("visits", baby="2025-01-01")
    for month in range(1, 13):
        for day in range(1, 6):
            case.event("oak", f"v{month:02}{day:02}", "home_visit", f"2025-{month:02}-{day:02}", "baby")
    return case


YEAR, VISITS = two_children(), many_visits()


@pytest.fixture(scope="module", autouse=True)
def _loaded(store: StoreAddress, tmp_path_factory: pytest.TempPathFactory) -> None:
    empty(store)
    load(store, tmp_path_factory.mktemp("chronology"), *TOWN.delivered())


async def events(ask: Ask, case: Case, *names: str, on: str = ON, **more: object) -> list[str]:
    """The events told, in order, as the case calls them."""
    people = [case.person(name) for name in names]
    answer = await ask(CHRONOLOGY, people=people, on=on, **more)
    return [one["localId"].partition(".")[2] for one in answer["nodes"]]


async def test_events_stand_in_the_order_of_their_first_possible_day(ask: Ask) -> None:
    assert await events(ask, YEAR, "kid", "mum") == [
        "some-time",  # 2025: from 1 January
        "noted",
        "march",  # 2025-03: from 1 March
        "bruise", "row",  # the same day, by agency
        "told", "told-on",  # undated, after the one they followed
        "spring", "june",
        "unplaced",  # undated, and nothing says after what: last
    ]


async def test_only_the_persons_asked_about_are_in(ask: Ask) -> None:
    assert await events(ask, YEAR, "boy") == ["theft"]
    assert await events(ask, YEAR, "kid") == ["march", "bruise", "spring", "june"]


async def test_unknown_ids_are_ignored(ask: Ask) -> None:
    answer = await ask(CHRONOLOGY, people=["person:none", YEAR.person("boy"), ""], on=ON)
    assert [one["localId"] for one in answer["nodes"]] == ["year.theft"]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param("2025-03-10", "2025-03-10", ["some-time", "march", "bruise", "row"], id="both days are in"),
        pytest.param("2025-03-11", "2025-03-31", ["some-time", "march"], id="a month meets its last days"),
        pytest.param("2025-04-01", "2025-04-19", ["some-time"], id="before the absence began"),
        pytest.param("2025-05-10", "2025-05-31", ["some-time", "spring"], id="the absence's last day"),
        pytest.param("2025-05-11", "2025-05-31", ["some-time"], id="the day after it"),
        pytest.param("2024-01-01", "2024-12-31", [], id="the year before"),
        pytest.param("2026-01-01", None, [], id="the year after"),
        pytest.param(None, "2025-02-01", ["some-time", "noted"], id="no start"),
        pytest.param("2025-05-31", None, ["some-time", "june"], id="no end"),
    ],
)
async def test_an_event_is_in_if_its_window_meets_the_days_asked(
    ask: Ask, start: str | None, end: str | None, expected: list[str]
) -> None:
    days: dict[str, object] = {"from": start, "to": end}
    found = await events(ask, YEAR, "kid", "mum", on=ON, **days)
    assert [one for one in found if one not in ("told", "told-on", "unplaced")] == expected


async def test_undated_events_are_listed_whatever_the_end(ask: Ask) -> None:
    assert await events(ask, YEAR, "mum", to="2025-01-15") == ["some-time", "told", "told-on", "unplaced"]


async def test_what_happens_after_the_date_does_not_count(ask: Ask) -> None:
    assert "ahead" not in await events(ask, YEAR, "kid", to="2026-12-31")
    assert (await events(ask, YEAR, "kid", on="2026-04-01"))[-2:] == ["ahead", "aftermath"]
    assert await events(ask, YEAR, "kid", on="2025-03-09") == ["march"]
    assert await events(ask, YEAR, "mum", on="2025-03-09") == ["some-time", "noted", "march", "unplaced"]


async def test_dates_come_out_as_they_were_recorded(ask: Ask) -> None:
    answer = await ask(CHRONOLOGY, people=[YEAR.person("mum")], on=ON)
    assert [one["on"] for one in answer["nodes"]] == ["2025", "2025-02-01", "2025-03", "2025-03-10", None, None, None]


async def test_what_was_not_recorded_yet_is_left_out(ask: Ask) -> None:
    assert "noted" not in await events(ask, YEAR, "mum", knownAt="2026-01-31T00:00:00Z")
    assert "noted" in await events(ask, YEAR, "mum", knownAt="2026-02-01T00:00:00Z")


async def pages(ask: Ask, size: int | None) -> list[Answer]:
    """All pages, each asked for by the end of the one before."""
    found: list[Answer] = []
    after = None
    while not found or found[-1]["pageInfo"]["hasNextPage"]:
        found.append(await ask(CHRONOLOGY, people=[VISITS.person("baby")], on=ON, first=size, after=after))
        after = found[-1]["pageInfo"]["endCursor"]
    return found


async def test_pages_follow_one_another_without_gap_or_repeat(ask: Ask) -> None:
    whole = [one["localId"] for page in await pages(ask, 500) for one in page["nodes"]]
    assert (len(whole), whole) == (60, sorted(whole))
    by_page = await pages(ask, 25)
    assert [len(page["nodes"]) for page in by_page] == [25, 25, 10]
    assert [one["localId"] for page in by_page for one in page["nodes"]] == whole
    assert [page["pageInfo"]["hasPreviousPage"] for page in by_page] == [False, True, True]
    assert [page["edges"][-1]["cursor"] for page in by_page] == [page["pageInfo"]["endCursor"] for page in by_page]


async def test_a_page_holds_fifty_where_nothing_is_said_and_none_where_none_is_asked_for(ask: Ask) -> None:
    assert [len(page["nodes"]) for page in await pages(ask, None)] == [50, 10]
    none = await ask(CHRONOLOGY, people=[VISITS.person("baby")], on=ON, first=0)
    assert (none["nodes"], none["pageInfo"]["hasNextPage"]) == ([], True)


@pytest.mark.parametrize("first", [-1, 501])
async def test_a_page_of_another_size_is_refused(ask: Ask, first: int) -> None:
    with pytest.raises(AssertionError, match=r"0 to 500"):
        await ask(CHRONOLOGY, people=[VISITS.person("baby")], on=ON, first=first)


@pytest.mark.parametrize("field", ["chronology", "hiddenConnections"])
async def test_of_more_persons_at_once_than_500_nothing_is_asked(ask: Ask, field: str) -> None:
    asked = f"query ($people: [ID!]!) {{ {field}(people: $people) {{ nodes {{ id }} }} }}"
    with pytest.raises(AssertionError, match=r"holds 501 ids; ask for at most 500"):
        await ask(asked, people=[YEAR.person("boy")] * 501)


async def test_a_chronology_says_of_what_types_it_is(ask: Ask) -> None:
    typed = """query ($people: [ID!]!, $on: Date) { chronology(people: $people, on: $on, first: 1) {
      __typename edges { __typename node { __typename } } pageInfo { __typename }
    } }"""
    assert await ask(typed, people=[YEAR.person("boy")], on=ON) == {
        "__typename": "ChronologyConnection",
        "edges": [{"__typename": "ChronologyEdge", "node": {"__typename": "Event"}}],
        "pageInfo": {"__typename": "PageInfo"},
    }
