"""Who knows of an event, and when it happened, as facts say it: without a store."""

from __future__ import annotations

from datetime import date

import pytest
from facts_in_memory import Facts, told

from graph.model import MOST_FOLLOWED
from queries.access.visible import Other, Told
from queries.definitions.events import dated, happened, told_by
from queries.definitions.knowledge import known_to
from queries.facts.statements import statement

HAPPENED = "2026-02-10"


def relapse(*rows: Told, on: date = date(2026, 3, 1)) -> dict[str, str]:
    """How agencies stand towards a relapse, by rows on who was told."""
    facts = Facts()
    facts.person("mum", "1985-04-02")
    facts.event("relapse", "drugs", "relapse", HAPPENED, "mum", told=rows, took_part=["police"], to_agency="early")
    case = facts.case(on)
    return {known.agency: known.state for known in known_to(case, case.events["relapse"])}


OTHERS = {"drugs": "reported_it", "police": "informed", "early": "informed"}


def test_whose_record_it_is_who_took_part_and_who_received_it_know() -> None:
    assert relapse() == OTHERS


@pytest.mark.parametrize(
    ("rows", "state"),
    [
        pytest.param([told("csc", "2026-02-11", "acknowledged"), told("csc", "2026-02-20", "withheld")],
                     "acknowledged", id="said to know, whatever came later"),
        pytest.param([told("csc", "2026-02-11"), told("csc", "2026-02-12", "pending")], "informed",
                     id="told, whatever is pending"),
        pytest.param([told("csc", "2026-02-11", "pending"), told("csc", "2026-02-12", "withheld")], "withheld",
                     id="the newest of the two: withheld"),
        pytest.param([told("csc", "2026-02-11", "withheld"), told("csc", "2026-02-12", "pending")], "pending",
                     id="the newest of the two: pending"),
        pytest.param([told("csc", None, "withheld"), told("csc", "2026-02-11", "pending")], "pending",
                     id="a row of a time before one of none"),
        pytest.param([told("csc", "2026-03-01", recorded_at="2026-03-02T00:00:00Z")], "informed", id="on the day"),
        pytest.param([told("csc", None)], "informed", id="at no recorded time"),
    ],
)
def test_of_all_rows_on_an_agency_the_strongest_counts(rows: list[Told], state: str) -> None:
    assert relapse(*rows) == OTHERS | {"csc": state}


def test_of_two_rows_at_once_the_one_recorded_last_counts() -> None:
    at, first, then = "2026-02-12", "2026-02-12T10:00:00Z", "2026-02-12T12:00:00+01:00"  # an hour later
    rows = [told("csc", at, "withheld", recorded_at=then), told("csc", at, "pending", recorded_at=first)]
    assert relapse(*rows) == OTHERS | {"csc": "withheld"}
    assert relapse(*reversed(rows)) == OTHERS | {"csc": "withheld"}


def test_what_was_told_later_does_not_count_yet() -> None:
    assert relapse(told("csc", "2026-03-02")) == OTHERS
    assert relapse(told("csc", "2026-02-20", "pending"), told("csc", "2026-03-02")) == OTHERS | {"csc": "pending"}


def test_the_day_of_a_call_is_that_of_this_country() -> None:
    after_midnight = told("csc", "2025-07-01T00:30:00+01:00")  # 30 June in Greenwich
    facts = Facts()
    facts.event("night", "police", "incident", "2025-06-30", told=[after_midnight])
    night = facts.found.events["night"]
    assert [known.agency for known in known_to(facts.case(date(2025, 6, 30)), night)] == ["police"]
    assert [known.agency for known in known_to(facts.case(date(2025, 7, 1)), night)] == ["csc", "police"]
    assert told_by(facts.case(date(2025, 6, 30)), night) == []
    assert told_by(facts.case(date(2025, 7, 1)), night) == [after_midnight]


def test_before_the_event_nobody_knows() -> None:
    assert relapse(told("csc", "2026-02-01"), on=date(2026, 2, 9)) == {}
    assert relapse(told("csc", "2026-02-01"), on=date(2026, 2, 10)) == OTHERS | {"csc": "informed"}


def test_who_holds_a_record_of_the_same_occurrence_knows_from_its_day() -> None:
    facts = Facts()
    facts.event("call", "ambulance", "attendance", HAPPENED, same=[Other("relapse", False)])
    facts.event("ward", "hospital", "attendance", "2026-02-11", same=[Other("relapse", True)])
    same = [Other("call", True), Other("ward", False), Other("hidden", False)]
    facts.event("relapse", "drugs", "relapse", HAPPENED, same=same)
    event = facts.found.events["relapse"]
    assert {known.agency for known in known_to(facts.case(), event)} == {"ambulance", "drugs", "hospital"}
    assert {known.agency for known in known_to(facts.case(date(2026, 2, 10)), event)} == {"ambulance", "drugs"}


def chain(length: int, on: str | None) -> Facts:
    """An event with a date or none, and as many after it without one: `after-1` followed `first`."""
    facts = Facts()
    before = facts.event("first", "police", "incident", on).id
    for number in range(1, length + 1):
        before = facts.event(f"after-{number}", "police", "information", None, after=[before]).id
    return facts


def test_an_undated_event_is_dated_by_the_one_it_followed() -> None:
    facts = chain(MOST_FOLLOWED + 1, "2026-02")
    case = facts.case()
    for steps in range(1, MOST_FOLLOWED + 1):
        found = dated(case, case.events[f"after-{steps}"])
        assert found is not None
        assert (found.day, found.last, found.steps) == ("2026-02-01", "2026-02-28", steps)
    assert happened(case, case.events[f"after-{MOST_FOLLOWED + 1}"]) is None


def test_a_chain_in_a_circle_or_through_what_may_not_be_seen_dates_nothing() -> None:
    facts = Facts()
    facts.event("one", "police", "information", None, after=["two"])
    facts.event("two", "police", "information", None, after=["one"])
    facts.event("three", "police", "information", None, after=["hidden"])
    case = facts.case()
    assert [happened(case, event) for event in case.events.values()] == [None, None, None]


def test_the_statement_that_lists_a_chronology_follows_as_many_events() -> None:
    assert f"[:FOLLOWED*1..{MOST_FOLLOWED}]" in statement("chronology").now
