"""Whoever reports anonymously or in confidence is known to the agency that was rung, and to nobody through this."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from access_families import viewed
from agreements import POLICY, agreed, agreement
from deliver import Agency, empty, load, opened, person_id
from signed_in import answered
from test_filter import SIGHT, event, record
from test_subject_access import exported, of_kind

from graph.ids import global_id
from graph.private_store import StoreAddress
from queries.access.filter import visible
from queries.access.policy import Sources, read, shipped
from queries.access.sources import closed_by_words
from queries.access.visible import Event
from queries.case import Cases
from queries.context import Context
from queries.facts.rows import EventRow, Other, Settlement
from queries.questions.event import event_of
from queries.questions.subject_access import subject_access

KIM = ("person:a", "record:a", "own")
SOURCES = shipped().sources


def shown(row: EventRow, *others: EventRow, open_to_all: bool = False) -> Event:
    """An event as the viewer of `own` sees it, or whoever sees all."""
    rows = {"records": [record("record:a", "own", "person:a", "1")], "events": [row, *others]}
    if open_to_all:
        return visible({"events": [row]}, None).events[row.id]
    return visible(rows, SIGHT).events[row.id]


def report(
    agency: str, summary: str, *, kind: str = "referral", category: str = "neighbour", **more: Any
) -> EventRow:
    """A report about Kim."""
    made = event("report", agency, KIM, summary=summary, services=[["service:estate", agency]], **more)
    made.kind = kind
    made.category = category
    return made


@pytest.mark.parametrize("summary", [
    "ANONYMOUS call: shouting next door", "Caller asked not to be named", "via Crimestoppers", "Name  withheld.",
    "confidential-source says the boy is locked in",
])  # fmt: skip
def test_another_agency_sees_that_there_was_a_report_and_nothing_of_who_made_it(summary: str) -> None:
    found = shown(report("open", summary, same=[Other("school:e1", "open", True, [])]))
    assert (found.kind, found.on, found.agency, found.people) == ("referral", "2026-02-01", "open", ["person:a"])
    assert (found.category, found.summary, found.service, found.involvement, found.same) == (None, None, None, None, [])
    assert found.closed is not None and "DPA 2018 Sch. 2 para. 16" in found.closed


def test_the_agency_that_was_rung_sees_its_own_record_whole() -> None:
    found = shown(report("own", "anonymous call"))
    assert (found.summary, found.service, found.closed) == ("anonymous call", "service:estate", None)


def test_whoever_has_not_signed_in_is_not_the_agency_that_was_rung() -> None:
    assert shown(report("own", "anonymous call"), open_to_all=True).closed is not None


def test_a_report_by_somebody_who_gave_their_name_is_open() -> None:
    found = shown(report("open", "Teacher rang: synonymous with neglect"))
    assert (found.category, found.service, found.closed) == ("neighbour", "service:estate", None)


def test_a_visit_after_an_anonymous_call_keeps_its_service_and_loses_its_words() -> None:
    """Nobody reports a visit: its service is the one that went."""
    found = shown(report("open", "Visit after an anonymous call from no. 5", kind="home_visit"))
    assert (found.summary, found.service, found.closed is None) == (None, "service:estate", False)


@pytest.mark.parametrize("category", ["Domestic abuse", "injury", "care_order"])
def test_a_category_that_rules_read_stays_for_it_names_nobody(category: str) -> None:
    found = shown(report("open", "anonymous call", category=category))
    assert (found.category, found.summary, found.service, found.closed is None) == (category, None, None, False)


def test_a_category_that_is_itself_a_mark_stays_closed() -> None:
    marked = Sources(frozenset({"dash"}), frozenset({"referral"}), "local", "local")
    rows = {"records": [record("record:a", "own", "person:a", "1")], "events": [report("open", "x", category="DASH")]}
    assert visible(rows, SIGHT, marked).events["report"].category is None
    found = shown(report("open", "anonymous call", category="injury: his aunt rang"))
    assert found.category is None


@pytest.mark.parametrize(("corrects", "told"), [
    ("category", (None,) * 5), ("summary", (None,) * 5), ("kind", ("was", "is", "why", "a letter", "A. Aunt")),
])  # fmt: skip
def test_why_the_words_of_a_report_were_corrected_is_for_the_agency_that_was_rung(
    corrects: str, told: tuple[str | None, ...]
) -> None:
    row = Settlement("settlement:1", "report", "own", "challenge:1", "upheld", corrects, "was", "is", "why", "a letter",
                     "A. Aunt", "2026-02-02T00:00:00Z", None, "entry:1")
    (seen,), (own,) = (visible({"settlements": [row]}, allowed).settlements for allowed in (None, SIGHT))
    assert (seen.was, seen.value, seen.reason, seen.basis, seen.by) == told
    assert own == row


def test_what_is_closed_today_was_closed_whenever_it_is_asked_of() -> None:
    assert shown(report("open", "Mrs Reed of no. 5 rang", today="anonymous")).summary is None
    assert shown(report("open", "anonymous", today="somebody rang")).summary is None


def test_the_school_behind_an_anonymous_referral_is_not_named_by_its_own_record_of_it() -> None:
    link = [Other("report", "open", False, [None, "anonymous referral"])]
    assert shown(event("e1", "open", KIM, same=link)).same == []
    assert len(shown(event("e1", "own", KIM, same=link)).same) == 1


def test_an_authority_has_words_of_its_own() -> None:
    own = Sources(frozenset({"ref code 7"}), frozenset({"referral"}), "local", "local")
    assert closed_by_words(own, ["Ref. code 7"]) and not closed_by_words(own, ["anonymous", None])


def test_a_policy_that_says_nothing_of_sources_closes_what_the_shipped_one_closes() -> None:
    before, _, rest = POLICY.partition("[sources]")
    assert read(before + "[glass]" + rest.partition("[glass]")[2], "a home's").sources == SOURCES


# Through the store, and in subject access

csc, school = Agency("csc", "children_social_care"), Agency("school", "school")
REPORT = global_id("Event", "csc", "r1")
ASK = """query ($id: ID!) {
  event(id: $id) { summary category sourceClosed service { id } parentEvent { id } agency { id } people { id } }
}"""


@pytest.fixture(scope="module")
def family(store: StoreAddress, store_home: Path) -> None:
    """Kim's school rang in confidence; the council wrote who it was into the summary, and told the school since."""
    empty(store)
    for agency in (csc, school):
        agency.people(kim="2016-01-01")
    csc.row("services", service_id="schools", name="Schools' line")
    csc.event("r1", "referral", "2026-02-01", "kim", category="Confidential source", service_id="schools",
              summary="Mr Lyle, her form tutor, rang", parent_event="school:e1")
    csc.row("informed", event_id="r1", agency="school", at="2026-02-02", by="Mr Lyle's duty worker", basis="he asked")
    csc.event("r2", "referral", "2026-02-03", "kim", summary="Her aunt rang")
    school.event("e1", "concern", "2026-01-31", "kim", summary="bruise")
    school.row("informed", event_agency="csc", event_id="r1", agency="csc", at="2026-02-01", by="Mr Lyle", basis="rang")
    load(store, store_home, csc.delivered(), school.delivered())


@pytest.mark.slow
@pytest.mark.usefixtures("family")
class TestInTheStore:
    """The report as it is asked for, and as it is exported."""

    async def test_a_colleague_elsewhere_is_told_of_the_report_without_its_source(self, store: StoreAddress) -> None:
        told = agreed(agreement("all", ["csc", "school"], ["case_worker"], viewers=["police"]))
        seen = await answered(store, told, viewed("case_worker", "police"), ASK, id=REPORT)
        assert {name: seen[name] for name in ("summary", "category", "service", "parentEvent")} == {
            "summary": None, "category": None, "service": None, "parentEvent": None,
        }
        assert seen["sourceClosed"] is not None and seen["agency"]["id"] == "csc" and seen["people"] != []
        behind = await answered(store, told, viewed("case_worker", "police"), ASK,
                                id=global_id("Event", "school", "e1"))
        assert (behind["summary"], behind["parentEvent"]) == ("bruise", None)

    async def test_the_council_reads_its_own_words(self, store: StoreAddress) -> None:
        seen = await answered(store, agreed(), viewed("case_worker", "csc"), ASK, id=REPORT)
        assert (seen["summary"], seen["sourceClosed"]) == ("Mr Lyle, her form tutor, rang", None)

    async def test_an_earlier_time_of_knowledge_opens_nothing(self, store: StoreAddress) -> None:
        async with opened(store) as driver:
            case = await Cases.on(driver).open(Context.as_of(date(2026, 4, 1)))
            found = await event_of(case, "csc", "r1")
        assert found is not None and found.summary is None and found.closed is not None

    async def test_in_subject_access_the_source_is_closed_to_all_with_the_reason(
        self, store: StoreAddress, tmp_path: Path
    ) -> None:
        folder, held = await exported(store, tmp_path, person_id("csc", "kim"))
        text = "".join(file.read_text("utf-8") for file in folder.iterdir())
        assert "Lyle" not in text and "he asked" not in text and "Her aunt rang" in text
        (row,) = (row for row in of_kind(held, "Event") if row["id"] == REPORT)
        assert "DPA 2018 Sch. 2 para. 16" in row["closed"] and "closed_source" in row["review"]
        assert row["said"]["kind"] == "referral" and row["said"]["on"] == "2026-02-01"
        assert "BUT FOR THE SOURCE OF 3 ROWS" in (folder / "README.txt").read_text("utf-8")

    async def test_in_its_own_export_the_school_does_not_name_itself_as_the_source(self, store: StoreAddress) -> None:
        async with opened(store) as driver:
            held = await Cases.on(driver, agreed()).ask(
                viewed("privacy_officer", "school", "audit"),
                lambda case: subject_access(case, person_id("school", "kim")),
            )
        assert held is not None
        assert held.rows and "Lyle" not in str(held.rows)
